"""What is said at the side of a clause: "…, adding that C", "…, who said C", "Told that C, …", "accused X of C"."""

from __future__ import annotations

from service.document import Stance
from service.normalize.phrases.discourse import Scene
from service.normalize.phrases.subject_start import bits_of
from service.normalize.reference.affiliations import mention_before
from service.normalize.speech.complements import complement
from service.normalize.speech.voices import TELLING, Voice, stance_of
from service.normalize.words import tags as t
from service.normalize.words.value import Value
from service.normalize.words.wordset import wordset

_LEADING = wordset("speech.side_reports.leading")
_WHO = wordset("speech.side_reports.who")
_ASKED = wordset("speech.side_reports.asked")
_TOLD = TELLING | {"prévenir", "informer", "avertir", "assurer"}


class Side(Value, frozen=True):
    """A report at the side: the clause goes up to `cut`, what is said stands at tokens `first` to `last`."""

    cut: int
    first: int
    last: int
    speaker: int | None
    """The actor who says it, None for the one that the clause is about or that speaks in it."""
    cue: tuple[int, int]
    own_action: bool = False
    stance: Stance = "SAYS"


def side_report(scene: Scene, first: int, last: int, *, spoken: bool = False) -> Side | None:
    """The first report at the side after the clause that begins at `first`, None if there is none.

    `spoken` tells that what stands in front is no clause but who said a quotation.
    """
    tokens = scene.tokens
    for r in scene.reports_in(first + 1, last - 1):
        bits = tokens.tag[r]
        side = None
        if bits & t.GER or (bits & scene.language.verbal_noun and not scene.finite[r]):
            side = _participle(scene, first, r, last)
        if side is None and (scene.finite[r] or bits & t.PART):
            side = _relative(scene, first, r, last)
        if side is not None and (
            spoken or scene.main_verb(first, side.cut) is not None or _verbless(scene, first, side)
        ):
            return side
    return _for_whom(scene, first, last, spoken=spoken) if scene.language.for_attributes else None


def _verbless(scene: Scene, first: int, side: Side) -> bool:
    """ "A statement from Ann Roe, who said C": no clause stands in front."""
    if side.speaker is None or scene.main_verb(first, side.first) is not None:
        return False
    verb = scene.main_verb(first, side.last)
    return verb is None or verb == scene.main_verb(side.first, side.last)


def _participle(scene: Scene, first: int, r: int, last: int) -> Side | None:
    """ ", adding that C", « , tout en rappelant que C », « avant d'assurer que C »."""
    tokens = scene.tokens
    k = r - 1
    while k > first and tokens.low[k] in _LEADING:
        k -= 1
    lone = k == r - 1
    if tokens.tag[r] & t.INF and (lone or tokens.low[k + 1] not in {"avant", "et", "pour"}):
        return None
    if tokens.word[k] != "," and (lone or tokens.low[k + 1] not in {"avant", "before", "tout"}):
        return None
    found = complement(scene, r, last)
    if found is None:
        return None
    start, own_action = found
    if own_action or scene.main_verb(start, last) is None:
        return None
    stance = stance_of(scene, r, r)
    if stance is None:
        return None
    cut = k if tokens.word[k] == "," else k + 1
    return Side(cut, start, last, None, (r, r + 1), stance=stance)


def _relative(scene: Scene, first: int, r: int, last: int) -> Side | None:
    """ "…, who said C", « …, qui dit avoir reçu des menaces »."""
    tokens = scene.tokens
    k = r - 1
    while k > first and (tokens.tag[k] & (t.HAVE | t.ADV | t.CLITIC | t.NEG)) and tokens.low[k] not in _WHO:
        k -= 1
    if k <= first or tokens.low[k] not in _WHO or not any(scene.finite[j] for j in range(k, r + 1)):
        return None
    found = complement(scene, r, last)
    if found is None:
        return None
    start, own_action = found
    if not own_action and scene.main_verb(start, last) is None:
        return None
    stance = stance_of(scene, r, k + 1)
    if stance is None:
        return None
    cut = k - 1 if tokens.word[k - 1] == "," else k
    return Side(cut, start, last, _antecedent(scene, cut), (k + 1, r + 1), own_action, stance)


def _for_whom(scene: Scene, first: int, last: int, *, spoken: bool) -> Side | None:
    """« …, Luc Roy, pour qui C »: whose opinion it is stands in front."""
    tokens = scene.tokens
    for k in range(first + 1, last - 2):
        if tokens.low[k] == "pour" and tokens.low[k + 1] in {"qui", "lequel", "laquelle"}:
            if scene.main_verb(k + 2, last) is None or not (spoken or scene.main_verb(first, k) is not None):
                return None
            cut = k - 1 if tokens.word[k - 1] == "," else k
            return Side(cut, k + 2, last, _antecedent(scene, cut), (k, k + 2))
    return None


def _antecedent(scene: Scene, end: int) -> int | None:
    """The actor named right before token `end`, but for a place: « la députée du Finistère, qui dit »."""
    index = mention_before(scene, end)
    return index if index is not None and scene.actor(index).kind != "PLACE" else None


def told_first(scene: Scene, first: int, last: int) -> Side | None:
    """ "Told that C, she left": what somebody was told stands in front of the clause; `cut` is where that ends."""
    tokens = scene.tokens
    if not bits_of(scene, first) & t.PART or scene.lexicon.lemmas.get(tokens.low[first]) not in _TOLD:
        return None
    found = complement(scene, first, last)
    verb = scene.main_verb(found[0], last) if found is not None else None
    if found is None or verb is None:
        return None
    comma = next((k for k in range(verb, last) if tokens.word[k] == ","), None)
    if comma is None or scene.main_verb(comma + 1, last) is None:
        return None
    return Side(comma, found[0], comma, None, (first, first + 1))


_ASKING = wordset("speech.side_reports.asking")


def asked_first(scene: Scene, first: int, last: int) -> int:
    """Where the clause begins after "Asked whether she would leave, "; `first` itself where nobody asks."""
    tokens = scene.tokens
    asked = tokens.low[first] in _ASKED
    if not asked or first + 1 >= last or tokens.low[first + 1] not in _ASKING:
        return first
    comma = next((k for k in range(first + 1, last) if tokens.word[k] == "," and scene.has_finite(first + 1, k)), None)
    if comma is None or scene.main_verb(comma + 1, last) is None:
        return first
    return comma + 1


def after_accused(scene: Scene, first: int, last: int) -> tuple[int, int, int] | None:
    """ "S accused X of having lied": the verb of accusing, X's first token and the token after what X did."""
    tokens = scene.tokens
    for r in scene.accusing:
        if not first <= r < last - 3 or not _active(scene, r, first):
            continue
        for k in range(r + 2, min(last - 1, r + 24)):
            if tokens.low[k] in {"of", "de", "d'"} and _did(scene, k + 1):
                return (r, r + 1, last)
            if scene.finite[k] and tokens.word[k - 1] != ",":
                break
    return None


def _active(scene: Scene, r: int, first: int) -> bool:
    if scene.finite[r]:
        return True
    k = r - 1
    while k > first and scene.tokens.tag[k] & t.ADV and not scene.tokens.tag[k] & t.HAVE:
        k -= 1
    return k >= first and scene.finite[k] and bool(scene.tokens.tag[k] & t.HAVE)


def _did(scene: Scene, k: int) -> bool:
    """A gerund or an infinitive, maybe negated: "of not paying", « de ne pas avoir payé »."""
    tokens = scene.tokens
    end = min(len(tokens.word), k + 5)
    while k < end:
        if tokens.tag[k] & scene.language.verbal_noun or tokens.low[k] in {"avoir", "être", "having", "being"}:
            return True
        if not tokens.tag[k] & (t.NEG | t.ADV | t.CLITIC):
            return False
        k += 1
    return False


def told_voice(scene: Scene, side: Side) -> Voice:
    """Nobody's name: "told that", « prévenu que »."""
    a, b = side.cue
    return Voice(None, scene.tokens.text[scene.tokens.start[a] : scene.tokens.end[b - 1]], cue=side.cue)
