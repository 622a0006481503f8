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
from service.document import Document
from service.store.caller import say_reader
from service.store.check import check_document
from service.store.reading import ClaimChanges
from service.store.resolve import next_ids
from service.store.resolve_many import resolve_many
from service.store.spans import claim_row, roles
from service.store.write import (
    SourceDraft,
    StoredArticle,
    check_source,
    columns_of,
    content_hash,
    find_or_make_source,
    in_utc,
    lock_articles_keys,
)

# The same comparison as for one article, for all of them.
_FIND = """
    select
      g.place,
      a.id,
      a.version,
      (a.content_hash, a.language, a.extractor, a.extractor_version)
          = (g.content_hash, g.language, g.extractor, g.extractor_version)
        and (a.url is not null or g.url is null)
        and (g.source_id is null or a.source_id is not distinct from g.source_id)
        and (g.published_at is null or a.published_at is not distinct from g.published_at)
        and (g.authors = '{}' or a.authors = g.authors)
        and a.notes = g.notes as same
    from json_to_recordset($1::text::json) as g (
      place integer, url text, source_id bigint, content_hash text, language text, extractor text,
      extractor_version text, published_at timestamptz, authors text[], notes text[]
    )
    cross join lateral (
      select a.*
      from article a
      where a.url = g.url or (a.content_hash = g.content_hash and a.source_id is not distinct from g.source_id)
      order by a.url is not distinct from g.url desc, a.id
      limit 1
      for no key update
    ) a
"""

_COUNT = """
    update actor a
    set mention_count = a.mention_count + n.mention_count
    from unnest($1::bigint[], $2::integer[]) as n (actor_id, mention_count)
    where a.id = n.actor_id
"""

_ARTICLE = (
    "id", "url", "source_id", "content_hash", "title", "body", "language", "extractor", "extractor_version",
    "published_at", "authors", "notes", "ingested_at", "updated_at", "sort_at",
)  # fmt: skip
_MENTION = ("article_id", "actor_id", "start_at", "end_at", "quote")
_ARTICLE_ACTOR = ("article_id", "actor_id", "mention_count", "sort_at")
_CLAIM = (
    "id", "article_id", "sort_at", "start_at", "end_at", "quote", "text", "modality", "polarity", "factuality",
    "attribution", "claimant_id", "subject_id", "unnamed_source", "amounts", "dates", "extractor", "extractor_version",
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
    """A document that can be stored. Raises BadInput naming the first field that can't."""
    check_document(document)
    if source is not None:
        check_source(source)
    in_utc(document.article.published_at)
    return Incoming(document, source)


async def store_batch(connection: Any, incoming: Sequence[Incoming]) -> Batch:
    """Store as many documents from the beginning as are new or unchanged, in the transaction that is open.

    The first one that would change a stored article, or is another one's copy within the batch, ends it; it
    is `store_document`'s. Raises what the database raises: then nothing is stored.
    """
    sources = await _sources(connection, incoming)
    rows = _without_copies(
        [
            columns_of(
                item.document,
                sources[item.source],
                content_hash(item.document.article.title, item.document.article.body),
            )
            for item in incoming
        ]
    )
    await lock_articles_keys(connection, [(row["url"], row["source_id"], row["content_hash"]) for row in rows])
    found = await _find(connection, rows)
    end = next((place for place in range(len(rows)) if place in found and found[place] is None), len(rows))
    new = [place for place in range(end) if place not in found]
    ids = await _insert(connection, [incoming[place].document for place in new], [rows[place] for place in new])
    stored = {
        place: StoredArticle(
            id=made, status="created", version=1, claims=ClaimChanges(new=len(incoming[place].document.claims))
        )
        for place, made in zip(new, ids, strict=True)
    }
    stored |= {place: unchanged for place, unchanged in found.items() if unchanged is not None}
    return Batch([stored[place] for place in range(end)])


async def _sources(connection: Any, incoming: Sequence[Incoming]) -> dict[SourceDraft | None, int | None]:
    """The publishers' ids; new ones are made in one order, so that two batches don't wait crosswise."""
    found: dict[SourceDraft | None, int | None] = {None: None}
    drafts = {item.source for item in incoming if item.source is not None}
    for draft in sorted(drafts, key=lambda source: (source.domain or "", source.name)):
        found[draft] = await find_or_make_source(connection, draft)
    return found


def _without_copies(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows before the first one that has the url or the content of an earlier one."""
    seen: set[object] = set()
    for place, row in enumerate(rows):
        keys = {(row["source_id"], row["content_hash"])} | ({row["url"]} if row["url"] else set())
        if seen & keys:
            return list(rows[:place])
        seen |= keys
    return list(rows)


async def _find(connection: Any, rows: Sequence[dict[str, Any]]) -> dict[int, StoredArticle | None]:
    """By place, the articles that are here already: unchanged, or None for one that must change."""
    asked = [
        {name: value for name, value in row.items() if name not in ("title", "body")} | {"place": place}
        for place, row in enumerate(rows)
    ]
    return {
        row["place"]: StoredArticle(id=row["id"], status="unchanged", version=row["version"]) if row["same"] else None
        for row in await connection.fetch(_FIND, msgspec.json.encode(asked).decode())
    }


async def _insert(connection: Any, documents: Sequence[Document], rows: Sequence[dict[str, Any]]) -> list[int]:
    """Insert new articles with everything in them; their ids."""
    if not documents:
        return []
    await say_reader(connection, ", ".join(sorted({document.provenance.extractor for document in documents})))
    casts = await resolve_many(connection, [document.actors for document in documents])
    now: datetime = await connection.fetchval("select now()")
    ids = await next_ids(connection, "article", len(documents))
    articles = [
        _New(article_id, document, row["published_at"] or UNDATED)
        for article_id, document, row in zip(ids, documents, rows, strict=True)
    ]
    given = [
        {**row, "id": article.id, "ingested_at": now, "updated_at": now, "sort_at": article.sort_at}
        for article, row in zip(articles, rows, strict=True)
    ]
    await _copy(connection, "article", _ARTICLE, [tuple(row[name] for name in _ARTICLE) for row in given])
    await _insert_mentions(connection, articles, casts.ids)
    await _insert_claims(connection, articles, casts.ids)
    await connection.execute("select claimgraph.find_merge_candidates($1)", sorted(casts.made))
    await connection.execute("select claimgraph.link_new_claims($1)", ids)
    return ids


async def _insert_mentions(connection: Any, articles: Sequence[_New], casts: Sequence[dict[str, int]]) -> None:
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


async def _insert_claims(connection: Any, articles: Sequence[_New], casts: Sequence[dict[str, int]]) -> None:
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


async def _copy(connection: Any, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
    if rows:
        await connection.copy_records_to_table(table, columns=columns, records=rows)
