"""The compiler answers what a plain executor over the same rows answers, on generated operations."""

from __future__ import annotations

import difflib
import json
import os
from typing import Any

import pytest
from graphql import parse, validate

from tests.query.conftest import Ask, World
from tests.query.generate import Generator, Operation, Pools

OPERATIONS = int(os.environ.get("CLAIMGRAPH_FUZZ_OPERATIONS", "400"))
"""How many operations to compare; a nightly run asks for more."""
SEED = int(os.environ.get("CLAIMGRAPH_FUZZ_SEED", "1"))
BATCH = 50


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


def test_the_same_seed_makes_the_same_operations(world: World) -> None:
    texts = [Generator(world.reference.schema, Pools(world.rows), 7).operation().text for _ in range(2)]
    assert texts[0] == texts[1]


def test_few_generated_operations_are_thrown_away(world: World) -> None:
    generator = Generator(world.reference.schema, Pools(world.rows), 3)
    for _ in range(100):
        assert validate(world.reference.schema, parse(generator.operation().text)) == []
    assert generator.discarded < 20
