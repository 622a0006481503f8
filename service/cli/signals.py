"""Ends a command the same way however it is told to: everything it started is stopped."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_TOLD_TO_END = (signal.SIGTERM, signal.SIGHUP)
_told: list[int] = []


@contextmanager
def ending_on_signals() -> Iterator[None]:
    """Turn SIGTERM and SIGHUP into SystemExit, so that `with` blocks end as they do on Ctrl-C."""
    _told.clear()
    before = {number: signal.signal(number, _end) for number in _TOLD_TO_END}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _end(number: int, _frame: FrameType | None) -> None:
    # What a shell reports for a program that a signal ended.
    _told.append(number)
    raise SystemExit(128 + number)


def end_if_told() -> None:
    """End here if a signal said so. What `_end` raises is lost where it meets a callback of a library that
    ignores exceptions, so long work asks now and then. Raises SystemExit."""
    if _told:
        raise SystemExit(128 + _told[0])
