"""Who writes is known to the database for as long as the transaction lasts."""

from __future__ import annotations

from service.store.caller import say_caller
from service.store.pool import Store


async def test_the_caller_holds_until_the_transaction_ends(fresh_store: Store) -> None:
    async with fresh_store.connection() as connection:
        async with connection.transaction():
            await say_caller(connection, "desk")
            said = await connection.fetchval("select claimgraph.caller()")
        afterwards = await connection.fetchval("select claimgraph.caller()")

    assert (said, afterwards) == ("desk", "system")
