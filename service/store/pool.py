"""The pool of database connections, and the errors of a database that is away."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Any, cast

import asyncpg

from service.errors import TooSlow, Unavailable
from service.settings import Settings
from service.store.connect import LOST, base_settings, connect, search_path

_CONNECT_TIMEOUT_S = 5.0
_STATEMENTS_CACHED = 256
_STRAY_WITHIN_S = 0.25

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


class Store:
    """A database behind a pool. However the database fails to answer, callers see `Unavailable`."""

    def __init__(self, pool: asyncpg.Pool[Any], wait_s: float) -> None:
        self.pool = pool
        self._wait_s = wait_s

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[PooledConnection]:
        """A connection for a few statements, and nothing else in the block.

        Raises Unavailable when none is free within the setting's seconds or the database goes away,
        TooSlow when the database stops a statement.
        """
        with _as_unavailable():
            async with self.pool.acquire(timeout=self._wait_s) as connection:
                session = cast(Session, connection).itself
                try:
                    yield connection
                except BaseException:
                    session.doubtful = True
                    raise

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
        async with self.connection() as connection:
            found: bytes | None = await connection.fetchval(sql, *parameters)
        return b"null" if found is None else found

    async def ping(self) -> None:
        """Raise Unavailable when the database doesn't answer."""
        async with self.connection() as connection:
            await connection.fetchval("select 1")


@asynccontextmanager
async def open_store(settings: Settings, database_url: str) -> AsyncIterator[Store]:
    """A store over `database_url`, closed at the end. Raises StartupError when there is no database."""
    async with open_pool(settings, database_url) as pool:
        yield Store(pool, settings.pool_wait_s)


@asynccontextmanager
async def open_pool(settings: Settings, database_url: str) -> AsyncIterator[asyncpg.Pool[Any]]:
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


@contextmanager
def _as_unavailable() -> Iterator[None]:
    try:
        yield
    except asyncpg.QueryCanceledError as error:
        if "user request" in str(error):
            # Not by time: an operator cancelled it, or a cancellation that was meant for the connection's
            # statement before, whose caller went away, came late. Whoever can, runs it again.
            raise BrokenOff("The database broke this request off; try again.") from error
        raise TooSlow("The database stopped this request because it took too long; ask for less.") from error
    except LOST as error:
        # asyncpg tells misuse, such as a missing parameter, by the same type; that is a bug, no outage.
        if isinstance(error, asyncpg.InterfaceError) and "clos" not in str(error):
            raise
        raise Unavailable("The database can't be reached right now; try again in a moment.") from error
