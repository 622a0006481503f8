"""Every change is written down with who made it, and every version can be had again."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
import pytest

from service.store.caller import say_caller
from service.store.merge import merge_actors, unmerge_actor
from service.store.pool import Store
from service.store.write import store_document
from tests.store.documents import actor, document

ARTICLE, ACTOR, CLAIM, REVIEW = 1, 2, 3, 4
Write = Callable[..., Awaitable[None]]
History = Callable[..., Awaitable[list[dict[str, Any]]]]
AsOf = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
def write(fresh_store: Store) -> Write:
    """Runs statements in one transaction of `caller`'s."""

    async def run(*statements: str, caller: str = "desk") -> None:
        async with fresh_store.connection() as connection, connection.transaction():
            await say_caller(connection, caller)
            for statement in statements:
                await connection.execute(statement)

    return run


@pytest.fixture
def history(fresh_store: Store) -> History:
    """An object's history, oldest first."""

    async def read(kind: int, key: int = 1) -> list[dict[str, Any]]:
        async with fresh_store.connection() as connection:
            rows = await connection.fetch(
                "select version, nth, said_by, action, changes::text, was is not null as whole from history"
                " where kind = $1 and key = $2 order by version, nth",
                kind,
                key,
            )
        return [dict(row) | {"changes": msgspec.json.decode(row["changes"])} for row in rows]

    return read


@pytest.fixture
def as_of(fresh_store: Store) -> AsOf:
    """An object as it was in a version."""

    async def read(kind: int, key: int, version: int) -> dict[str, Any]:
        async with fresh_store.connection() as connection:
            found: str = await connection.fetchval(
                "select claimgraph.as_of($1::smallint, $2, $3)::text", kind, key, version
            )
        state: dict[str, Any] = msgspec.json.decode(found)
        return state

    return read


def change_body(body: str, *, version: int) -> str:
    """The statement of a writer who keeps no spans."""
    quoted = body.replace("'", "''")
    return f"update article set body = '{quoted}', version = {version} where id = 1"


async def store_plain(store: Store, body: str) -> None:
    """One article without actors or claims."""
    async with store.connection() as connection, connection.transaction():
        await say_caller(connection, "desk")
        await store_document(connection, document(body=body, actors=(), claims=()))


async def test_an_article_begins_its_history_with_who_brought_it(fresh_store: Store, history: History) -> None:
    await store_plain(fresh_store, "One.")

    assert await history(ARTICLE) == [
        {"version": 1, "nth": 0, "said_by": "desk", "action": "CREATED", "changes": {}, "whole": False}
    ]


async def test_of_a_body_only_the_words_that_went_are_kept(
    fresh_store: Store, write: Write, history: History, as_of: AsOf
) -> None:
    await store_plain(fresh_store, "🙂 Le chat dort ici.")
    await write(change_body("🙂 Le chien dort ici.", version=2), caller="lea")

    changed = (await history(ARTICLE))[-1]
    assert (changed["said_by"], changed["action"]) == ("lea", "CHANGED")
    assert changed["changes"] == {"body": {"from": "at", "prefix": 7, "suffix": 10}}
    assert (await as_of(ARTICLE, 1, 1))["body"] == "🙂 Le chat dort ici."
    assert (await as_of(ARTICLE, 1, 2))["body"] == "🙂 Le chien dort ici."


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("aaaa", "aa"),
        ("aa", "aaaa"),
        ("abc", "xyz"),
        ("", "abc"),
        ("abc", ""),
        ("é", "e\u0301"),
        ("ab", "ba"),
        ("🙂", "🙃"),
    ],
)
async def test_any_text_comes_back(fresh_store: Store, before: str, after: str) -> None:
    async with fresh_store.connection() as connection:
        back = await connection.fetchval(
            "select claimgraph.undone(jsonb_build_object('body', $2::text),"
            " jsonb_build_object('body', claimgraph.words_gone($1, $2))) ->> 'body'",
            before,
            after,
        )
    assert back == before


async def test_a_transaction_that_touches_an_article_twice_leaves_one_entry(
    fresh_store: Store, write: Write, history: History, as_of: AsOf
) -> None:
    await store_plain(fresh_store, "One two three.")
    await write(
        change_body("One 2 three.", version=2),
        "update article set title = 'Other', version = 3 where id = 1",
        change_body("One 2 3.", version=4),
    )

    (_, entry) = await history(ARTICLE)
    assert entry["version"] == 4
    assert entry["changes"]["title"] == {"from": "Titre", "to": "Other"}
    assert await as_of(ARTICLE, 1, 1) | {"version": 1} == await as_of(ARTICLE, 1, 1)
    assert (await as_of(ARTICLE, 1, 1))["body"] == "One two three."


async def test_what_is_taken_back_in_its_transaction_leaves_nothing(
    fresh_store: Store, write: Write, history: History
) -> None:
    await store_plain(fresh_store, "One.")
    await write("insert into actor (kind, name) values ('PERSON', 'Lea')")
    await write("update actor set name = 'Leo' where id = 1", "update actor set name = 'Lea' where id = 1")

    assert [entry["action"] for entry in await history(ACTOR)] == ["CREATED"]


async def test_counting_mentions_is_no_change(fresh_store: Store, history: History) -> None:
    async with fresh_store.connection() as connection:
        await store_document(connection, document())
        await store_document(connection, document(title="Again"))
        count = await connection.fetchval("select max(mention_count) from actor")

    assert count > 1
    assert [await history(ACTOR, key) for key in (1, 2, 3)] == [[], [], []]


async def test_names_that_a_text_brings_are_the_extractors_word(fresh_store: Store, history: History) -> None:
    async with fresh_store.connection() as connection, connection.transaction():
        await store_document(connection, document(body="OpenAI.", actors=(actor("OpenAI", body="OpenAI."),)))
    async with fresh_store.connection() as connection, connection.transaction():
        await say_caller(connection, "desk")
        known = actor("OpenAI", "ORGANIZATION", "Open AI Inc", body="OpenAI!")
        await store_document(connection, document(body="OpenAI!", title="Next", actors=(known,)))

    (entry,) = await history(ACTOR)
    assert (entry["version"], entry["said_by"]) == (1, "extractor:test")
    assert entry["changes"] == {"aliases": {"from": [], "to": [{"name": "Open AI Inc", "language": None}]}}


async def test_a_merge_is_told_of_both_actors_and_not_of_their_claims(
    fresh_store: Store, history: History, as_of: AsOf
) -> None:
    async with fresh_store.connection() as connection:
        await store_document(connection, document())
        winner, loser = await connection.fetch("select id from actor where name <> 'OpenAI' order by name desc")
        async with connection.transaction():
            await say_caller(connection, "desk")
            await connection.execute("update actor set kind = 'ORGANIZATION' where id = $1", winner[0])
        async with connection.transaction():
            await say_caller(connection, "desk")
            await merge_actors(connection, winner[0], loser[0], said_by="desk")
        claims = await connection.fetchval("select count(*) from history where kind = 3")

    won, lost = (await history(ACTOR, winner[0]))[-1], (await history(ACTOR, loser[0]))[-1]
    assert (won["action"], lost["action"], won["said_by"]) == ("MERGED", "MERGED", "desk")
    assert won["changes"]["mergedFrom"] == {"from": [], "to": [f"act_{loser[0]}"]}
    assert lost["changes"]["mergedInto"] == {"from": None, "to": f"act_{winner[0]}"}
    assert claims == 0
    assert [name["name"] for name in (await as_of(ACTOR, loser[0], lost["version"] - 1))["aliases"]] == ["Microsoft"]

    async with fresh_store.connection() as connection:
        await unmerge_actor(connection, loser[0])
    assert [(await history(ACTOR, key))[-1]["action"] for key in (winner[0], loser[0])] == ["SPLIT", "SPLIT"]


async def test_a_review_has_a_history(fresh_store: Store, write: Write, history: History, as_of: AsOf) -> None:
    async with fresh_store.connection() as connection:
        await store_document(connection, document())
    await write("insert into claim_review (claim_id, reviewer, rating) values (1, 'AFP', 'Faux')")
    await write("update claim_review set rating = 'Vrai', version = 2 where id = 1", caller="lea")

    begun, changed = await history(REVIEW)
    assert (begun["action"], begun["said_by"]) == ("CREATED", "desk")
    assert (changed["said_by"], changed["changes"]) == ("lea", {"rating": {"from": "Faux", "to": "Vrai"}})
    assert (await as_of(REVIEW, 1, 1))["rating"] == "Faux"


async def test_a_claims_cues_and_actors_are_part_of_it(
    fresh_store: Store, write: Write, history: History, as_of: AsOf
) -> None:
    async with fresh_store.connection() as connection:
        await store_document(connection, document())
    await write(
        "update claim set text = 'Autre', version = 2 where id = 1",
        "delete from claim_cue where claim_id = 1",
        "delete from claim_actor where claim_id = 1 and is_object",
    )

    (entry,) = await history(CLAIM)
    assert entry["changes"].keys() == {"text", "cues", "objects"}
    before = await as_of(CLAIM, 1, 1)
    assert [cue["quote"] for cue in before["cues"]] == ["pourrait"]
    assert len(before["objects"]) == 1


async def test_deleting_leaves_the_history(fresh_store: Store, write: Write, history: History) -> None:
    await store_plain(fresh_store, "One.")
    await write(change_body("Two.", version=2))
    await write("delete from article where id = 1")

    assert [entry["version"] for entry in await history(ARTICLE)] == [1, 2]


async def test_many_small_edits_take_little_room_and_each_version_is_there(
    fresh_store: Store, write: Write, history: History, as_of: AsOf
) -> None:
    dice = random.Random(7)
    words = ["".join(dice.choices("abcdefghijklmnopqrstuvwxyzéà", k=dice.randint(2, 10))) for _ in range(15_000)]
    bodies = [" ".join(words)]
    for edit in range(200):
        words[dice.randrange(len(words))] = f"edit{edit}"
        bodies.append(" ".join(words))
    assert len(bodies[0].encode()) > 100_000

    await store_plain(fresh_store, bodies[0])
    for version, body in enumerate(bodies[1:], start=2):
        await write(change_body(body, version=version))

    async with fresh_store.connection() as connection:
        # As it lies on disk, compressed, for both.
        room, one_body = await connection.fetchrow(
            "select (select sum(pg_column_size(h.*)) from history h), (select pg_column_size(body) from article)"
        )
    assert room < 8 * one_body
    assert [(await as_of(ARTICLE, 1, version))["body"] for version in (1, 2, 49, 50, 51, 120, 200, 201)] == [
        bodies[version - 1] for version in (1, 2, 49, 50, 51, 120, 200, 201)
    ]
    assert [entry["version"] for entry in await history(ARTICLE) if entry["whole"]] == [50, 100, 150, 200]


async def test_a_text_rewritten_whole_costs_itself_once(fresh_store: Store, write: Write, history: History) -> None:
    before, after = "a" * 5000, "b" * 7000
    await store_plain(fresh_store, before)
    await write(change_body(after, version=2))

    assert (await history(ARTICLE))[-1]["changes"] == {"body": {"from": before, "prefix": 0, "suffix": 0}}
