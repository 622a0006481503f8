"""Quotes as models copy them are found where they stand, or not at all."""

from __future__ import annotations

from itertools import pairwise

import pytest

from service.normalize.llm.locate import Locator
from service.normalize.llm.segments import group_segments, split_segments


def found(body: str, quote: str, near: tuple[int, int] | None = None) -> str | None:
    """The text's own words for the quote."""
    whole = (0, len(body))
    span = Locator(body, whole).nearest(quote, near or whole)
    return None if span is None else body[slice(*span)]


@pytest.mark.parametrize(
    ("body", "quote", "words"),
    [
        ("Il l’a dit.", "l'a dit", "l’a dit"),
        ("Il l'a dit.", "l’a dit", "l'a dit"),
        ("« Oui », dit-il.", '"Oui"', "« Oui »"),
        ("«\u202fOui\u202f», dit-il.", "« Oui », dit-il", "«\u202fOui\u202f», dit-il"),
        ('"Oui", dit-il.', "« Oui »", '"Oui"'),
        ("It was “fine”.", '"fine"', "“fine”"),
        ("50\u00a0000 euros", "50 000 euros", "50\u00a0000 euros"),
        ("a line\nthat  breaks", "a line that breaks", "a line\nthat  breaks"),
        ("co\u00adoperation grows", "cooperation", "co\u00adoperation"),
        ("Wait… what", "Wait... what", "Wait… what"),
        ("2010–2020", "2010-2020", "2010–2020"),
        ("cafe\u0301 noir", "café noir", "cafe\u0301 noir"),
        ("café noir", "cafe\u0301", "café"),
        ("He left.", '"He left"', "He left"),
        ("He left", "He left.", "He left"),
        ("株式会社トヨタは", "トヨタ", "トヨタ"),
        ("😀 Bob 😀 left", "Bob 😀 left", "Bob 😀 left"),
    ],
)
def test_other_spellings_of_the_same_words_are_found(body: str, quote: str, words: str) -> None:
    assert found(body, quote) == words


@pytest.mark.parametrize(
    ("body", "quote"),
    [
        ("He left Paris.", "he left"),
        ("He left Paris.", "He leaves"),
        ("Pineapple grows", "apple"),
        ("It cost 50 000 euros", "0 euros"),
        ("It cost 150 euros", "50 euros"),
        ("He left.", ""),
        ("He left.", " . "),
        ("He left.", "“”"),
        ("", "He"),
    ],
)
def test_other_words_are_not(body: str, quote: str) -> None:
    assert found(body, quote) is None


def test_the_closest_place_is_taken() -> None:
    body = "Paris. Rome. Paris. Oslo. Paris."
    locator = Locator(body, (0, len(body)))
    assert locator.nearest("Paris", (13, 19)) == (13, 18)
    assert locator.nearest("Paris", (7, 12)) == (13, 18)
    assert locator.nearest("Paris", (20, 25)) == (26, 31)
    assert locator.nearest("Paris", (13, 19), {(13, 18)}) == (26, 31)
    assert Locator(body, (0, 12)).nearest("Oslo", (0, 12)) is None


def test_segments_cover_a_text_but_for_its_blanks() -> None:
    body = "One. Two?  « Trois. » Quatre…\n\nFive, M. Six said. 東京。大阪。\n"
    segments = split_segments(body)
    covered = "".join(body[segment.start : segment.end] for segment in segments)
    assert "".join(covered.split()) == "".join(body.split())
    assert [segment.number for segment in segments] == list(range(1, len(segments) + 1))


def test_groups_overlap_and_miss_nothing() -> None:
    body = "\n\n".join(f"Sentence {n} of the text. It has a second one." for n in range(60))
    segments = split_segments(body)
    groups = group_segments(body, segments, 100, overlap=2)
    assert len(groups) > 5
    assert sorted({segment.number for group in groups for segment in group}) == list(range(1, len(segments) + 1))
    for before, after in pairwise(groups):
        assert before[-1].number >= after[0].number and after[-1].number > before[-1].number
