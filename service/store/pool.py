"""The pool of database connections, each use of one within a time, and the errors of a database that is away."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from time import perf_counter
from typing import TYPE_CHECKING, Any, cast

import asyncpg

from service.settings import Settings
from service.store.errors import FAILURES, BrokenOff, as_service_error, of_read, spoils
from service.store.line import Line
from service.store.session import Opening, Session, opening, settle
from service.watch.metrics import BLOCK_TOOK, READ_TOOK, SLOW
from service.watch.request import current

_STRAY_WITHIN_S = 0.25
_TIDY_EVERY_S = 30.0
_SETTLE_S = 2.0
"""How long a connection whose block failed may take to be fit for use again, before it is closed."""
_CLOSE_S = 3.0

if TYPE_CHECKING:
    # Generic for the type checker only.
    PooledConnection = asyncpg.pool.PoolConnectionProxy[Any]


def _nothing(_sql: str, _took_s: float) -> None:
    """What is done about slow reads unless told otherwise."""


def _block_took(took_s: float) -> None:
    BLOCK_TOOK(took_s)
    seen = current()
    if seen is not None:
        seen.sql_s += took_s


_Taken = tuple["PooledConnection", Session]
"""A connection as the pool lends it, and the one behind it, which tells whether it still lives."""


class Store:
    """A database behind a pool. However the database fails to answer, callers see `Unavailable`.

    Every use of a connection has one time for all of it: waiting for a connection, preparing, running, committing.
    The server stops a slow statement by itself; when the time is up all the same, because the server is frozen or
    the network is cut, the connection is closed, and nobody uses it again.

    Connections that come back are kept at hand for whoever asks next: asyncpg's own taking and giving back costs as
    much as a short statement. Somebody who waits for the pool comes first, though, and what was not needed for a while
    goes back to the pool, which closes it in time. Nobody else may take connections from this pool: they would wait for
    those at hand, and the pool's end for those of a store that was not closed. `open_store` makes one.
    """

    def __init__(self, pool: asyncpg.Pool[Any], opening: Opening, wait_s: float, line: Line) -> None:
        self.pool = pool
        self.refuses_writes = False
        """Whether the server refused a write because it is read-only; whoever finds that past resets it."""
        self.line = line
        """Where reads wait their turn."""
        self._opening = opening
        self._wait_s = wait_s
        self._statement_s = opening.statement_s
        self._within_s = opening.silence_s
        self._loop = asyncio.get_running_loop()
        self._at_hand: list[_Taken] = []
        self._waiting = 0
        self._closing = False
        self._spare = 0
        """How many open connections nobody has needed since `keep_tidy` looked last."""
        self.slow_s = float("inf")
        """Seconds after which a read is told to `on_slow`."""
        self.on_slow: Callable[[str, float], None] = _nothing
        """Is told the SQL of a slow read, and the seconds that it took."""

    @asynccontextmanager
    async def connection(self, within_s: float | None = None) -> AsyncIterator[PooledConnection]:
        """A connection for a few statements, and nothing else in the block, within so many seconds in all.

        Unless told otherwise those are the statement timeout and the grace of the settings. Raises Unavailable
        when the time is up, no connection is free within the setting's seconds, or the database goes away;
        TooSlow when the database stops a statement; BadInput for what no database of ours can store.
        """
        until = self._loop.time() + (self._within_s if within_s is None else within_s)
        session: Session | None = None
        try:
            connection, session = taken = await self._take(until)
            began = perf_counter()
            session.stopped = False
            clock = self._loop.call_at(until, session.expire)
            try:
                yield connection
            except BaseException as error:
                await self._give_up(taken, error)
                raise
            finally:
                clock.cancel()
                _block_took(perf_counter() - began)
            await self._give(taken)
        except FAILURES as error:
            raise self._told(error, session) from error

    async def open(self) -> Session:
        """A connection beside the pool, its user's to close. Raises Unavailable when there is none to be had."""
        with self.telling(None):
            return await self._opening.open()

    @asynccontextmanager
    async def own_connection(self) -> AsyncIterator[Session]:
        """A connection beside the pool, for what takes long; its user gives each statement its `timeout`.

        Raises as `connection` does.
        """
        session = await self.open()
        with self.telling(session):
            try:
                yield session
            finally:
                with contextlib.suppress(*FAILURES):
                    await session.close(timeout=_SETTLE_S)

    @contextmanager
    def telling(self, session: Session | None) -> Iterator[None]:
        """Whatever a session's use raises in the block, callers see errors of the service."""
        try:
            yield
        except FAILURES as error:
            raise self._told(error, session) from error

    async def fetch_json(self, sql: str, parameters: Sequence[object]) -> bytes:
        """Run a statement that reads one JSON value; its text as bytes, `null` for no row. Planning and running it
        have one time together. Raises as `connection` does."""
        await self.line.enter()
        try:
            started_s = self._loop.time()
            until = started_s + self._within_s
            try:
                return await self._fetch_json(sql, parameters, until)
            except BrokenOff:
                # A cancellation that comes late hits a statement at its start; an operator's, one that runs long.
                if self._loop.time() - started_s > _STRAY_WITHIN_S:
                    raise
                return await self._fetch_json(sql, parameters, until)
        finally:
            self.line.leave()

    async def _fetch_json(self, sql: str, parameters: Sequence[object], until: float) -> bytes:
        # As `connection` does it, without the price of a context manager: every read comes through here.
        session: Session | None = None
        try:
            connection, session = taken = await self._take(until)
            began = perf_counter()
            session.allow(min(self._loop.time() + self._statement_s, until), until)
            try:
                found: bytes | None = await connection.fetchval(sql, *parameters)
            except BaseException as error:
                await self._give_up(taken, error)
                raise
            finally:
                session.done()
                self._read_took(perf_counter() - began, sql)
            await self._give(taken)
        except FAILURES as error:
            raise of_read(self._told(error, session)) from error
        return b"null" if found is None else found

    def _read_took(self, took_s: float, sql: str) -> None:
        READ_TOOK(took_s)
        seen = current()
        if seen is not None:
            seen.sql_s += took_s
        if took_s > self.slow_s:
            SLOW.inc()
            self.on_slow(sql, took_s)

    @property
    def in_use(self) -> int:
        """Connections that somebody has now."""
        return self.pool.get_size() - self.idle

    @property
    def idle(self) -> int:
        """Connections that are open, and nobody has."""
        return self.pool.get_idle_size() + len(self._at_hand)

    @property
    def waiting(self) -> int:
        """How many wait for one."""
        return len(self.line) + self._waiting

    async def ping(self, within_s: float | None = None) -> None:
        """Raise Unavailable when the database doesn't answer."""
        async with self.connection(within_s) as connection:
            await connection.fetchval("select 1")

    async def keep_tidy(self) -> None:
        """Give back what nobody needs, again and again until cancelled."""
        while True:
            await asyncio.sleep(_TIDY_EVERY_S)
            # The one that came back last goes out first, so those that rest are in front. One by one, so that a
            # cancellation leaves the others where `close` finds them.
            for _ in range(self._spare):
                if self._at_hand:
                    await self._release(self._at_hand.pop(0)[0])
            self._spare = len(self._at_hand)

    async def close(self) -> None:
        """Give back all that are open, and what comes back from now on."""
        self._closing = True
        while self._at_hand:
            await self._release(self._at_hand.pop()[0])

    async def _take(self, until: float) -> _Taken:
        while self._at_hand:
            taken = self._at_hand.pop()
            self._spare = min(self._spare, len(self._at_hand))
            if not taken[1].is_closed():
                return taken
            # The pool knows already that it is lost.
            await self._release(taken[0])
        self._waiting += 1
        try:
            wait_s = min(self._wait_s, max(0.0, until - self._loop.time()))
            connection = await self.pool.acquire(timeout=wait_s)
        finally:
            self._waiting -= 1
        return connection, cast(Session, connection).itself

    async def _give(self, taken: _Taken) -> None:
        connection, session = taken
        if self._waiting or self._closing or session.is_closed() or session.doubtful or session.is_in_transaction():
            await self._release(connection)
        else:
            self._at_hand.append(taken)

    async def _give_up(self, taken: _Taken, error: BaseException) -> None:
        connection, session = taken
        if spoils(error):
            session.terminate()
        session.doubtful = True
        await self._release(connection)

    async def _release(self, connection: PooledConnection) -> None:
        # What can't be settled in time the pool closes; what failed before is what callers are told.
        with contextlib.suppress(*FAILURES):
            await self.pool.release(connection, timeout=_SETTLE_S)

    def _told(self, error: Exception, session: Session | None) -> Exception:
        if isinstance(error, asyncpg.ReadOnlySQLTransactionError):
            self.refuses_writes = True
        if session is None:
            return as_service_error(error, lost=True)
        return as_service_error(error, lost=session.is_closed(), expired=session.expired, stopped=session.stopped)


@asynccontextmanager
async def open_store(settings: Settings, database_url: str, kind: type[Store] = Store) -> AsyncIterator[Store]:
    """A store over `database_url`, closed at the end. Raises StartupError when there is no database."""
    way = await opening(settings, database_url)
    async with _open_pool(settings, way) as pool:
        store = kind(pool, way, settings.pool_wait_s, Line(settings.pool_max, settings.queue_wait_s))
        tidying = asyncio.create_task(store.keep_tidy())
        try:
            yield store
        finally:
            tidying.cancel()
            await asyncio.gather(tidying, return_exceptions=True)
            await store.close()


@asynccontextmanager
async def _open_pool(settings: Settings, way: Opening) -> AsyncIterator[asyncpg.Pool[Any]]:
    """The bare pool. Its connections replace themselves after the database was away."""
    pool = await asyncpg.create_pool(
        way.database_url,
        min_size=settings.pool_min,
        max_size=settings.pool_max,
        reset=settle,
        init=way.prepare,
        **way.named(),
    )
    try:
        yield pool
    finally:
        try:
            async with asyncio.timeout(_CLOSE_S):
                await pool.close()
        except FAILURES:
            # A database that is silent keeps nobody from ending.
            pool.terminate()
