"""Claims, links and reviews by mutation."""

from __future__ import annotations

from typing import Any

import pytest

from tests.mutation.conftest import Mutate, Rows, errors

BAD = "BAD_USER_INPUT"
BODY = "🙂 OpenAI pourrait revenir. OpenAI se tait."
CLAIM = {"text": "OpenAI pourrait revenir", "modality": "POSSIBLE", "polarity": "POSITIVE"}
UPSERT = (
    "created claim { id version start end quote text modality polarity factuality attribution unnamedSource"
    " claimant { name } subject { name } objects: actors(role: OBJECT) { nodes { name } } cues { kind quote } }"
)


@pytest.fixture
async def article(rows: Rows) -> str:
    """An article without spans."""
    found = await rows(
        """
        with made as (
          insert into article (title, body, language, sort_at, content_hash, extractor, extractor_version)
          values ('T', $1, 'fr', '-infinity', repeat('0', 64), 'none', '1') returning id
        ),
        actors as (
          insert into actor (kind, name) values ('ORGANIZATION', 'OpenAI'), ('PERSON', 'Sam Altman'), ('PLACE', 'Paris')
        )
        select id from made
        """,
        BODY,
    )
    return f"art_{found[0][0]}"


async def made(mutate: Mutate, **given: Any) -> dict[str, Any]:
    payload = await mutate("upsertClaim", UPSERT, **given)
    assert payload["userErrors"] == []
    claim: dict[str, Any] = payload["claim"]
    return claim


async def test_a_claim_is_made_at_its_words_and_found_again(mutate: Mutate, rows: Rows, article: str) -> None:
    given = {
        **CLAIM,
        "articleId": article,
        "quote": "OpenAI pourrait revenir",
        "subjectId": "act_1",
        "claimantId": "act_2",
        "objectIds": ["act_3", "act_3"],
        "cues": [{"kind": "MODALITY", "start": 9, "end": 17, "quote": "pourrait"}],
    }
    payload = await mutate("upsertClaim", UPSERT, caller="desk", **given)
    assert payload["created"] is True
    assert payload["claim"] == {
        "id": "clm_1", "version": 1, "start": 2, "end": 25, "quote": "OpenAI pourrait revenir",
        "text": "OpenAI pourrait revenir", "modality": "POSSIBLE", "polarity": "POSITIVE", "factuality": "PS_PLUS",
        "attribution": "ACTOR", "unnamedSource": None, "claimant": {"name": "Sam Altman"},
        "subject": {"name": "OpenAI"}, "objects": {"nodes": [{"name": "Paris"}]},
        "cues": [{"kind": "MODALITY", "quote": "pourrait"}],
    }  # fmt: skip
    assert await rows("select extractor from claim") == [("desk",)]
    again = await mutate("upsertClaim", UPSERT, **given)
    assert (again["created"], again["claim"]) == (False, payload["claim"])


async def test_a_claim_changes_at_its_version(mutate: Mutate, article: str) -> None:
    first = await made(mutate, **CLAIM, articleId=article, start=2, end=25, unnamedSource="des proches")
    assert (first["attribution"], first["unnamedSource"]) == ("UNNAMED", "des proches")
    moved = await made(mutate, id=first["id"], version=1, end=26, polarity="NEGATIVE", unnamedSource=None)
    assert (moved["version"], moved["quote"], moved["factuality"]) == (2, "OpenAI pourrait revenir.", "PS_MINUS")
    assert (moved["attribution"], moved["unnamedSource"]) == ("ARTICLE", None)
    voiced = await made(mutate, id=first["id"], version=2, claimantId="act_2", cues=[])
    assert (voiced["attribution"], voiced["claimant"]) == ("ACTOR", {"name": "Sam Altman"})
    assert (await made(mutate, id=first["id"], version=3, claimantId=None))["attribution"] == "ARTICLE"
    same = await made(mutate, id=first["id"], version=4, text=CLAIM["text"])
    assert same["version"] == 4
    given = {"text": "Autre", "start": 2, "end": 25, "claimantId": "act_2", "modality": "POSSIBLE"}
    payload = await mutate("upsertClaim", UPSERT, id=first["id"], version=1, **given)
    assert [path for path, code in errors(payload) if code == "CONFLICT"] == [
        "input.version", "input.text", "input.claimantId", "input.end",
    ]  # fmt: skip
    assert payload["claim"]["version"] == 4


async def test_no_words_for_an_unnamed_source(mutate: Mutate, article: str) -> None:
    claim = await made(mutate, **CLAIM, articleId=article, start=2, end=25, unnamedSource="")
    assert (claim["attribution"], claim["unnamedSource"]) == ("UNNAMED", None)


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({}, [("input.quote", BAD)]),
        ({"quote": "OpenAI"}, [("input.quote", BAD)]),
        ({"quote": "Tesla"}, [("input.quote", BAD)]),
        ({"start": 2}, [("input.quote", BAD)]),
        ({"start": 2, "quote": "OpenAI"}, [("input.end", BAD)]),
        ({"start": 2, "end": 8, "quote": "openai"}, [("input.quote", BAD)]),
        ({"start": 2, "end": 99}, [("input.start", BAD)]),
        ({"start": -1, "end": 3}, [("input.start", BAD)]),
        ({"start": 5, "end": 5}, [("input.start", BAD)]),
        ({"quote": "se tait", "text": None}, [("input.text", BAD)]),
        ({"quote": "se tait", "articleId": "art_99"}, [("input.articleId", "NOT_FOUND")]),
        ({"quote": "se tait", "subjectId": "act_99", "objectIds": ["act_1", "act_98"]},
         [("input.subjectId", "NOT_FOUND"), ("input.objectIds.1", "NOT_FOUND")]),
        ({"quote": "se tait", "objectIds": ["clm_1"]}, [("input.objectIds.0", BAD)]),
        ({"quote": "se tait", "claimantId": "act_1", "unnamedSource": "x"}, [("input.unnamedSource", BAD)]),
        ({"quote": "se tait", "cues": [{"kind": "NEGATION", "start": 0, "end": 99}]},
         [("input.cues.0.start", BAD)]),
        ({"id": "clm_99", "version": 1}, [("input.id", "NOT_FOUND")]),
        ({"id": "clm_99"}, [("input.version", BAD)]),
    ],
)  # fmt: skip
async def test_bad_claims_are_refused(
    mutate: Mutate, rows: Rows, article: str, given: dict[str, Any], found: list[tuple[str, str]]
) -> None:
    payload = await mutate("upsertClaim", UPSERT, **({"articleId": article} | CLAIM | given))
    assert errors(payload) == found and payload["claim"] is None
    assert await rows("select count(*) from claim") == [(0,)]


async def test_a_claim_s_article_can_t_be_changed(mutate: Mutate, article: str) -> None:
    claim = await made(mutate, **CLAIM, articleId=article, quote="se tait")
    payload = await mutate("upsertClaim", UPSERT, id=claim["id"], version=1, articleId="art_9")
    assert errors(payload) == [("input.articleId", BAD)]


@pytest.fixture
async def pair(mutate: Mutate, article: str) -> tuple[str, str]:
    """Two claims."""
    one = await made(mutate, **CLAIM, articleId=article, quote="se tait")
    other = await made(mutate, **CLAIM, articleId=article, quote="revenir")
    return one["id"], other["id"]


async def test_two_claims_are_linked_once_a_kind_and_the_last_score_counts(
    mutate: Mutate, rows: Rows, pair: tuple[str, str]
) -> None:
    one, other = pair
    selection = "from { id related { edges { kind score saidBy node { id } } } } to { id } kind score"
    await mutate("linkClaims", selection, fromId=other, toId=one, kind="SUPPORTS")
    payload = await mutate("linkClaims", selection, caller="me", fromId=one, toId=other, kind="SUPPORTS", score=0.9)
    edge = {"kind": "SUPPORTS", "score": 0.9, "saidBy": "me", "node": {"id": other}}
    assert payload == {
        "from": {"id": one, "related": {"edges": [edge]}},
        "to": {"id": other},
        "kind": "SUPPORTS",
        "score": 0.9,
        "userErrors": [],
    }
    assert await rows("select count(*) from claim_link") == [(1,)]


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"toId": "clm_1"}, [("input.toId", BAD)]),
        ({"toId": "clm_99"}, [("input.toId", "NOT_FOUND")]),
        ({"score": 1.5}, [("input.score", BAD)]),
        ({"toId": "act_1"}, [("input.toId", BAD)]),
    ],
)
async def test_bad_links_are_refused(
    mutate: Mutate, pair: tuple[str, str], given: dict[str, Any], found: list[tuple[str, str]]
) -> None:
    payload = await mutate(
        "linkClaims", "from { id }", **({"fromId": pair[0], "toId": pair[1], "kind": "REPEATS"} | given)
    )
    assert errors(payload) == found and payload["from"] is None


async def test_a_review_is_the_same_one_when_its_url_is(mutate: Mutate, rows: Rows, pair: tuple[str, str]) -> None:
    given = {"claimId": pair[0], "reviewer": "AFP", "url": "https://example.org/check"}
    selection = "review { id rating url reviewedAt claim { id } }"
    first = await mutate("reviewClaim", selection, **given, rating="Faux", reviewedAt="2026-01-02T00:00:00Z")
    again = await mutate("reviewClaim", selection, **given, rating="Vrai")
    assert again["review"] == first["review"] | {"rating": "Vrai"} and again["review"]["claim"] == {"id": pair[0]}
    other = await mutate("reviewClaim", selection, **given | {"claimId": pair[1]}, rating="Vrai")
    assert errors(other) == [("input.url", "CONFLICT")]
    for _ in range(2):
        await mutate("reviewClaim", selection, claimId=pair[1], reviewer="AFP", rating="Vrai")
    assert await rows("select count(*) from claim_review") == [(2,)]
    missing = await mutate("reviewClaim", selection, claimId="clm_99", reviewer="", rating="Vrai")
    assert errors(missing) == [("input.reviewer", BAD)]
    missing = await mutate("reviewClaim", selection, claimId="clm_99", reviewer="A", rating="Vrai")
    assert errors(missing) == [("input.claimId", "NOT_FOUND")]
