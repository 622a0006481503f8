"""The real service in several settings, and what speaks to it."""

from __future__ import annotations

import itertools
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from service.demo.read import demo_articles
from service.exchange.ingest import ingest
from service.store.pool import Store, open_store
from tests.conftest import COMMAND, PATIENT, clean_environment, create_database, free_port, wait_until_up

ARTICLES = 3
ORIGIN = "https://app.example.org"
COUNT = {"query": "{ articles { totalCount } }"}
WRITE = {"query": 'mutation { upsertActor(input: {name: "Keyed", kind: PERSON}) { actor { name } } }'}

Client = Callable[..., httpx.Client]


@contextmanager
def logged(database_url: str, log: Path, **settings: str) -> Iterator[httpx.Client]:
    """A client of the real service over a database; what the service logs goes to `log`."""
    port = free_port()
    environment = clean_environment(DATABASE_URL=database_url, PORT=str(port), **settings)
    with log.open("w") as stderr, subprocess.Popen([*COMMAND, "serve"], env=environment, stderr=stderr) as process:
        try:
            base_url = f"http://127.0.0.1:{port}"
            wait_until_up(base_url, process)
            with httpx.Client(base_url=base_url, timeout=20) as client:
                yield client
        finally:
            process.terminate()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def database(server_url: str, empty_template: str) -> str:
    """The URL of a database with a few articles, for one module's tests to write to."""
    url = await create_database(server_url, empty_template)
    async with open_store(PATIENT, url) as store:
        await ingest(store, itertools.islice(demo_articles(), ARTICLES), lambda _item: None)
    return url


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def database_store(database: str) -> AsyncIterator[Store]:
    """A store over `database`."""
    async with open_store(PATIENT, database) as store:
        yield store


@pytest.fixture(scope="module")
def serve(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """Starts the service over `database` with the given settings: a client of it."""
    with ExitStack() as stack:

        def start(log: Path | None = None, **settings: str) -> httpx.Client:
            log = log or tmp_path_factory.mktemp("log") / "service.log"
            return stack.enter_context(logged(database, log, **settings))

        yield start


@pytest.fixture(scope="module")
def guarded(serve: Client) -> httpx.Client:
    """A service as other machines would meet it: reads need a key, one other site may call."""
    return serve(CLAIMGRAPH_OPEN_READS="0", CLAIMGRAPH_CORS_ORIGINS=ORIGIN)


@pytest.fixture(scope="module")
def plain(serve: Client) -> httpx.Client:
    """A service with its defaults."""
    return serve()


def problem(response: httpx.Response) -> tuple[int, str, str]:
    """A refusal's status, code and sentence, from GraphQL's errors or a problem document."""
    answer = response.json()
    if "errors" in answer and "extensions" in answer["errors"][0]:
        error = answer["errors"][0]
        assert error["extensions"]["requestId"] == response.headers["x-request-id"]
        return response.status_code, error["extensions"]["code"], error["message"]
    assert response.headers["content-type"] == "application/problem+json"
    assert answer["requestId"] == response.headers["x-request-id"] and answer["status"] == response.status_code
    return response.status_code, answer["code"], answer["detail"]
