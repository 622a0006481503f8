"""What a claim's `text` reads like: a sentence that can stand alone."""

from __future__ import annotations

import pytest

from service.normalize import normalize


@pytest.mark.parametrize(
    ("language", "text", "proposition"),
    [
        ("fr", "Microsoft a investi. S'il se retire, OpenAI fermera.", "Si Microsoft se retire."),
        ("fr", "Ann Roe a signé. Elle quittera Valmont mardi.", "Ann Roe quittera Valmont mardi."),
        ("fr", "Renault recrute, tandis que Peugeot a fermé deux usines.", "Peugeot a fermé deux usines."),
        ("fr", "Renault recrute, même si le marché reste faible.", "Le marché reste faible."),
        ("en", "Renault is hiring, while Peugeot has shut two plants.", "Peugeot has shut two plants."),
        ("en", "Elon Musk spoke. xAI remains a smaller company.", "xAI remains a smaller company."),
        ("en", "Ann Roe said that she had signed.", "Ann Roe had signed."),
    ],
)
def test_a_proposition_stands_alone(language: str, text: str, proposition: str) -> None:
    assert proposition in [claim.text for claim in normalize(text, language=language).claims]
