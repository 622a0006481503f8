"""What a clause says: by whom, how surely, and whether it is denied."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from service.document import ClaimDraft
from service.normalize import normalize


def claims(text: str, language: str) -> tuple[ClaimDraft, ...]:
    return normalize(text, language=language).claims


@pytest.mark.parametrize(
    ("language", "text", "modality", "polarity"),
    [
        ("fr", "Renault a vendu deux usines.", "ASSERTED", "POSITIVE"),
        ("fr", "Renault aurait vendu deux usines.", "REPORTED", "POSITIVE"),
        ("fr", "Renault vendra deux usines.", "PREDICTED", "POSITIVE"),
        ("fr", "Renault va bientôt vendre deux usines.", "PREDICTED", "POSITIVE"),
        ("fr", "Renault semble prêt à vendre.", "PROBABLE", "POSITIVE"),
        ("fr", "Renault pourrait vendre deux usines.", "POSSIBLE", "POSITIVE"),
        ("fr", "Renault vend peut-être deux usines.", "POSSIBLE", "POSITIVE"),
        ("fr", "Renault n'a pas vendu ses usines.", "ASSERTED", "NEGATIVE"),
        ("fr", "Renault n'a jamais vendu ses usines.", "ASSERTED", "NEGATIVE"),
        ("fr", "Renault ne vend guère ses usines.", "ASSERTED", "NEGATIVE"),
        ("fr", "Renault ne vend que deux usines.", "ASSERTED", "POSITIVE"),
        ("fr", "Aucun acheteur ne veut ces usines.", "ASSERTED", "NEGATIVE"),
        ("fr", "Renault n'a pas manqué de vendre ses usines.", "ASSERTED", "POSITIVE"),
        ("fr", "Cela semble peu probable.", "PROBABLE", "NEGATIVE"),
        ("en", "Renault has sold two plants.", "ASSERTED", "POSITIVE"),
        ("en", "Renault will sell two plants.", "PREDICTED", "POSITIVE"),
        ("en", "Renault is widely expected to sell two plants.", "PREDICTED", "POSITIVE"),
        ("en", "Renault may sell two plants.", "POSSIBLE", "POSITIVE"),
        ("en", "Renault is likely to sell two plants.", "PROBABLE", "POSITIVE"),
        ("en", "Renault seems ready to sell two plants.", "PROBABLE", "POSITIVE"),
        ("en", "Renault has reportedly sold two plants.", "REPORTED", "POSITIVE"),
        ("en", "Renault did not sell its plants.", "ASSERTED", "NEGATIVE"),
        ("en", "Renault failed to sell its plants.", "ASSERTED", "NEGATIVE"),
        ("en", "Renault did not fail to sell its plants.", "ASSERTED", "POSITIVE"),
        ("en", "Renault has never sold a plant.", "ASSERTED", "NEGATIVE"),
        ("en", "Nobody bought the plants.", "ASSERTED", "NEGATIVE"),
        ("en", "Renault cannot sell its plants.", "POSSIBLE", "NEGATIVE"),
        ("en", "Renault not only sold its plants but closed two offices.", "ASSERTED", "POSITIVE"),
    ],
)
def test_modality_and_polarity(language: str, text: str, modality: str, polarity: str) -> None:
    claim = claims(text, language)[0]
    assert (claim.modality, claim.polarity) == (modality, polarity)


@pytest.mark.parametrize(
    ("language", "text", "claimant", "quote"),
    [
        ("fr", "Claire Petit affirme que la crise est finie.", "Claire Petit", "la crise est finie."),
        ("fr", "Selon Claire Petit, la crise est finie.", "Claire Petit", "la crise est finie."),
        ("fr", "La crise est finie, selon Claire Petit.", "Claire Petit", "La crise est finie"),
        ("fr", "« La crise est finie », a déclaré Claire Petit.", "Claire Petit", "La crise est finie"),
        ("fr", "La crise est finie, a ajouté Claire Petit.", "Claire Petit", "La crise est finie"),
        ("fr", "Des sources affirment que la crise est finie.", "UNNAMED", "la crise est finie."),
        ("en", "Claire Petit said that the crisis was over.", "Claire Petit", "the crisis was over."),
        ("en", "Claire Petit said the crisis was over.", "Claire Petit", "the crisis was over."),
        ("en", "According to Claire Petit, an economist, the crisis is over.", "Claire Petit", "the crisis is over."),
        ("en", "The crisis is over, Claire Petit said on Monday.", "Claire Petit", "The crisis is over"),
        ("en", "“The crisis is over,” said Claire Petit, an economist.", "Claire Petit", "The crisis is over"),
        ("en", '"The crisis is over," Claire Petit told Reuters.', "Claire Petit", "The crisis is over"),
        ("en", "Sources close to Renault say the crisis is over.", "UNNAMED", "the crisis is over."),
    ],
)
def test_speaker(language: str, text: str, claimant: str, quote: str) -> None:
    claim = claims(text, language)[0]
    assert (claim.claimant, claim.quote) == (claimant, quote)


@pytest.mark.parametrize(
    ("language", "text", "quotes"),
    [
        ("en", "Tesla grew, but Ford shrank.", ["Tesla grew", "Ford shrank."]),
        ("en", "If prices rise, Tesla could suffer.", ["If prices rise", "Tesla could suffer."]),
        ("fr", "Tesla grandit tandis que Ford recule.", ["Tesla grandit", "tandis que Ford recule."]),
        ("en", "Tesla makes cars and sells batteries.", ["Tesla makes cars and sells batteries."]),
        ("en", "Is Tesla growing? Read more below.", []),
        ("fr", "Lisez aussi notre enquête. Tesla grandit-elle ?", []),
    ],
)
def test_clauses(language: str, text: str, quotes: list[str]) -> None:
    assert [claim.quote for claim in claims(text, language)] == quotes


def test_future_in_the_past_is_predicted() -> None:
    claim = claims("Renault a annoncé mardi qu’il supprimerait 400 postes.", "fr")[0]
    assert (claim.modality, claim.claimant, claim.subject) == ("PREDICTED", "Renault", "Renault")


def test_cues_stand_where_they_say() -> None:
    text = "Renault n’a pas vendu ses usines, selon Claire Petit."
    claim = claims(text, "fr")[0]
    assert {(cue.kind, cue.quote) for cue in claim.cues} == {
        ("NEGATION", "n’"),
        ("NEGATION", "pas"),
        ("ATTRIBUTION", "selon"),
        ("SOURCE", "Claire Petit"),
    }
    assert all(text[cue.start : cue.end] == cue.quote for cue in claim.cues)


def test_a_condition_is_cued_by_its_conjunction() -> None:
    condition, _ = claims("Si Renault vend ses usines, Peugeot attendra.", "fr")
    assert [(cue.quote, cue.kind) for cue in condition.cues] == [("Si", "MODALITY")]


def test_amounts_and_dates() -> None:
    published = datetime(2026, 11, 20, tzinfo=UTC)
    text = "Renault paid $1.5 billion on Tuesday for 12 percent of Novasil, founded on 3 March 2009."
    claim = normalize(text, language="en", published_at=published).claims[0]
    assert [(a.value, a.unit) for a in claim.amounts] == [(1.5e9, "USD"), (12.0, "%")]
    assert [d.date for d in claim.dates] == ["2026-11-17", "2009-03-03"]
