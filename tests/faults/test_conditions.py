"""Conditions of the server that pass: told as such, by every way in, with a readiness that is true."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import Iterator
from typing import Any

import asyncpg
import httpx
import pytest

from tests.conftest import authorization, served
from tests.faults.postgres import Postgres
from tests.faults.test_silence import READS, read, recovered

BODY = "Renault said on Monday that it would close its plant."
INGEST = "mutation($body: String!) { ingestArticle(input: {title: %s, body: $body}) { status } }"
CONDITIONS = {
    "53100": "disk full",
    "53200": "out of memory",
    "53300": "too many connections",
    "25006": "read-only transaction",
    "57P01": "the administrator ends it",
    "57P03": "starting up",
    "57P05": "idle for too long",
    "08006": "connection failure",
    "58030": "a file can't be written",
    "25P04": "the transaction took too long",
}


@pytest.fixture(scope="module")
def writer(postgres: Postgres) -> dict[str, str]:
    return asyncio.run(authorization(postgres.url, "write"))


@pytest.fixture(scope="module")
def client(postgres: Postgres, writer: dict[str, str]) -> Iterator[httpx.Client]:
    with (
        served(postgres.url, CLAIMGRAPH_POOL_MAX="4") as url,
        httpx.Client(base_url=url, timeout=30, headers=writer) as client,
    ):
        yield client


def run(postgres: Postgres, *statements: str) -> None:
    """Run statements as the database's owner, each by itself."""

    async def execute() -> None:
        connection = await asyncpg.connect(postgres.url)
        try:
            await connection.execute("set default_transaction_read_only = off")
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    asyncio.run(execute())


def writes(client: httpx.Client, title: str) -> dict[str, httpx.Response]:
    """One write by each way in."""
    ndjson = {"content-type": "application/x-ndjson"}
    line = {"article": {"title": title, "body": BODY, "language": "en"}}
    return {
        "graphql": client.post(
            "/graphql",
            json={"query": INGEST % json.dumps(f"{title} graphql"), "variables": {"body": f"{BODY} {title}"}},
        ),
        "rest": client.post("/v1/articles", json={"title": f"{title} rest", "body": BODY}),
        "import": client.post("/v1/import", content=json.dumps(line) + "\n", headers=ndjson),
        "actor": client.post("/v1/actors", json={"name": f"{title} Actor", "kind": "PERSON"}),
    }


def refused_for_now(answers: dict[str, httpx.Response]) -> None:
    """503 with a time to come back, or the import's line that says where to go on."""
    for name, answer in answers.items():
        if name == "import" and answer.status_code == 200:
            told = json.loads(answer.text.splitlines()[-1])
            assert told["line"] == 1 and told["status"] in ("rejected", "stopped"), told
            assert "again" in told["reason"], told
            continue
        assert answer.status_code == 503, (name, answer.status_code, answer.text)
        assert int(answer.headers["retry-after"]) >= 1


@contextlib.contextmanager
def failing(postgres: Postgres, sqlstate: str) -> Iterator[None]:
    """Writes of articles and actors fail in the server with this SQLSTATE."""
    run(
        postgres,
        f"""create function claimgraph.fails() returns trigger language plpgsql as $$
            begin raise exception 'could not do it' using errcode = '{sqlstate}'; end $$""",
        "create trigger fails before insert on claimgraph.article execute function claimgraph.fails()",
        "create trigger fails before insert on claimgraph.actor execute function claimgraph.fails()",
    )
    try:
        yield
    finally:
        run(postgres, "drop function claimgraph.fails cascade")


@pytest.mark.parametrize("sqlstate", CONDITIONS)
def test_a_condition_is_no_failure_of_ours(postgres: Postgres, client: httpx.Client, sqlstate: str) -> None:
    with failing(postgres, sqlstate):
        refused_for_now(writes(client, f"Condition {sqlstate}"))
        assert read(client, "rest").status_code == 200
    for name, answer in writes(client, f"After {sqlstate}").items():
        assert answer.status_code in (200, 201), (name, answer.text)
    recovered(client)


def test_a_server_that_became_read_only_is_not_ready_and_goes_on_reading(
    postgres: Postgres, client: httpx.Client
) -> None:
    """As after a failover, when the address still leads to the old server."""
    run(postgres, "alter system set default_transaction_read_only = on", "select pg_reload_conf()")
    try:
        deadline = time.monotonic() + 10
        while client.get("/readyz").status_code == 200:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        refused_for_now(writes(client, "Read-only"))
        for name in READS:
            assert read(client, name).status_code == 200
        assert "only reads" in client.get("/readyz").json()["detail"]
    finally:
        run(postgres, "alter system reset default_transaction_read_only", "select pg_reload_conf()")
    recovered(client)
    for name, answer in writes(client, "Writable").items():
        assert answer.status_code in (200, 201), (name, answer.text)


async def _every_connection(url: str) -> list[asyncpg.Connection[Any]]:
    taken = [await asyncpg.connect(url)]
    ours = "from pg_stat_activity where application_name = 'claimgraph'"
    async with asyncio.timeout(20):
        # The service's own connections go, and their places are taken, too, until none comes free for a while.
        rounds_without = 0
        while rounds_without < 5:
            gone = await taken[0].fetchval(f"select count(pg_terminate_backend(pid)) {ours}")
            with contextlib.suppress(asyncpg.TooManyConnectionsError):
                while True:
                    taken.append(await asyncpg.connect(url))
                    gone += 1
            rounds_without = 0 if gone else rounds_without + 1
            await asyncio.sleep(0.1)
    return taken


def test_a_server_without_a_connection_left(postgres: Postgres, client: httpx.Client) -> None:
    with asyncio.Runner() as runner:
        taken = runner.run(_every_connection(postgres.url))
        for name in READS:
            answer = read(client, name)
            assert answer.status_code == 503 and int(answer.headers["retry-after"]) >= 1, answer.text
        assert client.get("/readyz").status_code == 503

        async def give_back() -> None:
            await asyncio.gather(*(connection.close() for connection in taken))

        runner.run(give_back())
    recovered(client)
