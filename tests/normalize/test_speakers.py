"""Who speaks and who is meant, as far as the text makes it sure; nobody else."""

from __future__ import annotations

import pytest

from service.document import ClaimDraft
from service.normalize import normalize


def claims(text: str, language: str) -> tuple[ClaimDraft, ...]:
    return normalize(text, language=language).claims


@pytest.mark.parametrize(
    ("language", "text", "claimant"),
    [
        ("en", "Mr. Marlow, a former aide, said the port would close.", "Marlow"),
        ("en", "The CGTX union denied that it had closed the port.", "CGTX"),
        ("en", "📣 Ann Marlow said the port would close.", "Ann Marlow"),
        ("en", "EXCLUSIVE: Ann Marlow said the port would close.", "Ann Marlow"),
        ("en", "It was reported that the port would close.", "UNNAMED"),
        ("en", "The port is reported to have closed.", "UNNAMED"),
        ("en", "The port has reportedly closed.", "UNNAMED"),
        ("en", "The study estimates that sales will fall.", "UNNAMED"),
        ("fr", "L'étude estime que les ventes baisseront.", "UNNAMED"),
        ("fr", "Il a été annoncé que le port fermerait.", "UNNAMED"),
        ("fr", "Le port aurait fermé en mai.", "UNNAMED"),
        ("fr", "La firme viserait deux millions d'euros.", "UNNAMED"),
    ],
)
def test_claimant(language: str, text: str, claimant: str) -> None:
    (claim,) = claims(text, language)
    assert claim.claimant == claimant


@pytest.mark.parametrize(
    ("language", "text", "claimants"),
    [
        ("en", "Ann Roe, Bo Doe and Cy Poe said the port would close.", ("Ann Roe", "Bo Doe", "Cy Poe")),
        ("en", "Ann Roe of Nordia and Bo Doe told us that the port would close.", ("Ann Roe", "Bo Doe")),
        ("fr", "Luc Roy, Jean Morel et Éva Blanc affirment qu'il fermera.", ("Luc Roy", "Jean Morel", "Éva Blanc")),
        ("en", "Nordia chief Ann Roe and the minister said the port would close.", ()),
        ("en", "Ann Roe said the port and the dock would close.", ()),
    ],
)
def test_all_who_say_it(language: str, text: str, claimants: tuple[str, ...]) -> None:
    (claim,) = claims(text, language)
    assert claim.claimants == claimants


@pytest.mark.parametrize(
    ("language", "text", "modality"),
    [
        ("fr", "Un effondrement bouleverserait les marchés.", "CONDITIONAL"),
        ("fr", "L'effondrement du secteur bouleverserait les marchés.", "CONDITIONAL"),
        ("fr", "Le port ne peut que fermer.", "ASSERTED"),
        ("en", "The port must have closed.", "PROBABLE"),
        ("en", "The port could worsen the smog.", "POSSIBLE"),
    ],
)
def test_modality(language: str, text: str, modality: str) -> None:
    (claim,) = claims(text, language)
    assert (claim.modality, claim.claimant, claim.polarity) == (modality, "ARTICLE", "POSITIVE")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Si vous suivez l'actualité, vous savez que le port ferme."),
        ("en", "If you follow the news, you know the port closed."),
    ],
)
def test_who_speaks_to_readers_claims_nothing(language: str, text: str) -> None:
    assert claims(text, language) == ()


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Bo Doe, the driver, met Nordia. “We are late,” he said.", "We are late."),
        ("Nordia bought the port. The talks were long. It rained.", "It rained."),
        ("Nordia bought the port. The talks were long. They ended.", "They ended."),
    ],
)
def test_what_is_not_sure_stays_as_it_was_written(text: str, kept: str) -> None:
    claim = claims(text, "en")[-1]
    assert (claim.subject, claim.text) == (None, kept)


def test_what_is_sure_is_named() -> None:
    claim = claims("The Nordia union met. Its leader, Ann Marlow, left. She was late.", "en")[-1]
    assert (claim.subject, claim.text) == ("Ann Marlow", "Ann Marlow was late.")
