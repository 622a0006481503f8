"""`claimgraph ingest PATH…`: files of every format in, by the path of `POST /v1/import`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import typer
from rich.console import Console

from service.cli.database import migrated_database
from service.cli.progress import ingest_showing
from service.cli.signals import ending_on_signals
from service.errors import StartupError
from service.ingest.bundle import Given
from service.ingest.read import find_files, read_files
from service.logs import configure_logs
from service.normalize.extraction import open_extraction
from service.settings import Settings

_INTERRUPTED = 130


def run_ingest(settings: Settings, paths: Sequence[Path], given: Given, workers: int | None = None) -> int:
    """Store what `paths` hold, telling each rejection on stderr; the command's exit status.

    Texts are read by `workers` processes; when it is None, by one a core, or as the setting says that none are wanted.

    0: all of it is stored. 1: something was rejected. 130: Ctrl-C came first; what was committed till then
    is stored whole, and the same command goes on from there. Raises StartupError and BadInput.
    """
    files = find_files(paths)
    if given.url is not None and len(files) > 1:
        raise StartupError("--url names one article, so it goes with a single file.")
    configure_logs(settings.log_level)
    total = sum(file.stat().st_size for file in files)
    try:
        with (
            ending_on_signals(),
            open_extraction(settings, workers or _readers(settings)) as extraction,
            migrated_database(settings) as database_url,
        ):
            outcome = ingest_showing(
                settings,
                database_url,
                read_files(files, given, extraction),
                total=total,
                in_bytes=True,
                title="Ingesting",
                extraction=extraction,
                on_rejected=_tell,
            )
    except KeyboardInterrupt:
        typer.echo("Stopped. What is stored is whole; the same command takes up the rest.", err=True)
        return _INTERRUPTED
    typer.echo(f"Ingested: {outcome.summary}.")
    return 1 if outcome.rejected else 0


def _readers(settings: Settings) -> int:
    return settings.readers and max(settings.readers, os.cpu_count() or 1)


def _tell(console: Console, sentence: str) -> None:
    """One line for each, as it comes: a million rejections are not kept in memory."""
    console.print(" ".join(sentence.split()), markup=False, highlight=False, emoji=False, soft_wrap=True)
