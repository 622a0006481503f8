"""Brings a database's schema up to the code's: plain SQL files, forward only, checksummed.

Migrations make tables, each once. Functions, views and triggers are made anew wherever their file has changed.

Own code, because the kept libraries either drive psycopg or SQLAlchemy or lack a checksum and a lock;
all of it is two tables, one lock and one transaction.
"""

from __future__ import annotations

from collections.abc import Sequence

import asyncpg
import msgspec

from service.errors import StartupError
from service.store.connect import EXTENSIONS, SCHEMA, SERVER_VERSION_MIN, Connection, connect, search_path
from service.store.schema_files import Definitions, Migration, Schema, shipped_schema

# Any constant that no other program on the same database is likely to pick.
_LOCK = 0x636C_6169_6D67_0001
_BEFORE_RELEASES = "0001_extensions_and_text.sql"
"""The first migration of the time before there were releases."""
_TRIES = 5
_WRITTEN_IN_ORDER = ["source", "article", "actor", "claim"]
"""Tables in the order in which writers lock them; others come after these."""


class MigrationState(msgspec.Struct, frozen=True, kw_only=True):
    """What the database has of both kinds of files, by their names, and what it lacks."""

    applied: tuple[str, ...]
    """Migrations that it has."""
    pending: tuple[str, ...]
    """Migrations that it lacks."""
    defined: tuple[str, ...]
    """Files of functions, views and triggers that it has as they are in this version."""
    outdated: tuple[str, ...]
    """Those that it lacks, or has as another version made them."""


async def migrate(database_url: str, shipped: Schema | None = None) -> tuple[str, ...]:
    """Apply what is missing or has changed, and return the names of the files applied, none when all was there.

    Two processes may call it at once: the second waits and finds nothing to do. Raises StartupError, with what
    to do, for a server that is too old, lacks an extension, may not be written to, or holds a schema that this
    code doesn't know.
    """
    shipped = shipped_schema() if shipped is None else shipped
    connection = await connect(database_url)
    try:
        await check_server(connection)
        await connection.execute("select pg_advisory_lock($1)", _LOCK)
        try:
            await _create_ledgers(connection)
            recorded = await _ledger(connection)
        except asyncpg.PostgresError as error:
            raise _stopped(f"Its table {SCHEMA}.schema_migration can't be made or read", error) from error
        pending = _pending(shipped.migrations, recorded)
        # A migration may drop functions with the columns that they read: all are made anew after it.
        outdated = shipped.definitions if pending else _outdated(shipped.definitions, await _defined(connection))
        if pending or outdated:
            await _bring_up(connection, shipped, pending, outdated)
        return (*(migration.name for migration in pending), *(file.name for file in outdated))
    finally:
        await connection.close()


async def migration_state(connection: Connection, shipped: Schema | None = None) -> MigrationState:
    """What is applied and what is missing; changes nothing. Raises StartupError as `migrate` does."""
    shipped = shipped_schema() if shipped is None else shipped
    recorded = await _ledger(connection) if await _exists(connection, "schema_migration") else {}
    defined = await _defined(connection) if await _exists(connection, "sql_file") else {}
    pending = _pending(shipped.migrations, recorded)
    outdated = shipped.definitions if pending else _outdated(shipped.definitions, defined)
    return MigrationState(
        applied=tuple(name for name, _ in recorded.values()),
        pending=tuple(migration.name for migration in pending),
        defined=tuple(file.name for file in shipped.definitions if file not in outdated),
        outdated=tuple(file.name for file in outdated),
    )


async def check_server(connection: Connection) -> None:
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


async def _create_ledgers(connection: Connection) -> None:
    await connection.execute(f"""
        create schema if not exists {SCHEMA};
        create table if not exists {SCHEMA}.schema_migration (
          version    integer primary key,
          name       text not null,
          sha256     text not null,
          applied_at timestamptz not null default now()
        );
        create table if not exists {SCHEMA}.sql_file (
          name       text primary key,
          sha256     text not null,
          applied_at timestamptz not null default now()
        )
    """)


async def _exists(connection: Connection, table: str) -> bool:
    exists: bool = await connection.fetchval("select to_regclass($1) is not null", f"{SCHEMA}.{table}")
    return exists


async def _ledger(connection: Connection) -> dict[int, tuple[str, str]]:
    rows = await connection.fetch(f"select version, name, sha256 from {SCHEMA}.schema_migration order by version")
    return {row["version"]: (row["name"], row["sha256"]) for row in rows}


async def _defined(connection: Connection) -> dict[str, str]:
    return {row["name"]: row["sha256"] for row in await connection.fetch(f"select name, sha256 from {SCHEMA}.sql_file")}


def _pending(shipped: tuple[Migration, ...], recorded: dict[int, tuple[str, str]]) -> list[Migration]:
    known = {migration.version: migration for migration in shipped}
    if any(name == _BEFORE_RELEASES for name, _ in recorded.values()):
        raise StartupError(
            "The database was made before the first release, and no version since can bring it up to date: export it"
            " with the version that made it (`claimgraph export`) and import into an empty database, or, where nothing"
            " in it is needed, remove the data folder (CLAIMGRAPH_DATA_DIR, .claimgraph unless set), the demo's too,"
            " or the database of DATABASE_URL, and start again."
        )
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


def _outdated(shipped: tuple[Definitions, ...], defined: dict[str, str]) -> tuple[Definitions, ...]:
    return tuple(file for file in shipped if defined.get(file.name) != file.sha256)


async def _bring_up(
    connection: Connection, shipped: Schema, pending: Sequence[Migration], outdated: Sequence[Definitions]
) -> None:
    """Apply the files, all or none: whoever is serving meanwhile never sees tables without their functions."""
    for tried in range(1, _TRIES + 1):
        try:
            async with connection.transaction():
                await _hold_writers(connection)
                for migration in pending:
                    await _apply(connection, migration)
                for file in outdated:
                    await _define(connection, file)
                # Its functions may stand in another file by now; a version that has it applies it again.
                names = [file.name for file in shipped.definitions]
                await connection.execute(f"delete from {SCHEMA}.sql_file where name <> all ($1)", names)
            return
        except asyncpg.DeadlockDetectedError as error:
            # A write that goes on meanwhile took its tables in another order.
            if tried == _TRIES:
                raise _stopped("The schema was not brought up to date", error) from error


async def _hold_writers(connection: Connection) -> None:
    """Lock the tables that have triggers, in the order in which writers take them: making triggers locks them one by
    one, in the order of the files, and a writer between two of them would be in a deadlock with it."""
    tables = await connection.fetch(
        """
        select distinct c.relname as name, array_position($2, c.relname::text) as place
        from pg_trigger t
        join pg_class c on c.oid = t.tgrelid
        where c.relnamespace = to_regnamespace($1) and not t.tgisinternal
        order by place nulls last, name
        """,
        SCHEMA,
        _WRITTEN_IN_ORDER,
    )
    for table in tables:
        await connection.execute(f"lock table {SCHEMA}.{table['name']} in share row exclusive mode")


async def _apply(connection: Connection, migration: Migration) -> None:
    await _run(connection, migration.sql, f"Migration {migration.name} failed and was undone")
    await connection.execute(
        f"insert into {SCHEMA}.schema_migration (version, name, sha256) values ($1, $2, $3)",
        migration.version,
        migration.name,
        migration.sha256,
    )


async def _define(connection: Connection, file: Definitions) -> None:
    await _run(connection, file.sql, f"The functions of {file.name} can't be made, and all stay as they were")
    await connection.execute(
        f"""
        insert into {SCHEMA}.sql_file as f (name, sha256) values ($1, $2)
        on conflict (name) do update set sha256 = excluded.sha256, applied_at = now()
        """,
        file.name,
        file.sha256,
    )


async def _run(connection: Connection, sql: str, failure: str) -> None:
    try:
        # Anew for each file: an earlier one may have created the extensions.
        await connection.execute("select set_config('search_path', $1, true)", await search_path(connection))
        await connection.execute(sql)
    except asyncpg.DeadlockDetectedError:
        raise
    except asyncpg.PostgresError as error:
        raise _stopped(failure, error) from error


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
