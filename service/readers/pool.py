"""The readers of one service: started when the first text comes, ended and replaced when one is too slow or too large.

Each has pipes of its own, so that the end of one is felt by nobody else; a thread waits for each text.
"""

from __future__ import annotations

import os
import pickle
import select
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import structlog

from service.errors import Unavailable
from service.readers.frames import LENGTH, READY, Answer, Task, framed

_T = TypeVar("_T")

_START_S = 60.0
_BYTES_A_SECOND = 100_000
"""What a text's size adds to its deadline; prose takes a tenth of it."""
_CODE = "from service.readers.process import main; main()"

log = structlog.get_logger("claimgraph.readers")


class UnreadError(Exception):
    """A reader couldn't do its task; the message is a clause on why ("it took longer than 10 seconds")."""


class Readers:
    """At most `count` processes that call functions; safe to be used by several threads.

    A task is stopped after `timeout_s`, and a second more for each 100 KB, or when its process takes `memory_mb`
    more than it starts with.
    """

    def __init__(self, *, count: int, timeout_s: float, memory_mb: int, log_level: str = "warning") -> None:
        self._count = count
        self._timeout_s = timeout_s
        self._memory_mb = memory_mb
        self._level = log_level
        self._turn = threading.Condition()
        self._idle: list[_Reader] = []
        self._all: set[_Reader] = set()
        self._stopped = False

    def call(self, function: Callable[..., _T], *arguments: Any, size: int = 0, **named: Any) -> _T:
        """What `function` gives or raises in a reader; it and all values go by pickle.

        `size` are the bytes that it reads besides its arguments, for the deadline.

        Raises UnreadError when it takes too long or too much memory, or ends its process; Unavailable when the
        readers are stopped or can't be started.
        """
        size += len(pickle.dumps((arguments, named)))
        seconds = self._timeout_s + size / _BYTES_A_SECOND
        context = structlog.contextvars.get_contextvars()
        task = Task(function=function, arguments=arguments, named=named, seconds=seconds, context=context)
        reader = self._taken()
        alive = False
        try:
            answer = reader.ask(framed(pickle.dumps(task)), seconds)
            alive = not answer.last
        except UnreadError as error:
            if self._stopped:
                raise Unavailable("The service is stopping; send the text again.") from None
            log.warning("reader replaced", why=str(error), bytes=size, function=function.__qualname__)
            raise
        finally:
            self._give_back(reader, alive=alive)
        if answer.kind == "memory":
            raise UnreadError(f"it took more than {self._memory_mb} MB of memory")
        if answer.kind == "error":
            raise answer.value
        result: _T = answer.value
        return result

    @property
    def processes(self) -> list[int]:
        """The ids of the processes that run now."""
        with self._turn:
            return [reader.process_id for reader in self._all]

    def stop(self) -> None:
        """End all processes; tasks under way raise Unavailable, as later ones do."""
        with self._turn:
            self._stopped = True
            for reader in self._all:
                reader.end()
            self._all.clear()
            self._idle.clear()
            self._turn.notify_all()

    def _taken(self) -> _Reader:
        """A reader that has nothing to do, a new one if there may be one more."""
        with self._turn:
            while not self._stopped and not self._idle and len(self._all) >= self._count:
                self._turn.wait()
            if self._stopped:
                raise Unavailable("The service is stopping; send the text again.")
            while self._idle:
                reader = self._idle.pop()
                if reader.lives:
                    return reader
                self._all.discard(reader)
            return self._started()

    def _started(self) -> _Reader:
        try:
            reader = _Reader(self._memory_mb, self._level)
        except OSError as error:
            raise Unavailable(f"No reader can be started: {error.strerror}.") from error
        self._all.add(reader)
        return reader

    def _give_back(self, reader: _Reader, *, alive: bool) -> None:
        with self._turn:
            if not alive:
                reader.end()
                self._all.discard(reader)
            if self._stopped:
                reader.end()
            elif alive:
                self._idle.append(reader)
            else:
                # At once, so that the next text doesn't wait for its start.
                try:
                    self._idle.append(self._started())
                except Unavailable as error:
                    log.error("no reader can be started", error=str(error))
            self._turn.notify()


class _Reader:
    """One process and its pipes."""

    def __init__(self, memory_mb: int, level: str) -> None:
        # As this process finds its modules, wherever it was started; one thread a library, for one text at a time.
        path = os.pathsep.join(entry or str(Path.cwd()) for entry in sys.path)
        environment = {**os.environ, "PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        self._process = subprocess.Popen(  # noqa: S603 - this very interpreter and program
            [sys.executable, "-c", _CODE, str(memory_mb), level],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            # Ctrl-C is for the service, which ends its readers itself.
            start_new_session=True,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._to, self._from = self._process.stdin.fileno(), self._process.stdout.fileno()
        os.set_blocking(self._to, False)
        os.set_blocking(self._from, False)
        self._ready = False

    @property
    def lives(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    @property
    def process_id(self) -> int:
        return self._process.pid

    def ask(self, task: bytes, seconds: float) -> Answer:
        """The answer to a task. Raises UnreadError when there is none within `seconds`, or the process ends."""
        if not self._ready:
            try:
                self._ready = self._received(time.monotonic() + _START_S) == READY
            except _LateError:
                raise UnreadError(f"no reader was ready within {_START_S:.0f} seconds") from None
        until = time.monotonic() + seconds
        try:
            self._send(task, until)
            answer: Answer = pickle.loads(self._received(until))  # noqa: S301 - of our own process
        except _LateError:
            raise UnreadError(f"it took longer than {seconds:.0f} s") from None
        except (pickle.UnpicklingError, AttributeError, ImportError, EOFError) as error:
            raise UnreadError(f"its answer can't be read ({error})") from None
        return answer

    def end(self) -> None:
        """Kill the process. Whoever waits for its answer gets UnreadError."""
        self._process.kill()

    def __del__(self) -> None:
        self._process.kill()
        self._process.wait()

    def _send(self, message: bytes, until: float) -> None:
        view = memoryview(message)
        while view:
            _wait(self._to, select.POLLOUT, until)
            try:
                view = view[os.write(self._to, view) :]
            except BlockingIOError:
                continue
            except OSError:
                raise self._ended() from None

    def _received(self, until: float) -> bytes:
        (length,) = LENGTH.unpack(self._exactly(LENGTH.size, until))
        return self._exactly(length, until)

    def _exactly(self, length: int, until: float) -> bytes:
        pieces: list[bytes] = []
        while length:
            _wait(self._from, select.POLLIN, until)
            try:
                piece = os.read(self._from, min(length, 1 << 20))
            except BlockingIOError:
                continue
            if not piece:
                raise self._ended()
            pieces.append(piece)
            length -= len(piece)
        return b"".join(pieces)

    def _ended(self) -> UnreadError:
        status = self._process.wait()
        return UnreadError(f"its reader ended with status {status}")


class _LateError(Exception):
    """Nothing came in time."""


def _wait(descriptor: int, event: int, until: float) -> None:
    poll = select.poll()
    poll.register(descriptor, event)
    if not poll.poll(max(0.0, until - time.monotonic()) * 1000):
        raise _LateError
