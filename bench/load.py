"""`python -m bench load`: what a crowd gets, and what memory many sockets take and give back.

One service on an embedded server of its own with a small corpus. Callers ask for one article's page, on 1 to 1,000
connections; then 2,000 WebSockets subscribe, stay a moment and go.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from statistics import median

import msgspec
import psutil
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from bench.crowd import Crowd, crowd
from bench.reads.databases import fill
from service.store.embedded import embedded_server

CONNECTIONS = (1, 8, 64, 256, 1000)
SOCKETS = 2_000
_ARTICLES = 400
_SERVICE = [sys.executable, "-c", "from service.cli import main; main()", "serve"]
_PAGE = """{ article(id: "art_7") { title source { name } actors(first: 10) { nodes { name } }
  claims(first: 10) { nodes { text claimant { name } } } } }"""
_FOLLOW = "subscription { articleIngested { cursor article { title } } }"
_GIVEN_UP_S = 30
_SCALED_CONNECTIONS = (8, 32)
_SETTLED_S = 10
"""How long after the last socket memory is looked at."""


class Memory(msgspec.Struct, frozen=True, kw_only=True):
    """Resident megabytes of the service before the sockets, with all of them, and after they went."""

    sockets: int
    before_mb: int
    during_mb: int
    after_mb: int


def bench_load(seconds: float, sockets: int) -> tuple[list[Crowd], Memory]:
    """Measure both, so many seconds for each number of connections."""
    _allow_files(sockets + 200)
    with tempfile.TemporaryDirectory(prefix="cg") as folder, embedded_server(Path(folder)) as url:
        asyncio.run(fill(url, _ARTICLES, lambda _stage: None))
        with _serving(url) as (port, process), ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
            body = json.dumps({"query": _PAGE}).encode()
            other.submit(crowd, port, body, 8, 1.0).result()
            crowds = [other.submit(crowd, port, body, count, seconds).result() for count in CONNECTIONS]
            before = _resident_mb(process)
            during = other.submit(hold_sockets, port, sockets, process.pid).result()
            time.sleep(_SETTLED_S)
            memory = Memory(sockets=sockets, before_mb=before, during_mb=during, after_mb=_resident_mb(process))
    return crowds, memory


class Scaled(msgspec.Struct, frozen=True, kw_only=True):
    """Requests a second of one process and of several, over the same connections and the same Postgres."""

    workers: int
    connections: int
    one: tuple[float, ...]
    several: tuple[float, ...]


def bench_workers(seconds: float, workers: int, rounds: int = 3) -> list[Scaled]:
    """Measure one process and several by turns, so that what else the machine does hits both."""
    taken: dict[tuple[int, int], list[float]] = {}
    with tempfile.TemporaryDirectory(prefix="cg") as folder, embedded_server(Path(folder)) as url:
        asyncio.run(fill(url, _ARTICLES, lambda _stage: None))
        body = json.dumps({"query": _PAGE}).encode()
        with (
            _serving(url) as (one, _),
            _serving(url, workers) as (several, _),
            ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other,
        ):
            for port in (one, several):
                other.submit(crowd, port, body, 16, 1.0).result()
            for _ in range(rounds):
                for count in _SCALED_CONNECTIONS:
                    for processes, port in ((1, one), (workers, several)):
                        found = other.submit(crowd, port, body, count, seconds).result()
                        taken.setdefault((count, processes), []).append(len(found.served) / found.seconds)
    return [
        Scaled(workers=workers, connections=count, one=tuple(taken[count, 1]), several=tuple(taken[count, workers]))
        for count in _SCALED_CONNECTIONS
    ]


def told_scaled(found: Sequence[Scaled]) -> str:
    """The medians as a Markdown table."""
    lines = [f"| connections | one process | {found[0].workers} workers | ratio |", "|---|---|---|---|"]
    lines += [
        f"| {row.connections} | {median(row.one):,.0f} | {median(row.several):,.0f}"
        f" | x {median(row.several) / median(row.one):.2f} |"
        for row in found
    ]
    return "\n".join(lines)


def told(crowds: Sequence[Crowd], memory: Memory) -> str:
    """Both as Markdown tables."""
    lines = ["| connections | served a second | p50 ms | p99 ms | sent away a second |", "|---|---|---|---|---|"]
    lines += [
        f"| {found.connections:,} | {len(found.served) / found.seconds:,.0f} | {_quantile(found.served, 0.5):.1f}"
        f" | {_quantile(found.served, 0.99):.1f} | {len(found.shed) / found.seconds:,.0f} |"
        for found in crowds
    ]
    lines += [
        "",
        "| memory of the service | MB |",
        "|---|---|",
        f"| before | {memory.before_mb} |",
        f"| with {memory.sockets:,} WebSockets | {memory.during_mb} |",
        f"| {_SETTLED_S} s after they closed | {memory.after_mb} |",
    ]
    return "\n".join(lines)


def hold_sockets(port: int, count: int, pid: int) -> int:
    """Open so many sockets with a subscription each, and close them; the service's megabytes meanwhile."""
    _allow_files(count + 200)
    return asyncio.run(_holding(port, count, pid))


async def _holding(port: int, count: int, pid: int) -> int:
    gate = asyncio.Semaphore(50)
    opened = asyncio.Barrier(count + 1)
    measured = asyncio.Event()

    async def follow() -> None:
        async with gate:
            wire = connect(f"ws://127.0.0.1:{port}/graphql", subprotocols=[Subprotocol("graphql-transport-ws")])
            socket_ = await wire
            await socket_.send('{"type":"connection_init"}')
            await socket_.recv()
            request = {"id": "1", "type": "subscribe", "payload": {"query": _FOLLOW}}
            await socket_.send(json.dumps(request))
        await opened.wait()
        await measured.wait()
        await socket_.close()

    tasks = [asyncio.create_task(follow()) for _ in range(count)]
    await opened.wait()
    found = _resident_mb(psutil.Process(pid))
    measured.set()
    await asyncio.gather(*tasks)
    return found


@contextmanager
def _serving(database_url: str, workers: int = 1) -> Iterator[tuple[int, psutil.Process]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CLAIMGRAPH_")}
    environment = kept | {"DATABASE_URL": database_url, "PORT": str(port), "CLAIMGRAPH_LOG_LEVEL": "error"}
    environment.pop("HOST", None)
    command = [*_SERVICE, "--workers", str(workers)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:  # noqa: S603 - our own
        try:
            _wait(port)
            yield port, psutil.Process(process.pid)
        finally:
            process.terminate()


def _wait(port: int) -> None:
    until = time.monotonic() + _GIVEN_UP_S
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            if time.monotonic() > until:
                raise
            time.sleep(0.05)


def _allow_files(count: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < count:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(count, hard), hard))


def _resident_mb(process: psutil.Process) -> int:
    return int(process.memory_info().rss / 1_000_000)


def _quantile(times: Sequence[float], share: float) -> float:
    ordered = sorted(times)
    return 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0
