"""Each example of docs/search.md, read as the manual says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from service.search.asked import read_query
from tests.query.conftest import Ask
from tests.search.test_actors import newsroom

__all__ = ["newsroom"]

MANUAL = (Path(__file__).parents[2] / "docs" / "search.md").read_text()
QUERIES = MANUAL.split("## What a query may hold")[1].split("### What is half typed")[0]
MISTAKES = MANUAL.split("### What is half typed or mistaken")[1].split("\n## ")[0]
_CODE = re.compile(r"`([^`]+)`")


def rows(text: str) -> list[list[str]]:
    """The cells of a table."""
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[1:]]


EXAMPLES = [example for row in rows(QUERIES) for example in _CODE.findall(row[0])]
HALF = [
    (example, _CODE.findall(code)[0], taken)
    for typed, code, *rest in rows(MISTAKES)
    for taken in _CODE.findall(rest[-1])[:1]
    for example in _CODE.findall(typed)
]


def test_the_manual_has_its_tables() -> None:
    assert len(EXAMPLES) > 20
    assert len(HALF) > 12


@pytest.mark.parametrize("query", EXAMPLES)
async def test_an_example_is_read_without_notes(newsroom: Ask, query: str) -> None:
    assert read_query(query).notes == ()
    answer = await newsroom(
        "query ($q: String!) { search(query: $q) { totalCount } claims(search: $q) { totalCount } }", {"q": query}
    )
    assert "errors" not in answer


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("cheese NOT blue or wine ", "(cheese AND (NOT blue)) or wine "),
        ("`altman AND board`", "`altman board`"),
        ("lang:fr lang:de", "lang:fr or lang:de"),
    ],
)
def test_two_ways_to_write_a_query_are_read_alike(first: str, second: str) -> None:
    assert first.strip("` ") in MANUAL.replace("\n", " ") or first in MANUAL
    one, other = read_query(first.strip("`")), read_query(second.strip("`"))
    assert one.tree == other.tree
    assert [atom.text for atom in one.atoms] == [atom.text for atom in other.atoms]


@pytest.mark.parametrize(("query", "code", "taken_as"), HALF)
async def test_what_is_half_typed_is_noted_as_the_manual_says(
    newsroom: Ask, query: str, code: str, taken_as: str
) -> None:
    answer = await newsroom(
        'query ($q: String!) { search(query: $q, language: "en") { notes { code takenAs start end text } note } }',
        {"q": query},
    )
    notes = answer["data"]["search"]["notes"]
    assert (code, taken_as) in {(note["code"], note["takenAs"]) for note in notes}
    for note in notes:
        if note["start"] is not None and note["code"] not in ("UNKNOWN_NAME", "STOP_WORD"):
            assert query[note["start"] : note["end"]] == note["text"]


@pytest.mark.parametrize("quoted", re.findall(r"`([“„«‹「‘'][^`]*)`", QUERIES))
def test_quotation_marks_of_any_kind_hold_a_phrase(quoted: str) -> None:
    (atom,) = read_query(quoted).atoms
    assert (atom.kind, atom.text) == ("PHRASE", quoted[1:-1])


@pytest.mark.parametrize("word", ["Ender's", "l’entreprise"])
def test_apostrophes_stay(word: str) -> None:
    assert f"`{word}`" in QUERIES
    (atom,) = read_query(word).atoms
    assert atom.kind != "PHRASE"
