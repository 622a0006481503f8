"""A database of random rows, the engine over it, and the plain reference over the same rows."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio

from schema import SCHEMA
from service.query.engine import Engine, FetchJson, Request
from service.search import searchable
from service.store.pool import Store, open_store
from tests.conftest import PATIENT, create_database
from tests.query.content import Content
from tests.query.generate import NEEDLES
from tests.query.reference import Reference
from tests.query.rows import Rows, load

UNLIMITED = 10**15
"""A cost budget that no generated operation passes."""

Ask = Callable[..., Awaitable[dict[str, Any]]]


def engine_over(fetch_json: FetchJson) -> Engine:
    """An engine that refuses nothing for its cost."""
    return Engine(searchable(SCHEMA._schema), fetch_json, cost_budget=UNLIMITED)


def asker(engine: Engine) -> Ask:
    """Runs a query: the whole answer, decoded."""

    async def ask(query: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
        response = await engine.execute(Request(query=query, variables=variables))
        answer: dict[str, Any] = json.loads(response.body)
        answer.pop("extensions", None)
        return answer

    return ask


@dataclass(frozen=True)
class World:
    """Random rows, and both ways to read them."""

    store: Store
    rows: Rows
    engine: Engine
    reference: Reference


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def world_url(server_url: str, empty_template: str) -> str:
    """A database of random rows that the tests of queries share; nothing writes to it."""
    url = await create_database(server_url, empty_template)
    async with open_store(PATIENT, url) as store, store.connection() as connection:
        await Content(connection, seed=1).fill()
        await connection.execute("analyze")
    return url


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def world(world_url: str) -> AsyncIterator[World]:
    """The random rows, with the engine and the reference over them."""
    async with open_store(PATIENT, world_url) as store:
        async with store.connection() as connection:
            rows = await load(connection, NEEDLES)
        yield World(store, rows, engine_over(store.fetch_json), Reference(rows))


@pytest.fixture
def ask(world: World) -> Ask:
    """Runs a query over the random rows."""
    return asker(world.engine)


@pytest.fixture
def ask_fresh(fresh_store: Store) -> Ask:
    """Runs a query over a database of the test's own."""
    return asker(engine_over(fresh_store.fetch_json))


class Recorder:
    """Notes every statement that an engine sends."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.sent: list[tuple[str, Sequence[object]]] = []

    async def fetch_json(self, sql: str, parameters: Sequence[object]) -> bytes:
        """Send on, and remember."""
        self.sent.append((sql, parameters))
        return await self._store.fetch_json(sql, parameters)


@pytest.fixture
def recorder(world: World) -> Recorder:
    """Stands between an engine and the random rows."""
    return Recorder(world.store)
