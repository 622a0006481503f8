"""GraphQL over server-sent events, distinct connections mode."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from service.http.graphql import sse
from service.http.graphql.streams import Answer, Operation
from service.store.pool import Store
from tests.conftest import create_database
from tests.live.clients import ARTICLES, Service, insert_article

EVENTS = {"accept": "text/event-stream"}


@pytest_asyncio.fixture(loop_scope="session")
async def client(service: Service) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=service.url.removesuffix("/graphql"), timeout=10) as client:
        yield client


async def blocks(answer: httpx.Response) -> AsyncIterator[dict[str, str]]:
    """The events of a stream, each as its fields; comments are left out."""
    fields: dict[str, str] = {}
    async for line in answer.aiter_lines():
        if not line:
            if fields:
                yield fields
            fields = {}
        elif not line.startswith(":"):
            name, _, value = line.partition(": ")
            fields[name] = value


async def all_of(client: httpx.AsyncClient, query: str, **options: Any) -> list[dict[str, str]]:
    async with client.stream("POST", "/graphql", json={"query": query}, headers=EVENTS, **options) as answer:
        assert answer.status_code == 200
        return [block async for block in blocks(answer)]


async def test_a_query_is_one_next_and_complete(client: httpx.AsyncClient) -> None:
    first, last = await all_of(client, "{ __typename articles { totalCount } }")
    assert first["event"] == "next"
    assert json.loads(first["data"])["data"]["__typename"] == "Query"
    assert last == {"event": "complete", "data": ""}


async def test_errors_before_execution_are_a_next_too(client: httpx.AsyncClient) -> None:
    first, last = await all_of(client, "{ nope }")
    (error,) = json.loads(first["data"])["errors"]
    assert error["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
    assert last["event"] == "complete"


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_subscription_by_either_method(client: httpx.AsyncClient, live_store: Store, method: str) -> None:
    given: dict[str, Any] = {"params": {"query": ARTICLES}} if method == "GET" else {"json": {"query": ARTICLES}}
    async with client.stream(method, "/graphql", headers=EVENTS, **given) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert "no-cache" in answer.headers["cache-control"]
        events = blocks(answer)
        assert set(await anext(events)) == {"id"}
        async with live_store.connection() as connection:
            await insert_article(connection, f"by {method}")
        event = await anext(events)
    data = json.loads(event["data"])["data"]["articleIngested"]
    assert event["event"] == "next"
    assert (data["article"]["title"], data["cursor"]) == (f"by {method}", event["id"])


async def test_who_takes_json_too_gets_events_for_subscriptions_only(client: httpx.AsyncClient) -> None:
    both = {"accept": "application/json, text/event-stream"}
    plain = await client.post("/graphql", json={"query": "{ __typename }"}, headers=both)
    assert plain.json() == {"data": {"__typename": "Query"}} | {"extensions": plain.json()["extensions"]}
    async with client.stream("POST", "/graphql", json={"query": ARTICLES}, headers=both) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")


async def test_what_is_no_graphql_request_is_refused_by_status(client: httpx.AsyncClient) -> None:
    assert (await client.post("/graphql", json={}, headers=EVENTS)).status_code == 400
    assert (await client.get("/graphql?query={__typename}", headers={"accept": "text/csv"})).status_code == 406


async def test_a_mutation_by_get_is_refused(client: httpx.AsyncClient) -> None:
    query = 'mutation { deleteArticle(input: {id: "art_1"}) { userErrors { code } } }'
    answer = await client.get("/graphql", params={"query": query}, headers=EVENTS)
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert answer.json()["errors"][0]["extensions"]["code"] == "METHOD_NOT_ALLOWED"


async def test_a_mutation_without_a_key_is_refused_by_status_as_without_a_stream(client: httpx.AsyncClient) -> None:
    query = 'mutation { deleteArticle(input: {id: "art_1"}) { userErrors { code } } }'
    answer = await client.post("/graphql", json={"query": query}, headers=EVENTS)
    assert answer.status_code == 401
    (error,) = answer.json()["errors"]
    assert error["extensions"] == {"code": "UNAUTHENTICATED", "requestId": answer.headers["x-request-id"]}


async def test_the_stop_of_the_service_breaks_streams_off_at_once_without_complete(
    server_url: str, empty_template: str
) -> None:
    service = Service(await create_database(server_url, empty_template))
    await service.start()
    try:
        async with (
            httpx.AsyncClient(timeout=10) as client,
            client.stream("POST", service.url, json={"query": ARTICLES}, headers=EVENTS) as answer,
        ):
            events = blocks(answer)
            await anext(events)
            async with asyncio.timeout(4):
                await service.stop()
            assert [event async for event in events] == []
    finally:
        await service.stop()


async def test_idle_streams_say_how_far_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sse, "KEEP_ALIVE_S", 0.01)
    sent: list[bytes] = []
    places = iter(["a", "b", "c"])

    async def send(message: dict[str, Any]) -> None:
        sent.append(message["body"])

    async def nothing() -> AsyncIterator[Answer]:
        await asyncio.sleep(60)
        yield Answer(b"")

    telling = asyncio.create_task(sse._keep_alive(Operation(nothing(), lambda: next(places, None)), send))
    while len(sent) < 4:
        await asyncio.sleep(0.01)
    telling.cancel()
    assert sent[:4] == [b"id: a\n\n", b"id: b\n\n", b"id: c\n\n", b":\n\n"]


def test_line_breaks_in_json_do_not_end_the_data() -> None:
    assert sse._event("next", b'{"a":\n 1}', "c") == b'id: c\nevent: next\ndata: {"a":  1}\n\n'
