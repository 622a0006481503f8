"""Texts as other programs leave them: each is read as a person would, and every span holds in the text as it came."""

from __future__ import annotations

import unicodedata

import pytest

from service.document import Document
from service.normalize import normalize


def read(text: str, language: str) -> Document:
    """The document, all of whose spans say what stands there."""
    document = normalize(text, language=language)
    assert document.article.body == text
    for actor in document.actors:
        assert all(text[m.start : m.end] == m.quote for m in actor.mentions)
    for claim in document.claims:
        for span in (claim, *claim.cues, *claim.amounts, *claim.dates):
            assert text[span.start : span.end] == span.quote
        assert claim.sentence is not None
        assert text[claim.sentence.start : claim.sentence.end] == claim.sentence.text
    return document


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        ("fr", unicodedata.normalize("NFD", "Élodie Kérébel a quitté Orléans."), ["Élodie Kérébel", "Orléans"]),
        ("en", "Ber\u00adlin and Mos\u200bcow met, Ann\u00a0Roe said.", ["Berlin", "Moscow", "Ann Roe"]),
        ("en", "FILE PHOTO: Ann Roe leaves the court in Leeds.", ["Ann Roe", "Leeds"]),
        ("en", "🔴 LIVE: Ann Roe said the bank would close.", ["Ann Roe"]),
        ("fr", "🔴 EN DIRECT – Claire Petit a démissionné.", ["Claire Petit"]),
        ("en", "Mr Holt met Abu Musab al-Hadid.", ["Holt", "Abu Musab al-Hadid"]),
        ("en", "Mr Holt met Ilse von der Mark.", ["Holt", "Ilse von der Mark"]),
        ("fr", "Samir al-Hadid a vu Jan van den Berg.", ["Samir al-Hadid", "Jan van den Berg"]),
        ("en", "The desk: Mary Jones 613-9286-1435 in Leeds.", ["Mary Jones", "Leeds"]),
    ],
)
def test_names(language: str, text: str, names: list[str]) -> None:
    assert [actor.name for actor in read(text, language).actors] == names


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        (
            "en",
            "Ann Roe said : ''The plant is safe .'' It rained .",
            ["Ann Roe: The plant is safe.", "ARTICLE: It rained."],
        ),
        (
            "en",
            "Nordia 's shares fell , and Ann Roe did n't stay .",
            ["ARTICLE: Nordia's shares fell.", "ARTICLE: Ann Roe didn't stay."],
        ),
        (
            "en",
            "It ended.Nordia said it would close.",
            ["ARTICLE: It ended.", "Nordia: Nordia would close."],
        ),
        (
            "en",
            "Nordia wins electionThe party cheered in Leeds.",
            ["ARTICLE: Nordia wins election.", "ARTICLE: The party cheered in Leeds."],
        ),
        (
            "fr",
            "« Le mot « crise » est faux », a dit Claire Petit.",
            ["Claire Petit: Le mot « crise » est faux."],
        ),
        (
            "en",
            "“Prices “will” fall,” Ann Roe said.",
            ["Ann Roe: Prices “will” fall."],
        ),
        (
            "en",
            '"Prices fall, Ann Roe said. Nordia shut. "We are ready," Bo Ek said.',
            ["Ann Roe: Prices fall.", "ARTICLE: Nordia shut.", "Bo Ek: We are ready."],
        ),
        (
            "en",
            "“We are ready,” Ann Roe said. “Nordia closed its plant. It sold “assets” too.",
            ["Ann Roe: We are ready.", "ARTICLE: Nordia closed its plant.", "ARTICLE: It sold “assets” too."],
        ),
    ],
)
def test_claims(language: str, text: str, said: list[str]) -> None:
    assert [f"{claim.claimant}: {claim.text}" for claim in read(text, language).claims] == said


def test_a_long_speech_has_a_mark_before_each_paragraph() -> None:
    text = "“Prices will fall.\n\n“We are ready,” Ann Roe said."
    assert {claim.claimant for claim in read(text, "en").claims} == {"Ann Roe"}
