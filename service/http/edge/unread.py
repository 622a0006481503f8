"""Clients that don't take what they are sent: given time, as long as they take something, and then cut off.

Neither uvicorn nor the event loop gives a connection up whose other end lives and does not read; its memory,
its file descriptor and whatever feeds it would be held for ever.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import struct
import termios
from collections.abc import Callable


class Unread:
    """Watches what waits for a client, from when that is much until it is little again."""

    def __init__(self, transport: asyncio.Transport, patience_s: float, excused: Callable[[], bool]) -> None:
        self._transport = transport
        self._patience_s = patience_s
        self._excused = excused
        self._left = 0
        self._timer: asyncio.TimerHandle | None = None

    def begin(self) -> None:
        """Much waits: from now on the client must take something every `patience_s` seconds."""
        self.end()
        self._left = _waiting(self._transport)
        self._timer = asyncio.get_running_loop().call_later(self._patience_s, self._look)

    def end(self) -> None:
        """It took what waited, or is gone."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look(self) -> None:
        left = _waiting(self._transport)
        if 0 < self._left <= left and not self._excused():
            self._transport.abort()
        elif left:
            self.begin()


def _waiting(transport: asyncio.Transport) -> int:
    """Bytes that the client has not taken: ours, and those in the system's queue, which holds some megabytes.

    Without the queue a slow client would look like one that takes nothing.
    """
    waiting = transport.get_write_buffer_size()
    raw = transport.get_extra_info("socket")
    if waiting and raw is not None:
        # Systems that can't tell leave us with what we know.
        with contextlib.suppress(OSError, ValueError):
            (queued,) = struct.unpack("i", fcntl.ioctl(raw.fileno(), termios.TIOCOUTQ, b"\0" * 4))
            waiting += queued
    return waiting
