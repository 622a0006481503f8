"""The server's side of a WebSocket that its client does not read: closed all the same, and in the end cut.

uvicorn waits until there is room for a close frame, and then for the client to take what is buffered;
a client that stopped reading would keep its socket for ever.
"""

from __future__ import annotations

from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

LINGER_S = 20.0
"""How long a closed socket's client may take to read what it was sent."""


class WebSocketProtocol(WebSocketsSansIOProtocol):
    """uvicorn's protocol, but nobody waits for a client that doesn't read."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.close_timeout = LINGER_S

    async def send(self, message: Any) -> None:
        """Send an ASGI event; a close goes out behind whatever is still buffered."""
        if message["type"] == "websocket.close":
            self.writable.set()
            self.loop.call_later(LINGER_S, self.transport.abort)
        await super().send(message)

    def keepalive_timeout(self) -> None:
        """The client doesn't answer pings: say so, and cut the connection if it doesn't read that either."""
        super().keepalive_timeout()
        self.loop.call_later(LINGER_S, self.transport.abort)
