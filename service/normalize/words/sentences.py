"""Where sentences begin and end, as ranges of tokens."""

from __future__ import annotations

import re
from bisect import bisect_left

from service.normalize.words import tags as t
from service.normalize.words.lexicon import Lexicon
from service.normalize.words.tokens import Tokens
from service.normalize.words.value import Value
from service.normalize.words.wordset import places_of

_TERMINAL = frozenset({".", "!", "?", "…", "...", "?!", "!!"})
_CLOSING = frozenset("»”\")]’'")
_OPENING = frozenset('«“"([-–—•*')
_BREAK = re.compile(r"\n[ \t\r]*\n")
_LINE_END = re.compile(r"\n")
_SOFT_LINE = range(50, 110)


_LONGEST = 300
"""Tokens; more without a full stop are a list or a table, cut so that reading takes time in proportion."""


class Sentence(Value, frozen=True):
    """Tokens `first` to `last` (exclusive), with whether it reads like a headline."""

    first: int
    last: int
    headline: bool = False


def _wrapped(text: str) -> bool:
    """Whether the text's lines are cut at a fixed width, so that a line break means nothing."""
    lines = [line.rstrip() for line in text.split("\n") if line.strip()]
    open_lines = [line for line in lines if line[-1] not in '.!?…»”":;']
    return len(open_lines) >= 4 and sum(len(line) in _SOFT_LINE for line in open_lines) > 0.8 * len(open_lines)


def _breaks(text: str) -> set[int]:
    """Offsets of the line breaks that end a sentence whatever the words around them."""
    if _wrapped(text):
        return {m.start() for m in _BREAK.finditer(text)}
    return {m.start() for m in _LINE_END.finditer(text)}


def _ends_here(tokens: Tokens, i: int, lexicon: Lexicon) -> bool:
    """Whether the full stop at token `i` ends a sentence, its closing quotes apart."""
    following, count = i + 1, len(tokens.word)
    while following < count and tokens.word[following] in _CLOSING:
        following += 1
    if following >= count:
        return True
    gap = tokens.start[following] - tokens.end[following - 1]
    word = tokens.word[following]
    if gap == 0 and word not in _OPENING and following == i + 1:
        return False
    if word[0].islower() and word == tokens.low[following]:
        # "xAI", "iPhone" may begin a sentence.
        return False
    if tokens.word[i] == ".":
        before = tokens.low[i - 1] if i else ""
        glued = i > 0 and tokens.end[i - 1] == tokens.start[i]
        if glued and before in lexicon.abbreviations and len(before) < 8:
            return False
        initial = glued and len(before) == 1 and before.isalpha() and tokens.word[i - 1].isupper()
        if before == "x" and i > 1 and tokens.low[i - 2] in {"on", "sur"}:
            return True
        if initial and not tokens.tag[following] & t.OPENER:
            return False
    return True


def _is_headline(tokens: Tokens, first: int, last: int) -> bool:
    if tokens.word[last - 1] in _TERMINAL:
        return False
    words = [w for w in tokens.word[first:last] if w[0].isalpha() and len(w) > 3]
    if len(words) < 4:
        return False
    return sum(w[0].isupper() for w in words) >= 0.8 * len(words)


def split_sentences(tokens: Tokens, lexicon: Lexicon) -> list[Sentence]:
    """The text's sentences in order; every token is in exactly one of them."""
    count = len(tokens)
    if not count:
        return []
    text, words = tokens.text, tokens.word
    ends: set[int] = set()
    for i in places_of(words, _TERMINAL):
        if _ends_here(tokens, i, lexicon):
            j = i + 1
            while j < count and words[j] in _CLOSING and (tokens.start[j] - tokens.end[j - 1] <= 1):
                if words[j] == '"' and tokens.start[j] > tokens.end[j - 1]:
                    break
                j += 1
            ends.add(j)
    ends.update(bisect_left(tokens.start, offset) for offset in _breaks(text))
    ends.discard(0)
    ends.add(count)
    sentences, first = [], 0
    for last in sorted(ends):
        while last - first > _LONGEST:
            sentences.append(Sentence(first, first + _LONGEST))
            first += _LONGEST
        if last > first:
            sentences.append(Sentence(first, last, _is_headline(tokens, first, last)))
        first = last
    return sentences
