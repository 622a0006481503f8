"""Changes single articles, actors, claims and reviews, in a transaction that the caller has opened.

Rows are locked in one order by every writer: article, then actors by id, then claims.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from service.admission.moments import AHEAD, lies_ahead
from service.document import Completeness, Document
from service.store.addresses import Address, drop_address, keep_addresses, owner_of
from service.store.connect import Connection
from service.store.identity import names_of
from service.store.reading import ClaimChanges, standing
from service.store.spans import move_spans
from service.store.write import content_hash, lock_names, read_article_anew

_ARTICLE = """
    select
      a.id, a.version, a.title, a.body, a.language, a.url, a.authors, a.published_at, a.translation_of_id,
      a.source_id, a.completeness, s.name as source_name, s.domain as source_domain
    from article a left join source s on s.id = a.source_id
    where a.id = $1
"""

_UPDATE_ARTICLE = f"""
    update article
    set title = $2, body = $3, language = $4, url = $5, authors = $6, published_at = $7,
        sort_at = coalesce($7::timestamptz, '-infinity'), translation_of_id = $8, source_id = $9, content_hash = $10,
        extractor = coalesce($11, extractor), extractor_version = coalesce($12, extractor_version),
        -- The note on a date to come stays with that date.
        notes = array_remove(coalesce($13, notes), '{AHEAD}')
          || case when $15 or (published_at = $7 and '{AHEAD}' = any (notes)) then array['{AHEAD}'] else '{{}}' end,
        completeness = $14, version = version + 1, updated_at = now()
    where id = $1
"""


class StoredText(msgspec.Struct, frozen=True, kw_only=True):
    """An article as a caller may change it, and the version that this is."""

    id: int
    version: int
    title: str
    body: str
    language: str
    url: str | None
    authors: list[str]
    published_at: datetime | None
    translation_of_id: int | None
    source_id: int | None
    source_name: str | None
    source_domain: str | None
    completeness: Completeness


class Owner(msgspec.Struct, frozen=True, kw_only=True):
    """Another article, which an address tells."""

    id: int


async def read_article(connection: Connection, article_id: int, *, lock: str | None = None) -> StoredText | None:
    """The article, None when there is none; `lock` is the strength of the row lock to take, if any."""
    row = await connection.fetchrow(_ARTICLE + (f"for {lock} of a" if lock else ""), article_id)
    return None if row is None else StoredText(**row)


async def lock_content(connection: Connection, after: StoredText) -> None:
    """Make other writers of an article with this url or content wait; ahead of any row, as ingest does."""
    await lock_names(connection, names_of(after.url, after.source_id, content_hash(after.title, after.body)))


async def write_article(
    connection: Connection, before: StoredText, after: StoredText, document: Document | None
) -> Owner | ClaimChanges | None:
    """Store the changed article under its next version; with a document, it is read anew.

    Its content (`lock_content`) and then its row must be locked. Returns what became of its claims, None where
    they were not read anew; or the article that has its new address already, and then writes nothing.
    """
    if after.url is not None and after.url != before.url:
        owner = await owner_of(connection, after.url, after.id)
        if owner is not None:
            return Owner(id=owner)
    provenance = document.provenance if document is not None else None
    stood = await standing(connection, after.id)
    await connection.execute(
        _UPDATE_ARTICLE,
        after.id,
        after.title,
        after.body,
        after.language,
        after.url,
        after.authors,
        after.published_at,
        after.translation_of_id,
        after.source_id,
        content_hash(after.title, after.body),
        provenance and provenance.extractor,
        provenance and provenance.version,
        provenance and list(provenance.notes),
        after.completeness,
        lies_ahead(after.published_at),
    )
    if after.url is not None:
        await keep_addresses(connection, [Address(after.id, after.url)])
    elif before.url is not None:
        # Taken away by somebody who knows better; the others stay.
        await drop_address(connection, after.id, before.url)
    if document is None:
        await move_spans(connection, after.id)
        return None
    return await read_article_anew(connection, after.id, stood, document)


async def translate(connection: Connection, article_id: int, original_id: int, *, new: bool) -> bool:
    """Say that an article translates another; whether that changed it. A new article keeps version 1."""
    changed: bool | None = await connection.fetchval(
        """
        update article
        set translation_of_id = $2, version = version + $3, updated_at = now()
        where id = $1 and translation_of_id is distinct from $2
        returning true
        """,
        article_id,
        original_id,
        0 if new else 1,
    )
    return changed is True


async def exists(connection: Connection, table: str, row_id: int) -> bool:
    """Whether the table (a name of ours) has the row."""
    found: bool = await connection.fetchval(f"select exists (select from {table} where id = $1)", row_id)
    return found
