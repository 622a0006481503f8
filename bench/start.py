"""`python -m bench start`: from the command to the first answer, beside a bare Litestar application on the same server.

The service starts as `claimgraph serve` on a database that is there and migrated; the floor is a Litestar
application of one route under uvicorn. Both are started in turn, a process each time.
"""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import msgspec

from service.store.embedded import embedded_server
from service.store.migrate import migrate

BAR_S = 1.0
"""Seconds from the command to the first answer."""
_GIVEN_UP_S = 60
_SERVICE = [sys.executable, "-c", "from service.cli import main; main()", "serve"]
_QUESTION = "/graphql?query=%7B__typename%7D"
_FLOOR = """
import os, uvicorn
from litestar import Litestar, get
@get("/graphql")
async def answer() -> dict[str, str]:
    return {"data": "here"}
uvicorn.run(Litestar([answer]), port=int(os.environ["PORT"]), loop="uvloop", log_config=None)
"""


class Starts(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds to the first answer: the median over the rounds, and every round."""

    service_s: float
    floor_s: float
    service_rounds_s: tuple[float, ...]
    floor_rounds_s: tuple[float, ...]


def bench_start(rounds: int) -> Starts:
    """Measure on an embedded server of its own, which is warm: it runs, and its schema is up to date."""
    with tempfile.TemporaryDirectory(prefix="cg") as folder, embedded_server(Path(folder)) as url:
        asyncio.run(migrate(url))
        # The first start compiles the sources to bytecode.
        _first_answer(_SERVICE, url)
        measured = [
            (_first_answer(_SERVICE, url), _first_answer([sys.executable, "-c", _FLOOR], url)) for _ in range(rounds)
        ]
    service, bare = (tuple(round(pair[place], 3) for pair in measured) for place in (0, 1))
    return Starts(service_s=median(service), floor_s=median(bare), service_rounds_s=service, floor_rounds_s=bare)


def told(starts: Starts) -> str:
    """The figures for people."""
    verdict = "met" if starts.service_s <= BAR_S else f"missed, the bar is {BAR_S:g} s"
    ratio = starts.service_s / starts.floor_s
    return (
        f"claimgraph serve  {starts.service_s:.2f} s to the first answer ({verdict})\n"
        f"bare litestar     {starts.floor_s:.2f} s; the service takes {ratio:.1f} times as long\n"
    )


def _first_answer(command: Sequence[str], database_url: str) -> float:
    """Seconds until the process answers."""
    port = _free_port()
    environment = os.environ | {"DATABASE_URL": database_url, "PORT": str(port), "CLAIMGRAPH_LOG_LEVEL": "error"}
    began = time.perf_counter()
    # Commands of ours.
    with subprocess.Popen(  # noqa: S603
        command, env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    ) as process:
        try:
            while time.perf_counter() - began < _GIVEN_UP_S:
                try:
                    with urllib.request.urlopen(f"http://127.0.0.1:{port}{_QUESTION}", timeout=_GIVEN_UP_S):
                        return time.perf_counter() - began
                except (urllib.error.URLError, OSError):
                    time.sleep(0.002)
        finally:
            process.terminate()
    raise TimeoutError(f"no answer within {_GIVEN_UP_S} s")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
