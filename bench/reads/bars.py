"""The bars: what a measurement must show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from bench.reads.growth import Growth
from bench.reads.measure import FLOOR, Figures
from bench.reads.pages import DATALOADERS, OURS, POSTGRAPHILE

Measured = Mapping[str, Mapping[str, Figures]]
"""Figures by the page's name and the service's."""

_MEMORY_MAX = 150 * 2**20


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """One bar: what it says, what was measured, and whether that is enough."""

    says: str
    measured: str
    met: bool


def bars(measured: Measured, growth: Sequence[Growth]) -> list[Bar]:
    """Every bar for which there are figures."""
    return [*_against_peers(measured), *_memory(measured), *_growth(growth)]


def _against_peers(measured: Measured) -> Iterator[Bar]:
    wanted = [("article", 3.0), ("feed", 2.0), ("search", 3.0)]
    for page, times in wanted:
        yield from _ratio(measured, page, POSTGRAPHILE, times, f"{page}: requests/s of PostGraphile x {times:g}")
        found = measured.get(page, {})
        if POSTGRAPHILE in found:
            ours, theirs = found[OURS].p99, found[POSTGRAPHILE].p99
            yield Bar(
                says=f"{page}: p99 below PostGraphile's",
                measured=f"{ours * 1e3:.1f} ms, PostGraphile {theirs * 1e3:.1f} ms",
                met=ours < theirs,
            )
    yield from _ratio(measured, "feed", DATALOADERS, 10, "feed: requests/s of the dataloaders x 10")
    yield from _ratio(measured, "feed", FLOOR, 0.6, "feed: requests/s of the floor x 0.6")


def _ratio(measured: Measured, page: str, other: str, least: float, says: str) -> Iterator[Bar]:
    found = measured.get(page, {})
    if other in found:
        ratio = found[OURS].per_second / found[other].per_second
        yield Bar(says=says, measured=f"x {ratio:.2f}", met=ratio >= least)


def _memory(measured: Measured) -> Iterator[Bar]:
    most = max((figures[OURS].rss for figures in measured.values()), default=0)
    if most:
        yield Bar(says="memory of a worker at most 150 MB", measured=f"{most / 2**20:.0f} MB", met=most <= _MEMORY_MAX)


def _growth(growth: Sequence[Growth]) -> Iterator[Bar]:
    named = {page.name: page for page in growth}
    if not named:
        return
    sizes = sorted(next(iter(named.values())).p50)
    small, large = sizes[0], sizes[-1]
    if small != large:
        for name in ("feed", "actor", "search-rare"):
            ratio = named[name].p50[large] / named[name].p50[small]
            yield Bar(
                says=f"{name}: time at {large:,} articles at most 1.5 x that at {small:,}",
                measured=f"x {ratio:.2f}",
                met=ratio <= 1.5,
            )
    for name in ("search-common", "search-nearly-everywhere"):
        ratio = named[name].p50[large] / named["search-rare"].p50[large]
        yield Bar(
            says=f"{name}: time at most 5 x a rare word's, at {large:,} articles",
            measured=f"x {ratio:.2f}",
            met=ratio <= 5,
        )


def table(rows: Sequence[Bar]) -> str:
    """The bars as a Markdown table."""
    lines = ["| bar | measured | met |", "|---|---|---|"]
    lines += [f"| {bar.says} | {bar.measured} | {_YES[bar.met]} |" for bar in rows]
    return "\n".join(lines)


_YES: Mapping[bool, str] = {True: "yes", False: "**no**"}
