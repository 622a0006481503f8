"""When each thing came and last changed, and who says so: what a copy elsewhere asks for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from service.store.connect import connect
from tests.conftest import authorization, create_seeded_database, served

BODY = "Ada Lovelace said that the engine may weave. Charles Babbage agreed with Ada Lovelace."
EVERYTHING = """
    query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id
      ... on Article { createdAt updatedAt provenance { extractor version notes } }
      ... on Actor { createdAt updatedAt provenance { extractor version notes } }
      ... on Claim { createdAt updatedAt provenance { extractor version notes } }
      ... on Mention { createdAt updatedAt provenance { extractor version notes } }
      ... on Source { createdAt updatedAt provenance { extractor version notes } }
      ... on ClaimLink { createdAt updatedAt provenance { extractor version notes } }
      ... on ClaimReview { createdAt updatedAt provenance { extractor version notes } }
      ... on ActorRelation { createdAt updatedAt provenance { extractor version notes } }
    } }
"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def synced_database(server_url: str, empty_template: str) -> str:
    return await create_seeded_database(server_url, empty_template)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def key(synced_database: str) -> dict[str, str]:
    return await authorization(synced_database, "write")


@pytest.fixture(scope="module")
def client(synced_database: str, key: dict[str, str]) -> Iterator[httpx.Client]:
    with served(synced_database) as base_url, httpx.Client(base_url=base_url, timeout=20, headers=key) as client:
        yield client


def ingested(client: httpx.Client, title: str, body: str = BODY) -> dict[str, Any]:
    source = {"name": "The Loom", "domain": "loom.example"}
    answer = client.post("/v1/articles", json={"title": title, "body": body, "language": "en", "source": source})
    assert answer.status_code == 201, answer.text
    article: dict[str, Any] = answer.json()
    return article


def listed(client: httpx.Client, path: str, **given: Any) -> list[dict[str, Any]]:
    answer = client.get(path, params=given)
    assert answer.status_code == 200, answer.text
    nodes: list[dict[str, Any]] = answer.json()["nodes"]
    return nodes


async def test_every_type_tells_when_and_by_whom(client: httpx.Client, synced_database: str) -> None:
    client.post("/v1/claims/clm_1/links", json={"toId": "clm_2", "kind": "SUPPORTS"})
    client.post("/v1/claims/clm_1/reviews", json={"reviewer": "Desk", "rating": "True"})
    connection = await connect(synced_database)
    try:
        relation, link, review = [
            await connection.fetchval(query)
            for query in (
                "insert into claimgraph.actor_relation (subject_id, predicate, object_id, claim_id)"
                " values (1, 'KNOWS', 2, 1) on conflict do nothing returning 'rel_' || id",
                "select 'lnk_' || id from claimgraph.claim_link where from_id = 1 and to_id = 2",
                "select 'rev_' || id from claimgraph.claim_review where claim_id = 1",
            )
        ]
    finally:
        await connection.close()
    person = client.post("/v1/actors", json={"name": "Mary Somerville", "kind": "PERSON"}).json()["id"]
    ids = ["art_1", "act_1", person, "clm_1", "men_1", "src_1", link, review, relation]
    answer = client.post("/graphql", json={"query": EVERYTHING, "variables": {"ids": ids}}).json()
    told = {node["id"]: node for node in answer["data"]["nodes"]}
    assert set(told) == set(ids)
    assert all(node["createdAt"] <= node["updatedAt"] for node in told.values())
    extractors = {id_: node["provenance"]["extractor"] for id_, node in told.items()}
    assert {extractors[id_] for id_ in ("art_1", "act_1", "clm_1", "men_1", relation)} == {"rules"}
    assert {extractors[id_] for id_ in (person, link, review)} == {"tests"}
    assert extractors["src_1"] == "cli"


def test_what_came_and_changed_since_is_asked_for(client: httpx.Client) -> None:
    before = listed(client, "/v1/claims", orderBy="RECENTLY_UPDATED", first=1)[0]["updatedAt"]
    article = ingested(client, "Since")
    since = {"updatedAfter": before, "orderBy": "RECENTLY_UPDATED"}
    claims = listed(client, "/v1/claims", **since)
    assert claims and {claim["article"]["id"] for claim in claims} == {article["id"]}
    assert [one["id"] for one in listed(client, "/v1/articles", **since)] == [article["id"]]
    assert {"Ada Lovelace", "Charles Babbage"} <= {one["name"] for one in listed(client, "/v1/actors", **since)}
    for path in ("/v1/articles", "/v1/claims", "/v1/actors"):
        new = [one["id"] for one in listed(client, path, ingestedAfter=before, first=100)]
        assert sorted(new) == sorted(one["id"] for one in listed(client, path, **since, first=100))
        assert listed(client, path, ingestedAfter="2999-01-01") == listed(client, path, updatedAfter="2999-01-01") == []


def test_a_change_is_no_coming(client: httpx.Client) -> None:
    ingested(client, "A change")
    (claim, *_) = listed(client, "/v1/claims", orderBy="RECENTLY_ADDED", first=1)
    at = claim["updatedAt"]
    (old, *_) = listed(client, "/v1/claims", claimant="altman", first=1)
    changed = client.patch(f"/v1/claims/{old['id']}", json={"modality": "PROBABLE"}, headers={"if-match": "*"})
    assert changed.status_code == 200, changed.text
    assert [one["id"] for one in listed(client, "/v1/claims", updatedAfter=at)] == [old["id"]]
    assert listed(client, "/v1/claims", ingestedAfter=at) == []
    assert listed(client, "/v1/claims", orderBy="RECENTLY_UPDATED", first=1)[0]["id"] == old["id"]
    assert listed(client, "/v1/claims", orderBy="RECENTLY_ADDED", first=1)[0]["id"] == claim["id"]
    lines = client.get("/v1/export", params={"kind": "claims", "updatedAfter": at, "fields": "id"}).text.splitlines()
    assert lines == [f'{{"id" : "{old["id"]}"}}']


def test_mentions_keep_when_they_were_found_as_their_text_moves(client: httpx.Client) -> None:
    article = ingested(client, "Mentions")
    path = f"/v1/articles/{article['id']}/mentions"
    before = {mention["id"]: mention for mention in listed(client, path)}
    changed = client.patch(
        f"/v1/articles/{article['id']}", json={"body": f"Look here. {BODY}"}, headers={"if-match": "*"}
    )
    assert changed.status_code == 200, changed.text
    after = {mention["id"]: mention for mention in listed(client, path)}
    assert set(before) == set(after)
    for id_, mention in after.items():
        assert mention["start"] == before[id_]["start"] + len("Look here. ")
        assert mention["createdAt"] == before[id_]["createdAt"] < mention["updatedAt"]


async def test_whoever_changes_a_source_its_time_is_noted(client: httpx.Client, synced_database: str) -> None:
    article = ingested(client, "A source")
    path = f"/v1/sources/{article['source']['id']}"
    before = client.get(path).json()
    connection = await connect(synced_database)
    try:
        await connection.execute("update claimgraph.source set country = 'GB' where domain = 'loom.example'")
        await connection.execute("update claimgraph.source set country = 'GB' where domain = 'loom.example'")
    finally:
        await connection.close()
    after = client.get(path).json()
    assert before["createdAt"] == after["createdAt"]
    assert before["updatedAt"] < after["updatedAt"]


async def test_what_is_newer_is_found_by_an_index(synced_database: str) -> None:
    connection = await connect(synced_database)
    try:
        await connection.execute("set enable_seqscan = off")
        for table, shown in (("article", "true"), ("actor", "merged_into_id is null"), ("claim", "live")):
            plan = await connection.fetch(
                f"explain select id from claimgraph.{table} where {shown} and updated_at > now()"
                " order by updated_at desc, id desc limit 20"
            )
            assert f"{table}_recently_updated" in "\n".join(row[0] for row in plan)
    finally:
        await connection.close()
