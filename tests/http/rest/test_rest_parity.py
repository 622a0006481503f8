"""Whatever GraphQL's lists, search and charts answer, the REST twin answers too: the same items, counts and cursors."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from graphql import build_schema

import service
from service.http.rest.models import ClaimStat, TimelinePoint
from service.http.rest.page_models import (
    ActorPage,
    ArticlePage,
    ClaimPage,
    CoMentionPage,
    MentionPage,
    MergeCandidatePage,
    RelatedPage,
    RelationPage,
    ReviewPage,
    SearchPage,
)
from service.http.rest.search_models import Suggestion

SDL = Path(service.__file__).parents[1] / "schema/schema.graphql"
ACTOR = "id kind name"
ARTICLE = "id title url publishedAt"
PAGE = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount"
NOTES = "notes { code message text start end takenAs }"
CLAIM = (
    "id start end quote text sentence { start end text } modality polarity stance factuality attribution"
    " unnamedSource version createdAt updatedAt"
    f" claimant {{ {ACTOR} }} subject {{ {ACTOR} }} cues {{ kind start end quote }}"
    f" amounts {{ value unit start end quote }} dates {{ date start end quote }} article {{ {ARTICLE} }}"
)
MENTION = f"id start end quote actor {{ {ACTOR} }} article {{ {ARTICLE} }} createdAt updatedAt"


@pytest.fixture(scope="module")
def client(live_server: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=live_server, timeout=20) as client:
        yield client


def asked(client: httpx.Client, query: str) -> Any:
    answer = client.post("/graphql", json={"query": query}).json()
    assert "errors" not in answer, answer
    return answer["data"]


def found(client: httpx.Client, path: str, answer: Any, **params: Any) -> Any:
    response = client.get(path, params=params)
    assert response.status_code == 200, response.text
    msgspec.json.decode(response.content, type=answer)
    return response.json()


def an_id(client: httpx.Client, field: str, **filters: Any) -> str:
    """The first of a list."""
    return str(found(client, f"/v1/{field}", dict, fields="id", first=1, **filters)["nodes"][0]["id"])


def test_search_with_all_that_it_takes(client: httpx.Client) -> None:
    facets = "value count id"
    data = asked(
        client,
        """{ search(query: "openai lang:fr the foo:bar or openai", types: [ARTICLE, CLAIM], filter: {hasClaims: true},
          claimFilter: {modality: [REPORTED, POSSIBLE]}, match: ALL, orderBy: NEWEST, halfLifeDays: 30, first: 4) {
          edges { cursor score matchedBy highlights { field text start cutBefore cutAfter ranges { start end } }
            node { type: __typename
              ... on Article { id label: title updatedAt } ... on Actor { id label: name updatedAt }
              ... on Claim { id label: text updatedAt } } }
          pageInfo { hasNextPage hasPreviousPage startCursor endCursor } suggestions note NOTES
          totalCount totalCountRelation
          facets { relation type { F } actor { F } source { F } language { F } modality { F } month { F } }
        } }""".replace("{ F }", f"{{ {facets} }}").replace("NOTES", NOTES),
    )
    rest = found(
        client, "/v1/search", SearchPage, q="openai lang:fr the foo:bar or openai", types=["ARTICLE", "CLAIM"],
        hasClaims="true",
        modality=["REPORTED", "POSSIBLE"], match="ALL", orderBy="NEWEST", halfLifeDays=30, first=4,
        count="true", facets="true",
    )  # fmt: skip
    assert rest == data["search"]
    assert rest["edges"]
    after = {"q": "openai", "first": 2, "after": rest["edges"][1]["cursor"], "orderBy": "NEWEST"}
    assert found(client, "/v1/search", SearchPage, **after)["edges"]


def test_search_for_actors_of_a_kind_and_for_a_misspelt_name(client: httpx.Client) -> None:
    rest = found(client, "/v1/search", SearchPage, q="altman", kind="PERSON")
    assert {edge["node"]["label"] for edge in rest["edges"]} == {"Sam Altman"}
    rest = found(client, "/v1/search", SearchPage, q="altmann", types="ACTOR")
    assert rest["edges"][0]["matchedBy"] == "FUZZY"


def test_claims_that_match_a_text_with_counts(client: httpx.Client) -> None:
    data = asked(
        client,
        f"""{{ claims(search: "claimant:altman x:y", filter: {{subject: "OpenAI"}}, orderBy: RELEVANCE, first: 3) {{
          nodes {{ {CLAIM} }} {PAGE} totalCountRelation {NOTES}
          facets {{ modality {{ value count id }} polarity {{ value count id }} stance {{ value count id }}
            factuality {{ value count id }}
            attribution {{ value count id }} month {{ value count id }} }} }} }}""",
    )
    given = {"search": "claimant:altman x:y", "subject": "OpenAI", "orderBy": "RELEVANCE", "first": 3}
    assert found(client, "/v1/claims", ClaimPage, **given, count="true", facets="true") == data["claims"]


@pytest.mark.parametrize(
    ("field", "filter_", "besides"),
    [
        ("articles", {"or": [{"language": "fr"}, {"not": {"language": "fr"}, "hasClaims": True}]}, {"language": "fr"}),
        ("actors", {"and": [{"name": "a"}, {"not": {"kind": ["PERSON", "PLACE"]}}]}, {"name": "openai"}),
        ("claims", {"not": {"or": [{"modality": ["ASSERTED"]}, {"polarity": "NEGATIVE"}]}}, {"modality": "POSSIBLE"}),
    ],
)
def test_filters_nest_as_in_graphql(
    client: httpx.Client, field: str, filter_: dict[str, Any], besides: dict[str, str]
) -> None:
    kind = field[:-1].capitalize()
    query = f"query ($filter: {kind}Filter) {{ {field}(filter: $filter, first: 100) {{ nodes {{ id }} }} }}"
    answer = client.post("/graphql", json={"query": query, "variables": {"filter": filter_}}).json()
    given = {"filter": json.dumps(filter_), "first": 100, "fields": "id"}
    nodes = found(client, f"/v1/{field}", dict, **given)["nodes"]
    assert nodes == answer["data"][field]["nodes"] != []
    both = found(client, f"/v1/{field}", dict, **given, **besides)["nodes"]
    assert 0 < len(both) < len(nodes)
    assert {node["id"] for node in both} < {node["id"] for node in nodes}


def within(root: str, id_: str, field: str, selection: str, arguments: str = "") -> str:
    return f'{{ {root}(id: "{id_}") {{ {field}({arguments}first: 3) {{ {selection} {PAGE} }} }} }}'


def test_lists_of_an_article(client: httpx.Client) -> None:
    article = an_id(client, "articles", language="fr")
    aliases = f"{ACTOR} aliases {{ id name language }} description wikidataId externalIds mentionCount version"
    aliases += " createdAt updatedAt"
    data = asked(client, within("article", article, "actors", f"nodes {{ {aliases} }}", "kind: PERSON, "))
    rest = found(client, f"/v1/articles/{article}/actors", ActorPage, kind="PERSON", first=3, count="true")
    assert rest == data["article"]["actors"]
    actor = rest["nodes"][0]["id"]
    data = asked(client, within("article", article, "mentions", f"nodes {{ {MENTION} }}", f'actorId: "{actor}", '))
    rest = found(client, f"/v1/articles/{article}/mentions", MentionPage, actorId=actor, first=3, count="true")
    assert rest == data["article"]["mentions"]
    assert {mention["actor"]["id"] for mention in rest["nodes"]} == {actor}
    rest = found(client, f"/v1/articles/{article}/translations", ArticlePage, count="true")
    assert rest["totalCount"] == len(rest["nodes"])


def test_lists_of_an_actor(client: httpx.Client) -> None:
    actor = an_id(client, "actors", orderBy="MOST_MENTIONED")
    for path, field, answer, selection in (
        ("mentions", "mentions", MentionPage, f"nodes {{ {MENTION} }}"),
        ("co-mentioned", "coMentioned", CoMentionPage, f"edges {{ count node {{ {ACTOR} }} }}"),
        (
            "relations",
            "relations",
            RelationPage,
            f"nodes {{ id predicate subject {{ {ACTOR} }} object {{ {ACTOR} }}"
            f" evidence {{ id text article {{ {ARTICLE} }} }} createdAt updatedAt"
            " provenance { extractor version notes } }",
        ),
    ):
        data = asked(client, within("actor", actor, field, selection))["actor"][field]
        assert found(client, f"/v1/actors/{actor}/{path}", answer, first=3, count="true") == data
    points = "period articles mentions claims asClaimant asSubject"
    data = asked(client, f'{{ actor(id: "{actor}") {{ timeline(interval: DAY) {{ {points} }} }} }}')
    rest = found(client, f"/v1/actors/{actor}/timeline", list[TimelinePoint], interval="DAY")
    assert rest == data["actor"]["timeline"] != []


def test_pages_within_an_actor_follow_each_other(client: httpx.Client) -> None:
    path = f"/v1/actors/{an_id(client, 'actors', orderBy='MOST_MENTIONED')}/co-mentioned"
    response = client.get(path, params={"first": 5, "fields": "count,node.name"})
    seen = response.json()["edges"]
    while "next" in response.links:
        response = client.get(response.links["next"]["url"])
        seen += response.json()["edges"]
    assert all(set(edge) == {"count", "node"} and set(edge["node"]) == {"name"} for edge in seen)
    assert len(seen) == found(client, path, CoMentionPage, first=0, count="true")["totalCount"] > 5


def test_lists_of_a_claim(client: httpx.Client) -> None:
    every = asked(client, "{ claims(first: 100) { nodes { id related(first: 1) { totalCount } } } }")["claims"]["nodes"]
    linked = [claim["id"] for claim in every if claim["related"]["totalCount"]]
    claim = [*linked, every[0]["id"]][0]
    edges = f"edges {{ kind score saidBy node {{ {CLAIM} }} }}"
    data = asked(client, within("claim", claim, "related", edges))
    rest = found(client, f"/v1/claims/{claim}/related", RelatedPage, first=3, count="true")
    assert rest == data["claim"]["related"]
    rest = found(client, f"/v1/claims/{claim}/reviews", ReviewPage, count="true")
    assert rest["totalCount"] == len(rest["nodes"])


def test_suggestions_counts_and_candidates(client: httpx.Client) -> None:
    data = asked(client, '{ suggest(prefix: "op", first: 3) { kind text id } }')
    assert found(client, "/v1/suggest", list[Suggestion], prefix="op", first=3) == data["suggest"] != []
    data = asked(
        client,
        f"""{{ claimStats(groupBy: [SUBJECT, MODALITY], filter: {{attribution: ARTICLE}}, first: 5) {{ month modality
          polarity claimant {{ {ACTOR} }} subject {{ {ACTOR} }} source {{ id name domain }} count }} }}""",
    )
    given = {"groupBy": ["SUBJECT", "MODALITY"], "attribution": "ARTICLE", "first": 5}
    assert found(client, "/v1/claim-stats", list[ClaimStat], **given) == data["claimStats"] != []
    candidates = f"nodes {{ id score rule status left {{ {ACTOR} }} right {{ {ACTOR} }} }}"
    data = asked(client, f"{{ actorMergeCandidates(first: 3) {{ {candidates} {PAGE} }} }}")["actorMergeCandidates"]
    assert found(client, "/v1/actor-merge-candidates", MergeCandidatePage, first=3, count="true") == data


def test_every_read_of_graphql_has_its_route() -> None:
    documents = Path(service.__file__).parent.joinpath("http/rest/documents").glob("*.graphql")
    written = " ".join(path.read_text("utf-8") for path in documents)
    # By global id of any type, and federation's: ids say their type, and a gateway speaks GraphQL. Lists of names are
    # parameters of the lists.
    graphql_alone = {"node", "nodes", "_entities", "_service", "articlesByUrl", "actorsByWikidataId", "sourcesByDomain"}
    fields = set(build_schema(SDL.read_text("utf-8")).query_type.fields) - graphql_alone
    assert {field for field in fields if f"result: {field}(" not in written} == set()


def test_filters_through_relations_and_several_orders(client: httpx.Client) -> None:
    data = asked(
        client,
        f"""{{ claims(filter: {{article: {{language: "fr"}}, actors: {{role: SUBJECT, some: {{kind: PERSON}}}}}},
          orderBy: [MOST_LINKS, OLDEST], first: 3) {{ nodes {{ id }} {PAGE} }} }}""",
    )["claims"]
    given = {
        "filter": json.dumps(
            {"article": {"language": ["fr"]}, "actors": {"role": "SUBJECT", "some": {"kind": ["PERSON"]}}}
        ),
        "orderBy": ["MOST_LINKS", "OLDEST"],
        "first": 3,
    }
    rest = found(client, "/v1/claims", dict, fields="id", count="true", **given)
    assert {name: rest[name] for name in data} == data
    assert data["totalCount"] > 0
    refused = client.get("/v1/claims", params={"filter": '{"article": {"languages": "fr"}}'})
    assert refused.status_code == 400
    assert "languages" in refused.text


def test_several_things_by_id_address_and_domain(client: httpx.Client) -> None:
    nodes = asked(client, "{ articles(first: 3) { nodes { id url source { id domain } } } }")["articles"]["nodes"]
    ids = {node["id"] for node in nodes}
    rest = found(client, "/v1/articles", dict, fields="id", ids=",".join(ids))
    assert {node["id"] for node in rest["nodes"]} == ids
    rest = found(client, "/v1/articles", dict, fields="id", url=[node["url"] for node in nodes])
    assert {node["id"] for node in rest["nodes"]} >= ids
    domains = {node["source"]["domain"] for node in nodes}
    rest = found(client, "/v1/sources", dict, fields="domain", domain=list(domains))
    assert {node["domain"] for node in rest["nodes"]} == domains


def test_lists_of_one_item_are_filtered_and_ordered(client: httpx.Client) -> None:
    actor = an_id(client, "actors", orderBy="MOST_MENTIONED")
    data = asked(
        client,
        f"""{{ actor(id: "{actor}") {{ coMentioned(filter: {{kind: PERSON}}, orderBy: [NAME], first: 3) {{
          edges {{ node {{ id }} }} {PAGE} }} }} }}""",
    )["actor"]["coMentioned"]
    given = {"filter": '{"kind": "PERSON"}', "orderBy": "NAME", "first": 3, "count": "true"}
    rest = found(client, f"/v1/actors/{actor}/co-mentioned", CoMentionPage, **given)
    assert [edge["node"]["id"] for edge in rest["edges"]] == [edge["node"]["id"] for edge in data["edges"]]
    assert (rest["pageInfo"], rest["totalCount"]) == (data["pageInfo"], data["totalCount"])
