"""How fast the normalizer is on one core, and whether its memory stays flat."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Sequence
from statistics import median

import psutil

from service.normalize import COMPILED, normalize
from service.normalize.model import Extractor, Struct

ARTICLE_LENGTH = 5_000
"""Characters of a benchmark article."""


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
