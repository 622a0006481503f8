"""A gateway's view: the service is an Apollo Federation 2 subgraph whose entities are found by id."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def ask(live_server: str) -> Iterator[Ask]:
    with httpx.Client(base_url=live_server, timeout=20) as client:

        def ask(query: str, **variables: Any) -> Any:
            return client.post("/graphql", json={"query": query, "variables": variables}).json()

        yield ask


ENTITIES = """
query ($representations: [_Any!]!) {
  _entities(representations: $representations) {
    __typename
    ... on Article { id title }
    ... on Actor { id name }
    ... on Claim { id text article { title } }
    ... on Source { id name }
  }
}
"""


def test_the_subgraph_tells_its_keys(ask: Ask) -> None:
    sdl = ask("{ _service { sdl } }")["data"]["_service"]["sdl"]
    for name in ("Article", "Actor", "Claim", "Source"):
        assert f'type {name} implements Node @key(fields: "id")' in sdl


def test_entities_come_in_the_order_asked_and_null_where_there_is_none(ask: Ask) -> None:
    known = ask("{ articles(first: 1) { nodes { id title claims(first: 1) { nodes { id } } source { id } } } }")
    (article,) = known["data"]["articles"]["nodes"]
    claim_id = article["claims"]["nodes"][0]["id"]
    entities = ask(
        ENTITIES,
        representations=[
            {"__typename": "Claim", "id": claim_id},
            {"__typename": "Actor", "id": "act_999999"},
            {"__typename": "Article", "id": article["id"]},
            {"__typename": "Source", "id": article["source"]["id"]},
        ],
    )["data"]["_entities"]
    assert entities[0]["article"]["title"] == article["title"]
    assert entities[1] is None
    assert entities[2] == {"__typename": "Article", "id": article["id"], "title": article["title"]}
    assert entities[3]["id"] == article["source"]["id"]


def test_entities_are_found_by_their_other_keys(ask: Ask) -> None:
    known = ask("{ articles(first: 1) { nodes { id title url source { id domain } } } }")
    (article,) = known["data"]["articles"]["nodes"]
    entities = ask(
        ENTITIES,
        representations=[
            {"__typename": "Source", "domain": article["source"]["domain"].upper()},
            {"__typename": "Article", "url": article["url"] + "?utm_source=feed"},
            {"__typename": "Actor", "wikidataId": "Q0"},
            {"__typename": "Article", "id": article["id"]},
        ],
    )["data"]["_entities"]
    assert entities[0]["id"] == article["source"]["id"]
    assert entities[1] == entities[3] == {"__typename": "Article", "id": article["id"], "title": article["title"]}
    assert entities[2] is None


def test_things_are_found_by_lists_of_names_in_the_order_asked(ask: Ask) -> None:
    known = ask("{ articles(first: 2) { nodes { url source { domain } } } }")["data"]["articles"]["nodes"]
    urls, domains = [node["url"] for node in known], [node["source"]["domain"] for node in known]
    found = ask(
        "query ($urls: [String!]!, $domains: [String!]!) { articlesByUrl(url: $urls) { url }"
        " sourcesByDomain(domain: $domains) { domain } actorsByWikidataId(wikidataId: []) { id } }",
        urls=[urls[1], "https://nothing.example", urls[0], urls[1]],
        domains=["nothing.example", *domains],
    )["data"]
    assert [each and each["url"] for each in found["articlesByUrl"]] == [urls[1], None, urls[0], urls[1]]
    assert [each and each["domain"] for each in found["sourcesByDomain"]] == [None, *domains]
    assert found["actorsByWikidataId"] == []


@pytest.mark.parametrize(
    ("reference", "problem"),
    [
        ({"__typename": "Nothing", "id": "art_1"}, "'Nothing', which is no entity"),
        ({"__typename": "Article", "id": "act_1"}, "an id of type Actor; this takes one of type Article"),
        ({"__typename": "Article"}, "no `__typename` and `id` or `url` at [0]"),
        ({"__typename": "Claim"}, "no `__typename` and `id` at [0]"),
        ({"id": "art_1"}, "no `__typename` and `id` at [0]"),
    ],
)
def test_references_that_name_nothing_are_told(ask: Ask, reference: dict[str, Any], problem: str) -> None:
    (error,) = ask(ENTITIES, representations=[reference])["errors"]
    assert problem in error["message"]
