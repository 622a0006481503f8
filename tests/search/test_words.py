"""How a query is read: words, phrases, operators, and what an operator's bad value is told."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from service.search.words import WORDS_MAX, SearchSyntaxError, read_query


def atoms(query: str) -> list[str]:
    """Each atom as its sign, text and a mark for phrases and beginnings."""
    marks = {"WORD": "{}", "BEGINNING": "{}*", "PHRASE": '"{}"'}
    return [("-" if atom.negated else "") + marks[atom.kind].format(atom.text) for atom in read_query(query).atoms]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("sam altman ", ["sam", "altman"]),
        ("sam alt", ["sam", "alt*"]),
        ("sam a", ["sam", "a"]),
        ("econ* rates ", ["econ*", "rates"]),
        ('"board of directors" fired', ['"board of directors"', "fired*"]),
        ('"unclosed phrase', ['"unclosed phrase"']),
        ("altman -openai", ["altman", "-openai"]),
        ('altman -"may return"', ["altman", '-"may return"']),
        ("d’OpenAI l'entreprise ", ["OpenAI", "entreprise"]),
        ("12:30 http://a.example ", ["12:30", "http://a.example"]),
        ("- -- ... 😀", []),
        ("", []),
    ],
)
def test_words_phrases_and_signs(query: str, expected: list[str]) -> None:
    assert atoms(query) == expected


def test_or_separates_alternatives() -> None:
    assert [atom.group for atom in read_query("a b or c OR d ").atoms] == [0, 0, 1, 2]


def test_neighbouring_words_may_be_a_name_but_not_across_a_phrase_a_sign_or_an_or() -> None:
    spans = {span.text for span in read_query('banque centrale -x européenne or fed "us" reserve ').spans}
    assert spans == {"banque", "banque centrale", "centrale", "européenne", "fed", "reserve"}


def test_a_possessive_is_no_part_of_a_name() -> None:
    assert "OpenAI" in {span.text for span in read_query("OpenAI's board").spans}


def test_operators_are_taken_out_of_the_words() -> None:
    asked = read_query(
        'rates actor:"European Central Bank" -actor:ECB claimant:Musk modality:Reported source:lemonde.fr lang:FR'
    )
    assert [atom.text for atom in asked.atoms] == ["rates"]
    assert asked.actors == ("European Central Bank",)
    assert asked.without_actors == ("ECB",)
    assert asked.claimants == ("Musk",)
    assert asked.modalities == ("REPORTED",)
    assert asked.sources == ("lemonde.fr",)
    assert asked.languages == ("fr",)


@pytest.mark.parametrize(
    ("query", "after", "before"),
    [
        ("after:2023-11-22", datetime(2023, 11, 23, tzinfo=UTC), None),
        ("after:2023-12", datetime(2024, 1, 1, tzinfo=UTC), None),
        ("after:2023", datetime(2024, 1, 1, tzinfo=UTC), None),
        ("before:2023-11-22", None, datetime(2023, 11, 22, tzinfo=UTC)),
        ("before:2023-11", None, datetime(2023, 11, 1, tzinfo=UTC)),
        ("before:2024 after:2022", datetime(2023, 1, 1, tzinfo=UTC), datetime(2024, 1, 1, tzinfo=UTC)),
    ],
)
def test_dates_leave_the_day_month_or_year_itself_out(
    query: str, after: datetime | None, before: datetime | None
) -> None:
    asked = read_query(query)
    assert (asked.after, asked.before) == (after, before)


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("modality:sure", "holds 'sure' at position 9; write one of asserted, reported,"),
        ("rates after:yesterday", "holds 'yesterday' at position 12, which is no date; write `after:2023-11-22`"),
        ("before:2023-13", "holds '2023-13' at position 7, which is no date"),
        ("after:9999", "which is no date"),
        ("x lang:français", "holds 'français' at position 7, which is no BCP 47 tag; write `lang:fr`"),
        ("actor:", "`actor:` at position 0 has no value; write `actor:"),
        ("-source:x", "`-` can't stand before `source:` (position 0)"),
    ],
)
def test_a_bad_value_is_told_with_its_position_and_the_way_out(query: str, says: str) -> None:
    with pytest.raises(SearchSyntaxError) as told:
        read_query(query)
    assert says in str(told.value)


def test_a_query_has_an_end() -> None:
    assert len(read_query("w " * 500).atoms) == WORDS_MAX
