"""Whose name a request calls, and how often keys may be guessed."""

from __future__ import annotations

import socket

import httpx
import pytest

from service.errors import MisdirectedRequest
from service.http.edge.hosts import Hosts
from service.http.edge.limits import WRONG_KEYS_PER_MINUTE
from service.settings import Settings
from tests.conftest import authorization
from tests.http.conftest import COUNT, Client, problem
from tests.live.clients import connected


def refused(called: str | None, **settings: object) -> bool:
    try:
        Hosts(Settings(**settings)).check(None if called is None else called.encode())  # type: ignore[arg-type]  # by name
    except MisdirectedRequest:
        return True
    return False


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:8000", "localhost.", "127.0.0.1:1", "[::1]", "[::1]:8000", "::1", "box.test:80"]
)
def test_names_of_its_own(host: str) -> None:
    assert not refused(host, hosts=("box.test",))


@pytest.mark.parametrize("host", [None, "", "evil.test", "localhost.evil.test", "127.0.0.1.evil.test", "[evil]:8000"])
def test_other_names(host: str | None) -> None:
    assert refused(host, hosts=("box.test",))
    assert not refused(host, open_reads="0"), "nobody reads without a key"
    assert not refused(host, host="0.0.0.0", open_reads="1"), "anyone may read"


async def test_a_page_whose_name_leads_here_reads_nothing(plain: httpx.Client, database: str) -> None:
    evil = {"host": "evil.test"}
    for answer in (
        plain.get("/v1/articles", headers=evil),
        plain.post("/graphql", json=COUNT, headers=evil),
        plain.get("/graphql?query={__typename}", headers=evil | {"accept": "text/event-stream"}),
    ):
        status, code, message = problem(answer)
        assert (status, code) == (421, "HOST_NOT_ALLOWED") and "CLAIMGRAPH_HOSTS" in message
    assert plain.get("/healthz", headers=evil).status_code == 200
    reader = await authorization(database, "read")
    assert plain.get("/v1/articles", headers=evil | reader).status_code == 200, "no page has a key"
    with pytest.raises(Exception, match="421"):
        async with connected("http://evil.test/graphql", host=plain.base_url.host, port=plain.base_url.port):
            pass


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        (b"GET /healthz HTTP/1.1\r\n", b"400"),
        (b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n", b"400"),
        (b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nhost: evil.test\r\n", b"400"),
        (b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n", b"200"),
        (b"GET /healthz HTTP/1.0\r\n", b"200"),
    ],
)
def test_a_request_has_one_host(plain: httpx.Client, lines: bytes, status: bytes) -> None:
    with socket.create_connection((plain.base_url.host, plain.base_url.port or 80), timeout=10) as connection:
        connection.sendall(lines + b"\r\n")
        assert connection.recv(65536).split()[1] == status


async def test_wrong_keys_are_slowed_wherever_they_come(serve: Client, database: str) -> None:
    client = serve()
    good = await authorization(database, "read")
    assert client.get("/v1/articles", headers=good).status_code == 200
    ways = (
        lambda headers: client.get("/v1/articles", headers=headers),
        lambda headers: client.post("/graphql", json=COUNT, headers=headers),
        lambda headers: client.post("/graphql", json=COUNT, headers=headers | {"accept": "text/event-stream"}),
    )
    statuses = [
        ways[number % 3]({"authorization": f"Bearer cgk_abcdefgh_{number:043d}"}).status_code
        for number in range(WRONG_KEYS_PER_MINUTE // 2)
    ]
    assert statuses[:20] == [401] * 20 and statuses.count(429) > 20
    for way in ways:
        assert int(way({"authorization": "Bearer wrong"}).headers.get("retry-after", 0)) >= 1
    with pytest.raises(Exception, match="429"):
        for number in range(10):
            headers = {"authorization": f"Bearer another wrong one {number}"}
            async with connected(f"{client.base_url}/graphql", additional_headers=headers):
                pass
    assert client.get("/v1/articles", headers=good).status_code == 200, "who is known is not locked out"
    assert client.get("/v1/articles").status_code == 200
