"""What the verbs of both languages ask of the words in front of them."""

from __future__ import annotations

from service.normalize.words import tags as t
from service.normalize.words.tokens import Tokens


def after_auxiliary(tags: list[int], i: int) -> bool:
    k = i - 1
    while k >= 0 and i - k < 4 and tags[k] & (t.ADV | t.NEG) and not tags[k] & (t.BE | t.HAVE):
        k -= 1
    return k >= 0 and bool(tags[k] & (t.BE | t.HAVE))


def has_verb(tokens: Tokens, i: int, found: list[bool]) -> bool:
    """Whether the clause that token `i` stands in has had its verb already."""
    for k in range(i - 1, max(-1, i - 25), -1):
        if found[k]:
            return True
        if tokens.word[k] in ',;:.()«»“”"–—' or tokens.tag[k] & (t.REL | t.CONJ):
            return False
    return False


def resumes(tokens: Tokens, i: int, found: list[bool]) -> bool:
    """ "Sinner, banned for a year, pulled out": after the second comma a sentence without a verb gets its verb."""
    commas = 0
    for k in range(i - 1, max(-1, i - 40), -1):
        if found[k] or tokens.word[k] in ".;:!?":
            break
        commas += tokens.word[k] == ","
    else:
        return commas > 1
    return commas > 1 and not found[k]
