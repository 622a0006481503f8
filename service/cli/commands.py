"""Every command: its options, its help, and the one call that does it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import typer

from service.cli.documents import documents
from service.cli.keys import keys
from service.configuration import load_settings
from service.errors import StartupError

app = typer.Typer(
    name="claimgraph",
    help="Who said what about whom, where, and how surely.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(keys, name="keys")
app.add_typer(documents, name="documents")

ReadableFile = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)]


@app.command()
def serve(
    workers: Annotated[
        int | None,
        typer.Option(help="Processes that serve; CLAIMGRAPH_WORKERS, or one, when left out.", min=1, max=64),
    ] = None,
) -> None:
    """Migrate the database and serve until Ctrl-C."""
    import gc

    # What is loaded now stays; looking for cycles in it meanwhile takes a tenth of the start.
    gc.disable()
    from service.cli.database import migrated_database
    from service.cli.serving import base_address, listening
    from service.cli.serving import serve as serve_on
    from service.cli.signals import ending_on_signals
    from service.logs import configure_logs

    settings = load_settings()
    configure_logs(settings.log_level)
    count = workers or settings.workers
    with ending_on_signals(), listening(settings, count) as bound, migrated_database(settings) as url:
        serve_on(
            settings,
            url,
            bound,
            lambda: typer.echo(f"Serving on {base_address(settings)}", err=True),
            count,
        )


@app.command()
def demo() -> None:
    """Everything at once: database, migrations, a few articles, the service, and queries to try."""
    from service.cli.demo import run_demo
    from service.cli.signals import ending_on_signals
    from service.logs import configure_logs

    settings = load_settings()
    configure_logs(settings.log_level)
    with ending_on_signals():
        run_demo(settings)


@app.command()
def migrate() -> None:
    """Bring the database's schema up to this version: its tables, then its functions, views and triggers."""
    import asyncio

    from service.cli.database import database
    from service.store.migrate import migrate as apply

    settings = load_settings()
    with database(settings) as url:
        applied = asyncio.run(apply(url))
    for name in applied:
        typer.echo(f"applied {name}")
    if not applied:
        typer.echo("Nothing to apply.")


@app.command()
def ingest(
    paths: Annotated[
        list[Path], typer.Argument(help="Text, HTML, JSON-LD, RSS and Atom files, NDJSON bundles, or folders of them.")
    ],
    language: Annotated[str | None, typer.Option(help="BCP 47 tag of the texts; detected when left out.")] = None,
    source: Annotated[str | None, typer.Option(help="The publisher's name.")] = None,
    source_domain: Annotated[str | None, typer.Option(help="The publisher's domain.")] = None,
    url: Annotated[str | None, typer.Option(help="The article's url; for a single file.")] = None,
    published_at: Annotated[
        str | None, typer.Option(help="When it was published: 2023-11-22, or 2023-11-22T08:30:00+01:00.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(help="Processes that read texts; one a core when left out.", min=1, max=256)
    ] = None,
) -> None:
    """Normalize and store articles; an export comes back whole. What is stored already is left alone."""
    from service.cli.given import given_by
    from service.cli.ingest import run_ingest

    settings = load_settings()
    if source_domain is not None and source is None:
        raise StartupError("--source-domain needs --source, the publisher's name.")
    given = given_by(
        {
            "--language": language,
            "--source": source,
            "--source-domain": source_domain,
            "--url": url,
            "--published-at": published_at,
        }
    )
    raise typer.Exit(run_ingest(settings, paths, given, workers))


@app.command()
def export(
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The file to write; stdout when left out.", dir_okay=False)
    ] = None,
) -> None:
    """Write everything as NDJSON, one thing a line; `claimgraph ingest` and `POST /v1/import` take it back."""
    from service.cli.export import run_export

    run_export(load_settings(), output)


@app.command()
def normalize(
    file: ReadableFile,
    language: Annotated[str | None, typer.Option(help="BCP 47 tag of the text; detected when left out.")] = None,
    extractor: Annotated[
        Literal["rules", "llm"] | None, typer.Option(help="What reads it; CLAIMGRAPH_EXTRACTOR when left out.")
    ] = None,
) -> None:
    """Print the actors and claims of a file as JSON: text, an HTML page, JSON-LD, a feed. Needs no database."""
    from service.cli.normalize import normalize_file
    from service.logs import configure_logs
    from service.normalize.extraction import open_extraction

    settings = load_settings()
    configure_logs(settings.log_level)
    if extractor is not None:
        settings = msgspec.structs.replace(settings, extractor=extractor)
    try:
        with open_extraction(settings, readers=0) as extraction:
            document = normalize_file(file, language, extraction)
    except OSError as error:
        raise StartupError(f"{file} can't be read: {error.strerror}.") from error
    sys.stdout.buffer.write(document)
    sys.stdout.buffer.flush()


@app.command()
def schema() -> None:
    """Print the GraphQL schema."""
    from schema import sdl

    typer.echo(sdl(), nl=False)


@app.command()
def openapi() -> None:
    """Print the OpenAPI document of the REST API."""
    from service.http.app import create_app
    from service.http.rest.openapi import openapi_yaml
    from service.settings import Settings

    typer.echo(openapi_yaml(create_app(Settings(), "postgresql:///"), open_reads=True), nl=False)


@app.command()
def settings() -> None:
    """Print every setting with its default and meaning, as a Markdown table."""
    from service.configuration import settings_table

    typer.echo(settings_table())


@app.command()
def doctor() -> None:
    """Check all that the service needs, and print what was found."""
    from service.cli.doctor import examine, print_report

    report = examine()
    print_report(report)
    if not all(finding.ok for finding in report):
        raise typer.Exit(1)


@app.command()
def evaluate(
    gold: Annotated[list[Path], typer.Argument(help="Gold files, or folders of them.", exists=True)],
    as_json: Annotated[bool, typer.Option("--json", help="Print the scores as JSON.")] = False,
    extractor: Annotated[Literal["rules", "llm"], typer.Option(help="What is scored.")] = "rules",
) -> None:
    """Score the normalizer against gold files."""
    from service.evaluate.command import run_evaluate
    from service.logs import configure_logs
    from service.normalize.extraction import open_extraction

    settings = msgspec.structs.replace(load_settings(), extractor=extractor)
    configure_logs(settings.log_level)
    with open_extraction(settings, readers=0) as extraction:
        raise typer.Exit(run_evaluate(gold, as_json_text=as_json, extractor=extraction.extractor))
