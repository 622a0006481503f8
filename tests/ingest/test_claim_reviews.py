"""Fact-checkers' reviews as they are published, in pages and feeds, and the claims of articles that they are of."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from schema import SCHEMA
from service.exchange.export import export_lines
from service.exchange.importer import import_lines
from service.exchange.ingest import Outcome, ingest
from service.exchange.results import Result
from service.ingest.bundle import BundleLine, Given, Item, ReviewDraft
from service.ingest.read import read_files
from service.mutation.runner import Runner
from service.query.engine import Engine, Request
from service.search import searchable
from service.store.pool import Store

CLAIM = "Halden closed its last copper mine in 2025"
ARTICLE = f"{CLAIM}. The unions of Riverton said nothing on Monday."
REVIEW: dict[str, Any] = {
    "@context": "https://schema.org",
    "@type": "ClaimReview",
    "url": "https://checks.example/halden",
    "claimReviewed": CLAIM,
    "datePublished": "2026-03-04T18:05:00+01:00",
    "author": {"@type": "Organization", "name": "Plain Checks", "url": "https://checks.example/"},
    "itemReviewed": {
        "@type": "Claim",
        "author": {"@type": "Person", "name": "Victor Lund"},
        "datePublished": "2026-02-01",
        "firstAppearance": {"@type": "CreativeWork", "url": "https://social.example/p/1"},
        "appearance": [{"@type": "CreativeWork", "url": "https://paper.example/a"}],
    },
    "reviewRating": {"ratingValue": "1", "bestRating": "5", "worstRating": "1", "alternateName": "False"},
}  # fmt: skip
MICRODATA = """
<div itemscope itemtype="https://schema.org/ClaimReview">
  <link itemprop="url" href="/halden"><time itemprop="datePublished" datetime="2026-03-04">4 March</time>
  <span itemprop="author" itemscope itemtype="https://schema.org/Thing"><b itemprop="name">Plain Checks</b></span>
  <p itemprop="claimReviewed">Halden closed its last copper mine in 2025</p>
  <div itemprop="reviewRating" itemscope itemtype="https://schema.org/Rating">
    <meta itemprop="ratingValue" content="1"><meta itemprop="bestRating" content="5">
    <span itemprop="alternateName">False</span></div>
  <div itemprop="itemReviewed" itemscope itemtype="https://schema.org/Claim">
    <p itemprop="author" itemscope itemtype="https://schema.org/Person"><i itemprop="name">Victor Lund</i></p></div>
</div>"""
GOOGLE = {
    "claims": [
        {
            "text": CLAIM,
            "claimant": "Victor Lund",
            "claimDate": "2026-02-01T00:00:00Z",
            "claimReview": [
                {
                    "publisher": {"name": "Plain Checks", "site": "checks.example"},
                    "url": "https://checks.example/halden",
                    "title": "No, Halden has a mine",
                    "reviewDate": "2026-03-04T17:05:00Z",
                    "textualRating": "False",
                    "languageCode": "en",
                },
                {"publisher": {"site": "other.example"}, "textualRating": "Mostly false"},
            ],
        }
    ],
    "nextPageToken": "CAE",
}
DATA_COMMONS = {"@type": "DataFeed", "dataFeedElement": [{"@type": "DataFeedItem", "item": [REVIEW]}, {"item": None}]}


def read(tmp_path: Path, held: Any, name: str = "reviews.json") -> list[Item]:
    (tmp_path / name).write_text(held if isinstance(held, str) else json.dumps(held, indent=1), "utf-8")
    return list(read_files([tmp_path / name], Given(language="en")))


def reviews(tmp_path: Path, held: Any, name: str = "reviews.json") -> list[ReviewDraft]:
    found: list[ReviewDraft] = []
    for item in read(tmp_path, held, name):
        if isinstance(item.document, BundleLine):
            found += item.document.reviews
        elif item.review is not None:
            found.append(item.review)
        else:
            raise AssertionError(item.refused)
    return found


def page(*scripts: Any, body: str = "") -> str:
    markup = "".join(f'<script type="application/ld+json">{json.dumps(script)}</script>' for script in scripts)
    return f'<html lang="en"><head><base href="https://checks.example/"><title>Check</title>{markup}</head><body>{body}</body></html>'


def test_a_review_without_an_article_says_all_that_its_checker_does(tmp_path: Path) -> None:
    (review,) = reviews(tmp_path, REVIEW)
    assert (review.claim, review.claim_reviewed) == (None, CLAIM)
    assert (review.reviewer, review.rating, review.url) == ("Plain Checks", "False", "https://checks.example/halden")
    assert (review.rating_value, review.best_rating, review.worst_rating) == (1.0, 5.0, 1.0)
    assert review.reviewed_at == datetime.fromisoformat("2026-03-04T17:05:00Z")
    assert (review.claimed_by, review.claimed_at) == ("Victor Lund", datetime.fromisoformat("2026-02-01T00:00:00Z"))
    assert review.appearances == ("https://social.example/p/1", "https://paper.example/a")
    assert review.notes == ()


OTHER = REVIEW | {"claimReviewed": "The moon is made of green cheese", "url": "https://checks.example/halden"}


@pytest.mark.parametrize(
    ("held", "name", "claims"),
    [
        ({"@graph": [{"@type": "WebPage"}, REVIEW]}, "a.json", [CLAIM]),
        ([REVIEW, OTHER], "a.jsonld", [CLAIM, OTHER["claimReviewed"]]),
        (DATA_COMMONS, "a.json", [CLAIM]),
        (GOOGLE, "a.json", [CLAIM, CLAIM]),
        (GOOGLE["claims"], "a.json", [CLAIM, CLAIM]),
        (page(REVIEW, OTHER), "a.html", [CLAIM, OTHER["claimReviewed"]]),
        (page(body=MICRODATA), "a.html", [CLAIM]),
        (page(REVIEW, body=f"<article><p>{'Nobody at the plant knew. ' * 20}</p></article>"), "a.html", [CLAIM]),
    ],
)
def test_reviews_are_read_wherever_they_stand(tmp_path: Path, held: Any, name: str, claims: list[str]) -> None:
    found = reviews(tmp_path, held, name)
    assert [review.claim_reviewed for review in found] == claims
    assert all(review.rating and review.reviewer for review in found)


def test_microdata_says_what_jsonld_does(tmp_path: Path) -> None:
    (review,) = reviews(tmp_path, page(body=MICRODATA), "a.html")
    assert (review.reviewer, review.rating, review.url) == ("Plain Checks", "False", "https://checks.example/halden")
    assert (review.rating_value, review.best_rating, review.claimed_by) == (1.0, 5.0, "Victor Lund")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"claimReviewed": {"@type": "Claim", "text": "A said B did it"}}, {"claim_reviewed": "A said B did it"}),
        ({"claimReviewed": None, "itemReviewed": {"text": "B did it"}}, {"claim_reviewed": "B did it"}),
        ({"claimReviewed": None, "itemReviewed": "B did it"}, {"claim_reviewed": "B did it"}),
        ({"claimReviewed": "L&amp;#039;été est froid"}, {"claim_reviewed": "L'été est froid"}),
        ({"itemReviewed": {"@type": "CreativeWork", "url": "https://x.example/1", "author": [{"name": "Lund"}]}},
         {"claimed_by": "Lund", "appearances": ("https://x.example/1",)}),
        ({"reviewRating": {"ratingValue": "2,5", "bestRating": 5}}, {"rating": "2,5 of 5", "rating_value": 2.5}),
        ({"reviewRating": {"alternateName": "Plutôt faux"}}, {"rating": "Plutôt faux", "rating_value": None}),
        ({"reviewRating": {"name": "Faux", "ratingValue": -1}}, {"rating": "Faux", "rating_value": -1.0}),
        ({"reviewRating": {"name": "1", "ratingValue": 1, "bestRating": 5}}, {"rating": "1 of 5", "rating_value": 1.0}),
        ({"url": None}, {"url": None, "reviewer": "Plain Checks"}),
        ({"author": {"@type": "Organization", "url": "https://www.afp.example/x"}}, {"reviewer": "afp.example"}),
        ({"author": None, "publisher": {"name": "AFP"}}, {"reviewer": "AFP"}),
        ({"author": None}, {"reviewer": "checks.example"}),
        ({"datePublished": "3 mars 2026 à 14h05"}, {"reviewed_at": datetime.fromisoformat("2026-03-03T14:05:00Z")}),
    ],
)  # fmt: skip
def test_reviews_are_read_in_the_shapes_that_checkers_write(
    tmp_path: Path, change: dict[str, Any], told: dict[str, Any]
) -> None:
    (review,) = reviews(tmp_path, REVIEW | change)
    assert {name: getattr(review, name) for name in told} == told
    assert review.notes == ()


@pytest.mark.parametrize(
    ("change", "note"),
    [
        ({"datePublished": "03/04/2026"}, "The date '03/04/2026' can't be read exactly"),
        ({"reviewRating": {"alternateName": "False", "ratingValue": "false"}}, "The rating's number 'false'"),
        ({"reviewRating": {"name": "F", "ratingValue": 9, "bestRating": 5, "worstRating": 1}}, "9 is not between"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_of_a_review_is_noted(tmp_path: Path, change: dict[str, Any], note: str) -> None:
    (review,) = reviews(tmp_path, REVIEW | change)
    (told,) = review.notes
    assert note in told


@pytest.mark.parametrize("lost", ["claimReviewed", "reviewRating"])
def test_what_says_too_little_is_refused_and_costs_no_other(tmp_path: Path, lost: str) -> None:
    bare = {name: value for name, value in REVIEW.items() if name != lost} | {"itemReviewed": None}
    first, second = read(tmp_path, [bare, REVIEW])
    assert (first.refused or "").startswith("the ClaimReview of ") and "has no" in (first.refused or "")
    assert second.review is not None


async def stored(store: Store, items: list[Item]) -> Outcome:
    return await ingest(store, items, lambda _item: None)


async def matches(store: Store) -> list[tuple[str, str]]:
    async with store.connection() as connection:
        rows = await connection.fetch(
            "select r.claim_reviewed, c.text from claim_review_match m join claim_review r on r.id = m.review_id"
            " join claim c on c.id = m.claim_id order by 1, 2"
        )
    return [tuple(row) for row in rows]


@pytest.mark.parametrize("first", ["review", "article"])
async def test_a_review_finds_the_claims_that_say_the_same(fresh_store: Store, tmp_path: Path, first: str) -> None:
    review, article = read(tmp_path, REVIEW), read(tmp_path, ARTICLE, "a.txt")
    for items in (review, article) if first == "review" else (article, review):
        assert (await stored(fresh_store, items)).created == 1
    assert await matches(fresh_store) == [(CLAIM, f"{CLAIM}.")]
    again = await stored(fresh_store, [*review, *article])
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)


@pytest.mark.parametrize(
    "text",
    [
        "Halden closed its last copper mine in 2019.",
        "Halden has not closed its last copper mine in 2025.",
        "Riverton opened a new school in 2025.",
    ],
)
async def test_another_number_or_a_denial_is_another_claim(fresh_store: Store, tmp_path: Path, text: str) -> None:
    await stored(fresh_store, [*read(tmp_path, REVIEW), *read(tmp_path, text, "a.txt")])
    assert await matches(fresh_store) == []


async def test_a_review_that_says_something_else_now_is_changed(fresh_store: Store, tmp_path: Path) -> None:
    await stored(fresh_store, read(tmp_path, REVIEW))
    changed = await stored(fresh_store, read(tmp_path, REVIEW | {"reviewRating": {"alternateName": "Half true"}}))
    assert (changed.created, changed.updated) == (0, 1)
    async with fresh_store.connection() as connection:
        assert [tuple(row) for row in await connection.fetch("select rating, version from claim_review")] == [
            ("Half true", 2)
        ]


async def test_several_reviews_of_one_page_are_kept(fresh_store: Store, tmp_path: Path) -> None:
    assert (await stored(fresh_store, read(tmp_path, [REVIEW, OTHER]))).created == 2


async def imported(store: Store, *lines: Any) -> list[Result]:
    async def chunks() -> AsyncIterator[bytes]:
        for line in lines:
            yield (line if isinstance(line, str) else json.dumps(line)).encode() + b"\n"

    return [result async for part in import_lines(store, chunks()) for result in part]


async def test_an_import_takes_reviews_in_lines(fresh_store: Store) -> None:
    lines = (
        REVIEW,
        {"@type": "DataFeedItem", "item": [OTHER]},
        GOOGLE,
        REVIEW,
        REVIEW | {"reviewRating": None},
        {"a": 1},
    )
    results = await imported(fresh_store, *lines)
    # One of the answer's two reviews is that of the first line.
    assert [result.status for result in results] == [
        "created",
        "created",
        "created",
        "unchanged",
        "rejected",
        "rejected",
    ]
    assert (results[0].id, "has no rating" in (results[4].reason or "")) == ("rev_1", True)
    async with fresh_store.connection() as connection:
        assert await connection.fetchval("select count(*) from claim_review") == 3


async def test_reviews_go_out_and_come_back(fresh_store: Store, tmp_path: Path) -> None:
    await stored(fresh_store, [*read(tmp_path, [REVIEW, OTHER]), *read(tmp_path, ARTICLE, "a.txt")])
    exported = b"".join([chunk async for chunk in export_lines(fresh_store)]).decode().splitlines()
    told = [json.loads(line) for line in exported]
    review = next(line for line in told if line["type"] == "claimReview")
    assert (review["claim"], review["claimReviewed"], review["ratingValue"]) == (None, CLAIM, 1)
    results = await imported(fresh_store, *exported)
    assert {result.status for result in results} == {"unchanged"}


async def answer(store: Store, query: str) -> Any:
    contract = searchable(SCHEMA._schema)
    engine = Engine(contract, store.fetch_json, mutations=Runner(contract, store))
    told = json.loads((await engine.execute(Request(query=query))).body)
    assert "errors" not in told, told
    return told["data"]


async def test_a_claim_has_the_reviews_of_what_it_says(fresh_store: Store, tmp_path: Path) -> None:
    await stored(fresh_store, [*read(tmp_path, REVIEW), *read(tmp_path, ARTICLE, "a.txt")])
    told = await answer(
        fresh_store,
        "{ claims { nodes { text reviews { totalCount nodes { rating claim { id } claimReviewed } } } }"
        ' claimReview(id: "rev_1") { claimedBy ratingValue claims { edges { score node { text } } } } }',
    )
    by_text = {claim["text"]: claim["reviews"] for claim in told["claims"]["nodes"]}
    assert by_text.pop(f"{CLAIM}.") == {
        "totalCount": 1,
        "nodes": [{"rating": "False", "claim": None, "claimReviewed": CLAIM}],
    }
    assert all(reviews["nodes"] == [] for reviews in by_text.values())
    (edge,) = told["claimReview"]["claims"]["edges"]
    assert (edge["node"]["text"], edge["score"]) == (f"{CLAIM}.", 1.0)
    assert (told["claimReview"]["claimedBy"], told["claimReview"]["ratingValue"]) == ("Victor Lund", 1.0)


async def test_a_review_by_itself_is_deleted_and_comes_back(fresh_store: Store, tmp_path: Path) -> None:
    await stored(fresh_store, [*read(tmp_path, REVIEW), *read(tmp_path, ARTICLE, "a.txt")])
    await answer(
        fresh_store, 'mutation { deleteReview(input: {id: "rev_1"}) { deletedReviewId userErrors { message } } }'
    )
    assert await matches(fresh_store) == []
    await answer(fresh_store, 'mutation { restore(input: {id: "rev_1"}) { restoredId userErrors { message } } }')
    assert await matches(fresh_store) == [(CLAIM, f"{CLAIM}.")]
