"""A rule that fails costs what it was to find: the text is kept, a note and the log name the rule."""

from __future__ import annotations

from typing import Any

import pytest
from structlog.testing import capture_logs

from service.document import ArticleDraft, Document
from service.normalize import COMPILED, normalize, rules
from service.normalize.claims import claims
from service.normalize.names import names
from tests.normalize.test_robustness import check

TEXT = "Ann Roe bought a mill. Bob Stone sold Acme in May. The mayor said Nordia had grown."

breaks_rules = pytest.mark.skipif(COMPILED, reason="compiled rules call each other without a look at the module")


def failing_at(word: str, function: Any) -> Any:
    """`function`, but for a fault wherever an argument's repr holds `word`."""

    def fails(*arguments: Any, **named: Any) -> Any:
        found = function(*arguments, **named)
        if word in repr(found):
            raise IndexError("tuple index out of range")
        return found

    return fails


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Ex-employees sued Acme in Riverton on Monday."),
        ("en", "Ex-employees of Ex-lawmakers left. Ex-Twitter staff stayed."),
        ("fr", "Ex-employés de Valmont, Ex-ministre et Ex-Twitter ont plaidé."),
        ("en", "The firm, based in Riverton, has grown and will hire 200 people."),
        ("fr", "La société, installée à Lyon, a grandi et embauchera 200 personnes."),
        (
            "en",
            "The board, the Northern Trade Council, says the deal would give the firm too much power and could harm "
            "the rights of growers.",
        ),
    ],
)
def test_sentences_that_once_stopped_the_reading(language: str, text: str) -> None:
    document = normalize(text, language=language)
    check(document)
    assert document.claims
    assert document.provenance.notes == ()


def test_who_leads_both_verbs_is_named_with_what_is_put_in() -> None:
    text = "The firm, based in Riverton, has grown and will hire 200 people."
    assert normalize(text, language="en").claims[1].text == "The firm, based in Riverton, will hire 200 people."


def test_what_is_reported_without_that_has_its_own_subject() -> None:
    text = "The board says the firm has grown and could harm the rights of growers."
    assert normalize(text, language="en").claims[1].text == "The firm could harm the rights of growers."


@breaks_rules
def test_a_fault_in_a_claim_costs_the_claim(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = normalize(TEXT, language="en", title="Mills", url="https://example.org/mills")
    monkeypatch.setattr(claims, "_draft", failing_at("Bob Stone", claims._draft))
    with capture_logs() as logs:
        document = normalize(TEXT, language="en", title="Mills", url="https://example.org/mills")
    check(document)
    assert document.actors == whole.actors
    assert document.claims == tuple(claim for claim in whole.claims if "Bob Stone" not in claim.quote)
    [note] = document.provenance.notes
    assert note.startswith("Reading failed in service.normalize.claims.")
    assert note.endswith("(IndexError): a claim is missing.")
    [line] = logs
    assert (line["event"], line["url"], line["title"]) == ("reading failed", "https://example.org/mills", "Mills")
    assert line["rule"].startswith("service.normalize.claims.")
    assert "IndexError" in line["error"]
    assert len(line["sha256"]) == 64


@breaks_rules
def test_a_fault_in_a_sentence_costs_the_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "parts_of", failing_at("first=6", claims.parts_of))
    document = normalize(TEXT, language="en")
    assert [claim.quote for claim in document.claims] == ["Ann Roe bought a mill.", "Nordia had grown."]
    assert "claims of a sentence are missing" in document.provenance.notes[0]


@breaks_rules
def test_names_of_other_sentences_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names.NameScanner, "_name", failing_at("Bob Stone", names.NameScanner._name))
    document = normalize(TEXT, language="en")
    assert [actor.name for actor in document.actors] == ["Ann Roe", "Nordia"]
    assert len(document.claims) == 3


@breaks_rules
@pytest.mark.parametrize(
    ("rule", "found"),
    [
        ("tokenize", (0, 0)),
        ("split_sentences", (0, 0)),
        ("gather", (0, 0)),
        ("resolve_descriptions", (4, 3)),
        ("set_scene", (4, 0)),
        ("find_claims", (4, 0)),
    ],
)
def test_a_fault_in_a_step_costs_the_step(monkeypatch: pytest.MonkeyPatch, rule: str, found: tuple[int, int]) -> None:
    def fails(*_: Any) -> None:
        raise KeyError("x")

    monkeypatch.setattr(rules, rule, fails)
    document = normalize(TEXT, language="en")
    check(document)
    assert document.article.body == TEXT
    assert (len(document.actors), len(document.claims)) == found
    [note] = document.provenance.notes
    assert note.startswith("Reading failed in service.normalize.rules._read (KeyError):")


@breaks_rules
def test_the_same_fault_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "_draft", failing_at("", claims._draft))
    with capture_logs() as logs:
        document = normalize(TEXT, language="en")
    assert "(IndexError), 3 times: a claim is missing." in document.provenance.notes[0]
    assert len(logs) == 1


def test_an_extractor_that_breaks_its_promise_leaves_the_text() -> None:
    class Breaking:
        name = "breaking"
        version = "7"

        def extract(self, article: ArticleDraft) -> Document:
            raise RuntimeError("no more")

    document = normalize(TEXT, language="en", extractor=Breaking())
    assert document.article.body == TEXT
    assert (document.actors, document.claims) == ((), ())
    assert (document.provenance.extractor, document.provenance.version) == ("breaking", "7")
    assert "(RuntimeError): no actors and claims were found." in document.provenance.notes[0]
