"""Names that the rules met first in articles written to test them."""

from __future__ import annotations

import pytest

from service.normalize import normalize


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Oasis hired guitarist Paul “Bonehead” Arthurs.", {"Oasis", "Paul “Bonehead” Arthurs"}),
        (
            "en",
            "The Centers for Disease Control and Prevention agreed.",
            {"Centers for Disease Control and Prevention"},
        ),
        ("en", "Supplies came from the World Food Programme.", {"World Food Programme"}),
        ("en", "Hurricane Melissa, a Category 5 storm, hit Cuba. Melissa then weakened.", {"Cuba"}),
        ("en", "Shares of Nike Inc (NKE.N) fell.", {"Nike Inc"}),
        ("en", "Rivals Adidas and Puma cut prices.", {"Adidas", "Puma"}),
        (
            "fr",
            "Les avocats, Mes Christophe Ingrain et Jean Darrois, ont parlé.",
            {"Christophe Ingrain", "Jean Darrois"},
        ),
        ("fr", "C’est une première sous la Ve République, dit l’ex-chef de l’État.", set()),
        ("fr", "Elle est remboursée par l’Assurance maladie.", {"Assurance maladie"}),
        ("fr", "L’Agence nationale de sécurité du médicament enquête.", {"Agence nationale de sécurité du médicament"}),
        (
            "fr",
            "Il a saisi la chambre régionale des comptes de Bretagne.",
            {"chambre régionale des comptes de Bretagne"},
        ),
        ("fr", "On soigne à l’hôpital Necker, à Paris.", {"hôpital Necker", "Paris"}),
        ("fr", "Il vit en Asie du Sud-Est.", {"Asie du Sud-Est"}),
        ("fr", "À Bergame, le Slovène de 27 ans a gagné.", {"Bergame"}),
        ("fr", "Cyclisme : la course est annulée, écrit La Gazzetta dello Sport.", {"La Gazzetta dello Sport"}),
        ("fr", "Horizons et Renaissance négocient.", {"Horizons", "Renaissance"}),
        ("fr", "Les militants de La France insoumise votent.", {"La France insoumise"}),
        ("fr", "Elle a étudié à la London School of Economics.", {"London School of Economics"}),
    ],
)
def test_names_are_found_whole_and_nothing_else(language: str, text: str, expected: set[str]) -> None:
    document = normalize(text, language=language)
    assert {actor.name for actor in document.actors if actor.kind != "GROUP"} == expected


def test_a_surname_that_is_a_town_stands_for_its_person() -> None:
    document = normalize("Denzel Washington won. Washington thanked his wife.", language="en")
    assert [(actor.name, len(actor.mentions)) for actor in document.actors] == [("Denzel Washington", 2)]


def test_a_description_of_several_words_stands_for_its_bearer() -> None:
    text = "Le président français Emmanuel Macron est venu à Lille. Le chef de l’État a promis une loi."
    document = normalize(text, language="fr")
    mentions = {actor.name: [mention.quote for mention in actor.mentions] for actor in document.actors}
    assert mentions["Emmanuel Macron"] == ["Emmanuel Macron", "Le chef de l’État"]


@pytest.mark.parametrize(
    ("language", "text", "name", "kind"),
    [
        ("fr", "Le Beyfortus, un anticorps, arrive. Un autre vaccin, Abrysvo, existe.", "Abrysvo", "PRODUCT"),
        ("en", "They reissued Morning Glory, the album that made them famous.", "Morning Glory", "PRODUCT"),
        ("en", "The James Webb Space Telescope saw it.", "James Webb Space Telescope", "PRODUCT"),
        ("en", "The storm flooded streets in Alvarado.", "Alvarado", "PLACE"),
        ("en", "It sold its shares in Alvarado.", "Alvarado", "ORGANIZATION"),
        ("en", "The United States agreed.", "United States", "PLACE"),
        ("en", "The Trump administration appealed.", "Trump administration", "GROUP"),
        ("fr", "Les forces ukrainiennes avancent.", "forces ukrainiennes", "GROUP"),
        ("fr", "Il habite à Villeneuve-d’Ascq.", "Villeneuve-d’Ascq", "PLACE"),
    ],
)
def test_what_stands_around_a_name_tells_its_kind(language: str, text: str, name: str, kind: str) -> None:
    document = normalize(text, language=language)
    assert (name, kind) in {(actor.name, actor.kind) for actor in document.actors}


def test_a_work_in_quotes_is_named_whole_and_speech_is_not() -> None:
    document = normalize("Il a reçu la Palme d’or pour « Un simple accident », un thriller.", language="fr")
    assert [(actor.name, actor.kind) for actor in document.actors] == [("Un simple accident", "PRODUCT")]
    assert normalize("Il a dit : « Un accident est arrivé ».", language="fr").actors == ()


def test_a_nation_in_the_singular_stands_for_the_person_named_before() -> None:
    text = "Jannik Sinner won in Turin. The Italian, 24, was pleased."
    mentions = {actor.name: len(actor.mentions) for actor in normalize(text, language="en").actors}
    assert mentions == {"Jannik Sinner": 2, "Turin": 1}


def test_a_dash_behind_an_agency_opens_the_text() -> None:
    text = "Dec 2 (Reuters) - The U.S. Food and Drug Administration agreed."
    names = {actor.name for actor in normalize(text, language="en").actors}
    assert names == {"Reuters", "U.S. Food and Drug Administration"}


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "The Southern African Development Community met.", {"Southern African Development Community"}),
        ("en", "It was announced by Chief Operating Officer John Bendoraitis.", {"John Bendoraitis"}),
        ("fr", "Il ira devant la Cour de justice de l’Union européenne.", {"Cour de justice de l’Union européenne"}),
        ("fr", "Il l’a dit à La Dépêche du Midi.", {"La Dépêche du Midi"}),
        ("fr", "La métropole de Lyon a saisi la juge.", {"métropole de Lyon"}),
    ],
)
def test_long_names_are_not_cut(language: str, text: str, expected: set[str]) -> None:
    document = normalize(text, language=language)
    assert {actor.name for actor in document.actors} == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        # What opens a sentence: a word that needs an article and has a verb instead is a name.
        ("en", "Apple said it would wait. Redundancies are likely. Gift vouchers expire.", {"Apple"}),
        ("en", "Kitchenware chain Dunmore closed. Chipmaker Arvex rose.", {"Dunmore", "Arvex"}),
        ("en", "Falcon, the phone that Voltaris sells, is late.", {"Falcon", "Voltaris"}),
        ("fr", "Orange a annoncé un plan. Ledit plan est flou. Sollicité, il se tait.", {"Orange"}),
        ("fr", "Procès Lambert : huit ans requis. Paul Lambert nie. Lambert fera appel.", {"Paul Lambert"}),
        # In one piece and no more.
        (
            "en",
            "The Farms and Fisheries products Inspection Agency (FFIA) agreed.",
            {"Farms and Fisheries products Inspection Agency"},
        ),
        ("en", "June Abernathy met Saskia Bloom KC in June.", {"June Abernathy", "Saskia Bloom"}),
        (
            "en",
            "The University and College Union met the Italian rowing federation.",
            {"University and College Union", "Italian rowing federation"},
        ),
        (
            "en",
            "His Civic Renewal party won. The Defence Ministry of Ordania lost.",
            {"Civic Renewal", "Defence Ministry of Ordania"},
        ),
        ("fr", "La députée RN de l’Oise Léa Marchand raillait.", {"RN", "Oise", "Léa Marchand"}),
        (
            "fr",
            "Elle siège à la commission des finances et à l’hôtel de Beauharnais.",
            {"commission des finances", "hôtel de Beauharnais"},
        ),
        ("fr", "La Bourse de Lyon a fermé ; un tribunal de Nantes a tranché.", {"Bourse de Lyon", "Nantes"}),
        ("fr", "Le Sénat sans majorité hésite, dit Sophie Arnoux (Horizons).", {"Sénat", "Sophie Arnoux", "Horizons"}),
        # Nobody: storms, indices, competitions, races, common acronyms.
        ("fr", "La tempête Aurore a touché Brest. Aurore faiblit.", {"Brest"}),
        ("en", "The Nikkei and the FTSE 100 fell. He won the Champions League.", set()),
        ("fr", "Il a gagné Paris-Tours, puis la Ligue 1. Le virus grippal hivernal (VGH) circule, le VGH tue.", set()),
        # Products in lower case, by the endings of their substances.
        ("en", "Doctors like zelopritide, sold as Slimova. Zelopritide is dear.", {"zelopritide"}),
        ("fr", "Le ravolimab (Immunex) coûte cher.", {"ravolimab"}),
    ],
)
def test_where_names_begin_and_end(language: str, text: str, expected: set[str]) -> None:
    document = normalize(text, language=language)
    assert {actor.name for actor in document.actors if actor.kind != "GROUP"} == expected


@pytest.mark.parametrize(
    ("language", "text", "name", "kind"),
    [
        ("en", "He trades with Marrow Commodities, a trader in Malta.", "Marrow Commodities", "ORGANIZATION"),
        ("en", "A tally by the broadcaster Kanal 9 put it at ten.", "Kanal 9", "ORGANIZATION"),
        ("en", "Corvex Pro is dear. So is Corvex Enterprise.", "Corvex Pro", "PRODUCT"),
        ("en", "VALDARA, Nov 3 (Reuters) - It rained. Valdara was wet.", "Valdara", "PLACE"),
        ("en", "It hit nearby Ouled Mira and the Tarik valley.", "Ouled Mira", "PLACE"),
        ("en", "Deep Tide, its long-awaited horror game, is late.", "Deep Tide", "PRODUCT"),
        ("en", "Kessler Wassertechnik is for sale. Kessler said so.", "Kessler Wassertechnik", "ORGANIZATION"),
        ("fr", "Le distributeur, Ad Vitam, espère un succès.", "Ad Vitam", "ORGANIZATION"),
        ("fr", "Ses essais, conduits à Libourne, sont finis.", "Libourne", "PLACE"),
        ("fr", "« Les Heures calmes » sortira en mai.", "Les Heures calmes", "PRODUCT"),
    ],
)
def test_kinds_by_what_stands_around(language: str, text: str, name: str, kind: str) -> None:
    document = normalize(text, language=language)
    assert (name, kind) in {(actor.name, actor.kind) for actor in document.actors}
