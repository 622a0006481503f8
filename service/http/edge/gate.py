"""What every request passes first: its id, CORS, who is calling, and how often.

An ASGI application around the whole service, so that no route can be forgotten: everything but the few
addresses in `_OPEN` asks for a scope, reading for GET and writing for the rest. GraphQL asks by itself,
because a query may be posted and its page needs no key.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import msgspec
import structlog
from litestar.utils.path import normalize_path

from service.errors import BadInput, ServiceError, SlowBody, Unauthenticated, Unavailable
from service.http.edge.access import Access, Caller, caller_of, enter, require
from service.http.edge.body import BODY_TIMEOUT_S
from service.http.edge.compression import VARY, compressing
from service.http.edge.headers import Cors, Header, of_error, request_id, secured
from service.http.edge.hosts import Hosts
from service.http.edge.inflate import inflated
from service.http.edge.limits import RateLimits, identified, requests_per_minute
from service.http.edge.problems import PROBLEM_JSON, problem_body
from service.http.edge.query_string import pairs_of
from service.http.graphql.negotiation import JSON, response_type
from service.logs import current_request_id
from service.settings import Settings
from service.store.line import Line, busy

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Any, Any, Any], Awaitable[None]]

GRAPHQL = "/graphql"
METRICS = "/metrics"
_STREAMED = "/v1/import"
_OPEN = frozenset({"/healthz", "/readyz", "/docs", "/openapi.yaml"})
_OPEN_BELOW = "/static/"
_PAGES = frozenset({"/", "/search", "/sources", "/contradictions"})
_PAGES_BELOW = ("/articles/", "/actors/", "/claims/")
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_REFUSED_SOCKET = 4403


class Gate:
    """The application that stands before the others; `access` is set once there is a database."""

    def __init__(self, app: App, settings: Settings, *, open_metrics: bool) -> None:
        self.access: Access | None = None
        self.line: Line | None = None
        """Where reads wait for the database: while it is full nobody is let in."""
        self._app = app
        self._cors = Cors(settings.cors_origins)
        self._compresses = settings.compression
        self._hosts = Hosts(settings)
        self._metrics_open = open_metrics
        self.limits = RateLimits(requests_per_minute(settings))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request or connection in, or refuse it."""
        headers: dict[bytes, bytes] = dict(scope["headers"])
        identity = request_id(headers.get(b"x-request-id"))
        structlog.contextvars.bind_contextvars(request_id=identity)
        if scope["type"] == "websocket":
            await self._connect(scope, receive, send, headers)
            return
        added: list[Header] = [(b"x-request-id", identity.encode())]
        origin = headers.get(b"origin")
        if self._cors.varies:
            added.append((b"vary", b"Origin"))
        adding = _Adding(send, added, https=scope.get("scheme") == "https")
        sending: Send = adding
        path = _path(scope["path"])
        if self._compresses and not path.startswith(_OPEN_BELOW):
            # Built files are compressed once, and kept so.
            added.append(VARY)
            sending = compressing(sending, scope, headers)
        try:
            if origin is not None:
                if scope["method"] == "OPTIONS" and b"access-control-request-method" in headers:
                    added += self._cors.preflight(origin, headers.get(b"access-control-request-headers"))
                    await _answer(sending, 204, b"", ())
                    return
                added += self._cors.answer(origin)
            if path not in _OPEN and not path.startswith(_OPEN_BELOW):
                added += await self._admit(scope, headers, path)
                reading = scope["method"] in _READING
                if path != GRAPHQL:
                    _require_scope(scope, path, reading=reading)
                    receive = receive if reading else _in_time(receive, streamed=path == _STREAMED)
                if not reading:
                    receive = inflated(scope, receive)
        except ServiceError as error:
            await _refuse(scope, headers, sending, error)
            return
        await self._serve(scope, receive, sending, adding, headers)

    async def _serve(
        self, scope: Scope, receive: Receive, send: Send, adding: _Adding, headers: dict[bytes, bytes]
    ) -> None:
        try:
            await self._app(scope, receive, send)
        except asyncio.CancelledError:
            # The service stops, and this took longer than the grace it gives.
            if adding.begun:
                raise
            await _refuse(scope, headers, adding, Unavailable("The service stops; send it again in a moment."))

    async def _admit(self, scope: Scope, headers: dict[bytes, bytes], path: str) -> tuple[Header, ...]:
        """Find out who calls and charge them; the headers that tell what is left."""
        if path == METRICS:
            await self._admit_to_metrics(scope, headers)
            return ()
        if self.line is not None and self.line.full:
            # Before anything else is done for it.
            raise busy()
        authorization = headers.get(b"authorization")
        if authorization is None:
            self._hosts.check(headers.get(b"host"))
        client = scope.get("client")
        address: str = client[0] if client else ""
        caller = await self._caller(authorization, address)
        enter(scope, caller)
        return self.limits.charge(caller, address)

    async def _admit_to_metrics(self, scope: Scope, headers: dict[bytes, bytes]) -> None:
        """Let in who may see them, however many others wait: they tell why."""
        authorization = headers.get(b"authorization")
        if authorization is None:
            self._hosts.check(headers.get(b"host"))
        caller = await self._caller(authorization, (scope.get("client") or ("",))[0])
        enter(scope, caller)
        if not self._metrics_open and caller.kind == "anonymous":
            # Also where everyone may read.
            raise Unauthenticated("Metrics need a key with the scope `read`; send it as `Authorization: Bearer`.")

    async def _caller(self, authorization: bytes | None, address: str) -> Caller:
        if self.access is None:
            raise Unavailable("The service is starting; try again in a moment.")
        if authorization is None:
            return self.access.anonymous
        text = authorization.decode("latin-1")
        return await identified(self.access, self.limits, text, address)

    async def _connect(self, scope: Scope, receive: Receive, send: Send, headers: dict[bytes, bytes]) -> None:
        try:
            if not self._cors.allows_socket(headers.get(b"origin"), headers.get(b"host")):
                await send({"type": "websocket.close", "code": _REFUSED_SOCKET, "reason": "Origin not allowed"})
                return
            for name, _ in pairs_of(scope["query_string"]):
                raise BadInput(f"Parameter `{name[:100]}` is unknown here; a WebSocket takes none in its address.")
            await self._admit(scope, headers, GRAPHQL)
        except ServiceError as error:
            await _refuse_socket(scope, send, error)
            return
        await self._app(scope, receive, send)


def _path(path: str) -> str:
    """The path as the router sees it."""
    return normalize_path(path) if path.endswith("/") or "//" in path else path


def _require_scope(scope: Scope, path: str, *, reading: bool) -> None:
    """Raise for a caller who may not; the explorer's pages show those who may not read where to give a key."""
    if path == METRICS and caller_of(scope).kind == "anonymous":
        return  # Who needs no key was let in.
    if not (reading and (path in _PAGES or path.startswith(_PAGES_BELOW))):
        require(scope, "read" if reading else "write")


class _Adding:
    """Sends an answer with headers added, and knows whether it has begun."""

    __slots__ = ("_added", "_https", "_send", "begun")

    def __init__(self, send: Send, added: list[Header], *, https: bool) -> None:
        self._send = send
        self._added = added
        self._https = https
        self.begun = False

    def __call__(self, message: Message) -> Awaitable[None]:
        if message["type"] == "http.response.start":
            self.begun = True
            headers = [*message.get("headers", ()), *self._added]
            secured(headers, https=self._https)
            message["headers"] = headers
        return self._send(message)


def _in_time(receive: Receive, *, streamed: bool) -> Receive:
    """A body has a time to arrive in; a streamed one has it for each piece."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + BODY_TIMEOUT_S
    complete = False

    async def receiving() -> Message:
        nonlocal complete
        if complete:
            return await receive()
        try:
            async with asyncio.timeout_at(loop.time() + BODY_TIMEOUT_S if streamed else deadline):
                message = await receive()
        except TimeoutError:
            raise SlowBody(
                f"The body took longer than {BODY_TIMEOUT_S:g} s to arrive; send it faster or smaller."
            ) from None
        complete = message["type"] != "http.request" or not message.get("more_body", False)
        return message

    return receiving


async def _refuse(scope: Scope, headers: dict[bytes, bytes], send: Send, error: ServiceError) -> None:
    if _path(scope["path"]) == GRAPHQL:
        media_type = response_type(headers.get(b"accept", b"*/*").decode("latin-1")) or JSON
        extensions = {"code": error.code, "requestId": current_request_id()}
        body = msgspec.json.encode({"errors": [{"message": str(error), "extensions": extensions}]})
    else:
        media_type = PROBLEM_JSON
        body = problem_body(error.status, str(error), error.code)
    found = of_error(error) | {"Content-Type": media_type, "Cache-Control": "no-store"}
    more = tuple((name.lower().encode(), value.encode()) for name, value in found.items())
    await _answer(send, error.status, b"" if scope["method"] == "HEAD" else body, more)


async def _answer(send: Send, status: int, body: bytes, headers: tuple[Header, ...]) -> None:
    lines = list(headers) if status == 204 else [*headers, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": lines})
    await send({"type": "http.response.body", "body": body})


async def _refuse_socket(scope: Scope, send: Send, error: ServiceError) -> None:
    """A status before the handshake where the server can send one, else its plain refusal."""
    if "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": _REFUSED_SOCKET, "reason": error.code})
        return
    lines = [(name.lower().encode(), value.encode()) for name, value in of_error(error).items()]
    body = problem_body(error.status, str(error), error.code)
    lines += [(b"content-type", PROBLEM_JSON.encode()), (b"content-length", str(len(body)).encode())]
    await send({"type": "websocket.http.response.start", "status": error.status, "headers": lines})
    await send({"type": "websocket.http.response.body", "body": body})
