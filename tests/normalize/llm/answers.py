"""An article, and what a good model makes of it."""

from __future__ import annotations

from typing import Any

BODY = (
    "Sam Altman l’a dit mardi : OpenAI n’aurait pas engagé 50 milliards de dollars. "
    "Selon Altman, l’entreprise pourrait quitter Paris.\n\n"
    "« La décision est prise », assure Microsoft."
)


def place(sentence: int, quote: str) -> dict[str, Any]:
    """Words in a sentence."""
    return {"sentence": sentence, "quote": quote}


def actor(name: str, kind: str, *mentions: dict[str, Any], aliases: tuple[str, ...] = ()) -> dict[str, Any]:
    """An actor of an answer."""
    return {"name": name, "kind": kind, "aliases": list(aliases), "mentions": list(mentions)}


def claim(sentence: int, quote: str, text: str | None = None, **more: Any) -> dict[str, Any]:
    """A claim of an answer, asserted by the article if nothing else is said."""
    return {
        "place": place(sentence, quote),
        "text": text or quote,
        "modality": "ASSERTED",
        "polarity": "POSITIVE",
        "attribution": "ARTICLE",
        "claimant": None,
        "unnamed_source": None,
        "subject": None,
        "objects": [],
        "cues": [],
        "amounts": [],
        "dates": [],
        **more,
    }


def good_answer() -> dict[str, Any]:
    """The answer for `BODY`, copied with the straight apostrophes that models like to write."""
    return {
        "actors": [
            actor("Sam Altman", "PERSON", place(1, "Sam Altman"), place(2, "Altman"), aliases=("Altman",)),
            actor("OpenAI", "ORGANIZATION", place(1, "OpenAI"), place(2, "l'entreprise")),
            actor("Paris", "PLACE", place(2, "Paris")),
            actor("Microsoft", "ORGANIZATION", place(3, "Microsoft")),
        ],
        "claims": [
            claim(
                1,
                "OpenAI n'aurait pas engagé 50 milliards de dollars",
                modality="REPORTED",
                polarity="NEGATIVE",
                attribution="ACTOR",
                claimant="Sam Altman",
                subject="OpenAI",
                cues=[
                    {"kind": "MODALITY", "quote": "aurait"},
                    {"kind": "NEGATION", "quote": "pas"},
                    {"kind": "ATTRIBUTION", "quote": "Sam Altman l'a dit"},
                ],
                amounts=[{"quote": "50 milliards de dollars", "value": 5e10, "unit": "USD"}],
            ),
            claim(
                2,
                "l'entreprise pourrait quitter Paris",
                "OpenAI pourrait quitter Paris.",
                modality="POSSIBLE",
                attribution="ACTOR",
                claimant="Altman",
                subject="OpenAI",
                objects=["Paris"],
                cues=[{"kind": "MODALITY", "quote": "pourrait"}],
            ),
            claim(3, '"La décision est prise"', attribution="ACTOR", claimant="Microsoft", modality="REPORTED"),
        ],
    }
