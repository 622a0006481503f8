"""A model's wording of a claim is taken where it is the article's."""

from __future__ import annotations

import pytest

from service.normalize.llm.proposition import Vocabulary, plain_sentence

TEXT = (
    "Sam Altman, le PDG d’OpenAI, dirigerait une équipe de 1 500 personnes chez Microsoft à Seattle, "
    "selon l’agence. Il devrait commencer lundi et il gagnera 3.5 millions de dollars."
)


@pytest.mark.parametrize(
    ("proposition", "quote"),
    [
        ("Sam Altman devrait commencer lundi.", "Il devrait commencer lundi"),
        ("Sam Altman dirige une équipe de 1500 personnes chez Microsoft.".replace("1500", "1 500"), TEXT[:60]),
        ("Altman gagnera 3.5 millions de dollars", "il gagnera 3.5 millions de dollars"),
        ("Selon l'agence, Sam Altman va gagner 3.5 millions de dollars", "il gagnera 3.5 millions de dollars"),
    ],
)
def test_the_articles_words_are_taken(proposition: str, quote: str) -> None:
    assert Vocabulary(TEXT).bears_out(proposition, quote)


@pytest.mark.parametrize(
    "proposition",
    [
        "",
        "…",
        "Elon Musk devrait commencer lundi chez Microsoft à Seattle selon l'agence.",
        "Sam Altman devrait commencer lundi chez acme.example à Seattle selon l'agence.",
        "Sam Altman devrait commencer lundi chez Microsoft <b> à Seattle selon l'agence.",
        "Sam Altman devrait commencer lundi avec 1 600 personnes.",
        "Achetez vite ces jolis téléphones pas chers.",
        "Il devrait commencer lundi. " * 30,
    ],
)
def test_other_words_are_not(proposition: str) -> None:
    assert not Vocabulary(TEXT).bears_out(proposition, "Il devrait commencer lundi")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("il part ", "Il part."),
        ("« Il part »", "« Il part »"),
        ("Il\n part\x00,", "Il part."),
        ("彼は去った。", "彼は去った。"),
        ("Il part ?", "Il part ?"),
    ],
)
def test_a_sentence_has_a_capital_and_an_end(given: str, sentence: str) -> None:
    assert plain_sentence(given) == sentence
