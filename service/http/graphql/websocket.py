"""GraphQL over WebSocket: the protocol graphql-transport-ws, as the npm package graphql-ws describes it.

Browsers let any page open a WebSocket to any address, so sockets of other origins are refused unless
they are allowed by name, and nothing is written without a key, which no other page has.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any

import msgspec
import structlog
from graphql import GraphQLError

from service.errors import BadInput, Forbidden, ServiceError, Unauthenticated, Unavailable
from service.http.edge.access import Access, Caller
from service.http.edge.limits import RateLimits
from service.http.graphql.persisted import PersistedDocuments
from service.http.graphql.reconnection import SIGN_EVERY_S, Reconnection, placed
from service.http.graphql.socket_caller import RECHECK_EVERY_S, SocketCaller
from service.http.graphql.streams import Answer, Operation, OperationFailedError, Streams, failed_by
from service.live.errors import SlowSubscriber, Stopping
from service.logs import current_request_id
from service.query.document import RefusedDocumentError
from service.query.engine import Request, formatted
from service.watch.request import begin

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

log = structlog.get_logger("claimgraph.socket")

PROTOCOL = "graphql-transport-ws"
INIT_WITHIN_S = 3.0
"""The time that a client has to send `connection_init`."""
OPERATIONS_MAX = 100
"""The most operations under way on one socket."""

INVALID, UNAUTHORIZED, FORBIDDEN, WRONG_PROTOCOL, INIT_TIMEOUT = 4400, 4401, 4403, 4406, 4408
ID_TAKEN, TOO_SLOW, TOO_MANY_INITS = 4409, 4410, 4429
SERVICE_RESTART, TRY_AGAIN_LATER = 1012, 1013
"""Close codes: those of the protocol and of WebSocket, and our own 4410 for a subscriber that is dropped."""

_REASON_BYTES_MAX = 123
"""A close frame holds no more (RFC 6455, section 5.5)."""

Id = Annotated[str, msgspec.Meta(min_length=1, max_length=256)]
Payload = dict[str, Any] | None
Allows = Callable[[bytes | None, bytes | None], bool]


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

    query: str | None = None
    document_id: str | None = None
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
    """The ASGI application of WebSockets on `/graphql`; `allows(origin, host)` says which pages may connect."""

    def __init__(
        self, streams: Streams, documents: PersistedDocuments, allows: Allows, access: Access, limits: RateLimits
    ) -> None:
        self._streams = streams
        self._documents = documents
        self._allows = allows
        self._access = access
        self._limits = limits

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
            caller = SocketCaller(self._access, self._limits, scope)
            await Conversation(self._streams, self._documents, caller, receive, send).run()
        except ClosedError as closed:
            log.info("socket closed", code=closed.code, reason=str(closed))
            await _close(send, closed)


class Conversation:
    """One accepted socket: what it said so far, and its operations under way."""

    def __init__(
        self, streams: Streams, documents: PersistedDocuments, caller: SocketCaller, receive: Receive, send: Send
    ) -> None:
        self._streams = streams
        self._documents = documents
        self._caller = caller
        self._receive = receive
        self._send_event = send
        self._initialised = False
        self._reconnection = Reconnection()
        self._operations: dict[str, asyncio.Task[None]] = {}
        self._recheck: asyncio.Task[None] | None = None
        self._identity = current_request_id()
        self._count = 0

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
                if self._recheck is not None:
                    self._recheck.cancel()
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
                self._reconnection = _reconnection(message.payload)
                patience.reschedule(None)
                await self._acknowledge()
                if self._caller.expires:
                    self._recheck = tasks.create_task(self._check_on())
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

    async def _admit(self, payload: Payload) -> None:
        try:
            await self._caller.admit(payload)
        except Unauthenticated as error:
            raise ClosedError(UNAUTHORIZED, str(error)) from None
        except Forbidden as error:
            raise ClosedError(FORBIDDEN, str(error)) from None
        except ServiceError as error:
            raise ClosedError(TRY_AGAIN_LATER, str(error)) from None
        self._initialised = True

    async def _acknowledge(self) -> None:
        told = {"cursor": await self._streams.cursor(), "requestId": self._identity}
        payload = {name: value for name, value in told.items() if value is not None}
        await self._send({"type": "connection_ack"} | ({"payload": payload} if payload else {}))

    async def _check_on(self) -> None:
        """See again and again whether the caller may still read."""
        while True:
            await asyncio.sleep(RECHECK_EVERY_S)
            try:
                await self._present()
            except Unavailable:
                # Nobody is sent away because the database is.
                continue

    async def _present(self) -> Caller:
        """The caller as it is now; one that may not read any more closes the socket."""
        try:
            return await self._caller.check()
        except (Unauthenticated, Forbidden) as error:
            raise ClosedError(FORBIDDEN, str(error)) from None

    async def _subscribe(self, message: Subscribe, tasks: asyncio.TaskGroup) -> None:
        if not self._initialised:
            raise ClosedError(UNAUTHORIZED, "Unauthorized")
        if message.payload.query is None and message.payload.document_id is None and not message.payload.extensions:
            raise ClosedError(INVALID, "Invalid message received: `payload` has neither `query` nor `documentId`")
        if message.id in self._operations:
            raise ClosedError(ID_TAKEN, f"Subscriber for {message.id} already exists")
        if len(self._operations) >= OPERATIONS_MAX:
            await self._send({"id": message.id, "type": "error", "payload": _too_many()})
            return
        self._operations[message.id] = tasks.create_task(self._operate(message))

    async def _operate(self, message: Subscribe) -> None:
        """Run one operation and send its answers."""
        mine = asyncio.current_task()
        self._count += 1
        if self._identity is not None:
            # What is bound here is this task's own: errors and log lines tell the operations of a socket apart.
            structlog.contextvars.bind_contextvars(request_id=f"{self._identity}.{self._count}")
        begin()
        try:
            request = await self._request(message.payload)
            # Put together by hand, so that Postgres' JSON goes out as it is.
            before = b'{"id":' + msgspec.json.encode(message.id) + b',"type":"next","payload":'
            async with self._streams.run(request, self._reconnection.take(message.id)) as operation:
                if self._reconnection.told:
                    await self._tell_places(message.id, before, operation)
                else:
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

    async def _tell_places(self, id_: str, before: bytes, operation: Operation) -> None:
        """Send the answers, each with its place, and the place from time to time where nothing comes.

        One after the other, so that no place is ever told ahead of what comes before it.
        """
        await self._sign(id_, operation)
        coming = asyncio.create_task(_next(operation))
        try:
            while True:
                done, _ = await asyncio.wait({coming}, timeout=SIGN_EVERY_S)
                if not done:
                    await self._sign(id_, operation)
                elif (answer := coming.result()) is None:
                    return
                else:
                    await self._send_text(before + placed(answer, id_) + b"}")
                    coming = asyncio.create_task(_next(operation))
        finally:
            coming.cancel()
            await asyncio.gather(coming, return_exceptions=True)

    async def _sign(self, id_: str, operation: Operation) -> None:
        """Tell where a subscription stands, also before its first event."""
        cursor = operation.resume_from()
        if cursor is not None:
            await self._send({"type": "ping", "payload": {"after": {id_: cursor}}})

    async def _request(self, given: SubscribePayload) -> Request:
        """The operation as its caller may run it. Raises OperationFailedError."""
        try:
            caller = await self._present()
            self._caller.charge(caller)
            found = await self._documents.find(given.query, given.document_id, given.extensions)
            if found is None:
                refused = GraphQLError("`query` is missing; send it, or a `documentId`.")
                raise RefusedDocumentError([refused], "BAD_REQUEST")
        except ServiceError as error:
            raise failed_by(error) from None
        except RefusedDocumentError as unknown:
            raise OperationFailedError([formatted(error, unknown.code) for error in unknown.errors]) from None
        return Request(
            query=found.query,
            operation_name=given.operation_name or None,
            variables=given.variables,
            caller=caller.name,
            owner=caller.owner,
            read_only="write" not in caller.scopes,
            trusted=found.trusted,
            admin="admin" in caller.scopes,
        )

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


def _reconnection(payload: Payload) -> Reconnection:
    try:
        return Reconnection.of(payload)
    except BadInput as error:
        raise ClosedError(INVALID, str(error)) from None


async def _next(operation: Operation) -> Answer | None:
    """The next answer; None at the end."""
    return await anext(operation.answers, None)


def _too_many() -> list[dict[str, Any]]:
    message = f"More than {OPERATIONS_MAX} operations are under way on this socket; complete some, or open another."
    return [formatted(GraphQLError(message), "TOO_MANY_OPERATIONS")]


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
