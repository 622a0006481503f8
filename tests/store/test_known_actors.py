"""Known actors in texts that no rules read."""

from __future__ import annotations

import msgspec

from service.document import ActorDraft
from service.normalize import normalize
from service.store.pool import Store
from service.store.write import store_document
from tests.store.documents import about, actor

GERMAN = (
    "Der Konzern Tarn Ferries hat am Montag mitgeteilt, dass er seine Preise erhöhen will. Auch NVX und der Chef"
    " Karl Marlow äußerten sich dazu. Marlow nannte den Schritt nötig, die Bank schwieg. Tarn Ferries' Aktie fiel."
)


async def mentions(store: Store) -> dict[str, list[str]]:
    """What stands for whom in the articles in German."""
    async with store.connection() as connection:
        rows = await connection.fetch(
            "select a.name, m.quote from mention m join actor a on a.id = m.actor_id"
            " join article x on x.id = m.article_id where x.language = 'de' order by m.start_at"
        )
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row["name"], []).append(row["quote"])
    return found


async def put(store: Store, *actors: ActorDraft) -> None:
    async with store.connection() as connection:
        await store_document(connection, about(*actors, title="Bekannte"))
        await store_document(connection, normalize(GERMAN, language="de", title="Preise"))


async def test_they_are_found_by_name_and_alias(fresh_store: Store) -> None:
    await put(
        fresh_store,
        actor("Tarn Ferries", "ORGANIZATION", mentions=()),
        actor("Nordvex", "ORGANIZATION", "NVX", mentions=()),
        actor("Karl Marlow", "PERSON", "Marlow", mentions=()),
    )
    assert await mentions(fresh_store) == {
        "Tarn Ferries": ["Tarn Ferries", "Tarn Ferries"],
        "Nordvex": ["NVX"],
        "Karl Marlow": ["Karl Marlow", "Marlow"],
    }


async def test_a_word_alone_is_nobody_s_alias(fresh_store: Store) -> None:
    await put(fresh_store, actor("Deutsche Hafenbank", "ORGANIZATION", "Bank", mentions=()))
    assert await mentions(fresh_store) == {}


async def test_a_text_that_rules_read_is_left_to_them(fresh_store: Store) -> None:
    async with fresh_store.connection() as connection:
        await store_document(connection, about(actor("Rain", "PERSON", mentions=()), title="Known"))
        read = normalize("It was cold. Rain fell.", language="en", title="Weather")
        await store_document(connection, msgspec.structs.replace(read, actors=(), claims=()))
        count = await connection.fetchval(
            "select count(*) from mention m join article x on x.id = m.article_id where x.title = 'Weather'"
        )
    assert count == 0
