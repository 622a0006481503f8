"""One way to open a connection, with the session that every statement of ours expects."""

from __future__ import annotations

import asyncio
import ssl
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urlsplit

import asyncpg

from service.errors import StartupError

if TYPE_CHECKING:
    # At run time these classes take no parameters.
    Connection: TypeAlias = asyncpg.Connection[asyncpg.Record] | asyncpg.pool.PoolConnectionProxy[asyncpg.Record]
    """A connection to the database, of the pool or of its own."""
else:
    Connection = asyncpg.Connection

SCHEMA = "claimgraph"
EXTENSIONS = ("pg_trgm", "unaccent", "btree_gin")
"""Extensions that the data model needs; PostgreSQL ships all three."""
SERVER_VERSION_MIN = 15
"""Oldest PostgreSQL: `unique nulls not distinct` came with 15."""

_CONNECT_TIMEOUT_S = 10.0
_EXTENSION_SCHEMAS = """
    select distinct n.nspname
    from pg_extension e
    join pg_namespace n on n.oid = e.extnamespace
    where e.extname = any ($1) and n.nspname not in ('public', 'pg_catalog', $2)
    order by n.nspname
"""

LOST = (
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
    asyncpg.InterfaceError,
    ConnectionError,
    OSError,
    TimeoutError,
)
"""What asyncpg raises when the server is down, starting, full, or gone in the middle."""


async def connect(database_url: str) -> asyncpg.Connection[Any]:
    """Open one connection. Raises StartupError with the reason when that can't be done."""
    try:
        return await asyncpg.connect(database_url, timeout=_CONNECT_TIMEOUT_S, server_settings=base_settings())
    except (*LOST, asyncpg.PostgresError, asyncpg.InternalClientError, ValueError, ssl.SSLError) as error:
        raise StartupError(_why_not(database_url, error)) from error


async def the_row(
    connection: Connection, statement: str, *values: Any, within_s: float | None = None
) -> asyncpg.Record:
    """The row of a statement that always has one: a count, or a row that the caller has locked.

    Raises LookupError without one, which means that the caller did not.
    """
    row = await connection.fetchrow(statement, *values, timeout=within_s)
    if row is None:
        raise LookupError(f"no row of: {statement}")
    return row


def base_settings() -> dict[str, str]:
    """Session settings that hold for every connection; sent at start, so that nothing can reset them."""
    # The plans are short and many: compiling them to machine code costs more than it saves.
    # A search makes dozens of notices ("text-search query doesn't contain lexemes"), each with its whole context.
    return {"application_name": SCHEMA, "timezone": "UTC", "jit": "off", "client_min_messages": "warning"}


async def search_path(connection: Connection) -> str:
    """Our schema first, then `public`, then wherever the extensions live, which differs between servers."""
    schemas = await connection.fetch(_EXTENSION_SCHEMAS, list(EXTENSIONS), SCHEMA)
    quoted = ['"' + row["nspname"].replace('"', '""') + '"' for row in schemas]
    return ", ".join([SCHEMA, "public", *quoted])


def shown_address(database_url: str) -> str:
    """Where a database URL points, without user and password, for messages."""
    parts = urlsplit(database_url)
    place = parts.netloc.rpartition("@")[2]
    return f"{place or 'the local server'}{parts.path}"


def _why_not(database_url: str, error: BaseException) -> str:
    place = shown_address(database_url)
    match error:
        case asyncpg.InvalidCatalogNameError():
            return f"There is no database {urlsplit(database_url).path.lstrip('/') or 'of that name'!r} at {place}."
        case asyncpg.InvalidAuthorizationSpecificationError():
            return f"PostgreSQL at {place} refuses the user or password of DATABASE_URL."
        case asyncpg.TooManyConnectionsError():
            return f"PostgreSQL at {place} has no connection left; raise its max_connections or close others."
        case asyncpg.CannotConnectNowError():
            return f"PostgreSQL at {place} is starting up or shutting down; try again in a moment."
        case TimeoutError() | asyncio.TimeoutError():
            return f"PostgreSQL at {place} does not answer within {_CONNECT_TIMEOUT_S:g} seconds."
        case OSError():
            return f"There is no PostgreSQL to reach at {place}: {_reason(error)}."
        case _:
            return f"PostgreSQL at {place} can't be used: {_reason(error)}."


def _reason(error: BaseException) -> str:
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return " ".join(str(text).split()).rstrip(".")
