"""Reads NDJSON as it arrives and says of every line what became of it.

A line is one of three things: a thing of an export (it has a `type`), a normalized document as
`claimgraph normalize` prints it (it has `actors`), or a raw article, which is normalized here.
One bad line never spoils the rest, and an import that broke off is simply sent again.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import Any

import msgspec

from service.errors import BadInput, Conflict
from service.exchange.lines import AnyLine
from service.exchange.restore import Parsed, restore
from service.exchange.reviews import store_reviews
from service.ingest.bundle import BundleLine, RawLine, check_reviews
from service.ingest.read import read_raw
from service.store.pool import Store
from service.store.write import StoredArticle, store_document

LINE_BYTES_MAX = 20_000_000
BATCH_LINES = 200
BATCH_BYTES = 4_000_000


class Result(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of the answer: `status` is created, updated, unchanged or rejected (then with a `reason`)."""

    line: int
    status: str
    id: str | None = None
    reason: str | None = None


class _Peek(msgspec.Struct, frozen=True):
    type: str | None = None
    actors: msgspec.Raw | None = None


class Numbered(msgspec.Struct, frozen=True):
    """A line as it came; `raw` is None for one that is longer than `LINE_BYTES_MAX`."""

    number: int
    raw: bytes | None


_PEEK = msgspec.json.Decoder(_Peek)
_EXPORT_LINE = msgspec.json.Decoder(AnyLine)
_DOCUMENT = msgspec.json.Decoder(BundleLine)
_RAW = msgspec.json.Decoder(RawLine)

Progress = Callable[[Result], None]


async def import_lines(store: Store, chunks: AsyncIterator[bytes]) -> AsyncIterator[list[Result]]:
    """The results of each batch, in the lines' order. Raises Unavailable when the database goes away."""
    batch: list[Numbered] = []
    size = 0
    async for line in _lines(chunks):
        if line.raw is not None and not line.raw.strip():
            continue
        batch.append(line)
        size += len(line.raw or b"")
        if len(batch) >= BATCH_LINES or size >= BATCH_BYTES:
            yield await _import(store, batch)
            batch, size = [], 0
    if batch:
        yield await _import(store, batch)


async def _lines(chunks: AsyncIterator[bytes]) -> AsyncIterator[Numbered]:
    """Whole lines out of chunks, holding at most one line; an endless line is dropped as it comes."""
    number, rest, dropping = 1, bytearray(), False
    async for chunk in chunks:
        rest += chunk
        while (end := rest.find(b"\n")) >= 0:
            line = bytes(rest[:end])
            del rest[: end + 1]
            yield Numbered(number, None if dropping or len(line) > LINE_BYTES_MAX else line)
            number, dropping = number + 1, False
        if len(rest) > LINE_BYTES_MAX:
            rest.clear()
            dropping = True
    if rest or dropping:
        yield Numbered(number, None if dropping else bytes(rest))


async def _import(store: Store, batch: Sequence[Numbered]) -> list[Result]:
    results: list[Result] = []
    for kind, group in _runs([_parse(line) for line in batch]):
        if kind == "rejected":
            results += group
        elif kind == "document":
            results += [await _ingest(store, *item) for item in group]
        else:
            results += [
                Result(line=done.number, status=done.status, id=done.id, reason=done.reason)
                for done in await restore(store, group)
            ]
    return results


def _runs(parsed: Sequence[tuple[str, Any]]) -> Iterator[tuple[str, list[Any]]]:
    """Neighbours of one kind together, in order."""
    run: list[Any] = []
    of: str | None = None
    for kind, item in parsed:
        if run and kind != of:
            yield str(of), run
            run = []
        of = kind
        run.append(item)
    if run:
        yield str(of), run


def _parse(line: Numbered) -> tuple[str, Any]:
    """The line's kind, with what the kind's step takes."""
    if line.raw is None:
        reason = f"The line is longer than {LINE_BYTES_MAX:,} bytes; send the article in pieces."
        return "rejected", Result(line=line.number, status="rejected", reason=reason)
    try:
        peek = _PEEK.decode(line.raw)
        if peek.type is not None:
            parsed = _EXPORT_LINE.decode(line.raw)
            return str(parsed.__struct_config__.tag), Parsed(line.number, line.raw, parsed)
        return "document", (line.number, (_DOCUMENT if peek.actors is not None else _RAW).decode(line.raw))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ValueError) as error:
        return "rejected", Result(line=line.number, status="rejected", reason=f"The line can't be read: {error}.")


async def _ingest(store: Store, number: int, item: BundleLine | RawLine) -> Result:
    try:
        document = item if isinstance(item, BundleLine) else await asyncio.to_thread(read_raw, item)
        stored = await store_line(store, document)
    except (BadInput, Conflict) as error:
        return Result(line=number, status="rejected", reason=str(error))
    return Result(line=number, status=stored.status, id=f"art_{stored.id}")


async def store_line(store: Store, line: BundleLine) -> StoredArticle:
    """Store a document and its reviews in one transaction. Raises BadInput, Conflict and Unavailable."""
    check_reviews(line)
    async with store.connection() as connection:
        if not line.reviews:
            return await store_document(connection, line, source=line.source)
        async with connection.transaction():
            stored = await store_document(connection, line, source=line.source)
            reviewed = await store_reviews(connection, stored.id, line)
    if reviewed and stored.status == "unchanged":
        return msgspec.structs.replace(stored, status="updated")
    return stored
