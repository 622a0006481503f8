"""Whether the database has what this version needs of it."""

from __future__ import annotations

import pytest

from service.errors import Unavailable
from service.store.pool import Store
from service.store.readiness import Readiness


@pytest.mark.parametrize(
    ("loss", "told"),
    [
        ("delete from sql_file", "it lacks all functions; run `claimgraph migrate`, or "),
        (
            "delete from schema_migration where name like '0003%'",
            r"it lacks 0003_search\.sql; run `claimgraph migrate`",
        ),
        ("drop schema claimgraph cascade", "it has none; run `claimgraph migrate`"),
    ],
)
async def test_a_database_without_this_version_s_schema_is_not_ready(fresh_store: Store, loss: str, told: str) -> None:
    readiness = Readiness(fresh_store, within_s=20)
    try:
        await readiness.check()
        async with fresh_store.connection() as connection:
            await connection.execute(loss)
        with pytest.raises(Unavailable, match=told):
            await readiness.check()
    finally:
        await readiness.close()


async def test_functions_of_a_newer_version_are_no_outage(fresh_store: Store) -> None:
    readiness = Readiness(fresh_store, within_s=20)
    try:
        async with fresh_store.connection() as connection:
            await connection.execute("update sql_file set name = 'sql/newer.sql' where name = 'sql/links.sql'")
        await readiness.check()
    finally:
        await readiness.close()
