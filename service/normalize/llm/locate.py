"""Looks up a model's quotes in the text that they are said to be from.

Models rewrite apostrophes, dashes and blanks while they copy. Text and quote are compared in one
spelling of these, and what is found is a span of the text itself: the stored quote is the text's.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Container
from itertools import islice

Range = tuple[int, int]
"""Offsets in the body: start inclusive, end exclusive."""

_SPELLINGS = {
    **dict.fromkeys("’‘‛ʼ′`´", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    "…": "...",
}
_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
_OUTER = " \"'.,;:!?-()[]"
"""What a model may have put around its quote."""


class Locator:
    """The part of `body` within `shown`, ready to be searched."""

    def __init__(self, body: str, shown: Range) -> None:
        self._body = body
        self.shown = shown
        self._folded, self._starts, self._ends = _fold(body, *shown)
        self._known: dict[str, list[Range]] = {}

    def nearest(self, quote: str, near: Range, taken: Container[Range] = ()) -> Range | None:
        """The span of `quote` in `near`, else the closest to it; None when the shown text has none.

        Spans in `taken` are passed over. A span that begins or ends within a word is none, nor is one without words.
        """
        folded = _fold(quote, 0, len(quote))[0].strip()
        for wanted in dict.fromkeys((folded, folded.strip(_OUTER))):
            found = self._nearest(wanted, near, taken) if any(map(str.isalnum, wanted)) else None
            if found is not None:
                return found
        return None

    def _nearest(self, wanted: str, near: Range, taken: Container[Range]) -> Range | None:
        places = self._places(wanted)
        middle = bisect_left(places, (near[0], 0))
        after = next((found for found in islice(places, middle, None) if found not in taken), None)
        if after is not None and after[0] < near[1]:
            return after
        before = next((found for found in reversed(places[:middle]) if found not in taken), None)
        if before is None or after is None:
            return before or after
        return before if near[0] - before[0] <= after[0] - near[1] else after

    def _places(self, wanted: str) -> list[Range]:
        """Every place of `wanted` in order, looked up once: an answer may have the same words often."""
        places = self._known.get(wanted)
        if places is None:
            places = self._known[wanted] = []
            at = self._folded.find(wanted)
            while at >= 0:
                found = self._span(at, len(wanted))
                if self._is_whole(*found):
                    places.append(found)
                at = self._folded.find(wanted, at + 1)
        return places

    def _span(self, at: int, length: int) -> Range:
        return self._starts[at], self._ends[at + length - 1]

    def _is_whole(self, start: int, end: int) -> bool:
        return not (
            (start > 0 and _joined(self._body[start - 1], self._body[start]))
            or (end < len(self._body) and _joined(self._body[end - 1], self._body[end]))
        )


def same_spelling(text: str) -> str:
    """`text` in the one spelling that is compared, without case: for names and words."""
    return _fold(text, 0, len(text))[0].strip().casefold()


def _joined(left: str, right: str) -> bool:
    """Whether two neighbours are of one word, in scripts that put blanks between words."""
    return _cased(left) and _cased(right)


def _cased(character: str) -> bool:
    return character.isdigit() or character.lower() != character.upper()


def _fold(text: str, start: int, end: int) -> tuple[str, list[int], list[int]]:
    """The range in one spelling, and for each of its characters the range of `text` that it stands for."""
    folded: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = start
    while at < end:
        character, after = text[at], at + 1
        if character in _INVISIBLE:
            at = after
            continue
        if character.isspace():
            while after < end and (text[after].isspace() or text[after] in _INVISIBLE):
                after += 1
            piece = " "
        else:
            while after < end and unicodedata.combining(text[after]):
                after += 1
            piece = unicodedata.normalize("NFC", text[at:after]) if after > at + 1 else character
            piece = _SPELLINGS.get(piece, piece)
        # « Words » are set with blanks inside, "words" are not.
        if character == "»" and folded and folded[-1] == " ":
            del folded[-1], starts[-1], ends[-1]
        if not (piece == " " and at > start and text[at - 1] == "«"):
            for part in piece:
                folded.append(part)
                starts.append(at)
                ends.append(after)
        at = after
    return "".join(folded), starts, ends
