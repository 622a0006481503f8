"""Measures the services side by side: short rounds in turn, so that what else the machine does hits all alike."""

from __future__ import annotations

import http.client
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from statistics import median
from typing import IO, Any

import msgspec

from bench.reads.floor import Floor
from bench.reads.pages import OURS, Page, read
from bench.reads.peers import POOL_SIZE, Peer
from bench.reads.pressure import Order, Outcome, decode_outcome, encode
from service.errors import StartupError

FLOOR = "floor"
CONNECTIONS = POOL_SIZE - 2
"""Requests under way at once: as many as keep a service busy, fewer than its pool holds."""


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """What one service did on one page; times in seconds, sizes in bytes, processor use in cores."""

    per_second: float
    rounds: tuple[float, ...]
    p50: float
    p99: float
    answers: int
    bytes_each: float = 0
    service_cores: float = 0
    generator_cores: float = 0
    rss: int = 0
    pss: int = 0


class Generator:
    """The load generator's process."""

    def __init__(self, orders: IO[bytes], outcomes: IO[bytes]) -> None:
        self._orders = orders
        self._outcomes = outcomes

    def press(self, order: Order) -> Outcome:
        """Have one order carried out. Raises StartupError when the service fails under it."""
        self._orders.write(encode(order))
        self._orders.flush()
        line = self._outcomes.readline()
        if not line:
            raise StartupError("The load generator ended; a service closed its connection, or answered nothing.")
        return decode_outcome(line)


@contextmanager
def generator() -> Iterator[Generator]:
    """A running load generator, on whichever core is free."""
    command = [sys.executable, "-m", "bench.reads.pressure"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:  # noqa: S603
        if process.stdin is None or process.stdout is None:
            raise StartupError("The load generator has no pipes.")
        try:
            yield Generator(process.stdin, process.stdout)
        finally:
            process.stdin.close()


def ask(peer: Peer, page: Page, value: Any) -> bytes:
    """One answer of a service, as it came."""
    connection = http.client.HTTPConnection("127.0.0.1", peer.port, timeout=60)
    try:
        headers = {"content-type": "application/json", "accept": "application/json"}
        connection.request("POST", "/graphql", page.body(peer.name, value), headers)
        return connection.getresponse().read()
    finally:
        connection.close()


def differences(page: Page, peers: dict[str, Peer], values: int = 5) -> list[str]:
    """Which services say something else than ours, in sentences; none when all say the same.

    Rankings differ by design, so searches are compared only in what each says of an article.
    """
    found = []
    for value in page.values[:values]:
        answers = {name: read(name, page, ask(peer, page, value)) for name, peer in peers.items()}
        for name, answer in answers.items():
            if not _same(page, answers[OURS], answer):
                found.append(f"{name} differs from ours on the {page.title} of {value}")
    return found


def _same(page: Page, ours: Any, theirs: Any) -> bool:
    if page.document != "search":
        return bool(ours == theirs)
    mine = {hit["id"]: hit for hit in ours}
    alike = all(
        (hit["title"], hit["publishedAt"]) == (mine[hit["id"]]["title"], mine[hit["id"]]["publishedAt"])
        for hit in theirs
        if hit["id"] in mine
    )
    return alike and len(ours) == len(theirs)


def measure_page(
    page: Page,
    peers: Sequence[Peer],
    floor: Floor | None,
    generator: Generator,
    rounds: int,
    seconds: float,
    told: Callable[[str], None],
) -> dict[str, Figures]:
    """All services on one page, in turn, several times over."""
    outcomes: dict[str, list[Outcome]] = {peer.name: [] for peer in peers}
    spent: dict[str, float] = dict.fromkeys(outcomes, 0.0)
    wall: dict[str, float] = dict.fromkeys(outcomes, 0.0)
    floors: list[list[float]] = []
    for turn in range(rounds):
        # Each round begins with another one.
        for peer in [*peers[turn % len(peers) :], *peers[: turn % len(peers)]]:
            told(f"{page.title}: {peer.name}, round {turn + 1} of {rounds}")
            before, begun = peer.processor_s(), time.perf_counter()
            bodies = [page.body(peer.name, value) for value in page.values]
            order = Order(port=peer.port, bodies=bodies, connections=CONNECTIONS, seconds=seconds)
            outcomes[peer.name].append(_sound(generator.press(order), peer.name, page))
            spent[peer.name] += peer.processor_s() - before
            wall[peer.name] += time.perf_counter() - begun
        if floor is not None:
            told(f"{page.title}: {FLOOR}, round {turn + 1} of {rounds}")
            floors.append(floor.measure(page, max(1, round(seconds))))
    figures = {peer.name: _figures(outcomes[peer.name], peer, spent[peer.name] / wall[peer.name]) for peer in peers}
    if floor is not None:
        figures[FLOOR] = _floor_figures(floors, max(1, round(seconds)))
    return figures


def _sound(outcome: Outcome, name: str, page: Page) -> Outcome:
    if outcome.failures or not outcome.latencies:
        raise StartupError(
            f"{name} failed {outcome.failures} of {len(outcome.latencies)} requests for the {page.title};"
            " figures of failures say nothing."
        )
    return outcome


def _figures(outcomes: Sequence[Outcome], peer: Peer, cores: float) -> Figures:
    times = sorted(latency for outcome in outcomes for latency in outcome.latencies)
    rates = tuple(len(outcome.latencies) / outcome.seconds for outcome in outcomes)
    rss, pss = peer.memory()
    seconds = sum(outcome.seconds for outcome in outcomes)
    return Figures(
        per_second=median(rates),
        rounds=rates,
        p50=percentile(times, 50),
        p99=percentile(times, 99),
        answers=len(times),
        bytes_each=sum(outcome.bytes_received for outcome in outcomes) / len(times),
        service_cores=cores,
        generator_cores=sum(outcome.processor_s for outcome in outcomes) / seconds,
        rss=rss,
        pss=pss,
    )


def _floor_figures(floors: Sequence[Sequence[float]], seconds: int) -> Figures:
    times = sorted(latency for latencies in floors for latency in latencies)
    if not times:
        raise StartupError("pgbench finished no transaction.")
    rates = tuple(len(latencies) / seconds for latencies in floors)
    return Figures(
        per_second=median(rates), rounds=rates, p50=percentile(times, 50), p99=percentile(times, 99), answers=len(times)
    )


def percentile(ordered: Sequence[float], percent: float) -> float:
    """The value below or at which so many percent of the ordered values lie (nearest rank)."""
    if not ordered:
        raise ValueError("a percentile needs at least one value")
    rank = -(-len(ordered) * percent // 100)
    return ordered[max(0, int(rank) - 1)]
