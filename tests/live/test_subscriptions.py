"""What subscribers are told, and of what they are not."""

from __future__ import annotations

import base64
import json
from datetime import datetime

import httpx

from service.query.subscription import Place, encode_place
from service.store.merge import merge_actors, unmerge_actor
from service.store.pool import Store
from service.store.write import store_document
from tests.live.clients import ARTICLES, Service, Socket, connected, insert_article
from tests.store.documents import actor, claim, document

CLAIMS = """
    subscription Claims($filter: ClaimFilter, $after: String) {
      added: claimAdded(filter: $filter, after: $after) {
        __typename
        cursor
        claim { ...Words article { title actors(first: 1) { totalCount } } }
      }
    }
    fragment Words on Claim { text modality subject { name } cues { quote } }
"""
CHANGED = "subscription($after: String) { changed(after: $after) { cursor kind id action reason } }"
ACTORS = (
    "subscription($id: ID) { actorChanged(actorId: $id) { cursor actor { id name description mergedFrom { id } } } }"
)


async def write(store: Store, **given: object) -> None:
    async with store.connection() as connection:
        await store_document(connection, document(**given))  # type: ignore[arg-type]


async def test_an_article_that_comes_in_is_told_with_all_of_its_parts(socket: Socket, live_store: Store) -> None:
    parts = "title version claims { nodes { text } } mentions { totalCount }"
    await socket.subscribe(f"subscription {{ articleIngested {{ article {{ {parts} }} }} }}")
    await socket.settled()
    await write(live_store, title="Whole")
    assert await socket.data() == {
        "article": {
            "title": "Whole",
            "version": 1,
            "claims": {"nodes": [{"text": "Sam Altman pourrait revenir chez OpenAI, selon Microsoft"}]},
            "mentions": {"totalCount": 4},
        }
    }
    assert await socket.silent()


async def test_claims_are_compiled_like_any_selection_and_filtered(socket: Socket, live_store: Store) -> None:
    await socket.subscribe(CLAIMS, {"filter": {"modality": ["ASSERTED"]}}, "asserted")
    await socket.subscribe(CLAIMS, {"filter": {"modality": ["POSSIBLE", "PROBABLE"]}}, "possible")
    await socket.settled()
    await write(live_store, title="Filtered")
    message = await socket.next()
    added = message["payload"]["data"]["added"]
    assert message["id"] == "possible"
    assert added.pop("cursor")
    assert added == {
        "__typename": "ClaimEvent",
        "claim": {
            "text": "Sam Altman pourrait revenir chez OpenAI, selon Microsoft",
            "modality": "POSSIBLE",
            "subject": {"name": "Sam Altman"},
            "cues": [{"quote": "pourrait"}],
            "article": {"title": "Filtered", "actors": {"totalCount": 3}},
        },
    }
    assert await socket.silent()


async def test_filters_of_every_kind_of_value(socket: Socket, live_store: Store) -> None:
    await write(live_store, title="To know them")
    async with live_store.connection() as connection:
        subject = await connection.fetchval("select id from actor where name = 'Sam Altman'")
    id_ = f"act_{subject}"
    filters = {
        "subject": {"subjectId": id_},
        "actor": {"actorId": id_, "polarity": "POSITIVE"},
        "date": {"publishedAfter": "2026-01-01T00:00:00+01:00", "publishedBefore": "2026-12-31T00:00:00Z"},
        "combined": {"or": [{"attribution": "ARTICLE"}, {"not": {"modality": ["ASSERTED"]}}]},
        "nobody": {"subjectId": "act_999999999"},
        "another date": {"publishedAfter": "2026-12-31T00:00:00Z"},
        "none": {"or": []},
    }
    for name, chosen in filters.items():
        await socket.subscribe(CLAIMS, {"filter": chosen}, name)
    await socket.settled()
    await write(live_store, title="Filters", published_at=datetime(2026, 6, 1))
    told = {(await socket.next())["id"] for _ in range(4)}
    assert told == {"subject", "actor", "date", "combined"}
    assert await socket.silent()


async def test_an_actor_is_followed_through_changes_merges_and_splits(socket: Socket, live_store: Store) -> None:
    async with live_store.connection() as connection:
        names = ("Ann", "Bob", "Cid")
        body = ", ".join(names)
        await store_document(connection, document(body=body, actors=tuple(actor(name, body=body) for name in names)))
        ann, bob, cid = [await connection.fetchval("select id from actor where name = $1", name) for name in names]
        await socket.subscribe(ACTORS, {"id": f"act_{ann}"}, "ann")
        await socket.subscribe(ACTORS, {"id": f"act_{bob}"}, "bob")
        await socket.settled()

        await connection.execute("update actor set description = 'A' where id = $1", ann)
        message = await socket.next()
        assert (message["id"], message["payload"]["data"]["actorChanged"]["actor"]["description"]) == ("ann", "A")
        await connection.execute("update actor set description = 'C', mention_count = 9 where id = $1", cid)
        assert await socket.silent()

        await merge_actors(connection, ann, bob, said_by="test")
        messages = [await socket.next() for _ in range(4)]
        assert {message["id"] for message in messages} == {"ann", "bob"}
        for message in messages:
            assert message["payload"]["data"]["actorChanged"]["actor"]["id"] == f"act_{ann}"
            assert message["payload"]["data"]["actorChanged"]["actor"]["mergedFrom"] == [{"id": f"act_{bob}"}]
        await unmerge_actor(connection, bob)
        messages = [await socket.next() for _ in range(2)]
        assert {(m["id"], m["payload"]["data"]["actorChanged"]["actor"]["name"]) for m in messages} == {
            ("ann", "Ann"),
            ("bob", "Bob"),
        }
    assert await socket.silent()


async def test_without_after_the_past_is_not_told(socket: Socket, live_store: Store) -> None:
    await write(live_store, title="Past")
    await socket.subscribe(ARTICLES)
    await socket.settled()
    await write(live_store, title="Present")
    assert (await socket.data())["article"]["title"] == "Present"


async def test_after_tells_what_followed_and_then_what_comes(
    service: Service, socket: Socket, live_store: Store
) -> None:
    await socket.subscribe(ARTICLES)
    await socket.settled()
    for number in range(5):
        await write(live_store, title=f"Before {number}")
    told = [await socket.data() for _ in range(5)]
    async with connected(service.url) as other:
        await other.subscribe(ARTICLES, {"after": told[1]["cursor"]})
        assert [await other.data() for _ in range(3)] == told[2:]
        await write(live_store, title="After")
        assert (await other.data())["article"]["title"] == "After"
        await other.subscribe(ARTICLES, {"after": socket.ack["payload"]["cursor"]})
        assert [await other.data() for _ in range(5)] == told


async def test_what_was_deleted_since_is_left_out(socket: Socket, live_store: Store) -> None:
    cursor = socket.ack["payload"]["cursor"]
    async with live_store.connection() as connection:
        gone = await insert_article(connection, "to be deleted")
        await insert_article(connection, "to stay")
        await connection.execute("delete from article where id = $1", gone)
    await socket.subscribe(ARTICLES, {"after": cursor})
    assert (await socket.data())["article"]["title"] == "to stay"


async def test_a_cursor_of_pruned_events_is_told_with_the_way_out(service: Service, live_store: Store) -> None:
    async with connected(service.url) as socket:
        old = socket.ack["payload"]["cursor"]
        async with live_store.connection() as connection:
            await insert_article(connection, "to be pruned")
            await connection.fetchval("select claimgraph.prune_events('0 s')")
        await socket.subscribe(ARTICLES, {"after": old})
        message = await socket.next()
    assert message["type"] == "error"
    assert message["payload"][0]["extensions"]["code"] == "CURSOR_EXPIRED"
    assert "subscribe without `after`" in message["payload"][0]["message"]


async def test_a_cursor_of_another_database_or_of_the_future_is_told(socket: Socket) -> None:
    cursor = socket.ack["payload"]["cursor"]
    text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).partition(b"|")[2]
    lineage, *_ = json.loads(text)
    for foreign in (encode_place(lineage + 1, Place(1, 1, 1)), encode_place(lineage, Place(2**62, 1, 1))):
        await socket.subscribe(ARTICLES, {"after": foreign})
        assert (await socket.next())["payload"][0]["extensions"]["code"] == "CURSOR_UNKNOWN"
    for forged in (encode_place(lineage, Place(-1, 1, 1)), encode_place(lineage, Place(1, 70000, 1)), cursor[:-2]):
        await socket.subscribe(ARTICLES, {"after": forged})
        error = (await socket.next())["payload"][0]
        assert error["extensions"]["code"] == "BAD_USER_INPUT"
        assert "take it from an event's `cursor`" in error["message"]


async def test_an_event_held_back_by_an_older_transaction_comes_as_soon_as_that_ends(
    socket: Socket, live_store: Store
) -> None:
    await socket.subscribe(ARTICLES)
    await socket.settled()
    async with live_store.connection() as slow, live_store.connection() as quick:
        transaction = slow.transaction()
        await transaction.start()
        # A number is given, nothing is written that would notify.
        await slow.execute("select pg_current_xact_id()")
        await insert_article(quick, "held back")
        assert await socket.silent()
        await transaction.rollback()
    assert (await socket.data(2))["article"]["title"] == "held back"


async def test_over_plain_http_a_subscription_is_refused_with_the_way_out(service: Service) -> None:
    async with httpx.AsyncClient() as client:
        answer = await client.post(service.url, json={"query": ARTICLES})
    (error,) = answer.json()["errors"]
    assert error["extensions"]["code"] == "SUBSCRIPTION_NEEDS_STREAM"
    assert "text/event-stream" in error["message"]


async def test_a_large_transaction_is_told_in_order(socket: Socket, live_store: Store) -> None:
    count = 250
    await socket.subscribe(ARTICLES)
    await socket.settled()
    async with live_store.connection() as connection, connection.transaction():
        for number in range(count):
            await insert_article(connection, f"large {number}")
    told = [(await socket.data())["article"]["title"] for _ in range(count)]
    assert told == [f"large {number}" for number in range(count)]


async def test_claims_of_one_article_are_told_one_by_one(socket: Socket, live_store: Store) -> None:
    await socket.subscribe(CLAIMS)
    await socket.settled()
    first = claim(text="One")
    await write(live_store, title="Two claims", claims=(first, claim(text="Two")))
    assert [(await socket.data())["claim"]["text"] for _ in range(2)] == ["One", "Two"]


async def test_whatever_happens_is_told_as_changes_lists_it(
    service: Service, socket: Socket, live_store: Store
) -> None:
    await socket.subscribe(CHANGED)
    await socket.settled()
    async with live_store.connection() as connection:
        source = await connection.fetchval("insert into source (name) values ('Watched') returning id")
        first = await socket.data()
        assert first == {
            "cursor": first["cursor"], "kind": "SOURCE", "id": f"src_{source}", "action": "CREATED", "reason": None,
        }  # fmt: skip
        article = await insert_article(connection, "Watched")
        assert (await socket.data())["id"] == f"art_{article}"
        async with connection.transaction():
            await connection.execute("select set_config('claimgraph.reason', 'A hoax', true)")
            await connection.execute("delete from article where id = $1", article)
        told = await socket.data()
        assert (told["id"], told["action"], told["reason"]) == (f"art_{article}", "DELETED", "A hoax")
    # From a cursor, and with the cursors of the list; what was made and deleted since is told by its end.
    async with connected(service.url) as other:
        await other.subscribe(CHANGED, {"after": first["cursor"]})
        resumed = [await other.data() for _ in range(2)]
        await other.subscribe("query($after: String) { changes(after: $after) { nodes { cursor id } } }",
            {"after": first["cursor"]})  # fmt: skip
        listed = (await other.data())["nodes"]
    assert [(event["cursor"], event["id"]) for event in resumed] == [(node["cursor"], node["id"]) for node in listed]
    assert resumed[-1] == told
