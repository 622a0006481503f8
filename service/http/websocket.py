"""GraphQL over WebSocket: the protocol graphql-transport-ws, as the npm package graphql-ws describes it.

Mutations are refused: browsers let any page open a WebSocket to any address, so nothing is written
that way, and sockets of other origins are refused too unless they are allowed by name.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any

import msgspec

from service.errors import ServiceError, Unauthenticated
from service.http.streams import OperationFailedError, Streams
from service.live.errors import SlowSubscriber, Stopping
from service.query.engine import Request

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

PROTOCOL = "graphql-transport-ws"
INIT_WITHIN_S = 3.0
"""The time that a client has to send `connection_init`."""
OPERATIONS_MAX = 100
"""The most operations under way on one socket."""

INVALID, UNAUTHORIZED, FORBIDDEN, WRONG_PROTOCOL, INIT_TIMEOUT = 4400, 4401, 4403, 4406, 4408
ID_TAKEN, TOO_SLOW, TOO_MANY_INITS, SERVICE_RESTART = 4409, 4410, 4429, 1012
"""Close codes: those of the protocol, and our own 4410 for a subscriber that is dropped."""

_REASON_BYTES_MAX = 123
"""A close frame holds no more (RFC 6455, section 5.5)."""

Id = Annotated[str, msgspec.Meta(min_length=1, max_length=256)]
Payload = dict[str, Any] | None
Allows = Callable[[bytes | None, bytes | None], bool]
Admit = Callable[[Scope, Payload], Awaitable[None]]


class ConnectionInit(msgspec.Struct, frozen=True, tag_field="type", tag="connection_init"):
    """The client's first message."""

    payload: Payload = None


class Ping(msgspec.Struct, frozen=True, tag_field="type", tag="ping"):
    """To be answered by a pong."""

    payload: Payload = None


class Pong(msgspec.Struct, frozen=True, tag_field="type", tag="pong"):
    """Perhaps unasked, as a sign of life."""

    payload: Payload = None


class SubscribePayload(msgspec.Struct, frozen=True, rename="camel"):
    """The operation to run."""

    query: str
    operation_name: str | None = None
    variables: Payload = None
    extensions: Payload = None


class Subscribe(msgspec.Struct, frozen=True, tag_field="type", tag="subscribe"):
    """Runs an operation, whose answers carry the same id."""

    id: Id
    payload: SubscribePayload


class Complete(msgspec.Struct, frozen=True, tag_field="type", tag="complete"):
    """Ends an operation."""

    id: Id


Message = ConnectionInit | Ping | Pong | Subscribe | Complete
_DECODER: msgspec.json.Decoder[Message] = msgspec.json.Decoder(Message)


class ClosedError(Exception):
    """The socket is to be closed with a code and a reason."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code


class WebSocketEndpoint:
    """The ASGI application behind WebSockets on `/graphql`.

    `allows(origin, host)` says which pages may connect. `admit` sees the connection and the payload of
    its `connection_init`, and raises a ServiceError for a caller that may not read.
    """

    def __init__(self, streams: Streams, allows: Allows, admit: Admit | None = None) -> None:
        self._streams = streams
        self._allows = allows
        self._admit = admit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one socket until it closes."""
        await receive()
        headers: dict[bytes, bytes] = dict(scope["headers"])
        if not self._allows(headers.get(b"origin"), headers.get(b"host")):
            # Before it is accepted, this answers 403.
            await send({"type": "websocket.close"})
            return
        if PROTOCOL not in scope["subprotocols"]:
            await send({"type": "websocket.accept"})
            await _close(send, ClosedError(WRONG_PROTOCOL, "Subprotocol not acceptable"))
            return
        await send({"type": "websocket.accept", "subprotocol": PROTOCOL})
        try:
            await Conversation(self._streams, self._admitting(scope), receive, send).run()
        except ClosedError as closed:
            await _close(send, closed)

    def _admitting(self, scope: Scope) -> Callable[[Payload], Awaitable[None]]:
        async def admit(payload: Payload) -> None:
            if self._admit is None:
                return
            try:
                await self._admit(scope, payload)
            except ServiceError as error:
                code = UNAUTHORIZED if isinstance(error, Unauthenticated) else FORBIDDEN
                raise ClosedError(code, str(error)) from None

        return admit


class Conversation:
    """One accepted socket: what it said so far, and its operations under way."""

    def __init__(
        self, streams: Streams, admit: Callable[[Payload], Awaitable[None]], receive: Receive, send: Send
    ) -> None:
        self._streams = streams
        self._admit = admit
        self._receive = receive
        self._send_event = send
        self._initialised = False
        self._operations: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Until the client goes away. Raises ClosedError when the socket is to be closed."""
        closed: ClosedError | None = None
        try:
            async with asyncio.TaskGroup() as tasks:
                try:
                    async with asyncio.timeout(INIT_WITHIN_S) as patience:
                        while (event := await self._receive())["type"] == "websocket.receive":
                            await self._take(_decoded(event), tasks, patience)
                except TimeoutError:
                    raise ClosedError(INIT_TIMEOUT, "Connection initialisation timeout") from None
                for task in self._operations.values():
                    task.cancel()
        except* ClosedError as group:
            closed = _first(group)
        except* OSError:
            # The client went away while it was sent something.
            pass
        if closed is not None:
            raise closed

    async def _take(self, message: Message, tasks: asyncio.TaskGroup, patience: asyncio.Timeout) -> None:
        match message:
            case ConnectionInit():
                if self._initialised:
                    raise ClosedError(TOO_MANY_INITS, "Too many initialisation requests")
                await self._admit(message.payload)
                self._initialised = True
                patience.reschedule(None)
                cursor = await self._streams.cursor()
                await self._send({"type": "connection_ack"} | ({"payload": {"cursor": cursor}} if cursor else {}))
            case Ping():
                payload = {} if message.payload is None else {"payload": message.payload}
                await self._send({"type": "pong"} | payload)
            case Pong():
                pass
            case Subscribe():
                await self._subscribe(message, tasks)
            case Complete():
                # A client may complete what just completed here.
                task = self._operations.pop(message.id, None)
                if task is not None:
                    task.cancel()

    async def _subscribe(self, message: Subscribe, tasks: asyncio.TaskGroup) -> None:
        if not self._initialised:
            raise ClosedError(UNAUTHORIZED, "Unauthorized")
        if message.id in self._operations:
            raise ClosedError(ID_TAKEN, f"Subscriber for {message.id} already exists")
        if len(self._operations) >= OPERATIONS_MAX:
            await self._send({"id": message.id, "type": "error", "payload": _too_many()})
            return
        self._operations[message.id] = tasks.create_task(self._operate(message))

    async def _operate(self, message: Subscribe) -> None:
        """Run one operation and send its answers."""
        given = message.payload
        request = Request(
            query=given.query,
            operation_name=given.operation_name or None,
            variables=given.variables,
            read_only=True,
        )
        mine = asyncio.current_task()
        try:
            # Put together by hand, so that Postgres' JSON goes out as it is.
            before = b'{"id":' + msgspec.json.encode(message.id) + b',"type":"next","payload":'
            async with self._streams.run(request) as operation:
                async for answer in operation.answers:
                    await self._send_text(before + answer.body + b"}")
        except OperationFailedError as failed:
            if failed.code == SlowSubscriber.code:
                raise ClosedError(TOO_SLOW, str(failed)) from None
            if failed.code == Stopping.code:
                raise ClosedError(SERVICE_RESTART, str(failed)) from None
            if self._forget(message.id, mine):
                await self._send({"id": message.id, "type": "error", "payload": failed.errors})
        else:
            if self._forget(message.id, mine):
                await self._send({"id": message.id, "type": "complete"})
        finally:
            self._forget(message.id, mine)

    def _forget(self, operation_id: str, task: asyncio.Task[None] | None) -> bool:
        """Free the id; whether the operation still had it."""
        if self._operations.get(operation_id) is not task:
            return False
        del self._operations[operation_id]
        return True

    async def _send(self, message: dict[str, Any]) -> None:
        await self._send_text(msgspec.json.encode(message))

    async def _send_text(self, text: bytes) -> None:
        await self._send_event({"type": "websocket.send", "text": text.decode()})


def _decoded(event: Mapping[str, Any]) -> Message:
    text = event.get("text")
    if text is None:
        raise ClosedError(INVALID, "Invalid message received: it is binary; send JSON text")
    try:
        return _DECODER.decode(text)
    except (msgspec.MsgspecError, UnicodeError, RecursionError, ValueError) as error:
        raise ClosedError(INVALID, f"Invalid message received: {error}") from None


def _too_many() -> list[dict[str, Any]]:
    message = f"More than {OPERATIONS_MAX} operations are under way on this socket; complete some, or open another."
    return [{"message": message, "extensions": {"code": "TOO_MANY_OPERATIONS"}}]


def _first(group: BaseExceptionGroup[ClosedError]) -> ClosedError:
    error: BaseException = group
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    if not isinstance(error, ClosedError):
        raise TypeError("a group of other errors")
    return error


async def _close(send: Send, closed: ClosedError) -> None:
    reason = str(closed).encode()[:_REASON_BYTES_MAX].decode("utf-8", "ignore")
    await send({"type": "websocket.close", "code": closed.code, "reason": reason})
