"""A service process, sockets that speak graphql-transport-ws, and writers whose transactions overlap."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import itertools
import json
import random
import signal
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import asyncpg
import websockets

from service.errors import StartupError
from service.store.connect import connect
from tests.conftest import COMMAND, clean_environment, free_port, wait_until_up

PROTOCOL = "graphql-transport-ws"
ARTICLES = "subscription($after: String) { articleIngested(after: $after) { cursor article { id title } } }"

_ids = itertools.count(1)


class Service:
    """The real service in a process of its own, on one port whenever it is started."""

    def __init__(self, database_url: str) -> None:
        self.port = free_port()
        self._environment = clean_environment(DATABASE_URL=database_url, PORT=str(self.port))
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/graphql"

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    async def start(self) -> None:
        self._process = subprocess.Popen([*COMMAND, "serve"], env=self._environment, stdout=subprocess.DEVNULL)
        await asyncio.to_thread(wait_until_up, f"http://127.0.0.1:{self.port}", self._process)

    async def stop(self, how: int = signal.SIGTERM) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            await asyncio.to_thread(self._process.wait, 20)
            self._process = None


class Socket:
    """One connection, acknowledged."""

    def __init__(self, socket: websockets.ClientConnection, ack: dict[str, Any]) -> None:
        self.socket = socket
        self.ack = ack

    async def send(self, **message: Any) -> None:
        await self.socket.send(json.dumps(message))

    async def subscribe(self, query: str, variables: dict[str, Any] | None = None, id_: str | None = None) -> str:
        id_ = id_ or f"op{next(_ids)}"
        await self.send(id=id_, type="subscribe", payload={"query": query, "variables": variables or {}})
        return id_

    async def next(self, within_s: float = 10) -> dict[str, Any]:
        """The next message."""
        async with asyncio.timeout(within_s):
            message: dict[str, Any] = json.loads(await self.socket.recv())
            return message

    async def data(self, within_s: float = 10) -> Any:
        """The only field of the next answer's data."""
        message = await self.next(within_s)
        assert message["type"] == "next", message
        ((_, value),) = message["payload"]["data"].items()
        return value

    async def settled(self) -> None:
        """Wait until what was sent before was taken: messages are taken in order, operations begin at once."""
        await self.send(type="ping")
        assert (await self.next())["type"] == "pong"
        await asyncio.sleep(0.1)

    async def silent(self, for_s: float = 0.4) -> bool:
        with contextlib.suppress(TimeoutError):
            await self.next(for_s)
            return False
        return True


@contextlib.asynccontextmanager
async def raw_socket(url: str, **options: Any) -> AsyncIterator[websockets.ClientConnection]:
    """A connection that has said nothing yet."""
    options = {"subprotocols": [PROTOCOL]} | options
    async with websockets.connect(url.replace("http", "ws", 1), close_timeout=1, **options) as socket:
        yield socket


@contextlib.asynccontextmanager
async def connected(url: str, **options: Any) -> AsyncIterator[Socket]:
    """A connection that was acknowledged."""
    async with raw_socket(url, **options) as socket:
        await socket.send('{"type": "connection_init"}')
        ack = json.loads(await socket.recv())
        assert ack["type"] == "connection_ack"
        yield Socket(socket, ack)


async def closed_with(socket: websockets.ClientConnection, within_s: float = 10) -> tuple[int, str]:
    """Code and reason of the server's close, after whatever else it sends."""
    async with asyncio.timeout(within_s):
        try:
            while True:
                await socket.recv()
        except websockets.ConnectionClosed as closed:
            assert closed.rcvd is not None, "the connection broke off without a close frame"
            return closed.rcvd.code, closed.rcvd.reason


async def insert_article(connection: Any, title: str) -> int:
    """A bare article, as psql might write it; its key."""
    digest = hashlib.sha256(title.encode()).hexdigest()
    key: int = await connection.fetchval(
        """
        insert into claimgraph.article (title, body, language, content_hash, extractor, extractor_version, sort_at)
        values ($1, 'Text.', 'en', $2, 'test', '1', '-infinity') returning id
        """,
        title,
        digest,
    )
    return key


async def insert_with_its_parts(connection: Any, title: str) -> None:
    """An article, its one claim and an actor, all under the same words."""
    await connection.execute(
        """
        insert into claimgraph.claim (article_id, sort_at, start_at, end_at, quote, text, modality, polarity,
          factuality, attribution, extractor, extractor_version)
        select a.id, a.sort_at, 0, 5, 'Text.', $2, 'ASSERTED', 'POSITIVE', 'CT_PLUS', 'ARTICLE', 'test', '1'
        from claimgraph.article a where a.id = $1
        """,
        await insert_article(connection, title),
        title,
    )
    await connection.execute("insert into claimgraph.actor (kind, name) values ('GROUP', $1)", title)


class Writers:
    """Several connections whose transactions overlap, end in another order than they began, or are undone."""

    def __init__(
        self,
        database_url: str,
        writers: int = 4,
        pause_s: float = 0.02,
        insert: Callable[[Any, str], Awaitable[object]] = insert_article,
    ) -> None:
        self.written: set[str] = set()
        """Titles whose commit was acknowledged."""
        self.unsure: set[str] = set()
        """Titles whose commit was under way when the server went away: written or not."""
        self._database_url = database_url
        self._pause_s = pause_s
        self._insert = insert
        self._stopped = False
        self._names = itertools.count(1)
        self._tasks = [asyncio.create_task(self._write(random.Random(number))) for number in range(writers)]

    async def stop(self) -> None:
        self._stopped = True
        await asyncio.gather(*self._tasks)

    async def _write(self, chance: random.Random) -> None:
        while not self._stopped:
            try:
                connection = await connect(self._database_url)
            except StartupError:
                await asyncio.sleep(0.1)
                continue
            try:
                while not self._stopped:
                    await self._transaction(connection, chance)
            except (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError):
                # Whatever a server that goes away leaves of a connection.
                pass
            finally:
                connection.terminate()

    async def _transaction(self, connection: Any, chance: random.Random) -> None:
        titles = [f"article {next(self._names)}" for _ in range(chance.randint(1, 3))]
        transaction = connection.transaction()
        await transaction.start()
        for title in titles:
            await self._insert(connection, title)
            await asyncio.sleep(chance.random() * self._pause_s)
        await asyncio.sleep(chance.choice((0, 0, 0, 5)) * self._pause_s)
        if chance.random() < 0.15:
            await transaction.rollback()
            return
        self.unsure.update(titles)
        await transaction.commit()
        self.unsure.difference_update(titles)
        self.written.update(titles)
