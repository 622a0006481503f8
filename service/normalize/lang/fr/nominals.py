"""French noun phrases: the noun in front, its complements, the name beside it."""

from __future__ import annotations

import re

import msgspec

from service.normalize.phrases.discourse import Scene
from service.normalize.phrases.nouns import (
    PARTITIVE,
    PLURALS,
    POSSESSIVES,
    REGARD,
    TOWARDS,
    Nominal,
    counts,
    is_person_noun,
)
from service.normalize.words import tags as t
from service.normalize.words.tokens import Tokens
from service.normalize.words.wordset import wordset

_AHEAD = wordset("phrases.nominals.ahead", "fr")
_CASES = wordset("phrases.nominals.cases", "fr")
_FEMININE = wordset("phrases.nominals.feminine", "fr")
_MISTER = wordset("phrases.nominals.mister", "fr")
_BEHIND_MISTER = wordset("phrases.nominals.behind_mister", "fr")
_MISTER_BEFORE = _MISTER | {"."}
_MASCULINE = wordset("phrases.nominals.masculine", "fr")
_FEMININE_ENDING = re.compile(r"(?:tion|sion|té|ure|ence|ance|ée|ise|esse|ette|ique|trice|euse)$")
_MASCULINE_ENDING = re.compile(r"(?:ment|age|isme|eau|teur|eur|ier|oir)$")
_HOUSES = wordset("phrases.nominals.houses", "fr")
_COUNTED = t.DET | t.NUMBER
_LEADING_ON = t.PREP | t.REL | t.CONJ | t.SUB
_NOUNS = t.NOUN | t.TITLE | t.ORG_HEAD | t.INSTITUTION | t.ORG_CUE | t.PRODUCT_CUE
_NO_NOUNS = t.DET | t.PREP | t.ADV | t.CONJ | t.PRON | t.NUMBER | t.ADJ | t.NEG | t.PRON_SUBJ | t.CLITIC | t.PART


def read_french(scene: Scene, start: int, last: int) -> Nominal:  # noqa: C901
    tokens, cast = scene.tokens, scene.cast
    low, tags = tokens.low, tokens.tag
    head: int | None = None
    pronoun: str | None = None
    plural: bool | None = None
    feminine: bool | None = None
    i = start
    while i < last:
        index = cast.at.get(i)
        if index is not None:
            end = cast.ends[i]
            if head is None or _apposes(scene, head, index) or _quoted_before(scene, i, index):
                person = scene.actor(index).kind == "PERSON"
                return Nominal(end - 1, index, None, pronoun, person, scene.actor(index).plural or None, feminine, end)
            return Nominal(head, None, index, pronoun, is_person_noun(scene, head), plural, feminine, end)
        word, bits = low[i], tags[i]
        if head is None and (
            word in _MISTER or (word in _BEHIND_MISTER and i > start and low[i - 1] in _MISTER_BEFORE)
        ):
            # « M. d'Arbelles »
            i += 1
            continue
        if word in POSSESSIVES:
            pronoun = word
        if word in PLURALS or (bits & t.NUMBER and word not in {"un", "une"}):
            plural = True
        elif head is None and feminine is None and (word in _FEMININE or word in _MASCULINE):
            feminine, plural = word in _FEMININE, False
        if _ends_french(tokens, i, start, head):
            break
        if head is None and _heads_french(tokens, i, bits) and not _qualifies_ahead(scene, i, last):
            head = i
        i += 1
    if head is None:
        counted = i < last and low[i] in {"de", "d'", "des", "du"} and counts(scene, start, i, None)
        if counted:
            return msgspec.structs.replace(read_french(scene, i + 1, last), plural=True)
        return Nominal(None, None, None, pronoun, False, plural, feminine, i)
    if feminine is None and plural is not True:
        feminine = _gender(low[head])
    person = is_person_noun(scene, head)
    if plural is not True and (named := _named_after(scene, head, last, person)) is not None:
        return Nominal(head, cast.at[named], None, pronoun, person, False, feminine, cast.ends[named])
    if i < last and low[i] in {"de", "d'", "du", "des"}:
        inner = read_french(scene, i + (low[i] in {"de", "d'"}), last)
        if low[head] in PARTITIVE and head < i and not (person and inner.actor is None):
            return inner
        owner = inner.actor if inner.actor is not None else inner.owner
        if owner is not None and not person:
            return Nominal(head, None, owner, pronoun, person, plural, feminine, inner.end, True)
        return Nominal(head, None, owner, pronoun, person, plural, feminine, inner.end, owner is not None)
    if i < last and low[head] in REGARD and low[i] in TOWARDS:
        inner = read_french(scene, i + 1, last)
        if inner.actor is not None:
            return inner
    return Nominal(head, None, None, pronoun, person, plural, feminine, i)


def _quoted_before(scene: Scene, i: int, index: int) -> bool:
    """« l'« insoumise » Inès Vauquelin »."""
    return scene.tokens.word[i - 1] in "»”" and scene.actor(index).kind == "PERSON"


def _apposes(scene: Scene, head: int, index: int) -> bool:
    """« le groupe Valmont », « la ministre Ann Roe »: the noun says what kind of actor the name after it is."""
    actor, bits, low = scene.actor(index), scene.tokens.tag[head], scene.tokens.low[head]
    if actor.kind == "PERSON":
        return is_person_noun(scene, head)
    if actor.kind == "PRODUCT":
        return bool(bits & (t.PRODUCT_CUE | t.NOUN))
    if actor.kind == "PLACE":
        return bool(bits & t.PLACE_CUE)
    house = bits & (t.ORG_HEAD | t.ORG_CUE | t.INSTITUTION) or scene.lexicon.anaphors.get(low) == "ORGANIZATION"
    return bool(house) or low in _HOUSES


def _named_after(scene: Scene, head: int, last: int, person: bool) -> int | None:
    """« le député de l'Aisne Luc Roy », « le fabricant de puces Valmont »: who is named after a noun's words."""
    tokens, cast = scene.tokens, scene.cast
    for k in range(head + 1, min(last, head + 11)):
        if (not tokens.word[k][0].isalnum() and tokens.word[k] not in "'«»") or scene.finite[k]:
            return None
        if k not in cast.at or tokens.low[k - 1] in _CASES:
            continue
        if scene.actor(cast.at[k]).kind == "PERSON" if person else _apposes(scene, head, cast.at[k]):
            return k
    return None


def _ends_french(tokens: Tokens, i: int, start: int, head: int | None) -> bool:
    bits, word = tokens.tag[i], tokens.word[i]
    if not (word[0].isalnum() or word in "«»%'"):
        return i > start
    if head is None and bits & _COUNTED:
        return tokens.low[i] in {"de", "d'"} and i > start
    if bits & _LEADING_ON:
        return True
    return head is not None and bool(bits & (t.PART | t.GER)) and not bits & (t.NOUN | t.ADJ) and i > head + 3


def _heads_french(tokens: Tokens, i: int, bits: int) -> bool:
    if not tokens.word[i][0].isalpha() or tokens.low[i] in POSSESSIVES:
        return False
    return bool(bits & _NOUNS) or not bits & _NO_NOUNS


def _qualifies_ahead(scene: Scene, i: int, last: int) -> bool:
    """« de nombreux membres », « l'ancien juge »: an adjective in front of its noun."""
    if scene.tokens.low[i] not in _AHEAD or i + 1 >= last:
        return False
    return i + 1 in scene.cast.at or bool(scene.tokens.tag[i + 1] & (t.NOUN | t.TITLE)) or not scene.tokens.tag[i + 1]


def _gender(noun: str) -> bool | None:
    """Whether the noun is feminine, as far as its ending tells."""
    if _FEMININE_ENDING.search(noun):
        return True
    return False if _MASCULINE_ENDING.search(noun) else None
