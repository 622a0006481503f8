"""All services say the same, so that their figures can be compared."""

from __future__ import annotations

import pytest

from bench.reads.measure import ask, differences
from bench.reads.pages import OURS, Page, pages, read
from bench.reads.peers import Peer
from tests.bench.reads.conftest import ARTICLES

PAGES = {page.name: page for page in pages(ARTICLES)}


@pytest.mark.parametrize("name", [name for name, page in PAGES.items() if page.document != "search"])
def test_all_services_answer_a_page_alike(peers: dict[str, Peer], name: str) -> None:
    page = PAGES[name]
    for value in page.values[:20]:
        answers = {peer: read(peer, page, ask(peers[peer], page, value)) for peer in peers}
        assert all(answer == answers[OURS] for answer in answers.values())


def test_pages_show_something(peers: dict[str, Peer]) -> None:
    feed = read(OURS, PAGES["feed"], ask(peers[OURS], PAGES["feed"], None))
    assert len(feed["articles"]["nodes"]) == 20
    assert any(article["claims"]["nodes"] for article in feed["articles"]["nodes"])
    article = read(OURS, PAGES["article"], ask(peers[OURS], PAGES["article"], PAGES["article"].values[0]))
    assert article["article"]["body"] and article["article"]["actors"]["nodes"]


def test_all_services_find_the_same_articles_where_a_page_holds_all(peers: dict[str, Peer]) -> None:
    # A few of a few hundred articles have the word, so that no ranking leaves one out.
    page = PAGES["search-rare"]
    found = 0
    for value in page.values:
        answers = {peer: read(peer, page, ask(peers[peer], page, value)) for peer in peers}
        if len(answers[OURS]) < 10:
            found += len(answers[OURS])
            ids = {peer: {hit["id"] for hit in hits} for peer, hits in answers.items()}
            assert all(of_peer == ids[OURS] for of_peer in ids.values())
    assert found > 0


def test_services_mark_the_word_that_was_asked_for(peers: dict[str, Peer]) -> None:
    page = PAGES["search-common"]
    for peer in peers:
        hits = read(peer, page, ask(peers[peer], page, page.values[0]))
        marked = [word for hit in hits for word in hit["marked"]]
        assert marked and all(word.startswith(page.values[0][:4]) for word in marked)


def test_a_difference_is_told(peers: dict[str, Peer]) -> None:
    assert differences(PAGES["article"], peers) == []
    ours, another = peers[OURS], Page(name="feed", document="feed", title="feed of 20")
    assert differences(another, {OURS: ours}) == []


def test_an_answer_with_errors_is_none() -> None:
    with pytest.raises(ValueError, match="ours did not answer the feed of 20"):
        read(OURS, PAGES["feed"], b'{"errors":[{"message":"away"}]}')
