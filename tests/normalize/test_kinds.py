"""Kinds need evidence: from the text, else from lists of names, else they are not known."""

from __future__ import annotations

import pytest

from service.normalize import normalize


def kinds(text: str, language: str) -> dict[str, str]:
    return {actor.name: actor.kind for actor in normalize(text, language=language).actors}


@pytest.mark.parametrize(
    ("language", "text", "name", "kind"),
    [
        ("en", "People like Zorvex.", "Zorvex", "UNKNOWN"),
        ("fr", "Les gens aiment Zorvex.", "Zorvex", "UNKNOWN"),
        ("en", "Zorvex said it would grow.", "Zorvex", "ORGANIZATION"),
        ("en", "People like ZorVex.", "ZorVex", "ORGANIZATION"),
        ("fr", "Monti a démissionné.", "Monti", "PERSON"),
        ("fr", "Elle connaît Guéret.", "Guéret", "PLACE"),
        ("en", "They like Myanmar.", "Myanmar", "PLACE"),
        ("en", "Kerlann Ventures likes it.", "Kerlann Ventures", "ORGANIZATION"),
        ("en", "They know Adler Planetarium.", "Adler Planetarium", "ORGANIZATION"),
        ("en", "They know Dean Kamen.", "Dean Kamen", "PERSON"),
        ("en", "They saw the USS Marlow.", "USS Marlow", "PRODUCT"),
        ("en", "The Perito glacier melts.", "Perito", "PLACE"),
        ("en", "The Thames rose.", "Thames", "PLACE"),
        ("en", "They fear Q.", "Q", "UNKNOWN"),
    ],
)
def test_a_kind_has_evidence(language: str, text: str, name: str, kind: str) -> None:
    assert kinds(text, language).get(name, "UNKNOWN") == kind


@pytest.mark.parametrize(
    ("language", "text", "teams"),
    [
        ("en", "Leeds 2 Bradford 1\nBarnsley 0 Bolton 3\n", {"Leeds", "Bradford", "Barnsley", "Bolton"}),
        ("en", "Leeds beat Bradford in the league. The striker scored.", {"Leeds", "Bradford"}),
        ("fr", "Rennes a battu Nantes en championnat. Le gardien était absent.", {"Rennes", "Nantes"}),
    ],
)
def test_teams_go_by_their_towns(language: str, text: str, teams: set[str]) -> None:
    found = kinds(text, language)
    assert {name for name in teams if found.get(name) == "ORGANIZATION"} == teams


def test_a_town_where_they_play_stays_a_town() -> None:
    text = "The match took place in Leeds. The striker and the coach of Hollins FC came from Bradford."
    assert kinds(text, "en")["Leeds"] == "PLACE"
