"""Atom as feedparser reads it, which tells of all that is not well formed."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import feedparser
import httpx
import pytest
from lxml import etree

from tests.http.rest.forms.conftest import ODD_ADDRESS

NAMES = {"a": "http://www.w3.org/2005/Atom"}


def feed(answer: httpx.Response) -> Any:
    assert answer.status_code == 200, answer.text
    parsed = feedparser.parse(answer.content, response_headers={"content-type": answer.headers["content-type"]})
    assert not parsed.bozo, parsed.get("bozo_exception")
    assert parsed.version == "atom10"
    return parsed


@pytest.mark.parametrize("path", ["/v1/articles", "/v1/claims", "/v1/search?q=altman", "/v1/claims/clm_1/related"])
def test_a_feed_has_all_that_the_standard_requires(service: httpx.Client, path: str) -> None:
    sign = "&" if "?" in path else "?"
    answer = service.get(f"{path}{sign}format=atom&first=50")
    tree = etree.fromstring(answer.content)
    ids = tree.xpath("//a:entry/a:id/text()", namespaces=NAMES)
    assert len(ids) == len(set(ids)) > 0
    for entry in tree.xpath("/a:feed | //a:entry", namespaces=NAMES):
        # RFC 4287, 4.1.1 and 4.1.2: exactly one of each, and one alternate link where there is no content.
        for name in ("id", "title", "updated"):
            assert len(entry.xpath(f"a:{name}", namespaces=NAMES)) == 1
        assert urlsplit(entry.findtext("a:id", namespaces=NAMES)).scheme == "http"
    for entry in tree.xpath("//a:entry", namespaces=NAMES):
        assert len(entry.xpath("a:link[@rel='alternate']", namespaces=NAMES)) == 1
    assert len(tree.xpath("/a:feed/a:link[@rel='self']", namespaces=NAMES)) == 1
    assert len(tree.xpath("/a:feed/a:author/a:name", namespaces=NAMES)) == 1
    assert all(entry.updated_parsed for entry in feed(answer).entries)


def test_articles_are_entries(service: httpx.Client) -> None:
    entries = feed(service.get("/v1/articles?format=atom")).entries
    articles = service.get("/v1/articles").json()["nodes"]
    assert [entry.id.rpartition("/")[2] for entry in entries] == [article["id"] for article in articles]
    for entry, article in zip(entries, articles, strict=True):
        if "odd" not in (article["url"] or ""):
            assert entry.title == article["title"]
            assert entry.link == (article["url"] or entry.id)
        assert ("published" in entry) == (article["publishedAt"] is not None)


def test_ids_lead_to_what_they_name(service: httpx.Client) -> None:
    for path in (
        "/v1/articles?format=atom&first=2",
        "/v1/claims?format=atom&first=2",
        "/v1/search?q=altman&format=atom",
    ):
        for entry in feed(service.get(path)).entries:
            assert service.get(entry.id).json()["id"] == entry.id.rpartition("/")[2]


def test_whose_word_a_claim_is(service: httpx.Client) -> None:
    claims = service.get("/v1/claims?attribution=ACTOR&first=5").json()["nodes"]
    entries = feed(service.get("/v1/claims?attribution=ACTOR&first=5&format=atom")).entries
    assert [entry.author for entry in entries] == [claim["claimant"]["name"] for claim in claims]
    assert {tag.term for tag in entries[0].tags} >= {claims[0]["modality"], "ACTOR"}


def test_pages_are_linked(service: httpx.Client) -> None:
    page = feed(service.get("/v1/claims", params={"first": 3}, headers={"accept": "application/atom+xml"}))
    links = {link.rel: link.href for link in page.feed.links}
    following = feed(service.get(links["next"]))
    assert following.entries[0].id not in [entry.id for entry in page.entries]
    # A reader that asks again by the feed's own address gets the feed, whatever it accepts.
    assert feed(service.get(links["self"])).feed.id == page.feed.id == following.feed.id.replace("first=3&", "")


def test_what_xml_cannot_hold_is_marked(service: httpx.Client) -> None:
    answer = service.get("/v1/articles", params={"url": ODD_ADDRESS, "format": "atom"})
    (entry,) = etree.fromstring(answer.content).iterfind("a:entry", NAMES)
    assert entry.findtext("a:title", namespaces=NAMES) == '=HYPERLINK("https://x.example") \ufffd <b>&"quoted", 🦊'
    assert entry.find("a:link", NAMES).get("href") == "https://odd.example/a?b=1&c=%3C%C3%A9%3E"
    assert [name.text for name in entry.iterfind("a:author/a:name", NAMES)] == ['-Jane "J", Roe', "+Bob"]


def test_an_empty_feed_is_one_and_stays_the_same(service: httpx.Client) -> None:
    path = "/v1/articles?format=atom&publishedAfter=2900-01-01T00:00:00Z"
    assert feed(service.get(path)).entries == []
    assert service.get(path).headers["etag"] == service.get(path).headers["etag"]
