"""Descriptions that stand for somebody: "the chain", « la directrice générale », "the drug"."""

from __future__ import annotations

import pytest

from service.normalize import normalize


def mentions(text: str, language: str, name: str) -> list[str]:
    document = normalize(text, language=language)
    return [m.quote for actor in document.actors if actor.name == name for m in actor.mentions]


@pytest.mark.parametrize(
    ("language", "text", "name", "description"),
    [
        (
            "en",
            "Prime Minister Ilja Kovar met Energy Minister Petr Blaha. The minister left. The prime minister stayed.",
            "Ilja Kovar",
            "The prime minister",
        ),
        (
            "en",
            "Prime Minister Ilja Kovar met Energy Minister Petr Blaha. The minister left.",
            "Petr Blaha",
            "The minister",
        ),
        ("en", "Grocery chain Dunmore is shut. Corvane bought the chain in May.", "Dunmore", "the chain"),
        ("en", "Usdaw, the union, and Corvane Capital met. The union left.", "Usdaw", "The union"),
        ("en", "Zelopritide was tested. Patients given the drug slept.", "Zelopritide", "the drug"),
        ("en", "Buyers want Orbit 3, a phone. The phone costs 900 euros.", "Orbit 3", "The phone"),
        (
            "fr",
            "La directrice générale, Ève Aubry, est venue. Un plan est prêt, dit la directrice générale.",
            "Ève Aubry",
            "la directrice générale",
        ),
        ("fr", "La maire de Nancy, Ève Aubry, renonce. « Je pars », a lancé l’édile.", "Ève Aubry", "édile"),
        ("fr", "L’entraîneur Luc Bazin se tait. Le technicien partira.", "Luc Bazin", "Le technicien"),
        (
            "fr",
            "L’allemand Kessler est à vendre. Sorevia veut l’entreprise allemande.",
            "Kessler",
            "entreprise allemande",
        ),
        (
            "fr",
            "La métropole de Lille a voté. Le président de la métropole a parlé.",
            "métropole de Lille",
            "la métropole",
        ),
        (
            "fr",
            "Romain Costes a marqué. L’ailier de l’Union Bordeaux-Bègles a souri.",
            "Romain Costes",
            "ailier de l’Union Bordeaux-Bègles",
        ),
        (
            "en",
            "The Central Bank of Ardel met. Shares in the lender Banco Verano fell. The bank would not comment.",
            "Banco Verano",
            "The bank",
        ),
    ],
)
def test_descriptions_that_the_article_has_given(language: str, text: str, name: str, description: str) -> None:
    assert description in mentions(text, language, name)


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("en", "Tesmania denies arming the group.", "Tesmania"),
        ("en", "Pat Dunleavy spoke. The leader, Labour councillor Roger Stapleton, resigned.", "Pat Dunleavy"),
        ("en", "Ann Roe taught a pupil and a teacher. The teacher left.", "Ann Roe"),
        ("en", "He makes Orbit. She left the Game Awards early.", "Orbit"),
        ("fr", "La procureure Nadège Thiriet a parlé en se tournant vers le prévenu.", "Nadège Thiriet"),
    ],
)
def test_descriptions_of_somebody_else(language: str, text: str, name: str) -> None:
    assert mentions(text, language, name) == [name]
