"""How alike sentences are, by the words that they share (Dice 1945), and which of many may be alike."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

_WORD = re.compile(r"\w+")
_ALIKE = 0.6
"""From which share of words on a sentence is taken for one that has slightly changed."""
_TELLING = 8
"""The rarest words of a sentence by which others are looked up."""
_COMMON = 64
"""Sentences from which on a word tells none of them."""
_LIKELY = 4
"""Sentences that share the most of those words, which are compared."""

Words = frozenset[str]


def words_of(text: str) -> Words:
    """The words of a text, whatever their case."""
    return frozenset(_WORD.findall(text.casefold()))


def alike(one: tuple[Words, Words], other: tuple[Words, Words]) -> float:
    """How alike two claims are by their quotes and texts, up to 2; 0 where neither is alike enough to be the same."""
    quotes, texts = _dice(one[0], other[0]), _dice(one[1], other[1])
    return quotes + texts if max(quotes, texts) >= _ALIKE else 0.0


def share(one: Words, other: Words) -> bool:
    """Whether two texts share enough words to be the same, slightly changed."""
    return _dice(one, other) >= _ALIKE


class Likely:
    """Sentences, to be looked up by the rare words that they share with another."""

    def __init__(self, sentences: Sequence[Words]) -> None:
        self._holding: dict[str, list[int]] = defaultdict(list)
        for place, words in enumerate(sentences):
            for word in words:
                self._holding[word].append(place)

    def of(self, words: Words) -> list[int]:
        """The places of those that may be alike; those of common words only are not among them."""
        held = sorted((len(self._holding[word]), word) for word in words if word in self._holding)
        votes = Counter(place for count, word in held[:_TELLING] if count <= _COMMON for place in self._holding[word])
        return [place for place, _ in votes.most_common(_LIKELY)]


def _dice(one: Words, other: Words) -> float:
    total = len(one) + len(other)
    return 2 * len(one & other) / total if total else 0.0
