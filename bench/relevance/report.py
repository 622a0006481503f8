"""An evaluation of searches as a table to read and as JSON to compute with."""

from __future__ import annotations

from typing import Any

import msgspec
from rich.table import Table

from bench.relevance.evaluation import BEYOND_WORDS, EngineScores, Evaluation, Ranked, Score
from bench.relevance.judged import Split


def as_table(evaluation: Evaluation, split: Split | None) -> Table:
    """A row for each group of searches and a column for each engine: nDCG@10 / MRR, the best in bold."""
    asked = f", {split} split" if split else ""
    table = Table(title=f"{evaluation.articles} articles{asked}: nDCG@10 / MRR")
    table.add_column("searches")
    table.add_column("count", justify="right")
    for engine in evaluation.engines:
        table.add_column(engine.name, justify="right")
    for group in evaluation.groups():
        _add(table, evaluation, group, frozenset({group}), split)
    table.add_section()
    words = frozenset(evaluation.groups()) - BEYOND_WORDS
    if words < frozenset(evaluation.groups()):
        _add(table, evaluation, f"all but {' and '.join(sorted(BEYOND_WORDS))}", words, split)
    if split is None:
        _add(table, evaluation, "tuned on", None, "tune")
        _add(table, evaluation, "set aside", None, "test")
    _add(table, evaluation, "all", None, split)
    table.add_section()
    leads = [f"{low:+.3f} to {high:+.3f}" for low, high in (evaluation.lead(p, split) for p in evaluation.engines[1:])]
    table.add_row("our lead in nDCG, 95 %", "", "", *leads)
    table.add_row("silent where nothing is", "", *(f"{engine.silent():.2f}" for engine in evaluation.engines))
    return table


def as_losses(evaluation: Evaluation, split: Split | None, most: int) -> Table:
    """The searches that a peer answers better than we do, the worst first."""
    table = Table(title="Where a peer is ahead", show_lines=True)
    for column in ("loss", "search", "ours", "theirs"):
        table.add_column(column, justify="right" if column == "loss" else "left")
    for loss, ours, theirs in evaluation.losses(split)[:most]:
        search = ours.search
        table.add_row(f"{loss:.3f}", f"{search.query}\n[dim]{search.group}[/dim]", _graded(ours), _graded(theirs))
    return table


def as_json(evaluation: Evaluation) -> bytes:
    """Engines with their versions and scores by group and split, and every ranking; with a final line break."""
    report = {
        "articles": evaluation.articles,
        "searches": len(evaluation.searches),
        "engines": [_engine(evaluation, engine) for engine in evaluation.engines],
    }
    return msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n"


def _add(table: Table, evaluation: Evaluation, title: str, groups: frozenset[str] | None, split: Split | None) -> None:
    searches = [
        s
        for s in evaluation.searches
        if s.answers and (groups is None or s.group in groups) and split in (None, s.split)
    ]
    scores = [engine.score(groups, split) for engine in evaluation.engines]
    best = max(round(score.ndcg, 3) for score in scores)
    table.add_row(title, str(len(searches)), *(_cell(score, best) for score in scores))


def _cell(score: Score, best: float) -> str:
    text = f"{score.ndcg:.3f}"
    return f"{f'[bold]{text}[/bold]' if round(score.ndcg, 3) == best else text} / {score.mrr:.2f}"


def _graded(ranked: Ranked) -> str:
    return "\n".join(f"{ranked.search.answers.get(name, 0)} {name}" for name in ranked.ranking) or "nothing"


def _engine(evaluation: Evaluation, engine: EngineScores) -> dict[str, Any]:
    lead = None if engine is evaluation.engines[0] else [round(end, 4) for end in evaluation.lead(engine)]
    return {
        "name": engine.name,
        "version": engine.version,
        "all": _numbers(engine.score()),
        "tune": _numbers(engine.score(split="tune")),
        "test": _numbers(engine.score(split="test")),
        "all_but_alias_and_typo": _numbers(engine.score(frozenset(evaluation.groups()) - BEYOND_WORDS)),
        "groups": {group: _numbers(engine.score(frozenset({group}))) for group in evaluation.groups()},
        "silent": round(engine.silent(), 4),
        "our_lead_95": lead,
        "rankings": {ranked.search.query: ranked.ranking for ranked in engine.ranked},
    }


def _numbers(score: Score) -> dict[str, float]:
    return {"ndcg": round(score.ndcg, 4), "mrr": round(score.mrr, 4)}
