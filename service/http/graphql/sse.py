"""GraphQL over server-sent events, "distinct connections mode" of the npm package graphql-sse.

Every operation is its own request: each answer is a `next` event, and `complete` follows the last. A
stream that breaks off without `complete` is to be resumed. Events carry their cursor as `id`, so a
browser's EventSource resumes by itself: it sends the last one back as `Last-Event-ID`.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from service.http.graphql.negotiation import EVENT_STREAM, GRAPHQL_RESPONSE, JSON, accepted
from service.http.graphql.streams import Operation, OperationFailedError, Streams
from service.live.errors import Stopping
from service.query.engine import Request

Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

KEEP_ALIVE_S = 12.0
"""Idle streams say something this often, so that no proxy takes them for dead."""

_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-cache, no-transform"),
    # nginx would hold events back until its buffer is full.
    (b"x-accel-buffering", b"no"),
    (b"vary", b"Accept"),
]


def takes_events(accept: str) -> bool:
    """Whether an Accept header names event streams; `*/*` does not, or curl would get them."""
    return any(name == EVENT_STREAM for name, _ in accepted(accept))


class EventStreams:
    """Answers requests with streams of events."""

    def __init__(self, streams: Streams) -> None:
        self._streams = streams

    def wanted(self, request: Request, accept: str) -> bool:
        """Whether a request is answered by events: when it names them before any JSON, or when it takes
        them at all and is a subscription, which can't be answered otherwise."""
        if not takes_events(accept):
            return False
        named = next(name for name, _ in accepted(accept) if name in (GRAPHQL_RESPONSE, JSON, EVENT_STREAM))
        return named == EVENT_STREAM or self._streams.subscribes(request)

    def writes(self, request: Request) -> bool:
        """Whether a request is a mutation."""
        return self._streams.writes(request)

    async def __call__(self, request: Request, last_event_id: str | None, receive: Receive, send: Send) -> None:
        """Answer one request until its operation ends or its caller goes away."""
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        await _write(send, b":\n\n")
        answering = asyncio.create_task(self._answer(request, last_event_id, send))
        leaving = asyncio.create_task(_until_gone(receive))
        try:
            await asyncio.wait({answering, leaving}, return_when=asyncio.FIRST_COMPLETED)
            gone = leaving.done()
        finally:
            for task in (answering, leaving):
                task.cancel()
            await asyncio.gather(answering, leaving, return_exceptions=True)
        if not gone:
            await send({"type": "http.response.body", "body": b""})

    async def _answer(self, request: Request, last_event_id: str | None, send: Send) -> None:
        try:
            async with self._streams.run(request, last_event_id) as operation:
                keeping_alive = asyncio.create_task(_keep_alive(operation, send))
                try:
                    async for answer in operation.answers:
                        await _write(send, _event("next", answer.body, answer.cursor))
                finally:
                    keeping_alive.cancel()
        except OperationFailedError as failed:
            if failed.code == Stopping.code:
                return
            await _write(send, _event("next", failed.body(), None))
        await _write(send, _event("complete", b"", None))


async def _keep_alive(operation: Operation, send: Send) -> None:
    """Say now and then how far the caller is, also where nothing concerned it for long."""
    with contextlib.suppress(OSError):
        while True:
            cursor = operation.resume_from()
            # Without data, a browser notes the id and tells its page nothing.
            await _write(send, b":\n\n" if cursor is None else f"id: {cursor}\n\n".encode())
            await asyncio.sleep(KEEP_ALIVE_S)


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _event(name: str, data: bytes, cursor: str | None) -> bytes:
    # A line break in JSON is white space; in a stream of events it would end the data.
    line = data.replace(b"\r", b" ").replace(b"\n", b" ")
    identity = f"id: {cursor}\n".encode() if cursor else b""
    return identity + b"event: " + name.encode() + b"\ndata: " + line + b"\n\n"


async def _write(send: Send, chunk: bytes) -> None:
    await send({"type": "http.response.body", "body": chunk, "more_body": True})
