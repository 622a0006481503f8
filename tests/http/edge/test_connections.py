"""Clients that send too much, too slowly, or nothing."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Iterator

import httpx
import pytest

from service.http.edge.http_protocol import HEADER_BYTES_MAX
from service.store.pool import Store
from tests.conftest import authorization
from tests.http.conftest import COUNT, Client, problem
from tests.live.clients import connected

PATIENCE_S = 1.0
IDLE_S = 2


@pytest.fixture(scope="module")
def strict(serve: Client) -> httpx.Client:
    return serve(
        CLAIMGRAPH_HEADER_TIMEOUT_S=str(PATIENCE_S),
        CLAIMGRAPH_IDLE_TIMEOUT_S=str(IDLE_S),
        CLAIMGRAPH_BODY_BYTES_MAX="2000",
    )


@pytest.fixture
def connection(strict: httpx.Client) -> Iterator[socket.socket]:
    with socket.create_connection((strict.base_url.host, strict.base_url.port or 80), timeout=10) as connection:
        yield connection


def until_closed(connection: socket.socket) -> bytes:
    """All that the server still sends."""
    received = b""
    try:
        while piece := connection.recv(65536):
            received += piece
    except ConnectionResetError:
        pass
    return received


def test_a_silent_connection_is_closed(connection: socket.socket) -> None:
    started = time.monotonic()
    assert until_closed(connection) == b""
    assert time.monotonic() - started < PATIENCE_S + 2


def test_headers_that_do_not_end(connection: socket.socket) -> None:
    connection.sendall(b"GET /healthz HTTP/1.1\r\nhost: x\r\n")
    assert until_closed(connection).startswith(b"HTTP/1.1 408 ")


def test_line_breaks_keep_no_connection(connection: socket.socket) -> None:
    started = time.monotonic()
    try:
        while time.monotonic() - started < PATIENCE_S + 2:
            connection.sendall(b"\r\n")
            time.sleep(0.1)
    except (BrokenPipeError, ConnectionResetError):
        pass
    assert until_closed(connection) == b""


def test_headers_that_drip(connection: socket.socket) -> None:
    started = time.monotonic()
    connection.sendall(b"GET /healthz HTTP/1.1\r\nhost: x\r\n")
    try:
        while time.monotonic() - started < PATIENCE_S + 2:
            connection.sendall(b"x-a: b\r\n")
            time.sleep(0.1)
    except (BrokenPipeError, ConnectionResetError):
        pass
    assert time.monotonic() - started < PATIENCE_S + 1.5


@pytest.mark.parametrize("count", [1, 200])
def test_headers_that_are_too_large(connection: socket.socket, count: int) -> None:
    header = b"".join(b"x-%d: %s\r\n" % (n, b"a" * (2 * HEADER_BYTES_MAX // count)) for n in range(count))
    connection.sendall(b"GET /healthz HTTP/1.1\r\nhost: x\r\n" + header + b"\r\n")
    assert until_closed(connection).startswith(b"HTTP/1.1 431 ")


def test_headers_that_never_end(connection: socket.socket) -> None:
    connection.sendall(b"GET /healthz HTTP/1.1\r\nx-a: ")
    sent = 0
    try:
        while sent < 20_000_000:
            sent += connection.send(b"a" * 65536)
    except (BrokenPipeError, ConnectionResetError):
        pass
    assert sent < 20_000_000, "the connection was cut long before"


def test_headers_below_the_limit(strict: httpx.Client) -> None:
    assert strict.get("/healthz", headers={"x-a": "a" * (HEADER_BYTES_MAX - 1000)}).status_code == 200


def test_requests_in_one_connection_are_each_counted_anew(connection: socket.socket) -> None:
    one = b"GET /healthz HTTP/1.1\r\nhost: x\r\nx-a: " + b"a" * 20_000 + b"\r\n\r\n"
    for _ in range(5):
        connection.sendall(one)
        answer = b""
        while not answer.endswith(b"}"):
            answer += connection.recv(65536)
        assert answer.startswith(b"HTTP/1.1 200 ")


def test_an_idle_connection_is_closed_later(connection: socket.socket) -> None:
    connection.sendall(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n")
    assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")
    started = time.monotonic()
    until_closed(connection)
    assert IDLE_S - 0.5 < time.monotonic() - started < IDLE_S + 2


async def test_bodies_over_the_setting(strict: httpx.Client, database: str) -> None:
    writer = await authorization(database, "write")
    by_graphql = strict.post("/graphql", json=COUNT | {"variables": {"a": "x" * 2000}})
    by_rest = strict.post("/v1/articles", json={"body": "x" * 2000}, headers=writer)
    for response in (by_graphql, by_rest):
        assert problem(response)[:2] == (413, "BODY_TOO_LARGE")
    assert "2,000 bytes" in by_graphql.text
    ndjson = writer | {"content-type": "application/x-ndjson"}
    imported = strict.post("/v1/import", content=b"\n" * 5000 + b"{}\n", headers=ndjson)
    assert imported.status_code == 200, "an import may be of any size"


async def test_a_websocket_outlives_the_patience_with_headers_and_idleness(strict: httpx.Client) -> None:
    async with connected(f"{strict.base_url}/graphql") as socket:
        await asyncio.sleep(max(PATIENCE_S, IDLE_S) + 1)
        await socket.subscribe("{ __typename }")
        assert await socket.data() == "Query"


async def test_a_statement_that_waits_for_a_lock_is_stopped_and_told(serve: Client, database_store: Store) -> None:
    client = serve(CLAIMGRAPH_STATEMENT_TIMEOUT_S="0.5")
    async with database_store.connection() as connection, connection.transaction():
        await connection.execute("lock table claimgraph.article in access exclusive mode")
        started = time.monotonic()
        by_graphql = await asyncio.to_thread(client.post, "/graphql", json=COUNT)
        by_rest = await asyncio.to_thread(client.get, "/v1/articles")
        assert time.monotonic() - started < 10
    for response in (by_graphql, by_rest):
        assert problem(response)[:2] == (503, "SERVICE_UNAVAILABLE")
        assert int(response.headers["retry-after"]) >= 1
    assert client.post("/graphql", json=COUNT).json()["data"]
