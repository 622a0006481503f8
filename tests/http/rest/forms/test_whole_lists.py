"""`/v1/export?kind=`: all of a list with its filters, in every form, from one snapshot."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from typing import Any

import feedparser
import httpx
import pytest

from tests.conftest import authorization, served


def all_of(service: httpx.Client, path: str) -> list[dict[str, Any]]:
    nodes: list[dict[str, Any]] = []
    address: str | None = path
    while address is not None:
        answer = service.get(address)
        nodes += answer.json()["nodes"]
        address = answer.links.get("next", {}).get("url")
    return nodes


@pytest.mark.parametrize(
    ("kind", "query"),
    [
        ("articles", "language=fr"),
        ("articles", "orderBy=OLDEST&hasClaims=true"),
        ("actors", "kind=PERSON&kind=PLACE"),
        ("claims", ""),
        ("claims", "modality=REPORTED&modality=POSSIBLE&orderBy=OLDEST"),
        ("claims", "claimant=altman"),
        ("claims", "search=OpenAI"),
        ("claims", 'filter={"not":{"modality":["ASSERTED"]}}'),
        ("sources", "orderBy=RECENTLY_ADDED"),
    ],
)
def test_an_export_is_all_that_the_list_has(service: httpx.Client, kind: str, query: str) -> None:
    wanted = [item["id"] for item in all_of(service, f"/v1/{kind}?first=9&{query}")]
    assert wanted
    answer = service.get(f"/v1/export?kind={kind}&{query}")
    assert answer.headers["content-type"] == "application/x-ndjson"
    assert answer.headers["changes-cursor"]
    assert [json.loads(line)["id"] for line in answer.text.splitlines()] == wanted


def test_all_that_a_search_finds_is_exported(service: httpx.Client) -> None:
    found, address = [], "/v1/search?q=OpenAI&first=20"
    while address:
        answer = service.get(address)
        found += [edge["node"]["id"] for edge in answer.json()["edges"]]
        address = answer.links.get("next", {}).get("url")
    rows = csv_rows(service.get("/v1/export?kind=search&q=OpenAI&format=csv").text)
    assert [row["node.id"] for row in rows] == found
    assert len(found) > 20


def test_articles_are_exported_with_their_texts(service: httpx.Client) -> None:
    for line in service.get("/v1/export?kind=articles").text.splitlines():
        article = json.loads(line)
        assert article["body"] == service.get(f"/v1/articles/{article['id']}").json()["body"]


def test_every_form_holds_all_of_it(service: httpx.Client) -> None:
    total = service.get("/v1/claims?count=true&first=0").json()["totalCount"]
    assert total > 100

    def exported(form: str) -> httpx.Response:
        return service.get("/v1/export", params={"kind": "claims", "format": form})

    assert len(csv_rows(exported("csv").text)) == total
    feed = feedparser.parse(exported("atom").content)
    assert (bool(feed.bozo), len(feed.entries)) == (False, total)
    assert len(exported("jsonld").json()["@graph"]) == total
    annotations = exported("anno").json()
    assert (len(annotations["items"]), "next" in annotations) == (total, False)
    by_type = service.get("/v1/export?kind=claims", headers={"accept": "text/csv"})
    assert by_type.content == exported("csv").content


def test_fields_choose_what_is_exported(service: httpx.Client) -> None:
    lines = service.get("/v1/export?kind=articles&fields=id,body&language=fr").text.splitlines()
    assert {tuple(json.loads(line)) for line in lines} == {("id", "body")}


def test_an_empty_list_is_one_in_every_form(service: httpx.Client) -> None:
    nothing = "kind=articles&language=zz"
    assert service.get(f"/v1/export?{nothing}").content == b""
    assert service.get(f"/v1/export?{nothing}&format=csv").text.count("\r\n") == 1
    assert feedparser.parse(service.get(f"/v1/export?{nothing}&format=atom").content).bozo == 0
    assert service.get(f"/v1/export?{nothing}&format=jsonld").json()["@graph"] == []


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("kind=claim", "did you mean `claims`?"),
        ("kind=", "there are `actors`, `articles`, `claims`, `search`, `sources`"),
        ("kind=search", "parameter 'q'"),
        ("kind=claims&first=5", "Parameter `first` is unknown here"),
        ("kind=claims&after=x", "Parameter `after` is unknown here"),
        ("kind=claims&count=true", "Parameter `count` is unknown here"),
        ("kind=claims&modalty=REPORTED", "did you mean `modality`?"),
        ("kind=claims&modality=MAYBE", "`modality`"),
        ("kind=claims&articleId=act_1", "an id of type Actor"),
        ("kind=claims&fields=colour", "'colour' is no field"),
        ("kind=claims&format=json", "`format` takes ndjson, csv, atom, jsonld, anno."),
        ("kind=sources&format=atom", "`format` takes ndjson, csv, jsonld."),
        ("language=fr", "there are `format`, `kind`."),
        ("format=csv", "the whole database comes as ndjson; name one list with `kind`"),
    ],
)
def test_what_is_wrong_is_told_before_anything_is_sent(service: httpx.Client, query: str, says: str) -> None:
    answer = service.get(f"/v1/export?{query}")
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json"), answer.text
    assert says in answer.json()["detail"]


async def test_a_client_that_takes_nothing_holds_no_connection_of_the_pool(fresh_database: str) -> None:
    writer = await authorization(fresh_database, "write")
    small = {"CLAIMGRAPH_POOL_MIN": "1", "CLAIMGRAPH_POOL_MAX": "1", "CLAIMGRAPH_EXPORTS_MAX": "2"}
    with served(fresh_database, **small) as base_url:
        async with httpx.AsyncClient(base_url=base_url, timeout=60, headers=writer) as client:
            for number in range(8):
                # More than sockets take for a client that reads nothing.
                body = f"Nummer {number}. " + "Ein langer Text. " * 50_000
                assert (await client.post("/v1/articles", json={"body": body, "language": "de"})).status_code == 201
            whole = "/v1/export?kind=articles&format="
            async with client.stream("GET", whole + "csv") as one, client.stream("GET", whole + "jsonld") as other:
                assert (one.status_code, other.status_code) == (200, 200)
                assert (await client.get("/v1/articles?first=1&format=csv")).status_code == 200
                refused = await client.get(whole + "ndjson")
                assert (refused.status_code, "retry-after" in refused.headers) == (503, True)
                assert len(csv_rows((await one.aread()).decode())) == 8
            async with asyncio.timeout(10):
                while (await client.get(whole + "ndjson")).status_code == 503:
                    await asyncio.sleep(0.05)


def csv_rows(text: str) -> list[dict[str, str]]:
    csv.field_size_limit(2_000_000)
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


async def test_an_export_is_one_snapshot(odd_database: str, service: httpx.Client, odd_writer: dict[str, str]) -> None:
    with service.stream("GET", "/v1/export?kind=sources&format=csv") as begun:
        late = {"body": "Late is late.", "source": {"name": "A late one", "domain": "late.example"}}
        assert service.post("/v1/articles", json=late, headers=odd_writer).status_code == 201
        assert "late.example" not in begun.read().decode()


@pytest.mark.parametrize("setting", ["https://claims.example.org", "https://claims.example.org/"])
def test_ids_begin_with_the_public_address(odd_database: str, service: httpx.Client, setting: str) -> None:
    with served(odd_database, CLAIMGRAPH_PUBLIC_URL=setting) as base_url:
        feed = feedparser.parse(httpx.get(f"{base_url}/v1/claims?format=atom&first=1").content)
        assert feed.entries[0].id.startswith("https://claims.example.org/v1/claims/clm_")
        annotations = httpx.get(f"{base_url}/v1/export?kind=claims&format=anno").json()
        assert annotations["id"] == "https://claims.example.org/v1/export?kind=claims&format=anno"
