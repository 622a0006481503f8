"""Reads NDJSON as it arrives and says of every line what became of it.

A line is one of four things: a thing of an export (it has a `type`), a normalized document as
`claimgraph normalize` prints it (it has `actors`), a raw article (`article` alone), which is normalized here, or
fact-checkers' reviews as they are published: a schema.org ClaimReview, an item of a Data Commons feed, or an answer
of the Fact Check Tools API.
One bad line never spoils the rest, and an import that broke off is simply sent again.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

import msgspec

from service.document import Document, SourceDraft
from service.errors import BadInput, Unavailable
from service.exchange.articles import Line, store_documents, store_single_reviews
from service.exchange.lines import AnyLine
from service.exchange.restore import Parsed, restore
from service.exchange.results import Result
from service.exchange.statistics import Statistics
from service.ingest.bundle import BundleLine, Item, RawLine, WireLine
from service.ingest.read import read_raw, reviews_in_line
from service.misfit import explained
from service.normalize.extraction import Extraction
from service.normalize.failures import fault_of
from service.store.caller import SYSTEM
from service.store.pool import Store

LINE_BYTES_MAX = 20_000_000
BATCH_LINES = 200
BATCH_BYTES = 4_000_000
_BATCH_S = 0.5


_ABSENT = msgspec.Raw()


class _Peek(msgspec.Struct, frozen=True):
    type: str | None = None
    article: msgspec.Raw = _ABSENT
    actors: msgspec.Raw = _ABSENT


_PEEK = msgspec.json.Decoder(_Peek)
_EXPORT_LINE = msgspec.json.Decoder(AnyLine)
_DOCUMENT = msgspec.json.Decoder(WireLine)
_RAW = msgspec.json.Decoder(RawLine)

Outcome = tuple[Item, Result]
_Parsed = tuple[str, Any]


async def import_lines(
    store: Store, chunks: AsyncIterator[bytes], extraction: Extraction | None = None, *, caller: str = SYSTEM
) -> AsyncGenerator[list[Result]]:
    """Store what `caller` sends; the results in the lines' order, some at a time.

    Raises Unavailable when the database goes away.
    """
    extraction = extraction or Extraction()
    statistics = Statistics(store)
    batch: list[Item] = []
    size = 0
    async for line in _lines(chunks):
        if line.raw is not None and not line.raw.strip():
            continue
        batch.append(line)
        size += line.size
        if len(batch) >= BATCH_LINES or size >= BATCH_BYTES:
            async for results in _import(store, batch, extraction, caller):
                yield results
            await statistics.note(len(batch))
            batch, size = [], 0
    if batch:
        async for results in _import(store, batch, extraction, caller):
            yield results


async def import_items(
    store: Store, items: Iterable[Item], extraction: Extraction | None = None, *, caller: str = SYSTEM
) -> AsyncIterator[list[Outcome]]:
    """The same for things that were read from files: each batch with its results, after its commit.

    Reading, which normalizes texts, goes on in a thread while the batch before is stored.
    """
    extraction = extraction or Extraction()
    statistics = Statistics(store)
    reading = iter(items)
    ahead = asyncio.create_task(asyncio.to_thread(_next_batch, reading))
    try:
        while batch := await ahead:
            ahead = asyncio.create_task(asyncio.to_thread(_next_batch, reading))
            results = [result async for part in _import(store, batch, extraction, caller) for result in part]
            yield list(zip(batch, results, strict=True))
            await statistics.note(len(batch))
    except asyncio.CancelledError:
        extraction.stop()
        raise
    finally:
        # The thread can't be stopped, but ends with the batch that it reads.
        await asyncio.wait([ahead])


def _next_batch(items: Iterator[Item]) -> list[Item]:
    """As many items as are stored at once; fewer where reading them takes long, so that progress shows."""
    batch: list[Item] = []
    size, until = 0, time.monotonic() + _BATCH_S
    for item in items:
        batch.append(item)
        size += item.size
        if len(batch) >= BATCH_LINES or size >= BATCH_BYTES or time.monotonic() > until:
            break
    return batch


async def _lines(chunks: AsyncIterator[bytes]) -> AsyncIterator[Item]:
    """Whole lines out of chunks, holding at most one line; an endless line is dropped as it comes."""
    number, rest, dropping = 1, bytearray(), False
    async for chunk in chunks:
        searched = len(rest)
        rest += chunk
        start = 0
        while (end := rest.find(b"\n", max(start, searched))) >= 0:
            yield _line(number, None if dropping else bytes(rest[start:end]))
            number, dropping, start = number + 1, False, end + 1
        del rest[:start]
        if len(rest) > LINE_BYTES_MAX:
            rest.clear()
            dropping = True
    if rest or dropping:
        yield _line(number, None if dropping else bytes(rest))


def _line(number: int, raw: bytes | None) -> Item:
    if raw is None or len(raw) > LINE_BYTES_MAX:
        too_long = f"The line is longer than {LINE_BYTES_MAX:,} bytes; send the article in pieces."
        return Item(label="", size=len(raw or b""), line=number, refused=too_long)
    return Item(label="", size=len(raw), line=number, raw=raw)


async def _import(
    store: Store, batch: Sequence[Item], extraction: Extraction, caller: str
) -> AsyncIterator[list[Result]]:
    for kind, group in _runs([_parse(place, item) for place, item in enumerate(batch, start=1)]):
        if kind == "rejected":
            yield group
        elif kind == "reviews":
            yield await store_single_reviews(store, group, caller)
        elif kind == "document":
            async for lines in _read_all(group, extraction):
                yield await store_documents(store, lines, caller)
        else:
            yield [
                Result(line=done.number, status=done.status, id=done.id, reason=done.reason)
                for done in await restore(store, group, caller)
            ]


def _runs(parsed: Sequence[_Parsed]) -> Iterator[tuple[str, list[Any]]]:
    """Neighbours of one kind together, in order."""
    for kind, run in groupby(parsed, key=itemgetter(0)):
        yield kind, [item for _, item in run]


def _parse(place: int, item: Item) -> _Parsed:
    """The item's kind, with what the kind's step takes. What has no line of its own is told by its place."""
    number = item.line or place
    if item.document is not None:
        document = item.document if isinstance(item.document, BundleLine) else _as_line(item.document)
        return "document", (number, _published(document, item.source))
    if item.review is not None:
        return "reviews", (number, (item.review,), None)
    if item.raw is None:
        return "rejected", Result(line=number, status="rejected", reason=item.refused)
    kind: Any = _PEEK.type
    try:
        peek = _PEEK.decode(item.raw)
        if peek.type is not None:
            kind = _EXPORT_LINE.type
            parsed = _EXPORT_LINE.decode(item.raw)
            return str(parsed.__struct_config__.tag), Parsed(number, item.raw, parsed)
        if peek.article is _ABSENT:
            reviews, left_out = reviews_in_line(item.raw)
            if reviews:
                return "reviews", (number, reviews, left_out)
        kind = _RAW.type if peek.actors is _ABSENT else _DOCUMENT.type
        line = _RAW.decode(item.raw) if peek.actors is _ABSENT else _DOCUMENT.decode(item.raw).read()
        return "document", (number, _published(line, item.source))
    except BadInput as error:
        return "rejected", Result(line=number, status="rejected", reason=str(error))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ValueError) as error:
        return "rejected", Result(
            line=number, status="rejected", reason=f"The line can't be read: {explained(error, kind)}"
        )


def _published(line: BundleLine | RawLine, source: SourceDraft | None) -> BundleLine | RawLine:
    """The line with `source` as its publisher, if it names none."""
    return line if source is None or line.source is not None else msgspec.structs.replace(line, source=source)


def _as_line(document: Document) -> BundleLine:
    return BundleLine(
        article=document.article, actors=document.actors, claims=document.claims, provenance=document.provenance
    )


async def _read_all(
    group: Sequence[tuple[int, BundleLine | RawLine]], extraction: Extraction
) -> AsyncIterator[list[tuple[int, Line]]]:
    """The documents in order, in parts that are stored at once; no connection waits for an extractor.

    A part ends where reading has taken long enough for its results to be told.
    """
    lines: list[tuple[int, Line]] = []
    until = time.monotonic() + _BATCH_S
    for raw, run in groupby(group, key=lambda numbered: isinstance(numbered[1], RawLine)):
        items = list(run)
        # What needs an extractor is read so many at a time as it takes.
        size = extraction.at_once if raw else len(items)
        for first in range(0, len(items), size):
            some = items[first : first + size]
            read = await asyncio.gather(*(_read(item, extraction) for _, item in some))
            lines += [(number, line) for (number, _), line in zip(some, read, strict=True)]
            if time.monotonic() > until:
                yield lines
                lines, until = [], time.monotonic() + _BATCH_S
    if lines:
        yield lines


async def _read(item: BundleLine | RawLine, extraction: Extraction) -> BundleLine | BadInput:
    """The document, or why there is none."""
    if isinstance(item, BundleLine):
        return item
    try:
        return await extraction.run(read_raw, item, extraction)
    except BadInput as error:
        return error
    except Unavailable:
        raise
    except Exception as error:  # noqa: BLE001 - logged by fault_of
        article = item.article
        return BadInput(f"The article can't be taken: {fault_of(error, url=article.url, title=article.title)}.")
