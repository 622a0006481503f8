"""A database that says nothing: frozen, or behind a network that passes nothing on."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial

import httpx
import pytest

from tests.conftest import served
from tests.faults.network import Network, network_to, over
from tests.faults.postgres import Postgres

STATEMENT_S, GRACE_S, READY_S = 1.5, 0.5, 1.0
BUSY_S = 6.0
"""What a busy machine may add. The silence lasts until all have answered, so a missing deadline takes far longer."""
SETTINGS = {
    "CLAIMGRAPH_STATEMENT_TIMEOUT_S": str(STATEMENT_S),
    "CLAIMGRAPH_DATABASE_GRACE_S": str(GRACE_S),
    "CLAIMGRAPH_DATABASE_CONNECT_S": "1",
    "CLAIMGRAPH_POOL_WAIT_S": "1",
    "CLAIMGRAPH_READY_TIMEOUT_S": str(READY_S),
}
READS = {
    "graphql": ("POST", "/graphql", {"query": "{ articles(first: 2) { nodes { title } } }"}),
    "rest": ("GET", "/v1/claims?first=2", None),
    "search": ("GET", "/v1/search?q=openai", None),
}


@contextmanager
def frozen(postgres: Postgres, _network: Network) -> Iterator[None]:
    postgres.freeze()
    try:
        yield
    finally:
        postgres.thaw()


@contextmanager
def stalled(_postgres: Postgres, network: Network) -> Iterator[None]:
    network.stall()
    try:
        yield
    finally:
        network.flow()


SILENCES = {"frozen server": frozen, "stalled network": stalled}


@pytest.fixture(scope="module")
def network(postgres: Postgres) -> Iterator[Network]:
    with network_to(postgres.socket) as network:
        yield network


@pytest.fixture(scope="module")
def client(postgres: Postgres, network: Network) -> Iterator[httpx.Client]:
    with served(over(network, postgres.url), **SETTINGS) as url, httpx.Client(base_url=url, timeout=30) as client:
        yield client


def timed(ask: Callable[[], httpx.Response]) -> tuple[httpx.Response, float]:
    started = time.monotonic()
    return ask(), time.monotonic() - started


def read(client: httpx.Client, name: str) -> httpx.Response:
    method, path, body = READS[name]
    return client.request(method, path, json=body)


def recovered(client: httpx.Client, within_s: float = 15) -> None:
    """Everything answers again, without a restart, on connections that are whole."""
    deadline = time.monotonic() + within_s
    while client.get("/readyz").status_code != 200:
        assert time.monotonic() < deadline, "the service did not come back"
        time.sleep(0.1)
    for _ in range(15):
        for name in READS:
            assert read(client, name).status_code == 200, name


@pytest.mark.parametrize("silence", SILENCES)
def test_reads_are_refused_in_time_and_come_back(
    postgres: Postgres, network: Network, client: httpx.Client, silence: str
) -> None:
    for name in READS:
        assert read(client, name).status_code == 200
    with SILENCES[silence](postgres, network), ThreadPoolExecutor(30) as many:
        asked = [many.submit(timed, partial(read, client, name)) for name in (*READS, *READS, *READS) * 2]
        ready, ready_s = timed(lambda: client.get("/readyz"))
        assert ready.status_code == 503 and int(ready.headers["retry-after"]) >= 1
        assert ready_s < READY_S + BUSY_S
        alive, alive_s = timed(lambda: client.get("/healthz"))
        assert alive.status_code == 200 and alive_s < BUSY_S
        for answer, took_s in [each.result() for each in asked]:
            assert answer.status_code == 503, answer.text
            assert int(answer.headers["retry-after"]) >= 1
            assert took_s < STATEMENT_S + GRACE_S + BUSY_S
    recovered(client)


def test_a_cut_network_costs_one_refusal_at_most(network: Network, client: httpx.Client) -> None:
    recovered(client)
    network.cut()
    for name in READS:
        assert read(client, name).status_code in (200, 503)
    recovered(client)
