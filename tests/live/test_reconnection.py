"""A client that connects again and sends what it sent at first, as stock clients do, loses nothing."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from service.http.graphql.reconnection import SIGN_EVERY_S
from service.store.connect import connect
from tests.live.clients import ARTICLES, Service, Socket, closed_with, insert_article, raw_socket


class Stock:
    """A client as the npm package graphql-ws: its operation has one id, and the line may be cut at any time."""

    def __init__(self, url: str, id_: str = "one") -> None:
        self.after: dict[str, str] = {}
        self._url = url
        self._id = id_

    @asynccontextmanager
    async def connected(self, variables: dict[str, Any] | None = None) -> AsyncIterator[Socket]:
        async with raw_socket(self._url) as socket:
            await socket.send(json.dumps({"type": "connection_init", "payload": {"after": self.after}}))
            line = Socket(socket, json.loads(await socket.recv()))
            await line.subscribe(ARTICLES, variables, self._id)
            yield line
            socket.transport.abort()

    async def titles(self, line: Socket, count: int) -> list[str]:
        """The titles of the next events, their places noted as the three lines of the documents do it."""
        found: list[str] = []
        while len(found) < count:
            message = await line.next()
            payload = message.get("payload") or {}
            self.after |= payload.get("after") or payload.get("extensions", {}).get("after") or {}
            if message["type"] == "next":
                found.append(payload["data"]["articleIngested"]["article"]["title"])
        return found


async def write(database_url: str, *titles: str) -> None:
    connection = await connect(database_url)
    try:
        for title in titles:
            await insert_article(connection, title)
    finally:
        await connection.close()


async def settled(line: Socket) -> None:
    """Wait until what was sent before was taken, and both operations told where they begin."""
    begun: set[str] = set()
    while len(begun) < 2:
        message = await line.next()
        begun |= set(message["payload"]["after"]) if message["type"] == "ping" else set()


async def placed(client: Stock, line: Socket) -> None:
    """Wait until the client was told where its subscription begins."""
    message = await line.next()
    assert (message["type"], list(message["payload"]["after"])) == ("ping", ["one"])
    client.after |= message["payload"]["after"]


async def test_events_of_the_time_between_two_lines_come(service: Service, live_url: str) -> None:
    client = Stock(service.url)
    async with client.connected() as line:
        await placed(client, line)
        await write(live_url, "one", "two")
        assert await client.titles(line, 1) == ["one"]
    await write(live_url, "three")
    async with client.connected() as line:
        await write(live_url, "four")
        assert await client.titles(line, 3) == ["two", "three", "four"]


async def test_a_line_that_is_cut_before_the_first_event_loses_none(service: Service, live_url: str) -> None:
    client = Stock(service.url)
    async with client.connected() as line:
        await placed(client, line)
    await write(live_url, "between")
    async with client.connected() as line:
        assert await client.titles(line, 1) == ["between"]


async def test_what_was_told_goes_before_the_variables_of_long_ago(service: Service, live_url: str) -> None:
    client = Stock(service.url)
    async with client.connected() as line:
        await placed(client, line)
        start = client.after["one"]
        await write(live_url, "one", "two")
        assert await client.titles(line, 2) == ["one", "two"]
    async with client.connected({"after": start}) as line:
        await write(live_url, "three")
        assert await client.titles(line, 1) == ["three"]


async def test_each_subscription_goes_on_from_its_own_place(service: Service, live_url: str) -> None:
    client = Stock(service.url)
    async with client.connected() as line:
        await placed(client, line)
        await write(live_url, "one", "two")
        assert await client.titles(line, 2) == ["one", "two"]
    async with client.connected() as line:
        await write(live_url, "three")
        assert await client.titles(line, 1) == ["three"]
        # A new operation begins with what happens from now on, and so does one that takes an id again.
        await line.send(id="one", type="complete")
        await line.subscribe(ARTICLES, id_="other")
        await line.subscribe(ARTICLES, id_="one")
        await settled(line)
        await write(live_url, "four")
        assert await client.titles(line, 2) == ["four", "four"]


@pytest.mark.slow
async def test_an_idle_subscription_is_told_how_far_it_is(service: Service, live_url: str) -> None:
    client = Stock(service.url)
    async with client.connected() as line:
        await placed(client, line)
        first = client.after["one"]
        connection = await connect(live_url)
        try:
            await connection.execute("insert into claimgraph.actor (kind, name) values ('GROUP', 'Of no concern')")
        finally:
            await connection.close()
        message = await line.next(within_s=2 * SIGN_EVERY_S)
        assert message["type"] == "ping" and message["payload"]["after"]["one"] != first


async def test_who_does_not_ask_is_told_nothing_more(service: Service, live_url: str) -> None:
    async with raw_socket(service.url) as socket:
        await socket.send(json.dumps({"type": "connection_init", "payload": {"lastEventId": ""}}))
        line = Socket(socket, json.loads(await socket.recv()))
        await line.subscribe(ARTICLES)
        await line.settled()
        await write(live_url, "one")
        assert (await line.next())["payload"].keys() == {"data"}


async def test_one_cursor_for_clients_with_one_subscription(service: Service, live_url: str) -> None:
    async with raw_socket(service.url) as socket:
        await socket.send('{"type": "connection_init"}')
        cursor = json.loads(await socket.recv())["payload"]["cursor"]
    await write(live_url, "one")
    async with raw_socket(service.url) as socket:
        await socket.send(json.dumps({"type": "connection_init", "payload": {"lastEventId": cursor}}))
        line = Socket(socket, json.loads(await socket.recv()))
        await line.subscribe(ARTICLES)
        assert (await line.data())["article"]["title"] == "one"


@pytest.mark.parametrize(
    ("payload", "says"),
    [
        ({"after": "abc"}, "`after` of connection_init holds the last cursor of each subscription"),
        ({"after": {"one": 1}}, "`after` of connection_init"),
        ({"lastEventId": 7}, "`lastEventId` of connection_init"),
    ],
)
async def test_what_is_no_place_is_refused(service: Service, payload: dict[str, Any], says: str) -> None:
    async with raw_socket(service.url) as socket:
        await socket.send(json.dumps({"type": "connection_init", "payload": payload}))
        code, reason = await closed_with(socket)
        assert (code, says in reason) == (4400, True), reason


async def test_a_cursor_that_is_none_ends_its_operation_alone(service: Service) -> None:
    client = Stock(service.url)
    client.after = {"one": "nonsense"}
    async with client.connected() as line:
        message = await line.next()
        assert (message["type"], message["id"]) == ("error", "one")
        assert message["payload"][0]["extensions"]["code"] == "BAD_USER_INPUT"
        await line.subscribe("{ __typename }", id_="two")
        assert (await line.data()) == "Query"
