"""Which French words are finite verbs here: by their form, their neighbours, or the pronoun in front."""

from __future__ import annotations

import re
from collections.abc import Iterable

from service.normalize.verbs.finite_shared import after_auxiliary, has_verb, resumes
from service.normalize.words import tags as t
from service.normalize.words.token_index import TokenIndex
from service.normalize.words.tokens import Tokens
from service.normalize.words.wordset import phrasemap, wordset

_POINTING = wordset("verbs.finite.pointing", "fr")
_FREE_CLITICS = wordset("verbs.finite.free_clitics", "fr")
PRONOUN_ENDINGS = phrasemap("verbs.finite.pronoun_endings", "fr")
_TENSED = (
    (re.compile(r"(?:erai|irai|rai|erons|irons|rons|erez|irez|rez)$"), t.FUTURE),
    (re.compile(r"(?:rais|rions|riez)$"), t.CONDITIONAL),
)
"""Forms of the first and second person, which no table holds."""
_MAYBE = t.FIN | t.FIN_AMBIGUOUS | t.BASE | t.BE


def finite_verbs(
    tokens: Tokens, seen: TokenIndex, named: list[bool], _shouting: Iterable[range]
) -> tuple[list[bool], list[int]]:
    """For each token whether it is a finite verb of its clause, and which are verbs only by their pronoun.

    `named` tells which tokens are parts of names; headlines need no care, having no capitals of their own.
    """
    found = [False] * len(tokens.word)
    tags = tokens.tag
    for i in seen.told:
        if tags[i] & _MAYBE and not named[i]:
            found[i] = _is_finite(tokens, i, tags[i], named, found)
    return found, _follow_pronouns(tokens, seen.pronouns, found)


def _is_finite(tokens: Tokens, i: int, bits: int, named: list[bool], found: list[bool]) -> bool:  # noqa: C901
    tags, low = tokens.tag, tokens.low
    left = i - 2 if i > 1 and tokens.word[i - 1] in "«“" and tokens.word[i - 2][0].isalnum() else i - 1
    before = tags[left] if i and not named[left] else 0
    prior = low[left] if i else ""
    if bits & t.FIN and not bits & t.FIN_AMBIGUOUS:
        if low[i] == "est" and prior == "l'":
            return False
        if low[i] == "soit" and (prior == "," or i == 0):
            # « 40 millions, soit le double »
            return False
        if low[i] == "a" and tokens.word[i] == "A":
            return False
        return prior in {"ce", "tout"} or not (before & t.DET and not before & t.CLITIC)
    if not bits & t.FIN_AMBIGUOUS:
        return False
    if low[i] in {"reste", "restent"} and tokens.word[i][0].isupper() and i + 1 < len(tokens.word):
        # « Reste la question du prix. », « Reste, à Lyon, le cas Roy », « Reste Google »
        return bool(tags[i + 1] & t.DET) or tokens.word[i + 1] == "," or named[i + 1]
    if before & t.PRON_SUBJ or prior in {"ne", "n'", "qui"} or prior in _FREE_CLITICS or prior in _POINTING:
        return True
    if after_auxiliary(tags, i) or before & (t.DET | t.PREP):
        return False
    after = tags[i + 1] if i + 1 < len(tokens.word) else 0
    following = low[i + 1] if i + 1 < len(tokens.word) else ""
    opens_complement = bool(
        after & (t.DET | t.PREP | t.ADV | t.NEG | t.INF | t.PART | t.NUMBER | t.ADJ)
    ) or following in {
        "que",
        "qu'",
        ":",
        "«",
        "-t-il",
        "-il",
        "-elle",
    }
    if following.startswith("-"):
        # « dit-elle »
        return True
    if following == "par" and (bits & t.PART or prior == ","):
        return False
    if i and named[i - 1]:
        return opens_complement or not bits & t.NOUN
    if before & (t.NOUN | t.ADJ | t.DEMONYM) or (not before and prior.isalpha()):
        if bits & t.NOUN and following in {"de", "d'", "du", "des"}:
            return False
        loose = before & t.NOUN and not bits & (t.PART | t.TITLE | t.ADJ)
        return opens_complement or (bool(loose) and not has_verb(tokens, i, found))
    if (
        prior in {",", "»", "”"}
        and bits & t.POSTPOSABLE
        and i + 1 < len(tokens.word)
        and (named[i + 1] or after & (t.DET | t.TITLE))
    ):
        return not bits & t.PART or bool(after & t.DET)
    if prior == "," and opens_complement and not bits & t.PART and resumes(tokens, i, found):
        return True
    if prior in {",", ")", "»", "et", "mais", "puis"}:
        return (
            opens_complement
            and (not bits & t.NOUN or following in {"que", "qu'"} or bool(after & t.DET and not after & t.PREP))
            and not bits & t.PART
        )
    return False


def _follow_pronouns(tokens: Tokens, pronouns: list[int], found: list[bool]) -> list[int]:
    """« Je ne pleurerai pas », « j'y vois un aveu »: right after a subject pronoun stands its verb."""
    low, tags = tokens.low, tokens.tag
    never = t.PREP | t.CONJ | t.NUMBER | t.REL | t.SUB
    more: list[int] = []
    for i in pronouns:
        if low[i] not in PRONOUN_ENDINGS:
            continue
        if i and tags[i - 1] & t.PREP:
            continue
        k = i + 1
        while k < len(low) and (tags[k] & t.CLITIC or low[k] in {"ne", "n'"}) and not found[k]:
            k += 1
        if k >= len(low) or found[k] or not low[k].endswith(PRONOUN_ENDINGS[low[i]]) or tags[k] & never:
            continue
        if k > i + 1 and tags[k - 1] & t.DET and tags[k] & t.NOUN and low[i] not in {"je", "j'"}:
            continue
        found[k] = tokens.word[k].islower()
        tensed = next((mood for ending, mood in _TENSED if ending.search(low[k])), 0)
        if found[k]:
            more.append(k)
            if not tags[k] & (t.BE | t.HAVE):
                tags[k] |= t.FIN | tensed
    return more
