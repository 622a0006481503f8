"""An article that is read anew: what stands keeps its id and all that people added; what doesn't is retired."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.document import ActorDraft, Amount, ClaimDraft, Cue, Document
from service.store.claims import StoredClaim, link_claims, make_review, read_claim, write_claim
from service.store.pool import Store
from service.store.reading import ClaimChanges
from service.store.write import StoredArticle, store_document
from tests.store.documents import actor, document, span

URL = "https://example.org/a"
FIRST = "Acme said it will buy Bolt for 3 million dollars."
SECOND = "The mayor protested."
THIRD = "Bolt declined."


async def put(store: Store, given: Document) -> StoredArticle:
    async with store.connection() as connection:
        return await store_document(connection, given)


async def rows(store: Store, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
    async with store.connection() as connection:
        return [tuple(row) for row in await connection.fetch(sql, *parameters)]


def article(*sentences: str, version: str = "1", texts: dict[str, str] | None = None, **more: Any) -> Document:
    """An article whose sentences are its claims; Acme and Bolt are its actors, where they stand."""
    body = " ".join(sentences)
    actors = tuple(actor(name, body=body) for name in ("Acme", "Bolt") if name in body)
    claims = []
    at = 0
    for sentence in sentences:
        at = body.index(sentence, at)
        claims.append(sentence_claim(body, sentence, at, (texts or {}).get(sentence, sentence), actors))
        at += len(sentence)
    return document(body=body, actors=actors, claims=tuple(claims), version=version, url=URL, language="en", **more)


def sentence_claim(body: str, sentence: str, at: int, text: str, actors: tuple[ActorDraft, ...]) -> ClaimDraft:
    says = "said" in sentence
    there = [draft.name for draft in actors if draft.name in sentence]
    cue = span(sentence, "said") if says else None
    amount = span(sentence, "3 million dollars") if "3 million" in sentence else None
    return ClaimDraft(
        start=at,
        end=at + len(sentence),
        quote=sentence,
        text=text,
        modality="REPORTED" if says else "ASSERTED",
        polarity="POSITIVE",
        factuality="UNDERSPECIFIED" if says else "CT_PLUS",
        claimant="Acme" if says and "Acme" in there else "ARTICLE",
        subject="Bolt" if "Bolt" in there else None,
        cues=() if cue is None else (Cue(start=at + cue.start, end=at + cue.end, quote="said", kind="ATTRIBUTION"),),
        amounts=()
        if amount is None
        else (Amount(start=at + amount.start, end=at + amount.end, quote=amount.quote, value=3e6, unit="USD"),),
    )


async def claims(store: Store) -> dict[str, tuple[Any, ...]]:
    """The claims that stand: by text, their id, version and start."""
    found = await rows(store, "select text, id, version, start_at from claim where live order by start_at, id")
    return {text: (claim_id, version, start) for text, claim_id, version, start in found}


async def test_a_sentence_more_keeps_claims_mentions_reviews_and_links(fresh_store: Store) -> None:
    await put(fresh_store, article(FIRST, SECOND, THIRD))
    before = await claims(fresh_store)
    mentions = dict(await rows(fresh_store, "select id, quote from mention"))
    async with fresh_store.connection() as connection:
        await make_review(connection, before[THIRD][0], reviewer="R", rating="True", url=None, reviewed_at=None)
        await link_claims(connection, before[FIRST][0], before[THIRD][0], kind="SUPPORTS", score=1, said_by="a person")

    stored = await put(fresh_store, article("Nobody was told.", FIRST, SECOND, THIRD))

    assert stored.claims == ClaimChanges(moved=3, new=1)
    after = await claims(fresh_store)
    shift = len("Nobody was told. ")
    assert {text: after[text] for text in before} == {
        text: (claim_id, version, start + shift) for text, (claim_id, version, start) in before.items()
    }
    assert dict(await rows(fresh_store, "select id, quote from mention")) == mentions
    assert await rows(fresh_store, "select claim_id from claim_review") == [(before[THIRD][0],)]
    assert await rows(fresh_store, "select from_id, to_id from claim_link where said_by = 'a person'") == [
        (before[FIRST][0], before[THIRD][0])
    ]
    ((cue, amount),) = await rows(
        fresh_store,
        "select q.start_at, c.amounts::text from claim c join claim_cue q on q.claim_id = c.id where c.id = $1",
        before[FIRST][0],
    )
    body = " ".join(("Nobody was told.", FIRST, SECOND, THIRD))
    assert cue == body.index("said") and msgspec.json.decode(amount)[0]["start"] == body.index("3 million")


async def test_a_changed_reading_is_the_claims_next_version(fresh_store: Store) -> None:
    await put(fresh_store, article(FIRST, SECOND))
    before = await claims(fresh_store)
    stored = await put(fresh_store, article(FIRST, SECOND, version="2", texts={SECOND: "The mayor was against it."}))
    assert stored.claims == ClaimChanges(kept=1, changed=1)
    after = await claims(fresh_store)
    assert after[FIRST] == before[FIRST]
    assert after["The mayor was against it."] == (before[SECOND][0], 2, before[SECOND][2])
    assert await rows(fresh_store, "select distinct extractor_version from claim") == [("2",)]


async def test_what_no_longer_stands_is_retired_and_comes_back_with_its_words(fresh_store: Store) -> None:
    await put(fresh_store, article(FIRST, SECOND, THIRD))
    (claim_id, _, _) = (await claims(fresh_store))[THIRD]
    async with fresh_store.connection() as connection:
        await make_review(connection, claim_id, reviewer="R", rating="True", url=None, reviewed_at=None)

    stored = await put(fresh_store, article(FIRST, SECOND))
    assert stored.claims == ClaimChanges(kept=2, retired=1)
    assert await rows(
        fresh_store,
        "select retired_at is not null, article_version, prefix, suffix, version from claim where id = $1",
        claim_id,
    ) == [(True, 1, f"3 million dollars. {SECOND} "[-32:], "", 2)]
    assert await rows(fresh_store, "select live from claim_actor where claim_id = $1", claim_id) == [(False,)]
    assert await rows(fresh_store, "select from claim_search where claim_id = $1", claim_id) == []
    assert await rows(fresh_store, "select claim_id from claim_review") == [(claim_id,)]

    stored = await put(fresh_store, article(FIRST, SECOND, THIRD))
    assert stored.claims == ClaimChanges(kept=2, new=1)
    assert (await claims(fresh_store))[THIRD][:2] == (claim_id, 3)
    assert await rows(fresh_store, "select live from claim_actor where claim_id = $1", claim_id) == [(True,)]
    assert await rows(fresh_store, "select count(*) from claim_search where claim_id = $1", claim_id) == [(1,)]


async def corrected(store: Store, claim_id: int, **fields: Any) -> None:
    async with store.connection() as connection, connection.transaction():
        found = await read_claim(connection, claim_id)
        assert found is not None
        await write_claim(connection, msgspec.structs.replace(found, **fields), extractor="an editor")


async def test_a_correction_by_hand_is_never_read_over_nor_doubled(fresh_store: Store) -> None:
    await put(fresh_store, article(FIRST, SECOND, THIRD))
    (claim_id, _, _) = (await claims(fresh_store))[FIRST]
    await corrected(fresh_store, claim_id, text="Acme wants Bolt.", polarity="NEGATIVE")

    for read, changes in (
        (article("Hm.", FIRST, SECOND, THIRD), ClaimChanges(moved=3, new=1)),
        (article(FIRST, SECOND, THIRD, version="2"), ClaimChanges(moved=3, retired=1)),
        (article(FIRST, SECOND, THIRD, texts={FIRST: "Acme will buy Bolt."}, version="3"), ClaimChanges(kept=3)),
    ):
        assert (await put(fresh_store, read)).claims == changes
        body = read.article.body
        assert await rows(
            fresh_store,
            "select text, polarity, version, extractor, start_at from claim where live and quote = $1",
            FIRST,
        ) == [("Acme wants Bolt.", "NEGATIVE", 2, "an editor", body.index(FIRST))]
        assert await rows(fresh_store, "select start_at from claim_cue where claim_id = $1", claim_id) == [
            (body.index("said"),)
        ]


async def test_a_claim_made_by_hand_stands_beside_the_extractors(fresh_store: Store) -> None:
    await put(fresh_store, article(FIRST, SECOND, THIRD))
    mine = StoredClaim(
        article_id=1, start_at=5, end_at=9, quote="said", text="Acme speaks.", modality="ASSERTED", polarity="POSITIVE"
    )
    async with fresh_store.connection() as connection, connection.transaction():
        claim_id = await write_claim(connection, mine, extractor="an editor")

    assert (await put(fresh_store, article(SECOND, FIRST, THIRD))).claims == ClaimChanges(kept=1, moved=3)
    assert (await claims(fresh_store))["Acme speaks."] == (claim_id, 1, len(SECOND) + 1 + 5)
    assert (await put(fresh_store, article(SECOND, THIRD))).claims == ClaimChanges(kept=1, moved=1, retired=2)
    assert "Acme speaks." not in await claims(fresh_store)
    assert (await put(fresh_store, article(FIRST, SECOND, THIRD))).claims == ClaimChanges(moved=2, new=2)
    assert (await claims(fresh_store))["Acme speaks."] == (claim_id, 3, 5)


async def test_people_s_cue_that_is_gone_is_left_out(fresh_store: Store) -> None:
    await put(fresh_store, article(FIRST, "So they said."))
    (claim_id, _, _) = (await claims(fresh_store))[FIRST]
    body = f"{FIRST} So they said."
    cue = span(body, "they")
    far = Cue(start=cue.start, end=cue.end, quote="they", kind="ATTRIBUTION")
    await corrected(fresh_store, claim_id, text="By hand.", cues=(far,))
    assert (await put(fresh_store, article(FIRST))).claims == ClaimChanges(changed=1, retired=1)
    assert await rows(fresh_store, "select count(*) from claim_cue where claim_id = $1", claim_id) == [(0,)]
    assert (await claims(fresh_store))["By hand."] == (claim_id, 3, 0)


async def test_a_reviewed_claim_outlives_an_extractor_that_does_not_find_it(fresh_store: Store) -> None:
    await put(fresh_store, article(FIRST, SECOND))
    before = await claims(fresh_store)
    async with fresh_store.connection() as connection:
        await make_review(connection, before[FIRST][0], reviewer="R", rating="True", url=None, reviewed_at=None)
    nothing = msgspec.structs.replace(article(FIRST, SECOND, version="2"), claims=())
    assert (await put(fresh_store, nothing)).claims == ClaimChanges(kept=1, retired=1)
    assert await claims(fresh_store) == {FIRST: before[FIRST]}


async def test_counts_and_search_follow(fresh_store: Store) -> None:
    await put(fresh_store, article(FIRST, SECOND, THIRD))
    await put(fresh_store, article(SECOND, "Acme declined."))
    assert await rows(fresh_store, "select name, mention_count from actor order by 1") == [("Acme", 1), ("Bolt", 0)]
    assert await rows(
        fresh_store,
        "select c.text from claim_search s join claim c on c.id = s.claim_id order by 1",
    ) == [("Acme declined.",), (SECOND,)]
    # The article is no longer found by an actor that only a retired claim names.
    assert await rows(
        fresh_store, "select count(*) from article_search where tsv @@ ('''@' || $1 || '''')::tsquery", "2"
    ) == [(0,)]


async def test_retired_claims_are_linked_to_nothing(fresh_store: Store) -> None:
    await put(fresh_store, article(FIRST))
    await put(fresh_store, article(SECOND))
    other = article(FIRST)
    elsewhere = msgspec.structs.replace(
        other, article=msgspec.structs.replace(other.article, url="https://example.org/b", title="Other")
    )
    await put(fresh_store, elsewhere)
    assert await rows(fresh_store, "select from_id, to_id from claim_link") == []


async def test_another_language_is_searched_by_its_words(fresh_store: Store) -> None:
    await put(fresh_store, article(FIRST))
    await put(
        fresh_store,
        msgspec.structs.replace(article(FIRST), article=msgspec.structs.replace(article(FIRST).article, language="fr")),
    )
    assert await rows(fresh_store, "select config from claim_search") == [("cg_french",)]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
async def test_random_edits_lose_no_review_and_no_claim_whose_words_stand(
    fresh_store: Store, data: st.DataObject
) -> None:
    sentences = [
        f"{name} {verb} {number}." for name in ("Acme", "Bolt", "They") for verb in ("won", "lost") for number in (1, 2)
    ]
    drawn = st.lists(st.sampled_from(sentences), min_size=1, max_size=8, unique=True)
    async with fresh_store.connection() as connection:
        await connection.execute("truncate article, actor cascade")
    before = data.draw(drawn)
    await put(fresh_store, article(*before))
    held = await claims(fresh_store)
    async with fresh_store.connection() as connection:
        for claim_id, _, _ in held.values():
            await make_review(connection, claim_id, reviewer="R", rating="True", url=None, reviewed_at=None)
    reviewed = await rows(fresh_store, "select id, claim_id from claim_review order by id")
    for after in data.draw(st.lists(drawn, min_size=1, max_size=3)):
        await put(fresh_store, article(*after))
        standing = await claims(fresh_store)
        assert list(standing) == after
        still = set(held) & set(standing)
        assert {text: standing[text][0] for text in still} == {text: held[text][0] for text in still}
        assert await rows(fresh_store, "select id, claim_id from claim_review order by id") == reviewed
        held = standing
