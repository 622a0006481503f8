"""Stores many documents in one transaction, by COPY where their articles are new.

The outcome is that of `service.store.write.store_document` for one after another; only the round trips and
the statements are shared. Articles that are here already, and must change, are left to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from service.admission.moments import UNDATED
from service.document import Document, SourceDraft
from service.store.addresses import Address, keep_addresses
from service.store.caller import say_reader
from service.store.check import admit_document, admit_source
from service.store.connect import Connection
from service.store.identity import Wanted, find_articles
from service.store.known_actors import with_known_actors
from service.store.reading import ClaimChanges
from service.store.resolve import next_ids
from service.store.resolve_many import resolve_many
from service.store.spans import claim_row, roles
from service.store.write import (
    StoredArticle,
    find_or_make_source,
    lock_names,
    wanted_of,
)

_COUNT = """
    update actor a
    set mention_count = a.mention_count + n.mention_count
    from unnest($1::bigint[], $2::integer[]) as n (actor_id, mention_count)
    where a.id = n.actor_id
"""

_ARTICLE = (
    "id", "url", "source_id", "content_hash", "title", "body", "language", "extractor", "extractor_version",
    "published_at", "authors", "notes", "completeness", "guid", "guid_key", "seen", "ingested_at", "updated_at",
    "sort_at",
)  # fmt: skip
_MENTION = ("article_id", "actor_id", "start_at", "end_at", "quote")
_ARTICLE_ACTOR = ("article_id", "actor_id", "mention_count", "sort_at")
_CLAIM = (
    "id", "article_id", "sort_at", "start_at", "end_at", "quote", "text", "modality", "polarity", "factuality",
    "attribution", "claimant_id", "subject_id", "unnamed_source", "amounts", "dates", "stance", "sentence_start",
    "sentence_end", "extractor", "extractor_version",
)  # fmt: skip
_CLAIM_ACTOR = ("claim_id", "actor_id", "is_subject", "is_object", "is_claimant", "sort_at")
_CLAIM_CUE = ("claim_id", "ordinal", "kind", "start_at", "end_at", "quote")

Row = tuple[Any, ...]


class Incoming(msgspec.Struct, frozen=True):
    """A checked document and its checked publisher."""

    document: Document
    source: SourceDraft | None


class Batch(msgspec.Struct, frozen=True):
    """What became of a batch's beginning: as many results as documents were taken."""

    stored: list[StoredArticle]


class _New(msgspec.Struct, frozen=True):
    id: int
    document: Document
    sort_at: datetime


def checked(document: Document, source: SourceDraft | None) -> Incoming:
    """A document as it is stored. Raises BadInput naming the first field that can't be."""
    return Incoming(admit_document(document), admit_source(source))


async def store_batch(connection: Connection, incoming: Sequence[Incoming]) -> Batch:
    """Store as many documents from the beginning as are new or unchanged, in the transaction that is open.

    The first one that may change a stored article, or be another one of the batch, ends it; it is
    `store_document`'s. Raises what the database raises: then nothing is stored.
    """
    sources = await _sources(connection, incoming)
    wanted = _without_copies([wanted_of(item.document, sources[item.source]) for item in incoming])
    await lock_names(connection, [name for article in wanted for name in article.names])
    found = {
        place: StoredArticle(id=known.id, status="unchanged", version=known.version) if known.repeated else None
        for place, known in (await find_articles(connection, wanted)).items()
    }
    end = next((place for place in range(len(wanted)) if place in found and found[place] is None), len(wanted))
    new = [place for place in range(end) if place not in found]
    ids = await _insert(connection, [incoming[place].document for place in new], [wanted[place] for place in new])
    stored = {
        place: StoredArticle(
            id=made, status="created", version=1, claims=ClaimChanges(new=len(incoming[place].document.claims))
        )
        for place, made in zip(new, ids, strict=True)
    }
    stored |= {place: unchanged for place, unchanged in found.items() if unchanged is not None}
    return Batch([stored[place] for place in range(end)])


async def _sources(connection: Connection, incoming: Sequence[Incoming]) -> dict[SourceDraft | None, int | None]:
    """The publishers' ids; new ones are made in one order, so that two batches don't wait crosswise."""
    found: dict[SourceDraft | None, int | None] = {None: None}
    drafts = {item.source for item in incoming if item.source is not None}
    for draft in sorted(drafts, key=lambda source: (source.domain or "", source.name)):
        found[draft] = await find_or_make_source(connection, draft)
    return found


def _without_copies(wanted: Sequence[Wanted]) -> list[Wanted]:
    """The articles before the first one that may be an earlier one, by anything that both are known by."""
    seen: set[str] = set()
    for place, article in enumerate(wanted):
        if seen.intersection(article.names):
            return list(wanted[:place])
        seen.update(article.names)
    return list(wanted)


async def _insert(connection: Connection, documents: Sequence[Document], wanted: Sequence[Wanted]) -> list[int]:
    """Insert new articles with everything in them; their ids."""
    if not documents:
        return []
    await say_reader(connection, ", ".join(sorted({document.provenance.extractor for document in documents})))
    documents = [await with_known_actors(connection, document) for document in documents]
    casts = await resolve_many(connection, [document.actors for document in documents])
    now: datetime = await connection.fetchval("select now()")
    ids = await next_ids(connection, "article", len(documents))
    articles = [
        _New(article_id, document, row.columns["published_at"] or UNDATED)
        for article_id, document, row in zip(ids, documents, wanted, strict=True)
    ]
    given = [
        {**row.columns, "id": article.id, "seen": row.seen, "ingested_at": now, "updated_at": now}
        | {"sort_at": article.sort_at}
        for article, row in zip(articles, wanted, strict=True)
    ]
    await _copy(connection, "article", _ARTICLE, [tuple(row[name] for name in _ARTICLE) for row in given])
    await keep_addresses(
        connection,
        [
            Address(article.id, row.columns["url"], not row.shared)
            for article, row in zip(articles, wanted, strict=True)
            if row.columns["url"] is not None
        ],
    )
    await _insert_mentions(connection, articles, casts.ids)
    await _insert_claims(connection, articles, casts.ids)
    await connection.execute("select claimgraph.find_merge_candidates($1)", sorted(casts.made))
    await connection.execute("select claimgraph.link_articles($1, null)", ids)
    return ids


async def _insert_mentions(connection: Connection, articles: Sequence[_New], casts: Sequence[dict[str, int]]) -> None:
    mentions: list[Row] = []
    present: list[Row] = []
    total: Counter[int] = Counter()
    for article, ids in zip(articles, casts, strict=True):
        spans = {
            (span.start, span.end, ids[actor.name]): span.quote
            for actor in article.document.actors
            for span in actor.mentions
        }
        mentions += [(article.id, actor, start, end, spans[start, end, actor]) for start, end, actor in sorted(spans)]
        counts = Counter(actor for _, _, actor in spans)
        present += [(article.id, actor, count, article.sort_at) for actor, count in sorted(counts.items())]
        total += counts
    await _copy(connection, "mention", _MENTION, mentions)
    await _copy(connection, "article_actor", _ARTICLE_ACTOR, present)
    await connection.execute(_COUNT, list(total), list(total.values()))


async def _insert_claims(connection: Connection, articles: Sequence[_New], casts: Sequence[dict[str, int]]) -> None:
    count = sum(len(article.document.claims) for article in articles)
    numbers = iter(await next_ids(connection, "claim", count) if count else ())
    claims: list[Row] = []
    actors: list[Row] = []
    cues: list[Row] = []
    for article, ids in zip(articles, casts, strict=True):
        provenance = article.document.provenance
        around = {
            "article_id": article.id,
            "sort_at": article.sort_at,
            "extractor": provenance.extractor,
            "extractor_version": provenance.version,
        }
        for claim in article.document.claims:
            number = next(numbers)
            row = claim_row(number, claim, ids) | around
            row |= {name: msgspec.json.encode(row[name]).decode() for name in ("amounts", "dates")}
            claims.append(tuple(row[name] for name in _CLAIM))
            parts: dict[int, set[str]] = {}
            for role, name in roles(claim):
                parts.setdefault(ids[name], set()).add(role)
            actors += [
                (number, actor, "SUBJECT" in its, "OBJECT" in its, "CLAIMANT" in its, article.sort_at)
                for actor, its in sorted(parts.items())
            ]
            cues += [
                (number, ordinal, cue.kind, cue.start, cue.end, cue.quote)
                for ordinal, cue in enumerate(claim.cues, start=1)
            ]
    await _copy(connection, "claim", _CLAIM, claims)
    await _copy(connection, "claim_actor", _CLAIM_ACTOR, actors)
    await _copy(connection, "claim_cue", _CLAIM_CUE, cues)


async def _copy(connection: Connection, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
    if rows:
        await connection.copy_records_to_table(table, columns=columns, records=rows)
