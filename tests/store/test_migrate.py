"""Migrations and definitions: once, twice, at once, changed, and refusals in one sentence."""

from __future__ import annotations

import asyncio
import hashlib
import multiprocessing

import asyncpg
import msgspec
import pytest

from service.errors import StartupError
from service.store.connect import connect
from service.store.migrate import _stopped, migrate, migration_state
from service.store.schema_files import Definitions, Migration, Schema, shipped_schema

SHIPPED = shipped_schema()
FILES = len(SHIPPED.migrations) + len(SHIPPED.definitions)


def with_migrations(*migrations: Migration) -> Schema:
    return msgspec.structs.replace(SHIPPED, migrations=migrations)


def with_definitions(sql: str, name: str = "sql/more.sql") -> Schema:
    more = Definitions(name=name, sql=sql, sha256=hashlib.sha256(sql.encode()).hexdigest())
    kept = tuple(file for file in SHIPPED.definitions if file.name != name)
    return msgspec.structs.replace(SHIPPED, definitions=(*kept, more))


def migrate_in_process(url: str) -> int:
    return len(asyncio.run(migrate(url)))


async def test_the_second_run_finds_nothing_to_do(blank_database: str) -> None:
    assert len(await migrate(blank_database)) == FILES
    assert await migrate(blank_database) == ()


async def test_two_processes_at_once_apply_each_file_once(blank_database: str) -> None:
    with multiprocessing.get_context("spawn").Pool(2) as processes:
        results = await asyncio.to_thread(processes.map, migrate_in_process, [blank_database] * 2)
    assert sorted(results) == [0, FILES]


async def test_two_connections_at_once_apply_each_file_once(blank_database: str) -> None:
    results = await asyncio.gather(*(migrate(blank_database) for _ in range(4)))
    assert sorted(len(applied) for applied in results) == [0, 0, 0, FILES]


async def test_a_changed_file_is_refused(blank_database: str) -> None:
    await migrate(blank_database)
    first, *rest = SHIPPED.migrations
    changed = with_migrations(msgspec.structs.replace(first, sha256="0" * 64), *rest)
    with pytest.raises(StartupError, match=r"^Migration 0001_.* was changed after this database applied it; .*\.$"):
        await migrate(blank_database, changed)


async def test_a_database_of_a_newer_version_is_refused(blank_database: str) -> None:
    await migrate(blank_database)
    with pytest.raises(StartupError, match="which this version lacks"):
        await migrate(blank_database, with_migrations(*SHIPPED.migrations[:-1]))


async def test_a_refusal_says_what_to_do(blank_database: str) -> None:
    await migrate(blank_database)
    first, *rest = SHIPPED.migrations
    changed = with_migrations(msgspec.structs.replace(first, sha256="0" * 64), *rest)
    for shipped in (with_migrations(*SHIPPED.migrations[:-1]), changed):
        with pytest.raises(StartupError, match=r"export with .* import into an empty"):
            await migrate(blank_database, shipped)
    connection = await connect(blank_database)
    try:
        name = await connection.fetchval("select current_database()")
        await connection.execute(f"alter database {name} set default_transaction_read_only = on")
        with pytest.raises(StartupError, match=r"read-only, a standby perhaps; set DATABASE_URL to the one that takes"):
            await migrate(blank_database)
        await connection.execute("create role may_nothing")
        await connection.execute("set role may_nothing")
        with pytest.raises(asyncpg.InsufficientPrivilegeError) as refused:
            await connection.execute("create schema another")
        assert "connect as the database's owner" in str(_stopped("It failed", refused.value))
        await connection.execute("reset role")
        await connection.execute("drop role may_nothing")
    finally:
        await connection.close()


async def test_a_failing_file_leaves_nothing_behind(blank_database: str) -> None:
    broken = Migration(
        version=1, name="0001_broken.sql", sql="create table half (id int); select 1/0;", sha256="f" * 64
    )
    with pytest.raises(StartupError, match=r"0001_broken\.sql failed and was undone: division by zero"):
        await migrate(blank_database, with_migrations(broken))
    connection = await connect(blank_database)
    try:
        assert await connection.fetchval("select to_regclass('claimgraph.half')") is None
        assert (await migration_state(connection)).applied == ()
    finally:
        await connection.close()


async def test_the_state_lists_what_is_missing(blank_database: str) -> None:
    await migrate(blank_database, Schema(migrations=SHIPPED.migrations[:2], definitions=()))
    connection = await connect(blank_database)
    try:
        before = await migration_state(connection)
        await migrate(blank_database)
        changed = with_definitions("select 1", name="sql/links.sql")
        after = await migration_state(connection, changed)
    finally:
        await connection.close()
    assert [len(before.applied), len(before.pending)] == [2, len(SHIPPED.migrations) - 2]
    assert [len(before.defined), len(before.outdated)] == [0, len(SHIPPED.definitions)]
    assert [after.pending, after.outdated] == [(), ("sql/links.sql",)]


async def test_a_database_from_before_the_first_release_is_told_what_to_do(blank_database: str) -> None:
    connection = await connect(blank_database)
    try:
        await connection.execute("""
            create schema claimgraph;
            create table claimgraph.schema_migration (
              version integer primary key, name text, sha256 text, applied_at timestamptz default now()
            );
            insert into claimgraph.schema_migration (version, name, sha256)
            values (1, '0001_extensions_and_text.sql', repeat('0', 64)), (2, '0002_articles_actors_claims.sql', '')
        """)
        with pytest.raises(
            StartupError, match=r"before the first release.*`claimgraph export`.*remove the data folder"
        ):
            await migrate(blank_database)
        with pytest.raises(StartupError, match="before the first release"):
            await migration_state(connection)
    finally:
        await connection.close()


async def test_a_changed_definition_is_made_anew_and_no_other(fresh_database: str) -> None:
    greeting = "create or replace function claimgraph.greeting() returns text language sql return 'hello'"
    assert await migrate(fresh_database, with_definitions(greeting)) == ("sql/more.sql",)
    changed = with_definitions(greeting.replace("hello", "good day"))
    assert await migrate(fresh_database, changed) == ("sql/more.sql",)
    assert await migrate(fresh_database, changed) == ()
    connection = await connect(fresh_database)
    try:
        assert await connection.fetchval("select claimgraph.greeting()") == "good day"
    finally:
        await connection.close()


async def test_definitions_are_made_all_or_none(fresh_database: str) -> None:
    broken = with_definitions("create function claimgraph.half() returns int language sql return 1; select 1/0")
    with pytest.raises(
        StartupError, match=r"^The functions of sql/more\.sql can't be made, and all stay as they were: "
    ):
        await migrate(fresh_database, broken)
    connection = await connect(fresh_database)
    try:
        assert await connection.fetchval("select to_regproc('claimgraph.half')") is None
        assert (await migration_state(connection, broken)).outdated == ("sql/more.sql",)
    finally:
        await connection.close()


async def test_a_migration_may_drop_a_function_which_is_made_anew(fresh_database: str) -> None:
    sql = "drop function claimgraph.living_actor(bigint)"
    dropping = Migration(version=9999, name="9999_dropping.sql", sql=sql, sha256="0" * 64)
    applied = await migrate(fresh_database, with_migrations(*SHIPPED.migrations, dropping))
    assert applied == (dropping.name, *(file.name for file in SHIPPED.definitions))
    connection = await connect(fresh_database)
    try:
        assert await connection.fetchval("select claimgraph.living_actor(1)") is None
    finally:
        await connection.close()


async def test_definitions_are_made_anew_while_others_write(fresh_database: str) -> None:
    writer = await connect(fresh_database)
    anew = tuple(msgspec.structs.replace(file, sha256=f"{1:064}") for file in SHIPPED.definitions)
    stop = asyncio.Event()

    async def write() -> int:
        written = 0
        while not stop.is_set():
            async with writer.transaction():
                # In the order in which every writer takes them.
                await writer.execute(
                    "insert into claimgraph.source (name, domain) values ($1, $1)", f"{written}.example"
                )
                await writer.execute("insert into claimgraph.actor (kind, name) values ('PERSON', 'Ada')")
                written += 1
        return written

    writing = asyncio.create_task(write())
    try:
        applied = await migrate(fresh_database, msgspec.structs.replace(SHIPPED, definitions=anew))
        assert len(applied) == len(anew)
    finally:
        stop.set()
        assert await writing > 0
        await writer.close()
