"""One subscription's way through the events: first from the outbox, then from the process's listener.

Until it has caught up it reads the outbox itself, as fast as its caller takes the answers. Then it
joins the others, and the listener hands it what concerns it; the backlog that builds up while its
caller is busy is bounded, and a caller that lets it fill is dropped.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from typing import Protocol

import msgspec

from service.errors import ServiceError
from service.live.errors import CursorExpired, CursorUnknown, SlowSubscriber
from service.live.outbox import PAGE, Page
from service.query.subscription import Feed, Place
from service.watch.metrics import DROPPED, EVENTS

BACKLOG_BYTES_MAX = 4_000_000
"""A subscriber whose backlog holds so much when more comes is dropped, however few events they are."""


class Told(msgspec.Struct, frozen=True):
    """An event as one subscriber is told of it: `body` is the GraphQL answer as JSON."""

    place: Place
    cursor: str
    body: bytes


class Source(Protocol):
    """Where a subscriber gets its events from: see `service.live.listener`."""

    @property
    def position(self) -> Place:
        """How far the listener has read."""
        ...

    def join(self, subscriber: Subscriber) -> None:
        """From now on, hand over what comes after `position`."""
        ...

    async def read(self, feed: Feed, after: Place, until: Place) -> tuple[Page, list[Told]]:
        """A page of the outbox, and what of it concerns the feed."""
        ...


class Subscriber:
    """An iterator over what one subscription is told; it may be waited for again after a cancellation.

    `drop` is called when more comes while `backlog_max` events wait already.
    """

    def __init__(self, source: Source, feed: Feed, place: Place, backlog_max: int, drop: Callable[[], None]) -> None:
        self.feed = feed
        self.place = place
        """Everything up to here was handed over, or doesn't concern it."""
        self.joined = False
        self._source = source
        self._backlog_max = backlog_max
        self._drop = drop
        self._backlog: deque[Told] = deque()
        self._backlog_bytes = 0
        self._end: ServiceError | None = None
        self._woken = asyncio.Event()
        self._checked = feed.after is None

    def offer(self, told: Sequence[Told]) -> None:
        """Hand over events in order; what it had already is left out."""
        news = [event for event in told if event.place > self.place]
        if not news or self._end is not None:
            return
        if len(self._backlog) >= self._backlog_max or self._backlog_bytes >= BACKLOG_BYTES_MAX:
            self._backlog.clear()
            self._end = SlowSubscriber("Events come faster than they are taken.")
            DROPPED.inc()
            self._drop()
            return
        self._backlog.extend(news)
        self._backlog_bytes += sum(len(event.body) for event in news)
        self.place = news[-1].place
        self._woken.set()

    def finish(self, error: ServiceError) -> None:
        """End the subscription, once what it was handed is told."""
        self._end = self._end or error
        self._woken.set()

    def told_up_to(self, published: Place) -> Place:
        """The place to resume from: `published`, how far the joined were told, when nothing waits here."""
        if self._backlog:
            first = self._backlog[0].place
            return first._replace(key=first.key - 1)
        return max(self.place, published) if self.joined else self.place

    def __aiter__(self) -> Subscriber:
        return self

    async def __anext__(self) -> Told:
        """The next event. Raises the ServiceError that ended the subscription."""
        while not self._backlog:
            if self._end is not None:
                raise self._end
            if self.joined:
                self._woken.clear()
                await self._woken.wait()
            elif self._checked and self.place >= self._source.position:
                # No wait since the comparison, so nothing falls between.
                self._source.join(self)
                self.joined = True
            else:
                await self._catch_up()
        event = self._backlog.popleft()
        EVENTS.inc()
        self._backlog_bytes -= len(event.body)
        return event

    async def _catch_up(self) -> None:
        """Take the next page of the outbox."""
        until = max(self._source.position, self.place)
        page, told = await self._source.read(self.feed, self.place, until)
        if self.place < page.pruned:
            raise CursorExpired(
                "The events that follow the cursor `after` are not kept any more; read the lists anew,"
                " then subscribe without `after`."
            )
        if self.place.xid >= page.next_xid:
            raise CursorUnknown(
                "The cursor `after` is of a time that this database was set back from; read the lists anew,"
                " then subscribe without `after`."
            )
        if self._end is not None:
            return
        self._checked = True
        self.offer(told)
        self.place = page.places[-1] if len(page.places) == PAGE else until
