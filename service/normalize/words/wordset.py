"""Small closed sets of words, written as they are read."""

from __future__ import annotations

from collections.abc import Container, Sequence
from itertools import compress


def wordset(text: str) -> frozenset[str]:
    """The words of a text that white space separates."""
    return frozenset(text.split())


def places_of(words: Sequence[str], known: Container[str]) -> list[int]:
    """At which tokens one of the known words stands; no quicker way through a whole text is known in Python."""
    return list(compress(range(len(words)), map(known.__contains__, words)))
