"""Small closed sets of words, written as they are read."""

from __future__ import annotations


def wordset(text: str) -> frozenset[str]:
    """The words of a text that white space separates."""
    return frozenset(text.split())
