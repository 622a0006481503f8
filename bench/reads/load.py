"""Fills a migrated database with the synthetic corpus, by COPY.

What triggers would check or derive row by row is done at the end instead: rows come in as a replica's do
(no triggers, no foreign keys), indexes are built when the tables are full, and the search tables are filled
by the triggers' own functions, fired once for each finished article, claim and actor. A test compares the
result with that of plain inserts.
"""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

import asyncpg
import msgspec

from bench.reads import cast, corpus
from service.store.connect import SCHEMA, connect, search_path

Told = Callable[[str], None]

if TYPE_CHECKING:
    # Generic for the type checker only.
    Connection = asyncpg.Connection[Any]

_BATCH = 2_000
"""Articles whose texts are indexed in one transaction."""
_AS_REPLICA = "set session_replication_role = replica"
_INDEXED = ("article", "claim", "actor")
_TRIGGERS = """
    select c.relname as source, p.proname as function, t.tgnewtable as new_rows
    from pg_trigger t
    join pg_class c on c.oid = t.tgrelid
    join pg_namespace n on n.oid = c.relnamespace
    join pg_proc p on p.oid = t.tgfoid
    where n.nspname = $1
      and c.relname = any ($2)
      and not t.tgisinternal
      and t.tgtype & 4 = 4
      and p.proname like 'index\\_%'
"""
_INDEXES = """
    select format('%I.%I', i.schemaname, i.indexname) as name, i.tablename as of, i.indexdef as definition
    from pg_indexes i
    where i.schemaname = $1
      and not exists (
        select from pg_constraint k where k.conindid = format('%I.%I', i.schemaname, i.indexname)::regclass
      )
      and i.tablename = any ($2)
      and i.indexdef not like 'CREATE UNIQUE%'
"""
_DERIVED = ("article_search", "claim_search", "actor_search")
_FILLED = (*corpus.COLUMNS, "source", "actor", "actor_alias", *_DERIVED)


class Trigger(msgspec.Struct, frozen=True, kw_only=True):
    """A function that indexes new rows of a table; `new_rows` names them where they come as a table."""

    source: str
    function: str
    new_rows: str | None


async def load(database_url: str, articles: int, told: Told = lambda _stage: None) -> None:
    """Fill the database, which is migrated and empty, with a corpus of so many articles.

    `told` hears of each stage. The user must be a superuser, as the embedded server's is.
    """
    connection = await open_connection(database_url)
    try:
        await connection.execute(_AS_REPLICA)
        await copy_cast(connection, Counter(), articles, only_sources=True)
        indexes = await connection.fetch(_INDEXES, SCHEMA, list(_FILLED))
        for index in indexes:
            await connection.execute(f"drop index {index['name']}")
        told("making and copying articles")
        mentions = await _copy_pieces(database_url, articles)
        await copy_cast(connection, mentions, articles)
        await connection.execute("set session_replication_role = origin")
        await move_sequences(connection)
        told("building indexes")
        await _build(database_url, [index["definition"] for index in indexes if index["of"] not in _DERIVED])
        await connection.execute("analyze")
        told("building search vectors")
        await _index_texts(database_url, articles)
        told("building search indexes")
        await _build(database_url, [index["definition"] for index in indexes if index["of"] in _DERIVED])
        # Told to nobody, and a million events would be nothing that a service meets.
        await connection.execute("truncate event")
        told("vacuuming")
        await connection.execute("vacuum analyze")
        await connection.execute("checkpoint")
    finally:
        await connection.close()


async def open_connection(database_url: str) -> Connection:
    """A connection that loads: our schema first, no wait for the disk."""
    connection = await connect(database_url)
    await connection.execute("select set_config('search_path', $1, false)", await search_path(connection))
    await connection.execute("set synchronous_commit = off; set maintenance_work_mem = '512MB'")
    return connection


async def copy_rows(connection: Connection, table: str, columns: Sequence[str], rows: Sequence[corpus.Row]) -> None:
    """Put rows into a table of ours."""
    await connection.copy_records_to_table(table, schema_name=SCHEMA, columns=list(columns), records=rows)


async def _copy_pieces(database_url: str, articles: int) -> Counter[int]:
    """Make and copy all pieces, by a process a core; how often each actor is mentioned."""
    numbers = corpus.pieces(articles)
    workers = max(1, min(os.cpu_count() or 1, 8, len(numbers)))
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as processes:
        done = [
            loop.run_in_executor(processes, _copy_some, database_url, articles, numbers[lane::workers])
            for lane in range(workers)
        ]
        return sum(await asyncio.gather(*done), Counter[int]())


def _copy_some(database_url: str, articles: int, numbers: range) -> Counter[int]:
    return asyncio.run(_copying(database_url, articles, numbers))


async def _copying(database_url: str, articles: int, numbers: range) -> Counter[int]:
    mentions: Counter[int] = Counter()
    connection = await open_connection(database_url)
    try:
        await connection.execute(_AS_REPLICA)
        for number in numbers:
            piece = corpus.piece(articles, number)
            for table, columns in corpus.COLUMNS.items():
                await copy_rows(connection, table, columns, piece.rows[table])
            mentions.update(row[2] for row in piece.rows["mention"])
    finally:
        await connection.close()
    return mentions


async def copy_cast(
    connection: Connection, mentions: Counter[int], articles: int, *, only_sources: bool = False
) -> None:
    """Put the publishers into their table, or the actors with their names and counts."""
    if only_sources:
        rows = [(s.id, s.name, s.domain, s.country, s.language) for s in cast.sources()]
        await copy_rows(connection, "source", ("id", "name", "domain", "country", "language"), rows)
        return
    everyone = cast.actors(cast.actor_count(articles))
    described = [(a.id, a.kind, a.name, f"{a.name}, mentioned here and there.", mentions[a.id]) for a in everyone]
    await copy_rows(connection, "actor", ("id", "kind", "name", "description", "mention_count"), described)
    aliases: list[corpus.Row] = [(a.id, a.kind, a.name, False) for a in everyone]
    # Surnames are borne by many, so nothing resolves by them.
    aliases += [(a.id, a.kind, a.short, True) for a in everyone if a.short != a.name]
    await copy_rows(connection, "actor_alias", ("actor_id", "kind", "name", "shared"), aliases)


async def move_sequences(connection: Connection) -> None:
    """Have the next ids follow the loaded ones."""
    for table in ("source", "article", "actor", "mention", "claim"):
        await connection.execute(
            f"select setval(pg_get_serial_sequence('{SCHEMA}.{table}', 'id'), (select max(id) from {table}))"
        )


async def _index_texts(database_url: str, articles: int) -> None:
    starts = list(range(1, articles + 1, _BATCH))
    workers = min(os.cpu_count() or 1, 4)
    lanes = [_Lane(database_url, starts[lane::workers]) for lane in range(workers)]
    await asyncio.gather(*(lane.run() for lane in lanes))


class _Lane:
    """One connection that indexes some of the texts, through copies of the triggers on temporary tables."""

    def __init__(self, database_url: str, starts: Sequence[int]) -> None:
        self._database_url = database_url
        self._starts = starts

    async def run(self) -> None:
        connection = await open_connection(self._database_url)
        try:
            found = await connection.fetch(_TRIGGERS, SCHEMA, list(_INDEXED))
            triggers = [Trigger(**dict(row)) for row in found]
            for trigger in triggers:
                await connection.execute(
                    f"create temporary table {_staged(trigger)} as table {trigger.source} with no data"
                )
                await connection.execute(_trigger_sql(trigger))
            for start in self._starts:
                await self._batch(connection, triggers, start)
        finally:
            await connection.close()

    async def _batch(self, connection: Connection, triggers: Sequence[Trigger], start: int) -> None:
        end = start + _BATCH
        wanted = {
            "article": f"id >= {start} and id < {end}",
            "claim": f"article_id >= {start} and article_id < {end}",
            # Actors are far fewer; the lane that begins at the front has them all.
            "actor": "true" if start == 1 else "false",
        }
        async with connection.transaction():
            for trigger in triggers:
                staged = _staged(trigger)
                await connection.execute(
                    f"insert into {staged} select * from {SCHEMA}.{trigger.source} where {wanted[trigger.source]}"
                )
                await connection.execute(f"truncate {staged}")


def _staged(trigger: Trigger) -> str:
    return f"staged_{trigger.source}_{trigger.function}"


def _trigger_sql(trigger: Trigger) -> str:
    rows = f"referencing new table as {trigger.new_rows} for each statement" if trigger.new_rows else "for each row"
    return (
        f"create trigger {trigger.function} after insert on {_staged(trigger)} {rows}"
        f" execute function {SCHEMA}.{trigger.function}()"
    )


async def _build(database_url: str, definitions: Sequence[str]) -> None:
    """Create indexes, two at a time; the big ones first."""
    waiting = sorted(definitions, key=lambda definition: "USING gin" not in definition)

    async def lane(run: Callable[[Connection], Awaitable[None]]) -> None:
        connection = await open_connection(database_url)
        try:
            await run(connection)
        finally:
            await connection.close()

    async def build(connection: Connection) -> None:
        while waiting:
            await connection.execute(waiting.pop(0))

    await asyncio.gather(lane(build), lane(build))
