"""No text breaks the normalizer, and what it returns is true of the text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.cli.normalize import normalize_file
from service.document import Document, Span
from service.normalize import normalize
from service.normalize.words.tokens import WordReader

GOLD = Path(__file__).parents[1] / "gold"
SENTENCES = [
    line
    for file in sorted(GOLD.glob("*.txt"))
    for line in file.read_text(encoding="utf-8").splitlines()
    if line.strip()
]
PIECES = [
    "« ",
    " »",
    "“",
    "”",
    '"',
    "l’",
    "d'",
    " X ",
    "…",
    "?",
    ". ",
    "\n\n",
    "if ",
    "si ",
    "said ",
    "a déclaré ",
    "\x00",
    "\ud800",
]
PIECES += [
    "selon ",
    "according to ",
    "(BCE)",
    "2,5 %",
    "$",
    "’",
    "-t-il",
    "İ",
    "ﬁ",
    "\u2028",
    "'s ",
    "n't",
    ", ",
    "mardi",
    "31 May 9999",
]


def spans(document: Document) -> Iterator[Span]:
    for actor in document.actors:
        yield from actor.mentions
    for claim in document.claims:
        yield Span(start=claim.start, end=claim.end, quote=claim.quote)
        yield from claim.cues
        for part in (*claim.amounts, *claim.dates):
            yield Span(start=part.start, end=part.end, quote=part.quote)


def check(document: Document) -> None:
    body = document.article.body
    names = {actor.name for actor in document.actors}
    assert len(names) == len(document.actors)
    for span in spans(document):
        assert 0 <= span.start < span.end <= len(body)
        assert span.quote == body[span.start : span.end]
    for claim in document.claims:
        assert claim.claimant in names | {"ARTICLE", "UNNAMED"}
        assert claim.subject is None or claim.subject in names
        assert set(claim.objects) <= names
    msgspec.json.encode(document)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.characters(codec=None), max_size=300), st.sampled_from(["fr", "en", None, "de", "und"]))
def test_any_text(text: str, language: str | None) -> None:
    check(normalize(text, language=language))


@settings(max_examples=250, deadline=None)
@given(st.lists(st.sampled_from(SENTENCES + PIECES * 8), max_size=12), st.sampled_from(["fr", "en"]), st.randoms())
def test_news_cut_and_shuffled(parts: list[str], language: str, random: object) -> None:
    cut = [part[: getattr(random, "randint")(0, len(part))] if len(part) > 40 else part for part in parts]  # noqa: B009
    text = "".join(cut)
    document = normalize(text, language=language)
    check(document)
    assert document == normalize(text, language=language)


@pytest.mark.parametrize(
    "text", ["", " \n", "\x00", "\ud800", "?", "A" * 20_000, "« " * 5_000, "Il. " * 5_000, "if " * 5_000]
)
def test_odd_texts(text: str) -> None:
    for language in ("fr", "en", None):
        document = normalize(text, language=language)
        assert len(document.article.body) == len(text)
        check(document)


def test_unstorable_characters_are_replaced_and_noted() -> None:
    document = normalize("Apple \x00 left \udc80 Paris.", language="en")
    assert document.article.body == "Apple \ufffd left \ufffd Paris."
    assert "2 characters" in document.provenance.notes[0]


def test_a_language_without_rules_gets_a_note_and_no_invention() -> None:
    document = normalize("Die Bundesregierung hat am Montag in Berlin ein neues Gesetz beschlossen, sagte Merz.")
    assert document.article.language == "de"
    assert (document.actors, document.claims) == ((), ())
    assert "No rules" in document.provenance.notes[0]


def test_a_huge_text_gets_a_note() -> None:
    document = normalize("Apple left Paris. " * 120_000, language="en")
    assert document.claims == ()
    assert "longer than" in document.provenance.notes[0]


def test_files_in_other_encodings(tmp_path: Path) -> None:
    text = "La société Énergie Verte a ouvert une usine à Orléans l'été dernier, malgré la crise économique."
    for number, encoding in enumerate(("utf-8", "utf-8-sig", "cp1252")):
        file = tmp_path / f"{number}.txt"
        file.write_bytes(text.encode(encoding))
        document = msgspec.json.decode(normalize_file(file, "fr"), type=Document)
        assert document.article.body == text


def test_what_is_remembered_of_words_is_bounded() -> None:
    reader = WordReader("en", {})
    letters = "a" * 100_000
    assert reader[letters] == (letters, 0)
    assert not reader
    for number in range(60_000):
        reader[f"word{number}"]
    assert len(reader) <= 50_000
