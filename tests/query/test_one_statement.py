"""However deep an operation is, one statement reaches Postgres."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

import service.http
from service.cli.demo_queries import QUERIES
from service.query.engine import Request
from service.query.gone import GONE
from service.settings import Settings
from service.store.pool import Store, open_store
from tests.query.conftest import World, engine_over
from tests.query.generate import Generator, Pools

DOCUMENTS = {path.stem: path.read_text("utf-8") for path in Path(service.http.__file__).parent.glob("*/*.graphql")}
EXAMPLES = {name: text for name, text in DOCUMENTS.items() if re.search(r"^query ", text, re.MULTILINE)}
NEEDED = {
    "$query: String!": {"query": "minister"},
    "$prefix: ": {"prefix": "min"},
    "$groupBy: ": {"groupBy": ["MONTH"]},
}
IDS = {"article": "art_1", "actor": "act_1", "claim": "clm_1", "source": "src_1"}
DEEPEST = """
{
  articles(last: 2, filter: { hasClaims: true, not: { language: "fr" } }) {
    totalCount
    facets { language { value count } source { value count } month { value count } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    nodes {
      source { articles(first: 2) { nodes { actors(first: 2) { nodes { name } } } } }
      translations(first: 1) { nodes { translationOf { title } } }
      mentions(first: 2) { edges { cursor node { actor { coMentioned(first: 2) { edges { count node {
        relations(first: 2) { nodes { subject { name } object { aliases { name } } evidence { quote } } }
        articles(first: 1) { totalCount nodes { claims(first: 1) { nodes {
          related(first: 2) { edges { kind score node { claimant { name mergedFrom { name } } } } }
          reviews(first: 1) { nodes { rating claim { article { title versions(first: 2) { nodes { by body } } } } } }
          history(first: 2) { totalCount nodes { action fields { field from to } } }
          cues { quote } amounts { value } dates { date }
        } } } }
      } } } } } } }
    }
  }
  actorMergeCandidates(first: 2) { nodes { left { name } right { name } } }
  node(id: "act_1") { id ... on Actor { name } ... on Claim { text } }
  nodes(ids: ["art_1", "act_1", "clm_1", "src_1", "men_1"]) { __typename id }
  search(query: "minister", first: 3) {
    totalCount note facets: pageInfo { endCursor }
    edges { score highlights { field text } node { ... on Article { title } ... on Actor { name } } }
  }
}
"""


@pytest_asyncio.fixture(loop_scope="session")
async def one_connection(world_url: str) -> AsyncIterator[tuple[Store, list[str]]]:
    """A store with a single connection, and everything that this connection sends."""
    sent: list[str] = []
    async with open_store(Settings(pool_min=1, pool_max=1, statement_timeout_s=60), world_url) as store:
        async with store.connection() as connection:
            connection.add_query_logger(lambda record: sent.append(record.query))
        yield store, sent


async def statements(one_connection: tuple[Store, list[str]], query: str, variables: dict[str, Any]) -> list[str]:
    """What an operation sends; its answer must hold data."""
    store, sent = one_connection
    sent.clear()
    response = await engine_over(store.fetch_json).execute(Request(query=query, variables=variables))
    assert json.loads(response.body).get("data") is not None, response.body[:500]
    # asyncpg tells its loggers in the loop's next turn.
    await asyncio.sleep(0)
    return list(sent)


def variables_of(query: str) -> dict[str, Any]:
    """Values for the variables that the repository's documents require."""
    if "$id: ID!" in query:
        return {"id": next((id_ for field, id_ in IDS.items() if f"{field}(" in query), "art_1")}
    return next((values for declared, values in NEEDED.items() if declared in query), {})


@pytest.mark.parametrize("name", EXAMPLES)
async def test_an_example_is_one_statement(one_connection: tuple[Store, list[str]], name: str) -> None:
    query = EXAMPLES[name]
    assert len(await statements(one_connection, query, variables_of(query))) == 1


@pytest.mark.parametrize("query", QUERIES.values(), ids=range(len(QUERIES)))
async def test_a_query_to_try_is_one_statement(one_connection: tuple[Store, list[str]], query: str) -> None:
    assert len(await statements(one_connection, query, {})) == 1


async def test_the_deepest_operation_is_one_statement(one_connection: tuple[Store, list[str]]) -> None:
    sent = await statements(one_connection, DEEPEST, {})
    assert len(sent) == 1
    assert sent[0].startswith("select ")


async def test_generated_operations_are_one_statement_each(
    world: World, one_connection: tuple[Store, list[str]]
) -> None:
    generator = Generator(world.reference.schema, Pools(world.rows), seed=21)
    for _ in range(25):
        operation = generator.operation()
        first, *more = await statements(one_connection, operation.text, operation.variables)
        assert first.startswith("select ")
        if more:
            # What was asked for by name and isn't there may have been deleted.
            assert more == [GONE]
            data = world.reference.execute(operation.text, operation.variables).data or {}
            assert any(value is None or (isinstance(value, list) and None in value) for value in data.values())


async def test_introspection_sends_nothing(one_connection: tuple[Store, list[str]]) -> None:
    assert await statements(one_connection, "{ __schema { queryType { name } } }", {}) == []
