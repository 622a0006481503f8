"""Several processes that serve on one port, under uvicorn's own supervisor.

This process migrates the database, binds the port and starts the others; it answers nothing itself. A worker that
ends or no longer answers the supervisor is replaced. Each has a pool, a listener of events and limits of its own.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
import structlog
import uvicorn
from prometheus_client.multiprocess import mark_process_dead
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import multiprocess

from service.cli.serving import DEALS_OUT, server_of, uvicorn_config
from service.errors import StartupError
from service.logs import configure_logs
from service.settings import Settings

_STARTED_WITHIN_S = 60.0
_LOOKS_EVERY_S = 0.05
METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""Of prometheus-client's multiprocess mode: it must be set before a worker loads it."""
_SILENT_S = 30
"""Seconds without a word from its process after which a worker counts as hung, and is replaced."""

log = structlog.get_logger("claimgraph.workers")


def serve_by_workers(
    settings: Settings, database_url: str, bound: socket.socket, announce: Callable[[], None], workers: int
) -> None:
    """Have so many processes answer requests until Ctrl-C or SIGTERM; `announce` is called once all of them do.

    Ends as `serving.serve` does. Raises StartupError when they don't start.
    """
    # Whoever starts the service puts this off until it serves; here that is in the workers.
    gc.enable()
    # Its own processes would have servers of uvicorn's, which know nothing of streams that have to be told to end.
    setattr(multiprocess, "Process", _Worker)  # noqa: B010 - no type may be assigned to
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    supervisor = _Supervisor(_Config(shared_out(settings, workers), database_url, workers), [bound], announce)
    try:
        with _shared_metrics():
            supervisor.run()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if not supervisor.all_started and supervisor.told is None:
        raise StartupError("The service did not start; the log above says why.")
    if supervisor.told == signal.SIGTERM:
        signal.raise_signal(signal.SIGTERM)


@contextmanager
def _shared_metrics() -> Iterator[None]:
    """A folder where all workers keep their metrics, so that each can show those of all."""
    with tempfile.TemporaryDirectory(prefix="claimgraph-metrics-") as folder:
        os.environ[METRICS_FOLDER] = folder
        try:
            yield
        finally:
            del os.environ[METRICS_FOLDER]


def shared_out(settings: Settings, workers: int) -> Settings:
    """The settings of each of so many workers: what the machine has is shared, at least one for each."""
    if not settings.readers:
        return settings
    return msgspec.structs.replace(settings, readers=max(1, settings.readers // workers))


class _Worker(multiprocess.Process):
    """One process that serves. It travels there as what it is made from: a configuration of uvicorn's doesn't."""

    def __init__(self, config: uvicorn.Config, sockets: list[socket.socket]) -> None:
        assert isinstance(config, _Config)
        self.settings, self.database_url = config.settings, config.database_url
        self.serves = multiprocessing.get_context("spawn").Event()
        """Set once it answers requests."""
        super().__init__(config, sockets)

    def target(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve until told to end, by the supervisor or by the supervisor's end."""
        gc.disable()
        configure_logs(self.settings.log_level)
        threading.Thread(target=_end_with_parent, daemon=True).start()
        # Made first: the thread that answers the supervisor asks it, too.
        self._server = server_of(uvicorn_config(self.settings), self.settings, self.database_url, self.serves.set)
        super().target([_own(bound) for bound in sockets or ()])


class _Config(uvicorn.Config):
    """What the supervisor needs to know, and what its workers are made from."""

    def __init__(self, settings: Settings, database_url: str, workers: int) -> None:
        super().__init__("", log_config=None, timeout_worker_healthcheck=_SILENT_S)
        self.workers = workers
        self.settings = settings
        self.database_url = database_url

    def __reduce__(self) -> tuple[Any, ...]:
        return _Config, (self.settings, self.database_url, self.workers)


def _own(bound: socket.socket) -> socket.socket:
    """A socket of this process's own at a shared address; it listens once the server is ready."""
    if not DEALS_OUT:
        return bound
    own = socket.socket(bound.family, bound.type, bound.proto)
    own.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    own.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    own.bind(bound.getsockname())
    return own


def _end_with_parent() -> None:
    """A supervisor that was killed leaves nobody behind that holds the port."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


class _Supervisor(multiprocess.Multiprocess):
    def __init__(self, config: uvicorn.Config, sockets: list[socket.socket], announce: Callable[[], None]) -> None:
        super().__init__(config, sockets)
        self.all_started = False
        self.told: int | None = None
        """The signal that ends everything."""
        self._announce = announce
        self._known: set[int] = set()

    def init_processes(self) -> None:
        """Start all, and wait until all serve, one can't, or a signal comes."""
        super().init_processes()
        until = time.monotonic() + _STARTED_WITHIN_S
        while not self.should_exit.is_set():
            self.handle_signals()
            serving = sum(isinstance(process, _Worker) and process.serves.is_set() for process in self.processes)
            if serving == self.processes_num:
                self.all_started = True
                self._announce()
                return
            self._replace_ended(if_any_serves=serving > 0)
            if time.monotonic() > until:
                self.should_exit.set()
            time.sleep(_LOOKS_EVERY_S)

    def _replace_ended(self, *, if_any_serves: bool) -> None:
        """What ends before any serves would end again."""
        for place, process in enumerate(self.processes):
            if process.process.is_alive():
                continue
            if not if_any_serves or process.exitcode == STARTUP_FAILURE:
                self.should_exit.set()
                return
            self.processes[place] = _Worker(self.config, self.sockets)
            self.processes[place].start()
        self._note_ends()

    def keep_subprocess_alive(self) -> None:
        """Replace what ended or hangs."""
        super().keep_subprocess_alive()
        self._note_ends()

    def _note_ends(self) -> None:
        serving = {process.pid for process in self.processes if process.pid is not None}
        for ended in self._known - serving:
            log.warning("worker ended", process=ended, workers=len(serving))
            # What it had open is closed; what it counted stays counted.
            mark_process_dead(ended)  # type: ignore[no-untyped-call]  # the library leaves it out
        self._known = serving

    def terminate_all(self) -> None:
        """Let nobody connect any more, and have the workers finish what is under way."""
        for bound in self.sockets:
            bound.close()
        super().terminate_all()

    def handle_int(self) -> None:
        """Ctrl-C."""
        self.told = signal.SIGINT
        super().handle_int()

    def handle_term(self) -> None:
        """Told to end."""
        self.told = signal.SIGTERM
        super().handle_term()

    def handle_hup(self) -> None:
        """Its terminal is closed, which ends it, as it ends a service of one process."""
        self.handle_term()

    def handle_usr1(self) -> None:
        """Replace one worker after the other; the new one serves before the old one ends."""
        self.restart_all()
        self._note_ends()
