"""Writes over HTTP: the GraphQL endpoint's rules for mutations, and the REST twin."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from service.http.app import create_app
from service.settings import Settings
from tests.conftest import authorization

BODY = "Sam Altman pourrait revenir chez OpenAI, selon Microsoft."
MAKE = 'mutation { upsertActor(input: {name: "OpenAI", kind: ORGANIZATION}) { created actor { id } } }'


@pytest.fixture
async def client(fresh_database: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the service over a database of the test's own."""
    app = create_app(Settings(), fresh_database)
    started, ended = asyncio.Event(), asyncio.Event()

    async def run() -> None:
        # Opened and closed by one task, which a fixture's two halves are not.
        async with app.lifespan():
            started.set()
            await ended.wait()

    running = asyncio.create_task(run())
    await started.wait()
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://test", headers=await authorization(fresh_database, "write")
    ) as client:
        yield client
    ended.set()
    await running


async def test_a_mutation_is_posted_never_got(client: httpx.AsyncClient) -> None:
    got = await client.get("/graphql", params={"query": MAKE}, headers={"accept": "application/json"})
    assert (got.status_code, got.headers["allow"]) == (405, "POST")
    assert got.json()["errors"][0]["extensions"]["code"] == "METHOD_NOT_ALLOWED"
    posted = await client.post("/graphql", json={"query": MAKE}, headers={"idempotency-key": "k"})
    again = await client.post("/graphql", json={"query": MAKE}, headers={"idempotency-key": "k"})
    assert posted.json()["data"] == again.json()["data"] == {"upsertActor": {"created": True, "actor": {"id": "act_1"}}}
    too_long = await client.post("/graphql", json={"query": MAKE}, headers={"idempotency-key": "k" * 201})
    assert too_long.status_code == 400


async def test_an_article_is_made_changed_and_deleted(client: httpx.AsyncClient) -> None:
    given = {"body": BODY, "title": "T", "language": "fr", "url": "https://example.org/a"}
    made = await client.post("/v1/articles", json=given)
    assert (made.status_code, made.headers["etag"], made.headers["location"]) == (201, '"1"', "/v1/articles/art_1")
    again = await client.post("/v1/articles", json=given)
    assert again.status_code == 200 and again.json() == made.json()
    read = await client.get(made.headers["location"])
    assert (read.json(), read.headers["etag"]) == (made.json(), '"1"')

    missing = await client.patch("/v1/articles/art_1", json={"title": "U"})
    assert (missing.status_code, missing.json()["code"]) == (428, "PRECONDITION_REQUIRED")
    bad = await client.patch("/v1/articles/art_1", json={"title": "U"}, headers={"if-match": "1"})
    assert bad.status_code == 400
    changed = await client.patch("/v1/articles/art_1", json={"title": "U", "url": None}, headers={"if-match": '"1"'})
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    assert (changed.json()["title"], changed.json()["url"], changed.json()["body"]) == ("U", None, BODY)
    stale = await client.patch("/v1/articles/art_1", json={"title": "V"}, headers={"if-match": '"1"'})
    assert (stale.status_code, stale.json()["code"]) == (412, "CONFLICT")
    assert [error["argument"] for error in stale.json()["errors"]] == ["version", "title"]

    assert (await client.delete("/v1/articles/art_1", headers={"if-match": '"1"'})).status_code == 412
    gone = await client.delete("/v1/articles/art_1", headers={"if-match": '"2"'})
    assert (gone.status_code, gone.content) == (204, b"")
    assert (await client.delete("/v1/articles/art_1")).status_code == 404


async def test_actors_and_claims_have_twins_too(client: httpx.AsyncClient) -> None:
    for name in ("OpenAI", "Open AI"):
        made = await client.post("/v1/actors", json={"name": name, "kind": "ORGANIZATION"})
        assert made.status_code == 201
    changed = await client.patch("/v1/actors/act_1", json={"wikidataId": "Q1"}, headers={"if-match": '"1"'})
    assert changed.json()["wikidataId"] == "Q1" and changed.headers["etag"] == '"2"'
    taken = await client.patch("/v1/actors/act_2", json={"wikidataId": "Q1"}, headers={"if-match": '"1"'})
    assert (taken.status_code, taken.json()["errors"][0]["argument"]) == (409, "wikidataId")
    merged = await client.post("/v1/actors/act_1/merge", json={"loserId": "act_2"})
    assert merged.status_code == 200 and len(merged.json()["aliases"]) == 2
    assert (await client.post("/v1/actors/act_2/split")).json()["name"] == "Open AI"
    assert (await client.post("/v1/actors/act_2/split")).status_code == 404

    await client.post("/v1/articles", json={"body": BODY, "language": "fr"})
    claim: dict[str, Any] = {"articleId": "art_1", "quote": "revenir", "text": "Il revient", "modality": "POSSIBLE"}
    made = await client.post("/v1/claims", json=claim | {"polarity": "POSITIVE"})
    address = made.headers["location"]
    assert made.status_code == 201 and (await client.get(address)).json() == made.json()
    other = await client.post("/v1/claims", json=claim | {"polarity": "POSITIVE", "text": "Il vient"})
    changed = await client.patch(address, json={"polarity": "NEGATIVE"}, headers={"if-match": made.headers["etag"]})
    assert changed.json()["factuality"] == "PS_MINUS"
    link = {"toId": other.json()["id"], "kind": "CONTRADICTS"}
    linked = await client.post(f"{address}/links", json=link)
    assert linked.json() == link | {"fromId": made.json()["id"], "score": 1.0}
    review = await client.post(f"{address}/reviews", json={"reviewer": "AFP", "rating": "Faux"})
    assert review.status_code == 200 and review.json()["rating"] == "Faux"
    assert (await client.post("/v1/claims/clm_99/reviews", json={"reviewer": "A", "rating": "B"})).status_code == 404


async def test_a_key_makes_any_write_one_to_send_twice(client: httpx.AsyncClient) -> None:
    key = {"idempotency-key": "k"}
    made = await client.post("/v1/actors", json={"name": "A", "kind": "PERSON"}, headers=key)
    again = await client.post("/v1/actors", json={"name": "A", "kind": "PERSON"}, headers=key)
    assert (made.status_code, again.status_code) == (201, 201) and again.json() == made.json()
    reused = await client.post("/v1/actors", json={"name": "B", "kind": "PERSON"}, headers=key)
    assert (reused.status_code, reused.json()["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")


@pytest.mark.parametrize(
    ("path", "content", "media_type", "status"),
    [
        ("/v1/articles", "{", "application/json", 400),
        ("/v1/articles", "", "application/json", 400),
        ("/v1/articles", "null", "application/json", 400),
        ("/v1/articles", '{"title": "T"}', "application/json", 400),
        ("/v1/articles", '{"body": "x", "nothing": 1}', "application/json", 400),
        ("/v1/articles", '{"body": "a\\u0000b"}', "application/json", 400),
        ("/v1/articles", '{"body": "\\ud800"}', "application/json", 400),
        ("/v1/articles", '{"body": "x", "url": "nowhere"}', "application/json", 400),
        ("/v1/articles", '{"body": "x"}', "text/plain", 415),
        ("/v1/articles", '{"body": "' + "x" * 1_000_000 + '"}', "application/json", 413),
        ("/v1/claims/act_1/links", '{"toId": "clm_1", "kind": "REPEATS"}', "application/json", 400),
    ],
)
async def test_bad_writes_are_problems(
    client: httpx.AsyncClient, path: str, content: str, media_type: str, status: int
) -> None:
    answer = await client.post(path, content=content, headers={"content-type": media_type})
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json" and answer.json()["status"] == status
