"""One pass over an article's tokens: where the words and marks stand that its reading asks for again and again."""

from __future__ import annotations

from itertools import compress
from operator import not_

import msgspec

from service.normalize.words import tags as t
from service.normalize.words.tokens import Tokens
from service.normalize.words.wordset import places_of, wordset

MADE_KNOWN = wordset("words.token_index.made_known")
_ACCUSING = wordset("words.token_index.accusing")
_TELLING = t.FIN | t.FIN_AMBIGUOUS | t.BASE | t.BE | t.REL | t.SUB | t.REPORT
"""Words that may be finite verbs, open a clause or report."""
_DATED = t.MONTH | t.WEEKDAY | t.RELATIVE_DAY
_ASKED = _TELLING | _DATED | t.NUMBER | t.PRON_SUBJ | t.INF
_SEAMS = frozenset(";:")
_QUOTES = frozenset('«»“”„"')


class TokenIndex(msgspec.Struct):
    """The tokens, in order, that may be finite verbs or open clauses, are numbers, days, marks or pronouns."""

    told: list[int]
    pronouns: list[int]
    numbers: list[int]
    dated: list[int]
    commas: list[int]
    seams: list[int]
    quotes: list[int]
    accusing: list[int]
    made_known: list[int]


def index_tokens(tokens: Tokens) -> TokenIndex:  # noqa: C901
    """Look at every token, without a step of Python for those that nothing is asked of."""
    told: list[int] = []
    pronouns: list[int] = []
    numbers: list[int] = []
    dated: list[int] = []
    commas: list[int] = []
    seams: list[int] = []
    quotes: list[int] = []
    made_known: list[int] = []
    words, low, tags = tokens.word, tokens.low, tokens.tag
    for i in compress(range(len(tags)), map(not_, tags)):
        word = words[i]
        if word == ",":
            commas.append(i)
        elif word in _SEAMS:
            seams.append(i)
        elif word in _QUOTES:
            quotes.append(i)
        elif word[0].isdigit():
            numbers.append(i)
            if len(word) == 4 and word.isdigit():
                dated.append(i)
    for i in compress(range(len(tags)), map(_ASKED.__and__, tags)):
        bits = tags[i]
        if bits & _TELLING:
            told.append(i)
        if bits & t.PRON_SUBJ:
            pronouns.append(i)
        if bits & t.NUMBER:
            numbers.append(i)
        if bits & _DATED:
            dated.append(i)
        if bits & t.INF and low[i] in MADE_KNOWN:
            made_known.append(i)
    numbers.sort()
    dated.sort()
    accusing = [i for i in places_of(low, _ACCUSING) if tags[i] & t.VERB]
    return TokenIndex(told, pronouns, numbers, dated, commas, seams, quotes, accusing, made_known)
