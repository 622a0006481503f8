"""Many subscribers: one listener, one statement for those who ask alike, and no patience with who doesn't read."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any

import psutil
import pytest

from schema import SCHEMA
from service.errors import Unavailable
from service.live.errors import SlowSubscriber
from service.live.live import Live, open_live
from service.query.engine import Engine, Request
from service.query.subscription import Feed
from service.search import searchable
from service.settings import Settings
from service.store.connect import connect
from service.store.pool import Store, open_store
from tests.live.clients import ARTICLES, Service, closed_with, connected, insert_article

FOLLOWERS = 1000
FOLLOW = "subscription($id: ID) { actorChanged(actorId: $id) { actor { name description } } }"
NAMED = "subscription($text: ID) { claimAdded(filter: {subjectId: $text}) { claim { text } } }"
WHOLE = "subscription { articleIngested { cursor article { title body } } }"


class Counting(Store):
    """A store that counts how often somebody takes a connection."""

    taken = 0

    @contextlib.asynccontextmanager
    async def connection(self) -> AsyncIterator[Any]:
        self.taken += 1
        async with super().connection() as connection:
            yield connection


async def _nothing(_sql: str, _parameters: Any) -> bytes:
    raise AssertionError("compiling asks nothing of the database")


# One for all: making it takes longer than compiling.
ENGINE = Engine(searchable(SCHEMA._schema), _nothing)


def feed(query: str, **variables: Any) -> Feed:
    found = ENGINE.feed(Request(query=query, variables=variables))
    assert found is not None
    return found


async def named_actors(connection: Any, count: int) -> list[int]:
    rows = await connection.fetch(
        "insert into claimgraph.actor (kind, name) select 'PERSON', 'Person ' || n from generate_series(1, $1) n"
        " returning id",
        count,
    )
    return [row["id"] for row in rows]


async def test_a_thousand_sockets_share_one_listener(fresh_database: str) -> None:
    service = Service(fresh_database)
    await service.start()
    connection = await connect(fresh_database)
    try:
        actors = await named_actors(connection, FOLLOWERS)
        gate = asyncio.Semaphore(50)
        async with contextlib.AsyncExitStack() as stack:

            async def follow(key: int) -> Any:
                async with gate:
                    socket = await stack.enter_async_context(
                        connected(service.url, open_timeout=60, ping_interval=None, compression=None)
                    )
                    await socket.subscribe(FOLLOW, {"id": f"act_{key}"})
                    return socket

            sockets = await asyncio.gather(*(follow(key) for key in actors))
            await sockets[-1].settled()
            await asyncio.sleep(0.5)
            listeners = await connection.fetchval(
                "select count(*) from pg_stat_activity where datname = current_database() and query ilike 'listen%'"
            )
            sessions = await connection.fetchval(
                "select count(*) from pg_stat_activity where datname = current_database()"
            )
            assert listeners <= 1
            # The listener, the one that tells readiness, and the one that counts.
            assert sessions <= Settings().pool_max + 3
            for at in (0, 500, 999):
                await connection.execute("update claimgraph.actor set description = 'new' where id = $1", actors[at])
                told = await sockets[at].data()
                assert told["actor"] == {"name": f"Person {at + 1}", "description": "new"}
            assert await sockets[1].silent()
    finally:
        await connection.close()
        await service.stop()


async def test_an_event_costs_one_statement_for_all_who_ask_alike(fresh_database: str) -> None:
    # Two thousand wait for a few connections at once here, which takes a slow machine a while.
    async with (
        open_store(Settings(pool_wait_s=60), fresh_database, Counting) as store,
        open_live(store, fresh_database, Settings()) as live,
        store.connection() as connection,
    ):
        actors = await named_actors(connection, FOLLOWERS)
        feeds = [(key, feed(FOLLOW, id=f"act_{key}")) for key in actors]
        feeds += [(key, feed(NAMED, text=f"act_{key}")) for key in actors]
        told: dict[int, list[dict[str, Any]]] = {key: [] for key in actors}

        async def follow(key: int, chosen: Feed) -> None:
            async with live.subscribe(chosen) as subscriber:
                async for event in subscriber:
                    told[key].append(json.loads(event.body))

        tasks = [asyncio.create_task(follow(key, chosen)) for key, chosen in feeds]
        try:
            while live.listener.joined < len(tasks):
                assert not any(task.done() for task in tasks), "a subscription failed"
                await asyncio.sleep(0.05)
            # The first is told behind whatever an older transaction held back, so the second comes alone.
            for actor_key in actors[6:8]:
                before = store.taken
                await connection.execute("update claimgraph.actor set description = 'x' where id = $1", actor_key)
                for _ in range(600):
                    if told[actor_key]:
                        break
                    await asyncio.sleep(0.05)
                await asyncio.sleep(0.2)
            # A set of parameters holds 500 followers.
            assert store.taken - before == FOLLOWERS // 500
            assert sum(len(events) for events in told.values()) == 2
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def test_without_subscribers_events_are_not_even_read(fresh_database: str) -> None:
    async with (
        open_store(Settings(), fresh_database, Counting) as store,
        open_live(store, fresh_database, Settings()) as live,
        store.connection() as connection,
    ):
        await live.cursor()
        before, place = store.taken, live.listener.position
        await insert_article(connection, "nobody cares")
        async with asyncio.timeout(5):
            while live.listener.position == place:
                await asyncio.sleep(0.01)
        # Pruning may take a connection once at the start.
        assert store.taken - before <= 1


@contextlib.asynccontextmanager
async def in_process(database_url: str, **given: int) -> AsyncIterator[tuple[Live, Store]]:
    settings = Settings(**given)  # type: ignore[arg-type]
    async with open_store(settings, database_url) as store, open_live(store, database_url, settings) as live:
        yield live, store


async def test_a_full_backlog_interrupts_the_subscriber_wherever_it_waits(fresh_database: str) -> None:
    async with in_process(fresh_database) as (live, store), store.connection() as connection:
        stuck = asyncio.Event()

        async def subscriber() -> None:
            async with live.subscribe(feed(ARTICLES)) as events:
                async for _event in events:
                    stuck.set()
                    # As if its caller took nothing any more.
                    await asyncio.sleep(3600)

        task = asyncio.create_task(subscriber())
        await live.cursor()
        await asyncio.sleep(0.3)
        await insert_article(connection, "the first")
        await asyncio.wait_for(stuck.wait(), 5)
        async with connection.transaction():
            for number in range(Settings().subscriber_backlog + 300):
                await insert_article(connection, f"number {number}")
        with pytest.raises(SlowSubscriber):
            await asyncio.wait_for(task, 20)


async def test_too_many_subscribers_are_told_to_come_later(fresh_database: str) -> None:
    async with in_process(fresh_database, subscribers_max=1) as (live, _store):
        async with live.subscribe(feed(ARTICLES)):
            with pytest.raises(Unavailable, match="Too many subscriptions"):
                async with live.subscribe(feed(ARTICLES)):
                    pass
        async with live.subscribe(feed(ARTICLES)):
            pass


async def test_a_slow_client_is_dropped_with_a_code_and_the_others_get_everything(fresh_database: str) -> None:
    count, size = 500, 100_000
    service = Service(fresh_database)
    await service.start()
    connection = await connect(fresh_database)
    try:
        quick_options = {"max_size": None, "compression": None}
        slow_options = quick_options | {"max_queue": 1, "ping_interval": None}
        async with connected(service.url, **slow_options) as slow, connected(service.url, **quick_options) as quick:
            await slow.subscribe(WHOLE)
            await quick.subscribe(WHOLE)
            await quick.settled()
            await slow.settled()
            assert service.pid is not None
            process = psutil.Process(service.pid)
            resident = process.memory_info().rss

            async def write() -> None:
                for number in range(count):
                    await connection.execute(
                        "insert into claimgraph.article"
                        " (title, body, language, content_hash, extractor, extractor_version, sort_at)"
                        " values ($1, repeat('words ', $2 / 6), 'en', encode(sha256($1::text::bytea), 'hex'), 't', '1',"
                        " '-infinity')",
                        f"heavy {number}",
                        size,
                    )

            writing = asyncio.create_task(write())
            titles = [(await quick.data(30))["article"]["title"] for _ in range(count)]
            await writing
            assert titles == [f"heavy {number}" for number in range(count)]
            grown = process.memory_info().rss - resident
            assert grown < 30_000_000, f"{count * size:,} bytes were sent, and memory grew by {grown:,}"
            # Only now the slow one reads what was under way, and finds the reason at its end.
            code, reason = await closed_with(slow.socket, 15)
            assert code == 4410
            assert "after" in reason
    finally:
        await connection.close()
        await service.stop()
