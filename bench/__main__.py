"""`python -m bench …`: the commands that measure, from a checkout."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

bench = typer.Typer(
    help="Measure how fast the service is, and how well it finds.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@bench.command("reads")
def bench_reads(
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
    from bench.reads.command import Wanted, run_bench
    from service.cli.signals import ending_on_signals
    from service.configuration import load_settings

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
    from bench.pace import run_bench_normalize
    from service.demo.read import demo_texts

    raise typer.Exit(run_bench_normalize(texts or demo_texts(), seconds=seconds, as_json_text=as_json))


@bench.command("import")
def bench_import(
    articles: Annotated[int, typer.Option(help="Articles of the corpus to import.", min=2)] = 5000,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Measure the import of normalized NDJSON, beside a bare COPY of the same rows."""
    from bench.reads.import_ import bench_import as run_bench_import
    from service.configuration import load_settings

    typer.echo(run_bench_import(load_settings(), articles, as_json=as_json))


@bench.command("start")
def bench_start(
    rounds: Annotated[int, typer.Option(help="How often each is started.", min=1)] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Measure the start, from the command to the first answer, beside a bare Litestar application."""
    import msgspec

    from bench.start import bench_start as measure
    from bench.start import told

    starts = measure(rounds)
    typer.echo(msgspec.json.encode(starts).decode() if as_json else told(starts))


@bench.command("load")
def bench_load(
    seconds: Annotated[float, typer.Option(help="How long each number of connections asks.", min=0.5)] = 5.0,
    sockets: Annotated[int, typer.Option(help="How many WebSockets are opened and closed.", min=1)] = 2_000,
    workers: Annotated[
        int, typer.Option(help="More than one: measure so many processes beside one, and nothing else.", min=1)
    ] = 1,
) -> None:
    """Measure what 1 to 1,000 connections get, and the memory that many WebSockets take and give back."""
    from bench.load import bench_load as measure
    from bench.load import bench_workers, told, told_scaled

    if workers > 1:
        typer.echo(told_scaled(bench_workers(seconds, workers)))
        return
    typer.echo(told(*measure(seconds, sockets)))


@bench.command("relevance")
def bench_relevance(
    folder: Annotated[Path, typer.Argument(help="The judged set: a folder with searches.toml and corpus.toml.")] = Path(
        "tests/search_gold"
    ),
    split: Annotated[
        Literal["tune", "test"] | None, typer.Option(help="Only the searches tuned on, or those set aside.")
    ] = None,
    losses: Annotated[int, typer.Option(help="Show so many searches that another engine answers better.", min=0)] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print every score and ranking as JSON.")] = False,
) -> None:
    """Score the search against a judged set, beside other engines over the same texts."""
    from bench.relevance.command import run_evaluate_search

    run_evaluate_search(folder, split=split, losses=losses, as_json_text=as_json)


if __name__ == "__main__":
    from service.cli import run

    run(bench)
