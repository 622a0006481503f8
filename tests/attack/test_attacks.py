"""Each attack is answered as it should be, soon, without a word of what is inside; and the service goes on."""

from __future__ import annotations

import contextlib
import re
import socket
import time
from collections.abc import Iterator

import httpx
import pytest

from tests.attack.attacks import ATTACKS, Attack
from tests.conftest import served

SOON_S = 1.0
"""On a machine that has nothing else to do."""
BUSY_TIMES = 100
"""So many times what a trivial request takes at the same moment is added, for a machine that has."""
PATIENCE_S = 60.0
INTERNAL = re.compile(r"traceback|asyncpg|syntax error at|relation \"|\.py\b|/usr/|/home/|pg_catalog", re.IGNORECASE)
MARKED = [pytest.param(attack, id=attack.name, marks=() if attack.short else pytest.mark.whole) for attack in ATTACKS]


@pytest.fixture(scope="module")
def client(seeded_database: str) -> Iterator[httpx.Client]:
    with (
        served(seeded_database, CLAIMGRAPH_HEADER_TIMEOUT_S="2") as url,
        httpx.Client(base_url=url, timeout=PATIENCE_S) as client,
    ):
        yield client


def over_a_socket(client: httpx.Client, given: bytes) -> tuple[int, str]:
    """The status and text of what answers these bytes. A connection that is closed without a word is no answer."""
    address = (client.base_url.host, client.base_url.port or 80)
    received = b""
    # Refused in the middle of what is sent, a connection may be reset behind its answer (RFC 9112, 9.6).
    with socket.create_connection(address, timeout=PATIENCE_S) as connection, contextlib.suppress(ConnectionError):
        connection.sendall(given)
        connection.shutdown(socket.SHUT_WR)
        while piece := connection.recv(65536):
            received += piece
    assert received, "closed without an answer"
    return int(received[9:12]), received.decode("utf-8", "replace")


def trivial_s(client: httpx.Client) -> float:
    """What the least that can be asked takes right now."""
    started = time.monotonic()
    assert client.get("/healthz").status_code == 200
    return time.monotonic() - started


def over_http(client: httpx.Client, attack: Attack) -> tuple[int, str]:
    answer = client.request(attack.method, attack.path, headers=attack.headers, content=attack.body)
    if attack.errors and answer.status_code == 200:
        assert answer.json()["errors"], answer.text[:500]
    return answer.status_code, answer.text


@pytest.mark.parametrize("attack", MARKED)
def test_an_attack_is_answered_as_it_should_be(client: httpx.Client, attack: Attack) -> None:
    before_s = trivial_s(client)
    started = time.monotonic()
    status, text = over_http(client, attack) if attack.raw is None else over_a_socket(client, attack.raw)
    took_s = time.monotonic() - started
    assert status in attack.expects, (status, text[:500])
    assert "INTERNAL_SERVER_ERROR" not in text and INTERNAL.search(text) is None, text[:500]
    # The service goes on, as quick as before.
    allowed_s = SOON_S + BUSY_TIMES * max(before_s, trivial_s(client))
    assert took_s < allowed_s, f"{took_s:.1f} s, where {allowed_s:.1f} s are allowed"


def test_names_tell_attacks_apart() -> None:
    assert len({attack.name for attack in ATTACKS}) == len(ATTACKS) > 60
