"""What Prometheus sees of the real service, what its log says, and whether deploy/ asks for what there is."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.parser import text_string_to_metric_families

from service.watch.metrics import NAMES_MAX, OTHER, UNNAMED, Operations
from service.watch.tally import Count, Tally, settle
from tests.conftest import COMMAND, authorization, clean_environment, free_port, served, wait_until_up

ROOT = Path(__file__).parents[2]
RULES = ROOT / "deploy/prometheus/claimgraph.rules.yml"
DASHBOARD = ROOT / "deploy/grafana/claimgraph.json"
FRONT = {"query": "query Front { articles { nodes { title } } }"}


def seen(client: httpx.Client, **headers: str) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    """Every sample by its name and labels."""
    answer = client.get("/metrics", headers=headers)
    assert answer.status_code == 200, answer.text
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def value(samples: dict[Any, float], name: str, **labels: str) -> float:
    """A sample; 0 where there is none yet."""
    return samples.get((name, frozenset(labels.items())), 0.0)


def count(samples: dict[Any, float], operation: str, outcome: str) -> float:
    """How many requests."""
    return value(samples, "claimgraph_request_seconds_count", operation=operation, outcome=outcome)


@pytest.fixture
def client(seeded_database: str) -> Iterator[httpx.Client]:
    """A client of a service that nobody else asks."""
    with served(seeded_database) as url, httpx.Client(base_url=url, timeout=30) as opened:
        yield opened


def test_requests_are_counted_by_route_operation_and_outcome(client: httpx.Client) -> None:
    for _ in range(3):
        client.post("/graphql", json=FRONT)
    client.post("/graphql", json={"query": "{ nothing }"})
    client.get("/v1/articles")
    for number in range(3):
        client.get(f"/v1/articles/art_{number + 9_000_000}")
    client.get("/v1/nowhere")
    client.post("/v1/articles", json={"body": "Words."})
    client.get("/v1/articles", headers={"authorization": "Bearer wrong"})
    found = seen(client)
    assert count(found, "graphql Front", "ok") == 3
    assert count(found, f"graphql {UNNAMED}", "invalid") == 1
    assert count(found, "GET /v1/articles", "ok") == 1
    # One series for all ids.
    assert count(found, "GET /v1/articles/{id}", "invalid") == 3
    assert count(found, "unrouted", "invalid") == 1
    assert value(found, "claimgraph_refused_total", status="401") == 2
    assert value(found, "claimgraph_plans_total", found="hit") >= 2
    assert value(found, "claimgraph_sql_seconds_count", kind="read") >= 4
    assert value(found, "claimgraph_pool_max") == 10
    assert value(found, "claimgraph_workers") == 1


def test_an_answer_tells_what_the_database_took(client: httpx.Client) -> None:
    timing = client.post("/graphql", json=FRONT).headers["server-timing"]
    assert re.fullmatch(r"db;dur=\d+\.\d, total;dur=\d+\.\d", timing)
    assert float(timing.split("=")[1].split(",")[0]) > 0


def test_what_is_tallied_is_what_the_library_counts() -> None:
    bounds = (0.1, 1.0)
    registry = CollectorRegistry()
    one = Histogram("one", "Tallied.", buckets=bounds, registry=registry)
    other = Histogram("other", "One by one.", buckets=bounds, registry=registry)
    counter = Counter("counted", "Counted.", registry=registry)
    tally, number = Tally(one, bounds), Count(counter)
    for seconds in (0.0, 0.1, 0.11, 1.0, 5.0, 5.0):
        tally.observe(seconds)
        other.observe(seconds)
        number.add()
    for _ in range(2):
        settle()
    samples = {(s.name, s.labels.get("le")): s.value for family in registry.collect() for s in family.samples}
    for (name, bound), found in samples.items():
        if name.startswith("one"):
            assert found == samples[name.replace("one", "other"), bound]
    assert samples["counted_total", None] == samples["one_count", None] == 6


def test_names_of_operations_are_bounded() -> None:
    operations = Operations()
    names = {operations.named(f"Page{number}") for number in range(NAMES_MAX + 50)}
    assert len(names) == NAMES_MAX + 1 and OTHER in names
    assert operations.named("Page0") == "Page0"
    assert operations.named("x" * 100) == OTHER
    assert operations.named(None) == UNNAMED


@pytest.mark.parametrize(
    ("host", "rule", "anonymous", "with_key"),
    [
        ("127.0.0.1", "auto", 200, 200),
        ("0.0.0.0", "auto", 401, 200),
        ("127.0.0.1", "key", 401, 200),
        ("0.0.0.0", "open", 200, 200),
        ("127.0.0.1", "off", 404, 404),
    ],
)
async def test_who_may_see_them(seeded_database: str, host: str, rule: str, anonymous: int, with_key: int) -> None:
    key = await authorization(seeded_database, "read")
    # Also where everyone may read.
    with (
        served(seeded_database, HOST=host, CLAIMGRAPH_METRICS=rule, CLAIMGRAPH_OPEN_READS="1") as url,
        httpx.Client(base_url=url) as client,
    ):
        assert client.get("/metrics").status_code == anonymous
        assert client.get("/metrics", headers=key).status_code == with_key
        assert client.get("/metrics", headers={"authorization": "Bearer cg_wrong"}).status_code in (401, 404)


def test_all_workers_count_together(seeded_database: str) -> None:
    with served(seeded_database, CLAIMGRAPH_WORKERS="2") as url:
        for _ in range(20):
            httpx.post(f"{url}/graphql", json=FRONT, timeout=30)
        deadline = time.monotonic() + 30
        with httpx.Client(base_url=url, timeout=30) as client:
            # The other worker hands over every two seconds.
            while count(found := seen(client), "graphql Front", "ok") < 20:
                assert time.monotonic() < deadline, found
                time.sleep(0.2)
    assert count(found, "graphql Front", "ok") == 20
    assert value(found, "claimgraph_workers") == 2


@contextmanager
def logging(database_url: str, **settings: str) -> Iterator[tuple[httpx.Client, list[dict[str, Any]]]]:
    """A service, and the lines of its log once it has ended."""
    port, lines = free_port(), list[dict[str, Any]]()
    environment = clean_environment(DATABASE_URL=database_url, PORT=str(port), **settings)
    with subprocess.Popen([*COMMAND, "serve"], env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            wait_until_up(f"http://127.0.0.1:{port}", process)
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
                yield client, lines
        finally:
            process.terminate()
            assert process.stderr is not None
            lines += [json.loads(line) for line in process.stderr if line.startswith("{")]


async def test_slow_operations_are_logged_with_their_plan_and_no_values(seeded_database: str) -> None:
    key = await authorization(seeded_database, "read")
    query = "query Secret($q: String!) { search(query: $q) { edges { score } } }"
    with logging(seeded_database, CLAIMGRAPH_SLOW_S="0.0001") as (client, lines):
        asked = client.post("/graphql", json={"query": query, "variables": {"q": "hushword"}}, headers=key)
        assert asked.status_code == 200
        identity = asked.headers["x-request-id"]
    [slow] = [line for line in lines if line["event"] == "slow operation" and line["request_id"] == identity]
    assert slow["operation"] == "Secret" and slow["key"] and slow["seconds"] > 0
    assert slow["sql"].startswith("select") and "cost=" in slow["plan"]
    assert "hushword" not in json.dumps(lines)
    assert {"service started", "service stopping", "service stopped"} <= {line["event"] for line in lines}


def test_nothing_is_slow_unless_it_is(seeded_database: str) -> None:
    with logging(seeded_database, CLAIMGRAPH_SLOW_S="0") as (client, lines):
        client.post("/graphql", json=FRONT)
    assert [line for line in lines if line["event"] == "slow operation"] == []


def test_dashboard_and_alerts_ask_for_what_is_exposed(client: httpx.Client) -> None:
    for _ in range(2):
        client.post("/graphql", json=FRONT)
    answer = client.get("/metrics")
    exposed = {
        name
        for family in text_string_to_metric_families(answer.text)
        for name in (family.name, f"{family.name}_total", f"{family.name}_count", f"{family.name}_bucket")
    }
    asked = set(re.findall(r"claimgraph_[a-z_]+", RULES.read_text() + DASHBOARD.read_text()))
    known_files = {"claimgraph_"}
    assert asked - exposed - known_files == set()
    labels = {"operation", "outcome", "status", "found", "kind", "state", "instance", "le"}
    used = set(re.findall(r"by \(([a-z, ]+)\)", RULES.read_text() + DASHBOARD.read_text()))
    assert {label for group in used for label in group.split(", ")} <= labels


@pytest.mark.skipif(shutil.which("promtool") is None, reason="Prometheus is not installed")
def test_promtool_accepts_the_configuration() -> None:
    checked = subprocess.run(
        ["promtool", "check", "config", RULES.parent / "prometheus.yml"], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
