"""Measuring: loads are carried out, figures add up, reports say what was measured."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bench.reads.bars import bars
from bench.reads.floor import Floor, statement
from bench.reads.growth import Growth
from bench.reads.measure import FLOOR, Figures, generator, measure_page, percentile
from bench.reads.pages import DATALOADERS, OURS, POSTGRAPHILE, pages
from bench.reads.peers import Peer
from bench.reads.pressure import Order, press
from bench.reads.svg import bars as chart
from tests.bench import MEASURE
from tests.bench.reads.conftest import ARTICLES
from tests.conftest import clean_environment

PAGES = {page.name: page for page in pages(ARTICLES)}


def figures(per_second: float, p99: float = 0.01, rss: int = 100 * 2**20) -> Figures:
    return Figures(per_second=per_second, rounds=(per_second,), p50=p99 / 2, p99=p99, answers=100, rss=rss, pss=rss)


def test_the_generator_times_every_answer(peers: dict[str, Peer]) -> None:
    page = PAGES["article"]
    bodies = [page.body(OURS, value) for value in page.values]
    outcome = press(Order(port=peers[OURS].port, bodies=bodies, connections=4, seconds=0.5, warm_up_s=0.1))
    assert outcome.failures == 0
    assert len(outcome.latencies) > 10
    assert sum(outcome.latencies) < 4 * (outcome.seconds + 0.5)
    assert outcome.bytes_received > 1_000 * len(outcome.latencies)


def test_answers_with_errors_are_failures(peers: dict[str, Peer]) -> None:
    body = b'{"query":"{ nothing }"}'
    outcome = press(Order(port=peers[OURS].port, bodies=[body], connections=1, seconds=0.2, warm_up_s=0))
    assert outcome.failures == len(outcome.latencies) > 0


def test_the_floor_runs_the_service_s_own_sql(corpus_url: str, tmp_path: Path) -> None:
    floor = Floor(corpus_url, clients=2, core=None, folder=tmp_path)
    for name in ("article", "feed", "search-rare"):
        times = floor.measure(PAGES[name], seconds=1)
        assert len(times) > 5
        assert 0 < sorted(times)[len(times) // 2] < 1  # the middle one: clocks may be set while it runs
    assert statement(PAGES["article"]).sql.startswith("select json_build_object('article'")


def test_a_page_is_measured_on_all_services_in_turn(peers: dict[str, Peer], corpus_url: str, tmp_path: Path) -> None:
    floor = Floor(corpus_url, clients=2, core=None, folder=tmp_path)
    told: list[str] = []
    with generator() as pressing:
        measured = measure_page(PAGES["feed"], list(peers.values()), floor, pressing, 2, 0.5, told.append)
    assert set(measured) == {*peers, FLOOR}
    assert all(len(found.rounds) == 2 and 0 < found.p50 <= found.p99 for found in measured.values())
    assert measured[OURS].pss > 10 * 2**20
    assert [line.split(": ")[1].split(",")[0] for line in told[:2]] != [
        line.split(": ")[1].split(",")[0] for line in told[len(peers) + 1 : len(peers) + 3]
    ]


@pytest.mark.parametrize(("percent", "expected"), [(50, 2), (99, 4), (1, 1), (100, 4)])
def test_percentiles_are_values_that_were_measured(percent: float, expected: float) -> None:
    assert percentile([1, 2, 3, 4], percent) == expected


def test_bars_say_whether_they_are_met() -> None:
    measured = {
        "article": {OURS: figures(3_000, 0.005), POSTGRAPHILE: figures(1_000, 0.01)},
        "feed": {OURS: figures(900), POSTGRAPHILE: figures(500, 0.02), DATALOADERS: figures(50), FLOOR: figures(1_000)},
    }
    growth = [
        Growth(title=name, name=name, p50={100: 0.001, 1_000: 0.002})
        for name in ("feed", "actor", "search-rare", "search-common", "search-nearly-everywhere")
    ]
    met = {bar.says: bar.met for bar in bars(measured, growth)}
    assert met["article: requests/s of PostGraphile x 3"]
    assert not met["feed: requests/s of PostGraphile x 2"]
    assert met["feed: requests/s of the dataloaders x 10"]
    assert met["feed: requests/s of the floor x 0.6"]
    assert not met["feed: time at 1,000 articles at most 1.5 x that at 100"]


def test_a_chart_is_an_image_with_a_bar_for_each_figure() -> None:
    image = chart("Speed <fast>", "1/s", {"feed": {"a": 10, "b": 2_000}}, ["a", "b"])
    root = ElementTree.fromstring(image)
    widths = [float(rect.get("width", "0").rstrip("%")) for rect in root.iter("{http://www.w3.org/2000/svg}rect")]
    assert len(widths) == 1 + 2 + 2
    assert widths[-1] > widths[-2]


def test_one_command_does_it_all(server_url: str, tmp_path: Path) -> None:
    options = ["--articles", "150", "--page", "feed", "--rounds", "1", "--seconds", "0.5", "--without-node"]
    done = subprocess.run(
        [*MEASURE, "reads", *options, "--out", str(tmp_path)],
        env=clean_environment(DATABASE_URL=server_url),
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode in (0, 1), done.stderr
    assert "feed: requests/s of the dataloaders x 10" in done.stdout
    report = (tmp_path / "bench-150.md").read_text("utf-8")
    assert "| feed of 20 | claimgraph |" in report
    assert "150 articles" in report
    measured = json.loads((tmp_path / "bench-150.json").read_text("utf-8"))
    assert measured["measured"]["feed"]["ours"]["per_second"] > 0
    ElementTree.fromstring((tmp_path / "bench-150.svg").read_text("utf-8"))


def test_an_unknown_page_is_told(server_url: str) -> None:
    done = subprocess.run(
        [*MEASURE, "reads", "--page", "fed", "--without-node"],
        env=clean_environment(DATABASE_URL=server_url),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert "There is no page called 'fed'; there are article, feed" in done.stderr
