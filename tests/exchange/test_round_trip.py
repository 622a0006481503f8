"""What `/v1/export` writes, `/v1/import` takes back to an equal database; bad lines spoil nothing."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import msgspec
import pytest_asyncio

from schema import SCHEMA
from service.exchange.export import export_lines
from service.exchange.importer import import_lines
from service.exchange.ingest import Outcome
from service.mutation.runner import Runner
from service.query.engine import Engine, Request
from service.search import searchable
from service.settings import Settings
from service.store.claims import make_review, read_claim, write_claim
from service.store.merge import merge_actors
from service.store.pool import Store, open_store
from service.store.reading import ClaimChanges
from tests.conftest import create_database


@pytest_asyncio.fixture(loop_scope="session")
async def another_store(server_url: str, empty_template: str) -> AsyncIterator[Store]:
    async with open_store(Settings(), await create_database(server_url, empty_template)) as store:
        yield store


DERIVED = ("article_actor", "claim_actor", "claim_cue", "article_search", "claim_search", "actor_search")
STORY = {
    "article": {
        "body": "Selon Reuters, Microsoft a investi 13 milliards de dollars dans OpenAI. Sam Altman reviendra.",
        "title": "L’annonce",
        "language": "fr",
        "url": "https://example.org/annonce",
        "publishedAt": "2026-11-20T08:00:00Z",
    },
    "source": {"name": "Le Journal", "domain": "journal.example"},
}
OTHER = {
    "article": {
        "body": "Microsoft a investi 10 milliards de dollars dans OpenAI, a dit Samuel Altman.",
        "title": "Non",
    },
    "source": {"name": "La Feuille"},
}


async def in_pieces(data: bytes, size: int = 777) -> AsyncIterator[bytes]:
    for at in range(0, len(data), size):
        yield data[at : at + size]


async def run_import(store: Store, data: bytes) -> list[Any]:
    return [result async for results in import_lines(store, in_pieces(data)) for result in results]


async def everything(store: Store) -> bytes:
    return b"".join([chunk async for chunk in export_lines(store)])


async def mutated(store: Store, mutation: str) -> bytes:
    contract = searchable(SCHEMA._schema)
    engine = Engine(contract, store.fetch_json, mutations=Runner(contract, store))
    return (await engine.execute(Request(query=mutation))).body


def lines(*things: Any) -> bytes:
    return b"\n".join(thing if isinstance(thing, bytes) else msgspec.json.encode(thing) for thing in things)


async def merge_two_actors(store: Store) -> None:
    async with store.connection() as connection:
        winner, loser = await connection.fetchval("select array[min(id), max(id)] from actor")
        await merge_actors(connection, winner, loser, said_by="a test")


async def test_an_export_comes_back_equal(fresh_store: Store, another_store: Store) -> None:
    await run_import(fresh_store, lines(STORY, OTHER))
    await merge_two_actors(fresh_store)
    exported = await everything(fresh_store)
    results = await run_import(another_store, exported)
    assert {result.status for result in results} == {"created"}
    assert await everything(another_store) == exported
    for table in DERIVED:
        # Where actors and dates stand among a text's lexemes tells only in which order they were added.
        row = "(t.article_id, t.config, t.sort_at, strip(t.tsv))" if table == "article_search" else "t"
        digest = f"select md5(string_agg({row}::text, '|' order by {row}::text)) from {table} t"
        async with fresh_store.connection() as one, another_store.connection() as other:
            assert await one.fetchval(digest) == await other.fetchval(digest), table


SENTENCE = "Microsoft a investi 13 milliards de dollars dans OpenAI."


def story(*sentences: str) -> dict[str, object]:
    article = {"title": "T", "language": "fr", "url": "https://example.org/recit", "body": " ".join(sentences)}
    return {"article": article, "source": {"name": "Le Journal"}}


async def test_an_article_that_comes_again_changed_counts_its_claims(fresh_store: Store) -> None:
    (made,) = await run_import(fresh_store, lines(story(SENTENCE)))
    assert made.claims == ClaimChanges(new=1)
    for changed, counted in (
        (story("Sam Altman se tait.", SENTENCE), ClaimChanges(moved=1, new=1)),
        (story("Sam Altman se tait."), ClaimChanges(kept=1, retired=1)),
    ):
        (result,) = await run_import(fresh_store, lines(changed))
        assert (result.status, result.id, result.claims) == ("updated", made.id, counted)
    told = msgspec.json.decode(msgspec.json.encode(result))
    assert told["claims"] == {"kept": 1, "moved": 0, "changed": 0, "new": 0, "retired": 1}
    (same,) = await run_import(fresh_store, lines(story("Sam Altman se tait.")))
    assert b"claims" not in msgspec.json.encode(same)


async def test_retired_and_corrected_claims_come_back_equal(fresh_store: Store, another_store: Store) -> None:
    await run_import(fresh_store, lines(story(SENTENCE, "Sam Altman se tait.")))
    async with fresh_store.connection() as connection:
        await make_review(connection, 1, reviewer="R", rating="Vrai", url=None, reviewed_at=None)
        silent = await read_claim(connection, 2)
        assert silent is not None
        await write_claim(connection, msgspec.structs.replace(silent, text="Altman ne dit rien."), extractor="editor")
    await run_import(fresh_store, lines(story("Sam Altman se tait.")))
    exported = await everything(fresh_store)
    (article,) = [line for line in map(msgspec.json.decode, exported.splitlines()) if line["type"] == "article"]
    assert [claim["text"] for claim in article["claims"]] == ["Altman ne dit rien."]
    assert [(claim["quote"], claim["articleVersion"]) for claim in article["retiredClaims"]] == [(SENTENCE, 1)]

    assert {result.status for result in await run_import(another_store, exported)} == {"created"}
    assert await everything(another_store) == exported
    for table in ("claim_search", "claim_actor"):
        digest = f"select md5(string_agg(t::text, '|' order by t::text)) from {table} t"
        async with fresh_store.connection() as one, another_store.connection() as other:
            assert await one.fetchval(digest) == await other.fetchval(digest), table
    # Over there they go on as they would here.
    (result,) = await run_import(another_store, lines(story("Hier.", SENTENCE, "Sam Altman se tait.")))
    assert (result.claims.moved, result.claims.new, result.claims.retired) == (1, 1, 0)


async def test_an_import_that_broke_off_is_sent_again(fresh_store: Store, another_store: Store) -> None:
    await run_import(fresh_store, lines(STORY, OTHER))
    exported = await everything(fresh_store)
    await run_import(another_store, exported[: len(exported) // 2].rpartition(b"\n")[0])
    results = await run_import(another_store, exported)
    assert {result.status for result in results} == {"created", "unchanged"}
    assert await everything(another_store) == exported


async def test_new_things_get_new_ids_after_a_restore(fresh_store: Store, another_store: Store) -> None:
    await run_import(fresh_store, lines(STORY))
    await run_import(another_store, await everything(fresh_store))
    (result,) = await run_import(another_store, lines(OTHER))
    assert (result.status, result.id) == ("created", "art_2")


async def test_one_bad_line_spoils_no_other(fresh_store: Store) -> None:
    bad_quote = b'{"type": "article", "id": "art_9", "nonsense": 1}'
    results = await run_import(
        fresh_store, lines(STORY, b"not json", b'{"article": {"body": 1}}', bad_quote, OTHER, STORY)
    )
    assert [(result.line, result.status) for result in results] == [
        (1, "created"),
        (2, "rejected"),
        (3, "rejected"),
        (4, "rejected"),
        (5, "created"),
        (6, "unchanged"),
    ]
    assert "$.article.body" in results[2].reason


async def test_a_changed_line_of_an_export_is_refused(fresh_store: Store, another_store: Store) -> None:
    await run_import(fresh_store, lines(STORY))
    exported = await everything(fresh_store)
    results = await run_import(another_store, exported.replace(b"13 milliards", b"99 milliards"))
    (rejected,) = [result for result in results if result.status == "rejected"]
    assert "contentHash" in rejected.reason


def test_the_routes_stream_both_ways(live_server: str, writer: dict[str, str]) -> None:
    with httpx.Client(base_url=live_server, headers=writer, timeout=60) as client:
        exported = client.get("/v1/export")
        assert exported.headers["content-type"].startswith("application/x-ndjson")
        answer = client.post("/v1/import", content=exported.content, headers={"content-type": "application/x-ndjson"})
        results = [msgspec.json.decode(line) for line in answer.content.splitlines()]
        assert len(results) == len(exported.content.splitlines())
        assert {result["status"] for result in results} == {"unchanged"}
        refused = client.post("/v1/import", content=b"x", headers={"content-type": "image/png"})
        assert refused.status_code == 415


def test_the_commands_last_line_adds_up_what_became_of_claims() -> None:
    changed = Outcome(
        created=1, updated=2, unchanged=0, rejected=0, refused=(), claims=ClaimChanges(kept=5, moved=2, retired=1)
    )
    assert changed.summary == "1 created, 2 updated (claims: 5 kept, 2 moved, 1 retired), 0 unchanged"
    same = Outcome(created=0, updated=0, unchanged=3, rejected=0, refused=())
    assert same.summary == "0 created, 0 updated, 3 unchanged"


async def test_what_was_deleted_comes_back_as_deleted_and_can_be_restored(
    fresh_store: Store, another_store: Store
) -> None:
    await run_import(fresh_store, lines(STORY, OTHER))
    gone = 'mutation { deleteArticle(input: {id: "art_2", reason: "A hoax"}) { userErrors { message } } }'
    assert b'"userErrors":[]' in await mutated(fresh_store, gone)
    exported = await everything(fresh_store)
    results = await run_import(another_store, exported)
    assert {result.status for result in results} == {"created"}
    assert await everything(another_store) == exported
    (result,) = await run_import(another_store, lines({"article": {"body": "A new text.", "title": "New"}}))
    assert result.id == "art_3"
    back = 'mutation { restore(input: {id: "art_2"}) { restoredId } }'
    assert b'"restoredId":"art_2"' in await mutated(another_store, back)
