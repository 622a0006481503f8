"""Whether a clause is denied: negations in front of and after its verb, and verbs that deny."""

from __future__ import annotations

from service.normalize.phrases.cues import TokenCue
from service.normalize.phrases.discourse import Scene
from service.normalize.words import tags as t
from service.normalize.words.wordset import wordset

_SECONDS = wordset("claims.polarity.seconds")
_MARKERS = wordset("speech.complements.markers")
_POINTING = wordset("claims.polarity.pointing")
_CHARGES = wordset("claims.polarity.charges")
_DENYING = wordset("claims.polarity.denying")
_NOBODY = wordset("claims.polarity.nobody")
_FRONTED_NEGATIONS = wordset("claims.polarity.fronted_negations")


def is_negative(scene: Scene, first: int, verb: int, end: int, near: list[int], cues: list[TokenCue]) -> bool:
    """Whether the clause's verb is negated; two negations make none."""
    start = max(first, verb - 5)
    phrases = scene.phrases
    earliest = max(first, start - 3)
    marked = [k for k in near if k >= earliest] if near else near
    skipped: set[int] = set()
    for k in marked:
        for phrase in phrases[k]:
            if phrase.category == "factive_double" and k >= start:
                return False
            if phrase.category == "not_negation":
                skipped.update(range(phrase.first, phrase.last))
    count = int(_denies_plainly(scene, verb) or _few(scene, first, verb))
    if count:
        cues.append((verb, verb + 1, "NEGATION"))
    if scene.language.negation_doubled:
        count += _doubled_negation(scene, first, verb, end, skipped, cues)
    behind = first + 2 if count else start
    for k in marked:
        found = scene.phrase_at(k, "negating") if k >= behind and k not in skipped else None
        if found is not None and _negates(scene, k, first, verb):
            cues.append((found.first, found.last, "NEGATION"))
            count += 1
            behind = found.last
    return count % 2 == 1


def only(scene: Scene, verb: int) -> bool:
    """« ne peut que fermer »: nothing else, so surely."""
    low = scene.tokens.low
    restricted = not {"que", "qu'"}.isdisjoint(low[verb + 1 : verb + 3])
    return restricted and not {"ne", "n'"}.isdisjoint(low[max(0, verb - 3) : verb])


def _denies_plainly(scene: Scene, verb: int) -> bool:
    """« L'entreprise nie toute responsabilité », "denied any wrongdoing": not "denied the allegations", « dément »."""
    low, tags, lemmas = scene.tokens.low, scene.tokens.tag, scene.lexicon.lemmas
    behind = verb
    if not tags[verb] & (t.HAVE | t.DENY):
        return False
    if tags[verb] & t.HAVE:
        behind = verb + 1
        while behind + 1 < len(low) and tags[behind] & t.ADV:
            behind += 1
    if behind >= len(low) or lemmas.get(low[behind]) not in _DENYING:
        return False
    k = behind + 1
    while k + 1 < len(low) and tags[k] & t.ADV and not tags[k] & t.DET:
        k += 1
    if k >= len(low) or not scene.tokens.word[k][0].isalnum() or low[k] in _POINTING or low[k] in _MARKERS:
        return False
    nouns = low[k : k + 4]
    return not any(noun in _CHARGES for noun in nouns)


def _few(scene: Scene, first: int, verb: int) -> bool:
    """ "Not all experts agree", "Few expect it"."""
    low = scene.tokens.low
    if first + 1 >= verb:
        return False
    if low[first] in {"not", "few", "peu"}:
        return low[first] != "peu" or low[first + 1] in {"de", "d'"}
    return low[first : first + 1] in (["tous"], ["toutes"]) and _negated_all(scene, verb)


def _negated_all(scene: Scene, verb: int) -> bool:
    """« Tous ne sont pas convaincus »."""
    return any(scene.tokens.low[k] in {"ne", "n'"} for k in range(max(0, verb - 2), verb))


def _negates(scene: Scene, k: int, first: int, verb: int) -> bool:
    low = scene.tokens.low[k]
    if scene.language.negation_doubled:
        return k >= verb - 2
    if low in _NOBODY:
        adjacent = all(scene.tokens.tag[j] & (t.BE | t.HAVE | t.ADV | t.PART) or j == verb for j in range(verb, k))
        return (k < verb and k <= first + 2) or (k > verb and adjacent)
    if low == "without":
        return False
    if low in {"not", "n't", "never"} and k > verb + 1:
        return all(scene.tokens.tag[j] & (t.BE | t.HAVE | t.ADV | t.FIN) for j in range(verb, k))
    return k >= verb - 2


def _doubled_negation(scene: Scene, first: int, verb: int, end: int, skipped: set[int], cues: list[TokenCue]) -> int:
    low, tags = scene.tokens.low, scene.tokens.tag
    if low[verb] in {"ne", "n'"}:
        # « ne pas avoir payé »: of infinitives the first token is read
        second = next((k for k in range(verb + 1, min(end, verb + 5)) if low[k] in _SECONDS), None)
        if second is not None:
            cues.append((verb, verb + 1, "NEGATION"))
            cues.append((second, second + 1, "NEGATION"))
            return 1
        return 0
    ahead = low[max(first, verb - 5) : verb]
    if "ne" not in ahead and "n'" not in ahead:
        return 0
    ne = next(k for k in range(verb - 1, first - 1, -1) if low[k] in {"ne", "n'"})
    before = next((k for k in range(first, ne) if low[k] in _FRONTED_NEGATIONS), None)
    if before is not None:
        cues.append((before, before + 1, "NEGATION"))
        return 1
    second = next((k for k in range(verb + 1, min(end, verb + 6)) if tags[k] & t.NEG and k not in skipped), None)
    if second is not None:
        if low[second] == "plus" and any(low[k] == "que" for k in range(second + 1, min(len(low), second + 2))):
            return 0
        cues.append((ne, ne + 1, "NEGATION"))
        cues.append((second, second + 1, "NEGATION"))
        return 1
    lemma = scene.lexicon.lemmas.get(low[verb], "")
    if lemma in {"pouvoir", "savoir", "oser"} and not only(scene, verb):
        cues.append((ne, ne + 1, "NEGATION"))
        return 1
    return 0
