"""Databases that hold a synthetic corpus, made once and kept beside each other on one server."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from urllib.parse import urlsplit, urlunsplit

from bench.reads import corpus
from bench.reads.load import Told, load
from service.settings import Settings
from service.store.connect import Connection, connect, search_path
from service.store.embedded import embedded_server
from service.store.migrate import migrate
from service.store.schema_files import shipped_schema

_SERVER = {
    # A quarter of a small machine; the default holds none of these corpora.
    "shared_buffers": "1GB",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "30min",
    # Nobody replicates a benchmark, and COPY into new tables is cheaper so.
    "wal_level": "minimal",
    "max_wal_senders": "0",
}
_PEER_FUNCTIONS = "peer_search.sql"
_MADE_BY = ("corpus.py", "cast.py", "templates.py", "vocabulary.py", "load.py", _PEER_FUNCTIONS)


@contextmanager
def bench_server(settings: Settings) -> Iterator[str]:
    """A server for benchmarks: DATABASE_URL's, or an embedded one of its own beside the service's."""
    if settings.database_url is not None:
        yield settings.database_url
        return
    folder = settings.data_dir / "bench"
    with embedded_server(folder) as url:
        asyncio.run(_tune(url))
    with embedded_server(folder) as url:
        yield url


def corpus_name(articles: int) -> str:
    """The name of a database with so many articles: another schema or another corpus is another name."""
    digest = hashlib.sha256(shipped_schema().sha256.encode())
    for name in _MADE_BY:
        digest.update(resources.files("bench.reads").joinpath(name).read_bytes())
    return f"{_family(articles)}{digest.hexdigest()[:10]}"


def renamed(url: str, database: str) -> str:
    """The URL of another database on the same server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


async def corpus_database(server_url: str, articles: int, told: Told) -> str:
    """The URL of a database with a corpus of so many articles; made if there is none yet."""
    name = corpus_name(articles)
    connection = await connect(server_url)
    try:
        if await connection.fetchval("select 1 from pg_database where datname = $1", name):
            return renamed(server_url, name)
        # Those of another schema or corpus are of no more use, nor is one that was left half made.
        older = await connection.fetch(
            "select datname from pg_database where starts_with(datname, $1)", _family(articles)
        )
        for row in older:
            await connection.execute(f"drop database {row['datname']} with (force)")
        making = f"{name}_making"
        await create_database(connection, making)
        await fill(renamed(server_url, making), articles, told)
        await connection.execute(f"alter database {making} rename to {name}")
    finally:
        await connection.close()
    return renamed(server_url, name)


async def fill(database_url: str, articles: int, told: Told) -> None:
    """Give an empty database the schema, a corpus of so many articles, and the peers' functions for searching."""
    told("migrating")
    await migrate(database_url)
    await load(database_url, articles, told)
    connection = await connect(database_url)
    try:
        await connection.execute("select set_config('search_path', $1, false)", await search_path(connection))
        await connection.execute(resources.files("bench.reads").joinpath(_PEER_FUNCTIONS).read_text("utf-8"))
    finally:
        await connection.close()


async def create_database(connection: Connection, name: str) -> None:
    """An empty database with the locale of the one that the connection is on."""
    row = await connection.fetchrow("select * from pg_database where datname = current_database()")
    if row is None:
        raise LookupError("a connection is on some database")
    provider = ""
    if row["datlocprovider"] == b"b":
        provider = f" locale_provider builtin builtin_locale '{row['datlocale']}'"
    await connection.execute(
        f"create database {name} template template0 encoding 'UTF8'{provider}"
        f" lc_collate '{row['datcollate']}' lc_ctype '{row['datctype']}'"
    )


def _family(articles: int) -> str:
    return f"bench_{articles}_v{corpus.VERSION}_"


async def _tune(url: str) -> None:
    connection = await connect(url)
    try:
        for name, setting in _SERVER.items():
            await connection.execute(f"alter system set {name} = '{setting}'")
    finally:
        await connection.close()
