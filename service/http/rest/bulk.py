"""Bulk in and out: `POST /v1/import` and `GET /v1/export`, NDJSON both ways, in constant memory.

The import answers line by line while lines still arrive. A client that sends everything before it
reads anything would fill the sockets both ways and stop for ever, so results go through a file on
disk: storing never waits for the client to read, and memory stays flat.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator
from functools import partial
from typing import Annotated, Any

import msgspec
import structlog
from litestar import Request, get, post
from litestar.datastructures import ResponseHeader, State
from litestar.exceptions import ValidationException
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import QueryParameter
from litestar.response import Stream
from litestar.types import Receive

from service.errors import ServiceError
from service.exchange.export import export_lines
from service.exchange.importer import import_lines
from service.exchange.results import Result
from service.http.edge.access import current_caller
from service.http.rest.exports import Exports
from service.http.rest.forms.ndjson import NDJSON
from service.http.rest.forms.negotiation import FORMAT
from service.http.rest.parameters import Format
from service.http.rest.problem_models import Problem
from service.http.rest.read_requests import problems
from service.http.rest.spool import Spool
from service.http.rest.streams import BulkStream, TwoWayStream
from service.http.rest.whole_lists import KIND, WHOLE_LISTS
from service.nearest import instead
from service.store.pool import Store

_LAST_STEP_S = 1.5
"""How long the lines that are being stored may take when the service stops."""
_LEAVE_S = 1.0

log = structlog.get_logger("claimgraph.bulk")


Kind = Annotated[
    str | None,
    QueryParameter(name=KIND, max_length=100, description=f"Only this list: {', '.join(WHOLE_LISTS)}."),
]
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
    media_type=NDJSON.media_type,
    response_headers=[_CHANGES_CURSOR],
    responses=problems(400, 503),
)
async def export(state: State, store: Store, kind: Kind = None, format: Format = None) -> Stream:
    """The whole database, one thing a line, from one snapshot; `/v1/import` takes it back. With `kind` one list,
    all of it, with the parameters and forms that the list has.

    The snapshot is of the moment when the answer begins, however long it takes to fetch. Few exports run at
    once (`CLAIMGRAPH_EXPORTS_MAX`, else 503); a client that takes nothing for `CLAIMGRAPH_UNREAD_TIMEOUT_S` is
    cut off. An export that broke off lacks the end of its chunked coding (RFC 9112, 7.1).
    """
    if kind is not None:
        # One that names a list has been handed on to the list's route.
        message = f"it names no list that is exported; {instead(kind, WHOLE_LISTS)}"
        raise ValidationException("A list is unknown.", extra=[{"key": KIND, "message": message}])
    if format not in (None, NDJSON.name):
        message = f"the whole database comes as {NDJSON.name}; name one list with `{KIND}` for other forms"
        raise ValidationException("A form is not offered.", extra=[{"key": FORMAT, "message": message}])
    exports: Exports = state.exports
    begun = await exports.begin(partial(export_lines, store))
    return BulkStream(begun, media_type=NDJSON.media_type, headers={"Changes-Cursor": begun.cursor})


@post(
    "/v1/import",
    operation_id="importLines",
    summary="Articles in bulk",
    tags=["Bulk"],
    status_code=200,
    media_type=NDJSON.media_type,
    request_max_body_size=None,
    responses={**problems(503), 415: ResponseSpec(Problem, generate_examples=False, description="Send NDJSON.")},
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
    content_type = request.headers.get("content-type", NDJSON.media_type).partition(";")[0].strip().lower()
    if content_type not in (*NDJSON.types, "application/json", "text/plain"):
        raise _UnsupportedError(f"The content type is {content_type[:80]}; send {NDJSON.media_type}.")
    await store.ping()
    importing = import_lines(store, request.stream(), state.extraction, caller=current_caller().name)
    return TwoWayStream(_results(importing, state.stopping, request.receive), media_type=NDJSON.media_type)


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
