"""Bulk in and out: `POST /v1/import` and `GET /v1/export`, NDJSON both ways, in constant memory.

The import answers line by line while lines still arrive. A client that sends everything before it
reads anything would fill the sockets both ways and stop for ever, so results go through a file on
disk: storing never waits for the client to read, and memory stays flat.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any, ClassVar, Protocol, cast

import msgspec
import structlog
from litestar import Request, get, post
from litestar.datastructures import ResponseHeader, State
from litestar.openapi.datastructures import ResponseSpec
from litestar.response import Stream
from litestar.response.streaming import ASGIStreamingResponse
from litestar.types import Receive, Scope, Send

from service.errors import ServiceError
from service.exchange.importer import import_lines
from service.exchange.results import Result
from service.http.edge.access import current_caller
from service.http.edge.problems import PROBLEM_JSON, documented
from service.http.rest.exports import Exports
from service.http.rest.problem_models import Problem
from service.http.rest.spool import Spool
from service.store.pool import Store

NDJSON = "application/x-ndjson"
_LAST_STEP_S = 1.5
"""How long the lines that are being stored may take when the service stops."""
_LEAVE_S = 1.0

log = structlog.get_logger("claimgraph.bulk")

_PROBLEMS = {
    503: ResponseSpec(Problem, generate_examples=False, description=documented(503)[503], media_type=PROBLEM_JSON)
}


_CHANGES_CURSOR = ResponseHeader(
    name="Changes-Cursor",
    value="",
    documentation_only=True,
    description="Where `/v1/changes?after=` goes on from the export's snapshot.",
)


@get(
    "/v1/export",
    operation_id="exportLines",
    summary="Everything",
    tags=["Bulk"],
    media_type=NDJSON,
    response_headers=[_CHANGES_CURSOR],
    responses=_PROBLEMS,
)
async def export(state: State) -> Stream:
    """The whole database, one thing a line, from one snapshot; `/v1/import` takes it back.

    The snapshot is of the moment when the answer begins, however long it takes to fetch. Few exports run at
    once (`CLAIMGRAPH_EXPORTS_MAX`, else 503); a client that takes nothing for `CLAIMGRAPH_UNREAD_TIMEOUT_S` is
    cut off. An export that broke off lacks the end of its chunked coding (RFC 9112, 7.1).
    """
    exports: Exports = state.exports
    begun = await exports.begin()
    return _BulkStream(begun, media_type=NDJSON, headers={"Changes-Cursor": begun.cursor})


@post(
    "/v1/import",
    operation_id="importLines",
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
    import that broke off is sent again, and what is there already is `unchanged`. Whatever breaks an import off,
    the service's stop or the database's, the last line says where to go on: `{"line": 201, "status": "stopped",
    "reason": …}` means that the lines before 201 have their results, and the rest is to be sent again. `claims`
    counts what became of the claims of an article that was read: `{"kept", "moved", "changed", "new", "retired"}`.
    """
    content_type = request.headers.get("content-type", NDJSON).partition(";")[0].strip().lower()
    if content_type not in (NDJSON, "application/ndjson", "application/jsonl", "application/json", "text/plain"):
        raise _UnsupportedError(f"The content type is {content_type[:80]}; send {NDJSON}.")
    await store.ping()
    importing = import_lines(store, request.stream(), state.extraction, caller=current_caller().name)
    return _TwoWayStream(_results(importing, state.stopping, request.receive), media_type=NDJSON)


class _Bulk(ASGIStreamingResponse):
    """A stream whose iterator is closed in the end, also where nobody began to take it, as for HEAD."""

    __slots__ = ()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            await cast("Closable", self.iterator).aclose()


class _TwoWay(_Bulk):
    """Streams out while the request still streams in: the body's messages are the import's to read."""

    __slots__ = ()

    async def send_body(self, send: Send, receive: Receive) -> None:  # noqa: ARG002 - the base's signature
        """Send what the iterator gives; unlike the base's, it doesn't listen for a disconnect itself."""
        await self._stream(send)


class Closable(Protocol):
    """An iterator that holds something."""

    async def aclose(self) -> None:
        """Let go of it."""
        ...


class _BulkStream(Stream):
    response: ClassVar[type[ASGIStreamingResponse]] = _Bulk

    def to_asgi_response(self, *arguments: Any, **options: Any) -> ASGIStreamingResponse:
        """The framework's streaming response, made ours."""
        response = super().to_asgi_response(*arguments, **options)
        response.__class__ = self.response
        return response  # type: ignore[return-value]  # a streaming response by its base's word


class _TwoWayStream(_BulkStream):
    response = _TwoWay


class _UnsupportedError(ServiceError):
    code = "UNSUPPORTED_MEDIA_TYPE"
    status = 415


async def _results(
    importing: AsyncGenerator[list[Result]], stopping: asyncio.Event, receive: Receive
) -> AsyncGenerator[bytes]:
    """Result lines, as far as they are known, while the import goes on beside."""
    spool = Spool()
    writing = asyncio.create_task(_import_into(spool, importing, stopping))
    try:
        async for chunk in spool.chunks(writing):
            yield chunk
        if stopping.is_set():
            await _let_finish(receive)
    finally:
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)
        spool.close()


async def _import_into(spool: Spool, importing: AsyncGenerator[list[Result]], stopping: asyncio.Event) -> None:
    last = 0
    reason: str | None = None
    try:
        async for results in _until(stopping, importing):
            last = results[-1].line
            spool.append(b"".join(msgspec.json.encode(result) + b"\n" for result in results))
        if stopping.is_set():
            reason = "The service stops."
    except Exception as error:
        # The answer has begun, so its last line tells the failure.
        if not isinstance(error, ServiceError):
            log.error("import failed", error=repr(error), exc_info=error)
        reason = str(error) if isinstance(error, ServiceError) else "The import failed; the failure is logged."
    if reason is not None:
        reason += f" Lines up to {last} have their results; send the rest again, from this line on."
        told = Result(line=last + 1, status="stopped", reason=reason)
        spool.append(msgspec.json.encode(told) + b"\n")


async def _until(stopping: asyncio.Event, steps: AsyncGenerator[list[Result]]) -> AsyncIterator[list[Result]]:
    """The steps' results until it is time to stop; then what the one under way still brings in time.

    One that takes longer is broken off: its transaction is undone, or its lines are `unchanged` the next time.
    """
    stop = asyncio.create_task(stopping.wait())
    step: asyncio.Task[list[Result]] | None = None
    try:
        while not stopping.is_set():
            step = asyncio.create_task(_next(steps))
            await asyncio.wait({step, stop}, return_when=asyncio.FIRST_COMPLETED)
            if not step.done():
                await asyncio.wait({step}, timeout=_LAST_STEP_S)
            if not step.done():
                return
            results = step.result()
            if not results:
                return
            yield results
    finally:
        stop.cancel()
        if step is not None:
            step.cancel()
            await asyncio.gather(step, return_exceptions=True)
        await steps.aclose()


async def _next(steps: AsyncGenerator[list[Result]]) -> list[Result]:
    """The next results; none at the end."""
    return await anext(steps, [])


async def _let_finish(receive: Receive) -> None:
    """Take, and drop, what the client still sends: a connection closed while it sends would lose our last lines."""
    with contextlib.suppress(TimeoutError, ServiceError, RuntimeError):
        async with asyncio.timeout(_LEAVE_S):
            while (message := await receive())["type"] == "http.request" and message.get("more_body"):
                pass


ROUTES = [export, import_]
