"""Memory that closed connections leave behind, given back to the system.

A socket takes some tens of kilobytes: its buffers, the compressor's window, a task and what it holds. When thousands
close at once, the C library keeps what they held for later, in heaps that end with something still in use (glibc's
`malloc_trim(3)` says so), and the process stays as large as it ever was. So after many went, it is told to let go.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
from collections.abc import Callable

_MANY = 200
"""Fewer connections than these are not worth the time."""
_QUIET_S = 2.0
"""How long after one of the last connections closed."""


class Leavings:
    """Counts connections, and tidies up once so many closed that most of the memory is nobody's."""

    def __init__(self, tidy: Callable[[], None] | None = None) -> None:
        self._tidy = tidy or let_go
        self._open = 0
        self._most = 0
        self._waits = False

    def opened(self) -> None:
        """One connection more."""
        self._open += 1
        self._most = max(self._most, self._open)

    def closed(self) -> None:
        """One connection less."""
        self._open -= 1
        if self._most - self._open >= _MANY and self._open <= self._most / 2 and not self._waits:
            self._waits = True
            asyncio.get_running_loop().call_later(_QUIET_S, self._run)

    def _run(self) -> None:
        self._waits = False
        self._most = self._open
        self._tidy()


def let_go() -> None:
    """Free what is in cycles, then give empty pages back to the system, where its C library can."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


LEAVINGS = Leavings()
"""Of this process: memory is one for all of its connections."""
