"""The seed article, end to end: who is in it and how surely its claims are said."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.document import FACTUALITY, ClaimDraft, Document
from service.normalize import normalize

SEED = Path(__file__).parents[1] / "gold" / "fr-seed.txt"


@pytest.fixture(scope="module")
def document() -> Document:
    return normalize(SEED.read_text(encoding="utf-8"))


def _claim(document: Document, words: str) -> ClaimDraft:
    plain = [c for c in document.claims if words in c.quote.replace("’", "'")]
    return min(plain, key=lambda c: len(c.quote))


def test_body_is_the_file_and_language_is_told(document: Document) -> None:
    assert document.article.body == SEED.read_text(encoding="utf-8")
    assert document.article.language == "fr"
    assert document.article.title.startswith("Si vous suivez")
    assert document.provenance.extractor == "rules"


@pytest.mark.parametrize(
    "name",
    [
        "OpenAI",
        "Microsoft",
        "Sam Altman",
        "Meta",
        "X",
        "xAI",
        "Grok",
        "Elon Musk",
        "Salesforce",
        "LinkedIn",
        "Google",
        "ChatGPT",
        "Dall-E",
        "GPT",
    ],
)
def test_finds_the_actor(document: Document, name: str) -> None:
    assert name in {actor.name for actor in document.actors}


def test_altman_is_sam_altman_and_ai_is_nobody(document: Document) -> None:
    altman = next(actor for actor in document.actors if actor.name == "Sam Altman")
    assert "Altman" in altman.aliases
    assert {"Sam Altman", "Altman"} <= {mention.quote for mention in altman.mentions}
    assert not {"IA", "PDG", "Si", "Les", "Un"} & {actor.name for actor in document.actors}


@pytest.mark.parametrize(
    ("words", "modality", "subject"),
    [
        ("aurait engagé 50 milliards", "REPORTED", "Microsoft"),
        ("semble bien placé", "PROBABLE", "Microsoft"),
        ("pourrait également en bénéficier", "POSSIBLE", "Meta"),
        ("si OpenAI s'effondre", "CONDITIONAL", "OpenAI"),
        ("OpenAI est déjà la branche IA", "ASSERTED", "OpenAI"),
        ("a investi des milliards", "ASSERTED", "Microsoft"),
        ("recherchera sans aucun doute", "PREDICTED", "Microsoft"),
    ],
)
def test_keeps_modalities_apart(document: Document, words: str, modality: str, subject: str) -> None:
    claim = _claim(document, words)
    # The journalistic conditional is somebody's word whom the article does not name.
    claimant = "UNNAMED" if modality == "REPORTED" else "ARTICLE"
    assert (claim.modality, claim.subject, claim.claimant) == (modality, subject, claimant)
    assert claim.factuality == FACTUALITY[(claim.modality, claim.polarity)]


def test_amount_of_money(document: Document) -> None:
    amount = _claim(document, "aurait engagé").amounts[0]
    assert (amount.quote, amount.value, amount.unit) == ("50 milliards de dollars", 50e9, "USD")


def test_questions_are_no_claims(document: Document) -> None:
    assert not any("feront-ils dérailler" in claim.quote for claim in document.claims)


def test_pronoun_is_read_as_its_actor(document: Document) -> None:
    assert _claim(document, "elle est profondément investie").text.startswith("OpenAI est profondément investie")
