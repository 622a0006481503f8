"""The pool of database connections, and the errors of a database that is away."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, cast

import asyncpg

from service.errors import TooSlow, Unavailable
from service.settings import Settings
from service.store.connect import LOST, base_settings, connect, search_path

_CONNECT_TIMEOUT_S = 5.0
_STATEMENTS_CACHED = 256
_STRAY_WITHIN_S = 0.25
_TIDY_EVERY_S = 30.0
_FAILURES = (asyncpg.QueryCanceledError, *LOST)

if TYPE_CHECKING:
    # Generic for the type checker only.
    PooledConnection = asyncpg.pool.PoolConnectionProxy[Any]


class BrokenOff(Unavailable):
    """Something cancelled the statement, though it wasn't slow."""


class Session(asyncpg.Connection):
    """A connection that knows whether a block left it in the middle of something."""

    __slots__ = ("doubtful",)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.doubtful = False
        """Whether it has to be checked before anybody else gets it."""

    @property
    def itself(self) -> Session:
        """The connection behind the pool's proxy, which forgets it once it is lost."""
        return self


_Taken = tuple["PooledConnection", Session]
"""A connection as the pool lends it, and the one behind it, which tells whether it still lives."""


class Store:
    """A database behind a pool. However the database fails to answer, callers see `Unavailable`.

    Connections that come back are kept at hand for whoever asks next: asyncpg's own taking and giving back costs as
    much as a short statement. Somebody who waits for the pool comes first, though, and what was not needed for a while
    goes back to the pool, which closes it in time. Nobody else may take connections from this pool: they would wait for
    those at hand, and the pool's end for those of a store that was not closed. `open_store` makes one.
    """

    def __init__(self, pool: asyncpg.Pool[Any], wait_s: float) -> None:
        self.pool = pool
        self._wait_s = wait_s
        self._at_hand: list[_Taken] = []
        self._waiting = 0
        self._closing = False
        self._spare = 0
        """How many connections at hand nobody has needed since `keep_tidy` looked last."""

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[PooledConnection]:
        """A connection for a few statements, and nothing else in the block.

        Raises Unavailable when none is free within the setting's seconds or the database goes away,
        TooSlow when the database stops a statement.
        """
        try:
            connection, _ = taken = await self._take()
            try:
                yield connection
            except BaseException:
                await self._give_up(taken)
                raise
            await self._give(taken)
        except _FAILURES as error:
            raise _as_unavailable(error) from error

    async def fetch_json(self, sql: str, parameters: Sequence[object]) -> bytes:
        """Run a statement that reads one JSON value; its text as bytes, `null` for no row."""
        started_s = time.monotonic()
        try:
            return await self._fetch_json(sql, parameters)
        except BrokenOff:
            # A cancellation that comes late hits a statement at its start; an operator's, one that runs long.
            if time.monotonic() - started_s > _STRAY_WITHIN_S:
                raise
            return await self._fetch_json(sql, parameters)

    async def _fetch_json(self, sql: str, parameters: Sequence[object]) -> bytes:
        # As `connection` does it, without the price of a context manager: every read comes through here.
        try:
            connection, _ = taken = await self._take()
            try:
                found: bytes | None = await connection.fetchval(sql, *parameters)
            except BaseException:
                await self._give_up(taken)
                raise
            await self._give(taken)
        except _FAILURES as error:
            raise _as_unavailable(error) from error
        return b"null" if found is None else found

    async def ping(self) -> None:
        """Raise Unavailable when the database doesn't answer."""
        async with self.connection() as connection:
            await connection.fetchval("select 1")

    async def keep_tidy(self) -> None:
        """Give back what nobody needs, again and again until cancelled."""
        while True:
            await asyncio.sleep(_TIDY_EVERY_S)
            # The one that came back last goes out first, so those that rest are in front. One by one, so that a
            # cancellation leaves the others where `close` finds them.
            for _ in range(self._spare):
                if self._at_hand:
                    await self.pool.release(self._at_hand.pop(0)[0])
            self._spare = len(self._at_hand)

    async def close(self) -> None:
        """Give back all that is at hand, and what comes back from now on."""
        self._closing = True
        while self._at_hand:
            await self.pool.release(self._at_hand.pop()[0])

    async def _take(self) -> _Taken:
        while self._at_hand:
            taken = self._at_hand.pop()
            self._spare = min(self._spare, len(self._at_hand))
            if not taken[1].is_closed():
                return taken
            # The pool knows already that it is lost.
            await self.pool.release(taken[0])
        self._waiting += 1
        try:
            connection = await self.pool.acquire(timeout=self._wait_s)
        finally:
            self._waiting -= 1
        return connection, cast(Session, connection).itself

    async def _give(self, taken: _Taken) -> None:
        connection, session = taken
        if self._waiting or self._closing or session.is_closed() or session.is_in_transaction():
            await self.pool.release(connection)
        else:
            self._at_hand.append(taken)

    async def _give_up(self, taken: _Taken) -> None:
        connection, session = taken
        session.doubtful = True
        await self.pool.release(connection)


@asynccontextmanager
async def open_store(settings: Settings, database_url: str, kind: type[Store] = Store) -> AsyncIterator[Store]:
    """A store over `database_url`, closed at the end. Raises StartupError when there is no database."""
    async with _open_pool(settings, database_url) as pool:
        store = kind(pool, settings.pool_wait_s)
        tidying = asyncio.create_task(store.keep_tidy())
        try:
            yield store
        finally:
            tidying.cancel()
            await asyncio.gather(tidying, return_exceptions=True)
            await store.close()


@asynccontextmanager
async def _open_pool(settings: Settings, database_url: str) -> AsyncIterator[asyncpg.Pool[Any]]:
    """The bare pool. Its connections replace themselves after the database was away.

    Raises StartupError with the reason when the database can't be reached at all.
    """
    session = await _session(settings, database_url)
    async with asyncpg.create_pool(
        database_url,
        min_size=settings.pool_min,
        max_size=settings.pool_max,
        timeout=_CONNECT_TIMEOUT_S,
        statement_cache_size=_STATEMENTS_CACHED,
        max_cached_statement_lifetime=0,
        # Compiled statements are long; asyncpg would not cache those over 15 KB.
        max_cacheable_statement_size=0,
        # Everything a session needs travels in the start packet and no statement of ours changes it, so
        # giving a connection back costs no round trip; asyncpg rolls open transactions back by itself.
        server_settings=session,
        connection_class=Session,
        reset=_settle,
        init=_prepare,
    ) as pool:
        yield pool


async def _session(settings: Settings, database_url: str) -> dict[str, str]:
    connection = await connect(database_url)
    try:
        path = await search_path(connection)
    finally:
        await connection.close()
    timeout_ms = str(int(settings.statement_timeout_s * 1000))
    return base_settings() | {"search_path": path, "statement_timeout": timeout_ms}


async def _prepare(connection: Any) -> None:
    # Postgres' JSON goes to the client as it is: no decoding, no copy but the one out of the buffer.
    await connection.set_type_codec(
        "json", schema="pg_catalog", encoder=lambda value: value, decoder=lambda value: bytes(value), format="binary"
    )


async def _settle(connection: Any) -> None:
    """Put a connection whose block failed where the next one may begin.

    A caller who leaves, or an argument that can't be encoded, between preparing a statement and running it leaves
    a batch of messages without its end. The server would go on counting its time, and stop whatever comes next.
    """
    if connection.doubtful:
        connection.doubtful = False
        try:
            await connection.execute("select")
        except asyncpg.QueryCanceledError:
            # The cancellation of the statement before, which came late; now it is spent.
            await connection.execute("select")


def _as_unavailable(error: Exception) -> Exception:
    """What a failure of the database is to callers; the error itself where it is a bug."""
    if isinstance(error, asyncpg.QueryCanceledError):
        if "user request" in str(error):
            # Not by time: an operator cancelled it, or a cancellation that was meant for the connection's
            # statement before, whose caller went away, came late. Whoever can, runs it again.
            return BrokenOff("The database broke this request off; try again.")
        return TooSlow("The database stopped this request because it took too long; ask for less.")
    # asyncpg tells misuse, such as a missing parameter, by the same type; that is a bug, no outage.
    if isinstance(error, asyncpg.InterfaceError) and "clos" not in str(error):
        return error
    return Unavailable("The database can't be reached right now; try again in a moment.")
