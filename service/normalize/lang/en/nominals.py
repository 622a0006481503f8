"""English noun phrases: the noun at their end, the owner in front, the name beside it."""

from __future__ import annotations

import re

import msgspec

from service.normalize.phrases.discourse import Scene
from service.normalize.phrases.nouns import PLURALS, POSSESSIVES, REGARD, TOWARDS, Nominal, counts, is_person_noun
from service.normalize.words import tags as t
from service.normalize.words.dictionary import known
from service.normalize.words.tokens import Tokens
from service.normalize.words.wordset import wordset

_ROUGHLY = wordset("phrases.nominals.roughly", "en")
_BODIES = wordset("phrases.nominals.bodies", "en")
_OWNING = wordset("phrases.nominals.owning", "en")
_HELD = wordset("phrases.nominals.held", "en")
_GLUED = re.compile(r"-(?:based|born|backed|led|owned|listed|made|style|headquartered|run|held|controlled)$")
_ELSEWHERE = wordset("phrases.nominals.elsewhere", "en")
_NOUNS = t.NOUN | t.TITLE | t.ORG_CUE | t.PRODUCT_CUE
_NO_NOUNS = t.DET | t.PREP | t.ADV | t.CONJ | t.PRON | t.NUMBER | t.GER | t.ADJ | t.NEG | t.PRON_SUBJ


def read_english(scene: Scene, start: int, last: int) -> Nominal:  # noqa: C901
    tokens, cast = scene.tokens, scene.cast
    low, tags = tokens.low, tokens.tag
    head: int | None = None
    owner: int | None = None
    pronoun: str | None = None
    plural: bool | None = None
    i = start
    while i < last and low[i] in _ROUGHLY and i not in cast.at:
        i += 1
    start = i if i < last else start
    i = start
    while i < last:
        index = cast.at.get(i)
        if index is not None:
            end = cast.ends[i]
            after = low[end] if end < last else ""
            if after in {"'s", "'"}:
                owner, head, i = index, None, end + 1
                continue
            if end < last and _of_its_kind(scene, index, end):
                return Nominal(end, index, owner, pronoun, False, False, None, end + 1)
            if _says_where(scene, end, last) or (end < last and _noun_follows(scene, end)):
                if owner is None and scene.actor(index).kind != "PLACE":
                    owner = index
                i = end + (tokens.word[end] == ",")
                continue
            person = scene.actor(index).kind == "PERSON"
            return Nominal(end - 1, index, owner, pronoun, person, scene.actor(index).plural or None, None, end)
        word, bits = low[i], tags[i]
        if word == "." and i > start and tags[i - 1] & t.TITLE and i + 1 in cast.at:
            # "Mr. Halden"
            head, i = None, i + 1
            continue
        if word in {"'s", "'"} and head is not None:
            # "the girl's mother"
            head, i = None, i + 1
            continue
        if word in POSSESSIVES:
            pronoun = word
        if word in PLURALS or (bits & t.NUMBER and word != "one"):
            plural = True
        if _ends_english(tokens, i, start, head):
            break
        if _heads(tokens, i, bits):
            head = i
        i += 1
    if i < last and low[i] == "of" and counts(scene, start, i, head):
        inner = read_english(scene, _after_article(i + 1), last)
        return msgspec.structs.replace(inner, plural=True if inner.actor is None else inner.plural)
    if head is None:
        return Nominal(None, None, owner, pronoun, False, plural, None, i)
    if i < last and low[head] in REGARD and low[i] in TOWARDS:
        inner = read_english(scene, i + 1, last)
        if inner.actor is not None:
            return inner
    inside = False
    if i < last and owner is None and (low[i] in _OWNING or (low[i] == "in" and low[head] in _HELD)):
        inner = read_english(scene, i + 1, last)
        owner, inside = inner.actor if inner.actor is not None else inner.owner, True
    if plural is None:
        plural = bool(tags[head] & t.PLURAL) or low[head] == "people"
    return Nominal(head, None, owner, pronoun, is_person_noun(scene, head), plural, None, i, inside)


def _after_article(i: int) -> int:
    return i


def _of_its_kind(scene: Scene, index: int, noun: int) -> bool:
    """ "its Optimus 2 robot", "Sangster airport": the noun after a name says what bears it."""
    bits, kind = scene.tokens.tag[noun], scene.actor(index).kind
    if scene.finite[noun] or bits & t.PLURAL:
        return False
    if kind == "PRODUCT":
        return bool(bits & t.PRODUCT_CUE)
    if kind in {"ORGANIZATION", "UNKNOWN"}:
        # "The CFDT union", not "the Nordia unit"
        return scene.tokens.low[noun] in _BODIES
    return kind == "PLACE" and bool(bits & t.PLACE_CUE) and not bits & t.TITLE


def _says_where(scene: Scene, end: int, last: int) -> bool:
    """ "Boston-based", "Dania Beach, Florida-based": a place glued to a participle, maybe with its state."""
    words, ends = scene.tokens.word, scene.cast.ends
    if _GLUED.search(words[end - 1]):
        return True
    if end + 1 >= last or words[end] != ",":
        return False
    following = ends.get(end + 1, end + 2)
    return bool(_GLUED.search(words[following - 1]))


def _noun_follows(scene: Scene, end: int) -> bool:
    """Whether the name that ends before `end` only says of which kind the noun after it is: "the Corvid spokesman"."""
    tokens = scene.tokens
    bits, word = tokens.tag[end], tokens.word[end]
    if end in scene.cast.at:
        return tokens.start[end] - tokens.end[end - 1] == 1 and scene.actor(scene.cast.at[end]).kind == "PERSON"
    if scene.finite[end] or not word[0].isalpha() or tokens.low[end] in _ELSEWHERE:
        return False
    if bits & (t.NOUN | t.TITLE | t.ORG_CUE | t.PRODUCT_CUE):
        return True
    if bits & (t.PREP | t.CONJ | t.ADV | t.DET | t.REL | t.SUB | t.BE | t.HAVE | t.PRON | t.NEG | t.PART | t.GER):
        return False
    # A word that no dictionary has belongs to the name: "Acropora resiliens".
    return bool(bits) or known(tokens.low[end], "en") is not None


def _ends_english(tokens: Tokens, i: int, start: int, head: int | None) -> bool:
    """Whether the noun's own words end before token `i`."""
    bits, word = tokens.tag[i], tokens.word[i]
    if not (word[0].isalnum() or word in "$£€%'\"“”"):
        return i > start
    if head is None and bits & (t.DET | t.NUMBER):
        return False
    if bits & (t.REL | t.SUB) and not bits & (t.DET | t.ADV):
        return True
    if bits & t.CONJ:
        return head is not None
    if bits & t.PREP and not bits & (t.ADJ | t.NOUN) and tokens.low[i] not in {"about", "around", "over", "under"}:
        return True
    return head is not None and bool(bits & (t.PART | t.GER | t.ADV | t.PREP)) and not bits & t.NOUN


def _heads(tokens: Tokens, i: int, bits: int) -> bool:
    """Whether token `i` can be the noun that its phrase is about."""
    return tokens.word[i][0].isalpha() and (bool(bits & _NOUNS) or not bits & _NO_NOUNS)
