"""The commands that measure."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

bench = typer.Typer(help="Measure how fast the service is.")


@bench.callback(invoke_without_command=True)
def bench_reads(
    context: typer.Context,
    articles: Annotated[
        list[int] | None,
        typer.Option(
            help="Articles of the corpus, 100000 when left out; more than once to see what growth costs, the first"
            " being measured beside the others.",
            min=100,
        ),
    ] = None,
    page: Annotated[
        list[str] | None, typer.Option(help="Only this page (article, feed, actor, search-rare …); all when left out.")
    ] = None,
    rounds: Annotated[int, typer.Option(help="Rounds for each service and page.", min=1)] = 3,
    seconds: Annotated[float, typer.Option(help="How long a round is.", min=0.5)] = 2.0,
    out: Annotated[Path, typer.Option(help="Folder for the report and its chart.")] = Path("docs"),
    without_node: Annotated[bool, typer.Option("--without-node", help="Leave PostGraphile out.")] = False,
) -> None:
    """Measure reads on a synthetic corpus, beside PostGraphile, dataloaders and bare Postgres.

    The corpus is made once and kept, by an embedded server in the data folder or on DATABASE_URL's.
    """
    if context.invoked_subcommand is not None:
        return
    from service.bench.command import Wanted, run_bench
    from service.cli.signals import ending_on_signals
    from service.settings import load_settings

    wanted = Wanted(
        articles=tuple(dict.fromkeys(articles or [100_000])),
        only=tuple(page or ()),
        rounds=rounds,
        seconds=seconds,
        folder=out,
        with_node=not without_node,
    )
    with ending_on_signals():
        met = run_bench(load_settings(), wanted)
    raise typer.Exit(0 if all(bar.met for bar in met) else 1)


@bench.command("normalize")
def bench_normalize(
    texts: Annotated[
        list[Path] | None, typer.Argument(help="Text files to make articles of; the demo's when left out.", exists=True)
    ] = None,
    seconds: Annotated[float, typer.Option(help="How long to measure.", min=0.1)] = 10.0,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Measure articles a second of the normalizer, on one core."""
    from service.demo.read import demo_texts
    from service.evaluate.command import run_bench_normalize

    raise typer.Exit(run_bench_normalize(texts or demo_texts(), seconds=seconds, as_json_text=as_json))


@bench.command("import")
def bench_import(
    articles: Annotated[int, typer.Option(help="Articles of the corpus to import.", min=2)] = 5000,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Measure the import of normalized NDJSON, beside a bare COPY of the same rows."""
    from service.bench.import_ import bench_import as run_bench_import
    from service.settings import load_settings

    typer.echo(run_bench_import(load_settings(), articles, as_json=as_json))
