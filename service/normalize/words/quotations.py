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
    """Quotations in order, none inside another, of the marks at tokens `marks`.

    A quotation within a quotation belongs to the outer one. Where a mark is never closed, but opened again, the
    quotation ends with its paragraph, unless the next paragraph goes on with it, as speech of several has a mark
    before each.
    """
    words = tokens.word
    places: dict[str, list[int]] = {}
    for i in marks:
        places.setdefault(words[i], []).append(i)
    found: list[Quotation] = []
    behind = 0
    for i in marks:
        closing = _PAIRS.get(words[i])
        if i < behind or closing not in places:
            continue
        end = _closed_at(tokens, places, i, closing)
        if end is not None and end - i <= _LONGEST:
            found.append(Quotation(i, end))
            behind = end + 1
    return found


def _closed_at(tokens: Tokens, places: dict[str, list[int]], opening: int, closing: str) -> int | None:
    """The mark that closes the one at token `opening`."""
    k = bisect_right(places[closing], opening)
    if k == len(places[closing]):
        return None
    end = places[closing][k]
    if end - opening > _LONGEST:
        return None
    if closing == tokens.word[opening]:
        return None if _parted(tokens, opening, end, "\n\n") or _opens(tokens, end) else end
    inner = places[tokens.word[opening]]
    again = bisect_right(inner, opening)
    while again < len(inner) and inner[again] < end:
        if _parted(tokens, opening, inner[again]):
            # The next paragraph of a long speech.
            again += 1
            continue
        k += 1
        if k == len(places[closing]) or places[closing][k] - opening > _LONGEST:
            return None
        if _parted(tokens, inner[again], places[closing][k]):
            return None
        end = places[closing][k]
        again += 1
    return end


def _parted(tokens: Tokens, first: int, last: int, mark: str = "\n") -> bool:
    """Whether a paragraph ends between two tokens."""
    return mark in tokens.text[tokens.end[first] : tokens.start[last]]


def _opens(tokens: Tokens, k: int) -> bool:
    """Whether a straight mark stands where one opens: a blank in front of it, and none after."""
    text, start, end = tokens.text, tokens.start[k], tokens.end[k]
    return text[start - 1 : start].isspace() and text[end : end + 1].isalnum()
