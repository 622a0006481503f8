"""What every request counts, kept in plain numbers and handed to Prometheus' objects when somebody looks.

Those lock for each number; a request would spend more on being counted than on being let in. Of the event loop's thread
only.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from prometheus_client import Counter, Histogram

_ALL: list[Tally | Count] = []


class Tally:
    """Times of one series of a histogram."""

    __slots__ = ("_bounds", "_counts", "_series", "_sum")

    def __init__(self, series: Histogram, bounds: Sequence[float]) -> None:
        self._series = series
        self._bounds = tuple(bounds)
        self._counts = [0] * (len(bounds) + 1)
        self._sum = 0.0
        _ALL.append(self)

    def observe(self, seconds: float) -> None:
        """Count one."""
        self._counts[bisect_left(self._bounds, seconds)] += 1
        self._sum += seconds

    def settle(self) -> None:
        """Hand over what was counted since the last time."""
        # The library takes one by one only; these are what its own `observe` counts with, in both of its modes.
        for place, count in enumerate(self._counts):
            if count:
                self._series._buckets[place].inc(count)
        self._series._sum.inc(self._sum)
        self._counts = [0] * len(self._counts)
        self._sum = 0.0


class Count:
    """One series of a counter."""

    __slots__ = ("_number", "_series")

    def __init__(self, series: Counter) -> None:
        self._series = series
        self._number = 0
        _ALL.append(self)

    def add(self) -> None:
        """Count one."""
        self._number += 1

    def settle(self) -> None:
        """Hand over what was counted since the last time."""
        self._series.inc(self._number)
        self._number = 0


def settle() -> None:
    """Hand over everything."""
    for each in _ALL:
        each.settle()
