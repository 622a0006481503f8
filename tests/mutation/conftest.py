"""An engine that writes, over a database of each test's own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
import pytest

from schema import SCHEMA
from service.mutation.runner import Runner
from service.query.engine import Engine, Request
from service.search import searchable
from service.store.pool import Store

Mutate = Callable[..., Awaitable[dict[str, Any]]]
Rows = Callable[..., Awaitable[list[tuple[Any, ...]]]]


@pytest.fixture
def engine(fresh_store: Store) -> Engine:
    """Queries and mutations over `fresh_store`."""
    runner = Runner(searchable(SCHEMA._schema), fresh_store)
    return Engine(searchable(SCHEMA._schema), fresh_store.fetch_json, mutations=runner)


@pytest.fixture
def answer(engine: Engine) -> Mutate:
    """Runs a document: the whole answer."""

    async def run(query: str, /, *, caller: str = "tests", key: str | None = None, **variables: Any) -> dict[str, Any]:
        request = Request(query=query, variables=variables, caller=caller, idempotency_key=key)
        found: dict[str, Any] = msgspec.json.decode((await engine.execute(request)).body)
        return found

    return run


@pytest.fixture
def mutate(answer: Mutate) -> Mutate:
    """Runs one mutation field with the given input and selection: its payload."""

    async def run(
        field: str, selection: str, /, *, caller: str = "tests", key: str | None = None, **given: Any
    ) -> dict[str, Any]:
        query = (
            f"mutation($input: {field[0].upper()}{field[1:]}Input!)"
            f" {{ {field}(input: $input) {{ {selection} userErrors {{ path code message }} }} }}"
        )
        found = await answer(query, caller=caller, key=key, input=given)
        assert "errors" not in found, found
        payload: dict[str, Any] = found["data"][field]
        return payload

    return run


@pytest.fixture
def rows(fresh_store: Store) -> Rows:
    """Runs SQL: its rows."""

    async def run(sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        async with fresh_store.connection() as connection:
            return [tuple(row) for row in await connection.fetch(sql, *parameters)]

    return run


def errors(payload: dict[str, Any]) -> list[tuple[str, str]]:
    """The payload's user errors as path and code."""
    return [(".".join(error["path"]), error["code"]) for error in payload["userErrors"]]
