"""What people have deleted is not made again by the next text that says the same."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest

from service.document import ArticleDraft
from service.exchange.importer import import_lines
from service.normalize.rules import RulesExtractor
from service.store.pool import Store
from service.store.write import store_document
from tests.mutation.conftest import Mutate, Rows, errors

BODY = "Acme Corp invested 13 billion dollars in Beta Labs. Jane Stone said she would return."
LONGER = BODY + " Gamma Works said it would sell Delta Mills."
URL = "https://example.org/one"
NAMES = "actor { id aliases { id name } }"
BANK = "The European Central Bank (ECB) raised its rates."


async def update(mutate: Mutate, store: Store, body: str) -> None:
    async with store.connection() as connection:
        version = await connection.fetchval("select version from article where id = 1")
    payload = await mutate("updateArticle", "article { id }", id="art_1", version=version, body=body)
    assert payload["userErrors"] == []


async def ingest(mutate: Mutate, _store: Store, body: str) -> None:
    payload = await mutate("ingestArticle", "status", url=URL, title="A pledge", body=body, language="en")
    assert payload["userErrors"] == []


async def bring(_mutate: Mutate, store: Store, body: str) -> None:
    line = msgspec.json.encode({"article": {"url": URL, "title": "A pledge", "body": body, "language": "en"}})

    async def sent() -> AsyncIterator[bytes]:
        yield line

    results = [result async for some in import_lines(store, sent()) for result in some]
    assert [result.status for result in results] == ["updated"]


async def read_by_another(_mutate: Mutate, store: Store, body: str) -> None:
    read = RulesExtractor().extract(ArticleDraft(url=URL, title="A pledge", body=body, language="en"))
    provenance = msgspec.structs.replace(read.provenance, version="next")
    async with store.connection() as connection:
        await store_document(connection, msgspec.structs.replace(read, provenance=provenance))


@pytest.mark.parametrize("way", [update, ingest, bring, read_by_another])
async def test_a_deleted_claim(mutate: Mutate, rows: Rows, fresh_store: Store, way: Any) -> None:
    await mutate("ingestArticle", "status", url=URL, title="A pledge", body=BODY, language="en")
    texts = "select text from claim where retired_at is null order by start_at, text"
    ((gone,), *others) = await rows(texts)
    ((claim,),) = await rows("select 'clm_' || id from claim where text = $1", gone)
    await mutate("deleteClaim", "deletedClaimId", id=claim, reason="Misread")
    await way(mutate, fresh_store, LONGER)
    found = await rows(texts)
    assert (gone,) not in found
    assert set(others) < set(found)
    # Nor after its article was away.
    await mutate("deleteArticle", "deletedArticleId", id="art_1")
    await mutate("restore", "restoredId", id="art_1")
    await way(mutate, fresh_store, "So it is. " + LONGER)
    assert (gone,) not in await rows(texts)


async def test_a_name_that_texts_give(mutate: Mutate, rows: Rows) -> None:
    await mutate("ingestArticle", "status", title="One", body=BANK, language="en")
    ((actor, alias),) = await rows("select actor_id, 'als_' || id from actor_alias where name = 'ECB'")
    gone = await mutate("deleteAlias", "deletedAliasId", id=alias, reason="A cricket board")
    assert gone["userErrors"] == []
    await mutate("ingestArticle", "status", title="Two", body=BANK + " So it said.", language="en")
    names = "select name from actor_alias where actor_id = $1 order by id"
    assert await rows(names, actor) == [("European Central Bank",)]
    # Another actor may bear it, and people may give it back.
    await mutate("ingestArticle", "status", title="Three", body="ECB won the cup in London.", language="en")
    assert actor not in {key for (key,) in await rows("select actor_id from actor_alias where name = 'ECB'")}
    again = await mutate("upsertActor", NAMES, id=f"act_{actor}", version=2, name="European Central Bank",
        kind="ORGANIZATION", aliases=[{"name": "ECB"}])  # fmt: skip
    assert [name["name"] for name in again["actor"]["aliases"]] == ["European Central Bank", "ECB"]


async def test_a_name_that_a_winner_was_given_by_a_merge(mutate: Mutate, rows: Rows) -> None:
    await mutate("ingestArticle", "status", title="One", body=BANK, language="en")
    ((loser, alias),) = await rows("select actor_id, 'als_' || id from actor_alias where name = 'ECB'")
    await mutate("deleteAlias", "deletedAliasId", id=alias)
    winner = (await mutate("upsertActor", "actor { id }", name="Eurobank", kind="ORGANIZATION"))["actor"]["id"]
    await mutate("mergeActors", "actor { id }", winnerId=winner, loserId=f"act_{loser}")
    await mutate("ingestArticle", "status", title="Two", body=BANK + " So it said.", language="en")
    assert await rows("select name from actor_alias where actor_id = $1 order by name", int(winner[4:])) == [
        ("Eurobank",),
        ("European Central Bank",),
    ]


async def test_a_name_of_an_import(mutate: Mutate, rows: Rows, fresh_store: Store) -> None:
    await mutate("ingestArticle", "status", title="One", body=BANK, language="en")
    ((alias,),) = await rows("select 'als_' || id from actor_alias where name = 'ECB'")
    await mutate("deleteAlias", "deletedAliasId", id=alias)
    read = [
        RulesExtractor().extract(ArticleDraft(title=f"Next {number}", body=BANK, language="en")) for number in range(3)
    ]

    async def sent() -> AsyncIterator[bytes]:
        for one in read:
            yield msgspec.json.encode(one) + b"\n"

    results = [result async for some in import_lines(fresh_store, sent()) for result in some]
    assert {result.status for result in results} == {"created"}
    assert await rows("select name from actor_alias where name = 'ECB'") == []


@pytest.mark.parametrize(
    ("kind", "field", "id_"),
    [("source", "domain", "src_1"), ("actor", "wikidataId", "act_1"), ("review", "url", "rev_1")],
)
async def test_nothing_comes_back_under_a_name_that_was_taken(
    mutate: Mutate, rows: Rows, fresh_store: Store, kind: str, field: str, id_: str
) -> None:
    """An article's address is in test_undo."""

    async def make(name: str) -> str:
        match kind:
            case "source":
                await rows("insert into source (name, domain) values ($1, 'paper.example')", name)
                ((found,),) = await rows("select 'src_' || max(id) from source")
            case "actor":
                made = await mutate("upsertActor", "actor { id }", name=name, kind="PERSON", wikidataId="Q1")
                found = made["actor"]["id"]
            case _:
                made = await mutate("reviewClaim", "review { id }", claimId=claim, reviewer=name, rating="False",
                    url="https://check.example/1")  # fmt: skip
                found = made["review"]["id"]
        return str(found)

    if kind == "review":
        await mutate("ingestArticle", "status", title="One", body=BODY, language="en")
        ((claim,),) = await rows("select 'clm_' || min(id) from claim")
    assert await make("Jane Stone") == id_
    deletion = {"source": "deleteSource", "actor": "deleteActor", "review": "deleteReview"}[kind]
    assert (await mutate(deletion, "deletedAt", id=id_))["userErrors"] == []
    taken = await make("John Smith")
    assert taken != id_
    refused = await mutate("restore", "restoredId", id=id_)
    assert errors(refused) == [("input.id", "CONFLICT")]
    message = refused["userErrors"][0]["message"]
    assert f"`{field}`" in message and taken in message
    assert (await mutate(deletion, "deletedAt", id=taken))["userErrors"] == []
    assert (await mutate("restore", "restoredId", id=id_))["restoredId"] == id_
