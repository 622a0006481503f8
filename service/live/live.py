"""Live updates of one process, from start to end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import msgspec

from service.errors import Unavailable
from service.live.errors import CursorUnknown, SlowSubscriber, Stopping
from service.live.listener import Listener
from service.live.subscriber import Subscriber
from service.query.subscription import Feed, encode_place
from service.settings import Settings
from service.store.pool import Store

_READY_WITHIN_S = 5.0


class Bounds(msgspec.Struct, frozen=True, kw_only=True):
    """How much live updates may keep."""

    retention: timedelta
    """How long events are kept."""
    subscribers: int
    """The most subscriptions that one process serves."""
    backlog: int
    """The most events that wait for one subscriber."""


def bounds_of(settings: Settings) -> Bounds:
    """The bounds that the settings name."""
    return Bounds(
        retention=timedelta(hours=settings.events_kept_h),
        subscribers=settings.subscribers_max,
        backlog=settings.subscriber_backlog,
    )


class Live:
    """Subscriptions over `store`. Run within `open_live`."""

    def __init__(self, store: Store, database_url: str, bounds: Bounds) -> None:
        self._bounds = bounds
        self._listener = Listener(store, database_url)
        self._subscribers: set[Subscriber] = set()
        self._stopping = False

    @property
    def open_subscriptions(self) -> int:
        """How many there are in this process."""
        return len(self._subscribers)

    @property
    def listener(self) -> Listener:
        """The process's one reader of events."""
        return self._listener

    async def cursor(self) -> str | None:
        """The cursor of now: `after` it comes whatever happens from here on. None when the database never
        answered yet, and doesn't in a few seconds."""
        try:
            await self._ready()
        except Unavailable:
            return None
        return encode_place(self._listener.lineage, self._listener.published)

    def cursor_of(self, subscriber: Subscriber) -> str:
        """The cursor from which a subscriber that was told everything so far would resume."""
        return encode_place(self._listener.lineage, subscriber.told_up_to(self._listener.published))

    @asynccontextmanager
    async def subscribe(self, feed: Feed) -> AsyncIterator[Subscriber]:
        """What the feed is told, as long as the block runs.

        Raises SlowSubscriber out of the block, wherever it waits, when the backlog is full; the iterator
        raises CursorExpired, CursorUnknown, TooSlow and Stopping. Raises Unavailable when the database
        never answered yet or too many subscribe.
        """
        if self._stopping:
            raise _stopping()
        if len(self._subscribers) >= self._bounds.subscribers:
            raise Unavailable("Too many subscriptions are open here; try again later.", retry_after_s=30)
        await self._ready()
        if feed.after is None:
            place = await self._listener.latest()
        else:
            lineage, place = feed.after
            if lineage != self._listener.lineage:
                raise CursorUnknown(
                    "The cursor `after` is of another database; read the lists anew, then subscribe without `after`."
                )
        dropped = False

        def drop() -> None:
            nonlocal dropped
            dropped = True
            patience.reschedule(asyncio.get_running_loop().time())

        try:
            async with asyncio.timeout(None) as patience:
                subscriber = Subscriber(self._listener, feed, place, self._bounds.backlog, drop)
                self._subscribers.add(subscriber)
                try:
                    yield subscriber
                finally:
                    self._subscribers.discard(subscriber)
                    self._listener.leave(subscriber)
        except TimeoutError:
            if not dropped:
                raise
            raise SlowSubscriber(
                "Events come faster than they are taken; subscribe again with `after`, and ask for less or read faster."
            ) from None

    def stop(self) -> None:
        """Let every subscription end by itself: its caller is told to go on elsewhere."""
        self._stopping = True
        for subscriber in self._subscribers:
            subscriber.finish(_stopping())

    async def _ready(self) -> None:
        try:
            async with asyncio.timeout(_READY_WITHIN_S):
                await self._listener.ready.wait()
        except TimeoutError:
            raise Unavailable("The database can't be reached right now; try again in a moment.") from None


@asynccontextmanager
async def open_live(store: Store, database_url: str, settings: Settings) -> AsyncIterator[Live]:
    """Live updates while the block runs, within the bounds that the settings name."""
    bounds = bounds_of(settings)
    live = Live(store, database_url, bounds)
    tasks = [asyncio.create_task(live.listener.run()), asyncio.create_task(live.listener.prune(bounds.retention))]
    try:
        yield live
    finally:
        live.stop()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _stopping() -> Stopping:
    return Stopping("The service stops; subscribe again in a moment with `after`.")
