"""graphql-transport-ws as its protocol says: handshakes, messages, close codes, operations."""

from __future__ import annotations

import json

import pytest
import websockets

from tests.live.clients import ARTICLES, PROTOCOL, Service, Socket, closed_with, connected, raw_socket

NESTED = "article { claims(first: 100) { nodes {"
INIT = '{"type": "connection_init"}'


def subscribe(query: str, id_: str = "1") -> str:
    return json.dumps({"id": id_, "type": "subscribe", "payload": {"query": query}})


@pytest.mark.parametrize(
    ("messages", "code", "reason"),
    [
        (["[]"], 4400, "got `array`"),
        ([INIT, '[{"type": "ping"}]'], 4400, "got `array`"),
        (["nonsense"], 4400, "Invalid message received"),
        (["null"], 4400, "Invalid message received"),
        (['{"type": "start"}'], 4400, "Invalid message received"),
        (['{"id": "1"}'], 4400, "Invalid message received"),
        (['{"type": "connection_init", "payload": []}'], 4400, "Invalid message received"),
        (['{"type": "next", "id": "1", "payload": {}}'], 4400, "Invalid message received"),
        ([INIT, '{"type": "subscribe", "payload": {"query": "{ __typename }"}}'], 4400, "Invalid message received"),
        ([INIT, '{"type": "subscribe", "id": "", "payload": {"query": ""}}'], 4400, "Invalid message received"),
        ([INIT, '{"type": "subscribe", "id": "1", "payload": {"variables": {}}}'], 4400, "Invalid message received"),
        ([INIT, '{"type": "complete"}'], 4400, "Invalid message received"),
        ([INIT, '{"type": "ping", "payload": ' + "[" * 100_000], 4400, "Invalid message received"),
        ([subscribe("{ __typename }")], 4401, "Unauthorized"),
        ([INIT, INIT], 4429, "Too many initialisation requests"),
        ([INIT, subscribe(ARTICLES), subscribe(ARTICLES)], 4409, "Subscriber for 1 already exists"),
    ],
)
async def test_violations_close_with_the_protocols_codes(
    service: Service, messages: list[str], code: int, reason: str
) -> None:
    async with raw_socket(service.url) as socket:
        for message in messages:
            await socket.send(message)
        found = await closed_with(socket)
    assert found[0] == code
    assert reason in found[1]


async def test_binary_messages_close(service: Service) -> None:
    async with raw_socket(service.url) as socket:
        await socket.send(b"\x00\x01")
        assert (await closed_with(socket))[0] == 4400


async def test_who_does_not_initialise_in_time_is_closed_whatever_else_it_says(service: Service) -> None:
    async with raw_socket(service.url) as socket:
        await socket.send('{"type": "ping"}')
        assert json.loads(await socket.recv()) == {"type": "pong"}
        assert await closed_with(socket) == (4408, "Connection initialisation timeout")


@pytest.mark.parametrize("subprotocols", [None, ["graphql-ws"]])
async def test_other_subprotocols_are_not_acceptable(service: Service, subprotocols: list[str] | None) -> None:
    async with raw_socket(service.url, subprotocols=subprotocols) as socket:
        assert await closed_with(socket) == (4406, "Subprotocol not acceptable")


async def test_the_subprotocol_is_confirmed_and_the_acknowledgement_says_where_now_is(socket: Socket) -> None:
    assert socket.socket.subprotocol == PROTOCOL
    assert socket.ack["payload"]["cursor"]


async def test_pages_of_other_origins_may_not_connect(service: Service) -> None:
    with pytest.raises(websockets.InvalidStatus) as refusal:
        async with raw_socket(service.url, origin="https://elsewhere.example"):
            pass
    assert refusal.value.response.status_code == 403
    async with raw_socket(service.url, origin=f"http://127.0.0.1:{service.port}") as socket:
        assert socket.subprotocol == PROTOCOL


async def test_pings_are_answered_with_their_payload_and_pongs_are_taken(socket: Socket) -> None:
    await socket.send(type="pong")
    await socket.send(type="pong", payload={"a": 1})
    await socket.send(type="ping", payload={"b": [2]})
    assert await socket.next() == {"type": "pong", "payload": {"b": [2]}}


async def test_a_query_has_one_answer_and_completes(socket: Socket) -> None:
    await socket.subscribe("query($n: Int) { articles(first: $n) { pageInfo { hasNextPage } } }", {"n": 0}, "q")
    answer = await socket.next()
    assert (answer["id"], answer["type"]) == ("q", "next")
    assert "articles" in answer["payload"]["data"]
    assert await socket.next() == {"id": "q", "type": "complete"}


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{ nope }", "GRAPHQL_VALIDATION_FAILED"),
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("subscription { articleIngested { cursor } claimAdded { cursor } }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { articleIngested @skip(if: true) { cursor } }", None),
        ('subscription { articleIngested(after: "nonsense") { cursor } }', "BAD_USER_INPUT"),
        ('subscription { actorChanged(actorId: "art_1") { cursor } }', "BAD_USER_INPUT"),
        ('mutation { deleteArticle(input: {id: "art_1"}) { userErrors { code } } }', "UNAUTHENTICATED"),
        ("subscription { claimAdded { claim {" + NESTED * 3 + "id" + "} } }" * 3 + "} } }", "COST_EXCEEDED"),
    ],
)
async def test_refused_operations_are_errors_and_the_socket_lives(socket: Socket, query: str, code: str | None) -> None:
    id_ = await socket.subscribe(query)
    answer = await socket.next()
    assert (answer["id"], answer["type"]) == (id_, "error")
    if code is not None:
        assert answer["payload"][0]["extensions"]["code"] == code
    await socket.subscribe("{ __typename }")
    assert await socket.data() == "Query"


async def test_an_id_is_free_again_after_complete(socket: Socket) -> None:
    for _ in range(3):
        await socket.subscribe(ARTICLES, id_="again")
        await socket.send(id="again", type="complete")
    await socket.send(id="unknown", type="complete")
    await socket.subscribe("{ __typename }", id_="again")
    assert await socket.data() == "Query"


async def test_one_socket_has_so_many_operations(socket: Socket) -> None:
    for number in range(101):
        await socket.subscribe(ARTICLES, id_=f"n{number}")
    answer = await socket.next()
    assert (answer["id"], answer["payload"][0]["extensions"]["code"]) == ("n100", "TOO_MANY_OPERATIONS")


async def test_a_message_over_the_limit_is_too_big(service: Service) -> None:
    async with raw_socket(service.url) as socket:
        await socket.send(" " * 1_000_001)
        assert (await closed_with(socket))[0] == 1009


async def test_the_stop_of_the_service_closes_with_a_code_to_come_back_on(fresh_database: str) -> None:
    service = Service(fresh_database)
    await service.start()
    try:
        async with connected(service.url) as socket:
            await socket.subscribe(ARTICLES)
            await socket.settled()
            await service.stop()
            assert (await closed_with(socket.socket))[0] == 1012
    finally:
        await service.stop()
