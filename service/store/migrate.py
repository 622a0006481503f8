"""Brings a database's schema up to the code's: plain SQL files, forward only, checksummed.

Own code, because the kept libraries either drive psycopg or SQLAlchemy or lack a checksum and a lock;
all of it is one table, one lock and one transaction a file.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Awaitable, Callable
from importlib import resources
from typing import Any

import asyncpg
import msgspec

from service.errors import StartupError
from service.store.addresses import key_all
from service.store.connect import EXTENSIONS, SCHEMA, SERVER_VERSION_MIN, connect, search_path

_FILE_NAME = re.compile(r"^(\d{4})_[a-z0-9_]+\.sql$")
# What a migration's rows need and SQL can't make of them, in its transaction.
_FILLED_BY: dict[int, Callable[[Any], Awaitable[None]]] = {40: key_all}
# Any constant that no other program on the same database is likely to pick.
_LOCK = 0x636C_6169_6D67_0001


class Migration(msgspec.Struct, frozen=True, kw_only=True):
    """One SQL file: its version (the leading number), name, text and sha256."""

    version: int
    name: str
    sql: str
    sha256: str


class MigrationState(msgspec.Struct, frozen=True, kw_only=True):
    """File names of migrations that the database has, and of those that it lacks."""

    applied: tuple[str, ...]
    pending: tuple[str, ...]


def migrations() -> tuple[Migration, ...]:
    """The migrations that this code ships, in order."""
    found = []
    for entry in resources.files("service.store").joinpath("migrations").iterdir():
        match = _FILE_NAME.match(entry.name)
        if match:
            raw = entry.read_bytes()
            found.append(
                Migration(
                    version=int(match[1]),
                    name=entry.name,
                    sql=raw.decode("utf-8"),
                    sha256=hashlib.sha256(raw).hexdigest(),
                )
            )
    return tuple(sorted(found, key=lambda migration: migration.version))


async def migrate(database_url: str, shipped: tuple[Migration, ...] | None = None) -> tuple[str, ...]:
    """Apply what is missing and return the names of the files applied, none when all was there.

    Two processes may call it at once: the second waits and finds nothing to do. Raises StartupError, with what
    to do, for a server that is too old, lacks an extension, may not be written to, or holds a schema that this
    code doesn't know.
    """
    shipped = migrations() if shipped is None else shipped
    connection = await connect(database_url)
    try:
        await check_server(connection)
        await connection.execute("select pg_advisory_lock($1)", _LOCK)
        try:
            await _create_ledger(connection)
            recorded = await _ledger(connection)
        except asyncpg.PostgresError as error:
            raise _stopped(f"Its table {SCHEMA}.schema_migration can't be made or read", error) from error
        pending = _pending(shipped, recorded)
        for migration in pending:
            await _apply(connection, migration)
        return tuple(migration.name for migration in pending)
    finally:
        await connection.close()


async def migration_state(
    connection: asyncpg.Connection[Any], shipped: tuple[Migration, ...] | None = None
) -> MigrationState:
    """What is applied and what is missing; changes nothing. Raises StartupError as `migrate` does."""
    shipped = migrations() if shipped is None else shipped
    exists = await connection.fetchval("select to_regclass($1) is not null", f"{SCHEMA}.schema_migration")
    recorded = await _ledger(connection) if exists else {}
    pending = tuple(migration.name for migration in _pending(shipped, recorded))
    return MigrationState(applied=tuple(name for name, _ in recorded.values()), pending=pending)


async def check_server(connection: asyncpg.Connection[Any]) -> None:
    """Raise StartupError when the server is too old or lacks an extension."""
    version = connection.get_server_version()
    if version.major < SERVER_VERSION_MIN:
        raise StartupError(
            f"PostgreSQL {version.major} is too old; Claimgraph needs {SERVER_VERSION_MIN} or later, so upgrade the"
            " server, or set DATABASE_URL to another one."
        )
    rows = await connection.fetch("select name from pg_available_extensions where name = any ($1)", list(EXTENSIONS))
    missing = sorted(set(EXTENSIONS) - {row["name"] for row in rows})
    if missing:
        raise StartupError(
            f"PostgreSQL lacks the extension{'s' if len(missing) > 1 else ''} {', '.join(missing)};"
            " install the server's contrib package (postgresql-contrib), then start again."
        )
    encoding = await connection.fetchval("select current_setting('server_encoding')")
    if encoding != "UTF8":
        raise StartupError(
            f"The database's encoding is {encoding}; Claimgraph needs UTF8, so create a database with"
            " `encoding 'UTF8' template template0` and set DATABASE_URL to it."
        )


async def _create_ledger(connection: asyncpg.Connection[Any]) -> None:
    await connection.execute(f"""
        create schema if not exists {SCHEMA};
        create table if not exists {SCHEMA}.schema_migration (
          version    integer primary key,
          name       text not null,
          sha256     text not null,
          applied_at timestamptz not null default now()
        )
    """)


async def _ledger(connection: asyncpg.Connection[Any]) -> dict[int, tuple[str, str]]:
    rows = await connection.fetch(f"select version, name, sha256 from {SCHEMA}.schema_migration order by version")
    return {row["version"]: (row["name"], row["sha256"]) for row in rows}


def _pending(shipped: tuple[Migration, ...], recorded: dict[int, tuple[str, str]]) -> list[Migration]:
    known = {migration.version: migration for migration in shipped}
    for version, (name, sha256) in recorded.items():
        migration = known.get(version)
        if migration is None:
            raise StartupError(
                f"The database has migration {name}, which this version lacks, so another one made it: install that"
                f" or a newer one, or export with it and import into an empty database with this one."
            )
        if migration.sha256 != sha256:
            raise StartupError(
                f"Migration {migration.name} was changed after this database applied it;"
                " restore the file as it was released, or export with the version that made the database and import"
                " into an empty one."
            )
    return [migration for migration in shipped if migration.version not in recorded]


async def _apply(connection: asyncpg.Connection[Any], migration: Migration) -> None:
    try:
        async with connection.transaction():
            # Anew for each file: an earlier one may have created the extensions.
            path = await search_path(connection)
            await connection.execute("select set_config('search_path', $1, true)", path)
            await connection.execute(migration.sql)
            if migration.version in _FILLED_BY:
                await _FILLED_BY[migration.version](connection)
            await connection.execute(
                f"insert into {SCHEMA}.schema_migration (version, name, sha256) values ($1, $2, $3)",
                migration.version,
                migration.name,
                migration.sha256,
            )
    except asyncpg.PostgresError as error:
        raise _stopped(f"Migration {migration.name} failed and was undone", error) from error


def _stopped(what: str, error: asyncpg.PostgresError) -> StartupError:
    """What stands against a migration, and what to do about it."""
    match error:
        case asyncpg.ReadOnlySQLTransactionError():
            way_out = "the server is read-only, a standby perhaps; set DATABASE_URL to the one that takes writes"
        case asyncpg.InsufficientPrivilegeError():
            way_out = (
                f"{error}; connect as the database's owner, or have a superuser grant that"
                f" (`create extension` {', '.join(EXTENSIONS)} is one of the things needed)"
            )
        case asyncpg.InsufficientResourcesError():
            way_out = f"{error}; give the server room, then start again"
        case _:
            way_out = f"{error}; mend that, then start again"
    return StartupError(f"{what}: {way_out}.")
