"""What a clause says its subject is: "this is a viable brand", « c'est un très bon joueur »."""

from __future__ import annotations

from service.normalize.phrases.discourse import Scene
from service.normalize.phrases.nominals import read_nominal
from service.normalize.phrases.nouns import is_person_noun
from service.normalize.words import tags as t
from service.normalize.words.wordset import wordset

_HOUSES = wordset("phrases.predicates.houses")
_WORKS = wordset("phrases.predicates.works")


def predicate_kind(scene: Scene, verb: int) -> str | None:
    """The kind of actor that the noun after "is" says its subject is, "NONE" where it is another thing.

    None where no noun follows: "it is perfect", "this works".
    """
    tokens = scene.tokens
    if not tokens.tag[verb] & t.BE:
        return None
    k = verb + 1
    while k < len(tokens.word) and (tokens.tag[k] & (t.ADV | t.NEG)) and not tokens.tag[k] & t.DET:
        k += 1
    if k >= len(tokens.word) or not tokens.tag[k] & t.DET or k in scene.cast.at:
        return None
    nominal = read_nominal(scene, k, min(len(tokens.word), k + 10))
    if nominal.head is None or nominal.actor is not None:
        return None
    noun = tokens.low[nominal.head]
    if noun in _HOUSES:
        return "ORGANIZATION"
    if noun in _WORKS:
        return "PRODUCT"
    return "PERSON" if is_person_noun(scene, nominal.head) and not nominal.plural else "NONE"


def planned(scene: Scene, first: int) -> int | None:
    """The "to" of "Spirit to cut 1,800 jobs": a headline's infinitive right after the name looks ahead."""
    if first not in scene.cast.at:
        return None
    k = scene.cast.ends[first]
    tokens = scene.tokens
    if tokens.low[k : k + 1] != ["to"] or k + 1 >= len(tokens.word) or tokens.tag[k + 1] & (t.DET | t.NUMBER):
        return None
    return k if tokens.word[k + 1].islower() else None
