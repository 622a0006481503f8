"""Bulk in and out: `POST /v1/import` and `GET /v1/export`, NDJSON both ways, in constant memory.

The import answers line by line while lines still arrive. A client that sends everything before it
reads anything would fill the sockets both ways and stop for ever, so results go through a file on
disk: storing never waits for the client to read, and memory stays flat.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from typing import Any

import msgspec
import structlog
from litestar import Request, get, post
from litestar.datastructures import State
from litestar.openapi.datastructures import ResponseSpec
from litestar.response import Stream
from litestar.response.streaming import ASGIStreamingResponse
from litestar.types import Receive, Send

from service.errors import ServiceError
from service.exchange.export import export_lines
from service.exchange.importer import import_lines
from service.exchange.results import Result
from service.http.edge.access import current_caller
from service.http.edge.problems import PROBLEM_JSON, documented
from service.http.rest.models import Problem
from service.store.pool import Store

NDJSON = "application/x-ndjson"
_READ_BYTES = 64 * 1024
_IN_MEMORY_BYTES = 1024 * 1024

log = structlog.get_logger("claimgraph.bulk")

_PROBLEMS = {
    503: ResponseSpec(Problem, generate_examples=False, description=documented(503)[503], media_type=PROBLEM_JSON)
}


@get("/v1/export", operation_id="export", summary="Everything", tags=["Bulk"], media_type=NDJSON, responses=_PROBLEMS)
async def export(store: Store) -> Stream:
    """The whole database, one thing a line, from one snapshot; `/v1/import` takes it back."""
    await store.ping()
    return Stream(export_lines(store), media_type=NDJSON)


@post(
    "/v1/import",
    operation_id="import",
    summary="Articles in bulk",
    tags=["Bulk"],
    status_code=200,
    media_type=NDJSON,
    request_max_body_size=None,
    responses={**_PROBLEMS, 415: ResponseSpec(Problem, generate_examples=False, description="Send NDJSON.")},
)
async def import_(request: Request[Any, Any, Any], store: Store, state: State) -> Stream:
    """Lines in, results out: each `{"line", "status", "id", "reason", "claims"}`, in order.

    A line is a raw article `{"article": {"body": …, "title": …}, "source": {"name": …}}`, a normalized
    document as `claimgraph normalize` prints it, or a line of an export. One bad line spoils no other; an
    import that broke off is sent again, and what is there already is `unchanged`. `claims` counts what became
    of the claims of an article that was read: `{"kept", "moved", "changed", "new", "retired"}`.
    """
    content_type = request.headers.get("content-type", NDJSON).partition(";")[0].strip().lower()
    if content_type not in (NDJSON, "application/ndjson", "application/jsonl", "application/json", "text/plain"):
        raise _UnsupportedError(f"The content type is {content_type[:80]}; send {NDJSON}.")
    await store.ping()
    importing = import_lines(store, request.stream(), state.extraction, caller=current_caller().name)
    return _TwoWayStream(_results(importing), media_type=NDJSON)


class _TwoWay(ASGIStreamingResponse):
    """Streams out while the request still streams in: the body's messages are the import's to read."""

    __slots__ = ()

    async def send_body(self, send: Send, receive: Receive) -> None:  # noqa: ARG002 - the base hands it over
        """Send what the iterator gives; unlike the base's, it doesn't listen for a disconnect itself."""
        await self._stream(send)


class _TwoWayStream(Stream):
    def to_asgi_response(self, *arguments: Any, **options: Any) -> ASGIStreamingResponse:
        """The framework's streaming response, made two-way."""
        response = super().to_asgi_response(*arguments, **options)
        response.__class__ = _TwoWay
        return response  # type: ignore[return-value]  # a streaming response by its base's word


class _UnsupportedError(ServiceError):
    code = "UNSUPPORTED_MEDIA_TYPE"
    status = 415


async def _results(results: AsyncIterator[list[Result]]) -> AsyncIterator[bytes]:
    """Result lines, as far as they are known, while the import goes on beside."""
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES) as spool:
        written = asyncio.Event()
        importing = asyncio.create_task(_import_into(spool, written, results))
        sent = 0
        try:
            while True:
                done = importing.done()
                written.clear()
                spool.seek(sent)
                while chunk := spool.read(_READ_BYTES):
                    sent += len(chunk)
                    yield chunk
                    spool.seek(sent)
                if done:
                    break
                waiting = asyncio.create_task(written.wait())
                await asyncio.wait({waiting, importing}, return_when=asyncio.FIRST_COMPLETED)
                waiting.cancel()
            importing.result()
        finally:
            importing.cancel()


async def _import_into(
    spool: tempfile.SpooledTemporaryFile[bytes], written: asyncio.Event, importing: AsyncIterator[list[Result]]
) -> None:
    last = 0
    try:
        async for results in importing:
            last = results[-1].line
            _append(spool, results)
            written.set()
    except Exception as error:
        # The answer has begun, so its last line tells the failure.
        if not isinstance(error, ServiceError):
            log.error("import failed", error=repr(error), exc_info=error)
        reason = str(error) if isinstance(error, ServiceError) else "The import failed; the failure is logged."
        reason += f" Lines up to {last} are stored; send the rest again."
        _append(spool, [Result(line=last + 1, status="rejected", reason=reason)])
        written.set()


def _append(spool: tempfile.SpooledTemporaryFile[bytes], results: list[Result]) -> None:
    spool.seek(0, 2)
    spool.write(b"".join(msgspec.json.encode(result) + b"\n" for result in results))


ROUTES = [export, import_]
