"""The server's side of a WebSocket that its client does not read: closed all the same, and in the end cut.

uvicorn waits until there is room for a close frame, and then for the client to take what is buffered;
a client that stopped reading would keep its socket for ever.
"""

from __future__ import annotations

from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from service.http.edge.memory import LEAVINGS
from service.http.edge.unread import Unread
from service.settings import Settings

LINGER_S = 20.0
"""How long a closed socket's client may take to read what it was sent."""


class WebSocketProtocol(WebSocketsSansIOProtocol):
    """uvicorn's protocol, but nobody waits for a client that doesn't read."""

    unread_timeout_s = 30.0

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.close_timeout = LINGER_S

    def connection_made(self, transport: Any) -> None:
        """A connection, perhaps taken over from the protocol of HTTP."""
        super().connection_made(transport)
        LEAVINGS.opened()
        self._unread = Unread(transport, self.unread_timeout_s, lambda: False)

    def connection_lost(self, exc: Exception | None) -> None:
        """It is gone."""
        self._unread.end()
        super().connection_lost(exc)
        LEAVINGS.closed()

    def pause_writing(self) -> None:
        """Much waits for the client."""
        super().pause_writing()
        self._unread.begin()

    def resume_writing(self) -> None:
        """The client took most of it."""
        super().resume_writing()
        self._unread.end()

    def handle_ping(self) -> None:
        """Answer a ping; while much waits for the client, pongs are left out, or they would pile up.

        RFC 6455, section 5.5.3: whoever did not answer yet may answer the latest ping only.
        """
        if self.writable.is_set() or self.conn.close_sent is not None:
            super().handle_ping()
        else:
            self.conn.data_to_send()

    async def send(self, message: Any) -> None:
        """Send an ASGI event; a close goes out after whatever is still buffered."""
        if message["type"] == "websocket.close":
            self.writable.set()
            self.loop.call_later(LINGER_S, self.transport.abort)
        await super().send(message)

    def keepalive_timeout(self) -> None:
        """The client doesn't answer pings: say so, and cut the connection if it doesn't read that either."""
        super().keepalive_timeout()
        self.loop.call_later(LINGER_S, self.transport.abort)


def websocket_protocol(settings: Settings) -> type[WebSocketProtocol]:
    """The protocol with a service's own timeout."""
    return type("WebSocketProtocol", (WebSocketProtocol,), {"unread_timeout_s": settings.unread_timeout_s})
