"""The connection pool, and what its errors mean to callers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import asyncpg
import structlog

from service.errors import ServiceError, StartupError, TimedOut, Unavailable
from service.settings import Settings

Connection = asyncpg.Connection[asyncpg.Record]
Pool = asyncpg.Pool[asyncpg.Record]

SCHEMA = "claimgraph"
EXTENSIONS = ("pg_trgm", "unaccent", "btree_gin")
STATEMENTS_CACHED = 500
"""Prepared statements kept for each connection: enough for every plan of a busy service."""

log = structlog.get_logger("claimgraph.store")

LOST = (
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
    asyncpg.InterfaceError,
    ConnectionError,
    OSError,
    TimeoutError,
)
"""What asyncpg raises while Postgres is away, going or coming."""


class Store:
    """Reads through the pool. Recovers by itself: a broken connection is replaced at the next use."""

    def __init__(self, pool: Pool, connect_timeout_s: float, statement_timeout_s: float) -> None:
        self.pool = pool
        self._connect_timeout_s = connect_timeout_s
        self._statement_timeout_s = statement_timeout_s

    async def fetch_json(self, sql: str, parameters: Sequence[object]) -> bytes:
        """Run a statement that returns one JSON value; its bytes.

        Raises `Unavailable` while Postgres is away and `TimedOut` past the statement timeout.
        """
        try:
            async with self.pool.acquire(timeout=self._connect_timeout_s) as connection:
                value: bytes = await connection.fetchval(sql, *parameters)
                return value
        except Exception as error:
            raise self._told(error) from error

    async def ping(self) -> None:
        """Raises `Unavailable` unless Postgres answers."""
        await self.fetch_json("select '1'::json", ())

    def _told(self, error: Exception) -> Exception:
        """The error that a caller can do something about, or the error itself."""
        if isinstance(error, ServiceError):
            return error
        if isinstance(error, asyncpg.QueryCanceledError):
            return TimedOut(
                f"The request took longer than {self._statement_timeout_s:g} s; ask for less, or in several requests."
            )
        if isinstance(error, LOST):
            log.warning("database away", error=repr(error))
            return Unavailable("The database can't be reached just now; try again in a moment.")
        return error


@asynccontextmanager
async def open_store(settings: Settings, database_url: str) -> AsyncIterator[Store]:
    """The store over a database whose migrations have run."""
    pool = await open_pool(settings, database_url)
    try:
        yield Store(pool, settings.connect_timeout_s, settings.statement_timeout_s)
    finally:
        try:
            async with asyncio.timeout(settings.connect_timeout_s):
                await pool.close()
        except (TimeoutError, *LOST):
            pool.terminate()


async def open_pool(settings: Settings, database_url: str) -> Pool:
    """A pool whose connections find our schema, speak UTC and hand JSON over as bytes."""
    search_path = await find_search_path(settings, database_url)
    return await asyncpg.create_pool(
        database_url,
        min_size=settings.pool_min,
        max_size=settings.pool_max,
        init=prepare_connection,
        timeout=settings.connect_timeout_s,
        statement_cache_size=STATEMENTS_CACHED,
        # Compiled statements are long but never longer than this; asyncpg would not cache them.
        max_cacheable_statement_size=1_000_000,
        server_settings=server_settings(settings, search_path),
    )


def server_settings(settings: Settings, search_path: str) -> dict[str, str]:
    """Per connection; given at connect, so that asyncpg's reset between uses leaves them as they are."""
    return {
        "application_name": "claimgraph",
        "search_path": search_path,
        "timezone": "UTC",
        "client_min_messages": "warning",
        "statement_timeout": str(int(settings.statement_timeout_s * 1000)),
        # Reads are short; compiling them to machine code costs more than it saves.
        "jit": "off",
    }


async def prepare_connection(connection: asyncpg.Connection[asyncpg.Record]) -> None:
    """JSON comes over the wire as text; it is passed on as the bytes that it is."""
    await connection.set_type_codec("json", schema="pg_catalog", encoder=_as_is, decoder=bytes, format="binary")


async def find_search_path(settings: Settings, database_url: str) -> str:
    """Our schema first, then wherever this database keeps the extensions."""
    connection = await connect(settings, database_url)
    try:
        rows = await connection.fetch(
            "select distinct quote_ident(n.nspname) as name from pg_extension e"
            " join pg_namespace n on n.oid = e.extnamespace"
            " where e.extname = any ($1) and n.nspname not in ('public', $2) order by 1",
            list(EXTENSIONS),
            SCHEMA,
        )
    finally:
        await connection.close()
    return ", ".join([SCHEMA, "public", *(row["name"] for row in rows)])


async def connect(settings: Settings, database_url: str) -> asyncpg.Connection[asyncpg.Record]:
    """One connection; raises `StartupError` with what is wrong in one sentence."""
    try:
        return await asyncpg.connect(database_url, timeout=settings.connect_timeout_s)
    except asyncpg.InvalidPasswordError:
        raise StartupError("DATABASE_URL: the server refuses this user and password.") from None
    except asyncpg.InvalidCatalogNameError as error:
        raise StartupError(f"DATABASE_URL: {error}; create it first.") from None
    except (ValueError, asyncpg.ClientConfigurationError) as error:
        raise StartupError(
            f"DATABASE_URL is no Postgres address ({error}); it looks like postgresql://user:password@host/database."
        ) from None
    except (TimeoutError, OSError) as error:
        reason = str(error) or f"no answer within {settings.connect_timeout_s:g} s"
        raise StartupError(f"DATABASE_URL: the server can't be reached ({reason}).") from None
    except asyncpg.PostgresError as error:
        raise StartupError(f"DATABASE_URL: the server refuses the connection ({error}).") from None


def _as_is(value: bytes) -> bytes:
    return value
