"""`claimgraph demo`: from nothing to GraphiQL over a few articles, in one process."""

from __future__ import annotations

import asyncio

from rich.console import Console

from service.cli.database import migrated_database
from service.cli.demo_queries import QUERIES
from service.cli.progress import ingest_showing
from service.cli.serving import base_address, listening, serve
from service.demo.read import demo_articles, demo_count
from service.normalize.extraction import open_extraction
from service.settings import Settings
from service.store.keys import replace_key
from service.store.pool import open_store


def run_demo(settings: Settings) -> None:
    """Database, migrations, articles, service; until Ctrl-C, which stops all of it. Raises StartupError."""
    console = Console(highlight=False, soft_wrap=True)
    with listening(settings) as bound:
        where = "the PostgreSQL of DATABASE_URL" if settings.database_url else "the embedded PostgreSQL"
        console.print(f"Starting {where} ...", style="dim")
        with migrated_database(settings) as url:
            with open_extraction(settings, readers=0) as extraction:
                outcome = ingest_showing(
                    settings,
                    url,
                    demo_articles(extraction.extractor),
                    total=demo_count(),
                    in_bytes=False,
                    title="Reading articles",
                    extraction=extraction,
                )
            for sentence in outcome.refused:
                console.print(sentence, style="red", markup=False)
            console.print(f"Articles: {outcome.summary}.")
            key = asyncio.run(_new_key(settings, url))
            serve(settings, url, bound, lambda: announce(settings, console, key))
    console.print("Stopped.")


async def _new_key(settings: Settings, database_url: str) -> str:
    """A key that may write, in place of the last start's."""
    async with open_store(settings, database_url) as store:
        _, text = await replace_key(store, "demo", ("write",))
    return text


def announce(settings: Settings, console: Console, key: str) -> None:
    """Print the addresses, a key to write with, and three queries to paste."""
    base = base_address(settings)
    console.print(
        f"\n[bold]Claimgraph is up.[/bold]\n"
        f"  Explorer   {base}/\n"
        f"  GraphiQL   {base}/graphql\n"
        f"  REST docs  {base}/docs\n"
        f"  OpenAPI    {base}/openapi.yaml\n"
        f"\nWriting needs a key; this one is new at every start:\n"
        f"  Authorization: Bearer {key}\n"
        f"\nThree queries to paste into GraphiQL:"
    )
    for title, query in QUERIES.items():
        console.print(f"\n[bold]# {title}[/bold]")
        console.print(query, markup=False)
    console.print("Ctrl-C stops it.\n")
