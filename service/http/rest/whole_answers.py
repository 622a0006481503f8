"""The answer of an export of one list: page after page of one snapshot, in the form that was chosen."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from functools import partial

from litestar.response import Stream

from service.exchange.export import ANSWER_S, snapshot
from service.http.rest.exports import Exports
from service.http.rest.forms.answers import PAGES, AnyRequest, whole_listing
from service.http.rest.forms.form import Offer, Writer
from service.http.rest.streams import BulkStream
from service.query.engine import Engine
from service.store.pool import Store

ReadPage = Callable[[Engine, str | None], Awaitable[bytes]]
"""Reads the page after a cursor, the first for None, as JSON."""


async def whole_answer(request: AnyRequest, engine: Engine, offer: Offer, document: str, read: ReadPage) -> Stream:
    """All of a list as a stream, spooled like every export: the snapshot doesn't wait for the client."""
    if offer.form.write is None:
        raise TypeError("a whole list is written item by item")
    exports: Exports = request.app.state.exports
    writer = offer.form.write(whole_listing(request, offer, document), offer.describe)
    begun = await exports.begin(partial(_chunks, request.app.state.store, engine, writer, read))
    return BulkStream(begun, media_type=offer.form.media_type, headers={"Changes-Cursor": begun.cursor})


async def _chunks(
    store: Store, engine: Engine, writer: Writer, read: ReadPage, begin: Callable[[str], None]
) -> AsyncGenerator[bytes]:
    async with snapshot(store, begin) as connection:

        async def fetch_json(sql: str, parameters: Sequence[object]) -> bytes:
            found: bytes | None = await connection.fetchval(sql, *parameters, timeout=ANSWER_S)
            return b"null" if found is None else found

        reader = engine.through(fetch_json)
        page = PAGES.decode(await read(reader, None))
        yield writer.begin() + writer.items(page.items)
        while page.page_info.has_next_page:
            page = PAGES.decode(await read(reader, page.page_info.end_cursor))
            yield writer.items(page.items)
        yield writer.end()
