"""Documents stored many at a time end as documents stored one by one; a bad one spoils no other."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import msgspec
import pytest
import pytest_asyncio

from service.document import ActorDraft, ArticleDraft, ClaimDraft, Provenance, SourceDraft, Span
from service.exchange import articles as storing
from service.exchange.importer import import_lines
from service.ingest.bundle import BundleLine
from service.store.pool import Store, open_store
from service.store.write import store_document
from tests.conftest import PATIENT, create_database

# Names that meet in every way that resolution tells apart: spellings, acronyms, shared names, kinds that are
# known later, other names of well-known bodies, short forms as aliases.
CAST = [
    ("European Central Bank", "ORGANIZATION", ("ECB",)),
    ("Banque centrale européenne", "ORGANIZATION", ("BCE",)),
    ("BCE", "ORGANIZATION", ()),
    ("ECB", "UNKNOWN", ()),
    ("Sam Altman", "PERSON", ("Altman",)),
    ("sam altman", "PERSON", ("Samuel Altman",)),
    ("Samuel Altman", "PERSON", ("Altman", "S. A.")),
    ("Altman", "PERSON", ()),
    ("Jack Altman", "PERSON", ("Altman",)),
    ("Orange", "ORGANIZATION", ()),
    ("Orange", "PLACE", ()),
    ("Orange", "UNKNOWN", ()),
    ("Orange Bank", "ORGANIZATION", ("Orange", "OB")),
    ("OB", "ORGANIZATION", ("Ocean Board",)),
    ("Ocean Board", "ORGANIZATION", ("OB",)),
    ("Malik", "UNKNOWN", ("Aziz Malik",)),
    ("Aziz Malik", "PERSON", ("Malik",)),
    ("Zoé", "UNKNOWN", ()),
    ("ZOE", "PERSON", ("Zoé Durand",)),
    ("Zoé Durand", "PERSON", ("Zoé", "Durand")),
]
OUTCOME = {
    "actors": "select id, kind, name, mention_count, version from actor order by id",
    "aliases": "select actor_id, kind, name, shared from actor_alias order by actor_id, name",
    "articles": "select a.id, url, title, body, a.language, s.name, published_at, authors, notes, content_hash,"
    " completeness, guid, guid_key, version"
    " from article a join source s on s.id = a.source_id order by a.id",
    "addresses": "select article_id, url, key, names from article_url order by id",
    "mentions": "select article_id, actor_id, start_at, end_at, quote from mention order by 1, 3, 4, 2",
    "present": "select article_id, actor_id, mention_count, sort_at from article_actor order by 1, 2",
    "claims": "select article_id, start_at, end_at, text, modality, attribution, claimant_id, subject_id, amounts,"
    " dates, sort_at, extractor, extractor_version from claim order by id",
    "roles": "select c.article_id, c.start_at, r.actor_id, r.is_subject, r.is_object, r.is_claimant"
    " from claim_actor r join claim c on c.id = r.claim_id order by 1, 2, 3",
    "links": "select f.article_id, f.start_at, t.article_id, t.start_at, l.kind, l.said_by, l.score from claim_link l"
    " join claim f on f.id = l.from_id join claim t on t.id = l.to_id order by 1, 2, 3, 4, 5",
    "searched": "select article_id, tsv from article_search order by 1",
}


@pytest_asyncio.fixture(loop_scope="session")
async def another_store(server_url: str, empty_template: str) -> AsyncIterator[Store]:
    async with open_store(PATIENT, await create_database(server_url, empty_template)) as store:
        yield store


def document(dice: random.Random, number: int) -> BundleLine:
    """An article of a few sentences over actors of `CAST`, each claim about two of them."""
    chosen = {name: (name, kind, aliases) for name, kind, aliases in dice.sample(CAST, dice.randint(1, 5))}
    body, mentions, claims = "", {name: [] for name in chosen}, []
    for name in [*chosen, *dice.choices(list(chosen), k=2)]:
        start = len(body)
        body += name
        mentions[name].append(Span(start=start, end=len(body), quote=name))
        body += f" paid {dice.choice((3, 5))} million for the old mill in spring."
        claims.append(
            ClaimDraft(
                start=start,
                end=len(body),
                quote=body[start:],
                text=body[start:],
                modality="ASSERTED",
                polarity=dice.choice(("POSITIVE", "NEGATIVE")),
                factuality="CT_PLUS",
                claimant=dice.choice(("ARTICLE", "UNNAMED", dice.choice(list(chosen)))),
                subject=name,
                objects=(dice.choice(list(chosen)),),
            )
        )
        body += " "
    claims = [
        msgspec.structs.replace(claim, factuality="CT_PLUS" if claim.polarity == "POSITIVE" else "CT_MINUS")
        for claim in claims
    ]
    return BundleLine(
        article=ArticleDraft(
            title=f"Story {number}",
            body=body,
            language="en",
            url=f"https://example.org/{number}",
            published_at=datetime(2026, 3, 1, tzinfo=UTC) + timedelta(hours=dice.randrange(2000)),
        ),
        actors=tuple(
            ActorDraft(name=name, kind=kind, aliases=aliases, mentions=tuple(mentions[name]))  # type: ignore[arg-type]
            for name, kind, aliases in chosen.values()
        ),
        claims=tuple(claims),
        provenance=Provenance(extractor="test", version="1", notes=("a note",)),
        source=SourceDraft(name=dice.choice(("The Ledger", "La Feuille"))),
    )


async def run_import(store: Store, data: bytes) -> list[Any]:
    async def chunks() -> AsyncIterator[bytes]:
        yield data

    return [result async for results in import_lines(store, chunks()) for result in results]


def bundle(documents: list[BundleLine]) -> bytes:
    return b"".join(msgspec.json.encode(line) + b"\n" for line in documents)


async def outcome(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    async with store.connection() as connection:
        return {name: [tuple(row) for row in await connection.fetch(sql)] for name, sql in OUTCOME.items()}


@pytest.mark.parametrize("seed", range(4))
async def test_a_batch_ends_as_one_document_after_another(fresh_store: Store, another_store: Store, seed: int) -> None:
    dice = random.Random(seed)
    documents = [document(dice, number) for number in range(60)]
    # In between, articles that are there already: some unchanged, some changed.
    documents[20] = documents[3]
    moved = msgspec.structs.replace(documents[41].article, url=documents[5].article.url)
    documents[40] = msgspec.structs.replace(documents[41], article=moved)
    one_by_one = []
    async with fresh_store.connection() as connection:
        for line in documents:
            one_by_one.append(await store_document(connection, line, source=line.source))  # noqa: PERF401

    results = await run_import(another_store, bundle(documents))

    assert [result.status for result in results] == [stored.status for stored in one_by_one]
    assert [result.id for result in results] == [f"art_{stored.id}" for stored in one_by_one]
    expected, got = await outcome(fresh_store), await outcome(another_store)
    for name in OUTCOME:
        assert got[name] == expected[name], name


async def test_an_import_again_changes_nothing(fresh_store: Store) -> None:
    dice = random.Random(7)
    data = bundle([document(dice, number) for number in range(30)])
    await run_import(fresh_store, data)
    before = await outcome(fresh_store)
    results = await run_import(fresh_store, data)
    assert {result.status for result in results} == {"unchanged"}
    assert await outcome(fresh_store) == before


async def test_a_batch_that_the_database_refuses_goes_in_one_by_one(
    fresh_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    dice = random.Random(1)
    documents = [document(dice, number) for number in range(12)]
    together = storing.store_batch

    async def refusing(connection: Any, items: Any) -> Any:
        done = await together(connection, items)
        if any(item.document.article.title == "Story 7" for item in items):
            raise asyncpg.DeadlockDetectedError("deadlock detected")
        return done

    monkeypatch.setattr(storing, "store_batch", refusing)
    results = await run_import(fresh_store, bundle(documents))
    assert [result.status for result in results] == ["created"] * 12
    assert len((await outcome(fresh_store))["articles"]) == 12


async def test_a_document_that_can_not_be_stored_spoils_no_other(fresh_store: Store) -> None:
    dice = random.Random(2)
    documents = [document(dice, number) for number in range(9)]
    article = documents[4].article
    documents[4] = msgspec.structs.replace(documents[4], article=msgspec.structs.replace(article, title=" "))
    documents[6] = msgspec.structs.replace(documents[6], source=SourceDraft(name="x", country="Utopia"))
    results = await run_import(fresh_store, bundle(documents))
    assert [result.line for result in results if result.status == "rejected"] == [5, 7]
    assert "`article.title` is empty" in results[4].reason and "source.country" in results[6].reason
    assert sum(result.status == "created" for result in results) == 7


async def test_two_imports_of_the_same_lines_at_once_store_each_once(fresh_store: Store) -> None:
    import asyncio

    dice = random.Random(3)
    documents = [document(dice, number) for number in range(50)]
    forth, back = await asyncio.gather(
        run_import(fresh_store, bundle(documents)), run_import(fresh_store, bundle(documents[::-1]))
    )
    statuses = [result.status for result in (*forth, *back)]
    assert "rejected" not in statuses
    assert statuses.count("created") == 50
    assert len((await outcome(fresh_store))["articles"]) == 50
