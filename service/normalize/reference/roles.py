"""People by what they do or are: « la dirigeante », "the minister", « le capitaine des Bleus », « ce dernier »."""

from __future__ import annotations

from bisect import bisect_left

from service.normalize.phrases.discourse import Scene
from service.normalize.words import tags as t
from service.normalize.words.wordset import wordset

_GENITIVE = wordset("reference.genitive")
_DEFINITE = wordset("reference.definite")
_HEADS = wordset("reference.roles.heads")
_ORDINAL = wordset("reference.roles.ordinal")
LATTER = wordset("reference.roles.latter")
_CLOSING = 3
"""Marks that may stand between the end of a sentence and the start of the next."""

_COMMON_GENDER = wordset("reference.roles.common_gender")
_NEAR = 2
"""Sentences back in which a description may find whom it means before older ones count."""
_REACH = 12
"""Mentions back in which a work may have been named."""


def described_person(scene: Scene, first: int, last: int) -> int | None:
    """« la dirigeante », "the minister": the person spoken of last, when nothing in the phrase names another."""
    tokens = scene.tokens
    if first + 1 >= last or tokens.low[first] not in {"le", "la", "l'", "the"}:
        return None
    noun = first + 1
    if noun in scene.cast.at and scene.actor(scene.cast.at[noun]).kind == "PLACE" and scene.cast.ends[noun] < last:
        # "the England midfielder"
        noun = scene.cast.ends[noun]
    while noun + 1 < last and tokens.tag[noun] & t.ADJ and not tokens.tag[noun] & t.TITLE and noun - first < 3:
        # « le double champion olympique »
        noun += 1
    described = (
        tokens.tag[noun] & t.TITLE
        or tokens.low[noun].endswith("-year-old")
        or tokens.low[noun].removeprefix("ex-") in _HEADS
        or (tokens.tag[noun] & t.DEMONYM and (noun + 1 == last or _aged(scene, noun + 1)))
        or scene.lexicon.anaphors.get(tokens.low[noun]) == "PERSON"
    )
    if noun + 1 == last and tokens.low[noun] in _ORDINAL:
        return None
    named = any(k in scene.cast.at and scene.actor(scene.cast.at[k]).kind != "PLACE" for k in range(first, last))
    return person_meant(scene, first) if described and not named else None


def _aged(scene: Scene, i: int) -> bool:
    """« de 27 ans », ", 24,"."""
    low = scene.tokens.low
    return low[i] in {"de", ","} and low[i + 1 : i + 2] != [] and low[i + 1].isdigit()


def described_speaker(scene: Scene, first: int, last: int) -> int | None:
    """Who speaks by a role, whatever is said of the place: « a lancé l'édile devant des élus du Parti socialiste ».

    None where the person's name follows after a comma, as in "said the minister in charge, Ann Roe".
    """
    tokens, cast = scene.tokens, scene.cast
    low, tags, words = tokens.low, tokens.tag, tokens.word
    end = first + 2
    while end < last and (low[end] in _GENITIVE or not (tags[end] & t.PREP or words[end] == ",")):
        end += 1
    end = min(end, last)
    for k in range(first, last):
        if k not in cast.at or scene.actor(cast.at[k]).kind != "PERSON":
            continue
        behind = cast.ends[k]
        apposed = tokens.word[k - 1] == "," and not (behind < len(tokens.word) and tokens.word[behind][0].isalnum())
        if k < end or apposed:
            return None
    named = next((cast.at[k] for k in range(first, end) if k in cast.at), None)
    if named is not None:
        return person_meant(scene, first) if role_in_organization(scene, first, end, named) else None
    return described_person(scene, first, end) if end < last else None


def person_meant(scene: Scene, first: int) -> int | None:
    """Whom a person's description at token `first` stands for: who the sentence before ended with, else the last one.

    « Elle laisse sa place à Luc Morel. L'ancien juge … »
    """
    tokens, places = scene.tokens, scene.places
    k = bisect_left(places, first) - 1
    if k >= 0 and scene.actor(scene.cast.at[places[k]]).kind == "PERSON":
        between = tokens.word[scene.cast.ends[places[k]] : first]
        if between and len(between) <= _CLOSING and not any(word[0].isalnum() for word in between):
            return scene.cast.at[places[k]]
    return _bearer(scene, first)


def _bearer(scene: Scene, first: int) -> int | None:
    """The last person spoken of whose sex fits and who is not known by another title, else one just mentioned."""
    tokens = scene.tokens
    noun = next((word for word in tokens.low[first : first + 3] if word in scene.lexicon.anaphors), None)
    feminine = {"la": True, "le": False}.get(tokens.low[first])
    old: int | None = None
    for topic in reversed(scene.spoken):
        if topic.actor is None or not topic.person or topic.envoy or not _bears(scene, topic.actor, noun, feminine):
            continue
        if topic.sentence >= scene.sentence - _NEAR:
            return topic.actor
        old = topic.actor
        break
    places = scene.places
    here = bisect_left(places, first)
    back = bisect_left(places, scene.sentences[max(0, scene.sentence - _NEAR)].first)
    for place in reversed(places[back:here]):
        index = scene.cast.at[place]
        if scene.actor(index).kind == "PERSON" and _bears(scene, index, noun, feminine):
            return index
    return old


def _bears(scene: Scene, person: int, noun: str | None, feminine: bool | None) -> bool:
    actor = scene.actor(person)
    if feminine is not None and actor.gendered and actor.feminine != feminine and noun not in _COMMON_GENDER:
        return False
    titles = actor.titles & scene.lexicon.anaphors.keys()
    return noun is None or not titles or noun in titles


def role_in_organization(scene: Scene, start: int, verb: int, named: int) -> bool:
    """« Le capitaine des Bleus », "the leader of the party": one of its people acts, not the organization."""
    if scene.actor(named).kind == "PERSON":
        return False
    tokens = scene.tokens
    low = tokens.low
    head = start + 1
    if low[start] not in _DEFINITE or head >= verb or head in scene.cast.at:
        return False
    aged = age_given(scene, head, verb)
    of = next((k for k in range(head + 1, min(head + 4, verb)) if low[k] in {"de", "d'", "du", "des", "of"}), None)
    if of is None or not (of == head + 1 or scene.language.adjective_follows):
        return False
    agent = scene.language.agent_ending
    kind = scene.lexicon.anaphors.get(low[head])
    person = bool(tokens.tag[head] & t.TITLE and not tokens.tag[head] & t.ORG_HEAD) or kind == "PERSON"
    person = (
        person
        or aged
        or (not scene.language.demonyms_capitalized and head == start + 1 and bool(tokens.tag[head] & t.DEMONYM))
    )
    return kind != "ORGANIZATION" and (person or (agent is not None and bool(agent.search(low[head]))))


def age_given(scene: Scene, first: int, last: int) -> bool:
    """« Le demi de mêlée du Stade Toulousain, 29 ans, »: whoever has an age is a person."""
    words = scene.tokens.word
    commas = scene.commas_in(first, last - 2)
    return bool(commas) and words[commas[0] + 1].isdigit() and words[commas[0] + 2] in {"ans", ","}


def described_thing(scene: Scene, first: int, verb: int) -> int | None:
    """« le satellite », "the drug", "the Austin-based airline": what was last spoken of by that noun."""
    tokens, cast = scene.tokens, scene.cast
    if tokens.low[first] not in _DEFINITE:
        return None
    noun = first + 1
    while noun < verb and (noun in cast.at or tokens.word[noun] == "," or tokens.tag[noun] & t.ADJ):
        noun = cast.ends[noun] if noun in cast.at else noun + 1
    bare = noun + 1 >= verb or tokens.word[noun + 1] == "," or tokens.tag[noun + 1] & (t.ADV | t.CLITIC | t.NEG | t.REL)
    if noun >= verb or not bare:
        return None
    if noun == first + 1 and tokens.tag[noun] & t.PRODUCT_CUE:
        return _work_meant(scene, first)
    if scene.lexicon.anaphors.get(tokens.low[noun]) != "ORGANIZATION" or scene.thing is None:
        return None
    return scene.thing if scene.actor(scene.thing).kind == "ORGANIZATION" else None


def _work_meant(scene: Scene, first: int) -> int | None:
    """The work or product named most within reach before token `first`, the last of these where some are equal."""
    tokens, places = scene.tokens, scene.places
    k = bisect_left(places, first)
    times: dict[int, int] = {}
    for place in reversed(places[max(0, k - _REACH) : k]):
        index = scene.cast.at[place]
        if scene.actor(index).kind == "PRODUCT" and tokens.low[place - 1] not in {"par", "by"}:
            times[index] = times.get(index, 0) + 1
    return max(times, key=lambda index: times[index]) if times else None


def last_group(scene: Scene, first: int) -> int | None:
    """« Ces derniers »: the group or the organization that was named last."""
    k = bisect_left(scene.places, first)
    for place in reversed(scene.places[max(0, k - _REACH) : k]):
        index = scene.cast.at[place]
        if scene.actor(index).kind in {"GROUP", "ORGANIZATION"}:
            return index
    return None


def last_named(scene: Scene, first: int) -> int | None:
    """« Ce dernier », "the latter": whoever was named last."""
    k = bisect_left(scene.places, first) - 1
    return scene.cast.at[scene.places[k]] if k >= 0 else None
