"""`python -m bench reads`: everything in one go, from the corpus to the report."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from bench.reads.bars import Bar, bars, table
from bench.reads.databases import bench_server, corpus_database
from bench.reads.floor import Floor
from bench.reads.growth import Growth, measure_growth
from bench.reads.measure import CONNECTIONS, Figures, Generator, differences, generator, measure_page
from bench.reads.pages import DATALOADERS, OURS, POSTGRAPHILE, Page, pages
from bench.reads.peers import install_postgraphile, postgraphile_is_installed, running
from bench.reads.report import Setting, setting, write
from service.errors import StartupError
from service.settings import Settings


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What to measure: sizes of corpora, the first one beside the peers and all of them for growth."""

    articles: tuple[int, ...]
    rounds: int = 3
    seconds: float = 2.0
    folder: Path
    with_node: bool = True
    only: tuple[str, ...] = ()
    """Names of pages; all where none is given."""


def run_bench(settings: Settings, wanted: Wanted) -> list[Bar]:
    """Measure, print the bars and write the report; the bars. Raises StartupError for what is missing."""
    names = (OURS, POSTGRAPHILE, DATALOADERS) if wanted.with_node else (OURS, DATALOADERS)
    if wanted.with_node and not postgraphile_is_installed():
        _tell("installing PostGraphile")
        install_postgraphile()
    chosen = _chosen(wanted)
    core = 0 if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1 else None
    with bench_server(settings) as server, generator() as pressing:
        urls = {size: asyncio.run(corpus_database(server, size, _teller(size))) for size in wanted.articles}
        main = wanted.articles[0]
        held = asyncio.run(setting(urls[main], main, wanted.rounds, wanted.seconds, core, chosen))
        measured = _side_by_side(names, urls[main], chosen, core, pressing, wanted)
        growth = _growing(urls, core, pressing)
    met = bars(measured, growth)
    _finish(wanted.folder, held, chosen, measured, growth, met)
    return met


def _finish(
    folder: Path,
    held: Setting,
    chosen: Sequence[Page],
    measured: dict[str, dict[str, Figures]],
    growth: Sequence[Growth],
    met: Sequence[Bar],
) -> None:
    report = write(folder, held, chosen, measured, growth, met)
    figures = {"setting": held, "measured": measured, "growth": growth, "bars": met}
    report.with_suffix(".json").write_bytes(msgspec.json.format(msgspec.json.encode(figures, enc_hook=str)) + b"\n")
    sys.stdout.write(table(met) + f"\n\nThe report is {report}\n")


def _chosen(wanted: Wanted) -> list[Page]:
    found = pages(wanted.articles[0])
    unknown = set(wanted.only) - {page.name for page in found}
    if unknown:
        known = ", ".join(page.name for page in found)
        raise StartupError(f"There is no page called {min(unknown)!r}; there are {known}.")
    return [page for page in found if not wanted.only or page.name in wanted.only]


def _side_by_side(
    names: tuple[str, ...],
    database_url: str,
    chosen: Sequence[Page],
    core: int | None,
    pressing: Generator,
    wanted: Wanted,
) -> dict[str, dict[str, Figures]]:
    measured = {}
    with tempfile.TemporaryDirectory(prefix="cgbench") as scratch:
        wanted.folder.mkdir(parents=True, exist_ok=True)
        floor = Floor(database_url, CONNECTIONS, core, Path(scratch))
        with running(names, database_url, wanted.folder / "services.log", core) as peers:
            for page in chosen:
                differing = differences(page, peers)
                if differing:
                    raise StartupError(f"The services don't say the same: {'; '.join(differing)}.")
            for page in chosen:
                measured[page.name] = measure_page(
                    page, list(peers.values()), floor, pressing, wanted.rounds, wanted.seconds, _tell
                )
                line = ", ".join(f"{name} {found.per_second:,.0f}/s" for name, found in measured[page.name].items())
                _tell(f"{page.title}: {line}")
    return measured


def _growing(urls: dict[int, str], core: int | None, pressing: Generator) -> list[Growth]:
    _tell("answer times, one request at a time")
    with contextlib.ExitStack() as stack, tempfile.TemporaryDirectory(prefix="cgbench") as logs:
        served = {
            size: stack.enter_context(running((OURS,), url, Path(logs) / f"{size}.log", core))[OURS]
            for size, url in urls.items()
        }
        return measure_growth(served, pressing)


def _tell(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def _teller(size: int) -> Callable[[str], None]:
    return lambda stage: _tell(f"corpus of {size:,} articles: {stage}")
