"""Nouns: which mean people, which only count, and what a noun phrase is taken apart into."""

from __future__ import annotations

import re

from service.normalize.phrases.discourse import Scene
from service.normalize.words import tags as t
from service.normalize.words.value import Value
from service.normalize.words.wordset import wordset

PARTITIVE = wordset("phrases.nouns.partitive")
REGARD = wordset("phrases.nouns.regard")
TOWARDS = wordset("phrases.nouns.towards")
POSSESSIVES = wordset("phrases.nouns.possessives")
PLURALS = wordset("phrases.nouns.plurals")
_PERSONS = wordset("phrases.nouns.persons")
_INTRODUCING = wordset("phrases.nouns.introducing")
_YEARS = re.compile(r"-(?:year-old|ans)$")


class Nominal(Value, frozen=True):
    """What a noun phrase says of whom it means."""

    head: int | None = None
    """The token of the noun that heads it."""
    actor: int | None = None
    """The actor that heads it or is named beside its head."""
    owner: int | None = None
    """The actor to which the head belongs: "the retailer's jobs", « le siège de Valmont »."""
    pronoun: str | None = None
    """The possessive pronoun in front of the head: "its staff"."""
    person: bool = False
    plural: bool | None = None
    feminine: bool | None = None
    end: int = 0
    """The token after the head and what is joined to it."""
    inside: bool = False
    """The owner follows after "of": « le patron de Reddit »."""


def is_person_noun(scene: Scene, i: int) -> bool:
    """Whether the noun at token `i` means people: "spokeswoman", « élus »."""
    low, bits = scene.tokens.low[i], scene.tokens.tag[i]
    if bits & t.TITLE and not bits & (t.ORG_HEAD | t.INSTITUTION):
        return True
    singular = low.removesuffix("s")
    if bits & t.DEMONYM and scene.tokens.word[i][0].isupper():
        return True
    if low in _PERSONS or singular in _PERSONS or low == "people":
        return True
    kinds = scene.lexicon.anaphors
    return kinds.get(low) == "PERSON" or kinds.get(singular) == "PERSON"


def name_after(scene: Scene, start: int, last: int) -> int | None:
    """Where the name begins that an apposition from `start` leads up to: ", 84-year-old Ann Roe", ", the singer Bo"."""
    tokens = scene.tokens
    k, end = start, min(last, start + 9)
    while k < end:
        if k in scene.cast.at:
            behind = scene.cast.ends[k]
            kind = scene.actor(scene.cast.at[k]).kind
            if kind == "PLACE" and behind < end and tokens.tag[behind] & (t.NOUN | t.ADJ | t.TITLE):
                # ", the US activist fund Elmwood"
                k = behind
                continue
            return k
        bits = tokens.tag[k]
        titled = (
            bits & (t.TITLE | t.ADJ | t.DET | t.NOUN) or tokens.low[k] in _INTRODUCING or _YEARS.search(tokens.low[k])
        )
        if not titled or (bits & t.PREP and not bits & (t.NOUN | t.ADJ)) or scene.finite[k]:
            return None
        k += 1
    return None


def counts(scene: Scene, start: int, of: int, head: int | None) -> bool:
    """ "640 of", "at least three members of", « la plupart des »."""
    low = scene.tokens.low
    if head is not None:
        return low[head] in PARTITIVE or low[head].removesuffix("s") in PARTITIVE
    words = low[start:of]
    return any(
        word in PARTITIVE or word[0].isdigit() or scene.tokens.tag[start + k] & t.NUMBER for k, word in enumerate(words)
    )
