"""The pool: the session that every statement expects, and a database that goes away and comes back."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from pathlib import Path

import asyncpg
import psutil
import pytest

from service.errors import StartupError, TooSlow, Unavailable
from service.settings import Settings
from service.store import pool
from service.store.embedded import embedded_server
from service.store.pool import Store, open_store
from tests.store.test_embedded import HOLD


async def test_json_is_handed_over_as_it_is(store: Store) -> None:
    assert await store.fetch_json("""select '{ "é":  1 }'::json""", []) == b'{ "\xc3\xa9":  1 }'
    assert await store.fetch_json("select null::json", []) == b"null"
    assert await store.fetch_json("select '1'::json where false", []) == b"null"


async def test_a_session_is_as_statements_expect(store: Store) -> None:
    names = ["timezone", "jit", "application_name", "statement_timeout", "search_path"]
    async with store.connection() as connection:
        found = [await connection.fetchval("select current_setting($1)", name) for name in names]
    assert found == ["UTC", "off", "claimgraph", "1min", "claimgraph, public"]


async def test_a_statement_that_runs_too_long_is_stopped(database_url: str) -> None:
    async with open_store(Settings(statement_timeout_s=0.1), database_url) as store:
        with pytest.raises(TooSlow):
            await store.fetch_json("select to_json(pg_sleep(5)::text)", [])
        await store.ping()


async def test_the_parts_of_a_statement_have_one_time_together(database_url: str) -> None:
    """The server's own limit begins again with each part; here it is off, so that ours is what ends the statement."""
    settings = Settings(statement_timeout_s=0.2, database_grace_s=5, pool_min=1, pool_max=1)
    async with open_store(settings, database_url) as store:
        await store.fetch_json("select to_json(set_config('statement_timeout', '0', false))", [])
        with pytest.raises(TooSlow, match="ask for less"):
            await store.fetch_json("select to_json(pg_sleep(4)::text)", [])
        assert await store.fetch_json("select to_json(current_setting('statement_timeout'))", []) == b'"0"', (
            "the connection is kept"
        )
        for _ in range(20):
            assert await store.fetch_json("select '1'::json", []) == b"1"


async def test_without_a_free_connection_the_answer_is_unavailable(database_url: str) -> None:
    async with open_store(Settings(pool_min=1, pool_max=1, pool_wait_s=0.1), database_url) as store:
        async with store.connection():
            with pytest.raises(Unavailable) as refusal:
                await store.ping()
        assert refusal.value.retry_after_s >= 1
        await store.ping()


async def test_whoever_waits_is_next(database_url: str) -> None:
    """A connection that comes back goes to those who wait, in their order, before it is kept at hand."""
    async with open_store(Settings(pool_min=1, pool_max=1, pool_wait_s=5), database_url) as store:
        served: list[int] = []

        async def ask(number: int) -> None:
            async with store.connection() as connection:
                served.append(number)
                await connection.execute("select pg_sleep(0.01)")

        await asyncio.gather(*(ask(number) for number in range(20)))
        assert served == list(range(20))
        await store.ping()


async def test_what_is_not_needed_goes_back(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "_TIDY_EVERY_S", 0.05)
    async with open_store(Settings(pool_min=1, pool_max=6), database_url) as store:
        await asyncio.gather(*(store.fetch_json("select to_json(pg_sleep(0.05)::text)", []) for _ in range(6)))
        assert store.pool.get_idle_size() == 0
        async with asyncio.timeout(5):
            while store.pool.get_idle_size() < 6:
                await asyncio.sleep(0.02)
        await store.ping()


async def test_a_transaction_left_open_is_rolled_back(database_url: str) -> None:
    async with open_store(Settings(pool_min=1, pool_max=1), database_url) as store:
        async with store.connection() as connection:
            await connection.execute("begin; create table left_open ()")
        assert await store.fetch_json("select to_json(to_regclass('left_open')::text)", []) == b"null"


async def test_connections_that_died_at_hand_are_replaced(database_url: str) -> None:
    killer = await asyncpg.connect(database_url)
    async with open_store(Settings(pool_min=1, pool_max=2), database_url) as store:
        async with store.connection() as one, store.connection() as another:
            pids = [await each.fetchval("select pg_backend_pid()") for each in (one, another)]
        await killer.fetch("select pg_terminate_backend(pid) from unnest($1::int[]) pid", pids)
        await asyncio.sleep(0.2)
        await store.ping()
    await killer.close()


async def test_a_wrong_parameter_is_no_outage(store: Store) -> None:
    for parameters, error in ((["text"], asyncpg.DataError), ([], asyncpg.InterfaceError)):
        with pytest.raises(error):
            await store.fetch_json("select to_json($1::integer)", parameters)


async def test_the_pool_recovers_when_the_server_is_back(tmp_path: Path) -> None:
    with embedded_server(tmp_path) as url:
        async with open_store(Settings(pool_min=2), url) as store:
            await store.ping()
            under_way = asyncio.create_task(store.fetch_json("select to_json(pg_sleep(5)::text)", []))
            await asyncio.sleep(0.2)
            postmaster = psutil.Process(int((tmp_path / "postgres" / "postmaster.pid").read_text().split()[0]))
            # SIGQUIT is PostgreSQL's immediate stop: connections die as they do in a crash.
            postmaster.send_signal(signal.SIGQUIT)
            await asyncio.to_thread(psutil.wait_procs, [postmaster], 10)
            with pytest.raises(Unavailable):
                await under_way
            with pytest.raises(Unavailable):
                await store.ping()
            with pytest.raises(StartupError, match="There is no PostgreSQL to reach"):
                async with open_store(Settings(), url):
                    pass
            # What another process of ours would do: find the server dead, and start it.
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-c", HOLD, str(tmp_path), stdin=asyncio.subprocess.PIPE
            )
            try:
                for _ in range(600):
                    with contextlib.suppress(Unavailable):
                        await store.ping()
                        break
                    await asyncio.sleep(0.1)
                assert await store.fetch_json("select '1'::json", []) == b"1"
            finally:
                await process.communicate(b"")
    assert not (tmp_path / "postgres" / "postmaster.pid").exists()


async def test_a_block_that_failed_leaves_nothing_behind(database_url: str) -> None:
    """A statement that was prepared and never run left the server waiting, and its time running out."""
    settings = Settings(pool_min=1, pool_max=1, statement_timeout_s=0.2)
    async with open_store(settings, database_url) as store:
        with pytest.raises(asyncpg.DataError):
            await store.fetch_json("select to_json($1::integer)", ["text"])
        with pytest.raises(RuntimeError, match="the caller's own"):
            async with store.connection():
                raise RuntimeError("the caller's own")
        await asyncio.sleep(0.4)
        assert await store.fetch_json("select '1'::json", []) == b"1"


async def test_a_statement_that_someone_cancels_may_be_sent_again(store: Store) -> None:
    async def cancel(pid: int) -> None:
        async with store.connection() as other:
            await asyncio.sleep(0.2)
            await other.fetchval("select pg_cancel_backend($1)", pid)

    with pytest.raises(Unavailable, match="broke this request off; try again"):
        async with store.connection() as connection:
            pid = await connection.fetchval("select pg_backend_pid()")
            cancelling = asyncio.create_task(cancel(pid))
            await connection.fetchval("select pg_sleep(20)")
    await cancelling


async def test_a_read_that_a_stray_cancellation_hits_is_sent_again(store: Store) -> None:
    """The statement cancels itself, as a cancellation meant for the statement before would, the first time only."""
    async with store.connection() as connection:
        await connection.execute("create sequence runs")
    sql = "select to_json(case when nextval('runs') = 1 then pg_cancel_backend(pg_backend_pid()) end), pg_sleep(0.01)"
    assert await store.fetch_json(sql, []) == b"null"
