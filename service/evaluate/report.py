"""An evaluation as a table to read and as JSON to compute with."""

from __future__ import annotations

import msgspec
from rich.table import Table

from service.evaluate.evaluation import Evaluation
from service.evaluate.measures import Count, Measures, Share

BARS = {
    "mentions": 0.90,
    "actors": 0.90,
    "claims": 0.80,
    "modality": 0.80,
    "polarity": 0.95,
    "claimant": 0.75,
    "subject": 0.75,
}
"""What each measure should reach: F1 for the first three, accuracy for the others."""


def score(value: Count | Share) -> float:
    """The one number of a measure: F1 of a count, accuracy of a share."""
    return value.f1 if isinstance(value, Count) else value.accuracy


def _cells(measures: Measures) -> list[str]:
    cells = []
    for name, bar in BARS.items():
        value = getattr(measures, name)
        text = f"{score(value):.2f}" if value.counted else "-"
        cells.append(text if score(value) >= bar else f"[red]{text}[/red]")
    return cells


def _of_counts(measures: Measures, part: str) -> list[str]:
    values = [getattr(measures, name) for name in BARS]
    return [f"{getattr(value, part):.2f}" if isinstance(value, Count) and value.counted else "" for value in values]


def as_table(evaluation: Evaluation) -> Table:
    """A row for each file and one for all: F1 of mentions, actors and claims, accuracies on matched claims.

    `-` stands where nothing was annotated.
    """
    table = Table(title="Normalizer against gold")
    table.add_column("file", no_wrap=True)
    for name in BARS:
        table.add_column(name, justify="right")
    for file in evaluation.files:
        table.add_row(file.name, *_cells(file.measures))
    table.add_section()
    table.add_row("all", *_cells(evaluation.overall))
    for part in ("precision", "recall"):
        table.add_row(f"  {part}", *_of_counts(evaluation.overall, part), style="dim")
    table.add_row("bar", *(f"{bar:.2f}" for bar in BARS.values()), style="dim")
    return table


def _numbers(measures: Measures) -> dict[str, dict[str, float]]:
    numbers: dict[str, dict[str, float]] = {}
    for name in BARS:
        value = getattr(measures, name)
        if isinstance(value, Count):
            numbers[name] = {
                "precision": round(value.precision, 4),
                "recall": round(value.recall, 4),
                "f1": round(value.f1, 4),
                "gold": value.gold,
                "found": value.found,
            }
        else:
            numbers[name] = {"accuracy": round(value.accuracy, 4), "matched": value.matched}
    return numbers


def as_json(evaluation: Evaluation) -> bytes:
    """`{"files": {name: measures}, "overall": measures, "bars": …}`, indented, with a final line break."""
    report = {
        "files": {file.name: _numbers(file.measures) for file in evaluation.files},
        "overall": _numbers(evaluation.overall),
        "bars": BARS,
    }
    return msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n"
