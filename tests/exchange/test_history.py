"""History goes out with an export and comes back."""

from __future__ import annotations

import msgspec

from service.exchange.importer import import_lines
from service.store.pool import Store
from tests.exchange.test_round_trip import OTHER, STORY, another_store, everything, in_pieces, lines, merge_two_actors

__all__ = ["another_store"]


async def send(store: Store, data: bytes, caller: str = "desk") -> list[str]:
    """Import under a key's name: what became of each line."""
    return [r.status async for results in import_lines(store, in_pieces(data), caller=caller) for r in results]


async def told(store: Store) -> list[tuple[str, ...]]:
    """Every entry of the history in short."""
    async with store.connection() as connection:
        rows = await connection.fetch(
            "select kind::text, key::text, version::text, said_by, action from history order by kind, key, version, nth"
        )
    return [tuple(row) for row in rows]


async def changed_story(store: Store) -> None:
    """Two articles, one changed by another key, two merged actors, a review that changed."""
    await send(store, lines(STORY, OTHER))
    changed = STORY | {"article": STORY["article"] | {"body": STORY["article"]["body"] + " Ou pas."}}
    await send(store, lines(changed), caller="lea")
    await merge_two_actors(store)
    async with store.connection() as connection:
        await connection.execute(
            "insert into claim_review (claim_id, reviewer, rating) select min(id), 'AFP', 'Faux' from claim"
        )
        await connection.execute("update claim_review set rating = 'Vrai', version = 2")


async def test_who_imports_is_who_made_a_version(fresh_store: Store) -> None:
    await changed_story(fresh_store)

    of_article = [entry[2:] for entry in await told(fresh_store) if entry[:2] == ("1", "1")]
    assert of_article == [("1", "desk", "CREATED"), ("2", "lea", "CHANGED")]


async def test_history_comes_back_as_it_was(fresh_store: Store, another_store: Store) -> None:
    await changed_story(fresh_store)
    exported = await everything(fresh_store)

    assert set(await send(another_store, exported, caller="copy")) == {"created"}

    assert await told(another_store) == await told(fresh_store)
    assert await everything(another_store) == exported
    assert set(await send(another_store, exported, caller="copy")) == {"unchanged"}
    assert await everything(another_store) == exported


async def test_an_export_without_history_begins_one(fresh_store: Store, another_store: Store) -> None:
    await changed_story(fresh_store)
    kept = [line for line in (await everything(fresh_store)).splitlines() if b'"type" : "change"' not in line]

    await send(another_store, b"\n".join(kept), caller="copy")

    of_articles = [entry for entry in await told(another_store) if entry[0] == "1"]
    assert of_articles == [("1", "1", "2", "copy", "IMPORTED"), ("1", "2", "1", "copy", "IMPORTED")]
    again = await everything(another_store)
    assert set(await send(another_store, again, caller="copy")) == {"unchanged"}


async def test_an_entry_that_is_none_is_refused(fresh_store: Store) -> None:
    entry = {
        "type": "change",
        "at": "2026-11-20T08:00:00Z",
        "saidBy": "x",
        "changes": {},
        "madeFrom": None,
        "was": None,
    }
    bad = [
        entry | {"id": "men_1/1/0", "action": "CHANGED"},
        entry | {"id": "art_1/1", "action": "CHANGED"},
        entry | {"id": "art_1/1/0", "action": "INVENTED"},
        entry | {"id": "art_1/1/0", "action": "CHANGED", "changes": {"body": {"from": "a", "prefix": 1}}},
        entry | {"id": "art_1/1/0", "action": "CHANGED", "changes": {"source": {"from": "src_x", "to": None}}},
        entry | {"id": "act_1/1/0", "action": "CHANGED", "changes": {"aliases": {"from": "A", "to": []}}},
        entry | {"id": "art_1/1/0", "action": "CHANGED", "was": {"version": 1, "body": 7}},
    ]
    assert set(await send(fresh_store, b"\n".join(map(msgspec.json.encode, bad)))) == {"rejected"}
    assert await told(fresh_store) == []
