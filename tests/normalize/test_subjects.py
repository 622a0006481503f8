"""Whom a clause is about: apposed names, roles in a house, people by nation, shared subjects."""

from __future__ import annotations

import pytest

from service.document import ClaimDraft
from service.normalize import normalize


def claims(text: str, language: str) -> tuple[ClaimDraft, ...]:
    return normalize(text, language=language).claims


def about(text: str, language: str, beginning: str) -> str | None:
    """The subject of the claim whose quote begins so."""
    (found,) = [claim for claim in claims(text, language) if claim.quote.startswith(beginning)]
    return found.subject


@pytest.mark.parametrize(
    ("language", "text", "beginning", "subject"),
    [
        ("en", "Ann Roe leads Nordia. Her predecessor, Peter Marks, was forced out.", "Her", "Peter Marks"),
        ("en", "Noel Carey sang. Noel Carey's estranged wife, Sara Hale, got a house.", "Noel Carey's", "Sara Hale"),
        ("fr", "Paris a gagné. Côté irlandais, Andy Farrell devra patienter.", "Côté", "Andy Farrell"),
        ("fr", "Jafar Panahi est rentré. Emprisonné deux fois, il a tourné en secret.", "Emprisonné", "Jafar Panahi"),
        ("fr", "Antoine Dupont est rentré. Le capitaine des Bleus a joué deux fois.", "Le capitaine", "Antoine Dupont"),
        ("en", "Kyriakos Mitsotakis spoke. The leader of the Syriza party left.", "The leader", "Kyriakos Mitsotakis"),
        ("en", "Jude Bellingham rested. The England midfielder has not trained.", "The England", "Jude Bellingham"),
        (
            "fr",
            "Luc Roy laisse sa place à Marc Petit. L'ouvreur de l'Olympique Toulousain est blessé.",
            "L'ouvreur",
            "Marc Petit",
        ),
        ("fr", "Luc Roy est rentré. Le demi du Stade Toulousain, 29 ans, a joué.", "Le demi", "Luc Roy"),
        ("fr", "Le parti mise sur Julien Masson. Ce dernier est jeune.", "Ce dernier", "Julien Masson"),
        ("en", "Ann Roe lost to Sara Hale. The latter was injured.", "The latter", "Sara Hale"),
        (
            "fr",
            "Thales a lancé le satellite Sentinel-1D. Le satellite surveillera les glaces.",
            "Le satellite",
            "Sentinel-1D",
        ),
        ("fr", "Luc Roy est rentré. L'international français, blessé, sera absent.", "L'international", "Luc Roy"),
        ("en", "Nordia spoke. The Florida-based airline has filed for protection.", "The Florida", "Nordia"),
        ("fr", "Une équipe menée par Solène Guégan a détecté une planète.", "Une équipe", None),
        ("fr", "Elon Musk a parlé. Il est difficile de savoir où les choses iront.", "Il est", None),
    ],
)
def test_subject(language: str, text: str, beginning: str, subject: str | None) -> None:
    assert about(text, language, beginning) == subject


def test_a_second_verb_that_looks_ahead_is_a_claim_of_the_same_subject() -> None:
    found = claims("Nicolas Sarkozy a été condamné. Il a clamé son innocence et fera appel.", "fr")[1:]
    assert [(claim.text, claim.modality) for claim in found] == [
        ("Nicolas Sarkozy a clamé son innocence.", "ASSERTED"),
        ("Nicolas Sarkozy fera appel.", "PREDICTED"),
    ]
    found = claims("The airline has rejected two leases and will not fly to Boise.", "en")
    assert [(claim.text, claim.polarity) for claim in found] == [
        ("The airline has rejected two leases.", "POSITIVE"),
        ("The airline will not fly to Boise.", "NEGATIVE"),
    ]
    # Two verbs of one outlook stay one claim.
    assert len(claims("Renault fermera Flins et ouvrira Douai.", "fr")) == 1


@pytest.mark.parametrize(
    ("language", "text", "modality", "polarity", "claimant"),
    [
        ("fr", "Renault n'exclut pas de vendre ses usines.", "POSSIBLE", "POSITIVE", "ARTICLE"),
        ("fr", "Renault a par ailleurs annoncé l'ouverture d'une usine.", "ASSERTED", "POSITIVE", "ARTICLE"),
        ("fr", "Le service ne compte plus que quatre malades.", "ASSERTED", "POSITIVE", "ARTICLE"),
        ("fr", "Le maire de Lyon, Marc Petit, demande à être reçu.", "ASSERTED", "POSITIVE", "ARTICLE"),
        ("en", "Renault said plans submitted so far would cut emissions.", "PREDICTED", "POSITIVE", "Renault"),
        ("en", "Renault said touts would be driven out.", "PREDICTED", "POSITIVE", "Renault"),
        ("en", "If Renault folds, fares in Florida may rise.", "CONDITIONAL", "POSITIVE", "ARTICLE"),
        ("fr", "Reste la question du prix.", "ASSERTED", "POSITIVE", "ARTICLE"),
        ("en", "Julio Roe declared an emergency and cancelled a trip.", "ASSERTED", "POSITIVE", "ARTICLE"),
        ("en", "Renault did not rule out selling its plants.", "POSSIBLE", "POSITIVE", "ARTICLE"),
        ("en", "Renault recommended against the sale.", "ASSERTED", "NEGATIVE", "ARTICLE"),
        ("en", "The bank expects inflation to fall.", "PREDICTED", "POSITIVE", "ARTICLE"),
        ("en", "Renault has announced a new plant in Douai.", "ASSERTED", "POSITIVE", "ARTICLE"),
        ("fr", "Renault a annoncé la vente de deux usines.", "ASSERTED", "POSITIVE", "ARTICLE"),
        ("fr", "Renault a fait savoir que deux usines fermeraient.", "PREDICTED", "POSITIVE", "Renault"),
        ("en", "Renault said in a letter that the plant had not closed.", "REPORTED", "NEGATIVE", "Renault"),
        ("en", "Renault said at least 10 plants had been sold.", "REPORTED", "POSITIVE", "Renault"),
        ("fr", "Claire Petit redoute que les usines ne ferment.", "ASSERTED", "POSITIVE", "ARTICLE"),
        ("en", "Claire Petit fears that worse will follow.", "ASSERTED", "POSITIVE", "ARTICLE"),
        ("en", "Renault to cut 500 jobs as sales fall\n\nRenault is in Paris.", "PREDICTED", "POSITIVE", "ARTICLE"),
        (
            "en",
            "Nordia, a partner in Erdogan's coalition, warned that it would leave.",
            "PREDICTED",
            "POSITIVE",
            "Nordia",
        ),
    ],
)
def test_frames_and_outlooks(language: str, text: str, modality: str, polarity: str, claimant: str) -> None:
    claim = claims(text, language)[0]
    assert (claim.modality, claim.polarity, claim.claimant) == (modality, polarity, claimant)


@pytest.mark.parametrize(
    "text",
    [
        "Luc Roy est rentré. « Je gagnerai la course », a confié le cinéaste en recevant le prix de Cate Blanchett.",
        "Luc Roy est rentré. « Je gagnerai la course », a lancé le maire devant des élus réunis au Stade Toulousain.",
        "Luc Roy est rentré. « Je gagnerai la course », a confié le leader de la Fondation Abbé-Pierre à Lyon.",
    ],
)
def test_who_speaks_by_a_role_is_the_person_spoken_of_before(text: str) -> None:
    quoted = claims(text, "fr")[1]
    assert (quoted.claimant, quoted.subject) == ("Luc Roy", "Luc Roy")


@pytest.mark.parametrize(
    ("language", "text", "quote", "claimant"),
    [
        (
            "fr",
            "Les deux produits seraient utiles, avancent les auteurs.",
            "Les deux produits seraient utiles",
            "UNNAMED",
        ),
        ("fr", "Renault indique toutefois avoir vendu 198 camions.", "avoir vendu 198 camions.", "Renault"),
        ("en", "Nordia spoke. If demand holds, Nordia said, sales will grow.", "sales will grow.", "Nordia"),
        ("en", "Renault said fossil fuels were to blame.", "fossil fuels were to blame.", "Renault"),
        ("en", "Renault denied a report that two plants had closed.", "two plants had closed.", "Renault"),
        ("en", "Oasis tickets fly as the Gallaghers bury the hatchet", "as the Gallaghers bury the hatchet", "ARTICLE"),
        ("fr", "Cyclisme : Tadej Pogacar gagne le Tour\n\nIl pleut.", "Tadej Pogacar gagne le Tour", "ARTICLE"),
    ],
)
def test_whose_word_a_clause_is(language: str, text: str, quote: str, claimant: str) -> None:
    (found,) = [claim for claim in claims(text, language) if claim.quote == quote]
    assert found.claimant == claimant
