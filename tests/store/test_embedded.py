"""The embedded server: started, found again, left by the dead, and told apart from them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from service.errors import StartupError
from service.store.connect import connect
from service.store.embedded import embedded_server

HOLD = """
import pathlib, sys
from service.store.embedded import embedded_server
with embedded_server(pathlib.Path(sys.argv[1])) as url:
    print(url, flush=True)
    sys.stdin.read()
"""


def postmaster(folder: Path) -> psutil.Process:
    return psutil.Process(int((folder / "postgres" / "postmaster.pid").read_text().split()[0]))


def hold(folder: Path) -> tuple[subprocess.Popen[str], str]:
    """Another process that uses the server in `folder`, and the URL of its database."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    url = process.stdout.readline().strip()
    return process, url


async def test_letters_beyond_ascii_are_letters(tmp_path: Path) -> None:
    with embedded_server(tmp_path) as url:
        connection = await connect(url)
        try:
            lowered = await connection.fetchval("select lower('ÉVRY МОСКВА')")
            words = await connection.fetchval("select to_tsvector('simple', '«Évry» — Москва')::text")
        finally:
            await connection.close()
    assert (lowered, words) == ("évry москва", "'évry':1 'москва':2")


async def test_the_server_stops_with_its_last_user_and_keeps_its_data(tmp_path: Path) -> None:
    with embedded_server(tmp_path) as url:
        connection = await connect(url)
        await connection.execute("create table kept as select 1 as one")
        await connection.close()
        server = postmaster(tmp_path)
    assert not (tmp_path / "postgres" / "postmaster.pid").exists()
    assert not server.is_running() or server.status() == psutil.STATUS_ZOMBIE
    with embedded_server(tmp_path) as url:
        connection = await connect(url)
        assert await connection.fetchval("select one from kept") == 1
        await connection.close()


def test_a_server_left_by_a_killed_process_is_used_again_and_stops_with_us(tmp_path: Path) -> None:
    process, _ = hold(tmp_path)
    left = postmaster(tmp_path)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert left.is_running()

    with embedded_server(tmp_path):
        assert postmaster(tmp_path).pid == left.pid

    assert not (tmp_path / "postgres" / "postmaster.pid").exists()


def test_a_server_that_another_process_uses_stays(tmp_path: Path) -> None:
    process, _ = hold(tmp_path)
    with embedded_server(tmp_path):
        server = postmaster(tmp_path)
    assert server.is_running() and server.status() != psutil.STATUS_ZOMBIE
    process.communicate("")
    assert not (tmp_path / "postgres" / "postmaster.pid").exists()


def test_a_lock_file_whose_number_is_another_programs_by_now_is_no_hindrance(tmp_path: Path) -> None:
    with embedded_server(tmp_path):
        lock_file = (tmp_path / "postgres" / "postmaster.pid").read_text()
    lines = [str(os.getpid()), *lock_file.splitlines()[1:]]
    (tmp_path / "postgres" / "postmaster.pid").write_text("\n".join(lines) + "\n")

    with embedded_server(tmp_path):
        assert postmaster(tmp_path).pid != os.getpid()


def test_a_deep_folder_is_no_hindrance(tmp_path: Path) -> None:
    deep = tmp_path / ("a" * 60) / ("b" * 60)
    deep.mkdir(parents=True)
    with embedded_server(deep) as url:
        assert str(deep) not in url


def test_a_folder_that_can_not_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    sentence = r"^The data folder .*file can't be written \(.*\); set CLAIMGRAPH_DATA_DIR"
    with pytest.raises(StartupError, match=sentence), embedded_server(tmp_path / "file"):
        pass


def test_a_damaged_folder_is_one_sentence(tmp_path: Path) -> None:
    with embedded_server(tmp_path):
        pass
    (tmp_path / "postgres" / "postgresql.conf").write_text("nonsense = here\n")
    with pytest.raises(StartupError, match=r"did not start") as refusal, embedded_server(tmp_path):
        pass
    assert "\n" not in str(refusal.value)


def test_the_server_of_another_folder_with_that_number_is_no_hindrance(tmp_path: Path) -> None:
    with embedded_server(tmp_path / "one"):
        lock_file = (tmp_path / "one" / "postgres" / "postmaster.pid").read_text()
        with embedded_server(tmp_path / "two"):
            pass
        (tmp_path / "two" / "postgres" / "postmaster.pid").write_text(lock_file)
        with embedded_server(tmp_path / "two") as url:
            assert "two" in url
            assert postmaster(tmp_path / "two").pid != postmaster(tmp_path / "one").pid
