"""Which language a text is in; the neighbours' are not taken for French or English."""

from __future__ import annotations

import pytest

from service.normalize import normalize
from service.normalize.words import language
from service.normalize.words.language import detect_language

GOVERNMENTS = {
    "fr": "Le gouvernement a annoncé lundi que les négociations avec les syndicats sur la réforme des retraites se"
    " poursuivront tout le mois de janvier et qu’il n’y aura pas de changement dans la loi avant un accord.",
    "en": "The government announced on Monday that talks with unions on the reform of pensions will go on throughout"
    " January and that there will be no change to the law until the parties have reached an agreement.",
    "es": "El gobierno anunció el lunes que las negociaciones con los sindicatos para la reforma de las pensiones"
    " continuarán durante todo el mes de enero y que no habrá cambios en la ley hasta que lleguen a un acuerdo.",
    "it": "Il governo ha annunciato lunedì che le trattative con i sindacati per la riforma delle pensioni"
    " continueranno per tutto il mese di gennaio e che non ci saranno modifiche alla legge fino a un accordo.",
    "pt": "O governo anunciou na segunda-feira que as negociações com os sindicatos para a reforma da previdência"
    " vão continuar durante todo o mês de janeiro e que não haverá mudanças na lei até que haja um acordo.",
    "ca": "El govern va anunciar dilluns que les negociacions amb els sindicats per a la reforma de les pensions"
    " continuaran durant tot el mes de gener i que no hi haurà canvis en la llei fins que hi hagi un acord.",
    "oc": "Lo govèrn anoncièt diluns que las negociacions amb los sindicats per la refòrma de las retiradas"
    " contunharàn tot lo mes de genièr e que i aurà pas cap de cambiament dins la lei fins a un acòrd.",
    "nl": "De regering heeft maandag aangekondigd dat de onderhandelingen met de vakbonden over de hervorming van de"
    " pensioenen de hele maand januari zullen doorgaan en dat er geen wijzigingen in de wet zullen komen.",
    "de": "Die Regierung kündigte am Montag an, dass die Verhandlungen mit den Gewerkschaften über die Reform der"
    " Renten den ganzen Januar über andauern werden und dass es keine Änderungen am Gesetz geben wird.",
}


@pytest.mark.parametrize("code", GOVERNMENTS)
def test_a_sentence_of_news_is_told_by_its_language(code: str) -> None:
    assert detect_language(GOVERNMENTS[code]) == code


def test_plain_french_and_english_need_no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    def never() -> None:
        raise AssertionError("the model was asked")

    monkeypatch.setattr(language, "_identifier", never)
    names = (
        "« Nous n’avons rien volé », a déclaré l’entraîneuse Claire Dumontel après la rencontre. L’Étoile d’Ardelles"
        " affrontera le Racing de Montclar le 16 mai, à Brévan, dans un stade qui affiche complet depuis dix jours."
    )
    assert detect_language(names) == "fr"
    assert detect_language(GOVERNMENTS["en"]) == "en"


@pytest.mark.parametrize("text", ["", "ok", "12 345 678 — 90 %", "Ann Roe"])
def test_too_little_to_tell(text: str) -> None:
    assert detect_language(text) == "und"


GERMAN = (
    "Der Konzern hat am Montag in Berlin mitgeteilt, dass das Unternehmen seine Preise erhöhen will. Die Regierung"
    " begrüßte den Schritt und kündigte an, die Regeln für solche Fälle im Herbst noch einmal zu prüfen. "
)
ENGLISH = (
    "The company said on Monday that it would raise its prices in the spring. The government welcomed the step and"
    " said that it was going to look at the rules for such cases again in the autumn of this year. "
)


@pytest.mark.parametrize(
    ("text", "declared", "read"),
    [
        (GERMAN * 3, "en", "de"),
        (GERMAN * 3, "de", "de"),
        (ENGLISH * 3, "de", "en"),
        (ENGLISH * 3, "en-GB", "en-GB"),
        ("Handtuch kaputt.", "en", "en"),
        (ENGLISH * 3 + GERMAN, "en", "en"),
    ],
)
def test_a_sufficient_text_tells_its_language_better_than_who_declares_it(text: str, declared: str, read: str) -> None:
    document = normalize(text, language=declared)
    assert document.article.language == read
    noted = [note for note in document.provenance.notes if "declared" in note]
    assert noted == (
        [f"Its language was declared as {declared!r}, but it is written in {read!r}."] if read != declared else []
    )
