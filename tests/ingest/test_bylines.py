"""Names out of bylines, as feeds, tags and markup carry them."""

from __future__ import annotations

import pytest

from service.ingest.formats.bylines import names_in


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("Jane Roe", ["Jane Roe"]),
        ("jane@paper.example (Jane Roe)", ["Jane Roe"]),
        ("Jane Roe <jane@paper.example>", ["Jane Roe"]),
        ("By Jane Roe (jane@paper.example)", ["Jane Roe"]),
        ("By Jane Roe and John Doe", ["Jane Roe", "John Doe"]),
        ("BY JANE ROE", ["JANE ROE"]),
        ("Par Hélène Bézard, Jean Dupont et Luc de la Tour", ["Hélène Bézard", "Jean Dupont", "Luc de la Tour"]),
        ("Jane Roe, John Doe & Ann Poe", ["Jane Roe", "John Doe", "Ann Poe"]),
        ("Jane Roe; John Doe; Jane Roe", ["Jane Roe", "John Doe"]),
        ("By Jane Roe, Political Editor", ["Jane Roe"]),
        ("Johnson & Johnson", ["Johnson & Johnson"]),
        ("Smith and Sons", ["Smith and Sons"]),
        ("Doe, Jane", ["Doe, Jane"]),
        ("Le Monde avec AFP", ["Le Monde avec AFP"]),
        ("Byron Smith", ["Byron Smith"]),
        ("Parker Posey", ["Parker Posey"]),
        ("jane@paper.example", []),
        ("https://social.example/paper", []),
        ("@janeroe", []),
        ("  ", []),
    ],
)
def test_a_byline_gives_its_names(byline: str, names: list[str]) -> None:
    assert names_in(byline) == names
