"""`python -m bench normalize`: how fast the normalizer is on one core, and whether its memory stays flat."""

from __future__ import annotations

import sys
import time
import tracemalloc
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import msgspec
import psutil
from rich.console import Console
from rich.table import Table

from service.document import Extractor, Struct
from service.normalize import COMPILED, normalize

ARTICLE_LENGTH = 5_000
"""Characters of a benchmark article."""
PACE = 150
"""Articles a second that one core should normalize."""


class BenchResult(Struct, frozen=True):
    """One measurement; sizes in MiB, `growth_mib` is resident memory gained during the timed part.

    The pace is that of the quickest round, as `timeit` advises: what other programs take of a core can only
    slow a round down. `median_per_second` tells how much they did.
    """

    compiled: bool
    articles: int
    seconds: float
    articles_per_second: float
    median_per_second: float
    milliseconds_per_article: float
    peak_python_mib: float
    resident_mib: float
    growth_mib: float


def _articles(texts: Sequence[str], count: int) -> list[tuple[str, str | None]]:
    """`count` articles of `ARTICLE_LENGTH` characters, each a different turn through one of the texts."""
    made: list[tuple[str, str | None]] = []
    for n in range(count):
        text = texts[n % len(texts)]
        paragraphs = [p for p in text.split("\n") if p.strip()]
        turn = (n // len(texts)) % len(paragraphs)
        rotated = "\n".join(paragraphs[turn:] + paragraphs[:turn]) + "\n"
        made.append(((rotated * (ARTICLE_LENGTH // len(rotated) + 1))[:ARTICLE_LENGTH], None))
    return made


def bench_normalize(texts: Sequence[str], *, seconds: float = 10.0, extractor: Extractor | None = None) -> BenchResult:
    """Normalize articles made of `texts`, round after round, for about `seconds` of processor time on this core.

    Language detection is part of the time, loading the lexicons is not. The peak of Python's own
    allocations comes from a separate short pass, since tracing slows everything down.
    """
    if not texts:
        raise ValueError("bench_normalize needs at least one text")
    # Short rounds, so that some fall between what else the machine does.
    articles = _articles(texts, 32)
    for body, language in articles[: 2 * len(texts)]:
        normalize(body, language=language, extractor=extractor)
    process = psutil.Process()
    resident = process.memory_info().rss
    rounds: list[float] = []
    while sum(rounds) < seconds:
        begun = time.process_time()
        for body, language in articles:
            normalize(body, language=language, extractor=extractor)
        rounds.append(time.process_time() - begun)
    grown = process.memory_info().rss - resident
    return BenchResult(
        compiled=COMPILED,
        articles=len(rounds) * len(articles),
        seconds=round(sum(rounds), 3),
        articles_per_second=round(len(articles) / min(rounds), 1),
        median_per_second=round(len(articles) / median(rounds), 1),
        milliseconds_per_article=round(1000 * min(rounds) / len(articles), 3),
        peak_python_mib=round(_peak(articles, extractor) / 2**20, 2),
        resident_mib=round(process.memory_info().rss / 2**20, 1),
        growth_mib=round(grown / 2**20, 2),
    )


def _peak(articles: Sequence[tuple[str, str | None]], extractor: Extractor | None) -> int:
    """Bytes that Python holds at most while it normalizes one article after the other."""
    tracemalloc.start()
    try:
        for body, language in articles[:8]:
            normalize(body, language=language, extractor=extractor)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def run_bench_normalize(
    text_paths: Sequence[Path], *, seconds: float = 5.0, as_json_text: bool = False, console: Console | None = None
) -> int:
    """Measure the normalizer's pace on texts cut and turned into articles of 5,000 characters.

    Returns the exit code: 0, or 1 with one sentence on standard error when a text can't be read.
    """
    try:
        texts = [path.read_text(encoding="utf-8") for path in text_paths]
    except (OSError, UnicodeDecodeError) as error:
        print(f"Can't read the text: {error}", file=sys.stderr)
        return 1
    texts = [text for text in texts if text.strip()]
    if not texts:
        print("Name at least one text file to measure with.", file=sys.stderr)
        return 1
    result = bench_normalize(texts, seconds=seconds)
    if as_json_text:
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(result), indent=2).decode() + "\n")
    else:
        (console or Console()).print(_table(result))
    return 0


def _table(result: BenchResult) -> Table:
    table = Table(title=f"Normalizing articles of {ARTICLE_LENGTH:,} characters on one core")
    table.add_column("measure")
    table.add_column("value", justify="right")
    table.add_row("the rules run", "compiled" if result.compiled else "interpreted")
    pace = f"{result.articles_per_second:,.0f}"
    table.add_row(
        "articles a second, quickest round",
        pace if result.articles_per_second >= PACE else f"[red]{pace}[/red] (bar {PACE})",
    )
    table.add_row("articles a second, median round", f"{result.median_per_second:,.0f}")
    table.add_row("milliseconds an article", f"{result.milliseconds_per_article:.2f}")
    table.add_row("peak of Python's allocations", f"{result.peak_python_mib:.1f} MiB")
    table.add_row("resident memory", f"{result.resident_mib:.0f} MiB ({result.growth_mib:+.1f} MiB while measuring)")
    return table
