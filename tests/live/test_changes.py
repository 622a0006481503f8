"""`changes`: a copy elsewhere follows whatever happens, whoever writes it, and ends up equal."""

from __future__ import annotations

import json
from typing import Any

import pytest
import pytest_asyncio

from schema import SCHEMA
from service.errors import CursorExpired, CursorUnknown
from service.mutation.runner import Runner
from service.query.engine import Engine, Request
from service.query.subscription import Place, encode_place
from service.search import searchable
from service.store.pool import Store

PAGE = """
  query($after: String, $first: Int) {
    changes(after: $after, first: $first) {
      nodes { cursor kind id action reason } pageInfo { hasNextPage endCursor } totalCount
    }
  }
"""
ACTOR = "kind name description aliases { name }"
CLAIM = "text modality article { id } claimant { id } subject { id } actors(first: 50) { nodes { id } }"
THINGS = f"""
  query($ids: [ID!]!) {{
    nodes(ids: $ids) {{
      __typename id
      ... on Article {{ title body url source {{ id }} }} ... on Actor {{ {ACTOR} }} ... on Claim {{ {CLAIM} }}
      ... on ClaimReview {{ rating claim {{ id }} }} ... on ClaimLink {{ how: kind from {{ id }} to {{ id }} }}
      ... on ActorRelation {{ predicate }} ... on Source {{ name }} ... on ActorMergeCandidate {{ status }}
    }}
  }}
"""
ARTICLES = (
    (
        "https://example.org/one",
        "Acme Corp invested 13 billion dollars in Beta Labs. Jane Stone said she would return.",
    ),
    ("https://example.org/two", "Acme Corp invested 10 billion dollars in Beta Labs. Nobody answered Jane Stones."),
)


class Copy:
    """What a follower holds: each thing as it last read it. Knows nothing but `changes` and `nodes`."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.things: dict[str, Any] = {}
        self.cursor: str | None = None
        self.told: list[tuple[str, str]] = []

    async def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(
            (await self.engine.execute(Request(query=query, variables=variables, caller="Ada"))).body
        )
        return answer

    async def follow(self) -> list[tuple[str, str]]:
        """Read on to the end, and read again what changed; the actions by id."""
        told = []
        while True:
            page = (await self.ask(PAGE, after=self.cursor, first=7))["data"]["changes"]
            told += [(change["id"], change["action"]) for change in page["nodes"]]
            await self._take([change["id"] for change in page["nodes"]])
            self.cursor = page["pageInfo"]["endCursor"] or self.cursor
            if not page["pageInfo"]["hasNextPage"]:
                return told

    async def _take(self, ids: list[str]) -> None:
        answer = await self.ask(THINGS, ids=ids)
        for id_, thing in zip(ids, answer["data"]["nodes"], strict=True):
            self.things.pop(id_, None)
            # A merged actor's id answers with another's.
            if thing is not None and thing["id"] == id_:
                self.things[id_] = thing


@pytest_asyncio.fixture(loop_scope="session")
async def engine(fresh_store: Store) -> Engine:
    """Reads and writes over a database of the test's own."""
    contract = searchable(SCHEMA._schema)
    return Engine(contract, fresh_store.fetch_json, mutations=Runner(contract, fresh_store))


@pytest_asyncio.fixture(loop_scope="session")
async def copy(engine: Engine) -> Copy:
    """A copy that holds nothing yet."""
    return Copy(engine)


async def change(copy: Copy, field: str, selection: str = "clientMutationId", **given: Any) -> dict[str, Any]:
    """Run a mutation that succeeds: its payload."""
    kind = f"{field[0].upper()}{field[1:]}Input!"
    query = f"mutation($input: {kind}) {{ {field}(input: $input) {{ {selection} userErrors {{ message }} }} }}"
    payload: dict[str, Any] = (await copy.ask(query, input=given))["data"][field]
    assert payload["userErrors"] == [], payload
    return payload


async def stored(store: Store, copy: Copy) -> dict[str, Any]:
    """Everything that has an id of its own, read at once."""
    tables = {
        "art": "article", "act": "actor where merged_into_id is null", "clm": "claim", "rev": "claim_review",
        "lnk": "claim_link", "rel": "actor_relation", "src": "source", "cnd": "actor_merge_candidate",
    }  # fmt: skip
    async with store.connection() as connection:
        ids = [
            f"{prefix}_{row['id']}"
            for prefix, table in tables.items()
            for row in await connection.fetch(f"select id from {table}")
        ]
    found: dict[str, Any] = {}
    for start in range(0, len(ids), 100):
        answer = await copy.ask(THINGS, ids=ids[start : start + 100])
        found |= {thing["id"]: thing for thing in answer["data"]["nodes"]}
    return found


async def test_a_copy_that_follows_is_equal_after_each_step(fresh_store: Store, copy: Copy) -> None:
    async def same() -> list[tuple[str, str]]:
        told = await copy.follow()
        assert copy.things == await stored(fresh_store, copy)
        return told

    for url, body in ARTICLES:
        await change(copy, "ingestArticle", url=url, body=body, language="en", source={"name": "The Paper"})
    told = await same()
    assert ("art_1", "CREATED") in told and ("src_1", "CREATED") in told and ("lnk_1", "CREATED") in told
    await change(
        copy, "updateArticle", id="art_1", version=1, title="Another title", body=ARTICLES[0][1] + " So it is."
    )
    assert ("art_1", "CHANGED") in await same()
    claims = [id_ for id_, thing in copy.things.items() if id_.startswith("clm_")]
    await change(copy, "reviewClaim", claimId=claims[0], reviewer="Desk", rating="False", url="https://check.example/1")
    await change(copy, "reviewClaim", claimId=claims[0], reviewer="Desk", rating="True", url="https://check.example/1")
    told = await same()
    assert [action for id_, action in told if id_ == "rev_1"] == ["CREATED", "CHANGED"]
    await change(copy, "upsertActor", name="Acme Corp", kind="ORGANIZATION", aliases=[{"name": "Acme Incorporated"}])
    await same()
    await change(copy, "deleteArticle", id="art_2", reason="A hoax")
    told = await same()
    assert {action for _, action in told} == {"DELETED"}
    assert "art_2" in {id_ for id_, _ in told}
    await change(copy, "restore", id="art_2")
    told = await same()
    assert ("art_2", "RESTORED") in told
    actors = {thing["name"]: id_ for id_, thing in copy.things.items() if thing["__typename"] == "Actor"}
    await change(copy, "mergeActors", winnerId=actors["Acme Corp"], loserId=actors["Beta Labs"])
    assert (actors["Beta Labs"], "MERGED") in await same()
    await change(copy, "splitActor", actorId=actors["Beta Labs"])
    assert (actors["Beta Labs"], "CHANGED") in await same()
    await change(copy, "deleteReview", id="rev_1")
    assert ("rev_1", "DELETED") in await same()
    assert await same() == []


async def test_a_deletion_tells_why(copy: Copy) -> None:
    await change(copy, "ingestArticle", body=ARTICLES[0][1], language="en")
    await copy.follow()
    await change(copy, "deleteArticle", id="art_1", reason="A hoax")
    page = (await copy.ask(PAGE, after=copy.cursor, first=1))["data"]["changes"]
    assert page["nodes"][0] | {"cursor": ""} == {
        "cursor": "", "kind": "ARTICLE", "id": "art_1", "action": "DELETED", "reason": "A hoax",
    }  # fmt: skip
    assert page["totalCount"] > 1


async def test_what_came_and_went_in_one_transaction_is_told_as_gone(fresh_store: Store, copy: Copy) -> None:
    async with fresh_store.connection() as connection, connection.transaction():
        await connection.execute("insert into source (name) values ('Brief')")
        await connection.execute("delete from source")
    assert await copy.follow() == [("src_1", "DELETED")]


async def test_an_open_transaction_holds_back_what_comes_after_it(fresh_store: Store, copy: Copy) -> None:
    async with fresh_store.connection() as slow:
        transaction = slow.transaction()
        await transaction.start()
        await slow.execute("insert into source (name) values ('Slow')")
        async with fresh_store.connection() as quick:
            await quick.execute("insert into source (name) values ('Quick')")
        assert await copy.follow() == []
        await transaction.commit()
    assert [id_ for id_, _ in await copy.follow()] == ["src_1", "src_2"]


async def test_cursors_from_before_what_is_kept_or_from_elsewhere_are_told(fresh_store: Store, copy: Copy) -> None:
    async with fresh_store.connection() as connection:
        await connection.execute("insert into source (name) values ('One'), ('Two')")
        lineage = await connection.fetchval("select claimgraph.event_lineage()")
        await connection.execute("update event set at = now() - interval '9 days'")
        await connection.execute("insert into source (name) values ('Three')")
        await connection.fetchval("select claimgraph.prune_events(interval '1 day')")
    with pytest.raises(CursorExpired):
        await copy.ask(PAGE, after=encode_place(lineage, Place(1, 8, 1)))
    with pytest.raises(CursorUnknown):
        await copy.ask(PAGE, after=encode_place(lineage + 1, Place(1, 8, 1)))
    found = await copy.ask(PAGE, after="nonsense")
    assert found["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


async def test_a_follower_that_needs_no_past_begins_now(fresh_store: Store, copy: Copy) -> None:
    """The cursor of now is there before anything happened, and after everything was forgotten."""

    async def now() -> Any:
        return (await copy.ask(PAGE, first=0))["data"]["changes"]["pageInfo"]

    for name in ("One", "Two", "Three"):
        copy.cursor = (page := await now())["endCursor"]
        assert page["hasNextPage"] is False
        async with fresh_store.connection() as connection:
            key = await connection.fetchval("insert into source (name) values ($1) returning id", name)
            assert await copy.follow() == [(f"src_{key}", "CREATED")]
            await connection.execute("update event set at = now() - interval '9 days'")
            await connection.fetchval("select claimgraph.prune_events(interval '1 day')")


async def test_a_page_of_nothing_tells_where_to_go_on(fresh_store: Store, copy: Copy) -> None:
    empty = (await copy.ask(PAGE))["data"]["changes"]["pageInfo"]["endCursor"]
    async with fresh_store.connection() as connection:
        await connection.execute("insert into source (name) values ('One')")
    assert (await copy.ask(PAGE, after=empty, first=0))["data"]["changes"]["pageInfo"] == {
        "hasNextPage": True,
        "endCursor": empty,
    }
    last = (await copy.ask(PAGE, after=empty))["data"]["changes"]["pageInfo"]["endCursor"]
    assert (await copy.ask(PAGE, after=last))["data"]["changes"] == {
        "nodes": [],
        "pageInfo": {"hasNextPage": False, "endCursor": last},
        "totalCount": 0,
    }


async def test_now_is_before_what_an_open_transaction_holds_back(fresh_store: Store, copy: Copy) -> None:
    async with fresh_store.connection() as slow:
        transaction = slow.transaction()
        await transaction.start()
        await slow.execute("insert into source (name) values ('Slow')")
        async with fresh_store.connection() as quick:
            await quick.execute("insert into source (name) values ('Quick')")
        copy.cursor = (await copy.ask(PAGE, first=0))["data"]["changes"]["pageInfo"]["endCursor"]
        await transaction.commit()
    assert [id_ for id_, _ in await copy.follow()] == ["src_1", "src_2"]
