"""Our search beside its peers over the judged set, on a real Postgres: the bar, and what the command prints."""

from __future__ import annotations

import json
import subprocess

import pytest
import pytest_asyncio

from bench.relevance.command import all_engines
from bench.relevance.evaluation import BEYOND_WORDS, EngineScores, Evaluation, evaluate
from bench.relevance.judged import read_judged
from bench.relevance.measures import DEPTH
from service.store.pool import open_store
from tests.bench import MEASURE
from tests.bench.relevance.test_measures import FOLDER
from tests.conftest import PATIENT, clean_environment, create_database

PEERS = ["ts_rank", "ts_rank, any word", "BM25", "SQLite FTS5"]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def evaluation(server_url: str, empty_template: str) -> Evaluation:
    """Every judged search put to every engine, once."""
    judged = read_judged(FOLDER)
    async with open_store(PATIENT, await create_database(server_url, empty_template)) as store:
        return await evaluate(judged, await all_engines(store, judged))


def engine(evaluation: Evaluation, name: str) -> EngineScores:
    return next(engine for engine in evaluation.engines if engine.name == name)


@pytest.mark.parametrize("peer", PEERS)
def test_our_search_is_ahead_of(evaluation: Evaluation, peer: str) -> None:
    ours, theirs = engine(evaluation, "claimgraph").score(), engine(evaluation, peer).score()

    assert ours.ndcg > theirs.ndcg
    assert ours.mrr > theirs.mrr


@pytest.mark.parametrize("peer", PEERS)
def test_our_search_is_ahead_on_searches_that_nobody_tuned_on(evaluation: Evaluation, peer: str) -> None:
    assert engine(evaluation, "claimgraph").score(split="test").ndcg > engine(evaluation, peer).score(split="test").ndcg


@pytest.mark.parametrize("peer", PEERS)
def test_our_search_is_ahead_where_words_alone_can_answer(evaluation: Evaluation, peer: str) -> None:
    words = frozenset(evaluation.groups()) - BEYOND_WORDS

    assert engine(evaluation, "claimgraph").score(words).ndcg > engine(evaluation, peer).score(words).ndcg


def test_peers_are_no_straw_men(evaluation: Evaluation) -> None:
    """Each finds what its words name: a peer that is set up wrong would make a bar of nothing."""
    plain = frozenset({"word", "phrase", "actor"})

    for peer in PEERS:
        assert engine(evaluation, peer).score(plain).ndcg > 0.9, peer
    for peer in PEERS[1:]:
        assert engine(evaluation, peer).score().ndcg > 0.8, peer


def test_many_searches_find_more_than_a_page_and_have_to_choose(evaluation: Evaluation) -> None:
    full = [ranked for ranked in engine(evaluation, "SQLite FTS5").ranked if len(ranked.ranking) == DEPTH]

    assert len(full) >= 50


def test_a_search_for_what_nobody_wrote_about_finds_nothing(evaluation: Evaluation) -> None:
    assert engine(evaluation, "claimgraph").silent() == 1


def test_the_command_prints_every_engine_with_its_version_and_both_splits() -> None:
    done = subprocess.run(
        [*MEASURE, "relevance", str(FOLDER), "--json"],
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )

    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert [e["name"] for e in report["engines"]] == ["claimgraph", *PEERS]
    assert all("==" in e["version"] for e in report["engines"])
    assert all({"all", "tune", "test", "groups", "rankings"} <= e.keys() for e in report["engines"])
    assert len(report["engines"][0]["rankings"]) == report["searches"]


def test_the_command_says_what_is_wrong_with_a_folder(tmp_path: object) -> None:
    done = subprocess.run(
        [*MEASURE, "relevance", str(tmp_path)],
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert done.returncode == 1
    assert "corpus.toml can't be read" in done.stderr
    assert "Traceback" not in done.stderr
