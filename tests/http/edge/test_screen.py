"""Nothing of a request is passed over in silence: what is not taken is refused by name."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from service.http.edge.acceptance import acceptable
from tests.live.clients import connected

GRAPHQL = {"content-type": "application/json"}


@pytest.fixture(scope="module")
def client(live_server: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=live_server, timeout=20) as client:
        yield client


@pytest.mark.parametrize(
    ("path", "argument", "says"),
    [
        ("/v1/claims?modalty=REPORTED", "modalty", "did you mean `modality`?"),
        ("/v1/claims?Modality=REPORTED", "Modality", "did you mean `modality`?"),
        ("/v1/claims?first=1&orderby=NEWEST", "orderby", "did you mean `orderBy`?"),
        ("/v1/claims?modalty", "modalty", "did you mean `modality`?"),
        ("/v1/articles/art_1?a_b=1", "a_b", "there are `fields`, `format`."),
        ("/v1/articles/art_1/actors?kid=PERSON", "kid", "did you mean `kind`?"),
        ("/v1/actors/act_1/timeline?intervall=YEAR", "intervall", "did you mean `interval`?"),
        ("/v1/search?q=a&zzzzzz=1", "zzzzzz", "and others."),
        ("/v1/suggest?prefix=a&q=b", "q", "there are `first`, `format`, `prefix`."),
        ("/v1/export?since=2020", "since", "there are `format`, `kind`."),
        ("/healthz?x=1", "x", "it takes none."),
        ("/docs?x=1", "x", "it takes none."),
        ("/openapi.yaml?x=1", "x", "it takes none."),
        (f"/v1/claims?{'x' * 5000}=1", "x" * 100, "is unknown here; there are"),
        ("/v1/claims?first=1&first=2", "first", "given several times; it takes one value."),
        ("/v1/claims?count=true&count=true", "count", "given several times; it takes one value."),
        ("/v1/claims?first=null", "first", "Parameter `first` is null, which is no value of it; leave it out"),
        ("/v1/claims?modality=null", "modality", "Parameter `modality` is null, which is no value of it"),
        (f"/v1/claims?fields={'id,' * 400}", "fields", "it has 1,200 characters; at most 1,000 are taken."),
    ],
)
def test_unknown_and_repeated_parameters(client: httpx.Client, path: str, argument: str, says: str) -> None:
    refused = client.get(path)
    assert refused.status_code == 400
    problem = refused.json()
    assert (problem["code"] == "BAD_USER_INPUT" and problem["detail"].endswith(says)) or says in problem["detail"]
    assert problem["errors"][0]["argument"] == argument


def test_all_wrong_parameters_are_told_at_once(client: httpx.Client) -> None:
    errors = client.get("/v1/claims?modalty=A&frist=1").json()["errors"]
    assert [error["argument"] for error in errors] == ["modalty", "frist"]


def test_lists_of_values_may_be_given_one_by_one(client: httpx.Client) -> None:
    page = client.get("/v1/claims?modality=REPORTED&modality=POSSIBLE&first=1")
    assert page.status_code == 200 and page.json()["nodes"]


def test_writes_take_no_parameters(client: httpx.Client, writer: dict[str, str]) -> None:
    refused = client.post("/v1/actors?kind=PERSON", json={"name": "A"}, headers=writer)
    assert (refused.status_code, refused.json()["errors"][0]["argument"]) == (400, "kind")


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("query={__typename}&qery=x", "did you mean `query`?"),
        ("query={__typename}&query={a:__typename}", "`query` is given several times"),
        ("query={__typename}&operationname=A", "did you mean `operationName`?"),
    ],
)
def test_graphql_over_get_takes_its_parameters_alone(client: httpx.Client, query: str, says: str) -> None:
    refused = client.get(f"/graphql?{query}", headers={"accept": "application/json"})
    error = refused.json()["errors"][0]
    assert (refused.status_code, error["extensions"]["code"]) == (400, "BAD_REQUEST") and says in error["message"]


def test_graphql_over_post_reads_no_address_and_leaves_members_of_others_alone(client: httpx.Client) -> None:
    refused = client.post("/graphql?query={a:__typename}", json={"query": "{ __typename }"})
    assert refused.status_code == 400 and "`query` of the address" in refused.json()["errors"][0]["message"]
    assert client.post("/graphql", json={"query": "{ __typename }", "extra": 1}).json()["data"]


async def test_a_socket_takes_no_parameters(live_server: str) -> None:
    with pytest.raises(Exception, match="400"):
        async with connected(f"{live_server}/graphql?token=x"):
            pass


@pytest.mark.parametrize(
    ("path", "served"),
    [
        ("/v1/articles", "application/json"),
        ("/v1/articles/art_1", "application/json"),
        ("/v1/export", "application/x-ndjson"),
        ("/openapi.yaml", "application/yaml"),
        ("/docs", "text/html"),
        ("/healthz", "application/json"),
    ],
)
def test_what_cannot_be_accepted_is_not_sent(client: httpx.Client, path: str, served: str) -> None:
    refused = client.get(path, headers={"accept": "image/png"})
    assert (refused.status_code, refused.json()["code"]) == (406, "NOT_ACCEPTABLE")
    assert f"`Accept` names nothing that is served here; that is {served}" in refused.json()["detail"]
    for accept in (served, "*/*", f"{served.partition('/')[0]}/*;q=0.1", f"image/png, {served.upper()}; charset=utf-8"):
        assert client.head(path, headers={"accept": accept}).status_code == 200 or path == "/v1/export"


def test_a_write_whose_answer_is_not_wanted_is_not_made(client: httpx.Client, writer: dict[str, str]) -> None:
    given = {"name": "Never Stored", "kind": "PERSON"}
    assert client.post("/v1/actors", json=given, headers=writer | {"accept": "text/html"}).status_code == 406
    assert client.get("/v1/actors", params={"name": "Never Stored"}).json()["nodes"] == []


@pytest.mark.parametrize(
    ("header", "takes"),
    [
        (None, True),
        ("", True),
        ("*/*", True),
        ("application/*", True),
        ("text/html, application/xhtml+xml, */*;q=0.8", True),
        ("application/json;q=0.001", True),
        ("application/json;q=0", False),
        ("application/json;q=0, */*", False),
        ("application/*;q=0, */*", False),
        ("application/json, */*;q=0", True),
        ("application/json;q=zzz", False),
        ("application/problem+json", False),
        ("garbage", False),
        ("text/*", False),
    ],
)
def test_ranges_and_weights(header: str | None, takes: bool) -> None:
    assert acceptable(header, "application/json") is takes


@pytest.mark.parametrize(
    ("path", "body", "argument", "says"),
    [
        ("articles", {"body": "x", "publishdAt": 1}, "publishdAt", "did you mean `publishedAt`?"),
        ("articles", {"body": "x", "published_at": 1}, "published_at", "did you mean `publishedAt`?"),
        ("articles", {"body": "x", "source": {"name": "x", "domian": "d"}}, "source.domian", "did you mean `domain`?"),
        (
            "actors",
            {"name": "x", "kind": "PERSON", "aliases": [{"name": "a"}, {"name": "b", "langauge": "fr"}]},
            "aliases[1].langauge",
            "did you mean `language`?",
        ),
        ("actors", {"name": "x", "kind": "PERSON", "zzz": 1}, "zzz", "there are `aliases`, `description`"),
    ],
)
def test_unknown_members_of_a_body(
    client: httpx.Client, writer: dict[str, str], path: str, body: dict[str, object], argument: str, says: str
) -> None:
    refused = client.post(f"/v1/{path}", json=body, headers=writer)
    assert refused.status_code == 400
    (error,) = refused.json()["errors"]
    assert error["argument"] == argument and says in error["message"]


@pytest.mark.parametrize(
    "content_type", ["", "text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin-1"]
)
def test_bodies_of_other_types(client: httpx.Client, writer: dict[str, str], content_type: str) -> None:
    refused = client.post("/v1/actors", content=b"{", headers=writer | {"content-type": content_type})
    assert (refused.status_code, refused.json()["code"]) == (415, "UNSUPPORTED_MEDIA_TYPE")
    assert refused.headers["accept"] == "application/json"
