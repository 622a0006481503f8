"""A small synthetic corpus in a database of its own, and the services over it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import pytest_asyncio

from bench.reads.databases import fill
from bench.reads.pages import DATALOADERS, OURS, POSTGRAPHILE
from bench.reads.peers import Peer, postgraphile_is_installed, running
from tests.conftest import create_database

ARTICLES = 400


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def corpus_url(server_url: str) -> str:
    """The URL of a database with a corpus of `ARTICLES` articles."""
    url = await create_database(server_url)
    await fill(url, ARTICLES, lambda _stage: None)
    return url


@pytest.fixture(scope="session")
def peers(corpus_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Peer]]:
    """The services over the corpus; PostGraphile among them where it is installed."""
    names = (OURS, DATALOADERS, POSTGRAPHILE) if postgraphile_is_installed() else (OURS, DATALOADERS)
    with running(names, corpus_url, tmp_path_factory.mktemp("bench") / "services.log", core=None) as started:
        yield started
