"""The line of reads that wait for a connection: short bursts wait their turn, a standing line is cut to the newest.

Adaptive LIFO with a controlled delay (Maurer, "Fail at Scale", ACM Queue 13(8), 2015; after CoDel, RFC 8289). While
the line was empty lately, a read may wait `patience_s`, in its order. Once it has stood for as long, or holds many
times what can run at once, more comes than can be served: then nobody waits longer than a tenth of that, and who came
last goes first, so that those who are served are served in time, and the others know at once.
"""

from __future__ import annotations

import asyncio
from collections import deque

from service.errors import Unavailable

_CUT = 10
_MANY = 8
"""A line of so many times what can run at once is no burst any more."""
_BUSY = "More is asked than can be served right now; try again in a moment."
_RETRY_S = 1

_Waiter = tuple[float, asyncio.Future[None]]
"""Since when somebody waits, and what wakes them."""


class Line:
    """At most `room` reads at once; the others wait, or are told to come later (`Unavailable`)."""

    def __init__(self, room: int, patience_s: float) -> None:
        self._room = room
        self._running = 0
        self._patience_s = patience_s
        self._waiting: deque[_Waiter] = deque()
        self._loop = asyncio.get_running_loop()
        self._empty_at = self._loop.time()
        self._clock: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def standing(self) -> bool:
        """Whether more comes than can be served."""
        if len(self._waiting) > _MANY * self._room:
            return True
        return bool(self._waiting) and self._loop.time() - self._empty_at > self._patience_s

    @property
    def full(self) -> bool:
        """Whether it is in vain to join: the line stands, and is longer than what can run at once."""
        return len(self._waiting) > self._room and self.standing

    async def enter(self) -> None:
        """Wait for a place. Raises Unavailable for who waited too long, or can't be served."""
        if self._running < self._room:
            self._running += 1
            return
        if self.full:
            raise busy()
        now = self._loop.time()
        if not self._waiting:
            self._empty_at = now
        place = self._loop.create_future()
        self._waiting.append((now, place))
        if self._clock is None:
            self._clock = self._loop.call_later(self._patience_s / _CUT, self._look)
        try:
            await place
        except asyncio.CancelledError:
            if place.done() and not place.cancelled() and place.exception() is None:
                # Given a place and cancelled at once: it is the next one's.
                self.leave()
            raise

    def leave(self) -> None:
        """Give the place to whoever waits: in their order, or in a standing line to who came last."""
        standing = self.standing
        while self._waiting:
            _, place = self._waiting.pop() if standing else self._waiting.popleft()
            if not place.done():
                place.set_result(None)
                return
        self._running -= 1

    def _look(self) -> None:
        """Send away who has waited too long, as often as anybody may in a standing line."""
        self._clock = None
        now = self._loop.time()
        allowed_s = self._patience_s / _CUT if self.standing else self._patience_s
        while self._waiting and (self._waiting[0][1].done() or now - self._waiting[0][0] > allowed_s):
            _, place = self._waiting.popleft()
            if not place.done():
                place.set_exception(busy())
        if self._waiting:
            self._clock = self._loop.call_later(self._patience_s / _CUT, self._look)


def busy() -> Unavailable:
    """What who can't be served is told."""
    return Unavailable(_BUSY, retry_after_s=_RETRY_S)
