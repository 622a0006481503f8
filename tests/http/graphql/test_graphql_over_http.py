"""GraphQL over HTTP as clients meet it: methods, media types, status codes, and what bad input gets."""

import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

JSON = {"content-type": "application/json"}
GRAPHQL_RESPONSE = "application/graphql-response+json"
COUNT = "{ articles { totalCount } }"


@pytest.fixture(scope="module")
def client(live_server: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=live_server, timeout=20) as client:
        yield client


def post(client: httpx.Client, query: str, **members: Any) -> httpx.Response:
    return client.post("/graphql", json={"query": query, **members})


def error_of(response: httpx.Response) -> Any:
    (error, *_) = response.json()["errors"]
    return error


def test_a_query_by_post(client: httpx.Client) -> None:
    response = post(client, COUNT)
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert response.json()["data"]["articles"]["totalCount"] > 0


def test_a_query_by_get_with_variables_and_an_operation_name(client: httpx.Client) -> None:
    query = "query A($n: Int) { articles(first: $n) { nodes { id } } } query B { __typename }"
    response = client.get("/graphql", params={"query": query, "variables": '{"n": 1}', "operationName": "A"})
    assert len(response.json()["data"]["articles"]["nodes"]) == 1


def test_the_new_media_type_and_its_status_codes(client: httpx.Client) -> None:
    fine = client.post("/graphql", json={"query": COUNT}, headers={"accept": GRAPHQL_RESPONSE})
    wrong = client.post("/graphql", json={"query": "{ nope }"}, headers={"accept": GRAPHQL_RESPONSE})
    assert (fine.status_code, wrong.status_code) == (200, 400)
    assert wrong.headers["content-type"].startswith(GRAPHQL_RESPONSE)
    assert "data" not in wrong.json()


def test_old_clients_get_200_for_request_errors(client: httpx.Client) -> None:
    assert post(client, "{ nope }").status_code == 200


def test_an_accept_that_fits_nothing(client: httpx.Client) -> None:
    response = client.post("/graphql", json={"query": COUNT}, headers={"accept": "application/xml"})
    assert response.status_code == 406
    assert error_of(response)["extensions"]["code"] == "NOT_ACCEPTABLE"


def test_other_methods_are_told_which_to_use(client: httpx.Client) -> None:
    response = client.delete("/graphql")
    assert (response.status_code, response.headers["allow"]) == (405, "GET, HEAD, POST")


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "no JSON"),
        (b"{", "no JSON"),
        (b"null", "not a JSON object"),
        (b"1", "not a JSON object"),
        (b'"x"', "not a JSON object"),
        (b'[{"query": "{ __typename }"}]', "got `array`"),
        (b'{"query": 1}', "`$.query`"),
        (b'{"query": "{ __typename }", "variables": [1]}', "`$.variables`"),
        (b'{"operationName": "A"}', "`query` is missing"),
        (b'{"query": "\xff\xfe"}', "no JSON in UTF-8"),
        (b'{"query": "{ search(query: \\"\\ud800\\") { note } }"}', "no JSON in UTF-8"),
        (b'{"query": "{ __typename }", "variables": {"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}}", "recursion"),
        (b'{"query": "{ __typename }", "variables": {"a": ' + b"1" * 5_000 + b"}}", "Integer value out of range"),
    ],
)
def test_bodies_that_are_no_request(client: httpx.Client, body: str, problem: str) -> None:
    response = client.post("/graphql", content=body, headers=JSON)
    assert response.status_code == 400
    assert problem in error_of(response)["message"]


def test_wrong_content_type_and_compressed_bodies(client: httpx.Client) -> None:
    text = client.post("/graphql", content=b"query", headers={"content-type": "text/plain"})
    packed = client.post("/graphql", content=b"\x1f\x8b", headers={**JSON, "content-encoding": "br"})
    latin = client.post("/graphql", content=b"{}", headers={"content-type": "application/json; charset=latin-1"})
    assert [r.status_code for r in (text, packed, latin)] == [415, 415, 415]
    assert "send application/json" in error_of(text)["message"]


def test_bodies_over_the_limit(client: httpx.Client) -> None:
    aliases = "{" + " ".join(f"a{n}: __typename" for n in range(70_000)) + "}"
    response = post(client, aliases)
    assert response.status_code == 413
    assert "1,000,000 bytes" in error_of(response)["message"]


@pytest.mark.parametrize(
    ("query", "code", "problem"),
    [
        ("{ articles { nope } }", "GRAPHQL_VALIDATION_FAILED", "Cannot query field 'nope'"),
        ('{ articles(first: "a") { totalCount } }', "GRAPHQL_VALIDATION_FAILED", "non-integer"),
        ("{ articles(first: -1) { totalCount } }", "BAD_USER_INPUT", "Argument `first`: is -1"),
        ("{ articles(first: 101) { totalCount } }", "BAD_USER_INPUT", "a page holds 0 to 100"),
        ("{ articles(first: 1, last: 1) { totalCount } }", "BAD_USER_INPUT", "together with `first`"),
        ('{ actor(id: "art_1") { name } }', "BAD_USER_INPUT", "an id of type Article; this takes one of type Actor"),
        ('{ article(id: "nonsense") { title } }', "BAD_USER_INPUT", "not an id of this service"),
        ('{ articles(after: "bm9uc2Vuc2U") { totalCount } }', "BAD_USER_INPUT", "no cursor of this service"),
        ('{ suggest(prefix: "a\\u0000b") { text } }', "BAD_USER_INPUT", "a NUL character at position 1"),
        ("{" + "a{" * 10_000 + "}" * 10_001, "DOCUMENT_TOO_LARGE", "40 levels of nesting"),
        ("{" + " ".join(f"a{n}:__typename" for n in range(5_000)) + "}", "DOCUMENT_TOO_LARGE", "5,000 tokens"),
        ("{ articles { " + "nodes { id } " * 700 + "} }", "DOCUMENT_TOO_LARGE", "20 fields of one name"),
        ("{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }", "GRAPHQL_VALIDATION_FAILED", "itself"),
        ("{ articles { totalCount ", "GRAPHQL_PARSE_FAILED", "Syntax Error"),
        ("query A { __typename } query B { __typename }", "OPERATION_RESOLUTION_FAILURE", "`operationName`"),
        ("{ article { id } }", "BAD_USER_INPUT", "exactly one of its arguments: `id` or `url`"),
    ],
)
def test_bad_queries_are_told_what_to_change(client: httpx.Client, query: str, code: str, problem: str) -> None:
    started = time.monotonic()
    response = post(client, query)
    assert time.monotonic() - started < 1
    error = error_of(response)
    assert error["extensions"]["code"] == code
    assert problem in error["message"]


def test_a_foreign_cursor(client: httpx.Client) -> None:
    page = post(client, "{ actors(first: 1) { pageInfo { endCursor } } }").json()
    cursor = page["data"]["actors"]["pageInfo"]["endCursor"]
    response = post(client, "query($c: String) { articles(after: $c) { totalCount } }", variables={"c": cursor})
    assert "another order" in error_of(response)["message"]


def test_a_damaged_cursor(client: httpx.Client) -> None:
    page = post(client, "{ articles(first: 1) { pageInfo { endCursor } } }").json()
    cursor = page["data"]["articles"]["pageInfo"]["endCursor"]
    damaged = cursor[:-3] + ("A" if cursor[-3] != "A" else "B") + cursor[-2:]
    response = post(client, "query($c: String) { articles(after: $c) { totalCount } }", variables={"c": damaged})
    assert "damaged" in error_of(response)["message"]


def test_introspection_and_data_in_one_answer_keep_their_order(client: httpx.Client) -> None:
    data = post(client, "{ __schema { queryType { name } } articles(first: 1) { nodes { id } } __typename }").json()[
        "data"
    ]
    assert list(data) == ["__schema", "articles", "__typename"]
    assert data["__schema"]["queryType"]["name"] == "Query"
