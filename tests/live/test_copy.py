"""A copy elsewhere: an export, then whatever happened since, from one service to another, over HTTP alone."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest_asyncio

from service.document import ArticleDraft
from service.normalize.rules import RulesExtractor
from service.store.pool import Store
from service.store.write import store_document
from tests.conftest import authorization, create_database, served

ONE = "https://example.org/one"
TWO = "https://example.org/two"
TEXTS = {
    ONE: "Acme Corp invested 13 billion dollars in Beta Labs. Jane Stone said she would return.",
    TWO: "Acme Corp invested 10 billion dollars in Beta Labs. Nobody answered Jane Stone.",
}
SLOW = ArticleDraft(
    url="https://example.org/slow", title="Slow", body="Jane Stone said that Acme Corp would fail.", language="en"
)
ARTICLE = "id url title body language claims { nodes { id text reviews { nodes { reviewer rating url } } } }"


class Side:
    """One of the two services, as its clients see it."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def json(self, method: str, path: str, **options: Any) -> Any:
        answer = await self.client.request(method, path, **options)
        assert answer.is_success, (method, path, answer.text)
        return answer.json() if answer.content else None

    async def ask(self, query: str, **variables: Any) -> Any:
        return (await self.json("POST", "/graphql", json={"query": query, "variables": variables}))["data"]

    async def articles(self) -> dict[str, Any]:
        """All articles by address, without the ids that each side gives by itself."""
        found = (await self.ask(f"{{ articles(first: 50) {{ nodes {{ {ARTICLE} }} }} }}"))["articles"]["nodes"]
        return {
            article["url"]: {
                "text": (article["title"], article["body"]),
                "claims": [(claim["text"], claim["reviews"]["nodes"]) for claim in article["claims"]["nodes"]],
            }
            for article in found
        }


class Follower:
    """Keeps `copy` equal to `origin` by the log of the latter."""

    def __init__(self, origin: Side, copy: Side) -> None:
        self.origin, self.copy = origin, copy
        self.cursor = ""
        self.told: list[tuple[str, str]] = []

    async def begin(self) -> None:
        """Take everything, and where it ends."""
        export = await self.origin.client.get("/v1/export")
        self.cursor = export.headers["changes-cursor"]
        taken = await self.copy.client.post(
            "/v1/import", content=export.content, headers={"content-type": "application/x-ndjson"}
        )
        assert b'"rejected"' not in taken.content

    async def follow(self) -> list[tuple[str, str]]:
        """Apply what happened since, a few changes at a time; what that was."""
        told: list[tuple[str, str]] = []
        while True:
            page = await self.origin.json("GET", "/v1/changes", params={"after": self.cursor, "first": 3})
            for change in page["nodes"]:
                told.append((change["id"], change["action"]))
                await self._take(change)
            self.cursor = page["pageInfo"]["endCursor"]
            if not page["pageInfo"]["hasNextPage"]:
                return told

    async def _take(self, change: dict[str, Any]) -> None:
        kind, id_ = change["kind"], change["id"]
        if change["action"] == "DELETED" and kind in ("ARTICLE", "REVIEW"):
            gone = await self.copy.client.delete(f"/v1/{kind.lower()}s/{id_}")
            # What went with an article is told by itself.
            assert gone.status_code in (204, 410), gone.text
        elif kind == "ARTICLE":
            (article,) = (
                await self.origin.ask(
                    f"query($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on Article {{ {ARTICLE} }} }} }}", ids=[id_]
                )
            )["nodes"]
            await self.copy.json(
                "POST", "/v1/articles", json={name: article[name] for name in ("url", "title", "body", "language")}
            )
        elif kind == "REVIEW":
            query = "query($id: ID!) { claimReview(id: $id) { reviewer rating url claim { id } } }"
            review = (await self.origin.ask(query, id=id_))["claimReview"]
            claim = review.pop("claim")["id"]
            await self.copy.json("POST", f"/v1/claims/{claim}/reviews", json=review)


@pytest_asyncio.fixture(loop_scope="session")
async def sides(fresh_database: str, server_url: str, empty_template: str) -> AsyncIterator[tuple[Side, Side]]:
    """The origin and an empty service, each in a process and over a database of its own."""
    async with contextlib.AsyncExitStack() as stack:
        found = []
        for url in (fresh_database, await create_database(server_url, empty_template)):
            base_url = await asyncio.to_thread(stack.enter_context, served(url))
            client = httpx.AsyncClient(base_url=base_url, headers=await authorization(url, "write"), timeout=60)
            found.append(Side(await stack.enter_async_context(client)))
        yield found[0], found[1]


async def test_an_export_and_the_changes_since_make_an_equal_copy(sides: tuple[Side, Side], fresh_store: Store) -> None:
    origin, copy = sides
    for url, body in TEXTS.items():
        await origin.json(
            "POST", "/v1/articles", json={"url": url, "title": "A pledge", "body": body, "language": "en"}
        )
    follower = Follower(origin, copy)
    async with fresh_store.connection() as slow:
        # Begun before the export and ended after it: not in the one, so in the other.
        transaction = slow.transaction()
        await transaction.start()
        await store_document(slow, RulesExtractor().extract(SLOW))
        # Ended before the export, but after a transaction that still runs: in both.
        await origin.json("PATCH", "/v1/articles/art_2", json={"title": "Twice told"}, headers={"if-match": "*"})
        await follower.begin()
        assert await copy.articles() == await origin.articles()
        assert await follower.follow() == []
        await transaction.commit()
    told = await follower.follow()
    assert ("art_2", "CHANGED") in told
    assert "Slow" in {article["text"][0] for article in (await copy.articles()).values()}
    assert await copy.articles() == await origin.articles()

    claims = (await origin.json("GET", "/v1/claims"))["nodes"]
    claim = next(claim["id"] for claim in claims if claim["text"].startswith("Acme Corp invested 13"))
    review = {"reviewer": "Desk", "rating": "False", "url": "https://check.example/1"}
    await origin.json("POST", f"/v1/claims/{claim}/reviews", json=review)
    await origin.json("PATCH", "/v1/articles/art_1", json={"title": "A promise"}, headers={"if-match": "*"})
    await origin.json("DELETE", "/v1/articles/art_2", params={"reason": "A hoax"})
    told = await follower.follow()
    assert {("rev_1", "CREATED"), ("art_1", "CHANGED"), ("art_2", "DELETED")} <= set(told)
    assert await copy.articles() == await origin.articles()
    assert await follower.follow() == []
