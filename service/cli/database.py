"""The database that a command works on: the one in the environment, or the embedded one."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from service.settings import Settings


@contextmanager
def database(settings: Settings) -> Iterator[str]:
    """A running database's URL. Raises StartupError when there is none to be had."""
    if settings.database_url is not None:
        yield settings.database_url
        return
    from service.store.embedded import embedded_server

    with embedded_server(settings.data_dir) as url:
        yield url


@contextmanager
def migrated_database(settings: Settings) -> Iterator[str]:
    """A running database with the schema of this version; its URL."""
    from service.store.migrate import migrate

    with database(settings) as url:
        asyncio.run(migrate(url))
        yield url
