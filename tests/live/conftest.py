"""The service over a database that its tests write to."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from service.settings import Settings
from service.store.pool import Store, open_store
from tests.conftest import create_database
from tests.live.clients import Service, Socket, connected


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def live_url(server_url: str, empty_template: str) -> str:
    """The URL of a database that the tests of live updates share."""
    return await create_database(server_url, empty_template)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def live_store(live_url: str) -> AsyncIterator[Store]:
    """A store over `live_url`, to write with."""
    async with open_store(Settings(), live_url) as store:
        yield store


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def service(live_url: str) -> AsyncIterator[Service]:
    """The service over `live_url`."""
    service = Service(live_url)
    await service.start()
    yield service
    await service.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def socket(service: Service) -> AsyncIterator[Socket]:
    """An acknowledged connection to `service`."""
    async with connected(service.url) as socket:
        yield socket
