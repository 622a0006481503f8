"""The fast way to load a corpus leaves the database as plain inserts would."""

from __future__ import annotations

from collections import Counter

from bench.reads import corpus
from bench.reads import load as loading
from bench.reads.corpus import COLUMNS
from bench.reads.load import load
from service.store.connect import connect
from service.store.migrate import migrate
from tests.conftest import create_database

ARTICLES = 120
# What happened when: events, history (the ordinary way makes things in transactions of their own), and the moments at
# which rows were made.
LEFT_OUT = {"event", "event_pruned", "schema_migration", "sql_file", "history", "changing"}
MOMENTS = "'created_at' - 'updated_at' - 'ingested_at'"


def text_of(table: str) -> str:
    """A row as text. Where triggers index a text again, its actors come to stand behind other words, in the same
    order and with the same weights; so of a search's words the places are left out."""
    text = f"(to_jsonb(t) - {MOMENTS})::text"
    return f"regexp_replace({text}, '([:,])[0-9]+([A-D]?)', '\\1\\2', 'g')" if table.endswith("_search") else text


async def contents(database_url: str) -> dict[str, str]:
    """A digest of every table."""
    connection = await connect(database_url)
    try:
        tables = await connection.fetch("select tablename from pg_tables where schemaname = 'claimgraph'")
        return {
            row[0]: await connection.fetchval(
                f"select count(*) || ' ' || md5(coalesce(string_agg(x, '|' order by x), '')) from ("
                f"select {text_of(row[0])} as x from claimgraph.{row[0]} t) t"
            )
            for row in tables
            if row[0] not in LEFT_OUT
        }
    finally:
        await connection.close()


async def indexes(database_url: str) -> list[str]:
    connection = await connect(database_url)
    try:
        found = await connection.fetch("select indexdef from pg_indexes where schemaname = 'claimgraph' order by 1")
        return [row[0] for row in found]
    finally:
        await connection.close()


async def _copy_plainly(database_url: str, articles: int) -> None:
    """The same by the ordinary way, every trigger and constraint at work; slow, for tests."""
    connection = await loading.open_connection(database_url)
    try:
        made = [corpus.piece(articles, number) for number in corpus.pieces(articles)]
        mentions: Counter[int] = Counter()
        for piece in made:
            mentions.update(row[2] for row in piece.rows["mention"])
        await loading.copy_cast(connection, mentions, articles, only_sources=True)
        await loading.copy_cast(connection, mentions, articles)
        for piece in made:
            async with connection.transaction():
                for table, columns in corpus.COLUMNS.items():
                    await loading.copy_rows(connection, table, columns, piece.rows[table])
        await loading.move_sequences(connection)
    finally:
        await connection.close()


async def test_the_fast_way_leaves_what_the_plain_way_leaves(server_url: str) -> None:
    fast, plain = await create_database(server_url), await create_database(server_url)
    await migrate(fast)
    await migrate(plain)
    before = await indexes(fast)

    await load(fast, ARTICLES)
    # Here every trigger and constraint is at work, so that it also shows that they hold.
    await _copy_plainly(plain, ARTICLES)

    assert await contents(fast) == await contents(plain)
    assert await indexes(fast) == before


async def test_ids_go_on_behind_the_corpus(corpus_url: str) -> None:
    connection = await connect(corpus_url)
    try:
        for table in ("article", "claim", "mention"):
            assert table in COLUMNS
            largest = await connection.fetchval(f"select max(id) from claimgraph.{table}")
            assert await connection.fetchval(f"select nextval('claimgraph.{table}_id_seq')") == largest + 1
    finally:
        await connection.close()
