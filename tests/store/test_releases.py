"""Upgrades: the databases of earlier releases, with what is in them, become what a new one is."""

from __future__ import annotations

import pytest

from service.store.connect import connect
from service.store.migrate import migrate
from service.store.pool import open_store
from tests.conftest import PATIENT
from tests.store.catalog import catalog, differences
from tests.store.releases import Kept, answered, counts, kept_releases, restore

RELEASES = kept_releases()


async def catalog_of(database_url: str) -> dict[str, str]:
    connection = await connect(database_url)
    try:
        return await catalog(connection)
    finally:
        await connection.close()


@pytest.mark.parametrize("kept", RELEASES, ids=lambda kept: kept.version)
async def test_a_release_s_database_is_upgraded(kept: Kept, blank_database: str, fresh_database: str) -> None:
    await restore(blank_database, kept)
    before = await counts(blank_database)
    assert before["article"] == 4
    assert before["tombstone"] > 0
    await migrate(blank_database)
    assert await migrate(blank_database) == ()
    assert differences(await catalog_of(fresh_database), await catalog_of(blank_database)) == []
    after = await counts(blank_database)
    assert {table: after[table] for table in before} == before
    async with open_store(PATIENT, blank_database) as store:
        assert await answered(store, list(kept.answers)) == kept.answers


async def test_an_upgraded_database_takes_writes(blank_database: str) -> None:
    await restore(blank_database, RELEASES[0])
    await migrate(blank_database)
    connection = await connect(blank_database)
    try:
        await connection.execute("set search_path = claimgraph, public")
        last = await connection.fetchval("select max(id) from article")
        made = await connection.fetchval(
            """
            insert into article (title, body, language, sort_at, content_hash, extractor, extractor_version)
            values ('Later', 'A zeppelin landed.', 'en', '-infinity', repeat('0', 64), 'tests', '1')
            returning id
            """
        )
        assert made > last
        assert await connection.fetchval(
            "select tsv @@ to_tsquery('claimgraph.cg_english', 'zeppelin') from article_search where article_id = $1",
            made,
        )
    finally:
        await connection.close()
