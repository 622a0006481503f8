"""Quotations: which tokens stand between which marks, whatever sentence they are in."""

from __future__ import annotations

import msgspec

from service.normalize.tokens import Tokens

_PAIRS = {"«": "»", "“": "”", "„": "“"}
_LONGEST = 400
"""Tokens; a mark that finds no partner within these is taken for a stray one."""


class Quotation(msgspec.Struct, frozen=True):
    """Marks at tokens `opening` and `closing`; the words stand between."""

    opening: int
    closing: int


def find_quotations(tokens: Tokens) -> list[Quotation]:
    """Quotations in order, none inside another."""
    words, text = tokens.word, tokens.text
    marks = [i for i, w in enumerate(words) if w in '«»“”„"']
    found: list[Quotation] = []
    k = 0
    while k < len(marks):
        i = marks[k]
        closing = _PAIRS.get(words[i], '"' if words[i] == '"' else "")
        partner = next((n for n in range(k + 1, len(marks)) if words[marks[n]] == closing), None) if closing else None
        if (
            partner is None
            or marks[partner] - i > _LONGEST
            or (closing == '"' and "\n\n" in text[tokens.end[i] : tokens.start[marks[partner]]])
        ):
            k += 1
            continue
        found.append(Quotation(i, marks[partner]))
        k = partner + 1
    return found
