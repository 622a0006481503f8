"""Merges move everything and can be taken back; candidates and links are found, never decided."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from schema import SCHEMA
from service.document import ARTICLE_VOICE, Amount, Document, SourceDraft
from service.errors import BadInput, Conflict, NotFound
from service.query.engine import Engine, Request
from service.search import searchable
from service.store.batch import checked, store_batch
from service.store.connect import Connection
from service.store.merge import merge_actors, unmerge_actor
from service.store.pool import Store
from service.store.write import store_document
from tests.store.documents import actor, claim, document, span

POINTS_AT_ACTORS = {
    "mention": "article_id, actor_id, start_at, end_at",
    "article_actor": "article_id, actor_id, mention_count",
    "claim": "id, claimant_id, subject_id",
    "claim_actor": "claim_id, actor_id, is_subject, is_object, is_claimant",
    "actor_alias": "actor_id, kind, name, shared",
    "actor": "id, kind, name, mention_count, merged_into_id",
}


async def everything(connection: Connection) -> dict[str, list[str]]:
    return {
        table: sorted(repr(tuple(row)) for row in await connection.fetch(f"select {columns} from {table}"))
        for table, columns in POINTS_AT_ACTORS.items()
    }


async def actor_id(connection: Connection, name: str) -> Any:
    return await connection.fetchval("select id from actor where name = $1", name)


async def items(connection: Connection) -> dict[str, str | None]:
    return dict(await connection.fetch("select name, wikidata_id from actor"))


async def test_a_wikidata_item_goes_with_a_merge_and_comes_back(connection: Connection) -> None:
    await store_document(connection, two_altmans())
    winner, loser = await actor_id(connection, "Sam Altman"), await actor_id(connection, "Samuel Altman")
    await connection.execute("update actor set wikidata_id = 'Q7407093' where id = $1", loser)
    await merge_actors(connection, winner, loser, said_by="an editor")
    assert await items(connection) == {"Sam Altman": "Q7407093", "Samuel Altman": None}
    await unmerge_actor(connection, loser)
    assert await items(connection) == {"Sam Altman": None, "Samuel Altman": "Q7407093"}


async def test_two_wikidata_items_are_not_merged(connection: Connection) -> None:
    await store_document(connection, two_altmans())
    winner, loser = await actor_id(connection, "Sam Altman"), await actor_id(connection, "Samuel Altman")
    await connection.execute("update actor set wikidata_id = 'Q' || id where id in ($1, $2)", winner, loser)
    before = await everything(connection)
    with pytest.raises(Conflict, match=f"two Wikidata items, Q{winner} and Q{loser}"):
        await merge_actors(connection, winner, loser, said_by="an editor")
    assert await everything(connection) == before


SAM = "Sam Altman reviendra. Samuel Altman l’a dit."


def two_altmans() -> Document:
    """One article, in which the same man got two records."""
    said = {"quote": SAM, "end": len(SAM), "text": SAM, "modality": "PREDICTED", "cues": (), "objects": ()}
    return document(
        body=SAM,
        actors=(actor("Sam Altman", "PERSON", body=SAM), actor("Samuel Altman", "PERSON", body=SAM)),
        claims=(claim(claimant="Samuel Altman", subject="Sam Altman", **said),),
    )


@pytest.fixture
async def connection(fresh_store: Store) -> AsyncIterator[Connection]:
    async with fresh_store.connection() as connection:
        yield connection


async def test_a_merge_moves_everything_and_its_undoing_puts_everything_back(connection: Connection) -> None:
    await store_document(connection, two_altmans())
    before = await everything(connection)
    winner, loser = await actor_id(connection, "Sam Altman"), await actor_id(connection, "Samuel Altman")
    await merge_actors(connection, winner, loser, said_by="an editor")
    claimant, subject = await connection.fetchrow("select claimant_id, subject_id from claim")
    assert (claimant, subject) == (winner, winner)
    assert await connection.fetchval("select mention_count from actor where id = $1", winner) == 2
    assert await connection.fetchval("select count(*) from mention where actor_id = $1", loser) == 0
    await unmerge_actor(connection, loser)
    assert await everything(connection) == before


async def test_a_merged_id_answers_with_the_actor_it_became(fresh_store: Store, connection: Connection) -> None:
    await store_document(connection, two_altmans())
    winner, loser = await actor_id(connection, "Sam Altman"), await actor_id(connection, "Samuel Altman")
    await merge_actors(connection, winner, loser, said_by="an editor")
    engine = Engine(searchable(SCHEMA._schema), fresh_store.fetch_json)
    query = (
        f'{{ actor(id: "act_{loser}") {{ id name mergedFrom {{ id name saidBy }} }} node(id: "act_{loser}") {{ id }}'
        f' actors {{ totalCount }} claims(filter: {{ subjectId: "act_{loser}" }}) {{ totalCount }} }}'
    )
    data = json.loads((await engine.execute(Request(query=query))).body)["data"]
    assert data["actor"]["id"] == data["node"]["id"] == f"act_{winner}"
    assert data["actor"]["mergedFrom"] == [{"id": f"act_{loser}", "name": "Samuel Altman", "saidBy": "an editor"}]
    assert data["actors"]["totalCount"] == data["claims"]["totalCount"] == 1


async def test_chains_of_merges_end_at_the_last_and_come_apart_in_order(connection: Connection) -> None:
    for name in ("One", "Two", "Three"):
        await store_document(connection, document(body=name, actors=(actor(name, body=name),), claims=(), title=name))
    one, two, three = [await actor_id(connection, name) for name in ("One", "Two", "Three")]
    before = await everything(connection)
    await merge_actors(connection, two, one, said_by="x")
    await merge_actors(connection, three, two, said_by="x")
    assert await connection.fetchval("select claimgraph.living_actor($1)", one) == three
    with pytest.raises(Conflict, match="split that one first"):
        await unmerge_actor(connection, one)
    await unmerge_actor(connection, two)
    assert await connection.fetchval("select claimgraph.living_actor($1)", one) == two
    await unmerge_actor(connection, one)
    assert await everything(connection) == before


async def test_what_can_not_be_merged_is_told(connection: Connection) -> None:
    await store_document(connection, two_altmans())
    known = await actor_id(connection, "Sam Altman")
    with pytest.raises(NotFound, match="no actor act_999"):
        await merge_actors(connection, known, 999, said_by="x")
    with pytest.raises(BadInput, match="same actor already"):
        await merge_actors(connection, known, known, said_by="x")
    with pytest.raises(NotFound, match="not merged"):
        await unmerge_actor(connection, known)


async def test_actors_that_may_be_one_become_candidates(connection: Connection) -> None:
    await store_document(connection, two_altmans())
    bodies = ("L’Union bretonne des marins attend.", "L’UBM attend.")
    for body, name in zip(bodies, ("Union bretonne des marins", "UBM"), strict=True):
        await store_document(connection, document(body=body, actors=(actor(name, body=body),), claims=(), title=body))
    found = await connection.fetch(
        "select l.name as one, r.name as other, c.rule from actor_merge_candidate c"
        " join actor l on l.id = c.left_id join actor r on r.id = c.right_id"
    )
    assert {frozenset((row["one"], row["other"])): row["rule"] for row in found} == {
        frozenset(("Sam Altman", "Samuel Altman")): "SIMILAR_NAME",
        frozenset(("Union bretonne des marins", "UBM")): "ACRONYM",
    }


def told(body: str, *, polarity: str = "POSITIVE", amount: tuple[str, float] | None = None) -> Document:
    """An article of one sentence about Microsoft and OpenAI."""
    place = span(body, amount[0]) if amount else None
    amounts = (
        (Amount(start=place.start, end=place.end, quote=place.quote, value=amount[1], unit="USD"),) if amount else ()
    )
    return document(
        body=body,
        title=body,
        actors=(actor("Microsoft", body=body), actor("OpenAI", body=body)),
        claims=(
            claim(
                quote=body, end=len(body), text=body, modality="ASSERTED", polarity=polarity, cues=(), amounts=amounts,
                claimant=ARTICLE_VOICE, subject="Microsoft", objects=("OpenAI",),
            ),
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("first", "second", "link"),
    [
        (
            told("Microsoft a investi dans OpenAI lundi."),
            told("Lundi, Microsoft a investi dans OpenAI."),
            ("REPEATS", "rule:near-duplicate"),
        ),
        (
            told("Microsoft a investi dans OpenAI."),
            told("Microsoft n’a pas investi dans OpenAI.", polarity="NEGATIVE"),
            ("CONTRADICTS", "rule:polarity"),
        ),
        (
            told("Microsoft a mis 10 milliards dans OpenAI.", amount=("10 milliards", 1e10)),
            told("Microsoft a mis 13 milliards dans OpenAI.", amount=("13 milliards", 1.3e10)),
            ("CONTRADICTS", "rule:amounts-differ"),
        ),
        (
            told("Microsoft a mis 10 milliards dans OpenAI.", amount=("10 milliards", 1e10)),
            told("OpenAI confirme avoir reçu les 10 milliards promis par Microsoft.", amount=("10 milliards", 1e10)),
            ("SUPPORTS", "rule:amounts-agree"),
        ),
    ],
)
async def test_claims_about_the_same_actors_are_linked(
    connection: Connection, first: Document, second: Document, link: tuple[str, str] | None
) -> None:
    for number, draft in enumerate((first, second)):
        await store_document(connection, draft, source=SourceDraft(name=f"Source {number}"))
    (row,) = await connection.fetch("select kind, said_by from claim_link")
    assert tuple(row) == link


NOW = datetime.now(UTC)


@pytest.mark.parametrize(
    ("first", "second", "linked"),
    [
        (None, None, True),
        (None, NOW - timedelta(days=3), True),
        (NOW - timedelta(days=3), None, True),
        (None, NOW - timedelta(days=300), False),
        (NOW - timedelta(days=300), None, False),
        (NOW - timedelta(days=300), NOW, False),
    ],
)
@pytest.mark.parametrize("at_once", [True, False])
async def test_an_article_without_a_date_is_linked_as_one_of_the_day_it_came_in(
    connection: Connection, first: datetime | None, second: datetime | None, linked: bool, at_once: bool
) -> None:
    drafts = [told("Microsoft a investi dans OpenAI lundi."), told("Lundi, Microsoft a investi dans OpenAI.")]
    documents = [
        msgspec.structs.replace(draft, article=msgspec.structs.replace(draft.article, published_at=moment))
        for draft, moment in zip(drafts, (first, second), strict=True)
    ]
    if at_once:
        await store_batch(connection, [checked(draft, None) for draft in documents])
    else:
        for draft in documents:
            await store_document(connection, draft)
    assert await connection.fetchval("select count(*) from claim_link") == linked
