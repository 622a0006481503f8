"""What is counted and timed, by the names that Prometheus shows (docs/metrics.md).

Everything counts from the process's start. With several workers each writes its numbers into files of one folder,
prometheus-client's multiprocess mode, and whichever is asked shows the sum.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)

from service.watch.tally import Count, Tally

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The variable of the environment that names the folder of several workers; set before this module is loaded."""
CONTENT_TYPE = CONTENT_TYPE_LATEST.removesuffix("; charset=utf-8")
"""The framework adds the charset."""
NAMES_MAX = 200
"""Names of GraphQL operations that are told apart; later ones are `other`."""
UNNAMED = "unnamed"
OTHER = "other"

_QUICK = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_SLOW = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 90.0)
_NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z]{0,79}", re.ASCII)

# A second series for each that tells when it began, which nothing here asks for.
disable_created_metrics()  # type: ignore[no-untyped-call]  # the library leaves it out

REQUESTS = Histogram(
    "claimgraph_request_seconds",
    "Requests by operation and outcome, and how long it took until their answers began.",
    ["operation", "outcome"],
    buckets=_QUICK,
)
REFUSED = Counter("claimgraph_refused_total", "Requests that were sent away, by status.", ["status"])
PLANS = Counter("claimgraph_plans_total", "Operations whose SQL was kept (hit), or compiled (miss).", ["found"])
SQL = Histogram(
    "claimgraph_sql_seconds",
    "Uses of a database connection: one read, or a block of statements.",
    ["kind"],
    buckets=_QUICK,
)
SLOW = Counter("claimgraph_slow_reads_total", "Reads that took longer than CLAIMGRAPH_SLOW_S.")
EXTRACTION = Histogram(
    "claimgraph_extraction_seconds",
    "Texts by what became of their reading, and how long it took.",
    ["outcome"],
    buckets=_SLOW,
)
EVENTS = Counter("claimgraph_events_total", "Events that subscribers were told of, once for each subscriber.")
DROPPED = Counter("claimgraph_subscribers_dropped_total", "Subscribers that were dropped because they read too slowly.")
SUBSCRIBERS = Gauge("claimgraph_subscribers", "Open subscriptions.", multiprocess_mode="livesum")
POOL = Gauge("claimgraph_pool_connections", "Database connections of the pool.", ["state"], multiprocess_mode="livesum")
POOL_MAX = Gauge("claimgraph_pool_max", "Most connections that pools may open.", multiprocess_mode="livesum")
WAITING = Gauge("claimgraph_pool_waiting", "Reads that wait for the database.", multiprocess_mode="livesum")
WORKERS = Gauge("claimgraph_workers", "Processes that serve.", multiprocess_mode="livesum")

PLAN_HIT, PLAN_MISS = Count(PLANS.labels("hit")).add, Count(PLANS.labels("miss")).add
READ_TOOK = Tally(SQL.labels("read"), _QUICK).observe
BLOCK_TOOK = Tally(SQL.labels("block"), _QUICK).observe


class Operations:
    """Names requests for the metrics, whatever clients call theirs: a bounded number of names."""

    def __init__(self) -> None:
        self._names: set[str] = set()
        self._observers: dict[tuple[str, str], Callable[[float], None]] = {}

    def took(self, operation: str, outcome: str, seconds: float) -> None:
        """Count one request. `operation` must be one of few."""
        observe = self._observers.get((operation, outcome))
        if observe is None:
            observe = self._observers[operation, outcome] = Tally(REQUESTS.labels(operation, outcome), _QUICK).observe
        observe(seconds)

    def named(self, name: str | None) -> str:
        """What a GraphQL operation is called here."""
        if name is None:
            return UNNAMED
        if name not in self._names:
            if len(self._names) >= NAMES_MAX or not _NAME.fullmatch(name):
                return OTHER
            self._names.add(name)
        return name


@contextmanager
def reading() -> Iterator[None]:
    """Time the reading of a text; the block raises where it fails."""
    began = perf_counter()
    outcome = "failed"
    try:
        yield
        outcome = "read"
    finally:
        EXTRACTION.labels(outcome).observe(perf_counter() - began)


def exposition() -> bytes:
    """All of it in Prometheus' text format, of all workers where there are several."""
    if FOLDER not in os.environ:
        return generate_latest(REGISTRY)
    from prometheus_client.multiprocess import MultiProcessCollector

    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the library leaves it out
    return generate_latest(registry)
