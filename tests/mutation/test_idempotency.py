"""The same write sent twice, by key: one after the other, at once, with another input, after a day."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.mutation.conftest import Mutate, Rows, errors

CLAIMLESS = {"name": "OpenAI", "kind": "ORGANIZATION"}
UPSERT = "created clientMutationId actor { id version description }"


async def test_a_key_answers_with_what_it_made_and_what_that_is_now(mutate: Mutate, rows: Rows) -> None:
    given = {**CLAIMLESS, "clientMutationId": "k"}
    first = await mutate("upsertActor", UPSERT, **given)
    await mutate("upsertActor", UPSERT, id="act_1", version=1, description="x")
    again = await mutate("upsertActor", UPSERT, **given)
    assert first["created"] is again["created"] is True and again["clientMutationId"] == "k"
    assert again["actor"] == {"id": "act_1", "version": 2, "description": "x"}
    other_caller = await mutate("upsertActor", UPSERT, caller="another", **given)
    assert other_caller["created"] is False
    assert await rows("select count(*) from idempotency_key") == [(2,)]


async def test_a_key_with_another_input_is_refused(mutate: Mutate, rows: Rows) -> None:
    await mutate("upsertActor", UPSERT, **CLAIMLESS, clientMutationId="k")
    payload = await mutate("upsertActor", UPSERT, name="X", kind="PRODUCT", clientMutationId="k")
    assert errors(payload) == [("input.clientMutationId", "IDEMPOTENCY_KEY_REUSED")]
    elsewhere = await mutate("mergeActors", "actor { id }", winnerId="act_1", loserId="act_2", clientMutationId="k")
    assert errors(elsewhere) == [("input.clientMutationId", "IDEMPOTENCY_KEY_REUSED")]
    assert await rows("select count(*) from actor") == [(1,)]


async def test_an_update_sent_again_is_no_conflict_with_itself(mutate: Mutate) -> None:
    await mutate("ingestArticle", "status", body="Bonjour à tous.", title="A")
    for given in ({"title": "B"}, {"body": "Au revoir."}):
        version = (await mutate("updateArticle", "article { version }", id="art_1", version=1))["article"]
        version = version["version"] if version else 2
        for _ in range(2):
            payload = await mutate(
                "updateArticle", "article { version }", key="h" + str(given), id="art_1", version=version, **given
            )
            assert payload["userErrors"] == [] and payload["article"] == {"version": version + 1}


async def test_a_refused_write_leaves_its_key_free(mutate: Mutate, rows: Rows) -> None:
    refused = await mutate("mergeActors", "actor { id }", winnerId="act_1", loserId="act_2", clientMutationId="k")
    assert errors(refused)[0][1] == "NOT_FOUND" and await rows("select count(*) from idempotency_key") == [(0,)]
    await mutate("upsertActor", UPSERT, **CLAIMLESS)
    await mutate("upsertActor", UPSERT, name="Open AI", kind="ORGANIZATION")
    payload = await mutate("mergeActors", "actor { id }", winnerId="act_1", loserId="act_2", clientMutationId="k")
    assert payload["actor"] == {"id": "act_1"}


async def test_the_header_s_key_covers_each_root_field_and_each_item(answer: Mutate, rows: Rows) -> None:
    document = """
        mutation($articles: [IngestArticleInput!]!) {
          one: upsertActor(input: {name: "A", kind: PERSON}) { created }
          two: upsertActor(input: {name: "B", kind: PERSON}) { created }
          ingestArticles(input: {articles: $articles}) { results { status } }
        }
    """
    articles = [{"body": "Un texte."}, {"body": "Un autre texte."}]
    first = await answer(document, key="h", articles=articles)
    assert await answer(document, key="h", articles=articles) == first
    assert first["data"]["two"] == {"created": True}
    assert [result["status"] for result in first["data"]["ingestArticles"]["results"]] == ["CREATED", "CREATED"]
    changed = await answer(document, key="h", articles=[articles[0], {"body": "Un texte changé."}])
    assert [result["status"] for result in changed["data"]["ingestArticles"]["results"]] == ["CREATED", None]
    assert await rows("select count(*) from idempotency_key") == [(4,)]


async def test_a_key_sent_at_once_writes_once(mutate: Mutate, rows: Rows) -> None:
    await mutate("ingestArticle", "status", body="Bonjour à tous.", title="A")
    given: dict[str, Any] = {"articleId": "art_1", "quote": "Bonjour", "text": "Bonjour", "modality": "ASSERTED"}
    given |= {"polarity": "POSITIVE", "clientMutationId": "k"}
    payloads = await asyncio.gather(*(mutate("upsertClaim", "created claim { id }", **given) for _ in range(4)))
    assert all(payload == payloads[0] for payload in payloads) and payloads[0]["created"] is True
    assert await rows("select count(*) from claim") == [(1,)]


async def test_keys_are_forgotten_after_a_day(mutate: Mutate, rows: Rows) -> None:
    await mutate("upsertActor", UPSERT, **CLAIMLESS, clientMutationId="k")
    await mutate("upsertActor", UPSERT, **CLAIMLESS, clientMutationId="old")
    await rows("update idempotency_key set created_at = now() - interval '25 hours' returning 1")
    again = await mutate("upsertActor", UPSERT, name="OpenAI", kind="GROUP", clientMutationId="k")
    assert again["userErrors"] == []
    assert await rows("select count(*) from idempotency_key") == [(1,)]


@pytest.mark.parametrize("key", ["", " ", "a\0b", "\ud800", "x" * 201])
async def test_a_key_that_can_t_be_stored_is_refused(mutate: Mutate, key: str) -> None:
    payload = await mutate("upsertActor", UPSERT, **CLAIMLESS, clientMutationId=key)
    assert ("input.clientMutationId", "BAD_USER_INPUT") in errors(payload) and payload["actor"] is None
