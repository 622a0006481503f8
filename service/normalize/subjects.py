"""Whom a clause is about: its grammatical subject as an actor, pronouns resolved where that is safe."""

from __future__ import annotations

import re

from service.normalize import tags as t
from service.normalize.roles import (
    LATTER,
    age_given,
    described_person,
    described_thing,
    last_named,
    person_meant,
    role_in_house,
)
from service.normalize.scene import Scene
from service.normalize.tokens import guess
from service.normalize.wordset import wordset

_GENITIVE = wordset("de d' du des of la l' les le the")
_MANY = frozenset({"they", "ils", "elles"})
_SELF = wordset("i we je j' nous")
_GLUED = re.compile(r"-(?:based|born|backed|led|owned|listed|made|style|made|headquartered)$")
_DEFINITE = wordset("le la l' the")
_COLLECTIVE = frozenset({"GROUP", "ORGANIZATION"})
_INVERTED = {
    "-t-il": "il",
    "-il": "il",
    "-t-elle": "elle",
    "-elle": "elle",
    "-t-on": "on",
    "-on": "on",
    "-ils": "ils",
    "-t-ils": "ils",
    "-elles": "elles",
}


def resolve_pronoun(scene: Scene, word: str, speaker: int | None = None, *, quoted: bool = False) -> int | None:
    """The actor that a subject pronoun stands for, None when it is not safe to say.

    In indirect speech the third person is the speaker where kind and sex allow; in a quotation
    (`quoted`) it is anybody else.
    """
    word = _INVERTED.get(word, word)
    if word in _SELF:
        return speaker
    if speaker is not None and not quoted and _fits(scene, word, speaker):
        return speaker
    if word in _MANY:
        recent = scene.recent
        return recent if recent is not None and not quoted and scene.actor(recent).kind in _COLLECTIVE else None
    if word in {"he", "she"}:
        person = scene.person if scene.person != speaker or not quoted else scene.other_person
        return person if person is not None and _sex_fits(scene, word, person) else None
    if word == "it":
        return scene.thing if scene.recent is not None and not quoted else None
    if word in {"il", "elle"}:
        return _french_singular(scene, word, quoted)
    return None


def _fits(scene: Scene, word: str, index: int) -> bool:
    """Whether the actor can be meant by the pronoun."""
    kind = scene.actor(index).kind
    if word in {"he", "she"}:
        return kind == "PERSON" and _sex_fits(scene, word, index)
    if word == "it":
        return kind != "PERSON"
    if word in _MANY:
        return kind in _COLLECTIVE
    return word in {"il", "elle"} and (kind != "PERSON" or _sex_fits(scene, word, index))


def _sex_fits(scene: Scene, word: str, person: int) -> bool:
    actor = scene.actor(person)
    return not actor.gendered or actor.feminine == (word in {"she", "elle"})


def _french_singular(scene: Scene, word: str, quoted: bool) -> int | None:
    last = scene.subject
    if last is None or scene.recent is None or quoted:
        return _matching_person(scene, word)
    if scene.actor(last).kind == "PERSON":
        return last if _sex_fits(scene, word, last) else scene.thing
    return last


def _matching_person(scene: Scene, word: str) -> int | None:
    """The person of the right sex who was spoken of last, for a pronoun behind a clause about something else."""
    person = scene.person
    if person is None or not scene.actor(person).gendered:
        return None
    return person if _sex_fits(scene, word, person) else None


def resolve_source(scene: Scene, word: str) -> int | None:
    """Whom « selon lui » or "he said" means: the person who spoke last, else who was spoken of last."""
    word = _INVERTED.get(word, word)
    word = {"lui": "il", "him": "he", "her": "she", "eux": "ils"}.get(word, word)
    if word in _MANY:
        return scene.speaker if scene.speaker is not None else scene.subject
    if word in {"il", "elle", "he", "she"}:
        for person in (scene.person, scene.other_person):
            if person is not None and _sex_fits(scene, word, person):
                return person
        return scene.thing if word in {"il", "elle"} else None
    if word == "on":
        return None
    return resolve_pronoun(scene, word, scene.speaker)


def noun_phrase_start(scene: Scene, first: int, verb: int) -> int:
    """Where the subject's words begin before `verb`: behind what is put in front of it with a comma."""
    tokens = scene.tokens
    words, tags = tokens.word, tokens.tag
    start = first
    while start < verb:
        bits = tags[start]
        opening = words[start] in ',«“"–—-(:' or bits & (t.CONJ | t.SUB) or (bits & t.ADV and not bits & t.DET)
        if not opening or (scene.french and tokens.low[start] in {"personne", "aucun", "aucune"}):
            break
        start += 1
    if start < verb and tags[start] & t.REL and not tags[start] & (t.DET | t.PRON_SUBJ) and start > 0:
        # « À Lyon, où tout avait commencé, l'université … »
        behind = next((k + 1 for k in range(start, verb) if words[k] == ","), verb)
        return noun_phrase_start(scene, behind, verb) if behind < verb else start
    bits = 0
    if start < verb:
        # The capital of a sentence's first word hides what its ending says.
        bits = tags[start] or guess(tokens.low[start], scene.lexicon.language) & (t.GER | t.PART)
    fronted = bits & (t.PREP | t.GER | t.PART | t.INF) and not bits & t.POSSESSIVE
    if start < verb and tokens.low[start] in {"la", "le", "les", "l'", "un", "une", "the", "this", "ce", "cette"}:
        fronted = _temporal(scene, start, verb)
    if fronted or (start < verb and tags[start] & (t.WEEKDAY | t.ADV)):
        comma = next((k for k in range(start, verb) if words[k] == ","), None)
        if comma is not None and comma + 1 < verb:
            return noun_phrase_start(scene, comma + 1, verb)
    return start


def _temporal(scene: Scene, start: int, verb: int) -> bool:
    """« La semaine dernière, … », "This week, …"."""
    low = scene.tokens.low[start + 1 : start + 3]
    return bool(low) and low[0] in {
        "semaine",
        "mois",
        "année",
        "an",
        "veille",
        "lendemain",
        "week",
        "month",
        "year",
        "soir",
        "matin",
        "jour",
        "fois",
        "previous",
        "following",
        "même",
    }


def find_subject(
    scene: Scene, first: int, verb: int, speaker: int | None = None, *, quoted: bool = False
) -> int | None:
    """The actor that is the subject of the finite verb at token `verb` of a clause from `first`."""
    start = noun_phrase_start(scene, first, verb)
    tokens = scene.tokens
    if start >= verb:
        return _inverted(scene, verb, speaker)
    low = tokens.low[start]
    if low in {"ce", "cette", "the"} and tokens.low[start + 1] in LATTER:
        return last_named(scene, start)
    if tokens.tag[start] & t.PRON_SUBJ:
        return None if _impersonal(scene, start, verb) else resolve_pronoun(scene, low, speaker, quoted=quoted)
    apposed = _apposed_name(scene, start, verb)
    if apposed is not None:
        return apposed
    named = _named(scene, start, verb)
    if named is not None and role_in_house(scene, start, verb, named):
        return person_meant(scene, start)
    if named is None and low in _DEFINITE and age_given(scene, start, verb):
        return person_meant(scene, start)
    if named is None and scene.person is not None:
        named = described_person(scene, start, verb)
    return described_thing(scene, start, verb) if named is None else named


def _apposed_name(scene: Scene, start: int, verb: int) -> int | None:
    """Who is named between the comma and the verb: "His predecessor, Peter Marks, was", « Côté irlandais, X devra ».

    None where a name heads the phrase itself: then what stands behind the comma says more of it.
    """
    tokens, cast = scene.tokens, scene.cast
    comma = next((k for k in range(start, verb) if tokens.word[k] == ","), None)
    if comma is None or _headed_by_name(scene, start, comma):
        return None
    name = comma + 1
    while name < verb and tokens.tag[name] & t.TITLE and name not in cast.at:
        name += 1
    index = cast.at.get(name)
    if index is None or name >= verb:
        return None
    end = cast.ends[name]
    closes = tokens.word[end] == "," and scene.actor(index).kind == "PERSON"
    reaches_verb = all(tokens.tag[k] & (t.ADV | t.NEG | t.CLITIC | t.HAVE | t.BE) for k in range(end, verb))
    return index if closes or reaches_verb else None


def _headed_by_name(scene: Scene, start: int, last: int) -> bool:
    """Whether a name stands in the phrase, but for the owner of its noun."""
    tokens, cast = scene.tokens, scene.cast
    for k in range(start, last):
        if k not in cast.at:
            continue
        end = cast.ends[k]
        owns = tokens.low[end : end + 1] in (["'s"], ["'"]) or (k > start and tokens.low[k - 1] in _GENITIVE)
        if not owns:
            return True
    return False


def _impersonal(scene: Scene, start: int, verb: int) -> bool:
    if scene.phrase_at(start, "impersonal") is None:
        return scene.tokens.low[start] in {"cela", "ça", "ceci", "c'", "ce", "on", "this", "that", "there"}
    if scene.tokens.low[start] not in {"it", "il"}:
        return True
    tokens = scene.tokens
    for k in range(verb + 1, min(verb + 8, len(tokens))):
        if tokens.low[k] in {"que", "qu'", "that", "to", "clear", "unclear"}:
            return True
        if tokens.low[k] in {"de", "d'"} and k == verb + 2 and tokens.tag[k - 1] & t.ADJ:
            # « il est difficile de savoir »
            return True
        if tokens.word[k] in ",.;":
            break
    if scene.phrase_at(start, "impersonal") is not None:
        return (
            scene.tokens.low[verb]
            in {
                "faut",
                "faudra",
                "semble",
                "seems",
                "appears",
                "remains",
                "takes",
                "took",
                "y",
                "convient",
                "suffit",
                "existe",
                "agit",
                "agissait",
                "agira",
            }
            or "y" in tokens.low[start : verb + 1]
        )
    return False


def _inverted(scene: Scene, verb: int, speaker: int | None) -> int | None:
    low = scene.tokens.low
    if verb + 1 < len(low) and low[verb + 1] in _INVERTED:
        return resolve_pronoun(scene, low[verb + 1], speaker)
    return None


def _named(scene: Scene, start: int, verb: int) -> int | None:
    """The first actor of a noun phrase that is its head, stands beside its head or owns it."""
    tokens, cast = scene.tokens, scene.cast
    tags, words = tokens.tag, tokens.word
    i = start
    owner: int | None = None
    titled = owned = elsewhere = False
    while i < verb:
        index = cast.at.get(i)
        if index is not None and not _modifies(scene, i, index):
            held = cast.ends[i] + 1
            if tokens.low[held - 1 : held] in (["'s"], ["'"]) and held < verb and held in cast.at:
                # "Elon Musk's SpaceX": what is owned is what acts.
                i = held
                continue
            kind = scene.actor(index).kind
            if kind == "PERSON" and not elsewhere and not (owned and not titled):
                return index
            if owner is None and not (owned and kind in {"PLACE", "PERSON"}):
                owner = index
            if not titled and not _title_follows(scene, cast.ends[i], verb):
                return owner
            i = cast.ends[i]
            continue
        bits, low = tags[i], tokens.low[i]
        if bits & t.TITLE or low in scene.lexicon.anaphors:
            titled = True
        if low in {"de", "d'", "du", "des", "of"} and i > start:
            owned = True
        elif low in {"par", "by"}:
            return owner
        elif bits & t.PREP and low not in _GENITIVE:
            elsewhere = elsewhere or low not in {"at", "chez"}
            if elsewhere and not titled:
                return owner
        if (words[i] in ",;:" and not titled) or (bits & t.REL and not bits & t.DET):
            return owner
        i += 1
    return owner


def _modifies(scene: Scene, i: int, index: int) -> bool:
    """ "The England midfielder", "the Boston-based firm": a place in front of a noun says where from, not who."""
    end = scene.cast.ends[i]
    tokens = scene.tokens
    if scene.french or end >= len(tokens):
        return False
    if _GLUED.search(tokens.word[end - 1]):
        return True
    if tokens.word[end] == "," and end + 1 in scene.cast.at and _modifies(scene, end + 1, scene.cast.at[end + 1]):
        return True
    noun = tokens.tag[end] & (t.TITLE | t.NOUN) or tokens.low[end] in scene.lexicon.anaphors
    return scene.actor(index).kind == "PLACE" and bool(noun) and not scene.finite[end]


def _title_follows(scene: Scene, i: int, verb: int) -> bool:
    """ "OpenAI chief executive Sam Altman": the person comes behind the house and the title."""
    tokens = scene.tokens
    while i < verb and (
        tokens.tag[i] & (t.TITLE | t.ORG_CUE)
        or tokens.low[i] in {"'s", "financial", "operating", "technology", "executive"}
    ):
        if i + 1 < verb and i + 1 in scene.cast.at:
            return scene.actor(scene.cast.at[i + 1]).kind == "PERSON"
        i += 1
    return False
