"""The sentences that carry claims in the synthetic corpus.

`{S}` stands for the subject, `{C}` for the claimant, `{O}` for another actor and `{w}` for words of the
language. What stands before `|` is said around the claim and not part of its quote.
"""

from __future__ import annotations

import msgspec


class Template(msgspec.Struct, frozen=True, kw_only=True):
    """One way to put a claim forward; `cues` are (kind, words) as they stand in the pattern."""

    pattern: str
    modality: str
    polarity: str = "POSITIVE"
    attribution: str = "ARTICLE"
    unnamed_source: str | None = None
    cues: tuple[tuple[str, str], ...] = ()


def _template(pattern: str, modality: str, *cues: str, negative: bool = False, unnamed: str | None = None) -> Template:
    attribution = "UNNAMED" if unnamed else "ACTOR" if "{C}" in pattern else "ARTICLE"
    return Template(
        pattern=pattern,
        modality=modality,
        polarity="NEGATIVE" if negative else "POSITIVE",
        attribution=attribution,
        unnamed_source=unnamed,
        cues=tuple((kind, words) for kind, _, words in (cue.partition(" ") for cue in cues)),
    )


TEMPLATES = {
    "fr": (
        _template("{S} a {w}", "ASSERTED"),
        _template("{S} a {w} avec {O}", "ASSERTED"),
        _template("{S} n’a pas {w}", "ASSERTED", "NEGATION n’a pas", negative=True),
        _template("Selon {C}, |{S} aurait {w}", "REPORTED", "ATTRIBUTION Selon", "MODALITY aurait"),
        _template("{C} affirme que |{S} aurait {w}", "REPORTED", "ATTRIBUTION affirme", "MODALITY aurait"),
        _template(
            "Selon des proches du dossier, |{S} aurait {w}",
            "REPORTED", "ATTRIBUTION Selon", "MODALITY aurait", unnamed="des proches du dossier",
        ),
        _template("{S} semble {w}", "PROBABLE", "MODALITY semble"),
        _template("{S} pourrait {w} face à {O}", "POSSIBLE", "MODALITY pourrait"),
        _template("{C} estime que |{S} pourrait {w}", "POSSIBLE", "ATTRIBUTION estime", "MODALITY pourrait"),
        _template("Si le marché {w}, |{S} devrait suivre", "CONDITIONAL", "MODALITY devrait"),
        _template("{S} va {w}", "PREDICTED", "MODALITY va"),
    ),
    "en": (
        _template("{S} has {w}", "ASSERTED"),
        _template("{S} has {w} with {O}", "ASSERTED"),
        _template("{S} did not {w}", "ASSERTED", "NEGATION did not", negative=True),
        _template("According to {C}, |{S} had {w}", "REPORTED", "ATTRIBUTION According to"),
        _template("{C} said that |{S} had {w}", "REPORTED", "ATTRIBUTION said"),
        _template(
            "People close to the matter say that |{S} had {w}",
            "REPORTED", "ATTRIBUTION say", unnamed="People close to the matter",
        ),
        _template("{S} seems to {w}", "PROBABLE", "MODALITY seems"),
        _template("{S} could {w} against {O}", "POSSIBLE", "MODALITY could"),
        _template("{C} believes that |{S} may {w}", "POSSIBLE", "ATTRIBUTION believes", "MODALITY may"),
        _template("If the market {w}, |{S} should follow", "CONDITIONAL", "MODALITY should"),
        _template("{S} will {w}", "PREDICTED", "MODALITY will"),
    ),
}  # fmt: skip

SIGN_OFF = {"fr": "Avec l’agence Novapresse.", "en": "With the Novapresse agency."}

_LEVELS = {"ASSERTED": "CT", "PROBABLE": "PR", "PREDICTED": "PR", "POSSIBLE": "PS"}


def factuality(modality: str, polarity: str) -> str:
    """FactBank's value of a claim (the table in the constraint `claim_factuality_follows`)."""
    level = _LEVELS.get(modality)
    return f"{level}_{'PLUS' if polarity == 'POSITIVE' else 'MINUS'}" if level else "UNDERSPECIFIED"
