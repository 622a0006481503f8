"""The real service while its readers are frozen or killed: everything else is answered, and the text is kept."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import psutil
import pytest

from tests.conftest import authorization, served

TEXT = "Ann Roe bought the old mill. Nordia said it would grow."
PATIENT_S = 60


@pytest.fixture
async def writing(fresh_database: str) -> dict[str, str]:
    return await authorization(fresh_database, "write")


@pytest.fixture
def service(fresh_database: str, writing: dict[str, str]) -> Iterator[httpx.Client]:
    with (
        served(fresh_database, CLAIMGRAPH_READERS="1", CLAIMGRAPH_READ_TIMEOUT_S="4") as url,
        httpx.Client(base_url=url, headers=writing, timeout=PATIENT_S) as client,
    ):
        yield client


def readers() -> list[psutil.Process]:
    """The readers of services that this test started."""
    return [process for process in psutil.Process().children(recursive=True) if _reads(process)]


def _reads(process: psutil.Process) -> bool:
    try:
        return any("service.readers" in word for word in process.cmdline())
    except psutil.NoSuchProcess:  # It ended meanwhile, or is a zombie.
        return False


def _ended(process: psutil.Process) -> bool:
    try:
        return bool(process.status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True


def written(client: httpx.Client, body: str) -> dict[str, Any]:
    answer = client.post("/v1/articles", json={"body": body, "language": "en"})
    assert answer.status_code in (200, 201), answer.text
    article: dict[str, Any] = answer.json()
    return article


def claims(client: httpx.Client, article: dict[str, Any]) -> int:
    return len(client.get("/v1/claims", params={"articleId": article["id"]}).json()["items"])


def test_a_service_that_only_reads_starts_no_reader(service: httpx.Client) -> None:
    assert service.get("/v1/articles").status_code == 200
    assert readers() == []


def test_a_text_that_is_not_read_in_time_is_kept_and_nobody_waits(service: httpx.Client) -> None:
    written(service, TEXT)
    [reader] = readers()
    os.kill(reader.pid, signal.SIGSTOP)
    with ThreadPoolExecutor(1) as threads:
        writing = threads.submit(written, service, TEXT.replace("Ann", "Eve"))
        answered = 0
        while not writing.done():
            assert service.get("/healthz").status_code == 200
            assert service.get("/v1/articles").status_code == 200
            answered += 1
        article = writing.result()
    # A service that waits for its reader answers the first of them, at best.
    assert answered > 10
    assert article["provenance"]["extractor"] == "none"
    assert "reading was stopped: it took longer than 4 s" in article["provenance"]["notes"][0]
    # The reader was replaced, and the same text is read when it comes again.
    again = written(service, TEXT.replace("Ann", "Eve"))
    assert (again["id"], again["provenance"]["extractor"]) == (article["id"], "rules")
    assert not reader.is_running()


def test_a_reader_that_is_killed_is_missed_by_nobody(service: httpx.Client) -> None:
    written(service, TEXT)
    for number in range(3):
        killed = readers()
        for reader in killed:
            reader.kill()
        while not all(_ended(reader) for reader in killed):
            time.sleep(0.01)
        article = written(service, f"{TEXT} Number {number}.")
        assert article["provenance"] == {"extractor": "rules", "version": "1", "notes": []}


def test_the_service_ends_with_a_text_half_read(fresh_database: str, writing: dict[str, str]) -> None:
    with (
        ThreadPoolExecutor(1) as threads,
        served(fresh_database, CLAIMGRAPH_READERS="1", CLAIMGRAPH_READ_TIMEOUT_S="3600") as url,
        httpx.Client(base_url=url, headers=writing, timeout=PATIENT_S) as client,
    ):
        written(client, TEXT)
        [reader] = readers()
        os.kill(reader.pid, signal.SIGSTOP)
        threads.submit(client.post, "/v1/articles", json={"body": "Eve Ray left."})
        time.sleep(0.5)
    # `served` sent SIGTERM and waited; with the service, its readers are gone.
    assert not reader.is_running() or reader.status() == psutil.STATUS_ZOMBIE
