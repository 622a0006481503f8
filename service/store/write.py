"""Stores a normalized document: one article, its actors, mentions and claims, in one transaction.

Storing is idempotent. Which article a document is, `service.store.identity` decides; what is stored already is
left alone, a weaker text only adds what is missing, and an article whose content, language or extractor changed is
read anew: what still stands in it keeps its id.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any, Literal

import msgspec

from service.address import guid_key
from service.document import UNREAD, Document, SourceDraft
from service.errors import Conflict
from service.store.addresses import Address, keep_addresses
from service.store.caller import say_reader
from service.store.check import admit_document, admit_source
from service.store.connect import Connection
from service.store.identity import KEPT_NOTE, Known, Wanted, find_articles
from service.store.known_actors import with_known_actors
from service.store.reading import ClaimChanges, Standing, read_anew, standing
from service.store.resolve import PASSING, Resolved, lock_actors, resolve, settle
from service.store.spans import actors_of, insert_spans, move_spans

_ATTEMPTS = 5
_ARTICLE_LOCK = 0x636C_6169_6D67_0003

_INSERT = """
    insert into article
      (url, source_id, content_hash, title, body, language, extractor, extractor_version, published_at, authors, notes,
       completeness, guid, guid_key, seen, sort_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, coalesce($9::timestamptz, '-infinity'))
    returning id
"""

_UPDATE = """
    update article
    set -- A fuller text knows its own address best.
        url = case when completeness = $13 then coalesce(url, $2) else coalesce($2, url) end,
        source_id = coalesce($3, source_id),
        content_hash = $4,
        title = $5,
        body = $6,
        language = $7,
        extractor = $8,
        extractor_version = $9,
        published_at = coalesce($10, published_at),
        sort_at = coalesce($10::timestamptz, published_at, '-infinity'),
        authors = case when cardinality($11::text[]) > 0 then $11 else authors end,
        notes = case when $17 = any (notes) then array_append($12, $17) else $12 end,
        completeness = $13,
        guid = coalesce(guid, $14),
        guid_key = coalesce(guid_key, $15),
        seen = seen || $16,
        version = version + 1,
        updated_at = now()
    where id = $1
    returning version
"""

# A weaker text gives what is missing, and a note that it came.
_ADD = """
    update article
    set url = coalesce(url, $2),
        source_id = coalesce(source_id, $3),
        published_at = coalesce(published_at, $4),
        sort_at = coalesce(published_at, $4::timestamptz, '-infinity'),
        authors = case when authors = '{}' then $5 else authors end,
        guid = coalesce(guid, $6),
        guid_key = coalesce(guid_key, $7),
        seen = seen || $8,
        notes = case when $9::text is null or $9 = any (notes) then notes else array_append(notes, $9) end,
        version = version + 1,
        updated_at = now()
    where id = $1
    returning version
"""

_SEEN = "update article set seen = seen || $2 where id = $1"

Status = Literal["created", "unchanged", "updated"]


class StoredArticle(msgspec.Struct, frozen=True, kw_only=True):
    """What storing did: the article's database id, its version, whether anything changed, and what became of its
    claims, None where they were not read."""

    id: int
    status: Status
    version: int
    claims: ClaimChanges | None = None


def content_hash(title: str, body: str) -> str:
    """SHA-256 in hex of title, NUL, body: what makes two articles of a source the same text."""
    return hashlib.sha256(f"{title}\0{body}".encode()).hexdigest()


async def store_document(
    connection: Connection,
    document: Document,
    *,
    source: SourceDraft | None = None,
) -> StoredArticle:
    """Store `document` in one transaction (a savepoint, where one is open) and say what changed.

    Any number of processes may store the same articles and actors at once. Raises BadInput naming the
    field that can't be stored, before any SQL.
    """
    document, source = admit_document(document), admit_source(source)
    for attempt in range(_ATTEMPTS):
        try:
            async with connection.transaction():
                return await _store(connection, document, source)
        except PASSING:
            # Rows are locked in one order; what remains are merges and writers that keep another (psql).
            if attempt == _ATTEMPTS - 1:
                raise
    raise AssertionError("unreachable: the last attempt returns or raises")


async def _store(connection: Connection, document: Document, source: SourceDraft | None) -> StoredArticle:
    source_id = None if source is None else await find_or_make_source(connection, source)
    wanted = wanted_of(document, source_id)
    await lock_names(connection, wanted.names)
    known = (await find_articles(connection, [wanted])).get(0)
    if known is None:
        article_id: int = await connection.fetchval(_INSERT, *wanted.columns.values(), wanted.seen)
        await _keep_address(connection, article_id, wanted)
        await _fill(connection, article_id, document)
        return StoredArticle(id=article_id, status="created", version=1, claims=ClaimChanges(new=len(document.claims)))
    match known.verdict(document.article.completeness, unread=document.provenance.extractor == UNREAD):
        case "adds":
            return await _add(connection, known, wanted)
        case "replaces":
            return await _replace(connection, known, wanted, document)
        case "seen":
            await connection.execute(_SEEN, known.id, wanted.seen)
    return StoredArticle(id=known.id, status="unchanged", version=known.version)


async def _add(connection: Connection, known: Known, wanted: Wanted) -> StoredArticle:
    """Give the article what it lacks and a weaker text has."""
    names = ("url", "source_id", "published_at", "authors", "guid", "guid_key")
    given = [wanted.columns[name] for name in names]
    note = None if known.same_text else KEPT_NOTE
    version: int = await connection.fetchval(_ADD, known.id, *given, wanted.seen, note)
    await _keep_address(connection, known.id, wanted)
    await move_spans(connection, known.id)
    return StoredArticle(id=known.id, status="updated", version=version)


async def _replace(connection: Connection, known: Known, wanted: Wanted, document: Document) -> StoredArticle:
    """Put the document in the place of what the article was."""
    before = await standing(connection, known.id)
    version: int = await connection.fetchval(_UPDATE, known.id, *wanted.columns.values(), wanted.seen, KEPT_NOTE)
    await _keep_address(connection, known.id, wanted)
    if known.same_spans:
        await move_spans(connection, known.id)
        return StoredArticle(id=known.id, status="updated", version=version)
    claims = await read_article_anew(connection, known.id, before, document)
    return StoredArticle(id=known.id, status="updated", version=version, claims=claims)


async def _keep_address(connection: Connection, article_id: int, wanted: Wanted) -> None:
    url = wanted.columns["url"]
    if url is not None:
        await keep_addresses(connection, [Address(article_id, url, not wanted.shared)])


async def read_article_anew(
    connection: Connection, article_id: int, before: Standing, document: Document
) -> ClaimChanges:
    """Bring the mentions and claims of an article that has changed to what `document` reads in it now; its row is
    locked, and `before` is what it was. What became of its claims."""
    await say_reader(connection, document.provenance.extractor)
    document = await with_known_actors(connection, document)
    resolved, ids = await _settled(connection, document, await actors_of(connection, article_id))
    changes, says_new = await read_anew(connection, article_id, before, document, ids)
    await _offer_merges(connection, resolved, ids)
    await connection.execute("select claimgraph.link_articles(array[$1::bigint], $2)", article_id, says_new)
    return changes


async def _fill(connection: Connection, article_id: int, document: Document) -> None:
    """Put the mentions and claims of `document` into a new article."""
    await say_reader(connection, document.provenance.extractor)
    document = await with_known_actors(connection, document)
    resolved, ids = await _settled(connection, document, frozenset())
    await insert_spans(connection, article_id, document, ids)
    await _offer_merges(connection, resolved, ids)
    await connection.execute("select claimgraph.link_articles(array[$1::bigint], null)", article_id)


async def _settled(
    connection: Connection, document: Document, before: frozenset[int]
) -> tuple[list[Resolved], dict[str, int]]:
    """The document's actors, locked together with those that the article mentioned `before`, and their ids."""
    resolved = await resolve(connection, document.actors)
    known = [item.id for item in resolved if item.id is not None]
    await lock_actors(connection, [*known, *before], upgrading=any(item.upgrades for item in resolved))
    return resolved, await settle(connection, resolved)


async def _offer_merges(connection: Connection, resolved: Sequence[Resolved], ids: dict[str, int]) -> None:
    """What nobody can be sure of is offered, not decided."""
    made = sorted({ids[item.draft.name] for item in resolved if item.id is None})
    await connection.execute("select claimgraph.find_merge_candidates($1)", made)


async def find_or_make_source(connection: Connection, source: SourceDraft) -> int:
    """The id of the publisher, made if nobody has its domain, or without a domain its name."""
    domain = source.domain.strip().lower() if source.domain else None
    find = "select id from source where " + (
        "domain = $1" if domain else "domain is null and claimgraph.fold_name(name) = claimgraph.fold_name($1)"
    )
    found: int | None = await connection.fetchval(find, domain or source.name)
    if found is not None:
        return found
    await connection.execute(
        "insert into source (name, domain, country, language) values ($1, $2, $3, $4) on conflict do nothing",
        source.name.strip(),
        domain,
        source.country.upper() if source.country else None,
        source.language.lower() if source.language else None,
    )
    found = await connection.fetchval(find, domain or source.name)
    if found is None:
        raise Conflict("source was removed while this article was stored; send it again.")
    return found


async def lock_names(connection: Connection, names: Iterable[str]) -> None:
    """Make other writers of articles that are known by one of these wait, in the one order of all writers."""
    await connection.execute(
        """
        select pg_advisory_xact_lock(k.key)
        from (select hashtextextended(n.name, $2) as key from unnest($1::text[]) as n (name) order by key) k
        """,
        sorted(set(names)),
        _ARTICLE_LOCK,
    )


def wanted_of(document: Document, source_id: int | None) -> Wanted:
    """What the document's article is known by."""
    digest = content_hash(document.article.title, document.article.body)
    return Wanted(columns=columns_of(document, source_id, digest), shared=document.article.shared_url)


def columns_of(document: Document, source_id: int | None, digest: str) -> dict[str, Any]:
    """The article's columns by name, in the order of the statements' parameters."""
    article, provenance = document.article, document.provenance
    guid = article.guid.strip() if article.guid else None
    return {
        "url": article.url.strip() if article.url else None,
        "source_id": source_id,
        "content_hash": digest,
        "title": article.title,
        "body": article.body,
        "language": article.language.lower(),
        "extractor": provenance.extractor,
        "extractor_version": provenance.version,
        "published_at": article.published_at,
        "authors": list(article.authors),
        "notes": list(provenance.notes),
        "completeness": article.completeness,
        "guid": guid,
        "guid_key": guid_key(guid) if guid else None,
    }
