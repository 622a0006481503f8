"""Which form an answer has: `format` names it, else `Accept`; what is not offered is refused with what is."""

from __future__ import annotations

import re

import httpx
import pytest
import yaml

ANNOTATION = 'application/ld+json;profile="http://www.w3.org/ns/anno.jsonld"'
OFFERED = {
    "/v1/articles": "json, csv, ndjson, atom, jsonld",
    "/v1/actors": "json, csv, ndjson, jsonld",
    "/v1/claims": "json, csv, ndjson, atom, jsonld, anno",
    "/v1/sources": "json, csv, ndjson, jsonld",
    "/v1/search?q=altman": "json, csv, ndjson, atom",
    "/v1/suggest?prefix=alt": "json, csv, ndjson",
    "/v1/changes": "json, csv, ndjson",
    "/v1/claim-stats?groupBy=MODALITY": "json, csv, ndjson",
    "/v1/articles/art_1/actors": "json, csv, ndjson, jsonld",
    "/v1/articles/art_1/mentions": "json, csv, ndjson, anno",
    "/v1/articles/art_1/translations": "json, csv, ndjson, atom, jsonld",
    "/v1/articles/art_1/copies": "json, csv, ndjson, atom, jsonld",
    "/v1/articles/art_1/versions": "json, csv, ndjson",
    "/v1/actors/act_1/mentions": "json, csv, ndjson, anno",
    "/v1/actors/act_1/co-mentioned": "json, csv, ndjson",
    "/v1/actors/act_1/relations": "json, csv, ndjson",
    "/v1/actors/act_1/timeline": "json, csv, ndjson",
    "/v1/actors/act_1/history": "json, csv, ndjson",
    "/v1/actor-merge-candidates": "json, csv, ndjson",
    "/v1/claims/clm_1/related": "json, csv, ndjson, atom, jsonld, anno",
    "/v1/claims/clm_1/reviews": "json, csv, ndjson, jsonld",
    "/v1/claims/clm_1/history": "json, csv, ndjson",
    "/v1/articles/art_1": "json, jsonld, text",
    "/v1/actors/act_1": "json, jsonld",
    "/v1/claims/clm_1": "json, jsonld, anno",
    "/v1/sources/src_1": "json, jsonld",
    "/v1/reviews/rev_1": "json, jsonld",
}
EXPORTED = ("csv", "ndjson", "atom", "jsonld", "anno")
TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "ndjson": "application/x-ndjson",
    "atom": "application/atom+xml",
    "jsonld": "application/ld+json",
    "anno": ANNOTATION,
    "text": "text/plain; charset=utf-8",
}


@pytest.mark.parametrize("path", OFFERED)
def test_every_list_comes_in_its_forms_by_name_and_by_type(service: httpx.Client, path: str) -> None:
    sign = "&" if "?" in path else "?"
    for name in OFFERED[path].split(", "):
        named = service.get(f"{path}{sign}format={name}", headers={"accept": "text/html"})
        assert (named.status_code, named.headers["content-type"]) == (200, TYPES[name]), named.text
        asked = service.get(path, headers={"accept": TYPES[name].partition("; charset")[0]})
        assert asked.headers["content-type"] == TYPES[name]
        assert "Accept" in asked.headers["vary"]
    refused = service.get(f"{path}{sign}format=xml")
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["argument"] == "format"
    assert f"`format` takes {OFFERED[path]}." in refused.json()["detail"]


def test_the_openapi_document_names_the_forms_of_each_list_and_types_json_alone(service: httpx.Client) -> None:
    paths = yaml.safe_load(service.get("/openapi.yaml").text)["paths"]
    for asked, offered in OFFERED.items():
        path = re.sub(r"/[a-z]{3}_1\b", "/{id}", asked.partition("?")[0])
        answer = paths[path]["get"]["responses"]["200"]
        assert list(answer["content"]) == ["application/json"]
        told = {"json": "application/json"} | answer["x-media-types"]
        assert ", ".join(told) == offered
        assert told == {name: TYPES[name].partition("; charset")[0] for name in told}
    export = paths["/v1/export"]["get"]
    assert set(export["responses"]["200"]["content"]) == {TYPES[name].partition("; charset")[0] for name in EXPORTED}
    parameters = {parameter["name"]: parameter["schema"] for parameter in export["parameters"]}
    assert parameters["format"]["enum"] == list(EXPORTED)
    assert {"modality", "language", "updatedAfter", "orderBy", "fields"} <= set(parameters)


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("*/*", "json"),
        ("text/html, application/xhtml+xml, */*;q=0.8", "json"),
        ("application/json, text/csv", "json"),
        ("text/csv, */*;q=0.1", "csv"),
        ("text/csv, */*", "csv"),
        ("text/*", "csv"),
        ("text/csv;header=present;charset=utf-8", "csv"),
        ("application/jsonl", "ndjson"),
        ("application/ndjson;q=0.5, application/atom+xml;q=0.6", "atom"),
        ("application/json;q=0, */*", "csv"),
        ("application/ld+json", "jsonld"),
        ('application/ld+json; profile="http://www.w3.org/ns/json-ld#compacted"', "jsonld"),
        ('application/ld+json ; profile = "http://www.w3.org/ns/anno.jsonld"', "anno"),
        ('application/ld+json;q=0.4, application/ld+json;profile="http://www.w3.org/ns/anno.jsonld"', "anno"),
    ],
)
def test_accept_chooses_by_weight_and_closeness(service: httpx.Client, accept: str, form: str) -> None:
    answer = service.get("/v1/claims?first=1", headers={"accept": accept})
    assert answer.headers["content-type"] == TYPES[form]


@pytest.mark.parametrize(
    ("path", "accept"),
    [
        ("/v1/claims", "text/html"),
        ("/v1/claims", "text/csv;q=0"),
        ("/v1/claims", 'application/ld+json;profile="http://www.w3.org/ns/json-ld#expanded"'),
        ("/v1/articles", ANNOTATION),
        ("/v1/claims", ';;,"'),
    ],
)
def test_an_accept_that_takes_none_is_told_what_there_is(service: httpx.Client, path: str, accept: str) -> None:
    answer = service.get(path, headers={"accept": accept})
    assert answer.status_code == 406
    assert "application/json, text/csv, application/x-ndjson" in answer.json()["detail"]
    assert f"`format` takes {OFFERED[path]}." in answer.json()["detail"]


def test_forms_have_tags_of_their_own_that_are_known_again(service: httpx.Client) -> None:
    tags = {service.get(f"/v1/claims?format={name}").headers["etag"] for name in OFFERED["/v1/claims"].split(", ")}
    assert len(tags) == 6
    tag = service.get("/v1/claims?format=csv").headers["etag"]
    assert service.get("/v1/claims?format=csv", headers={"if-none-match": tag}).status_code == 304
    assert service.head("/v1/claims?format=csv").headers["content-type"] == TYPES["csv"]
    packed = service.get("/v1/claims?format=atom", headers={"accept-encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"


@pytest.mark.parametrize(
    ("path", "argument"),
    [
        ("/v1/claims?format=csv&facets=true", "facets"),
        ("/v1/claims?format=jsonld&fields=id", "fields"),
        ("/v1/articles/art_1?format=text&fields=title", "fields"),
        ("/v1/claims?format=csv&format=csv", "format"),
        ("/v1/claims?format=csv&first=101", "first"),
        ("/v1/claims?format=csv&modality=MAYBE", "modality"),
        ("/v1/claims?format=csv&fields=colour", "fields"),
    ],
)
def test_what_a_form_cannot_hold_is_refused(service: httpx.Client, path: str, argument: str) -> None:
    answer = service.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    assert answer.json()["errors"][0]["argument"] == argument


def test_missing_and_deleted_things_are_problems_in_any_form(service: httpx.Client) -> None:
    for path in ("/v1/articles/art_999?format=jsonld", "/v1/articles/art_999/mentions?format=anno"):
        answer = service.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


def test_the_total_is_told_where_it_is_asked_for(service: httpx.Client) -> None:
    total = service.get("/v1/claims?count=true&first=0").json()["totalCount"]
    assert service.get("/v1/claims?count=true&first=1&format=csv").headers["total-count"] == str(total)
    assert "total-count" not in service.get("/v1/claims?first=1&format=csv").headers


def test_pages_of_a_form_follow_each_other(service: httpx.Client) -> None:
    lines: list[str] = []
    address: str | None = "/v1/claims?format=ndjson&first=7&modality=REPORTED"
    while address is not None:
        answer = service.get(address)
        lines += answer.text.splitlines()
        address = answer.links.get("next", {}).get("url")
    whole = service.get("/v1/claims?first=100&modality=REPORTED").json()["nodes"]
    assert len(lines) == len(whole) > 14
