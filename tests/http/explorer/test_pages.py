"""The explorer's pages as they come from the server: to be read without a script, and by programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import unescape

import httpx
import pytest

from service.http.edge.pages import EXPLORER_CSP
from service.http.explorer import written

BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
PLACES = ("/", "/search?q=openai", "/contradictions", "/sources", "/articles/art_1", "/actors/act_1", "/claims/clm_1")


@pytest.fixture(scope="module")
def client(live_server: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=live_server, timeout=20, headers=BROWSER) as client:
        yield client


@pytest.mark.parametrize("place", PLACES)
def test_every_place_is_a_page_under_a_strict_policy(client: httpx.Client, place: str) -> None:
    answer = client.get(place)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-security-policy"] == EXPLORER_CSP
    assert "unsafe" not in EXPLORER_CSP
    assert "<h1>" in answer.text


def test_an_article_can_be_read_without_a_script(client: httpx.Client) -> None:
    article = client.get("/v1/articles/art_1", headers={"accept": "application/json"}).json()
    page = unescape(client.get("/articles/art_1").text)
    assert article["title"] in page
    assert all(line in page for line in article["body"].split("\n") if line.strip())
    claims = client.get("/v1/claims?articleId=art_1&first=100", headers={"accept": "application/json"}).json()["nodes"]
    assert claims
    assert all(claim["text"] in page for claim in claims)


def test_a_search_without_a_script_finds_the_same(client: httpx.Client) -> None:
    assert 'href="/actors/act_' in client.get("/search", params={"q": "openai", "type": "ACTOR"}).text
    assert "Nothing matches." in client.get("/search", params={"q": "zzzqqq"}).text
    assert client.get("/search", params={"q": " "}).status_code == 200


@pytest.mark.parametrize("place", ["/articles/art_999999", "/actors/nobody", "/claims/art_1", "/nowhere"])
def test_nothing_there_is_404(client: httpx.Client, place: str) -> None:
    assert client.get(place).status_code == 404


def test_programs_get_the_addresses_of_the_api(client: httpx.Client) -> None:
    for accept in ("*/*", "application/json"):
        index = client.get("/", headers={"accept": accept}).json()
        assert {client.get(place).status_code for place in index.values()} == {200}


def test_other_methods_are_refused(client: httpx.Client, writer: dict[str, str]) -> None:
    answer = client.post("/articles/art_1", json={}, headers=writer)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, OPTIONS")


@pytest.mark.parametrize("place", PLACES)
def test_who_may_not_read_is_shown_where_to_give_a_key_and_no_more(guarded: httpx.Client, place: str) -> None:
    answer = guarded.get(place, headers=BROWSER)
    assert answer.status_code == 200
    assert "Reading needs a key here." in answer.text
    assert "<a " not in answer.text
    assert guarded.get("/v1/articles").status_code == 401


HOSTILE = "<script>alert(1)</script>\"'&"


@pytest.mark.parametrize(
    "write",
    [
        lambda text: written.home({"articles": {"nodes": [_article(text)]}}),
        lambda text: written.search(
            {"search": {"nodes": [{"__typename": "Claim", "id": "clm_1", "title": text}]}}, text
        ),
        lambda text: written.sources({"sources": {"nodes": [{"name": text}]}}),
        lambda text: written.article({"article": _article(text)}),
        lambda text: written.claim({"claim": _claim(text)}),
    ],
)
def test_what_people_wrote_is_text_and_no_markup(write: Callable[[str], written.Written]) -> None:
    _, content = write(HOSTILE)
    assert "<script" not in content
    assert "&lt;script&gt;" in content


def _found(text: str) -> dict[str, str]:
    return {"__typename": "Claim", "id": "clm_1", "title": text}


def _claim(text: str) -> dict[str, object]:
    said = {
        "id": "clm_1",
        "text": text,
        "quote": text,
        "modality": "REPORTED",
        "stance": "DENIES",
        "attribution": "UNNAMED",
    }
    return said | {
        "unnamedSource": text,
        "claimant": None,
        "article": _article(text),
        "reviews": {"nodes": [{"reviewer": text, "rating": text}]},
        "related": {"edges": []},
    }


def _article(text: str) -> dict[str, object]:
    return {
        "id": "art_1",
        "title": text,
        "body": text,
        "language": "en",
        "publishedAt": None,
        "authors": [text],
        "source": {"name": text},
        "retraction": {"reason": text},
        "claims": {"nodes": []},
        "actors": {"nodes": [{"id": "act_1", "name": text}]},
    }
