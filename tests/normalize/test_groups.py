"""Groups of people, governments and parliaments: actors without a name of their own."""

from __future__ import annotations

import pytest

from service.normalize import normalize


def groups(text: str, language: str) -> dict[str, list[str]]:
    document = normalize(text, language=language)
    return {actor.name: [m.quote for m in actor.mentions] for actor in document.actors if actor.kind == "GROUP"}


@pytest.mark.parametrize(
    ("language", "text", "group"),
    [
        ("en", "Okonjo's aides say she will run. She met reporters.", "Okonjo's aides"),
        ("en", "Analysts at Fenwick Securities expect a loss, but nobody else does.", "Analysts at Fenwick Securities"),
        ("en", "The bank rose after traders at Lomax Capital said it was cheap.", "traders at Lomax Capital"),
        (
            "en",
            "He said executives of the state-owned miner Zambeza Copper knew.",
            "executives of the state-owned miner Zambeza Copper",
        ),
        ("en", "The Orbit team has left, said Ann Roe. Orbit is a phone.", "Orbit team"),
        ("en", "It was bought from the Hartnell family in May.", "Hartnell family"),
        ("en", "Moreau denied it. Neither he nor his staff had met her.", "his staff"),
        ("en", "The inquiry found that engineers at Voltaris had warned of a fault.", "engineers at Voltaris"),
        ("en", "Opposition leaders walked out. Some opposition leaders cried.", "opposition leaders"),
        ("fr", "L’entourage de la ministre assure que rien n’est décidé.", "entourage de la ministre"),
        ("fr", "Les ingénieurs de Voltaris auraient copié ces plans.", "ingénieurs de Voltaris"),
        ("fr", "Sollicité, le clan Barbier n’a pas répondu.", "clan Barbier"),
        ("fr", "L’usine est détenue par la famille Lachaume.", "famille Lachaume"),
        ("fr", "Dix députés Renaissance, emmenés par un ancien ministre, ont signé.", "députés Renaissance"),
        (
            "fr",
            "Les économistes interrogés par Bloomberg tablaient sur une baisse.",
            "économistes interrogés par Bloomberg",
        ),
    ],
)
def test_groups_that_act_or_speak(language: str, text: str, group: str) -> None:
    assert group in groups(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Critics and analysts doubt it. Lawmakers agreed. Officials said nothing."),
        ("en", "She took a gift from Okonjo's aides."),
        ("en", "Three officials from Zambeza Copper said on condition of anonymity that it was late."),
        ("en", "He asked workers at Voltaris's plant in Leeds."),
        ("fr", "Des élus et des experts en doutent."),
        ("fr", "Il a écrit aux ingénieurs de Voltaris."),
    ],
)
def test_bare_plurals_and_groups_that_are_only_mentioned_are_no_actors(language: str, text: str) -> None:
    assert groups(text, language) == {}


@pytest.mark.parametrize(
    ("language", "text", "mentions"),
    [
        ("en", "Malta's two-party government fell. The cabinet met. The coalition had ruled since May.", 3),
        ("en", "The government will resign, Ann Roe said. A government spokesman denied it.", 1),
        ("en", "The German government agreed. The government was late.", 2),
        ("fr", "Le gouvernement recule. L’exécutif espère un accord.", 2),
        ("fr", "Elle accuse le gouvernement d’avoir menti.", 1),
    ],
)
def test_a_government_is_one_actor_by_all_its_names(language: str, text: str, mentions: int) -> None:
    assert [len(quotes) for quotes in groups(text, language).values()] == [mentions]


def test_parliament_is_the_house_that_the_article_names() -> None:
    text = "The National Assembly met. She may dissolve parliament."
    mentions = {actor.name: len(actor.mentions) for actor in normalize(text, language="en").actors}
    assert mentions == {"National Assembly": 2}


def test_adherents_stand_for_their_party() -> None:
    text = "Le Parti socialiste hésite. Les socialistes voteront demain."
    mentions = {actor.name: len(actor.mentions) for actor in normalize(text, language="fr").actors}
    assert mentions == {"Parti socialiste": 2}


def test_what_a_group_says_is_its_own_word() -> None:
    document = normalize("Analysts at Fenwick Securities said the bank would shrink.", language="en")
    assert document.claims[0].claimant == "Analysts at Fenwick Securities"
