"""Nothing is ever half written: failures late in a transaction, and many who write at once."""

from __future__ import annotations

import asyncio

from service.store.merge import merge_actors
from service.store.pool import Store
from tests.mutation.conftest import Mutate, Rows

BODY = "Sam Altman pourrait revenir chez OpenAI, selon Microsoft."


async def broken(rows: Rows) -> None:
    """From now on the last statement of storing an article fails."""
    await rows(
        """
        create or replace function claimgraph.link_articles(article_ids bigint[], of_claim_ids bigint[])
          returns integer language plpgsql
        as $$ begin raise exception using errcode = 'check_violation', message = 'injected'; end $$
        """
    )


async def test_a_failure_late_in_a_transaction_leaves_nothing_and_the_next_field_runs(
    answer: Mutate, rows: Rows
) -> None:
    await broken(rows)
    found = await answer(
        """
        mutation($body: String!) {
          ingestArticle(input: {body: $body, source: {name: "S"}, clientMutationId: "k"}) { article { id } }
          upsertActor(input: {name: "Paris", kind: PLACE}) { created }
        }
        """,
        body=BODY,
    )
    assert found["data"] == {"ingestArticle": None, "upsertActor": {"created": True}}
    (error,) = found["errors"]
    assert error["path"] == ["ingestArticle"] and error["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    assert "injected" not in error["message"]
    for table in ("article", "mention", "claim", "source", "article_actor", "idempotency_key", "article_search"):
        assert await rows(f"select count(*) from {table}") == [(0,)], table
    assert await rows("select name from actor") == [("Paris",)]


async def test_a_failure_in_an_update_keeps_the_article_as_it_was(mutate: Mutate, answer: Mutate, rows: Rows) -> None:
    await mutate("ingestArticle", "status", body=BODY, title="T", language="fr")
    everything = (
        "select (select array_agg(to_jsonb(a) - 'updated_at') from article a),"
        " (select array_agg(to_jsonb(m) order by id) from mention m),"
        " (select array_agg(to_jsonb(c) order by id) from claim c),"
        " (select array_agg(to_jsonb(a) order by id) from actor a)"
    )
    before = await rows(everything)
    await broken(rows)
    update = 'updateArticle(input: {id: "art_1", version: 1, body: "Elon Musk quitte Tesla."})'
    found = await answer(f"mutation {{ {update} {{ article {{ id }} }} }}")
    assert found["errors"][0]["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    assert await rows(everything) == before


async def consistent(rows: Rows) -> None:
    """Counts are true and nothing refers to a merged actor."""
    assert (
        await rows(
            "select a.name from actor a where mention_count <> (select count(*) from mention m where m.actor_id = a.id)"
        )
        == []
    )
    for table, column in (
        ("mention", "actor_id"),
        ("article_actor", "actor_id"),
        ("claim_actor", "actor_id"),
        ("claim", "claimant_id"),
        ("claim", "subject_id"),
    ):
        behind = f"select count(*) from {table} t join actor a on a.id = t.{column} where a.merged_into_id is not null"
        assert await rows(behind) == [(0,)], (table, column)


async def test_of_two_updates_at_once_one_wins_and_the_other_is_told(mutate: Mutate) -> None:
    await mutate("ingestArticle", "status", body=BODY, title="T", language="fr")
    updates = [{"title": f"T{number}", "body": f"{BODY} {number}"} for number in range(4)]
    payloads = await asyncio.gather(
        *(mutate("updateArticle", "article { version title }", id="art_1", version=1, **update) for update in updates)
    )
    won = [payload for payload in payloads if not payload["userErrors"]]
    assert len(won) == 1
    assert all(payload["article"] == won[0]["article"] for payload in payloads)
    assert all(payload["userErrors"][0]["code"] == "CONFLICT" for payload in payloads if payload is not won[0])


async def test_of_upserts_at_once_one_makes_the_actor(mutate: Mutate, rows: Rows) -> None:
    for given in ({}, {"wikidataId": "Q1"}):
        name = f"OpenAI{given}"
        payloads = await asyncio.gather(
            *(
                mutate(
                    "upsertActor",
                    "created actor { id }",
                    name=name,
                    kind="ORGANIZATION",
                    aliases=[{"name": str(n)}],
                    **given,
                )
                for n in range(4)
            )
        )
        assert sorted(payload["created"] for payload in payloads) == [False, False, False, True]
        assert len({payload["actor"]["id"] for payload in payloads}) == 1


async def test_writes_while_actors_are_merged_and_split_end_at_the_winner(mutate: Mutate, rows: Rows) -> None:
    for name in ("Acme Industries", "Globex Industries", "Initech Industries"):
        await mutate("upsertActor", "created", name=name, kind="ORGANIZATION")
    body = "Acme Industries a acheté Globex Industries. Initech Industries va perdre, selon Acme Industries."
    await mutate("ingestArticle", "status", body=body, title="0", language="fr")

    async def ingest() -> None:
        for number in range(8):
            await mutate("ingestArticle", "status", body=f"{body} {number}", title=str(number), language="fr")

    async def claim() -> None:
        for number in range(8):
            payload = await mutate(
                "upsertClaim", "claim { id }", articleId="art_1", start=0, end=4 + number, text=str(number),
                modality="ASSERTED", polarity="POSITIVE", claimantId="act_1", subjectId="act_2", objectIds=["act_3"],
            )  # fmt: skip
            assert payload["userErrors"] == []

    async def merge() -> None:
        for _ in range(3):
            merged = await mutate("mergeActors", "actor { id }", winnerId="act_1", loserId="act_2")
            assert merged["userErrors"] == []
            await mutate("mergeActors", "actor { id }", winnerId="act_3", loserId="act_1")
            await mutate("splitActor", "actor { id }", actorId="act_1")
            await mutate("splitActor", "actor { id }", actorId="act_2")
        await mutate("mergeActors", "actor { id }", winnerId="act_1", loserId="act_2")

    await asyncio.gather(ingest(), claim(), merge())
    await consistent(rows)


async def test_a_document_whose_actor_is_merged_while_it_waits_ends_at_the_winner(
    fresh_store: Store, mutate: Mutate, rows: Rows
) -> None:
    for name in ("Acme Industries", "Globex Industries"):
        await mutate("upsertActor", "created", name=name, kind="ORGANIZATION")
    async with fresh_store.connection() as merging:
        transaction = merging.transaction()
        await transaction.start()
        # Held by a merge that has not ended: the document has resolved the name and waits for the row.
        await merging.execute("select from actor where id = 2 for update")
        waiting = asyncio.create_task(
            mutate("ingestArticle", "article { id }", body="Globex Industries a acheté Paris.", language="fr")
        )
        await asyncio.sleep(0.5)
        assert not waiting.done()
        await merge_actors(merging, 1, 2, said_by="test")
        await transaction.commit()
    assert (await waiting)["userErrors"] == []
    assert await rows("select count(*) from mention where actor_id = 1") == [(1,)]
    await consistent(rows)


async def test_a_deleted_article_and_writes_into_it_at_once(mutate: Mutate, rows: Rows) -> None:
    await mutate("ingestArticle", "status", body=BODY, title="T", language="fr")
    given = {"articleId": "art_1", "quote": "revenir", "text": "x", "modality": "ASSERTED", "polarity": "POSITIVE"}
    deleted, written, reviewed = await asyncio.gather(
        mutate("deleteArticle", "deletedArticleId", id="art_1"),
        mutate("upsertClaim", "claim { id }", **given),
        mutate("reviewClaim", "review { id }", claimId="clm_1", reviewer="A", rating="B"),
    )
    assert deleted["userErrors"] == []
    for payload in (written, reviewed):
        assert {error["code"] for error in payload["userErrors"]} <= {"NOT_FOUND", "GONE"}
    for table in ("article", "mention", "claim", "claim_review"):
        assert await rows(f"select count(*) from {table}") == [(0,)]
    await consistent(rows)
