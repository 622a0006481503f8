"""What of a model's answer could not be kept, counted by reason."""

from __future__ import annotations

from collections import Counter
from typing import Literal

Reason = Literal[
    "items of the wrong shape",
    "quotes that are not in the text",
    "actors without a place in the text",
    "names of no actor in the answer",
    "amounts and dates that their quote does not bear out",
    "propositions in words that the article does not have, put in its own words",
    "claims found twice",
]


class Drops:
    """Counts of what was left out; added up over the parts of an article."""

    def __init__(self) -> None:
        self._counts: Counter[Reason] = Counter()

    def add(self, reason: Reason, count: int = 1) -> None:
        """Count something left out."""
        self._counts[reason] += count

    def join(self, other: Drops) -> None:
        """Add what another part left out."""
        self._counts.update(other._counts)

    def note(self) -> str | None:
        """One sentence for the provenance; None when everything was kept."""
        told = [f"{reason} ({count})" for reason, count in sorted(self._counts.items()) if count]
        return f"Left out of the language model's answer: {', '.join(told)}." if told else None
