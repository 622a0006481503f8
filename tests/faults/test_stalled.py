"""Clients that take nothing: they hold no connection of the pool, and are cut off in the end."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import asyncpg
import httpx
import pytest

from tests.conftest import authorization, served
from tests.faults.postgres import Postgres
from tests.faults.test_silence import READS, read

UNREAD_S = 3.0
LARGE = 400
"""Articles of some 50 kB each: more than the sockets between two processes hold."""


@pytest.fixture(scope="module")
def large(postgres: Postgres) -> str:
    """The database's URL, with some 20 MB in it."""

    async def enlarge() -> None:
        connection = await asyncpg.connect(postgres.url)
        try:
            await connection.execute(
                """
                insert into claimgraph.article
                  (title, body, language, content_hash, extractor, extractor_version, published_at, sort_at)
                select
                  'Large ' || n, repeat(md5(n::text) || ' ', 1500), 'en', encode(sha256(n::text::bytea), 'hex'),
                  'test', '1', now(), now()
                from generate_series(1, $1) n
                """,
                LARGE,
            )
        finally:
            await connection.close()

    asyncio.run(enlarge())
    return postgres.url


@pytest.fixture(scope="module")
def client(large: str) -> Iterator[httpx.Client]:
    settings = {"CLAIMGRAPH_UNREAD_TIMEOUT_S": str(UNREAD_S), "CLAIMGRAPH_POOL_MAX": "4"}
    with served(large, **settings) as url, httpx.Client(base_url=url, timeout=30) as client:
        yield client


def opened(client: httpx.Client, request: bytes) -> socket.socket:
    """A connection that sent a request, with little room for the answer."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    address = urlsplit(str(client.base_url))
    connection.connect((address.hostname, address.port))
    connection.sendall(request)
    return connection


def cut_off(connection: socket.socket, within_s: float) -> bool:
    """Whether the other end gives the connection up, although its last bytes were never taken."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        try:
            # What is not read can't tell of the end; what is sent to a connection that was cut can.
            connection.send(b"\r\n")
        except OSError:
            return True
        time.sleep(0.1)
    return False


GET_EXPORT = b"GET /v1/export HTTP/1.1\r\nhost: localhost\r\n\r\n"
PAGE = json.dumps({"query": "{ articles(first: 100) { nodes { body } } }"}).encode()
GET_PAGE = (
    b"POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
    b"content-length: %d\r\n\r\n%s" % (len(PAGE), PAGE)
)


def test_exports_that_nobody_reads_keep_nobody_from_reading(client: httpx.Client) -> None:
    with contextlib.ExitStack() as stack:
        unread = [stack.enter_context(contextlib.closing(opened(client, GET_EXPORT))) for _ in range(12)]
        time.sleep(0.5)
        refused = client.get("/v1/export")
        assert refused.status_code == 503 and int(refused.headers["retry-after"]) >= 1
        for _ in range(5):
            for name in READS:
                assert read(client, name).status_code == 200
        assert client.get("/readyz").status_code == 200
        assert all(cut_off(connection, UNREAD_S * 3 + 5) for connection in unread[:2])
    deadline = time.monotonic() + 10
    while (answer := client.get("/v1/export")).status_code == 503:
        assert time.monotonic() < deadline, "the places were not given back"
        time.sleep(0.2)
    assert answer.text.count('"title":"Large') + answer.text.count('"title" : "Large') == LARGE


@pytest.mark.parametrize("request_", [GET_PAGE, GET_PAGE.replace(b"host:", b"connection: close\r\nhost:")])
def test_a_large_answer_that_nobody_takes_is_given_up(client: httpx.Client, request_: bytes) -> None:
    with contextlib.closing(opened(client, request_)) as connection:
        assert cut_off(connection, UNREAD_S * 3 + 5)


def test_who_takes_little_at_a_time_gets_it_all(client: httpx.Client) -> None:
    """Longer than the patience in all, but never nothing for so long."""
    with contextlib.closing(opened(client, GET_EXPORT.replace(b"host:", b"connection: close\r\nhost:"))) as connection:
        started, received = time.monotonic(), b""
        while piece := connection.recv(65536 if time.monotonic() - started > UNREAD_S * 2 else 512):
            received += piece
            if time.monotonic() - started < UNREAD_S * 2:
                time.sleep(0.02)
    assert received.startswith(b"HTTP/1.1 200") and received.endswith(b"0\r\n\r\n")


def test_an_import_may_be_sent_as_a_whole_before_anything_is_read(postgres: Postgres, client: httpx.Client) -> None:
    """Its results wait on disk, longer than a reader may take nothing, because the client still sends."""
    key = asyncio.run(authorization(postgres.url, "write"))["authorization"].encode()
    head = (
        b"POST /v1/import HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/x-ndjson\r\nconnection: close\r\n"
        b"transfer-encoding: chunked\r\nauthorization: " + key + b"\r\n\r\n"
    )
    lines = b"{}\n" * 2000
    with contextlib.closing(opened(client, head)) as connection:
        for _ in range(8):
            connection.sendall(b"%x\r\n%s\r\n" % (len(lines), lines))
            time.sleep(UNREAD_S / 4)
        connection.sendall(b"0\r\n\r\n")
        received = b""
        while piece := connection.recv(65536):
            received += piece
    assert received.count(b'"rejected"') == 8 * 2000 and received.endswith(b"0\r\n\r\n")
