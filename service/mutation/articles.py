"""Effects on articles: ingest, update."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from schema.ids import PREFIXES
from service.admission.fields import article_fields, source_draft
from service.document import Document, SourceDraft
from service.mutation.checks import Checks
from service.mutation.missing import missing
from service.mutation.outcome import Apply, Context, Counts, Made, Path, RefusedError, Row, UserError, refused
from service.normalize import normalize
from service.store.connect import Connection
from service.store.edit import (
    Owner,
    StoredText,
    exists,
    lock_content,
    read_article,
    translate,
    write_article,
)
from service.store.reading import ClaimChanges
from service.store.write import find_or_make_source, store_document

_VERSION, _CLAIMS = "version", "claimChanges"


async def ingest(context: Context, given: Mapping[str, Any], path: Path) -> Apply:
    """Read a text, then store it; the same text again changes nothing."""
    checks = Checks(path)
    fields = _fields(checks, {name: value for name, value in given.items() if value is not None})
    source = source_draft(given.get("source"), checks.tell)
    original = _original(checks, given)
    checks.done()
    document = await context.extraction.run(
        context.extraction.read,
        normalize,
        fields["body"],
        language=fields.get("language"),
        title=fields.get("title"),
        url=fields.get("url"),
        authors=fields.get("authors", ()),
        published_at=fields.get("published_at"),
    )
    draft = msgspec.structs.replace(
        document.article, guid=fields.get("guid"), completeness=fields.get("completeness", "FULL")
    )
    document = msgspec.structs.replace(document, article=draft)

    async def apply(connection: Connection) -> Made:
        stored = await store_document(connection, document, source=source)
        status = stored.status.upper()
        if original is not None:
            await _check_original(connection, original, stored.id, path)
            translated = await translate(connection, stored.id, original, new=stored.status == "created")
            status = "UPDATED" if translated and stored.status == "unchanged" else status
        return {"article": Row("Article", stored.id), "status": status, _CLAIMS: _counted(stored.claims)}

    return apply


async def update(context: Context, given: Mapping[str, Any], path: Path) -> Apply:
    """Change the given fields of an article at the version that the caller read."""
    checks = Checks(path)
    article_id = checks.id("id", given["id"], "Article")
    version = checks.version(_VERSION, given[_VERSION])
    for name in ("title", "body", "language", "completeness"):
        if name in given:
            checks.not_null(name, given[name])
    fields = _fields(checks, given)
    source = source_draft(given.get("source"), checks.tell)
    if "translationOfId" in given:
        fields["translation_of_id"] = _original(checks, given)
    checks.done()
    change = _Change(id=article_id, version=version, fields=fields, source=source, drops_source=_drops_source(given))
    document = await _read_anew(context, change, path)

    async def apply(connection: Connection) -> Made:
        original = fields.get("translation_of_id")
        if original is not None:
            await _check_original(connection, original, article_id, path)
        after = await change.applied(connection, await change.current(connection, path))
        await lock_content(connection, after)
        before = await change.current(connection, path, lock="no key update")
        claims = None
        if after != before:
            written = await write_article(connection, before, after, await _of_text(context, document, before, after))
            if isinstance(written, Owner):
                other = f"{PREFIXES['Article']}_{written.id}"
                raise refused((*path, "url"), "CONFLICT", f"Article {other} has this `url`.")
            claims = written
        return {"article": Row("Article", article_id), _CLAIMS: _counted(claims)}

    return apply


class _Change(msgspec.Struct, frozen=True, kw_only=True):
    """What is to change in which article, if it still has the version that the caller read."""

    id: int
    version: int
    fields: dict[str, Any] = {}
    source: SourceDraft | None = None
    drops_source: bool = False

    async def current(self, connection: Connection, path: Path, lock: str | None = None) -> StoredText:
        """The article as stored. Raises RefusedError when it is missing or at another version."""
        found = await read_article(connection, self.id, lock=lock)
        if found is None:
            raise await missing(connection, "Article", self.id, (*path, "id"))
        if found.version != self.version:
            raise self._conflict(found, path)
        return found

    async def applied(self, connection: Connection, before: StoredText) -> StoredText:
        """The article with the change; makes the source if it is new."""
        after = msgspec.structs.replace(before, **self.fields)
        if after.body != before.body and "completeness" not in self.fields:
            # Who sends a text sends all of it, unless told otherwise.
            after = msgspec.structs.replace(after, completeness="FULL")
        if self.drops_source:
            return msgspec.structs.replace(after, source_id=None, source_name=None, source_domain=None)
        if self.source is None:
            return after
        return msgspec.structs.replace(after, source_id=await find_or_make_source(connection, self.source))

    def _conflict(self, found: StoredText, path: Path) -> RefusedError:
        differing = [name for name, value in self.fields.items() if getattr(found, name) != value]
        if (self.drops_source and found.source_id is not None) or (
            self.source is not None and not _is_source(self.source, found)
        ):
            differing.append("source")
        message = f"The article is at version {found.version} now, not {self.version}. Read it again, then decide."
        errors = [UserError((*path, _VERSION), "CONFLICT", message)]
        errors += [
            UserError((*path, _GIVEN_AS.get(name, name)), "CONFLICT", "What is stored now differs from this.")
            for name in differing
        ]
        return RefusedError(errors, {"article": Row("Article", self.id)})


# Fields of StoredText whose name in the contract is another.
_GIVEN_AS = {"published_at": "publishedAt", "translation_of_id": "translationOfId"}


def _fields(checks: Checks, given: Mapping[str, Any]) -> dict[str, Any]:
    """The article's own fields that were given, checked, by their names in StoredText; null clears."""
    fields = article_fields(given, checks.tell)
    if given.get("completeness") is not None:
        fields["completeness"] = given["completeness"].value
    return fields


def _original(checks: Checks, given: Mapping[str, Any]) -> int | None:
    original = given.get("translationOfId")
    return None if original is None else checks.id("translationOfId", original, "Article")


def _drops_source(given: Mapping[str, Any]) -> bool:
    return "source" in given and given["source"] is None


def _is_source(draft: SourceDraft, found: StoredText) -> bool:
    if draft.domain is not None:
        return draft.domain == found.source_domain
    return found.source_domain is None and draft.name == found.source_name


async def _read_anew(context: Context, change: _Change, path: Path) -> Document | None:
    """The document of a new body or language, read outside of any transaction; None when neither changes."""
    if not change.fields.keys() & {"body", "language"}:
        return None
    async with context.store.connection() as connection:
        before = await change.current(connection, path)
    after = msgspec.structs.replace(before, **change.fields)
    if (after.body, after.language) == (before.body, before.language):
        return None
    return await _read(context, after)


async def _of_text(
    context: Context, document: Document | None, before: StoredText, after: StoredText
) -> Document | None:
    """The document if it is of the text that is stored now; where another writer came first, one that is."""
    if (after.body, after.language) == (before.body, before.language):
        return None
    read = None if document is None else (document.article.body, document.article.language.lower())
    if read == (after.body, after.language.lower()):
        return document
    return await _read(context, after)


async def _read(context: Context, after: StoredText) -> Document:
    return await context.extraction.run(
        context.extraction.read,
        normalize,
        after.body,
        language=after.language,
        title=after.title,
        url=after.url,
        authors=after.authors,
        published_at=after.published_at,
    )


def _counted(claims: ClaimChanges | None) -> Counts | None:
    """What became of the article's claims, as the payload tells it."""
    return None if claims is None else tuple(msgspec.structs.asdict(claims).items())


async def _check_original(connection: Connection, original: int, article_id: int, path: Path) -> None:
    where = (*path, "translationOfId")
    if original == article_id:
        raise refused(where, "BAD_USER_INPUT", "An article can't be its own translation.")
    if not await exists(connection, "article", original):
        raise await missing(connection, "Article", original, where)
