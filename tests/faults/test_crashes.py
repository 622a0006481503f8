"""Processes that are killed while others write: nothing acknowledged is lost, nothing is stored twice."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from service.store.migrate import migrate
from tests.conftest import COMMAND, authorization, clean_environment, free_port, served, wait_until_up
from tests.faults.acknowledged import check, writing
from tests.faults.postgres import Postgres, own_postgres

ROUNDS = 3


class Service:
    """The service on one port, whenever it is started."""

    def __init__(self, database_url: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._environment = clean_environment(DATABASE_URL=database_url, PORT=str(self.port))
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen([*COMMAND, "serve"], env=self._environment)
        wait_until_up(self.url, self._process)

    def end(self, how: int) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(30)
            self._process = None


@contextmanager
def running(database_url: str) -> Iterator[Service]:
    service = Service(database_url)
    service.start()
    try:
        yield service
    finally:
        service.end(signal.SIGKILL)


@pytest.fixture(scope="module")
def writer(postgres: Postgres) -> dict[str, str]:
    return asyncio.run(authorization(postgres.url, "write"))


def test_the_service_is_killed(postgres: Postgres, writer: dict[str, str]) -> None:
    with running(postgres.url) as service, writing(lambda: service.url, writer) as writers:
        writers.wait_for(3)
        service.end(signal.SIGKILL)
        service.start()
        writers.wait_for(3)
    asyncio.run(check(writers, postgres.url))


@pytest.mark.whole
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_the_service_is_ended_again_and_again(postgres: Postgres, writer: dict[str, str], how: int) -> None:
    with running(postgres.url) as service, writing(lambda: service.url, writer) as writers:
        for _ in range(ROUNDS):
            writers.wait_for(10)
            service.end(how)
            service.start()
        writers.wait_for(10)
    asyncio.run(check(writers, postgres.url))


@pytest.mark.whole
def test_the_server_is_killed(postgres: Postgres, writer: dict[str, str]) -> None:
    with running(postgres.url) as service, writing(lambda: service.url, writer) as writers:
        for _ in range(ROUNDS):
            writers.wait_for(5)
            postgres.kill()
            time.sleep(1)
            postgres.start()
            writers.wait_for(5)
        assert httpx.get(f"{service.url}/readyz", timeout=10).status_code == 200
    asyncio.run(check(writers, postgres.url))


@pytest.mark.whole
def test_the_server_is_frozen_for_twenty_seconds(postgres: Postgres, writer: dict[str, str]) -> None:
    with running(postgres.url) as service, writing(lambda: service.url, writer) as writers:
        writers.wait_for(5)
        postgres.freeze()
        try:
            started = time.monotonic()
            answer = httpx.get(f"{service.url}/v1/articles", timeout=30)
            assert answer.status_code == 503 and time.monotonic() - started < 15
            time.sleep(max(0.0, 20 - (time.monotonic() - started)))
        finally:
            postgres.thaw()
        writers.wait_for(5)
    asyncio.run(check(writers, postgres.url))


@pytest.mark.whole
def test_services_are_replaced_one_after_the_other(postgres: Postgres, writer: dict[str, str]) -> None:
    """Behind a balancer that sends to the newer one: no write fails for good, none is lost."""
    with ExitStack() as stack:
        current = stack.enter_context(running(postgres.url))
        with writing(lambda: current.url, writer) as writers:
            for _ in range(ROUNDS):
                writers.wait_for(10)
                before, current = current, stack.enter_context(running(postgres.url))
                before.end(signal.SIGTERM)
            writers.wait_for(10)
    asyncio.run(check(writers, postgres.url))


@pytest.mark.whole
def test_the_disk_is_full(tmp_path: Path) -> None:
    """On a small file system of its own, where this user may mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "size=200m,mode=755", "tmpfs", str(disk)]
    if os.geteuid() != 0 or shutil.which("mount") is None or subprocess.run(mounting, check=False).returncode:
        pytest.skip("this user can't mount a file system; the condition itself is tried by its SQLSTATE")
    try:
        with own_postgres(disk) as server:
            asyncio.run(migrate(server.url))
            key = asyncio.run(authorization(server.url, "write"))
            with served(server.url) as url, writing(lambda: url, key) as writers:
                writers.wait_for(5)
                ballast = disk / "ballast"
                with ballast.open("wb") as file, pytest.raises(OSError, match="No space"):
                    while True:
                        file.write(b"\0" * 65536)
                        file.flush()
                deadline = time.monotonic() + 60
                while not writers.refused and time.monotonic() < deadline:
                    time.sleep(0.2)
                assert httpx.get(f"{url}/healthz").status_code == 200
                ballast.unlink()
                writers.wait_for(5, within_s=120)
            asyncio.run(check(writers, server.url))
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=False)
