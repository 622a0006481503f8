"""Whom a person speaks for: the company, team, party or government that the article names as theirs.

"Gary Sloane, the Rovers manager", « son directeur financier, Karim Benhaddou », "Kostadin Bozhilov of
Fatherland First", « onze députés, emmenés par Claire Le Guennec ».
"""

from __future__ import annotations

import re
from bisect import bisect_left

from service.normalize.phrases.discourse import Scene
from service.normalize.phrases.nouns import is_person_noun
from service.normalize.words import tags as t
from service.normalize.words.wordset import wordset

_JOINING = wordset("reference.affiliations.joining")
_FORMER = wordset("reference.affiliations.former")
_OWN = wordset("reference.affiliations.own")
_LED = wordset("reference.affiliations.led")
_BY = wordset("reference.affiliations.by")
_OFFICERS = wordset("reference.affiliations.officers")
_ACADEMIC = re.compile(
    r"\b(?:universit\w*|institut\w*|college|school|hospital|laborator\w*|hôpital|école|cnrs|inserm|court|tribunal)\b",
    re.I,
)
_REACH = 14


def organization_of(scene: Scene, person: int) -> int | None:
    """The organization or group for which the person says "we", None when the article names none."""
    if person in scene.houses:
        return scene.houses[person]
    found: int | None = None
    for name in scene.actor(person).names:
        found = _around(scene, name.first, name.last)
        if found is not None:
            break
    if found is None:
        found = _by_office(scene, person)
    if found is not None and (_academic(scene, found) or found == person):
        found = None
    scene.houses[person] = found
    return found


def speaks_for(scene: Scene, person: int) -> int | None:
    """The organization that stands beside the person's name: "Nordia's chief, Ann Roe"."""
    if scene.actor(person).kind != "PERSON":
        return None
    found = (_around(scene, name.first, name.last) for name in scene.actor(person).names)
    return next((house for house in found if house is not None), None)


def _academic(scene: Scene, house: int) -> bool:
    return any(_ACADEMIC.search(form) for form in scene.actor(house).forms)


def _organization_at(scene: Scene, k: int) -> int | None:
    index = scene.cast.at.get(k)
    if index is None or scene.actor(index).kind not in {"ORGANIZATION", "GROUP"}:
        return None
    return index


def _around(scene: Scene, first: int, last: int) -> int | None:
    """The organization in the title's words in front of a name, or in what is said of it after."""
    for found in (_in_front(scene, first), _after(scene, last)):
        if found is not None:
            return found
    return None


def _in_front(scene: Scene, first: int) -> int | None:  # noqa: C901
    """ "Rovers manager Gary Sloane", « le patron de Valmont, Marc Tessier », "its director, Ann Roe"."""
    tokens, ends = scene.tokens, _ends(scene)
    k = first - 1
    if k >= 0 and tokens.word[k] == ",":
        k -= 1
    titled = False
    pending: int | None = None
    begun = k
    while k >= 0 and begun - k < _REACH:
        if k + 1 in ends:
            place = ends[k + 1]
            house = _organization_at(scene, place)
            if house is not None and titled and _title_leads(scene, place, first):
                return house
            pending = house if house is not None else pending
            if house is None and scene.actor(scene.cast.at[place]).kind == "PERSON":
                return None
            k = place - 1
            continue
        low, bits = tokens.low[k], tokens.tag[k]
        if low in _OWN and titled:
            return _last_organization(scene, k)
        if low in _BY and tokens.low[k - 1] in _LED:
            return _led(scene, k - 1)
        if not tokens.word[k][0].isalnum() and low not in {"'", "'s"}:
            return None
        if scene.finite[k] or (bits & (t.REL | t.SUB) and not bits & t.DET):
            return None
        titled = titled or is_person_noun(scene, k)
        if titled and pending is not None:
            # « le chef de file des socialistes, Luc Roy »
            return pending
        k -= 1
    return None


def _title_leads(scene: Scene, house: int, first: int) -> bool:
    """Whether a noun for a person stands between the organization and the name, or in front of the organization."""
    return any(is_person_noun(scene, k) for k in range(max(0, house - 6), first) if k not in scene.cast.at)


def _led(scene: Scene, participle: int) -> int | None:
    """The organization in front of "led by", « , emmenés par »."""
    k = participle - 1
    if scene.tokens.word[k] == ",":
        k -= 1
    place = _ends(scene).get(k + 1)
    return _organization_at(scene, place) if place is not None else None


def _after(scene: Scene, last: int) -> int | None:  # noqa: C901
    """ "Ann Roe, director of Nordia", « Luc Roy, de la banque Hauckmann », "Bo Ek (Greens)", "Al Bo of the Greens"."""
    tokens = scene.tokens
    if last >= len(tokens.word):
        return None
    word, low = tokens.word[last], tokens.low[last]
    if word == "(":
        return _organization_at(scene, last + 1)
    if low in {"of", "from"}:
        k = last + 1 + (tokens.low[last + 1 : last + 2] == ["the"])
        return _organization_at(scene, k)
    if word != ",":
        return None
    titled = False
    k = last + 1
    while k < min(len(tokens.word), last + _REACH):
        house = _organization_at(scene, k)
        if house is not None:
            before = tokens.low[k - 1]
            return house if titled or before in _JOINING or (k == last + 1 and _owns_title(scene, k)) else None
        if k in scene.cast.at:
            if scene.actor(scene.cast.at[k]).kind == "PERSON":
                return None
            k = scene.cast.ends[k]
            continue
        low, bits = tokens.low[k], tokens.tag[k]
        if low in _FORMER:
            return None
        if low in _OWN and k + 1 < len(tokens.word):
            return _last_organization(scene, last - 1)
        if not tokens.word[k][0].isalnum() and low not in {"'", "'s"}:
            return None
        if scene.finite[k] or (bits & (t.REL | t.SUB) and not bits & t.DET):
            return None
        if bits & t.PREP and low not in _JOINING and not bits & t.DET:
            return None
        titled = titled or is_person_noun(scene, k)
        k += 1
    return None


def _owns_title(scene: Scene, k: int) -> bool:
    """ "Wieczorek, Corvid's chief scientist"."""
    tokens = scene.tokens
    end = scene.cast.ends[k]
    return any(is_person_noun(scene, j) for j in range(end, min(len(tokens.word), end + 5)))


def _last_organization(scene: Scene, before: int) -> int | None:
    """The organization named last before token `before`, for "its" and « son »."""
    places = scene.places
    k = bisect_left(places, before) - 1
    for place in reversed(places[max(0, k - 5) : k + 1]):
        house = _organization_at(scene, place)
        if house is not None and scene.actor(house).kind == "ORGANIZATION":
            return house
    return None


def _by_office(scene: Scene, person: int) -> int | None:
    """« la directrice générale, Ann Roe », of no organization: the article's main one."""
    for name in scene.actor(person).names:
        words = scene.tokens.low[max(0, name.first - 4) : name.first] + scene.tokens.low[name.last : name.last + 5]
        if any(word in _OFFICERS for word in words):
            return _organization_spoken_of(scene)
    return None


def _organization_spoken_of(scene: Scene) -> int | None:
    """The organization that the last sentences were about, else the article's first one."""
    for topic in reversed(scene.spoken):
        if topic.actor is not None and scene.actor(topic.actor).kind == "ORGANIZATION":
            return topic.actor
    return _first_organization(scene)


def _first_organization(scene: Scene) -> int | None:
    """The organization that the article names first, where it is named about as often as any other."""
    actors = scene.cast.actors
    houses = [(actor.mentions[0], index) for index, actor in enumerate(actors) if actor.kind == "ORGANIZATION"]
    if not houses:
        return None
    first = min(houses)[1]
    most = max(len(actors[index].mentions) for _, index in houses)
    return first if 2 * len(actors[first].mentions) >= most else main_organization(scene)


def main_organization(scene: Scene) -> int | None:
    """The organization that the article names most, None where two are named as often."""
    return main_actor(scene, "ORGANIZATION")


def main_actor(scene: Scene, kind: str) -> int | None:
    """The actor of a kind that the article names most, None where two are named as often."""
    actors = scene.cast.actors
    times = sorted(((len(a.mentions), i) for i, a in enumerate(actors) if a.kind == kind), reverse=True)
    if not times or (len(times) > 1 and times[0][0] == times[1][0]):
        return None
    return times[0][1]


def mention_before(scene: Scene, end: int) -> int | None:
    """The actor whose mention ends right before token `end`."""
    place = _ends(scene).get(end)
    return scene.cast.at[place] if place is not None else None


def _ends(scene: Scene) -> dict[int, int]:
    """The token after a mention to its first token."""
    if scene.ends is None:
        scene.ends = {end: first for first, end in sorted(scene.cast.ends.items(), reverse=True)}
    return scene.ends
