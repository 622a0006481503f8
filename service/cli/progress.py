"""Ingests with a progress bar."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from service.cli.signals import end_if_told
from service.exchange.ingest import Outcome, ingest
from service.ingest.bundle import Item
from service.normalize.extraction import Extraction
from service.settings import Settings
from service.store.pool import open_store


def ingest_showing(
    settings: Settings,
    database_url: str,
    items: Iterable[Item],
    *,
    total: int,
    in_bytes: bool,
    title: str,
    extraction: Extraction,
    on_rejected: Callable[[Console, str], None] | None = None,
) -> Outcome:
    """Store `items` under a bar. `total` counts bytes when `in_bytes`, else articles.

    `on_rejected` gets a sentence on each item that was rejected, with the console that the bar is on.
    Where stderr is no terminal, nothing is drawn but the end of it.
    """
    columns = [TextColumn("{task.description}"), BarColumn()]
    columns.append(TextColumn("{task.percentage:3.0f} %") if in_bytes else MofNCompleteColumn())
    console = Console(stderr=True)
    with Progress(*columns, TimeRemainingColumn(), console=console) as progress:
        task = progress.add_task(title, total=total)

        def stored(item: Item) -> None:
            progress.advance(task, item.size if in_bytes else 1)
            end_if_told()

        async def run() -> Outcome:
            async with open_store(settings, database_url) as store:
                return await ingest(
                    store,
                    items,
                    stored,
                    None if on_rejected is None else lambda sentence: on_rejected(console, sentence),
                    extraction,
                )

        outcome = asyncio.run(run())
        progress.update(task, completed=total)
    return outcome
