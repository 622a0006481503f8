"""The compiler answers what a plain executor over the same rows answers, on generated operations."""

from __future__ import annotations

import difflib
import json
import os
import re
from typing import Any

import pytest
from graphql import GraphQLObjectType, parse, validate

from service.store.pool import Store
from tests.query.conftest import Ask, World
from tests.query.generate import LEFT_OUT, Generator, Operation, Pools
from tests.query.reference import Reference
from tests.query.rows import load

OPERATIONS = int(os.environ.get("CLAIMGRAPH_FUZZ_OPERATIONS", "500"))
"""How many operations to compare; a nightly run asks for more."""
SEED = int(os.environ.get("CLAIMGRAPH_FUZZ_SEED", "1"))
BATCH = 50
OUT_OF_REACH = re.compile(
    "Mutation|Subscription|Payload|ClaimChanges|(Article|Actor|Claim)Event$|Search|Highlight|TextRange|Error"
)
"""Types that no generated operation leads to: writes, and `search` and subscriptions with tests of their own."""


def differs(compiled: Any, expected: Any) -> bool:
    """Whether two decoded answers differ, the order of keys included; 1 and 1.0 are one JSON number."""
    if isinstance(compiled, dict) and isinstance(expected, dict):
        return list(compiled) != list(expected) or any(differs(compiled[key], expected[key]) for key in compiled)
    if isinstance(compiled, list) and isinstance(expected, list):
        return len(compiled) != len(expected) or any(map(differs, compiled, expected))
    if isinstance(compiled, bool) or isinstance(expected, bool):
        return compiled is not expected
    return bool(compiled != expected)


def report(seed: int, number: int, operation: Operation, compiled: Any, expected: Any) -> str:
    """What to look at: how to make it again, what was asked, and where the answers part."""
    old, new = (json.dumps(answer, ensure_ascii=False, indent=1).splitlines() for answer in (expected, compiled))
    diff = list(difflib.unified_diff(old, new, "reference", "compiled", lineterm="", n=2))[:60]
    asked = [f"seed {seed}, operation {number}", operation.text, json.dumps(operation.variables, ensure_ascii=False)]
    return "\n".join([*asked, *diff])


async def compared(world: World, ask: Ask, generator: Generator, pools: Pools, seed: int, number: int) -> None:
    """Run one generated operation both ways."""
    operation = generator.operation()
    answer = await ask(operation.text, operation.variables)
    result = world.reference.execute(operation.text, operation.variables)
    expected: dict[str, Any] = {"data": result.data}
    if result.errors:
        expected = {"errors": [error.message for error in result.errors]}
    assert not differs(answer, expected), report(seed, number, operation, answer, expected)
    pools.harvest(result.data)


@pytest.mark.parametrize("batch", range(0, OPERATIONS, BATCH))
async def test_the_compiler_answers_as_the_reference_does(world: World, ask: Ask, batch: int) -> None:
    pools = Pools(world.rows)
    seed = SEED * 1_000_003 + batch
    generator = Generator(world.reference.schema, pools, seed)
    for number in range(min(BATCH, OPERATIONS - batch)):
        await compared(world, ask, generator, pools, seed, number)


async def test_an_object_of_more_fields_than_a_postgres_function_takes(world: World, ask: Ask) -> None:
    fields = " ".join(f"a{number}: title b{number}: source {{ name }}" for number in range(120))
    query = f"{{ articles(first: 2) {{ nodes {{ {fields} }} }} }}"
    assert not differs(await ask(query), {"data": world.reference.execute(query).data})


async def test_facets_hold_the_fifty_most_frequent_values(fresh_store: Store, ask_fresh: Ask) -> None:
    async with fresh_store.connection() as connection:
        await connection.execute(
            "insert into article (title, body, language, published_at, sort_at, content_hash, extractor,"
            " extractor_version) select '', '', 'fr', t, t, encode(sha256(n::text::bytea), 'hex'), 'rules', '1'"
            " from generate_series(1, 60) n, make_interval(months => n % 57) i,"
            " lateral (select '1999-01-31T00:00:00Z'::timestamptz + i as t) v"
        )
        reference = Reference(await load(connection))
    query = "{ articles(first: 0) { facets { month { value count } } } }"
    answer = await ask_fresh(query)
    assert not differs(answer, {"data": reference.execute(query).data})
    months = answer["data"]["articles"]["facets"]["month"]
    assert len(months) == 50
    assert [month["count"] for month in months[:4]] == [2, 2, 2, 1]


def test_every_field_of_the_contract_is_generated(world: World) -> None:
    generator = Generator(world.reference.schema, Pools(world.rows), seed=5)
    texts = " ".join(generator.operation().text for _ in range(400))
    named = set(re.findall(r"\w+", texts))
    reached = [each for name, each in world.reference.schema.type_map.items() if not name.startswith("_")]
    fields = {
        field
        for each in reached
        if isinstance(each, GraphQLObjectType) and not OUT_OF_REACH.search(each.name)
        for field in each.fields
    }
    assert fields - named - LEFT_OUT == set()


def test_the_same_seed_makes_the_same_operations(world: World) -> None:
    texts = [Generator(world.reference.schema, Pools(world.rows), 7).operation().text for _ in range(2)]
    assert texts[0] == texts[1]


def test_few_generated_operations_are_thrown_away(world: World) -> None:
    generator = Generator(world.reference.schema, Pools(world.rows), 3)
    for _ in range(100):
        assert validate(world.reference.schema, parse(generator.operation().text)) == []
    assert generator.discarded < 20
