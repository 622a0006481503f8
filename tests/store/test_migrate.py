"""Migrations: once, twice, at once, and refusals in one sentence."""

from __future__ import annotations

import asyncio
import multiprocessing

import asyncpg
import msgspec
import pytest

from service.errors import StartupError
from service.store.connect import connect
from service.store.migrate import Migration, _stopped, migrate, migration_state, migrations


def migrate_in_process(url: str) -> int:
    return len(asyncio.run(migrate(url)))


async def test_the_second_run_finds_nothing_to_do(blank_database: str) -> None:
    assert len(await migrate(blank_database)) == len(migrations())
    assert await migrate(blank_database) == ()


async def test_two_processes_at_once_apply_each_file_once(blank_database: str) -> None:
    with multiprocessing.get_context("spawn").Pool(2) as processes:
        results = await asyncio.to_thread(processes.map, migrate_in_process, [blank_database] * 2)
    assert sorted(results) == [0, len(migrations())]


async def test_two_connections_at_once_apply_each_file_once(blank_database: str) -> None:
    results = await asyncio.gather(*(migrate(blank_database) for _ in range(4)))
    assert sorted(len(applied) for applied in results) == [0, 0, 0, len(migrations())]


async def test_a_changed_file_is_refused(blank_database: str) -> None:
    await migrate(blank_database)
    first, *rest = migrations()
    changed = (msgspec.structs.replace(first, sha256="0" * 64), *rest)
    with pytest.raises(StartupError, match=r"^Migration 0001_.* was changed after this database applied it; .*\.$"):
        await migrate(blank_database, changed)


async def test_a_database_of_a_newer_version_is_refused(blank_database: str) -> None:
    await migrate(blank_database)
    with pytest.raises(StartupError, match="which this version lacks"):
        await migrate(blank_database, migrations()[:-1])


async def test_a_refusal_says_what_to_do(blank_database: str) -> None:
    await migrate(blank_database)
    changed = (msgspec.structs.replace(migrations()[0], sha256="0" * 64), *migrations()[1:])
    for shipped in (migrations()[:-1], changed):
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
        await migrate(blank_database, (broken,))
    connection = await connect(blank_database)
    try:
        assert await connection.fetchval("select to_regclass('claimgraph.half')") is None
        assert (await migration_state(connection)).applied == ()
    finally:
        await connection.close()


async def test_the_state_lists_what_is_missing(blank_database: str) -> None:
    await migrate(blank_database, migrations()[:2])
    connection = await connect(blank_database)
    try:
        state = await migration_state(connection)
    finally:
        await connection.close()
    assert [len(state.applied), len(state.pending)] == [2, len(migrations()) - 2]
