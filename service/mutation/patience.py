"""Writes that take longer than the database allows are tried a few times, not for ever.

A timeout may be the moment's, so the first ones are answered 503 with a time to come back, as callers expect it
who repeat by themselves. What ran into it again and again is refused with what can be done about it.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import msgspec

from service.query.document import Recent

TRIES = 3
"""Times that the same write may run into the timeout before it is refused."""
REMEMBERED_S = 300.0
_WRITES_KEPT = 10_000


class _Slow(msgspec.Struct, frozen=True):
    times: int
    until: float


class Patience:
    """Counts, by the hash of a write, how often it took too long; in this process, and for a while."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._slow: Recent[str, _Slow] = Recent(_WRITES_KEPT)

    def is_over(self, write: Callable[[], str]) -> bool:
        """Whether a write is not worth another try; its hash is asked for only where any was slow."""
        found = self._slow.get(write()) if len(self._slow) else None
        return found is not None and found.times >= TRIES and self._clock() < found.until

    def took_too_long(self, write: str) -> None:
        """Note that it ran into the timeout."""
        found = self._slow.get(write)
        times = found.times if found is not None and self._clock() < found.until else 0
        self._slow.put(write, _Slow(times + 1, self._clock() + REMEMBERED_S))
