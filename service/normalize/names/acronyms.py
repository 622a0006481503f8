"""What an acronym in parentheses stands for: "Medicines and Healthcare products Regulatory Agency (MHRA)"."""

from __future__ import annotations

from service.normalize.words import tags as t
from service.normalize.words.tokens import Tokens
from service.normalize.words.value import Value
from service.normalize.words.wordset import wordset

_SMALL = wordset("names.acronyms.small")
_LONGEST = 14


class Spelled(Value, frozen=True):
    """Tokens `first` to `last` (exclusive) whose initials are those of the acronym at token `acronym`."""

    first: int
    last: int
    acronym: int
    named: bool
    """Whether the words are written as a name; « virus respiratoire syncytial (VRS) » are not."""


def spelled_acronyms(tokens: Tokens, capital: list[bool]) -> list[Spelled]:
    """The long forms of the acronyms in parentheses that their initials spell, in text order."""
    words = tokens.word
    found = []
    for k in [k for k, word in enumerate(words) if word == "(" and k + 2 < len(words) and words[k + 2] == ")"]:
        letters = words[k + 1]
        if not (2 < len(letters) <= 8 and letters.isalpha() and letters[0].isupper()) or not k:
            continue
        first = _spelled_from(tokens, k, letters.lower(), capital)
        if first is not None:
            institution = tokens.tag[first] & (t.ORG_HEAD | t.INSTITUTION)
            named = any(capital[i] for i in range(first, k)) or bool(institution)
            found.append(Spelled(first, k, k + 1, named))
    return found


def _spelled_from(tokens: Tokens, last: int, letters: str, capital: list[bool]) -> int | None:
    """The first token of the words in front of `last` whose initials spell `letters`: the nearest that fits."""
    low = tokens.low
    for first in range(last - 1, max(-1, last - 1 - _LONGEST), -1):
        if not low[first][0].isalnum() and low[first] not in {"&", "'", "'s", "-", "l'", "d'"}:
            return None
        if low[first][0] == letters[0] and low[first] not in _SMALL and spells(low[first:last], letters):
            # "the Agency for Medicines (AM)": a name begins with a capital or is one word in lower case throughout.
            return first if capital[first] or not any(capital[first:last]) else None
    return None


def spells(words: list[str], letters: str) -> bool:
    """Whether `letters` are initials of the words in this order, small words and a few others left out."""
    matched, left_out = 0, 0
    for word in words:
        if matched < len(letters) and word[0] == letters[matched]:
            matched += 1
        elif word not in _SMALL:
            left_out += 1
    return matched == len(letters) and left_out <= len(letters) // 2
