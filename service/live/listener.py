"""Follows the outbox: one connection a process that listens, however many subscribers there are.

A notification only wakes it; what happened is read from the outbox, behind the place where it stood.
So a notification that never comes (the server restarted, the connection broke) costs time and loses
nothing. It reads no further than the order of events is final, and looks again soon where an older
transaction holds events back, because the end of that one may come without a notification.
"""

from __future__ import annotations

import asyncio
import contextlib
from datetime import timedelta

import asyncpg
import structlog

from service.errors import ServiceError, TooSlow, Unavailable
from service.live import outbox
from service.live.delivery import Delivery
from service.live.errors import CursorExpired, CursorUnknown
from service.live.outbox import ANSWER_WITHIN_S, CHANNEL, PAGE, Page
from service.live.subscriber import Subscriber, Told
from service.query.subscription import Feed, Place
from service.store.connect import LOST, Connection, connect
from service.store.pool import Store

_HEARTBEAT_S = 10.0
"""How often an idle listener looks by itself, which also tells it of a connection that broke in silence."""
_HELD_BACK_S = (0.02, 0.05, 0.1, 0.2, 0.5)
_RETRY_S = (0.1, 0.2, 0.5, 1.0, 2.0)
_PRUNE_EVERY_S = 600.0

log = structlog.get_logger("claimgraph.live")


class Listener:
    """The process's one reader of events. `ready` is set once `position` and `lineage` are known."""

    def __init__(self, store: Store, database_url: str) -> None:
        self.ready = asyncio.Event()
        self.lineage = 0
        self.position = Place(0, 0, 0)
        """How far events were read; subscribers that join begin here."""
        self.published = Place(0, 0, 0)
        """How far the joined subscribers were told."""
        self._store = store
        self._database_url = database_url
        self._delivery = Delivery(store)
        self._subscribers: set[Subscriber] = set()

    @property
    def joined(self) -> int:
        """How many subscribers have caught up, and are told of what comes."""
        return len(self._subscribers)

    def join(self, subscriber: Subscriber) -> None:
        """Tell it of what comes after `position`."""
        self._subscribers.add(subscriber)

    def leave(self, subscriber: Subscriber) -> None:
        """Tell it of nothing more."""
        self._subscribers.discard(subscriber)

    async def read(self, feed: Feed, after: Place, until: Place) -> tuple[Page, list[Told]]:
        """A page of the outbox, and what of it concerns `feed`, however long the database is away.

        Raises TooSlow when the database stops a statement.
        """
        tries = 0
        while True:
            try:
                async with self._store.connection() as connection:
                    page = await outbox.page(connection, after, until)
                places = [place for place in page.places if place.kind in feed.kinds]
                return page, await self._delivery.to_one(self.lineage, places, feed)
            except TooSlow:
                raise
            except Unavailable:
                await asyncio.sleep(_RETRY_S[min(tries, len(_RETRY_S) - 1)])
                tries += 1

    async def latest(self) -> Place:
        """The last event so far. Raises Unavailable while the database is away."""
        async with self._store.connection() as connection:
            return await outbox.latest(connection, (await outbox.now(connection)).end)

    async def run(self) -> None:
        """Follow the outbox until cancelled, whatever happens to the database meanwhile."""
        tries = 0
        while True:
            try:
                connection = await connect(self._database_url)
                try:
                    await self._begin(connection)
                    tries = 0
                    await self._follow(connection)
                finally:
                    connection.terminate()
            except (ServiceError, *LOST, asyncpg.InternalClientError, asyncpg.PostgresError) as error:
                log.warning("live updates wait for the database", error=repr(error))
            except Exception as error:
                log.error("live updates start anew", error=repr(error), exc_info=error)
            await asyncio.sleep(_RETRY_S[min(tries, len(_RETRY_S) - 1)])
            tries += 1

    async def prune(self, keep: timedelta) -> None:
        """Forget events older than `keep`, again and again until cancelled. Processes take turns."""
        while True:
            with contextlib.suppress(Unavailable):
                more = True
                while more:
                    async with self._store.connection() as connection:
                        more = await outbox.prune(connection, keep)
            await asyncio.sleep(_PRUNE_EVERY_S)

    async def _begin(self, connection: Connection) -> None:
        """Find out where to begin: at the end the first time, and else where the last connection left off."""
        lineage, now = await outbox.lineage(connection), await outbox.now(connection)
        if self.ready.is_set() and lineage == self.lineage and self.position < now.end:
            return
        if self.ready.is_set():
            self._end_all(CursorUnknown("The database was replaced; read the lists anew, then subscribe again."))
        self.lineage = lineage
        self.position = self.published = await outbox.latest(connection, now.end)
        self.ready.set()

    async def _follow(self, connection: Connection) -> None:
        woken = asyncio.Event()
        connection.add_termination_listener(lambda _connection: woken.set())
        async with asyncio.timeout(ANSWER_WITHIN_S):
            await connection.add_listener(CHANNEL, lambda *_notification: woken.set())
        tries = 0
        while True:
            woken.clear()
            held_back = await self._advance(connection)
            pause = _HELD_BACK_S[min(tries, len(_HELD_BACK_S) - 1)] if held_back else _HEARTBEAT_S
            tries = tries + 1 if held_back else 0
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await woken.wait()

    async def _advance(self, connection: Connection) -> bool:
        """Tell of everything up to where the order is final; whether there are events after that already."""
        now = await outbox.now(connection)
        more = True
        while more:
            if not self._subscribers:
                # Nobody to tell; who comes later begins here, or reads the outbox.
                latest = await outbox.latest(connection, now.end)
                if not self._subscribers:
                    self.position = self.published = latest
                    break
            page = await outbox.page(connection, self.position, now.end)
            if self.position < page.pruned:
                self._end_all(
                    CursorExpired(
                        "The database was away longer than events are kept; read the lists anew, then subscribe again."
                    )
                )
            more = len(page.places) == PAGE
            if not page.places:
                break
            # Who joins from here on has read as far itself.
            self.position = page.places[-1]
            await self._delivery.to_all(self.lineage, page.places, tuple(self._subscribers))
            self.published = self.position
        return now.waiting

    def _end_all(self, error: ServiceError) -> None:
        for subscriber in self._subscribers:
            subscriber.finish(error)
        self._subscribers.clear()
