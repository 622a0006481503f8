"""Claimant, stance and text together read true; sentences and sources have their spans (docs/reading.md)."""

from __future__ import annotations

import pytest

from service.document import ClaimDraft
from service.normalize import normalize


def claims(text: str, language: str) -> tuple[ClaimDraft, ...]:
    return normalize(text, language=language).claims


@pytest.mark.parametrize(
    ("language", "text", "read"),
    [
        ("en", "Tarn Ferries denied that it had lost cargo.", "Tarn Ferries DENIES + Tarn Ferries had lost cargo."),
        ("en", "Tarn Ferries denied losing any cargo.", "Tarn Ferries DENIES + Tarn Ferries lost any cargo."),
        ("en", "Tarn Ferries denied having lost cargo.", "Tarn Ferries DENIES + Tarn Ferries had lost cargo."),
        ("en", "Ann Roe doubts that the ferry will sail.", "Ann Roe DOUBTS + The ferry will sail."),
        ("en", "Ann Roe does not think that the ferry will sail.", "Ann Roe DOUBTS + The ferry will sail."),
        ("en", "Ann Roe asked whether the ferry would sail.", "Ann Roe ASKS + The ferry would sail."),
        (
            "en",
            "Ann Roe did not say that the ferry would sail.",
            "ARTICLE SAYS - Ann Roe did not say that the ferry would sail.",
        ),
        (
            "en",
            "Tarn Ferries did not deny that it had lost cargo.",
            "ARTICLE SAYS - Tarn Ferries did not deny that it had lost cargo.",
        ),
        ("en", "Ann Roe said no ferry had sailed.", "Ann Roe SAYS - No ferry had sailed."),
        ("fr", "La société Tarnac a démenti avoir perdu du fret.", "Tarnac DENIES + Tarnac a perdu du fret."),
        ("fr", "Claire Petit assure ne pas avoir menti.", "Claire Petit SAYS - Claire Petit n'a pas menti."),
        ("fr", "Tarnac dément que le port soit fermé.", "Tarnac DENIES + Le port est fermé."),
        ("fr", "Claire Petit ne croit pas que le port fermera.", "Claire Petit DOUBTS + Le port fermera."),
        ("fr", "Claire Petit se demande si le port fermera.", "Claire Petit ASKS + Le port fermera."),
        (
            "fr",
            "Claire Petit n'a pas dit que le port fermerait.",
            "ARTICLE SAYS - Claire Petit n'a pas dit que le port fermerait.",
        ),
    ],
)
def test_claimant_stance_and_text_read_true(language: str, text: str, read: str) -> None:
    (claim,) = claims(text, language)
    sign = "+" if claim.polarity == "POSITIVE" else "-"
    assert f"{claim.claimant} {claim.stance} {sign} {claim.text}" == read


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Ann Roe did not say that the ferry would sail."),
        ("en", "Tarn Ferries did not deny that it had lost cargo."),
        ("fr", "Claire Petit n'a pas dit que le port fermerait."),
    ],
)
def test_who_does_not_say_it_is_not_quoted_for_it(language: str, text: str) -> None:
    (claim,) = claims(text, language)
    assert (claim.claimant, claim.text, claim.polarity) == ("ARTICLE", text, "NEGATIVE")


def test_who_leaves_denying_it_denies_it() -> None:
    left, denied = claims("Ann Roe left the port, denying that she had been fired.", "en")
    assert (left.stance, denied.stance, denied.claimant) == ("SAYS", "DENIES", "Ann Roe")


@pytest.mark.parametrize(
    ("text", "deed"),
    [
        ("The union accused Tarn Ferries of not paying its crew.", "Tarn Ferries did not pay its crew."),
        ("The union accused the firm of lying.", "The firm lied."),
    ],
)
def test_an_accusation_is_a_sentence(text: str, deed: str) -> None:
    (claim,) = claims(text, "en")
    assert (claim.claimant, claim.unnamed_source, claim.text) == ("UNNAMED", "The union", deed)


@pytest.mark.parametrize(
    "sentence",
    [
        "Il n'est pas clair si le port fermera.",
        "Il est possible que le port ferme en mai.",
        "Il lui est reproché d'avoir menti.",
        "Ce chiffre ne tient pas compte des touristes.",
    ],
)
def test_nobody_becomes_a_person(sentence: str) -> None:
    _, claim = claims(f"Yann Kermadec est maire de Brest. {sentence}", "fr")
    assert (claim.subject, claim.text) == (None, sentence)


@pytest.mark.parametrize(
    "text",
    [
        "Ann Roe told reporters the bill was flawed and could harm ports.",
        "The report says the bill has grown and could harm ports.",
    ],
)
def test_a_second_verb_keeps_the_subject_of_what_is_said(text: str) -> None:
    assert claims(text, "en")[1].text == "The bill could harm ports."


def test_the_words_that_name_the_source_and_the_sentence_have_spans() -> None:
    text = "It rained. The minister, tired, told us that the ferry had sailed. It rained on."
    claim = claims(text, "en")[1]
    source = next(cue for cue in claim.cues if cue.kind == "SOURCE")
    assert claim.sentence is not None
    assert text[source.start : source.end] == source.quote == "The minister, tired"
    assert text[claim.sentence.start : claim.sentence.end] == claim.sentence.text
    assert claim.sentence.text == "The minister, tired, told us that the ferry had sailed."
