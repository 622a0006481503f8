"""Names as news writes them."""

from __future__ import annotations

import pytest

from service.normalize import normalize


def names(text: str, language: str) -> dict[str, set[str]]:
    document = normalize(text, language=language)
    return {actor.name: set(actor.aliases) for actor in document.actors}


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("fr", "Dominique de Villepin a quitté Paris.", {"Dominique de Villepin", "Paris"}),
        ("en", "Ursula van der Leyden met Charles de Gaulle.", {"Ursula van der Leyden", "Charles de Gaulle"}),
        ("fr", "Les salariés quittent l’entreprise d’OpenAI et l'OpenAI d'hier.", {"OpenAI"}),
        ("en", "Apple's shares fell and Tesla’s rose.", {"Apple", "Tesla"}),
        (
            "en",
            "Microsoft CEO Satya Nadella met President Emmanuel Macron.",
            {"Microsoft", "Satya Nadella", "Emmanuel Macron"},
        ),
        ("fr", "Le PDG d'EDF Luc Rémont a parlé.", {"EDF", "Luc Rémont"}),
        ("fr", "M. Dupont et Mme Durand-Leroy ont voté.", {"Dupont", "Durand-Leroy"}),
        ("fr", "Il a publié un message sur X lundi.", {"X"}),
        ("en", "George W. Bush met J. K. Rowling in the U.S. on Monday.", {"George W. Bush", "J. K. Rowling", "U.S."}),
        ("en", "The new GPT-4 and the iPhone 15 sold well.", {"GPT-4", "iPhone 15"}),
        ("fr", "Le ministre de l'Intérieur Gérald Fontanel est venu.", {"Gérald Fontanel"}),
        ("fr", "Le ministère de l’Économie a parlé.", {"ministère de l’Économie"}),
        ("en", "The London-based firm hired in May.", {"London"}),
        (
            "en",
            "The University of California and the Bank of England agreed.",
            {"University of California", "Bank of England"},
        ),
        (
            "fr",
            "L'Agence spatiale européenne et la Banque de France ont signé.",
            {"Agence spatiale européenne", "Banque de France"},
        ),
        ("en", "Procter & Gamble sued Johnson & Johnson.", {"Procter & Gamble", "Johnson & Johnson"}),
        ("en", "The U.S. Justice Department sued Google.", {"U.S. Justice Department", "Google"}),
        ("en", "The Food and Drug Administration agreed.", {"Food and Drug Administration"}),
        ("en", "Home Depot cut jobs, Health Secretary Wes Streeting said.", {"Home Depot", "Wes Streeting"}),
        ("en", "Secretary of State Antony Blinken met Stephen King.", {"Antony Blinken", "Stephen King"}),
        ("en", "She has Alzheimer’s disease. The Alzheimer’s Association helps.", {"Alzheimer’s Association"}),
        ("en", "Co-owner Jim Ratcliffe met MPs at the Africa Cup of Nations.", {"Jim Ratcliffe"}),
        ("en", "The Chinese-founded startup is called Manus.", {"Manus"}),
        ("fr", "La cour d’appel de Paris a tranché.", {"cour d’appel de Paris"}),
        ("fr", "Clara Chappaz, la ministre déléguée au Numérique, a parlé.", {"Clara Chappaz"}),
        ("fr", "Selon Médecins sans frontières, il est mort.", {"Médecins sans frontières"}),
        ("fr", "Le parti Horizons d’Édouard Philippe hésite.", {"Horizons", "Édouard Philippe"}),
        (
            "fr",
            "Thierry Breton préside le Conseil supérieur de la magistrature (CSM).",
            {"Thierry Breton", "Conseil supérieur de la magistrature"},
        ),
    ],
)
def test_names(language: str, text: str, expected: set[str]) -> None:
    found = normalize(text, language=language).actors
    assert {actor.name for actor in found if actor.kind != "GROUP"} == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Shares fell on Monday. Analysts were worried. However, nobody sold. Officials said nothing."),
        ("fr", "Interrogés mardi, les élus ont parlé. Cependant, rien ne bouge. Le PIB de janvier recule."),
        ("en", "The CEO said AI and GDP matter. Yesterday he left. French and German voters agree."),
    ],
)
def test_sentence_openers_and_common_acronyms_are_no_names(language: str, text: str) -> None:
    assert names(text, language) == {}


def test_acronym_is_an_alias() -> None:
    text = "The European Central Bank (ECB) met. The ECB kept rates. La BCE aussi."
    assert names(text, "en")["European Central Bank"] >= {"ECB"}


def test_acronym_without_parentheses_is_found_by_initials() -> None:
    found = names("La Banque centrale européenne hésite. La BCE attend.", "fr")
    assert found == {"Banque centrale européenne": {"BCE"}}


def test_surname_stands_for_the_person() -> None:
    document = normalize("Sam Altman left OpenAI. Altman will return, and Sam is happy.", language="en")
    altman = next(a for a in document.actors if a.name == "Sam Altman")
    assert [m.quote for m in altman.mentions] == ["Sam Altman", "Altman", "Sam"]


def test_company_stands_for_the_organization() -> None:
    document = normalize("Novasil cut 40 jobs. The company employs 900 people.", language="en")
    assert [m.quote for m in document.actors[0].mentions] == ["Novasil", "The company"]
    assert document.claims[1].subject == "Novasil"


def test_groups_of_an_organization() -> None:
    document = normalize("Le conseil d’administration d’OpenAI hésite. OpenAI se tait.", language="fr")
    groups = [a.name for a in document.actors if a.kind == "GROUP"]
    assert groups == ["conseil d’administration d’OpenAI"]
    assert document.claims[0].subject == groups[0]


@pytest.mark.parametrize(
    ("language", "text", "name", "alias"),
    [
        ("en", "Manchester United lost. United sacked the coach on Sunday.", "Manchester United", "United"),
        ("en", "Real Madrid won again. Madrid are top of the table.", "Real Madrid", "Madrid"),
        ("en", "Dayton Freight Lines paid. Dayton Freight did not comment.", "Dayton Freight Lines", "Dayton Freight"),
        ("fr", "La Réserve fédérale américaine (Fed) a baissé ses taux.", "Réserve fédérale américaine", "Fed"),
    ],
)
def test_short_forms_of_houses(language: str, text: str, name: str, alias: str) -> None:
    assert alias in names(text, language)[name]


def test_a_party_in_parentheses_is_no_alias_of_its_member() -> None:
    assert names("Laurent Wauquiez (LR) a voté.", "fr") == {"Laurent Wauquiez": set(), "LR": set()}


@pytest.mark.parametrize(
    ("language", "text", "product"),
    [
        ("en", "He uses a chatbot called Grok every day.", "Grok"),
        ("en", "She asked the Claude chatbot.", "Claude"),
        ("en", "Apple sold the iPhone 15 in May.", "iPhone 15"),
        ("fr", "La société a lancé son agent conversationnel Mirabelle.", "Mirabelle"),
        ("fr", "Il vend le modèle Tempo.", "Tempo"),
        ("fr", "Elle installe Windows 11 et Gemini 3 Pro.", "Gemini 3 Pro"),
    ],
)
def test_products_by_what_is_called_so(language: str, text: str, product: str) -> None:
    kinds = {actor.name: actor.kind for actor in normalize(text, language=language).actors}
    assert kinds[product] == "PRODUCT"
