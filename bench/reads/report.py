"""The report: what was measured, in Markdown, with a chart beside it."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
import psutil

from bench.reads.bars import Bar, Measured, table
from bench.reads.growth import Growth
from bench.reads.measure import CONNECTIONS, FLOOR
from bench.reads.pages import DATALOADERS, OURS, POSTGRAPHILE, Page
from bench.reads.peers import POOL_SIZE
from bench.reads.svg import bars as chart
from service.store.connect import Connection, connect

NAMES = {OURS: "claimgraph", POSTGRAPHILE: "PostGraphile", DATALOADERS: "dataloaders", FLOOR: "floor"}


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """What the figures hold for."""

    articles: int
    rounds: int
    seconds: float
    core: int | None
    postgres: str
    counts: Mapping[str, int]
    shares: Mapping[str, tuple[float, float]]
    """Of the words of each search: the least and the largest share of articles that have one."""


async def setting(
    database_url: str, articles: int, rounds: int, seconds: float, core: int | None, pages: Sequence[Page]
) -> Setting:
    """Count what the corpus holds, and how common the searched words are in it."""
    connection = await connect(database_url)
    try:
        await connection.execute("set search_path = claimgraph, public")
        counts = {
            name: int(await connection.fetchval(f"select count(*) from {name}"))
            for name in ("article", "actor", "mention", "claim")
        }
        return Setting(
            articles=articles,
            rounds=rounds,
            seconds=seconds,
            core=core,
            postgres=str(await connection.fetchval("show server_version")),
            counts=counts,
            shares={
                page.name: await _shares(connection, page, articles) for page in pages if page.document == "search"
            },
        )
    finally:
        await connection.close()


async def _shares(connection: Connection, page: Page, articles: int) -> tuple[float, float]:
    counts = [
        int(
            await connection.fetchval(
                "select count(*) from (select distinct config from search_config_used) c"
                " join article_search s on s.config = c.config"
                " and s.tsv @@ plainto_tsquery(c.config::regconfig, $1)",
                word,
            )
        )
        for word in page.values
    ]
    return min(counts) / articles, max(counts) / articles


def write(
    folder: Path, held: Setting, pages: Sequence[Page], measured: Measured, growth: Sequence[Growth], met: Sequence[Bar]
) -> Path:
    """Write `bench-<articles>.md` and the chart that it shows; where the report is."""
    folder.mkdir(parents=True, exist_ok=True)
    report = folder / f"bench-{held.articles}.md"
    picture = folder / f"bench-{held.articles}.svg"
    rows = {
        page.title: {NAMES[name]: figures.per_second for name, figures in measured[page.name].items()}
        for page in pages
        if page.name in measured
    }
    if rows:
        title = f"Requests a second, {held.articles:,} articles"
        picture.write_text(chart(title, "logarithmic", rows, list(NAMES.values())), "utf-8")
    report.write_text(markdown(held, pages, measured, growth, met), "utf-8")
    return report


def markdown(
    held: Setting, pages: Sequence[Page], measured: Measured, growth: Sequence[Growth], met: Sequence[Bar]
) -> str:
    """The whole report."""
    parts = [
        f"# Measured on {held.articles:,} articles",
        _circumstances(held),
        f"![Requests a second](bench-{held.articles}.svg)" if measured else "",
        "## Bars",
        table(met),
    ]
    if measured:
        parts += ["## Requests a second and answer times", _speed(pages, measured)]
        parts += ["## How common the searched words are", _commonness(held, pages)]
        parts += ["## Memory and processors", _costs(pages, measured)]
    if growth:
        parts += ["## Answer times as the corpus grows", _growth(growth)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _circumstances(held: Setting) -> str:
    counted = ", ".join(f"{count:,} {name}s" for name, count in held.counts.items())
    pinned = "not pinned" if held.core is None else f"each service pinned to core {held.core}"
    memory = psutil.virtual_memory().total / 2**30
    return (
        f"`python -m bench reads --articles {held.articles}`: {counted}; {held.rounds} rounds of"
        f" {held.seconds:g} s for each service and page, in turn; {CONNECTIONS} requests under way at once, pools of"
        f" {POOL_SIZE}; one process a service, {pinned}. {_processor()}, {os.cpu_count()} cores, {memory:.0f} GB;"
        f" PostgreSQL {held.postgres}, Python {sys.version.split()[0]}, {platform.system()}. Requests a second are the"
        " median of the rounds, percentiles are over all answers. The floor is pgbench running"
        " claimgraph's own SQL, prepared."
    )


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def _speed(pages: Sequence[Page], measured: Measured) -> str:
    lines = [
        "| page | service | requests/s | p50 ms | p99 ms | claimgraph is | bytes |",
        "|---|---|---|---|---|---|---|",
    ]
    for page in pages:
        found = measured.get(page.name, {})
        for name, figures in found.items():
            ratio = "" if name == OURS else f"x {found[OURS].per_second / figures.per_second:.2f}"
            size = f"{figures.bytes_each:,.0f}" if figures.bytes_each else ""
            lines.append(
                f"| {page.title} | {NAMES[name]} | {figures.per_second:,.0f} | {figures.p50 * 1e3:.1f}"
                f" | {figures.p99 * 1e3:.1f} | {ratio} | {size} |"
            )
    return "\n".join(lines)


def _commonness(held: Setting, pages: Sequence[Page]) -> str:
    lines = ["| search | words | share of the articles |", "|---|---|---|"]
    for page in pages:
        if page.name in held.shares:
            least, most = held.shares[page.name]
            lines.append(f"| {page.title} | {len(page.values)} | {least:.2%} to {most:.2%} |")
    return "\n".join(lines)


def _costs(pages: Sequence[Page], measured: Measured) -> str:
    lines = [
        "Cores are processor time over wall time: a service near 1.0 on its core was the limit itself, one far below"
        " waited for Postgres; the generator must stay well below 1.0.",
        "",
        "| page | service | RSS MB | PSS MB | service's cores | generator's cores |",
        "|---|---|---|---|---|---|",
    ]
    for page in pages:
        for name, figures in measured.get(page.name, {}).items():
            if name != FLOOR:
                lines.append(
                    f"| {page.title} | {NAMES[name]} | {figures.rss / 2**20:.0f} | {figures.pss / 2**20:.0f}"
                    f" | {figures.service_cores:.2f} | {figures.generator_cores:.2f} |"
                )
    return "\n".join(lines)


def _growth(growth: Sequence[Growth]) -> str:
    sizes = sorted(growth[0].p50)
    lines = [
        "Median time of one request at a time, in milliseconds.",
        "",
        "| page | " + " | ".join(f"{size:,}" for size in sizes) + " | largest to smallest |",
        "|---|" + "---|" * (len(sizes) + 1),
    ]
    for page in growth:
        times = " | ".join(f"{page.p50[size] * 1e3:.2f}" for size in sizes)
        lines.append(f"| {page.title} | {times} | x {page.p50[sizes[-1]] / page.p50[sizes[0]]:.2f} |")
    return "\n".join(lines)
