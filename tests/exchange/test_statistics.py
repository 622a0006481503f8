"""The planner knows of a young database's tables while an import fills them."""

from __future__ import annotations

import random

import msgspec

from service.exchange.importer import BATCH_LINES
from service.store.pool import open_store
from tests.conftest import PATIENT
from tests.exchange.test_batches import bundle, document, run_import

KNOWN = "select reltuples from pg_class where oid = 'claimgraph.article'::regclass"


async def test_an_import_keeps_statistics_up(fresh_database: str) -> None:
    dice = random.Random(5)
    documents = [document(dice, number) for number in range(BATCH_LINES + 10)]
    one_connection = msgspec.structs.replace(PATIENT, pool_min=1, pool_max=1)
    async with open_store(one_connection, fresh_database) as store:
        async with store.connection() as connection:
            assert await connection.fetchval(KNOWN) <= 0
        results = await run_import(store, bundle(documents))
        assert {result.status for result in results} == {"created"}
        async with store.connection() as connection:
            assert await connection.fetchval(KNOWN) == BATCH_LINES
