"""How a query is read: what joins its words, what quotes them, which operators it has; and that any text is one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.search.asked import QUERY_MAX, Asked, read_query
from service.search.grammar import DEPTH_MAX, NOTES_MAX, hopeless
from service.search.tokens import LEAVES_MAX

MARKS = {"WORD": "{}", "BEGINNING": "{}*", "PHRASE": '"{}"', "ACTOR": "actor:{}", "INSTEAD": "?{}"}
PIECES = [
    "altman", "board", "or", "OR", "AND", "NOT", "and", "not", "-", "--", "(", ")", '"', "“", "”", "«", "»", "‘", "’",
    "'", "actor:", "actor:ECB", "lang:fr", "lang:", "after:2023", "after:20", "-source:", "modality:reported",
    "foo:bar", "econ*", "*", ":", "l’", "12\"", "🚀", "\u200b", "\x00", "\ud800", "上海", "「", " ", "  ", "the", "@",
    "#o1", "'#any'",
]  # fmt: skip
QUERIES = st.one_of(st.text(max_size=80), st.lists(st.sampled_from(PIECES), max_size=20).map(" ".join)) | st.lists(
    st.sampled_from(PIECES), max_size=20
).map("".join)


def shown(query: str) -> str:
    """The tree as text: `(a & (b | !c))`, conditions by what they ask."""
    asked = read_query(query)
    leaves = {atom.place: MARKS[atom.kind].format(atom.text) for atom in asked.atoms}
    leaves |= {condition.place: _condition(condition) for condition in asked.conditions}

    def text(tree: Any) -> str:
        if isinstance(tree, int):
            return leaves[tree]
        kind, *parts = tree
        if kind == "not":
            return "!" + text(parts[0])
        return "(" + (" & " if kind == "and" else " | ").join(text(part) for part in parts) + ")"

    return text(asked.tree)


def _condition(condition: Any) -> str:
    asked = [
        f"{name}={','.join(value) if isinstance(value, tuple) else format(value, '%Y-%m-%d')}"
        for name in ("claimants", "modalities", "sources", "languages", "after", "before")
        if (value := getattr(condition, name))
    ]
    return ("!" if condition.negated else "") + "[" + " ".join(asked) + "]"


def told(query: str) -> list[tuple[str, str, str]]:
    """The notes: what about, on which part, taken as what. Each part stands where its note says."""
    notes = read_query(query).notes
    for note in notes:
        assert query[note.start : note.end] == note.text
        assert note.message.endswith(".")
    return [(note.code.value, note.text, note.taken_as.value) for note in notes]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("sam altman ", "(sam & altman)"),
        ("sam alt", "(sam & alt*)"),
        ("sam a", "(sam & a)"),
        ("econ* rates ", "(econ* & rates)"),
        ("d’OpenAI l'entreprise ", "(OpenAI & entreprise)"),
        ("12:30 http://a.example ", "(12:30 & http://a.example)"),
        ("member(s) f(x) ", "(member(s) & f(x))"),
        ("- -- ... 😀", "()"),
        ("", "()"),
    ],
)
def test_words_and_beginnings(query: str, expected: str) -> None:
    assert shown(query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("a b or c d ", "((a & b) | (c & d))"),
        ("a OR b Or c ", "(a | b | c)"),
        ("a AND b OR c AND d ", "((a & b) | (c & d))"),
        ("a and b not c ", "(a & and & b & not & c)"),
        ("a NOT b c ", "(a & !b & c)"),
        ("a AND NOT b OR NOT c ", "((a & !b) | !c)"),
        ("NOT NOT a ", "a"),
        ("NOT a OR b ", "(!a | b)"),
        ("a -b ", "(a & !b)"),
        ("a \u2212b ", "(a & !b)"),
        ("a -or b -AND ", "(a & !or & b & !AND)"),
        ("well-known a - b c -- d ", "(well-known & a & b & c & d)"),
    ],
)
def test_not_binds_before_and_before_or(query: str, expected: str) -> None:
    assert shown(query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("(a or b) c ", "((a | b) & c)"),
        ("c (a OR b)", "(c & (a | b))"),
        ("tart(a or b)", "(tart & (a | b))"),
        ("-(a or b) c ", "(!a & !b & c)"),
        ("NOT(a b)", "(!a | !b)"),
        ("((a or (b c)) d) ", "((a | (b & c)) & d)"),
        ('-(a "b c" -d)', '(!a | !"b c" | d)'),
        ("(a) ()", "a"),
    ],
)
def test_parentheses(query: str, expected: str) -> None:
    assert shown(query) == expected


@pytest.mark.parametrize(
    "quoted",
    ['"a b"', "“a b”", "”a b”", "„a b“", "„a b”", "«a b»", "« a b »", "»a b«", "‹a b›", "「a b」", "『a b』", "‘a b’",
     "'a b'", "‚a b‘", '“a b"', '"a b”', "＂a b＂"],
)  # fmt: skip
def test_a_phrase_stands_in_quotation_marks_of_any_kind(quoted: str) -> None:
    assert shown(quoted) == '"a b"'
    assert shown(f"x -{quoted} y ") == '(x & !"a b" & y)'
    assert told(quoted) == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Ender’s Game’s end ", "(Ender’s & Game’s & end)"),
        ("rock 'n' roll ", "(rock & n' & roll)"),
        ("the '90s and ’70s ", "(the & 90s & and & 70s)"),
        ("‘the workers of d’Ouest’ strike ", '("the workers of d’Ouest" & strike)'),
        ("l'entreprise 'dit le' patron ", '(entreprise & "dit le" & patron)'),
    ],
)
def test_apostrophes_are_no_quotation_marks(query: str, expected: str) -> None:
    assert shown(query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("actor:altman or actor:ECB", "(actor:altman | actor:ECB)"),
        ('-actor:"Sam Altman" rates ', "(!actor:Sam Altman & rates)"),
        ("actor:“Sam Altman” ACTOR:'Tim Cook'", "(actor:Sam Altman & actor:Tim Cook)"),
        ("lang:FR cheese ", "(cheese & [languages=fr])"),
        ("(lang:fr or lang:de) cheese ", "(cheese & [languages=fr,de])"),
        ("lang:fr lang:de lang:en", "[languages=fr,de,en]"),
        ("lang:fr (lang:fr or lang:de)", "([languages=fr,de] & [languages=fr])"),
        ("(modality:reported or modality:possible) claimant:x",
         "([claimants=x modalities=REPORTED,POSSIBLE] & ?x)"),
        ("-lang:fr -lang:de", "(![languages=fr] & ![languages=de])"),
        ("lang:fr or musk ", "([languages=fr] | musk)"),
        ("modality:Reported, after:2023-11-22.", "[modalities=REPORTED after=2023-11-23]"),
        ("after:2023-12", "[after=2024-01-01]"),
        ("after:2023", "[after=2024-01-01]"),
        ("after:2022 before:2024 after:2021 before:2025", "[after=2023-01-01 before=2024-01-01]"),
        ("before:2023-11-22", "[before=2023-11-22]"),
        ("before:2023-11 or after:2024", "([before=2023-11-01] | [after=2025-01-01])"),
        ("claimant:Musk source:x.y", "([claimants=Musk sources=x.y] & ?Musk & ?x.y)"),
        ('-source:"Le Monde" a ', "((![sources=Le Monde] & !?Le Monde) & a)"),
        ("(actor:x) f", "(actor:x & f)"),
    ],
)  # fmt: skip
def test_operators_go_with_everything(query: str, expected: str) -> None:
    assert shown(query) == expected


@pytest.mark.parametrize(
    ("query", "expected", "notes"),
    [
        ("actor:", "actor:", [("HALF_TYPED", "actor:", "WORDS")]),
        ('x source:"" y ', '(x & source:"" & y)', [("HALF_TYPED", 'source:""', "WORDS")]),
        ("aftermath after:shock", "(aftermath & after:shock*)", [("BAD_VALUE", "after:shock", "WORDS")]),
        ("after:20 before:2023-13 after:9999",
         "(after:20 & before:2023-13 & after:9999*)",
         [("BAD_VALUE", text, "WORDS") for text in ("after:20", "before:2023-13", "after:9999")]),
        ("modality:rep", "modality:rep*", [("BAD_VALUE", "modality:rep", "WORDS")]),
        ("lang:français", "lang:français*", [("BAD_VALUE", "lang:français", "WORDS")]),
        ("foo:bar note: x ", "(foo:bar & note: & x)", [("UNKNOWN_OPERATOR", "foo:bar", "WORDS")]),
        ('board of "directors met', '(board & of & "directors met")', [("UNBALANCED", '"', "CLOSED")]),
        ('board "', "board", [("UNBALANCED", '"', "NOTHING")]),
        ('12" record ', "(12 & record)", [("UNBALANCED", '"', "NOTHING")]),
        ("directors” met ", "(directors & met)", [("UNBALANCED", "”", "NOTHING")]),
        ('actor:"Sam Alt', "actor:Sam Alt", [("UNBALANCED", '"', "CLOSED")]),
        ("(a or b", "(a | b)", [("UNBALANCED", "(", "CLOSED")]),
        ("a) b ", "(a & b)", [("UNBALANCED", ")", "NOTHING")]),
        ("a - ", "a", [("HALF_TYPED", "-", "NOTHING")]),
        ("a NOT", "a", [("HALF_TYPED", "NOT", "NOTHING")]),
        ("AND a OR OR b AND ", "(a | b)",
         [("HALF_TYPED", "AND", "NOTHING"), ("HALF_TYPED", "OR", "NOTHING"), ("HALF_TYPED", "AND", "NOTHING")]),
        ("troops or", "troops", [("HALF_TYPED", "or", "NOTHING")]),
        ("or", "or", []),
        ("NOT OR", "(NOT & OR)", []),
        ('-""', "()", []),
    ],
)  # fmt: skip
def test_what_is_half_typed_or_mistaken_is_taken_as_words_with_a_note(
    query: str, expected: str, notes: list[tuple[str, str, str]]
) -> None:
    assert shown(query) == expected
    assert told(query) == notes


def test_a_note_says_where_and_what_to_write() -> None:
    (note,) = read_query("😀 rates modality:sure").notes
    assert (note.start, note.end) == (8, 21)
    assert note.message == (
        "`modality:` at position 8 holds `sure`, which is none of its values, and was taken as words; write `modality:`"
        " with one of asserted, reported, probable, possible, conditional, predicted."
    )
    assert "did you mean `actor:`?" in read_query("actr:musk").notes[0].message


def test_operators_that_stand_together_ask_one_thing_for_the_whole_search() -> None:
    (condition,) = read_query("claimant:Musk modality:reported modality:denied x lang:fr").conditions
    assert condition.whole
    assert condition.claimants == ("Musk",)
    assert condition.languages == ("fr",)
    assert [c.whole for c in read_query("lang:fr -source:x y").conditions] == [True, True]
    assert [c.whole for c in read_query("(lang:fr x) or (lang:de y)").conditions] == [False, False]


@pytest.mark.parametrize(
    ("query", "strict"),
    [("a b", False), ("(a or b) -c", False), ("a AND b", True), ("actor:x or b", True), ("actor:x b lang:fr", False)],
)
def test_what_is_written_out_is_not_loosened(query: str, strict: bool) -> None:
    assert read_query(query).strict is strict


def test_neighbouring_words_may_be_a_name_but_not_across_anything_else() -> None:
    query = 'banque centrale -x européenne or fed "us" reserve (bank of) england AND wales '
    spans = {span.text for span in read_query(query).spans}
    assert spans == {
        "banque", "banque centrale", "centrale", "européenne", "fed", "reserve", "bank", "bank of", "of", "england",
        "wales",
    }  # fmt: skip
    assert "OpenAI" in {span.text for span in read_query("OpenAI's board").spans}


def test_a_query_has_an_end() -> None:
    asked = read_query("(w " * 500)
    assert len(asked.atoms) == LEAVES_MAX
    assert {"TOO_LONG", "TOO_DEEP"} <= {note.code.value for note in asked.notes}
    (note,) = read_query("w " * LEAVES_MAX + "x y").notes
    assert (note.code.value, note.text, note.start) == ("TOO_LONG", "x y", 2 * LEAVES_MAX)
    (note,) = read_query("a" * (QUERY_MAX + 5)).notes
    assert (note.start, note.end, note.text) == (QUERY_MAX, QUERY_MAX + 5, "aaaaa")


def test_nothing_is_nested_too_deep_and_no_word_is_lost_for_it() -> None:
    asked = read_query("(" * 100 + "a or b" + ")" * 100)
    assert [atom.text for atom in asked.atoms] == ["a", "b"]
    assert _depth(asked.tree) <= DEPTH_MAX
    assert len(read_query(")" * 500).notes) == NOTES_MAX


def _depth(tree: Any) -> int:
    return 0 if isinstance(tree, int) else 1 + max((_depth(part) for part in tree[1:]), default=0)


def _leaves(tree: Any) -> list[int]:
    return [tree] if isinstance(tree, int) else [leaf for part in tree[1:] for leaf in _leaves(part)]


@settings(deadline=None, max_examples=500)
@given(QUERIES)
def test_any_text_is_a_query(query: str) -> None:
    asked = read_query(query)
    assert sorted(_leaves(asked.tree)) == list(range(len(asked.atoms) + len(asked.conditions)))
    assert len(asked.atoms) <= 2 * LEAVES_MAX
    for note in asked.notes:
        assert 0 <= note.start < note.end <= len(query)
    for span in asked.spans:
        assert set(range(span.first, span.last + 1)) <= {atom.place for atom in asked.atoms}
    # It crosses into Postgres as JSON.
    assert msgspec.json.decode(msgspec.json.encode(asked), type=Asked, strict=False) == asked


@settings(deadline=None)
@given(st.lists(st.sampled_from(["a", "b", "(a or b)", "-c", '"d e"', "lang:fr", "actor:x"]), min_size=1, max_size=8))
def test_joining_queries_by_or_joins_their_trees(parts: list[str]) -> None:
    single = [shown(f"{part} ") for part in dict.fromkeys(parts)]
    joined = shown(" or ".join(f"({part})" for part in dict.fromkeys(parts)))
    assert all(piece.strip("()") in joined for piece in single)


def test_moments_are_in_utc() -> None:
    (condition,) = read_query("after:2023-11-22").conditions
    assert condition.after == datetime(2023, 11, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("query", "is_hopeless"),
    [
        ("after:x", True),
        (" AFTER:shock ", True),
        ("modality:zzz", True),
        ("after:202611", True),
        ("after:20", False),
        ("before:2026-1", False),
        ("modality:rep", False),
        ("actor:", False),
        ("aftermath after:shock", False),
        ("after:x or y", False),
        ("-after:x", False),
    ],
)
def test_a_lone_operator_that_no_typing_mends_is_hopeless(query: str, is_hopeless: bool) -> None:
    assert (hopeless(query) is not None) is is_hopeless
