"""The service is told to stop: imports say where to go on, and requests finish or are refused."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg
import httpx
import pytest

from tests.conftest import COMMAND, authorization, clean_environment, free_port, wait_until_up
from tests.faults.postgres import Postgres

NDJSON = {"content-type": "application/x-ndjson"}


@pytest.fixture(scope="module")
def writer(postgres: Postgres) -> dict[str, str]:
    return asyncio.run(authorization(postgres.url, "write"))


@contextmanager
def service(database_url: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    port = free_port()
    environment = clean_environment(DATABASE_URL=database_url, PORT=str(port))
    with subprocess.Popen([*COMMAND, "serve"], env=environment) as process:
        try:
            wait_until_up(f"http://127.0.0.1:{port}", process)
            yield f"http://127.0.0.1:{port}", process
        finally:
            process.kill()


def line(number: int) -> bytes:
    body = f"Renault said on Monday that plant {number} would close. Nissan denied it."
    return json.dumps({"article": {"title": f"Imported {number}", "body": body, "language": "en"}}).encode() + b"\n"


def until_some_is_stored(database_url: str, within_s: float = 9) -> None:
    """Return when the first lines of the import are committed."""

    async def stored() -> bool:
        connection = await asyncpg.connect(database_url)
        try:
            return bool(
                await connection.fetchval("select exists (select from claimgraph.article where title ~ '^Imported')")
            )
        finally:
            await connection.close()

    deadline = time.monotonic() + within_s
    while not asyncio.run(stored()):
        assert time.monotonic() < deadline, "nothing was stored"
        time.sleep(0.1)


def test_an_import_ends_with_the_line_to_go_on_from(postgres: Postgres, writer: dict[str, str]) -> None:
    total = 3000
    with service(postgres.url) as (url, process):

        def body() -> Iterator[bytes]:
            for number in range(1, total + 1):
                yield line(number)
                if number == total // 2:
                    until_some_is_stored(postgres.url)
                    process.send_signal(signal.SIGTERM)
                time.sleep(0.001)

        told: list[dict[str, object]] = []
        with (
            httpx.Client(base_url=url, timeout=30, headers=writer | NDJSON) as client,
            client.stream("POST", "/v1/import", content=body()) as answer,
        ):
            assert answer.status_code == 200
            told += [json.loads(text) for text in answer.iter_lines()]
        assert process.wait(15) is not None
    *done, last = told
    assert last["status"] == "stopped" and "from this line on" in str(last["reason"])
    assert [result["line"] for result in done] == list(range(1, len(done) + 1))
    assert last["line"] == len(done) + 1 <= total
    assert {result["status"] for result in done} == {"created"}
    # Gone on from there, everything is there once.
    with service(postgres.url) as (url, _), httpx.Client(base_url=url, timeout=60, headers=writer | NDJSON) as client:
        rest = b"".join(line(number) for number in range(len(done) + 1, len(done) + 51))
        answers = [json.loads(text) for text in client.post("/v1/import", content=rest).text.splitlines()]
    assert {each["status"] for each in answers} <= {"created", "unchanged"} and len(answers) == 50


def test_requests_under_way_finish_or_are_refused(postgres: Postgres, writer: dict[str, str]) -> None:
    async def hold(begun: threading.Event, ended: threading.Event) -> None:
        connection = await asyncpg.connect(postgres.url)
        async with connection.transaction():
            await connection.execute("lock table claimgraph.actor in access exclusive mode")
            begun.set()
            await asyncio.to_thread(ended.wait)
        await connection.close()

    begun, ended = threading.Event(), threading.Event()
    holding = threading.Thread(target=lambda: asyncio.run(hold(begun, ended)), daemon=True)
    with service(postgres.url) as (url, process), httpx.Client(base_url=url, timeout=30, headers=writer) as client:
        holding.start()
        assert begun.wait(10)
        answers: list[httpx.Response] = []
        asking = threading.Thread(target=lambda: answers.append(client.get("/v1/actors")))
        asking.start()
        time.sleep(0.5)
        process.send_signal(signal.SIGTERM)
        asking.join(20)
        assert process.wait(20) is not None
    ended.set()
    holding.join(10)
    assert [answer.status_code for answer in answers] == [503]
    assert int(answers[0].headers["retry-after"]) >= 1 and "stops" in answers[0].json()["detail"]
