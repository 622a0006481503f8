"""Quotations: which tokens stand between which marks, whatever sentence they are in."""

from __future__ import annotations

from bisect import bisect_right

from service.normalize.words.tokens import Tokens
from service.normalize.words.value import Value

_PAIRS = {"«": "»", "“": "”", "„": "“", '"': '"'}
_LONGEST = 400
"""Tokens; a mark that finds no partner within these is taken for a stray one."""


class Quotation(Value, frozen=True):
    """Marks at tokens `opening` and `closing`; the words stand between."""

    opening: int
    closing: int


def find_quotations(tokens: Tokens, marks: list[int]) -> list[Quotation]:
    """Quotations in order, none inside another, of the marks at tokens `marks`."""
    words, text = tokens.word, tokens.text
    places: dict[str, list[int]] = {}
    for i in marks:
        places.setdefault(words[i], []).append(i)
    found: list[Quotation] = []
    behind = 0
    for i in marks:
        closing = _PAIRS.get(words[i])
        if i < behind or closing not in places:
            continue
        k = bisect_right(places[closing], i)
        if k == len(places[closing]) or places[closing][k] - i > _LONGEST:
            continue
        end = places[closing][k]
        if closing == '"' and "\n\n" in text[tokens.end[i] : tokens.start[end]]:
            continue
        found.append(Quotation(i, end))
        behind = end + 1
    return found
