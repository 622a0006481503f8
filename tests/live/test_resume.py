"""Nothing lost, nothing doubled: across disconnects, restarts of the service and crashes of PostgreSQL.

Writers keep inserting all the while, in transactions that overlap and end in another order than they
began; the follower resumes from the last cursor it saw.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import signal
import sys
from pathlib import Path

import httpx
import psutil
import websockets

from service.store.connect import connect
from service.store.embedded import embedded_server
from service.store.migrate import migrate
from tests.live.clients import ARTICLES, Service, Writers, connected, insert_with_its_parts
from tests.store.test_embedded import HOLD

KINDS = {
    "article": "subscription($after: String) { articleIngested(after: $after) { cursor article { words: title } } }",
    "claim": "subscription($after: String) { claimAdded(after: $after) { cursor claim { words: text } } }",
    "actor": "subscription($after: String) { actorChanged(after: $after) { cursor actor { words: name } } }",
}
"""What is told under the same words, once for each kind of event."""


class Follower:
    """A client that resumes whenever its stream ends, from the last cursor it saw of one kind of event."""

    def __init__(self, url: str, kind: str) -> None:
        self.titles: list[str] = []
        self.cursors: list[str] = []
        self.connections = 0
        self._url = url
        self._kind = kind
        self._cursor: str | None = None
        self._connection: websockets.ClientConnection | None = None
        self._task = asyncio.create_task(self._follow())

    async def begun(self) -> None:
        """Return once the first subscription surely stands."""
        async with asyncio.timeout(10):
            while self._cursor is None:
                await asyncio.sleep(0.01)

    def disconnect(self) -> None:
        """Break the connection off, without a goodbye."""
        if self._connection is not None:
            self._connection.transport.abort()

    async def until(self, titles: set[str], within_s: float = 30) -> None:
        """Return when all of these were told, and a moment longer, for what comes twice."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                while not titles <= set(self.titles):
                    await asyncio.sleep(0.05)
        await asyncio.sleep(0.5)

    async def stop(self) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _follow(self) -> None:
        while True:
            with contextlib.suppress(websockets.WebSocketException, OSError, TimeoutError):
                async with connected(self._url) as socket:
                    self.connections += 1
                    self._connection = socket.socket
                    self._cursor = self._cursor or socket.ack["payload"]["cursor"]
                    await socket.subscribe(KINDS[self._kind], {"after": self._cursor})
                    while True:
                        event = await socket.data(within_s=3600)
                        self._cursor = event["cursor"]
                        self.cursors.append(event["cursor"])
                        self.titles.append(event[self._kind]["words"])
            await asyncio.sleep(0.05)


class Followers:
    """One follower for each kind of event."""

    def __init__(self, url: str) -> None:
        self.each = [Follower(url, kind) for kind in KINDS]

    async def begun(self) -> None:
        for follower in self.each:
            await follower.begun()

    async def told_once(self, written: set[str]) -> None:
        for follower in self.each:
            await follower.until(written)
            assert_told_once(follower, written)

    async def stop(self) -> None:
        for follower in self.each:
            await follower.stop()


def assert_told_once(follower: Follower, written: set[str]) -> None:
    assert len(follower.titles) == len(set(follower.titles)), "told twice"
    assert set(follower.titles) == written, f"lost {sorted(written - set(follower.titles))[:5]}"
    assert len(set(follower.cursors)) == len(follower.cursors)


async def titles_in(database_url: str) -> set[str]:
    connection = await connect(database_url)
    try:
        return {row["title"] for row in await connection.fetch("select title from claimgraph.article")}
    finally:
        await connection.close()


async def test_across_disconnects(fresh_database: str) -> None:
    service = Service(fresh_database)
    await service.start()
    followers = Followers(service.url)
    try:
        await followers.begun()
        writers = Writers(fresh_database, insert=insert_with_its_parts)
        for _ in range(25):
            await asyncio.sleep(random.random() * 0.2)
            for follower in followers.each:
                follower.disconnect()
        await writers.stop()
        await followers.told_once(writers.written)
        assert all(follower.connections > 10 for follower in followers.each)
        assert len(writers.written) > 50
    finally:
        await followers.stop()
        await service.stop()


async def test_across_restarts_of_the_service(fresh_database: str) -> None:
    service = Service(fresh_database)
    await service.start()
    followers = Followers(service.url)
    try:
        await followers.begun()
        writers = Writers(fresh_database, insert=insert_with_its_parts)
        for how in (signal.SIGTERM, signal.SIGKILL, signal.SIGTERM):
            await asyncio.sleep(0.7)
            await service.stop(how)
            await asyncio.sleep(0.3)
            await service.start()
        await writers.stop()
        await followers.told_once(writers.written)
        assert all(follower.connections >= 4 for follower in followers.each)
    finally:
        await followers.stop()
        await service.stop()


async def test_across_crashes_of_postgres_without_a_reconnect_of_the_client(tmp_path: Path) -> None:
    with embedded_server(tmp_path) as url:
        await migrate(url)
        service = Service(url)
        await service.start()
        followers = Followers(service.url)
        holders: list[asyncio.subprocess.Process] = []
        try:
            await followers.begun()
            writers = Writers(url, insert=insert_with_its_parts)
            for _ in range(2):
                await asyncio.sleep(1)
                postmaster = psutil.Process(int((tmp_path / "postgres" / "postmaster.pid").read_text().split()[0]))
                # PostgreSQL's immediate stop: connections and transactions die as they do in a crash.
                postmaster.send_signal(signal.SIGQUIT)
                await asyncio.to_thread(psutil.wait_procs, [postmaster], 10)
                holder = await asyncio.create_subprocess_exec(
                    sys.executable,
                    "-c",
                    HOLD,
                    str(tmp_path),
                    stdin=asyncio.subprocess.PIPE,
                    stdout=asyncio.subprocess.PIPE,
                )
                holders.append(holder)
                assert holder.stdout is not None
                assert await asyncio.wait_for(holder.stdout.readline(), 60)
                told = [len(follower.titles) for follower in followers.each]
                async with asyncio.timeout(20):
                    while any(len(each.titles) <= seen + 5 for each, seen in zip(followers.each, told, strict=True)):
                        await asyncio.sleep(0.05)
            await writers.stop()
            written = await titles_in(url)
            assert writers.written <= written <= writers.written | writers.unsure
            await followers.told_once(written)
            assert all(follower.connections == 1 for follower in followers.each)
        finally:
            await followers.stop()
            await service.stop()
            for holder in holders:
                await holder.communicate(b"")


async def test_events_resume_by_the_last_event_id(fresh_database: str) -> None:
    service = Service(fresh_database)
    await service.start()
    try:
        writers = Writers(fresh_database)
        titles: list[str] = []
        last_id: str | None = None
        async with httpx.AsyncClient(timeout=10) as client:
            for count in (7, 7, 7):
                headers = {"accept": "text/event-stream"} | ({"last-event-id": last_id} if last_id else {})
                told = 0
                async with client.stream("POST", service.url, json={"query": ARTICLES}, headers=headers) as answer:
                    async for line in answer.aiter_lines():
                        if line.startswith("id: "):
                            last_id = line[4:]
                        elif line.startswith("data: "):
                            titles.append(json.loads(line[6:])["data"]["articleIngested"]["article"]["title"])
                            told += 1
                        elif not line and told >= count:
                            break
                await asyncio.sleep(0.3)
        await writers.stop()
        connection = await connect(fresh_database)
        order = [
            row["title"]
            for row in await connection.fetch(
                "select a.title from claimgraph.event e join claimgraph.article a on a.id = e.key where e.kind = 1"
                " order by e.xid, e.key"
            )
        ]
        await connection.close()
        start = order.index(titles[0])
        assert titles == order[start : start + len(titles)]
    finally:
        await service.stop()
