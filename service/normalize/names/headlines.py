"""Names in headlines, where every word has a capital: those that the text has elsewhere."""

from __future__ import annotations

from collections.abc import Iterable

from service.normalize.words.tokens import Tokens


def names_in_headlines(
    headlines: Iterable[range], tokens: Tokens, capital: list[bool], named: Iterable[range]
) -> list[tuple[int, int]]:
    """The places, as tokens (first, after the last), where a headline repeats a name of `named`, longest first."""
    low = tokens.low
    known: dict[str, set[tuple[str, ...]]] = {}
    for name in named:
        known.setdefault(low[name.start], set()).add(tuple(low[name.start : name.stop]))
    found: list[tuple[int, int]] = []
    for headline in headlines:
        behind = headline.start
        for i in headline:
            if i < behind or not capital[i] or low[i] not in known:
                continue
            fitting = [len(words) for words in known[low[i]] if tuple(low[i : i + len(words)]) == words]
            if fitting:
                behind = i + max(fitting)
                found.append((i, behind))
    return found
