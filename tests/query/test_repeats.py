"""What is asked under several aliases is planned and read once, and answered as if asked alone."""

from __future__ import annotations

import json
from typing import Any

import pytest

from service.query.engine import Request
from tests.query.conftest import Ask, World

KINDS = "id ... on Article { title source { name } } ... on Actor { name aliases { name } } ... on Claim { text }"


def compiled(world: World, query: str, variables: dict[str, Any] | None = None) -> str:
    return world.engine.compile(Request(query=query, variables=variables))[0]


def tables(sql: str, table: str) -> int:
    return sql.count(f"from {table} ")


async def test_nodes_of_all_types_are_one_lookup_each(world: World, ask: Ask) -> None:
    ids = [f"{prefix}_{key}" for key in range(1, 40) for prefix in ("act", "art", "clm")]
    fields = (f'n{place}: node(id: "{id_}") {{ {KINDS} }}' for place, id_ in enumerate(ids))
    query = f"{{ {' '.join(fields)} }}"
    sql = compiled(world, query)
    assert [tables(sql, table) for table in ("article", "actor", "claim", "source")] == [1, 1, 1, 1]
    assert "claim_review" not in sql, "no id is of a review"
    answer = await ask(query)
    assert "errors" not in answer
    assert list(answer["data"]) == [f"n{place}" for place in range(len(ids))]
    for place, id_ in list(enumerate(ids))[::13]:
        alone = await ask(f'{{ node(id: "{id_}") {{ {KINDS} }} }}')
        assert answer["data"][f"n{place}"] == alone["data"]["node"]


async def test_one_node_is_looked_up_in_the_table_of_its_id(world: World, ask: Ask) -> None:
    query = "query ($id: ID!) { node(id: $id) { __typename id } }"
    for prefix, table in (("act", "actor"), ("art", "article"), ("clm", "claim")):
        sql = compiled(world, query, {"id": f"{prefix}_1"})
        assert tables(sql, table) == 1 and sql.count("select") == 2, "the plan is that of this type alone"
        assert (await ask(query, {"id": f"{prefix}_1"}))["data"]["node"]["id"] == f"{prefix}_1"


async def test_a_bad_id_among_many_is_named(ask: Ask) -> None:
    query = 'query ($id: ID!) { a: node(id: "act_1") { id } b: node(id: $id) { id } c: node(id: "art_999999") { id } }'
    assert (await ask(query, {"id": "act_2"}))["data"] == {"a": {"id": "act_1"}, "b": {"id": "act_2"}, "c": None}
    error = (await ask(query, {"id": "nobody"}))["errors"][0]
    assert error["extensions"] == {"code": "BAD_USER_INPUT", "argument": "id"}
    assert "'nobody' is not an id" in error["message"]


async def test_equal_fields_are_read_once_and_others_are_not_mixed_up(world: World, ask: Ask) -> None:
    count = "articles(filter: { language: $language }) { totalCount }"
    query = f"""
      query ($language: String) {{
        a: {count}
        claims(first: 1) {{ nodes {{ id }} }}
        b: {count}
        all: articles {{ totalCount }}
        c: {count}
        paged: articles(first: 2, filter: {{ language: $language }}) {{ totalCount }}
      }}
    """
    assert compiled(world, query, {"language": "fr"}).count("count(*)") == 3
    answer = (await ask(query, {"language": "fr"}))["data"]
    assert list(answer) == ["a", "claims", "b", "all", "c", "paged"]
    assert answer["a"] == answer["b"] == answer["c"] == answer["paged"]
    assert 0 < answer["a"]["totalCount"] < answer["all"]["totalCount"]


async def test_fields_that_fragments_make_different_are_read_apart(ask: Ask) -> None:
    query = """
      query ($with: Boolean!) {
        a: actor(id: "act_1") { id ...named @include(if: $with) }
        b: actor(id: "act_1") { id ...named }
        ...again
      }
      fragment named on Actor { name }
      fragment again on Query { a: actor(id: "act_1") { kind } }
    """
    answer = (await ask(query, {"with": False}))["data"]
    assert answer["a"].keys() == {"id", "kind"} and answer["b"].keys() == {"id", "name"}


async def test_many_null_aliases_of_one_thing(ask: Ask) -> None:
    query = '{ a: actor(id: "act_999999") { id } b: actor(id: "act_999999") { id } c: node(id: "act_999999") { id } }'
    assert (await ask(query))["data"] == {"a": None, "b": None, "c": None}


async def test_copies_are_charged_since_they_are_sent(world: World) -> None:
    page = "articles(first: 100) { nodes { title } }"

    async def cost(query: str) -> int:
        response = await world.engine.execute(Request(query=query))
        requested: int = json.loads(response.body)["extensions"]["cost"]["requested"]
        return requested

    assert await cost(f"{{ a: {page} b: {page} c: {page} }}") > 2.5 * await cost(f"{{ {page} }}")


@pytest.mark.parametrize("aliases", [2, 400])
async def test_hundreds_of_nodes_stay_one_short_statement(world: World, aliases: int) -> None:
    fields = " ".join(f'n{number}: node(id: "act_{number + 1}") {{ id }}' for number in range(aliases))
    response = await world.engine.execute(Request(query=f"{{ {fields} }}"))
    answer = json.loads(response.body)
    assert len(answer["data"]) == aliases
    assert compiled(world, f"{{ {fields} }}").count("from actor ") == 1
