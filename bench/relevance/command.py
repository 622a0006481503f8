"""`python -m bench relevance FOLDER`: our search and its peers over a judged set, on a server of its own."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from rich.console import Console

from bench.relevance.evaluation import Evaluation, evaluate
from bench.relevance.judged import JudgedSet, Split, read_judged
from bench.relevance.ours import claimgraph_with
from bench.relevance.peer import Peer
from bench.relevance.plain import plain_postgres
from bench.relevance.report import as_json, as_losses, as_table
from service.errors import BadInput
from service.settings import Settings
from service.store.embedded import embedded_server
from service.store.migrate import migrate
from service.store.pool import Store, open_store

_LIBRARIES = ("bm25s", "Stemmer")
_WIDTH = 130
"""Columns of the table where no terminal says how many there are."""


def run_evaluate_search(
    folder: Path,
    *,
    split: Split | None = None,
    losses: int = 0,
    as_json_text: bool = False,
    console: Console | None = None,
) -> None:
    """Measure, and print a table, or JSON on standard output.

    The database is a fresh embedded one in a temporary folder, whatever DATABASE_URL says, so that the
    judged texts are the only ones. Raises BadInput for a folder that is no judged set or a missing peer.
    """
    _require_peers()
    judged = read_judged(folder)
    with tempfile.TemporaryDirectory(prefix="cg") as data, embedded_server(Path(data)) as url:
        evaluation = asyncio.run(_measured(judged, url))
    if as_json_text:
        sys.stdout.write(as_json(evaluation).decode())
        return
    out = console or Console(width=None if sys.stdout.isatty() else _WIDTH)
    out.print(as_table(evaluation, split))
    out.print(" · ".join(f"{engine.name}: {engine.version}" for engine in evaluation.engines), style="dim")
    if losses:
        out.print(as_losses(evaluation, split, losses))


async def all_engines(store: Store, judged: JudgedSet) -> Sequence[Peer]:
    """Ours first, then its peers, each with the judged texts in it; the store's database must be empty."""
    from bench.relevance.bm25 import BM25
    from bench.relevance.fts5 import FTS5

    ours = await claimgraph_with(store, judged)
    return [ours, *await plain_postgres(store, judged.texts), BM25(judged.texts), FTS5(judged.texts)]


async def _measured(judged: JudgedSet, url: str) -> Evaluation:
    await migrate(url)
    async with open_store(Settings(), url) as store:
        return await evaluate(judged, await all_engines(store, judged))


def _require_peers() -> None:
    missing = [name for name in _LIBRARIES if find_spec(name) is None]
    if missing:
        raise BadInput(
            "The measurement compares with BM25, whose libraries aren't installed; "
            "run `pip install 'claimgraph[bench]'`, or `pip install -e '.[bench]'` in a checkout."
        )
