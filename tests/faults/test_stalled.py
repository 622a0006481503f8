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

from service.http.edge.body import BODY_TIMEOUT_S
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


@pytest.fixture(scope="module")
def key(postgres: Postgres) -> bytes:
    """The value of `Authorization` of one that may write."""
    return asyncio.run(authorization(postgres.url, "write"))["authorization"].encode()


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


def importing(client: httpx.Client, authorization: bytes) -> socket.socket:
    """An import whose lines are still to be sent."""
    return opened(
        client,
        b"POST /v1/import HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/x-ndjson\r\n"
        b"transfer-encoding: chunked\r\nauthorization: " + authorization + b"\r\n\r\n",
    )


def chunk(data: bytes) -> bytes:
    """A chunk of a request's body (RFC 9112, section 7.1)."""
    return b"%x\r\n%s\r\n" % (len(data), data)


def taken(connection: socket.socket) -> bytes:
    """An answer, to the end of its chunked coding."""
    received = b""
    while not received.endswith(b"0\r\n\r\n"):
        piece = connection.recv(65536)
        assert piece, received[-200:]
        received += piece
    return received


def test_an_import_may_be_sent_as_a_whole_before_anything_is_read(client: httpx.Client, key: bytes) -> None:
    """Its results wait on disk, longer than a reader may take nothing, because the client still sends."""
    lines = b"{}\n" * 2000
    with contextlib.closing(importing(client, key)) as connection:
        for _ in range(8):
            connection.sendall(chunk(lines))
            time.sleep(UNREAD_S / 4)
        connection.sendall(chunk(b""))
        received = taken(connection)
    assert received.count(b'"rejected"') == 8 * 2000


def test_imports_that_send_nothing_hold_no_connection(client: httpx.Client, key: bytes) -> None:
    """More of them than the pool has connections; who stays silent for long is told where to go on."""
    line = b'{"article": {"title": "Patience", "body": "Bob Stone said that the bridge is safe."}}\n'
    with contextlib.ExitStack() as stack:
        silent = [stack.enter_context(contextlib.closing(importing(client, key))) for _ in range(12)]
        for connection in silent:
            connection.sendall(chunk(line))
        time.sleep(0.5)
        assert client.get("/readyz").status_code == 200
        for _ in range(5):
            for name in READS:
                assert read(client, name).status_code == 200
        for connection in silent:
            connection.settimeout(BODY_TIMEOUT_S * 3)
            received = taken(connection)
            assert b'"line":1,"status":"stopped"' in received and b"from this line on" in received


def test_an_import_whose_results_nobody_reads_is_given_up(postgres: Postgres, client: httpx.Client, key: bytes) -> None:
    """It holds no connection until then, and what was stored stays."""
    first = b'{"article": {"title": "Sent and never read", "body": "Bob Stone said that the bridge is safe."}}\n'
    with contextlib.closing(importing(client, key)) as connection:
        connection.sendall(chunk(first))
        for _ in range(40):
            connection.sendall(chunk(b"{}\n" * 2000))
        connection.sendall(chunk(b""))
        assert client.get("/readyz").status_code == 200
        assert read(client, "rest").status_code == 200
        assert cut_off(connection, UNREAD_S * 3 + 20)

    async def stored() -> int:
        connection = await asyncpg.connect(postgres.url)
        try:
            found: int = await connection.fetchval(
                "select count(*) from claimgraph.article where title = 'Sent and never read'"
            )
            return found
        finally:
            await connection.close()

    assert asyncio.run(stored()) == 1
    assert client.get("/readyz").status_code == 200
