"""`claimgraph evaluate GOLD…` and `claimgraph bench normalize`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec
from rich.console import Console
from rich.table import Table

from service.evaluate.bench import ARTICLE_LENGTH, BenchResult, bench_normalize
from service.evaluate.evaluation import evaluate
from service.evaluate.gold import GoldError, gold_files
from service.evaluate.report import as_json, as_table
from service.normalize.model import Extractor

PACE = 150
"""Articles a second that one core should normalize."""


def run_evaluate(
    gold_paths: Sequence[Path],
    *,
    as_json_text: bool = False,
    console: Console | None = None,
    extractor: Extractor | None = None,
) -> int:
    """Score the normalizer against gold files or folders; prints a table, or JSON on standard output.

    `extractor` is the rules when it is None.

    Returns the exit code: 0, or 1 with one sentence on standard error when there is nothing to read.
    """
    if not list(gold_files(gold_paths)):
        print("No gold files there: a gold file is NAME.json with NAME.txt beside it.", file=sys.stderr)
        return 1
    try:
        evaluation = evaluate(gold_paths, extractor=extractor)
    except GoldError as error:
        print(f"Can't read gold: {error}", file=sys.stderr)
        return 1
    if as_json_text:
        sys.stdout.write(as_json(evaluation).decode())
    else:
        (console or Console()).print(as_table(evaluation))
    return 0


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
