"""`claimgraph demo` from an empty folder: up, explored, stopped, killed, and up again with all it had."""

from __future__ import annotations

import json
import signal
import subprocess
import urllib.request
from pathlib import Path
from typing import Any

import psutil
import pytest

from service.cli.demo_queries import QUERIES
from service.demo.read import demo_articles, demo_count
from tests.conftest import COMMAND, clean_environment, free_port, wait_until_up

ROOT = Path(__file__).parents[2]


def start(folder: Path, port: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*COMMAND, "demo"],
        cwd=folder,
        env=clean_environment(PYTHONPATH=str(ROOT), PORT=str(port)),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def ask(base_url: str, query: str) -> dict[str, Any]:
    request = urllib.request.Request(
        f"{base_url}/graphql", json.dumps({"query": query}).encode(), {"content-type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=10) as response:
        answer: dict[str, Any] = json.load(response)
    return answer


def postgres_of(folder: Path) -> list[int]:
    return [
        process.info["pid"]
        for process in psutil.process_iter(["pid", "name", "cmdline"])
        if process.info["name"] == "postgres" and str(folder) in " ".join(process.info["cmdline"] or [])
    ]


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_a_demo_stops_all_it_started_and_keeps_what_it_has(tmp_path: Path, stop: signal.Signals) -> None:
    port = free_port()
    base_url = f"http://127.0.0.1:{port}"
    count = "{ articles { totalCount } claims { totalCount } mentions: actors { totalCount } }"

    first = start(tmp_path, port)
    wait_until_up(base_url, first, within_s=60)
    before = ask(base_url, count)["data"]
    first.send_signal(stop)
    printed, _ = first.communicate(timeout=30)

    assert before["articles"]["totalCount"] == demo_count() == 10
    assert f"{base_url}/graphql" in printed and f"{base_url}/docs" in printed
    assert all(query.splitlines()[1] in printed for query in QUERIES.values())
    assert "Traceback" not in printed
    assert first.returncode == (0 if stop is signal.SIGINT else 128 + stop)
    assert postgres_of(tmp_path) == []

    second = start(tmp_path, port)
    wait_until_up(base_url, second)
    after = ask(base_url, count)["data"]
    second.kill()
    second.communicate()
    assert after == before
    assert postgres_of(tmp_path) != []

    third = start(tmp_path, port)
    wait_until_up(base_url, third)
    assert ask(base_url, count)["data"] == before
    third.send_signal(signal.SIGINT)
    printed, _ = third.communicate(timeout=30)
    assert "10 unchanged" in printed
    assert postgres_of(tmp_path) == []


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES.keys())
def test_the_queries_to_try_answer_something(live_server: str, query: str) -> None:
    answer = ask(live_server, query)
    assert "errors" not in answer
    (connection,) = answer["data"].values()
    assert connection.get("nodes") or connection.get("edges")


def test_the_seed_article_is_stored_character_for_character() -> None:
    seed = next(iter(demo_articles()))
    text = (ROOT / "service" / "demo" / "articles" / "seed.fr.txt").read_bytes().decode("utf-8")
    assert seed.document is not None and seed.document.article.body == text
