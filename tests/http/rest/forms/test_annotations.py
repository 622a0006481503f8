"""Web Annotation: a JSON Schema of what the model requires, and JSON-LD's own expansion, judge what is written."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator, FormatChecker
from pyld import jsonld

OA, AS = "http://www.w3.org/ns/oa#", "http://www.w3.org/ns/activitystreams#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
CONTEXT = "http://www.w3.org/ns/anno.jsonld"
MOTIVATIONS = (
    *("assessing", "bookmarking", "classifying", "commenting", "describing", "editing", "highlighting"),
    *("identifying", "linking", "moderating", "questioning", "replying", "tagging"),
)
ADDRESS = {"type": "string", "format": "uri", "pattern": "^https?://"}
MOMENT = {"type": "string", "format": "date-time"}
SELECTORS = {
    "TextPositionSelector": {
        "required": ["type", "start", "end"],
        "properties": {"start": {"type": "integer", "minimum": 0}, "end": {"type": "integer", "minimum": 1}},
    },
    "TextQuoteSelector": {
        "required": ["type", "exact"],
        "properties": {name: {"type": "string"} for name in ("exact", "prefix", "suffix")},
    },
}
BODY = {
    "type": "object",
    "required": ["type"],
    "properties": {"type": {"enum": ["TextualBody", "SpecificResource"]}, "purpose": {"enum": list(MOTIVATIONS)}},
    "if": {"properties": {"type": {"const": "TextualBody"}}},
    "then": {"required": ["value"], "properties": {"value": {"type": "string"}}},
    "else": {"required": ["source"], "properties": {"source": ADDRESS}},
}
ANNOTATION = {
    "type": "object",
    "required": ["id", "type", "target"],
    "properties": {
        "id": ADDRESS,
        "type": {"const": "Annotation"},
        "motivation": {"enum": list(MOTIVATIONS)},
        "created": MOMENT,
        "modified": MOMENT,
        "body": {"type": "array", "items": BODY, "minItems": 1},
        "target": {
            "type": "object",
            "required": ["source", "selector"],
            "properties": {
                "source": ADDRESS,
                "scope": ADDRESS,
                "selector": {
                    "type": "array",
                    "items": {
                        "required": ["type"],
                        "oneOf": [
                            {
                                "properties": {"type": {"const": name}, **rule["properties"]},
                                "required": rule["required"],
                            }
                            for name, rule in SELECTORS.items()
                        ],
                    },
                },
            },
        },
    },
}
PAGE = {
    "type": "object",
    "required": ["@context", "id", "type", "items", "partOf"],
    "properties": {
        "@context": {"const": CONTEXT},
        "id": ADDRESS,
        "type": {"const": "AnnotationPage"},
        "next": ADDRESS,
        "prev": ADDRESS,
        "items": {"type": "array", "items": ANNOTATION},
        "partOf": {
            "type": "object",
            "required": ["id", "type"],
            "properties": {
                "id": ADDRESS,
                "type": {"const": "AnnotationCollection"},
                "first": ADDRESS,
                "total": {"type": "integer", "minimum": 0},
            },
        },
    },
}
"""Web Annotation Data Model, 3 to 5: the terms that are used here, and what is required of each."""


def things(*terms: str) -> dict[str, Any]:
    return {term: {"@id": OA + iri, "@type": "@id"} for term, _, iri in (entry.partition("=") for entry in terms)}


TERMS = {
    "id": "@id",
    "type": {"@id": "@type", "@type": "@vocab"},
    **{name: OA + name for name in ("Annotation", "SpecificResource", "TextualBody", *SELECTORS, *MOTIVATIONS)},
    **{
        name: AS + known
        for name, known in (("AnnotationPage", "OrderedCollectionPage"), ("AnnotationCollection", "OrderedCollection"))
    },
    **things("body=hasBody", "target=hasTarget", "source=hasSource", "selector=hasSelector", "scope=hasScope"),
    **{
        name: {"@id": OA + iri, "@type": "@vocab"}
        for name, iri in (("motivation", "motivatedBy"), ("purpose", "hasPurpose"))
    },
    **{name: {"@id": AS + name, "@type": "@id"} for name in ("partOf", "next", "prev", "first")},
    "items": {"@id": AS + "items", "@type": "@id", "@container": "@list"},
    "total": AS + "totalItems",
    "label": "http://www.w3.org/2000/01/rdf-schema#label",
    "value": RDF + "value",
    "format": "http://purl.org/dc/elements/1.1/format",
    "created": "http://purl.org/dc/terms/created",
    "modified": "http://purl.org/dc/terms/modified",
    **{name: OA + name for name in ("exact", "prefix", "suffix", "start", "end")},
}
"""What the terms mean (Web Annotation Vocabulary), so that nothing has to be fetched."""


def page_of(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    page: dict[str, Any] = answer.json()
    problems = [error.message for error in Draft202012Validator(PAGE, format_checker=FormatChecker()).iter_errors(page)]
    assert problems == []
    return page


def loader(address: str, _options: dict[str, Any]) -> dict[str, Any]:
    assert address == CONTEXT
    return {"contextUrl": None, "documentUrl": address, "document": {"@context": TERMS}}


LISTS = [
    "/v1/claims?first=100",
    "/v1/articles/art_1/mentions?first=100",
    "/v1/actors/act_1/mentions",
    "/v1/claims/clm_1/related",
]


@pytest.mark.parametrize("path", LISTS)
def test_every_page_is_one_of_the_model(service: httpx.Client, path: str) -> None:
    page = page_of(service.get(path, headers={"accept": f'application/ld+json;profile="{CONTEXT}"'}))
    assert page["items"]
    expanded = jsonld.expand(page, {"documentLoader": loader})[0]
    for annotation in expanded[AS + "items"][0]["@list"]:
        (target,) = annotation[OA + "hasTarget"]
        assert {kind for selector in target[OA + "hasSelector"] for kind in selector["@type"]} == {
            OA + name for name in SELECTORS
        }
    # No term that the model does not know: expansion drops those.
    assert len(jsonld.compact(expanded, TERMS, {"documentLoader": loader})["items"]) == len(page["items"])
    for item in page["items"]:
        assert set(item) <= set(TERMS)
        assert set(item["target"]) <= set(TERMS)


@pytest.mark.parametrize("path", LISTS)
def test_selectors_select_the_words_in_the_text_that_they_name(service: httpx.Client, path: str) -> None:
    sign = "&" if "?" in path else "?"
    for item in page_of(service.get(f"{path}{sign}format=anno"))["items"]:
        source = service.get(item["target"]["source"])
        assert source.headers["content-type"].startswith("text/plain")
        position, quotation = item["target"]["selector"]
        start, end = position["start"], position["end"]
        assert source.text[start:end] == quotation["exact"]
        assert source.text[:start].endswith(quotation.get("prefix", ""))
        assert source.text[end:].startswith(quotation.get("suffix", ""))


def test_claims_are_described_and_classified(service: httpx.Client) -> None:
    (claim,) = service.get("/v1/claims?first=1").json()["nodes"]
    (item,) = page_of(service.get("/v1/claims?first=1&format=anno"))["items"]
    assert [(body["purpose"], body["value"]) for body in item["body"]] == [
        ("describing", claim["text"]),
        *(("classifying", claim[name]) for name in ("modality", "polarity", "factuality", "attribution")),
    ]
    assert item["target"].get("scope") == claim["article"]["url"]
    alone = service.get(item["id"], headers={"accept": f'application/ld+json;profile="{CONTEXT}"'}).json()
    assert alone == {"@context": CONTEXT, **item}


def test_mentions_identify_actors(service: httpx.Client) -> None:
    (mention, *_) = service.get("/v1/articles/art_1/mentions").json()["nodes"]
    (item, *_) = page_of(service.get("/v1/articles/art_1/mentions?format=anno"))["items"]
    identified, tagged = item["body"]
    assert service.get(identified["source"]).json()["id"] == mention["actor"]["id"]
    assert tagged["value"] == mention["actor"]["name"]


def test_pages_lead_through_the_collection(service: httpx.Client) -> None:
    seen: list[str] = []
    page = page_of(service.get("/v1/claims?format=anno&first=40&count=true"))
    collection = page["partOf"]
    assert page_of(service.get(collection["first"]))["items"] == page["items"]
    seen += [item["id"] for item in page["items"]]
    while "next" in page:
        page = page_of(service.get(page["next"]))
        assert page["partOf"]["id"] == collection["id"]
        seen += [item["id"] for item in page["items"]]
    assert len(seen) == len(set(seen)) == collection["total"]
    assert "prev" in page
