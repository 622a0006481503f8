"""What one word of a query is: whether it may be a beginning, and which words together may be a name.

What a word means in a language, and which actors it names, Postgres finds out (`claimgraph.typed_query`,
`claimgraph.search_atoms`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

NAME_WORDS_MAX = 6
"""The most words that are looked up together as an actor's name."""
LAST_WORD_MIN = 2
"""The fewest letters that a word must have to match as a beginning."""

_ELISION = re.compile(r"^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)['’](?=\w)", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’]s?$", re.IGNORECASE)
_EDGES = re.compile(r"^\W+|\W+$")
_ENDS_OPEN = re.compile(r"[^\W_]$")


def read_word(typed: str, *, may_go_on: bool) -> tuple[str, Literal["WORD", "BEGINNING"]]:
    """A word without its article, and whether it is meant as a beginning: by its `*`, or since it may go on."""
    text = _ELISION.sub("", typed.lstrip("'’(«"))
    letters = text.rstrip("*")
    if (may_go_on or text.endswith("*")) and len(letters) >= LAST_WORD_MIN and _ENDS_OPEN.search(letters):
        return letters, "BEGINNING"
    return text, "WORD"


def names_in(words: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Every run of neighbouring words that is short enough for a name: its first and last word, and the name."""
    for first in range(len(words)):
        for last in range(first, min(first + NAME_WORDS_MAX, len(words))):
            name = _EDGES.sub("", _POSSESSIVE.sub("", " ".join(words[first : last + 1])))
            if name:
                yield first, last, name
