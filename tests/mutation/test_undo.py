"""Deletions: each says what it did, leaves a tombstone that answers for the id, and can be taken back."""

from __future__ import annotations

from typing import Any

import pytest

from service.exchange.export import export_lines
from service.store.pool import Store
from tests.mutation.conftest import Mutate, Rows, errors

DELETED = "deletedAt deletedBy reason"
FIRST = {
    "url": "https://example.org/one",
    "title": "A pledge",
    "body": "Acme Corp invested 13 billion dollars in Beta Labs. Jane Stone said she would return.",
    "language": "en",
    "source": {"name": "The Paper", "domain": "paper.example"},
    "publishedAt": "2026-11-20T08:00:00Z",
}
SECOND = {
    "url": "https://example.org/two",
    "title": "A denial",
    "body": "Acme Corp invested 10 billion dollars in Beta Labs. Nobody answered.",
    "language": "en",
    "source": {"name": "The Sheet", "domain": "sheet.example"},
    "publishedAt": "2026-11-21T08:00:00Z",
}


@pytest.fixture
def everything(fresh_store: Store) -> Any:
    """The whole database as the lines of an export, but for its tombstones."""

    async def run() -> list[bytes]:
        lines = b"".join([chunk async for chunk in export_lines(fresh_store)]).splitlines()
        return [line for line in lines if b'"type" : "tombstone"' not in line]

    return run


async def ingested(mutate: Mutate, **given: Any) -> dict[str, Any]:
    payload = await mutate("ingestArticle", "article { id version claims { nodes { id text } } }", **given)
    assert payload["userErrors"] == []
    article: dict[str, Any] = payload["article"]
    return article


async def reviewed(mutate: Mutate, claim: str) -> str:
    payload = await mutate(
        "reviewClaim", "review { id }", claimId=claim, reviewer="Desk", rating="False", url="https://check.example/1"
    )
    review: str = payload["review"]["id"]
    return review


async def linked(mutate: Mutate, answer: Mutate, one: str, other: str, kind: str = "SUPPORTS") -> str:
    payload = await mutate("linkClaims", "kind", fromId=one, toId=other, kind=kind)
    assert payload["userErrors"] == []
    found = await answer("query($id: ID!) { claim(id: $id) { related { edges { id node { id } } } } }", id=one)
    edges = found["data"]["claim"]["related"]["edges"]
    link: str = next(edge["id"] for edge in edges if edge["node"]["id"] == other)
    return link


async def a_story(mutate: Mutate, answer: Mutate) -> dict[str, str]:
    """Two articles whose first claims are reviewed and linked."""
    first, second = await ingested(mutate, **FIRST), await ingested(mutate, **SECOND)
    one, other = first["claims"]["nodes"][0]["id"], second["claims"]["nodes"][0]["id"]
    return {
        "first": first["id"],
        "second": second["id"],
        "claim": one,
        "other": other,
        "review": await reviewed(mutate, one),
        "link": await linked(mutate, answer, one, other),
    }


async def test_a_deleted_article_comes_back_as_it_was(mutate: Mutate, answer: Mutate, everything: Any) -> None:
    story = await a_story(mutate, answer)
    before = await everything()
    payload = await mutate(
        "deleteArticle", f"deletedArticleId {DELETED}", caller="Ada", id=story["first"], reason="Sent by mistake"
    )
    assert (payload["deletedArticleId"], payload["deletedBy"], payload["reason"]) == (
        story["first"],
        "Ada",
        "Sent by mistake",
    )
    assert payload["userErrors"] == []
    again = await mutate("deleteArticle", DELETED, caller="Bob", id=story["first"])
    assert errors(again) == [("input.id", "GONE")]
    assert "by Ada: Sent by mistake" in again["userErrors"][0]["message"]
    assert (again["deletedAt"], again["deletedBy"]) == (payload["deletedAt"], "Ada")
    back = await mutate("restore", "restoredId", id=story["first"])
    assert (back["restoredId"], back["userErrors"]) == (story["first"], [])
    assert sorted(await everything()) == sorted(before)
    assert (await mutate("restore", "restoredId", id=story["first"]))["restoredId"] == story["first"]


async def test_what_went_with_an_article_comes_back_with_it_only(mutate: Mutate, answer: Mutate, rows: Rows) -> None:
    story = await a_story(mutate, answer)
    await mutate("deleteArticle", "deletedArticleId", id=story["first"])
    alone = await mutate("restore", "restoredId", id=story["claim"])
    assert errors(alone) == [("input.id", "CONFLICT")]
    assert story["first"] in alone["userErrors"][0]["message"]
    await mutate("restore", "restoredId", id=story["first"])
    assert await rows("select * from tombstone") == []


async def test_a_link_waits_for_its_other_end(mutate: Mutate, answer: Mutate, everything: Any) -> None:
    story = await a_story(mutate, answer)
    before = await everything()
    await mutate("deleteArticle", "deletedArticleId", id=story["first"])
    await mutate("deleteArticle", "deletedArticleId", id=story["second"])
    await mutate("restore", "restoredId", id=story["first"])
    assert not [line for line in await everything() if b'"claimLink"' in line]
    await mutate("restore", "restoredId", id=story["second"])
    assert sorted(await everything()) == sorted(before)


async def test_an_article_does_not_come_back_where_its_url_was_taken(mutate: Mutate) -> None:
    first = await ingested(mutate, **FIRST)
    await mutate("deleteArticle", "deletedArticleId", id=first["id"])
    taken = await ingested(mutate, **FIRST)
    payload = await mutate("restore", "restoredId", id=first["id"])
    assert errors(payload) == [("input.id", "CONFLICT")]
    assert "`url`" in payload["userErrors"][0]["message"]
    assert taken["id"] in payload["userErrors"][0]["message"]


async def test_a_restored_article_speaks_of_actors_as_they_are_now(mutate: Mutate, answer: Mutate) -> None:
    first = await ingested(mutate, **FIRST)
    found = await answer("{ actors { nodes { id name } } }")
    ids = {actor["name"]: actor["id"] for actor in found["data"]["actors"]["nodes"]}
    await mutate("deleteArticle", "deletedArticleId", id=first["id"])
    await mutate("mergeActors", "actor { id }", winnerId=ids["Acme Corp"], loserId=ids["Beta Labs"])
    await mutate("restore", "restoredId", id=first["id"])
    found = await answer("query($id: ID!) { article(id: $id) { actors { nodes { id } } } }", id=first["id"])
    actors = {actor["id"] for actor in found["data"]["article"]["actors"]["nodes"]}
    assert ids["Acme Corp"] in actors
    assert ids["Beta Labs"] not in actors


async def test_a_claim_is_deleted_at_its_version_and_restored(mutate: Mutate, answer: Mutate, everything: Any) -> None:
    story = await a_story(mutate, answer)
    before = await everything()
    stale = await mutate("deleteClaim", "claim { id version }", id=story["claim"], version=7)
    assert errors(stale) == [("input.version", "CONFLICT")]
    assert stale["claim"] == {"id": story["claim"], "version": 1}
    payload = await mutate("deleteClaim", f"deletedClaimId {DELETED}", id=story["claim"], version=1, reason="Misread")
    assert (payload["deletedClaimId"], payload["reason"], payload["userErrors"]) == (story["claim"], "Misread", [])
    assert len(await everything()) < len(before)
    await mutate("restore", "restoredId", id=story["claim"])
    assert sorted(await everything()) == sorted(before)


@pytest.mark.parametrize(
    ("field", "thing", "answers"),
    [
        ("deleteReview", "review", "deletedReviewId"),
        ("deleteClaimLink", "link", "deletedClaimLinkId"),
    ],
)
async def test_what_hangs_on_claims_is_deleted_and_restored(
    mutate: Mutate, answer: Mutate, everything: Any, field: str, thing: str, answers: str
) -> None:
    story = await a_story(mutate, answer)
    before = await everything()
    payload = await mutate(field, f"{answers} {DELETED}", id=story[thing], reason="Wrong")
    assert (payload[answers], payload["userErrors"]) == (story[thing], [])
    assert len(await everything()) == len(before) - 1
    again = await mutate(field, answers, id=story[thing])
    assert errors(again) == [("input.id", "GONE")]
    await mutate("restore", "restoredId", id=story[thing])
    assert sorted(await everything()) == sorted(before)


async def test_a_review_does_not_come_back_without_its_claim(mutate: Mutate, answer: Mutate) -> None:
    story = await a_story(mutate, answer)
    await mutate("deleteReview", "deletedReviewId", id=story["review"])
    await mutate("deleteClaim", "deletedClaimId", id=story["claim"])
    payload = await mutate("restore", "restoredId", id=story["review"])
    assert errors(payload) == [("input.id", "CONFLICT")]
    assert story["claim"] in payload["userErrors"][0]["message"]


async def test_a_deleted_link_is_not_made_again_by_a_rule(mutate: Mutate, answer: Mutate, rows: Rows) -> None:
    first, second = await ingested(mutate, **FIRST), await ingested(mutate, **SECOND)
    made = await rows("select 'lnk_' || id, from_id, said_by from claim_link")
    assert [said_by for _, _, said_by in made] == ["rule:amounts-differ"]
    link = made[0][0]
    payload = await mutate("deleteClaimLink", "deletedClaimLinkId", id=link, reason="Two deals")
    assert payload["userErrors"] == []
    await rows("select claimgraph.link_articles(array[$1::bigint], null)", int(second["id"][4:]))
    await rows("select claimgraph.link_articles(array[$1::bigint], null)", int(first["id"][4:]))
    assert await rows("select id from claim_link") == []
    await mutate("restore", "restoredId", id=link)
    assert await rows("select 'lnk_' || id, from_id, said_by from claim_link") == made


async def test_a_name_is_taken_away_and_given_back(mutate: Mutate, answer: Mutate) -> None:
    payload = await mutate(
        "upsertActor", "actor { id aliases { id name } }", name="Jane Stone", kind="PERSON", aliases=[{"name": "J. S."}]
    )
    main, other = payload["actor"]["aliases"]
    refused = await mutate("deleteAlias", "deletedAliasId", id=main["id"])
    assert errors(refused) == [("input.id", "CONFLICT")]
    gone = await mutate("deleteAlias", "deletedAliasId actor { version aliases { name } }", id=other["id"])
    assert gone["deletedAliasId"] == other["id"]
    assert gone["actor"] == {"version": 2, "aliases": [{"name": "Jane Stone"}]}
    await mutate("restore", "restoredId", id=other["id"])
    found = await answer("query($id: ID!) { node(id: $id) { ... on Alias { name } } }", id=other["id"])
    assert found["data"]["node"] == {"name": "J. S."}


async def test_a_name_does_not_come_back_where_another_bears_it(mutate: Mutate) -> None:
    payload = await mutate(
        "upsertActor", "actor { aliases { id } }", name="Jane Stone", kind="PERSON", aliases=[{"name": "J. S."}]
    )
    name = payload["actor"]["aliases"][1]["id"]
    await mutate("deleteAlias", "deletedAliasId", id=name)
    await mutate("upsertActor", "created", name="John Smith", kind="PERSON", aliases=[{"name": "J. S."}])
    refused = await mutate("restore", "restoredId", id=name)
    assert errors(refused) == [("input.id", "CONFLICT")]
    assert "act_2 bears this name now" in refused["userErrors"][0]["message"]


async def test_a_relation_comes_back_with_its_evidence(
    mutate: Mutate, answer: Mutate, rows: Rows, everything: Any
) -> None:
    first = await ingested(mutate, **FIRST)
    claim = first["claims"]["nodes"][0]["id"]
    ids = [row[0] for row in await rows("select id from actor order by id limit 2")]
    ((relation,),) = await rows(
        "insert into actor_relation (subject_id, predicate, object_id, claim_id) values ($1, 'INVESTED_IN', $2, $3)"
        " returning 'rel_' || id",
        *ids,
        int(claim[4:]),
    )
    before = await everything()
    payload = await mutate("deleteActorRelation", "deletedActorRelationId", id=relation)
    assert payload["deletedActorRelationId"] == relation
    await mutate("restore", "restoredId", id=relation)
    assert sorted(await everything()) == sorted(before)
    await mutate("deleteClaim", "deletedClaimId", id=claim)
    await mutate("restore", "restoredId", id=claim)
    assert sorted(await everything()) == sorted(before)


async def test_a_source_goes_only_without_articles(mutate: Mutate, everything: Any) -> None:
    first = await ingested(mutate, **FIRST)
    refused = await mutate("deleteSource", "deletedSourceId", id="src_1")
    assert errors(refused) == [("input.id", "CONFLICT")]
    assert "1 article;" in refused["userErrors"][0]["message"]
    before = await everything()
    await mutate("deleteArticle", "deletedArticleId", id=first["id"])
    assert (await mutate("deleteSource", "deletedSourceId", id="src_1"))["deletedSourceId"] == "src_1"
    early = await mutate("restore", "restoredId", id=first["id"])
    assert errors(early) == [("input.id", "CONFLICT")]
    assert "src_1" in early["userErrors"][0]["message"]
    await mutate("restore", "restoredId", id="src_1")
    await mutate("restore", "restoredId", id=first["id"])
    assert sorted(await everything()) == sorted(before)


async def test_an_actor_goes_only_where_nothing_names_it(mutate: Mutate, rows: Rows, everything: Any) -> None:
    first = await ingested(mutate, **FIRST)
    ((actor, version),) = await rows("select 'act_' || id, version from actor where name = 'Acme Corp'")
    refused = await mutate("deleteActor", "deletedActorId", id=actor, version=version)
    assert errors(refused) == [("input.id", "CONFLICT")]
    assert "mentioned 1 times" in refused["userErrors"][0]["message"]
    assert "merge it into another" in refused["userErrors"][0]["message"]
    await mutate("deleteArticle", "deletedArticleId", id=first["id"])
    before = await everything()
    gone = await mutate("deleteActor", f"deletedActorId {DELETED}", id=actor, version=version, reason="Nobody")
    assert (gone["deletedActorId"], gone["reason"]) == (actor, "Nobody")
    early = await mutate("restore", "restoredId", id=first["id"])
    assert errors(early) == [("input.id", "CONFLICT")]
    assert actor in early["userErrors"][0]["message"]
    await mutate("restore", "restoredId", id=actor)
    assert sorted(await everything()) == sorted(before)


async def test_an_actor_with_a_merge_that_was_taken_back_goes_and_comes_back(mutate: Mutate, everything: Any) -> None:
    for name in ("Jane Stone", "Jane Stones"):
        await mutate("upsertActor", "created", name=name, kind="PERSON", wikidataId=None)
    await mutate("mergeActors", "actor { id }", winnerId="act_1", loserId="act_2")
    merged = await mutate("deleteActor", "deletedActorId", id="act_2")
    assert errors(merged) == [("input.id", "CONFLICT")]
    winner = await mutate("deleteActor", "deletedActorId", id="act_1")
    assert "split those first" in winner["userErrors"][0]["message"]
    await mutate("splitActor", "actor { id }", actorId="act_2")
    before = await everything()
    assert (await mutate("deleteActor", "deletedActorId", id="act_1"))["userErrors"] == []
    await mutate("restore", "restoredId", id="act_1")
    assert sorted(await everything()) == sorted(before)


async def test_a_dismissed_candidate_is_not_offered_again(mutate: Mutate, answer: Mutate, rows: Rows) -> None:
    for name in ("Jane Stone", "Jane Stones"):
        await mutate("upsertActor", "created", name=name, kind="PERSON")
    listed = "{ actorMergeCandidates { nodes { id status } } }"
    (candidate,) = (await answer(listed))["data"]["actorMergeCandidates"]["nodes"]
    payload = await mutate(
        "dismissMergeCandidate", "candidate { id status }", id=candidate["id"], reason="Mother and daughter"
    )
    assert payload["candidate"] == {"id": candidate["id"], "status": "DISMISSED"}
    again = await mutate("dismissMergeCandidate", "candidate { status }", id=candidate["id"])
    assert (again["candidate"], again["userErrors"]) == ({"status": "DISMISSED"}, [])
    await rows("select claimgraph.find_merge_candidates(array[1, 2]::bigint[])")
    assert (await answer(listed))["data"]["actorMergeCandidates"]["nodes"] == []
    await mutate("restore", "restoredId", id=candidate["id"])
    assert (await answer(listed))["data"]["actorMergeCandidates"]["nodes"] == [candidate]


async def test_what_never_was_is_neither_deleted_nor_restored(mutate: Mutate) -> None:
    for field, id_ in (("deleteClaim", "clm_99"), ("deleteClaimLink", "lnk_99"), ("restore", "art_99")):
        payload = await mutate(field, "clientMutationId", id=id_)
        assert errors(payload) == [("input.id", "NOT_FOUND")]
    assert errors(await mutate("restore", "restoredId", id="nonsense")) == [("input.id", "BAD_USER_INPUT")]
    long = await mutate("deleteClaim", "deletedClaimId", id="clm_99", reason="x" * 1001)
    assert errors(long) == [("input.reason", "BAD_USER_INPUT")]
