"""The measures against values worked out by hand, and the judged set against its own rules."""

from __future__ import annotations

from collections import Counter
from math import log2
from pathlib import Path

import pytest

from bench.relevance.judged import NOTHING, JudgedSet, read_judged
from bench.relevance.measures import dcg, lead_interval, ndcg, reciprocal_rank
from service.errors import BadInput

FOLDER = Path(__file__).parents[2] / "search_gold"
ANSWERS = {"a": 3, "b": 2, "c": 1}


@pytest.fixture(scope="module")
def judged() -> JudgedSet:
    """The judged set of the repository."""
    return read_judged(FOLDER)


def test_gain_is_two_to_the_grade_and_falls_with_the_place() -> None:
    # 2^3-1 = 7 at place 1, 2^2-1 = 3 at place 2, 2^1-1 = 1 at place 3, whose discount is log2(4) = 2.
    assert dcg([3, 2, 1]) == pytest.approx(7 + 3 / log2(3) + 0.5)
    assert dcg([0, 0, 3]) == pytest.approx(3.5)
    assert dcg([]) == 0


@pytest.mark.parametrize(
    ("ranking", "expected"),
    [
        (["a", "b", "c"], 1.0),
        (["a", "b", "c", "x"], 1.0),
        # (3 + 7/1.58496 + 0.5) / (7 + 3/1.58496 + 0.5) = 7.91651 / 9.39279
        (["b", "a", "c"], 0.84283),
        # 7/2 of 9.39279
        (["x", "y", "a"], 0.37263),
        (["x"], 0.0),
        ([], 0.0),
    ],
)
def test_ndcg_by_hand(ranking: list[str], expected: float) -> None:
    assert ndcg(ranking, ANSWERS) == pytest.approx(expected, abs=1e-5)


def test_ndcg_looks_at_ten_places_and_expects_no_more_than_fit() -> None:
    many = {f"n{place}": 2 for place in range(12)}

    assert ndcg([f"n{place}" for place in range(10)], many) == pytest.approx(1.0)
    assert ndcg(["x"] * 10 + ["a"], ANSWERS) == 0


def test_ndcg_of_a_search_without_answers_is_no_number() -> None:
    with pytest.raises(ValueError, match="an answer to find"):
        ndcg(["a"], {})


@pytest.mark.parametrize(
    ("ranking", "expected"),
    [(["b"], 1.0), (["c", "x", "b"], 1 / 3), (["c"], 0.0), (["x"] * 10 + ["a"], 0.0)],
)
def test_reciprocal_rank_counts_to_the_first_real_answer(ranking: list[str], expected: float) -> None:
    assert reciprocal_rank(ranking, ANSWERS) == pytest.approx(expected)


def test_a_lead_on_every_search_is_sure_and_equals_lead_nowhere() -> None:
    low, high = lead_interval([0.5] * 20, [0.3] * 20)

    assert (low, high) == (pytest.approx(0.2), pytest.approx(0.2))
    assert lead_interval([0.5, 0.4] * 10, [0.4, 0.5] * 10)[0] < 0 < lead_interval([0.5, 0.4] * 10, [0.4, 0.5] * 10)[1]


def test_the_judged_set_is_large_enough_in_both_languages_and_a_third_is_set_aside(judged: JudgedSet) -> None:
    languages = Counter(text.language for text in judged.texts)
    splits = Counter(search.split for search in judged.searches)

    assert len(judged.searches) >= 80
    assert len(judged.texts) >= 60
    assert min(languages["fr"], languages["en"]) >= 30
    assert 0.25 <= splits["test"] / len(judged.searches) <= 0.4


def test_every_search_has_a_real_answer_or_is_meant_to_have_none(judged: JudgedSet) -> None:
    for search in judged.searches:
        if search.group == NOTHING:
            assert not search.answers
        else:
            assert max(search.answers.values()) >= 2, search.query


@pytest.mark.parametrize(
    ("searches", "sentence"),
    [
        (
            _search := 'group = "word"\nquery = "flood"\nsplit = "tune"\nanswers = { "en-nowhere" = 3 }',
            "name no article",
        ),
        (_search.replace('"en-nowhere" = 3', '"en-drought" = 1'), "an answer of grade 2 or 3"),
        (_search.replace('"en-nowhere" = 3', '"en-drought" = 4'), "no part of a judged set"),
        (_search.replace('"word"', f'"{NOTHING}"').replace("en-nowhere", "en-drought"), "must have no answers"),
        (_search.replace("tune", "train"), "no part of a judged set"),
    ],
)
def test_a_malformed_judged_set_is_refused_with_a_sentence(tmp_path: Path, searches: str, sentence: str) -> None:
    for file in FOLDER.glob("*.toml"):
        (tmp_path / file.name).write_text(file.read_text("utf-8"), "utf-8")
    (tmp_path / "corpus.toml").write_text('texts = ["texts.en.toml"]', "utf-8")
    (tmp_path / "searches.toml").write_text(f"[[search]]\n{searches}\n", "utf-8")

    with pytest.raises(BadInput, match=sentence):
        read_judged(tmp_path)


def test_a_folder_without_a_judged_set_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"corpus\.toml can't be read"):
        read_judged(tmp_path)
