"""Request bodies that come compressed (RFC 9110, 8.4): unpacked piece by piece, before anything else reads them.

Who reads a body counts what it holds unpacked against the limit, so a small body that unpacks to a large one
is refused like a large one, after no more work; pieces are small, so memory stays flat. An import has no limit
of its own, so there what a body unpacks to is limited by what was sent.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from service.errors import BadInput, UnsupportedCoding

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]

RATIO_MAX = 200
"""A stream may unpack to so many times what was sent: ten times what lines of JSON do."""
_FREE_BYTES = 10_000_000
"""Up to here the ratio doesn't matter; a body's limit, where there is one, does."""
_PIECE_BYTES = 64 * 1024
_GZIP_WINDOW = 16 + zlib.MAX_WBITS
_PLAIN = frozenset({"", "identity"})
_GZIP = frozenset({"gzip", "x-gzip"})


def inflated(scope: MutableMapping[str, Any], receive: Receive) -> Receive:
    """The body as it was before it was compressed; the request's headers then tell of no coding.

    Raises UnsupportedCoding for any coding but gzip.
    """
    named = [value for name, value in scope["headers"] if name == b"content-encoding"]
    codings = [part.strip().lower() for value in named for part in value.decode("latin-1").split(",")]
    codings = [coding for coding in codings if coding not in _PLAIN]
    if not codings:
        return receive
    if len(codings) > 1 or codings[0] not in _GZIP:
        raise UnsupportedCoding(f"The body's encoding is {', '.join(codings)[:80]}; send it as gzip, or as it is.")
    gone = (b"content-encoding", b"content-length")
    scope["headers"] = [line for line in scope["headers"] if line[0] not in gone]
    return _Inflating(receive)


class _Inflating:
    """Hands out an unpacked body, message by message."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._member = zlib.decompressobj(_GZIP_WINDOW)
        self._waiting = b""
        self._begun = False
        self._arrived = False
        self._taken = 0
        self._given = 0

    async def __call__(self) -> Message:
        """The next piece. Raises BadInput for a body that is no gzip, or unpacks to too much."""
        while True:
            if self._waiting:
                piece = self._unpack()
                if piece:
                    # Unpacking waits for nobody, so others get their turn here.
                    await asyncio.sleep(0)
                    return {"type": "http.request", "body": piece, "more_body": True}
            elif self._arrived:
                if self._begun and not self._member.eof:
                    raise BadInput("The body ends in the middle of its gzip; send the whole of it.")
                return {"type": "http.request", "body": b"", "more_body": False}
            else:
                message = await self._receive()
                if message["type"] != "http.request":
                    return message
                self._waiting = message.get("body", b"")
                self._taken += len(self._waiting)
                self._arrived = not message.get("more_body", False)

    def _unpack(self) -> bytes:
        if self._member.eof:
            # A file of gzip may hold several, one after the other (RFC 1952, 2.2).
            self._member = zlib.decompressobj(_GZIP_WINDOW)
        self._begun = True
        try:
            piece = self._member.decompress(self._waiting, _PIECE_BYTES)
        except zlib.error as error:
            raise BadInput(f"The body is no gzip, as its `Content-Encoding` says: {error}.") from None
        self._waiting = self._member.unused_data if self._member.eof else self._member.unconsumed_tail
        self._given += len(piece)
        if self._given > max(_FREE_BYTES, RATIO_MAX * self._taken):
            raise BadInput(f"The body unpacks to more than {RATIO_MAX} times its size; send it as it is.")
        return piece
