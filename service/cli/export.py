"""`claimgraph export`: everything as NDJSON, to stdout or a file."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import typer

from service.cli.database import migrated_database
from service.cli.signals import ending_on_signals
from service.errors import StartupError
from service.exchange.export import export_lines
from service.settings import Settings
from service.store.pool import open_store


def run_export(settings: Settings, output: Path | None) -> None:
    """Write the whole database, from one snapshot, as lines that `claimgraph ingest` takes back.

    A file appears under its name only when it is complete. Raises StartupError when it can't be written.
    """
    with ending_on_signals(), migrated_database(settings) as url, _written(output) as file:
        lines, cursor = asyncio.run(_export(settings, url, file))
    if output is not None:
        typer.echo(f"{lines} lines in {output}. What happens from here on: /v1/changes?after={cursor}", err=True)


async def _export(settings: Settings, url: str, file: BinaryIO) -> tuple[int, str]:
    lines, cursors = 0, list[str]()
    async with open_store(settings, url) as store:
        async for chunk in export_lines(store, cursors.append):
            await asyncio.to_thread(file.write, chunk)
            lines += chunk.count(b"\n")
        file.flush()
    return lines, cursors[0]


@contextmanager
def _written(output: Path | None) -> Iterator[BinaryIO]:
    if output is None:
        yield sys.stdout.buffer
        return
    unfinished = output.with_name(output.name + ".part")
    try:
        with unfinished.open("wb") as file:
            yield file
        unfinished.replace(output)
    except OSError as error:
        raise StartupError(f"{output} can't be written: {error.strerror}.") from error
    finally:
        unfinished.unlink(missing_ok=True)
