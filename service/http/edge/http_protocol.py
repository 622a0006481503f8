"""The server's side of an HTTP connection, with limits on headers that uvicorn lacks.

uvicorn waits for ever for a first request and for the rest of its headers, and keeps headers of any size
in memory, so a few idle machines could take every connection, and a few endless headers all memory.
"""

from __future__ import annotations

import asyncio
from typing import Any

from httptools import HttpParserError
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from service.http.edge.body import ARRIVED
from service.http.edge.unread import Unread
from service.settings import Settings

HEADER_BYTES_MAX = 32_768
"""The most bytes of a request's line and headers together."""

_TOO_LARGE = b"The request's headers are larger than %d bytes.\n" % HEADER_BYTES_MAX
_HOSTS = b"The request must have one Host header.\n"
_TOO_SLOW = b"The request's headers took too long to arrive.\n"


class _RefusedError(HttpParserError):
    """Stops the parser."""


class HttpProtocol(HttpToolsProtocol):
    """uvicorn's protocol; headers must arrive within `header_timeout_s` and `HEADER_BYTES_MAX`."""

    header_timeout_s = 10.0
    unread_timeout_s = 30.0

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._patience: asyncio.TimerHandle | None = None
        self._in_headers = False
        self._piece = 0
        self._cut: asyncio.TimerHandle | None = None
        self._first = 0
        """The size of the piece in which the request began; it may hold the end of the one before."""
        self._later = 0
        """Bytes of headers in the pieces after it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in the base
        """Begin to wait for a request."""
        super().connection_made(transport)
        self._unread = Unread(transport, self.unread_timeout_s, self._still_sends)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._stop_waiting()
        self._unread.end()
        if self._cut is not None:
            self._cut.cancel()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Much waits for the client."""
        super().pause_writing()
        self._unread.begin()

    def resume_writing(self) -> None:
        """The client took most of it."""
        super().resume_writing()
        self._unread.end()

    def on_response_complete(self) -> None:
        """An answer was handed over as a whole; where the connection closes, the client has a time to take it."""
        super().on_response_complete()
        if self.transport.is_closing():
            self._linger()

    def timeout_keep_alive_handler(self) -> None:
        """Nothing more was asked for long; who has not even taken the last answer is not waited for."""
        if self.transport.get_write_buffer_size():
            self.transport.abort()
        super().timeout_keep_alive_handler()

    def data_received(self, data: bytes) -> None:
        """Parse what arrived; refuse headers that grow too large."""
        self._piece = len(data)
        if self._in_headers:
            self._later += self._piece
        super().data_received(data)
        if self.transport.is_closing() or self.transport.get_protocol() is not self:
            # Refused, or a WebSocket by now, which has a protocol and patience of its own.
            return
        if self._in_headers and self._later > HEADER_BYTES_MAX:
            self._refuse(b"431 Request Header Fields Too Large", _TOO_LARGE)
        elif self._patience is None and (self._in_headers or self.cycle is None or self.cycle.response_complete):
            # A request that did not come as a whole, or line breaks between two.
            self._wait()

    def on_message_begin(self) -> None:
        """A request's first byte."""
        super().on_message_begin()
        self._in_headers = True
        self._first, self._later = self._piece, 0

    def on_headers_complete(self) -> None:
        """A request is there and starts; its body is the application's to wait for."""
        self._in_headers = False
        self._stop_waiting()
        if self._first + self._later > HEADER_BYTES_MAX and self._header_bytes() > HEADER_BYTES_MAX:
            self._refuse(b"431 Request Header Fields Too Large", _TOO_LARGE)
            raise _RefusedError
        hosts = sum(name == b"host" for name, _ in self.headers)
        if hosts > 1 or (hosts == 0 and self.parser.get_http_version() == "1.1"):
            # RFC 9112, 3.2: what is in front may have read another one.
            self._refuse(b"400 Bad Request", _HOSTS)
            raise _RefusedError
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """A request is there as a whole: who reads its body need not watch the clock."""
        self.scope[ARRIVED] = True  # type: ignore[literal-required]  # an extension of ours
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP, unless it was refused already."""
        if not self.transport.is_closing():
            super().send_400_response(msg)

    def _still_sends(self) -> bool:
        """Whether the client has not finished its request: an import's may send everything before it reads."""
        return self.cycle is not None and self.cycle.more_body and not self.cycle.response_complete

    def _linger(self) -> None:
        """Cut a connection that is closing, if its client doesn't take the rest."""
        self._cut = self.loop.call_later(self.unread_timeout_s, self.transport.abort)

    def _header_bytes(self) -> int:
        return len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)

    def _wait(self) -> None:
        self._patience = self.loop.call_later(self.header_timeout_s, self._give_up)

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _give_up(self) -> None:
        if self._in_headers:
            self._refuse(b"408 Request Timeout", _TOO_SLOW)
        elif not self.transport.is_closing():
            # Nothing was asked, so there is nothing to answer.
            self.transport.close()

    def _refuse(self, status: bytes, text: bytes) -> None:
        if self.transport.is_closing():
            return
        lines = (
            b"HTTP/1.1 " + status,
            b"content-type: text/plain; charset=utf-8",
            b"content-length: %d" % len(text),
            b"connection: close",
        )
        self.transport.write(b"\r\n".join(lines) + b"\r\n\r\n" + text)
        self.transport.close()
        self._linger()


def http_protocol(settings: Settings) -> type[HttpProtocol]:
    """The protocol with a service's own timeouts."""
    own = {"header_timeout_s": settings.header_timeout_s, "unread_timeout_s": settings.unread_timeout_s}
    return type("HttpProtocol", (HttpProtocol,), own)
