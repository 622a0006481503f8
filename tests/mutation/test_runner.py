"""How mutations are executed: order, selections, cost, failures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
import pytest

from schema import SCHEMA
from service.errors import Unavailable
from service.mutation.effects import EFFECTS
from service.mutation.outcome import Apply, Context, Effect, Path
from service.mutation.runner import Runner
from service.query.engine import Engine, Request, WriteRefusedError
from service.search import searchable
from service.store.pool import Store, open_store
from tests.conftest import PATIENT
from tests.mutation.conftest import Mutate, Rows

BODY = "Sam Altman pourrait revenir chez OpenAI, selon Microsoft."


async def test_root_fields_run_in_order_and_answer_as_selected(answer: Mutate) -> None:
    found = await answer(
        """
        mutation Write($body: String!, $no: Boolean = false) {
          __typename
          first: ingestArticle(input: {body: $body, title: "T", language: "fr"}) { ...Made status @include(if: $no) }
          second: upsertActor(input: {name: "OpenAI", kind: ORGANIZATION}) {
            created
            __typename
            a: actor { name articles { totalCount } }
            actor { ... on Node { id } }
          }
          third: ingestArticle(input: {body: "Il pleut.", title: "Vide"}) {
            clientMutationId
            article { body claims { nodes { id } } }
          }
        }
        fragment Made on IngestArticlePayload {
          article { t: title actors(kind: ORGANIZATION, first: 1) { nodes { name } } }
          ... on MutationPayload { userErrors { __typename path } }
        }
        """,
        body=BODY,
    )
    assert "errors" not in found
    data = found["data"]
    assert list(data) == ["__typename", "first", "second", "third"] and data["__typename"] == "Mutation"
    assert list(data["first"]) == ["article", "userErrors"] and data["first"]["article"]["t"] == "T"
    assert len(data["first"]["article"]["actors"]["nodes"]) == 1
    assert data["second"]["created"] is False
    assert data["second"]["__typename"] == "UpsertActorPayload"
    assert data["second"]["a"] == {"name": "OpenAI", "articles": {"totalCount": 1}}
    assert data["second"]["actor"]["id"].startswith("act_")
    assert data["third"] == {"clientMutationId": None, "article": {"body": "Il pleut.", "claims": {"nodes": []}}}
    assert found["extensions"]["cost"]["requested"] > 300


async def test_the_payload_is_read_by_one_statement(fresh_database: str) -> None:
    statements: list[str] = []

    class Counted(Store):
        async def fetch_json(self, sql: str, parameters: Any) -> bytes:
            statements.append(sql)
            return await super().fetch_json(sql, parameters)

    query = """
        mutation($articles: [IngestArticleInput!]!) {
          ingestArticles(input: {articles: $articles}) {
            results { a: article { id claims { nodes { claimant { name } } } } b: article { title } }
          }
        }
    """
    articles = [{"body": f"{BODY} {number}"} for number in range(5)]
    async with open_store(PATIENT, fresh_database, Counted) as store:
        await with_store(store).execute(Request(query=query, variables={"articles": articles}))
    assert len(statements) == 1


@pytest.mark.parametrize(
    ("selection", "code"),
    [
        ("article { claims(first: 1000) { nodes { id } } }", "BAD_USER_INPUT"),
        ('article { claims(after: "forged") { nodes { id } } }', "BAD_USER_INPUT"),
        (
            "article { claims(first: 100) { nodes { actors(first: 100) { nodes {"
            " articles(first: 100) { nodes { id } } } } } } }",
            "COST_EXCEEDED",
        ),
        ("article { nothing }", "GRAPHQL_VALIDATION_FAILED"),
    ],
)
async def test_a_selection_that_won_t_do_is_refused_before_anything_is_written(
    answer: Mutate, rows: Rows, selection: str, code: str
) -> None:
    found = await answer(f'mutation {{ ingestArticle(input: {{body: "Un texte."}}) {{ {selection} }} }}')
    codes = {error["extensions"].get("code") for error in found["errors"]}
    assert "data" not in found and codes <= {code, "BAD_CURSOR"}
    assert await rows("select count(*) from article") == [(0,)]


async def test_a_mutation_in_a_request_that_may_only_read_is_refused(engine: Engine) -> None:
    with pytest.raises(WriteRefusedError):
        await engine.execute(
            Request(query='mutation { splitActor(input: {actorId: "act_1"}) { __typename } }', read_only=True)
        )


class Away(Store):
    """A database that takes writes and then goes away."""

    async def fetch_json(self, sql: str, parameters: Any) -> bytes:
        raise Unavailable("The database can't be reached.", retry_after_s=7)


def with_store(store: Store, **effects: Effect) -> Engine:
    """An engine over `store` with some effects replaced."""
    runner = Runner(searchable(SCHEMA._schema), store, EFFECTS | effects)
    return Engine(searchable(SCHEMA._schema), store.fetch_json, mutations=runner)


ACTOR = 'upsertActor(input: {name: "A", kind: PERSON}) { created }'


async def test_a_database_that_is_away_is_asked_once_and_what_was_written_is_told(fresh_store: Store) -> None:
    asked: list[str] = []

    async def merge(context: Context, given: Mapping[str, Any], path: Path) -> Apply:
        asked.append(str(given["winnerId"]))
        raise Unavailable("The database can't be reached.")

    engine = with_store(fresh_store, merge_actors=merge)
    merges = " ".join(
        f'm{n}: mergeActors(input: {{winnerId: "act_{n}", loserId: "act_9"}}) {{ clientMutationId }}' for n in (1, 2)
    )
    answer = msgspec.json.decode((await engine.execute(Request(query=f"mutation {{ {ACTOR} {merges} }}"))).body)
    assert answer["data"] == {"upsertActor": {"created": True}, "m1": None, "m2": None}
    assert [(error["path"], error["extensions"]["code"]) for error in answer["errors"]] == [
        (["m1"], "SERVICE_UNAVAILABLE"),
        (["m2"], "SERVICE_UNAVAILABLE"),
    ]
    assert asked == ["act_1"]
    with pytest.raises(Unavailable):
        await engine.execute(Request(query=f"mutation {{ {merges.partition(' m2')[0]} }}"))


async def test_an_answer_that_can_t_be_read_back_says_that_it_was_written(fresh_database: str, rows: Rows) -> None:
    query = ACTOR.replace("created", "actor { id }")
    async with open_store(PATIENT, fresh_database, Away) as store:
        with pytest.raises(Unavailable, match="It was written, but could not be read back") as raised:
            await with_store(store).execute(Request(query=f"mutation {{ {query} }}"))
    assert raised.value.retry_after_s == 7
    assert await rows("select count(*) from actor") == [(1,)]
