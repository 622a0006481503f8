"""Subscribers that read nothing, and sockets that come in numbers or say too much at once."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import itertools
import json
import os
import socket
import struct
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import asyncpg
import httpx
import psutil
import pytest

from tests.conftest import served
from tests.faults.postgres import Postgres
from tests.faults.test_silence import READS, read
from tests.live.clients import connected

UNREAD_S = 2.0
BACKLOG = 50
ROUNDS, AT_ONCE = 40, 10
BODY = 30_000
"""Letters of one article: all rounds together are more than the sockets between two processes hold."""
STALLED = 8
MEGABYTE = 1_000_000
_names = itertools.count(1)


@pytest.fixture(scope="module")
def client(postgres: Postgres) -> Iterator[httpx.Client]:
    settings = {
        "CLAIMGRAPH_UNREAD_TIMEOUT_S": str(UNREAD_S),
        "CLAIMGRAPH_SUBSCRIBER_BACKLOG": str(BACKLOG),
        "CLAIMGRAPH_POOL_MAX": "4",
    }
    with served(postgres.url, **settings) as url, httpx.Client(base_url=url, timeout=30) as client:
        yield client


def service_of(client: httpx.Client) -> psutil.Process:
    """The process that serves."""
    port = urlsplit(str(client.base_url)).port
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            listens = (c for c in process.net_connections("tcp") if c.status == psutil.CONN_LISTEN)
            if any(connection.laddr.port == port for connection in listens):
                return process
    raise AssertionError(f"nobody listens on port {port}")


def subscription(number: int) -> str:
    """Texts of articles as they come; each number is another statement with answers of its own."""
    return f"subscription {{ articleIngested {{ article {{ text{number}: body }} }} }}"


def small_socket(client: httpx.Client) -> socket.socket:
    """A connection with little room for what it is sent."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.settimeout(20)
    address = urlsplit(str(client.base_url))
    connection.connect((address.hostname, address.port))
    return connection


def until(connection: socket.socket, mark: bytes) -> bytes:
    """What comes, up to a mark."""
    received = b""
    while mark not in received:
        piece = connection.recv(1)
        assert piece, received
        received += piece
    return received


def frame(text: bytes, opcode: int = 0x1) -> bytes:
    """A masked frame of a WebSocket (RFC 6455, section 5.2)."""
    size = struct.pack("!B", 0x80 | len(text)) if len(text) < 126 else struct.pack("!BH", 0x80 | 126, len(text))
    return bytes([0x80 | opcode]) + size + b"\0\0\0\0" + text


def event_stream(client: httpx.Client, query: str) -> socket.socket:
    """A subscription over server-sent events that has begun."""
    connection = small_socket(client)
    body = json.dumps({"query": query}).encode()
    connection.sendall(
        b"POST /graphql HTTP/1.1\r\nhost: localhost\r\naccept: text/event-stream\r\n"
        b"content-type: application/json\r\ncontent-length: %d\r\n\r\n%s" % (len(body), body)
    )
    # The first id comes with the subscription.
    until(connection, b"id: ")
    return connection


def web_socket(client: httpx.Client, query: str) -> socket.socket:
    """A subscription over a WebSocket that has begun."""
    connection = small_socket(client)
    key = base64.b64encode(os.urandom(16))
    connection.sendall(
        b"GET /graphql HTTP/1.1\r\nhost: localhost\r\nupgrade: websocket\r\nconnection: upgrade\r\n"
        b"sec-websocket-version: 13\r\nsec-websocket-protocol: graphql-transport-ws\r\n"
        b"sec-websocket-key: " + key + b"\r\n\r\n"
    )
    assert until(connection, b"\r\n\r\n").startswith(b"HTTP/1.1 101 ")
    connection.sendall(frame(b'{"type":"connection_init"}'))
    until(connection, b"connection_ack")
    subscribe = {"id": "1", "type": "subscribe", "payload": {"query": query}}
    connection.sendall(frame(json.dumps(subscribe).encode()) + frame(b'{"type":"ping"}'))
    until(connection, b"pong")
    return connection


TRANSPORTS = {"event stream": event_stream, "websocket": web_socket}


def broken(connection: socket.socket) -> bool:
    """Whether the other end gave the connection up, although nothing is read here: what is sent tells."""
    try:
        connection.sendall(frame(b"", opcode=0xA))
    except OSError:
        return True
    return False


async def write(connection: asyncpg.Connection) -> None:
    """Some articles, each large and none like another."""
    await connection.executemany(
        """
        insert into claimgraph.article
          (title, body, language, content_hash, extractor, extractor_version, published_at, sort_at)
        values ($1, repeat($1 || ' ', $2), 'en', encode(sha256($1::text::bytea), 'hex'), 'test', '1', now(), now())
        """,
        [(name, BODY // len(name)) for name in (f"Unread article {next(_names):06}" for _ in range(AT_ONCE))],
    )


async def write_while_one_reads(client: httpx.Client, database_url: str) -> list[str]:
    """Write all rounds, each once a subscriber that reads has got the one before; what it got."""
    writer = await asyncpg.connect(database_url)
    try:
        async with connected(f"{client.base_url}/graphql".replace("//graphql", "/graphql")) as reader:
            await reader.subscribe("subscription { articleIngested { article { title } } }")
            await reader.settled()
            titles = []
            for _ in range(ROUNDS):
                await write(writer)
                titles += [(await reader.data(within_s=30))["article"]["title"] for _ in range(AT_ONCE)]
            return titles
    finally:
        await writer.close()


def serves(client: httpx.Client) -> None:
    """Everybody else is answered."""
    assert client.get("/readyz").status_code == 200
    for _ in range(3):
        for name in READS:
            assert read(client, name).status_code == 200


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_events_that_nobody_takes_cost_only_who_does_not_take_them(
    postgres: Postgres, client: httpx.Client, transport: str
) -> None:
    serves(client)
    process = service_of(client)
    before = process.memory_info().rss
    with contextlib.ExitStack() as stack:
        unread = [
            stack.enter_context(contextlib.closing(TRANSPORTS[transport](client, subscription(number))))
            for number in range(STALLED)
        ]
        titles = asyncio.run(write_while_one_reads(client, postgres.url))
        assert len(set(titles)) == ROUNDS * AT_ONCE and titles == sorted(titles)
        grown = process.memory_info().rss - before
        assert grown < STALLED * ROUNDS * AT_ONCE * BODY / 2, f"{grown / MEGABYTE:.0f} MB are kept"
        serves(client)
        left = unread
        deadline = time.monotonic() + UNREAD_S * 3 + 10
        while left := [connection for connection in left if not broken(connection)]:
            assert time.monotonic() < deadline, f"{len(left)} of {STALLED} are still held"
            time.sleep(0.1)
    serves(client)


def test_two_hundred_sockets_of_one_address_keep_nobody_from_reading(client: httpx.Client) -> None:
    """All are served, each with a subscription, and no connection of the pool stays with them."""
    query = "subscription { articleIngested { article { title } } }"
    with contextlib.ExitStack() as stack, ThreadPoolExecutor(20) as many:
        opening = [many.submit(web_socket, client, query) for _ in range(200)]
        sockets = [stack.enter_context(contextlib.closing(each.result())) for each in opening]
        serves(client)
        assert not any(broken(connection) for connection in sockets)
    serves(client)


async def say_much(client: httpx.Client, count: int) -> list[dict[str, object]]:
    """Ask for as much at once on one socket; the last message for each operation."""
    async with connected(f"{client.base_url}/graphql".replace("//graphql", "/graphql")) as socket_:
        query = "{ articles(first: 2) { nodes { title } } }"
        messages = [
            json.dumps({"id": str(number), "type": "subscribe", "payload": {"query": query}}) for number in range(count)
        ]
        saying = asyncio.create_task(_say(socket_.socket, messages))
        ended: list[dict[str, object]] = []
        while len(ended) < count:
            message = await socket_.next(within_s=60)
            if message["type"] in ("complete", "error"):
                ended.append(message)
        await saying
        return ended


async def _say(socket_: object, messages: list[str]) -> None:
    for message in messages:
        await socket_.send(message)  # type: ignore[attr-defined]


def test_a_socket_that_asks_two_thousand_times_at_once_gets_as_many_answers(client: httpx.Client) -> None:
    """A hundred at a time are under way; those beyond are told so, and nobody else waits long."""
    before = service_of(client).memory_info().rss
    with ThreadPoolExecutor(1) as other:
        asking = other.submit(asyncio.run, say_much(client, 2000))
        while not asking.done():
            assert client.get("/readyz").status_code == 200
            assert read(client, "rest").status_code in (200, 503)
            time.sleep(0.1)
        ended = asking.result()
    assert {message["id"] for message in ended} == {str(number) for number in range(2000)}
    told = [message["payload"] for message in ended if message["type"] == "error"]
    codes = {error["extensions"]["code"] for errors in told for error in errors}  # type: ignore[attr-defined]
    assert codes <= {"TOO_MANY_OPERATIONS", "SERVICE_UNAVAILABLE"}
    assert len(told) < 2000
    assert service_of(client).memory_info().rss - before < 50 * MEGABYTE
    serves(client)


def test_pings_whose_answers_nobody_takes_are_not_kept(postgres: Postgres) -> None:
    """Their pongs would fill the memory for as long as the service is patient."""
    pings = frame(b"x" * 125, opcode=0x9) * 1000
    with served(postgres.url) as url, httpx.Client(base_url=url, timeout=30) as client:
        serves(client)
        before = service_of(client).memory_info().rss
        with contextlib.closing(web_socket(client, subscription(0))) as connection:
            for _ in range(300):
                connection.sendall(pings)
            assert service_of(client).memory_info().rss - before < 15 * MEGABYTE
            serves(client)
