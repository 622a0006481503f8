"""A PostgreSQL of a test's own, whose processes can be frozen, killed and started again."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from tests.store.test_embedded import hold, postmaster


class Postgres:
    """A server in `folder`, held by another process; `url` leads to its empty database by a unix socket."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = ""
        self._holders: list[subprocess.Popen[str]] = []
        self._frozen: list[psutil.Process] = []

    def start(self) -> None:
        """Start the server, also after it was killed."""
        holder, self.url = hold(self.folder)
        self._holders.append(holder)

    def stop(self) -> None:
        """Stop the server, if it runs."""
        self.thaw()
        for holder in self._holders:
            with contextlib.suppress(subprocess.TimeoutExpired):
                holder.communicate("", timeout=30)
            holder.kill()

    @property
    def socket(self) -> Path:
        """The unix socket that the server listens on."""
        (found,) = [path for path in (self.folder / "postgres").glob(".s.PGSQL.*") if path.suffix != ".lock"]
        return found

    def freeze(self) -> None:
        """Stop every process of the server where it stands: nothing answers, nothing is closed."""
        master = postmaster(self.folder)
        master.suspend()
        self._frozen = [master, *master.children(recursive=True)]
        for process in self._frozen[1:]:
            _signal(process, signal.SIGSTOP)

    def thaw(self) -> None:
        """Let a frozen server go on."""
        for process in reversed(self._frozen):
            _signal(process, signal.SIGCONT)
        self._frozen = []

    def kill(self) -> None:
        """End every process of the server by SIGKILL, as a failing machine would."""
        master = postmaster(self.folder)
        every = [master, *master.children(recursive=True)]
        for process in every:
            _signal(process, signal.SIGKILL)
        psutil.wait_procs(every, timeout=20)


@contextmanager
def own_postgres(folder: Path) -> Iterator[Postgres]:
    """A running server in `folder`."""
    server = Postgres(folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _signal(process: psutil.Process, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(process.pid, number)
