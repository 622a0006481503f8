"""JSON-LD as PyLD expands it, with a loader that refuses the network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import yaml
from pyld import jsonld

from service.ingest.bundle import Given
from service.ingest.read import read_files

SCHEMA = "http://schema.org/"


def nothing_from_elsewhere(address: str, _options: dict[str, Any]) -> dict[str, Any]:
    raise AssertionError(f"{address} would be fetched")


def things(answer: httpx.Response) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    expanded: list[dict[str, Any]] = jsonld.expand(answer.json(), {"documentLoader": nothing_from_elsewhere})
    return expanded


def value(thing: dict[str, Any], name: str) -> Any:
    (found,) = thing[SCHEMA + name]
    return found.get("@value", found.get("@id"))


def test_articles_are_news_articles(service: httpx.Client) -> None:
    articles = service.get("/v1/articles").json()["nodes"]
    found = things(service.get("/v1/articles?format=jsonld"))
    assert [thing["@id"].rpartition("/")[2] for thing in found] == [article["id"] for article in articles]
    for thing, article in zip(found, articles, strict=True):
        assert thing["@type"] == [SCHEMA + "NewsArticle"]
        assert value(thing, "headline") == article["title"]
        assert [value(one, "name") for one in thing.get(SCHEMA + "author", ())] == article["authors"]
        if article["source"]:
            assert value(thing[SCHEMA + "publisher"][0], "name") == article["source"]["name"]
        if article["publishedAt"]:
            assert thing[SCHEMA + "datePublished"] == [{"@type": SCHEMA + "DateTime", "@value": article["publishedAt"]}]


def test_claims_say_whose_word_they_are_where(service: httpx.Client) -> None:
    claims = service.get("/v1/claims?attribution=ACTOR&first=9").json()["nodes"]
    found = things(service.get("/v1/claims?attribution=ACTOR&first=9&format=jsonld"))
    for thing, claim in zip(found, claims, strict=True):
        assert thing["@type"] == [SCHEMA + "Claim"]
        assert value(thing, "text") == claim["text"]
        assert value(thing[SCHEMA + "author"][0], "name") == claim["claimant"]["name"]
        assert thing[SCHEMA + "appearance"][0]["@id"].endswith(f"/v1/articles/{claim['article']['id']}")
        ours = {name.rpartition("/")[2]: values[0]["@value"] for name, values in thing.items() if "openapi" in name}
        assert (ours["modality"], ours["start"], ours["end"]) == (claim["modality"], claim["start"], claim["end"])


def test_our_own_words_are_explained_where_they_lead(service: httpx.Client) -> None:
    context = service.get("/v1/claims?format=jsonld&first=1").json()["@context"]
    address, _, pointer = context["cg"].partition("#")
    told = yaml.safe_load(service.get(address).text)
    for name in pointer.strip("/").split("/"):
        told = told[name]
    assert {"modality", "polarity", "factuality", "attribution", "unnamedSource", "quote", "start", "end"} <= set(told)


def test_reviews_are_claim_reviews(service: httpx.Client) -> None:
    (review,) = things(service.get("/v1/claims/clm_1/reviews?format=jsonld"))
    assert review["@type"] == [SCHEMA + "ClaimReview"]
    assert value(review[SCHEMA + "reviewRating"][0], "alternateName") == "=Mostly false"
    assert value(review, "claimReviewed") == service.get("/v1/claims/clm_1").json()["text"]
    assert review[SCHEMA + "itemReviewed"][0]["@id"].endswith("/v1/claims/clm_1")
    assert value(review, "url") == "https://maldita.example/1"


def test_a_thing_by_itself_is_at_its_own_address(service: httpx.Client) -> None:
    for path in (
        "/v1/articles/art_1",
        "/v1/actors/act_1",
        "/v1/claims/clm_1",
        "/v1/sources/src_1",
        "/v1/reviews/rev_1",
    ):
        (thing,) = things(service.get(path, headers={"accept": "application/ld+json"}))
        assert thing["@id"] == str(service.base_url.join(path))
    article = things(service.get("/v1/articles/art_1?format=jsonld"))[0]
    assert value(article, "articleBody") == service.get("/v1/articles/art_1").json()["body"]


def test_an_export_can_be_read_again(service: httpx.Client, tmp_path: Path) -> None:
    file = tmp_path / "articles.jsonld"
    file.write_bytes(service.get("/v1/export?kind=articles&format=jsonld&language=fr").content)
    read = [item.document.article for item in read_files([file], Given()) if item.document is not None]
    wanted = service.get("/v1/articles?language=fr&first=100").json()["nodes"]
    assert sorted(article.title for article in read) == sorted(article["title"] for article in wanted)
