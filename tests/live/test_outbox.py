"""The outbox: every writer fills it, and its order is final as far as it is read."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

from service.live import outbox
from service.query.subscription import Place
from service.store.connect import connect
from service.store.merge import merge_actors
from service.store.pool import Store
from service.store.write import store_document
from tests.live.clients import Writers, insert_article
from tests.store.documents import document

START = Place(0, 0, 0)


async def events(connection: Any, after: Place = START) -> list[Place]:
    """Everything that may be read."""
    return (await outbox.page(connection, after, (await outbox.now(connection)).end)).places


def kinds(places: list[Place]) -> list[int]:
    return [place.kind for place in places]


async def test_a_stored_document_tells_of_its_article_actors_and_claims_in_this_order(fresh_store: Store) -> None:
    async with fresh_store.connection() as connection:
        await store_document(connection, document())
        found = await events(connection)
    assert kinds(found) == [1, 2, 2, 2, 3]
    assert len({place.xid for place in found}) == 1


async def test_counting_mentions_on_a_known_actor_tells_nothing_of_it(fresh_store: Store) -> None:
    async with fresh_store.connection() as connection:
        await store_document(connection, document())
        before = (await events(connection))[-1]
        await store_document(connection, document(title="Un autre titre"))
        # Its claim repeats the other's, which a link says.
        assert kinds(await events(connection, before)) == [1, 3, 5]


async def test_the_same_document_again_tells_nothing_a_changed_one_tells_of_itself(fresh_store: Store) -> None:
    async with fresh_store.connection() as connection:
        await store_document(connection, document(url="https://a.example/1"))
        before = (await events(connection))[-1]
        await store_document(connection, document(url="https://a.example/1"))
        assert await events(connection, before) == []
        await store_document(connection, document(url="https://a.example/1", title="Nouveau titre"))
        # Its claims stand where they stood.
        assert kinds(await events(connection, before)) == [1]


async def test_any_writer_is_covered_and_told_of_once_a_transaction(fresh_store: Store) -> None:
    async with fresh_store.connection() as connection:
        await connection.copy_records_to_table(
            "actor", records=[("PERSON", "Ada"), ("PERSON", "Bea")], columns=["kind", "name"], schema_name="claimgraph"
        )
        copied = await events(connection)
        assert kinds(copied) == [2, 2]
        async with connection.transaction():
            await connection.execute("update actor set description = 'A' where name = 'Ada'")
            await connection.execute("update actor set description = 'B' where name = 'Ada'")
        changed = await events(connection, copied[-1])
        assert [place.key for place in changed] == [copied[0].key]
        await connection.execute("update actor set mention_count = 7, description = description")
        assert await events(connection, changed[-1]) == []


async def test_a_merge_tells_of_both(fresh_store: Store) -> None:
    async with fresh_store.connection() as connection:
        await store_document(connection, document())
        before = (await events(connection))[-1]
        one, other = await connection.fetchrow("select min(id), max(id) from actor")
        await merge_actors(connection, one, other, said_by="test")
        told = await events(connection, before)
        assert {place.key for place in told if place.kind == 2} == {one, other}
        # The claims of the one are the other's now.
        assert {place.kind for place in told} == {2, 3}


async def test_what_is_rolled_back_is_not_told(fresh_store: Store) -> None:
    async with fresh_store.connection() as connection:
        transaction = connection.transaction()
        await transaction.start()
        await insert_article(connection, "undone")
        await transaction.rollback()
        assert await events(connection) == []


async def test_an_older_transaction_that_still_runs_holds_back_what_comes_after_it(fresh_database: str) -> None:
    slow, quick = await connect(fresh_database), await connect(fresh_database)
    try:
        # The first text of a language is noted, and others that bring it wait for that.
        await insert_article(quick, "the first in English")
        (noted,) = await events(quick)
        transaction = slow.transaction()
        await transaction.start()
        first = await insert_article(slow, "begun first, committed last")
        second = await insert_article(quick, "begun last, committed first")
        assert await events(quick, noted) == []
        assert (await outbox.now(quick)).waiting
        await transaction.commit()
        assert [place.key for place in await events(quick, noted)] == [first, second]
        assert not (await outbox.now(quick)).waiting
    finally:
        await slow.close()
        await quick.close()


async def test_readers_that_go_on_from_any_place_see_each_event_once(fresh_database: str) -> None:
    writers = Writers(fresh_database, writers=6, pause_s=0.005)
    connection = await connect(fresh_database)
    try:
        seen: list[Place] = []
        for _ in range(150):
            seen += await events(connection, seen[-1] if seen else START)
            await asyncio.sleep(0.01)
        await writers.stop()
        seen += await events(connection, seen[-1])
        titles = await connection.fetch("select title from claimgraph.article")
        assert seen == sorted(set(seen))
        assert len(seen) == len(titles) == len(writers.written) > 50
    finally:
        await connection.close()


async def test_old_events_are_pruned_and_remembered_as_pruned(fresh_store: Store) -> None:
    async with fresh_store.connection() as connection:
        for title in ("one", "two", "three"):
            await insert_article(connection, title)
        first, second, third = await events(connection)
        await connection.execute(
            "update event set at = now() - interval '2 days' where key in ($1, $2)", first.key, second.key
        )
        assert not await outbox.prune(connection, timedelta(days=1))
        found = await outbox.page(connection, START, third)
        assert (found.places, found.pruned) == ([third], second)
        assert not await outbox.prune(connection, timedelta(0))
        found = await outbox.page(connection, second, third)
        assert (found.places, found.pruned) == ([], third)
        assert await outbox.latest(connection, (await outbox.now(connection)).end) == third


async def test_events_of_another_servers_numbers_are_pruned(fresh_store: Store) -> None:
    async with fresh_store.connection() as connection:
        await connection.execute("insert into event (xid, kind, key) values ('999999999', 1, 1)")
        assert (await outbox.now(connection)).waiting
        await outbox.prune(connection, timedelta(days=1))
        assert not (await outbox.now(connection)).waiting
