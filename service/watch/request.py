"""What is seen of one request while it is answered: its operation, and the database's share of its time."""

from __future__ import annotations

from collections.abc import MutableMapping
from contextvars import ContextVar
from time import perf_counter
from typing import Any


class Seen:
    """One request, from its first byte to its last."""

    __slots__ = ("began", "operation", "refused", "sql_s")

    def __init__(self) -> None:
        self.began = perf_counter()
        self.operation: str | None = None
        """The name of its GraphQL operation, as its sender calls it."""
        self.sql_s = 0.0
        """Seconds that it had a connection to the database, all statements together."""
        self.refused = False
        """Whether it was answered with errors alone, whatever its status says."""


_CURRENT: ContextVar[Seen | None] = ContextVar("seen", default=None)


def begin() -> Seen:
    """Look at the request that is answered from here on, in this task and those that it starts."""
    seen = Seen()
    _CURRENT.set(seen)
    return seen


def current() -> Seen | None:
    """The request that is being answered; None outside of requests."""
    return _CURRENT.get()


def add_to_log(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Name the operation in a log line (a processor of structlog)."""
    seen = _CURRENT.get()
    if seen is not None and seen.operation is not None:
        event.setdefault("operation", seen.operation[:100])
    return event
