"""A write that takes longer than the database allows is refused in the end, with the way out."""

from __future__ import annotations

import msgspec
import pytest

from schema import SCHEMA
from service.errors import TooSlow, Unavailable
from service.mutation.patience import TRIES
from service.mutation.runner import Runner
from service.query.engine import Engine, Request
from service.search import searchable
from service.settings import Settings
from service.store.connect import connect
from service.store.pool import open_store

WRITE = 'mutation { upsertActor(input: {name: "%s", kind: PERSON}) { actor { name } userErrors { code message } } }'


async def test_a_write_that_is_always_too_slow_is_not_tried_for_ever(fresh_database: str) -> None:
    async with open_store(Settings(statement_timeout_s=0.5), fresh_database) as store:
        contract = searchable(SCHEMA._schema)
        engine = Engine(contract, store.fetch_json, mutations=Runner(contract, store))
        async with store.connection() as connection:
            await connection.execute(
                """
                create function claimgraph.dawdles() returns trigger language plpgsql as
                  $$ begin if new.name = 'Slow' then perform pg_sleep(5); end if; return new; end $$;
                create trigger dawdles before insert on claimgraph.actor
                  for each row execute function claimgraph.dawdles()
                """
            )
        for _ in range(TRIES):
            with pytest.raises(TooSlow):
                await engine.execute(Request(query=WRITE % "Slow"))
        answer = msgspec.json.decode((await engine.execute(Request(query=WRITE % "Slow"))).body)
        (problem,) = answer["data"]["upsertActor"]["userErrors"]
        assert problem["code"] == "BAD_USER_INPUT" and "CLAIMGRAPH_STATEMENT_TIMEOUT_S" in problem["message"]
        # Only that one.
        answer = msgspec.json.decode((await engine.execute(Request(query=WRITE % "Quick"))).body)
        assert answer["data"]["upsertActor"]["actor"] == {"name": "Quick"}


async def test_a_write_that_waits_for_others_is_never_refused_for_that(fresh_database: str) -> None:
    async with open_store(Settings(statement_timeout_s=0.5), fresh_database) as store:
        contract = searchable(SCHEMA._schema)
        engine = Engine(contract, store.fetch_json, mutations=Runner(contract, store))
        other = await connect(fresh_database)
        try:
            async with other.transaction():
                await other.execute("lock table claimgraph.actor in share mode")
                for _ in range(TRIES + 1):
                    with pytest.raises(Unavailable, match="locked") as refusal:
                        await engine.execute(Request(query=WRITE % "Patient"))
                    assert not isinstance(refusal.value, TooSlow)
        finally:
            await other.close()
        answer = msgspec.json.decode((await engine.execute(Request(query=WRITE % "Patient"))).body)
        assert answer["data"]["upsertActor"]["actor"] == {"name": "Patient"}
