"""One reader, as it runs in a process of its own: takes a task, answers it, and takes the next."""

from __future__ import annotations

import os
import pickle
import resource
import signal
import sys
from typing import BinaryIO

import psutil
import structlog

from service.logs import configure_logs
from service.normalize.words.lexicon import LANGUAGES, lexicon
from service.readers.frames import READY, Answer, Task, framed, read_frame

_BEYOND_DEADLINE_S = 5.0
_MIB = 2**20
_START_MB = 256
"""More than a reader holds with all libraries loaded."""


def main() -> None:
    """Serve the pipes given as stdin and stdout until they close. Arguments: MiB of memory, log level."""
    memory_mb, level = int(sys.argv[1]), sys.argv[2]
    tasks, answers = _own_pipes()
    configure_logs(level)
    for language in LANGUAGES:
        lexicon(language)
    _bound_memory(memory_mb)
    _say(answers, READY)
    while (message := read_frame(tasks)) is not None:
        answer, last = _answered(message, memory_mb)
        _say(answers, answer)
        if last:
            return


def _own_pipes() -> tuple[BinaryIO, BinaryIO]:
    """The pipes to the service; what a library prints goes to stderr."""
    tasks, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return tasks, answers


def _bound_memory(memory_mb: int) -> None:
    """Let allocations fail beyond so much more than a reader starts with, where the system can."""
    limit = psutil.Process().memory_info().vms + memory_mb * _MIB
    try:
        resource.setrlimit(resource.RLIMIT_AS, (limit, resource.getrlimit(resource.RLIMIT_AS)[1]))
    except (ValueError, OSError):
        structlog.get_logger("claimgraph.readers").warning("this system sets no bound to a reader's memory")


def _say(answers: BinaryIO, message: bytes) -> None:
    answers.write(framed(message))
    answers.flush()


def _answered(message: bytes, memory_mb: int) -> tuple[bytes, bool]:
    """The answer to a task, and whether this process ends now."""
    task: Task = pickle.loads(message)  # noqa: S301 - of the service itself
    # Should the service be gone by then, nobody else ends a task that never does.
    signal.setitimer(signal.ITIMER_REAL, task.seconds + _BEYOND_DEADLINE_S)
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(**task.context)
    try:
        value = task.function(*task.arguments, **task.named)
        last = _is_large(memory_mb)
        return pickle.dumps(Answer(kind="result", value=value, last=last)), last
    except MemoryError:
        return pickle.dumps(Answer(kind="memory", last=True)), True
    except Exception as error:  # noqa: BLE001 - raised anew by the service
        return _told(error), False
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _told(error: Exception) -> bytes:
    """The exception as an answer, or what it says where it can't be carried over."""
    try:
        answer = pickle.dumps(Answer(kind="error", value=error))
        pickle.loads(answer)  # noqa: S301 - made in the line above
    except Exception:  # noqa: BLE001 - any exception class may refuse, in any way
        return pickle.dumps(Answer(kind="error", value=RuntimeError(repr(error))))
    return answer


def _is_large(memory_mb: int) -> bool:
    """Whether the process holds so much that a fresh one is better. Not its peak, which begins with its parent's."""
    return psutil.Process().memory_info().rss // _MIB > max(memory_mb // 2, _START_MB)
