"""A real PostgreSQL for every test: Docker's when an engine answers, else the embedded one."""

from __future__ import annotations

import itertools
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from service.demo.read import demo_articles
from service.exchange.ingest import ingest
from service.settings import Settings
from service.store.connect import connect
from service.store.embedded import embedded_server
from service.store.keys import create_key
from service.store.migrate import migrate
from service.store.pool import Store, open_store

POSTGRES_IMAGE = "postgres:18"
DOCKER_ANSWERS_WITHIN_S = 3

_numbers = itertools.count(1)

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # What a shell runs in its background ignores SIGINT, and so would all that the tests start and interrupt.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _docker_answers() -> bool:
    import docker.errors

    try:
        client = docker.from_env(timeout=DOCKER_ANSWERS_WITHIN_S)
        client.ping()
        client.close()
    except (docker.errors.DockerException, OSError):
        return False
    return True


PATIENT = Settings(statement_timeout_s=60)
"""A busy machine is no failure; tests of the timeout itself set their own."""


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """A server where tests may create databases."""
    if _docker_answers():
        from testcontainers.postgres import PostgresContainer

        with PostgresContainer(POSTGRES_IMAGE, driver=None) as container:
            yield container.get_connection_url()
        return
    with tempfile.TemporaryDirectory(prefix="cg") as folder, embedded_server(Path(folder)) as url:
        yield url


def named(server_url: str, database: str) -> str:
    """The URL of another database on the same server."""
    address, mark, query = server_url.partition("?")
    return address.rpartition("/")[0] + "/" + database + mark + query


async def create_database(server_url: str, template: str | None = None) -> str:
    """A new database, empty or a copy of `template`; its URL."""
    name = f"test_{next(_numbers)}"
    connection = await connect(server_url)
    try:
        # An empty one is a copy of the server's first database, for the sake of its locale.
        source = template or await connection.fetchval("select current_database()")
        await connection.execute(f"create database {name} template {source}")
    finally:
        await connection.close()
    return named(server_url, name)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def empty_template(server_url: str) -> str:
    """The name of a migrated database without rows, to copy."""
    url = await create_database(server_url)
    await migrate(url)
    return url.partition("?")[0].rpartition("/")[2]


@pytest_asyncio.fixture(loop_scope="session")
async def blank_database(server_url: str) -> str:
    """The URL of a database without anything in it, for tests of migrations."""
    return await create_database(server_url)


@pytest_asyncio.fixture(loop_scope="session")
async def fresh_database(server_url: str, empty_template: str) -> str:
    """The URL of a migrated database without rows, for a test that writes."""
    return await create_database(server_url, empty_template)


@pytest_asyncio.fixture(loop_scope="session")
async def fresh_store(fresh_database: str) -> AsyncIterator[Store]:
    """A store over `fresh_database`."""
    async with open_store(PATIENT, fresh_database) as store:
        yield store


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def database_url(server_url: str, empty_template: str) -> str:
    """The URL of a migrated database that the session's tests share."""
    return await create_database(server_url, empty_template)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def store(database_url: str) -> AsyncIterator[Store]:
    """A store over `database_url`."""
    async with open_store(PATIENT, database_url) as opened:
        yield opened


async def create_seeded_database(server_url: str, empty_template: str) -> str:
    """A new database with the demo's articles; its URL."""
    url = await create_database(server_url, empty_template)
    async with open_store(PATIENT, url) as opened:
        outcome = await ingest(opened, demo_articles(), lambda _item: None)
    assert not outcome.refused
    return url


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def seeded_database(server_url: str, empty_template: str) -> str:
    """The URL of a database with the demo's articles, for tests that only read."""
    return await create_seeded_database(server_url, empty_template)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def seeded_store(seeded_database: str) -> AsyncIterator[Store]:
    """A store over `seeded_database`."""
    async with open_store(PATIENT, seeded_database) as opened:
        yield opened


def free_port() -> int:
    """A TCP port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def clean_environment(**given: str) -> dict[str, str]:
    """This process's environment without settings of the service, plus `given`."""
    names = ("DATABASE_URL", "HOST", "PORT")
    kept = {k: v for k, v in os.environ.items() if k not in names and not k.startswith("CLAIMGRAPH_")}
    return kept | given


COMMAND = [sys.executable, "-c", "from service.cli import main; main()"]


def wait_until_up(base_url: str, process: subprocess.Popen[Any], within_s: float = 30) -> None:
    """Return when the service answers; fail when it ended or takes too long."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        assert process.poll() is None, f"the service ended with status {process.returncode}"
        try:
            with urllib.request.urlopen(f"{base_url}/readyz", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise AssertionError(f"the service does not answer within {within_s} s")


@contextmanager
def served(database_url: str, **settings: str) -> Iterator[str]:
    """The base URL of the real service, in a process of its own, over a database."""
    port = free_port()
    environment = clean_environment(DATABASE_URL=database_url, PORT=str(port), **settings)
    with subprocess.Popen([*COMMAND, "serve"], env=environment) as process:
        try:
            base_url = f"http://127.0.0.1:{port}"
            wait_until_up(base_url, process)
            yield base_url
        finally:
            process.terminate()


async def authorization(database_url: str, *scopes: str, **more: Any) -> dict[str, str]:
    """The header of a new key with these scopes."""
    async with open_store(PATIENT, database_url) as opened:
        _, text = await create_key(opened, "tests", scopes, **more)
    return {"authorization": f"Bearer {text}"}


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def writer(seeded_database: str) -> dict[str, str]:
    """The header of a key that may write to `live_server`."""
    return await authorization(seeded_database, "write")


@pytest.fixture(scope="session")
def live_server(seeded_database: str) -> Iterator[str]:
    """The base URL of the real service over `seeded_database`."""
    with served(seeded_database) as base_url:
        yield base_url
