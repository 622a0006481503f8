"""Several processes on one port: each is replaced when it ends, all hear of events, and all end together."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
import psutil

from tests.conftest import COMMAND, authorization, clean_environment, free_port, wait_until_up
from tests.live.clients import connected

WORKERS = 2
PATIENT_S = 30


@contextmanager
def serving(database_url: str, **settings: str) -> Iterator[tuple[str, psutil.Process]]:
    """The base URL of a service of several processes, and the one that started them."""
    port = free_port()
    environment = clean_environment(DATABASE_URL=database_url, PORT=str(port), **settings)
    with subprocess.Popen([*COMMAND, "serve", "--workers", str(WORKERS)], env=environment) as process:
        try:
            wait_until_up(f"http://127.0.0.1:{port}", process)
            yield f"http://127.0.0.1:{port}", psutil.Process(process.pid)
        finally:
            process.terminate()


def workers(supervisor: psutil.Process) -> list[psutil.Process]:
    """The processes that serve."""
    return [
        child
        for child in supervisor.children()
        if child.status() != psutil.STATUS_ZOMBIE and any("spawn_main" in word for word in child.cmdline())
    ]


def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds, for long on a busy machine."""
    deadline = time.monotonic() + PATIENT_S
    while not holds():
        assert time.monotonic() < deadline, "it does not come to hold"
        time.sleep(0.05)


def answers(url: str) -> bool:
    """Whether a new connection is answered."""
    try:
        return httpx.get(f"{url}/readyz", timeout=5).status_code == 200
    except httpx.TransportError:
        return False


def test_an_empty_database_is_migrated_once_and_dead_workers_are_replaced(blank_database: str) -> None:
    with serving(blank_database) as (url, supervisor):
        until(lambda: len(workers(supervisor)) == WORKERS)
        for killed in workers(supervisor):
            killed.kill()
            # The others go on, and soon there are as many again.
            until(lambda: answers(url))
            until(lambda gone=killed: len(workers(supervisor)) == WORKERS and gone.pid not in psutil.pids())
        until(lambda: all(answers(url) for _ in range(20)))


def test_sigusr1_replaces_all_workers_and_nobody_notices(fresh_database: str) -> None:
    with serving(fresh_database) as (url, supervisor):
        before = workers(supervisor)
        os.kill(supervisor.pid, signal.SIGUSR1)
        deadline = time.monotonic() + PATIENT_S
        while any(old.is_running() and old.status() != psutil.STATUS_ZOMBIE for old in before):
            assert answers(url)
            assert time.monotonic() < deadline, "the old ones stay"
        assert len(workers(supervisor)) == WORKERS
        assert answers(url)


async def test_all_workers_tell_of_what_one_of_them_stored(fresh_database: str) -> None:
    key = await authorization(fresh_database, "write")
    with serving(fresh_database) as (url, _):
        query = "subscription { articleIngested { article { title } } }"
        async with contextlib.AsyncExitStack() as stack:
            # So many connections that each process has some of them.
            sockets = [await stack.enter_async_context(connected(f"{url}/graphql")) for _ in range(12)]
            for one in sockets:
                await one.subscribe(query)
                await one.settled()
            async with httpx.AsyncClient(base_url=url, headers=key, timeout=PATIENT_S) as client:
                answer = await client.post("/v1/articles", json={"title": "Mill", "body": "Ann Roe bought the mill."})
            assert answer.status_code == 201, answer.text
            told = [await one.data(within_s=PATIENT_S) for one in sockets]
        assert [event["article"]["title"] for event in told] == ["Mill"] * len(sockets)


def test_sigterm_ends_all_workers_after_what_is_under_way(fresh_database: str) -> None:
    with serving(fresh_database) as (url, supervisor):
        children = workers(supervisor)
        with httpx.Client(base_url=url, timeout=PATIENT_S) as client:
            assert client.get("/v1/articles").status_code == 200
        supervisor.send_signal(signal.SIGTERM)
        assert supervisor.wait(PATIENT_S) == -signal.SIGTERM or 128 + signal.SIGTERM
        assert psutil.wait_procs(children, PATIENT_S)[1] == []
        assert not answers(url)


def test_workers_end_with_a_supervisor_that_is_killed(fresh_database: str) -> None:
    with serving(fresh_database) as (url, supervisor):
        children = workers(supervisor)
        assert len(children) == WORKERS
        os.kill(supervisor.pid, signal.SIGKILL)
        assert psutil.wait_procs(children, PATIENT_S)[1] == []
        assert not answers(url)


def test_a_port_that_others_serve_on_is_taken(fresh_database: str) -> None:
    with serving(fresh_database) as (url, _):
        environment = clean_environment(DATABASE_URL=fresh_database, PORT=url.rpartition(":")[2])
        for command in (["serve"], ["serve", "--workers", "2"]):
            ended = subprocess.run([*COMMAND, *command], env=environment, capture_output=True, text=True, timeout=60)
            assert ended.returncode == 1 and "is taken by another program" in ended.stderr


def test_a_worker_that_cannot_start_ends_the_service(fresh_database: str) -> None:
    environment = clean_environment(
        DATABASE_URL=fresh_database,
        PORT=str(free_port()),
        # More connections than the database has.
        CLAIMGRAPH_POOL_MIN="150",
        CLAIMGRAPH_POOL_MAX="150",
    )
    ended = subprocess.run(
        [*COMMAND, "serve", "--workers", "2"], env=environment, capture_output=True, text=True, timeout=PATIENT_S * 4
    )
    assert ended.returncode == 1
    assert "did not start" in ended.stderr
