"""Whom a clause is about: its grammatical subject as an actor, pronouns resolved where that is safe."""

from __future__ import annotations

from service.normalize import tags as t
from service.normalize.scene import Scene

_GENITIVE = frozenset({"de", "d'", "du", "des", "of", "la", "l'", "les", "le", "the"})
_MALE = frozenset({"he", "il"})
_FEMALE = frozenset({"she", "elle"})
_THING = frozenset({"it", "elle", "il"})
_MANY = frozenset({"they", "ils", "elles"})
_SELF = frozenset({"i", "we", "je", "j'", "nous"})
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


def resolve_pronoun(scene: Scene, word: str, speaker: int | None) -> int | None:
    """The actor that a subject pronoun stands for, None when it is not safe to say."""
    word = _INVERTED.get(word, word)
    if word in _SELF:
        return speaker
    last = scene.subject
    if word in _MANY:
        recent = scene.recent
        return recent if recent is not None and scene.actor(recent).kind in {"GROUP", "ORGANIZATION"} else None
    if word in {"he", "she"}:
        return _person(scene, word)
    if word == "it":
        return scene.thing if scene.recent is not None else None
    if word in {"il", "elle"}:
        if last is None or scene.recent is None:
            return _matching_person(scene, word)
        actor = scene.actor(last)
        if actor.kind == "PERSON" and actor.feminine != (word == "elle"):
            return scene.thing if actor.feminine or scene.person != last else last if word == "il" else scene.thing
        return last
    return None


def _matching_person(scene: Scene, word: str) -> int | None:
    """The person of the right sex who was spoken of last, for a pronoun behind a clause about something else."""
    person = scene.person
    if person is None or not scene.actor(person).gendered:
        return None
    return person if scene.actor(person).feminine == (word == "elle") else None


def resolve_source(scene: Scene, word: str) -> int | None:
    """Whom « selon lui » or "he said" means: the person who spoke last, else who was spoken of last."""
    if word in {"lui", "him", "il"}:
        return scene.person if scene.person is not None and not scene.actor(scene.person).feminine else scene.subject
    if word in {"they", "ils", "elles", "eux"}:
        return scene.speaker if scene.speaker is not None else scene.subject
    if word in {"her"}:
        return scene.person
    return resolve_pronoun(scene, word, scene.speaker)


def described_person(scene: Scene, first: int, last: int) -> int | None:
    """« la dirigeante », "the minister": the person spoken of last, when nothing in the phrase names another."""
    tokens = scene.tokens
    if first + 1 >= last or tokens.low[first] not in {"le", "la", "l'", "the"}:
        return None
    noun = first + 1
    described = tokens.tag[noun] & t.TITLE or scene.lexicon.anaphors.get(tokens.low[noun]) == "PERSON"
    if not described or any(k in scene.cast.at for k in range(first, last)):
        return None
    return scene.person if noun + 1 >= last or not tokens.tag[noun + 1] & t.PREP else None


def _person(scene: Scene, word: str) -> int | None:
    person = scene.person
    if person is None:
        return None
    if word == "he" and scene.actor(person).feminine:
        return None
    return person


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
    fronted = start < verb and tags[start] & (t.PREP | t.GER | t.PART | t.INF) and not tags[start] & t.POSSESSIVE
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
        "previous",
        "following",
        "même",
    }


def find_subject(scene: Scene, first: int, verb: int, speaker: int | None = None) -> int | None:
    """The actor that is the subject of the finite verb at token `verb` of a clause from `first`."""
    start = noun_phrase_start(scene, first, verb)
    tokens, cast = scene.tokens, scene.cast
    if start >= verb:
        return _inverted(scene, verb, speaker)
    low = tokens.low[start]
    if tokens.tag[start] & t.PRON_SUBJ and not _is_determiner_here(scene, start, verb):
        return None if _impersonal(scene, start, verb) else resolve_pronoun(scene, low, speaker)
    named = _named(scene, start, verb)
    return named if named is not None or start in cast.at else named


def _is_determiner_here(scene: Scene, start: int, verb: int) -> bool:
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
    titled = False
    behind_other_preposition = False
    while i < verb:
        index = cast.at.get(i)
        if index is not None and (_modifies(scene, i, index) or "-" in words[i] and cast.ends[i] == i + 1 and words[i] != scene.actor(index).name and words[i][-1].islower() and not scene.french):
            index = None
        if index is not None:
            kind = scene.actor(index).kind
            if kind == "PERSON" and not behind_other_preposition:
                return index
            nearest = cast.ends[i]
            if owner is None and not (behind_other_preposition and kind == "PLACE"):
                owner = index
            if not titled and not _title_follows(scene, nearest, verb):
                return owner
            i = nearest
            continue
        bits = tags[i]
        if bits & t.TITLE or tokens.low[i] in scene.lexicon.anaphors:
            titled = True
        if bits & t.PREP and tokens.low[i] not in _GENITIVE:
            behind_other_preposition = behind_other_preposition or tokens.low[i] not in {"at", "chez"}
            if behind_other_preposition and not titled:
                return owner
        if words[i] in ",;:" and not titled:
            return owner
        if bits & t.REL and not bits & t.DET:
            return owner
        i += 1
    return owner


def _modifies(scene: Scene, i: int, index: int) -> bool:
    """"The England midfielder": a place in front of a noun says where from, not who."""
    end = scene.cast.ends[i]
    if scene.french or scene.actor(index).kind != "PLACE" or end >= len(scene.tokens):
        return False
    return bool(scene.tokens.tag[end] & (t.TITLE | t.NOUN)) and not scene.finite[end]


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
