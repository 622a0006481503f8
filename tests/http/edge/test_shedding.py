"""More than can be served: who waits too long is told so at once, and health checks are answered all the same."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import httpx

from tests.conftest import served

READ = {"query": "{ articles(first: 1) { nodes { id } } }"}
SETTINGS = {
    "CLAIMGRAPH_POOL_MIN": "2",
    "CLAIMGRAPH_POOL_MAX": "2",
    "CLAIMGRAPH_QUEUE_WAIT_S": "0.1",
}


@asynccontextmanager
async def locked(database_url: str) -> AsyncIterator[None]:
    """Reads of articles wait as long as this lasts."""
    connection = await asyncpg.connect(database_url)
    try:
        async with connection.transaction():
            await connection.execute("lock table claimgraph.article in access exclusive mode")
            yield
    finally:
        await connection.close()


async def test_a_crowd_is_sent_away_and_then_served_again(fresh_database: str) -> None:
    with served(fresh_database, **SETTINGS) as base_url:
        async with httpx.AsyncClient(base_url=base_url, timeout=20, limits=httpx.Limits(max_connections=100)) as client:
            async with locked(fresh_database):
                first = [asyncio.create_task(client.post("/graphql", json=READ)) for _ in range(2)]
                await asyncio.sleep(0.3)
                crowd = [client.post("/graphql", json=READ) for _ in range(20)]
                crowd += [client.get("/v1/articles?first=1") for _ in range(20)]
                answers = await asyncio.gather(*crowd)
                assert {answer.status_code for answer in answers} == {503}
                assert all(int(answer.headers["retry-after"]) >= 1 for answer in answers)
                assert all(answer.headers["x-request-id"] for answer in answers)
                assert answers[0].json()["errors"][0]["extensions"]["code"] == "SERVICE_UNAVAILABLE"
                assert answers[-1].headers["content-type"] == "application/problem+json"
                assert answers[-1].json()["code"] == "SERVICE_UNAVAILABLE"
                assert not any(task.done() for task in first), "who is being served is not sent away"
                assert (await client.get("/healthz")).status_code == 200
            assert [(await task).status_code for task in first] == [200, 200]
            assert (await client.post("/graphql", json=READ)).status_code == 200


async def test_health_checks_pass_the_crowd(fresh_database: str) -> None:
    with served(fresh_database, **SETTINGS | {"CLAIMGRAPH_QUEUE_WAIT_S": "5"}) as base_url:
        async with httpx.AsyncClient(base_url=base_url, timeout=20, limits=httpx.Limits(max_connections=100)) as client:
            async with locked(fresh_database):
                tasks = [asyncio.create_task(client.post("/graphql", json=READ)) for _ in range(40)]
                refused, _ = await asyncio.wait(tasks, timeout=15, return_when=asyncio.FIRST_COMPLETED)
                assert {task.result().status_code for task in refused} == {503}, "the line is full"
                assert (await client.get("/healthz")).status_code == 200
                assert (await client.get("/v1/sources?first=1")).status_code == 503, "nobody else is let in"
            await asyncio.gather(*tasks)
