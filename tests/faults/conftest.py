"""A server of a module's own with the demo's articles, and the service over it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from service.demo.read import demo_articles
from service.exchange.ingest import ingest
from service.store.migrate import migrate
from service.store.pool import open_store
from tests.conftest import PATIENT
from tests.faults.postgres import Postgres, own_postgres


async def fill(database_url: str) -> None:
    """Migrate a new database and store the demo's articles."""
    await migrate(database_url)
    async with open_store(PATIENT, database_url) as store:
        await ingest(store, demo_articles(), lambda _item: None)


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """A server that the module's tests may freeze, kill and start again, with the demo's articles."""
    with own_postgres(tmp_path_factory.mktemp("pg")) as server:
        asyncio.run(fill(server.url))
        yield server
