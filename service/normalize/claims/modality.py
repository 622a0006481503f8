"""How surely a clause is said: modality and polarity, with the words that carry them."""

from __future__ import annotations

from service.document import Modality, Polarity
from service.normalize.claims.polarity import is_negative, only
from service.normalize.phrases.cues import TokenCue
from service.normalize.phrases.discourse import Scene
from service.normalize.phrases.predicates import planned
from service.normalize.words import tags as t
from service.normalize.words.value import Value
from service.normalize.words.wordset import wordset

_HEDGES: tuple[tuple[str, Modality], ...] = (
    ("possible", "POSSIBLE"),
    ("probable", "PROBABLE"),
    ("reported", "REPORTED"),
    ("predicted", "PREDICTED"),
    ("counterfactual", "CONDITIONAL"),
)
_HEDGE_CATEGORIES = frozenset(category for category, _ in _HEDGES)
_ENGLISH_MODALS = wordset("claims.modality.english_modals")
_HYPOTHETICAL = wordset("claims.modality.hypothetical")
_RUMOURED = wordset("claims.modality.rumoured")
_WITHOUT = wordset("claims.modality.without")
_EXPECTED = wordset("claims.modality.expected")
_LIKELY = wordset("claims.modality.likely")
_PURPOSE = wordset("claims.modality.purpose")
_WINDOW = 7
"""How many tokens after the verb a hedge may stand."""
_NOT = wordset("claims.modality.not")
_NE = wordset("claims.modality.ne")
_NOBODY = wordset("claims.modality.nobody")
_STARTING = wordset("claims.modality.starting")
_TELLING = wordset("claims.modality.telling")


class Reading(Value, frozen=True):
    """What a clause's own words say of its certainty; `hedged` tells a cue from the default."""

    modality: Modality
    polarity: Polarity
    cues: tuple[TokenCue, ...]


class Context(Value, frozen=True):
    """Where the clause stands: whether somebody else says it, said it in the past, or under an if."""

    reported: bool = False
    past: bool = False
    condition: bool = False
    beside_condition: bool = False
    quoted: bool = False


def read_clause(scene: Scene, first: int, last: int, verb: int | None, context: Context) -> Reading:
    """Modality and polarity of tokens `first` to `last` around their main verb."""
    if verb is None:
        return Reading("CONDITIONAL" if context.condition else _plain(context), "POSITIVE", ())
    cues: list[TokenCue] = []
    end = min(last, verb + 1 + _WINDOW)
    marked = scene.marks_in(max(first, verb - 12), end)
    if marked or (
        scene.language.negation_doubled and not _NE.isdisjoint(scene.tokens.low[max(first, verb - 5) : verb + 1])
    ):
        end = _scope_end(scene, verb, end, last)
        while marked and marked[-1] >= end:
            marked.pop()
    hedge = _hedge(scene, first, last, verb, marked, context, cues)
    negative = is_negative(scene, first, verb, end, marked, cues)
    modality: Modality = "CONDITIONAL" if context.condition else hedge or _plain(context)
    return Reading(modality, _polarity(negative), tuple(sorted(set(cues))) if len(cues) > 1 else tuple(cues))


def _plain(context: Context) -> Modality:
    return "REPORTED" if context.reported else "ASSERTED"


def _polarity(negative: bool) -> Polarity:
    return "NEGATIVE" if negative else "POSITIVE"


def _scope_end(scene: Scene, verb: int, end: int, last: int) -> int:
    """Where the words end that can still hedge the main verb: a relative or subordinate clause, or at `end`."""
    low, tags = scene.tokens.low, scene.tokens.tag
    opener, floating = t.REL | t.SUB, t.DET | t.ADV | t.CLITIC
    for k in range(verb + 1, end):
        bits = tags[k]
        if bits & opener and not bits & floating:
            return k
        if low[k] in _PURPOSE and tags[min(k + 1, last - 1)] & (t.ADV | t.INF):
            return k
    return end


def _hedge(  # noqa: C901
    scene: Scene, first: int, last: int, verb: int, marked: list[int], context: Context, cues: list[TokenCue]
) -> Modality | None:
    found: dict[str, tuple[int, int]] = {}
    phrases = scene.phrases
    for k in marked:
        for phrase in phrases[k]:
            if (
                phrase.category in _HEDGE_CATEGORIES
                and phrase.category not in found
                and _counts(scene, k, verb, phrase.last)
            ):
                found[phrase.category] = (phrase.first, phrase.last)
    plan = planned(scene, first)
    if plan is not None and plan < verb:
        cues.append((plan, plan + 1, "MODALITY"))
        return "PREDICTED"
    verbal = _by_form(scene, first, last, verb, context)
    if not found and (verbal is None or not context.beside_condition):
        if verbal is not None:
            cues.append((verb, verb + 1, "MODALITY"))
        return verbal
    modal = any(first_at == verb for first_at, _ in found.values()) and "counterfactual" not in found
    if context.beside_condition and not modal and (verbal == "CONDITIONAL" or "counterfactual" in found):
        # "If you treated 100, you would spare perhaps two": the condition weighs more than "perhaps".
        cues.append((*found.get("counterfactual", (verb, verb + 1)), "MODALITY"))
        return "CONDITIONAL"
    for category, modality in _HEDGES:
        if category in found and not (category == "counterfactual" and verbal):
            at = found[category][0]
            if _idle(scene, first, at, category, context):
                continue
            if modality == "CONDITIONAL" and context.reported and not context.quoted:
                modality = "PREDICTED"
            cues.append((*found[category], "MODALITY"))
            return modality
    if verbal is not None:
        cues.append((verb, verb + 1, "MODALITY"))
    return verbal


def _idle(scene: Scene, first: int, at: int, category: str, context: Context) -> bool:
    """Whether the hedge at token `at` says something else here: advice, refusal, inability."""
    tokens = scene.tokens
    low = tokens.low
    word = low[at]
    if not scene.language.modal_verbs:
        if category == "possible" and only(scene, at):
            return True
        return category == "predicted" and word in {"devrait", "devraient"} and _advises(scene, at, context)
    if word == "should":
        # "Nobody should be told", not "should be fit again", "should open in May".
        return context.reported or context.quoted or not _foreseen(scene, at)
    following = low[at + 1] if at + 1 < len(low) else ""
    if word in {"can", "ca", "could"} and following in _NOT:
        # "I can't say it was the tablet"
        return context.quoted and low[first:at][-1:] in (["i"], ["we"])
    if word in {"would", "'d"} and category == "counterfactual" and not context.reported:
        refusing = following in _NOT or not _NOBODY.isdisjoint(low[first:at])
        behind = at + 1 + (following in _NOT)
        return refusing and behind < len(low) and low[behind] in _TELLING
    return False


def _foreseen(scene: Scene, should: int) -> bool:
    """ "should be fit again", "should open in May"."""
    tokens = scene.tokens
    window = range(should + 1, min(len(tokens.word), should + 8))
    return not _STARTING.isdisjoint(tokens.low[should + 1 : should + 2]) or any(k in scene.dated for k in window)


def _advises(scene: Scene, verb: int, context: Context) -> bool:
    """« ne devraient pas être autorisées », « personne ne devrait nous dire »: what ought not to be."""
    low = scene.tokens.low
    negated = low[verb - 1] in {"ne", "n'"} or low[verb - 2] in {"ne", "n'"}
    return negated and context.reported and not any(k in scene.dated for k in range(verb, verb + 9))


def _counts(scene: Scene, k: int, verb: int, after: int) -> bool:
    """Whether a hedge at `k` is the clause's own: a modal verb must be its verb, an adverb may float."""
    if scene.finite[k] and (after > k + 1 or not scene.language.modal_verbs or scene.tokens.low[k] in _ENGLISH_MODALS):
        going = after == k + 1 and scene.tokens.low[k] in {"va", "vont", "doit"}
        return k == verb and (not going or _infinitive_follows(scene, k))
    if scene.tokens.low[k] in _ENGLISH_MODALS and not scene.finite[k]:
        return False
    if k < verb:
        return not any(scene.tokens.tag[j] & t.REL for j in range(k, verb))
    return True


def _infinitive_follows(scene: Scene, verb: int) -> bool:
    """« va bientôt ouvrir », not « va mal »."""
    tags = scene.tokens.tag
    for k in range(verb + 1, min(len(tags), verb + 5)):
        if tags[k] & t.INF or scene.tokens.low[k] in {"être", "avoir"}:
            return True
        if not tags[k] & (t.ADV | t.NEG | t.CLITIC):
            return False
    return False


def _by_form(scene: Scene, first: int, last: int, verb: int, context: Context) -> Modality | None:
    """What the verb's own form says."""
    tokens = scene.tokens
    bits, low = tokens.tag[verb], tokens.low[verb]
    lemma = scene.lexicon.lemmas.get(low, "")
    if lemma in scene.lexicon.hedging_verbs and _hedges(scene, verb, last):
        return "PROBABLE"
    if scene.language.modal_verbs:
        if lemma == "expect" and _infinitive_ahead(scene, verb, last):
            return None if context.reported and not context.quoted else "PREDICTED"
        return _english_outlook(scene, verb, last) if bits & t.BE else None
    if lemma == "risquer" and _risks(scene, verb, last):
        return "POSSIBLE"
    if bits & t.FUTURE or low in {"sera", "seront", "aura", "auront"}:
        return "PREDICTED"
    if low in {"devrait", "devraient"} and _advises(scene, verb, context):
        return None
    if bits & t.CONDITIONAL or low in {"serait", "seraient", "aurait", "auraient"}:
        return _conditional(scene, first, last, verb, context)
    return None


def _infinitive_ahead(scene: Scene, verb: int, last: int) -> bool:
    """ "expects the storm to pass", "expects to grow"."""
    tokens = scene.tokens
    for k in range(verb + 1, min(verb + 7, last - 1)):
        if tokens.low[k] == "to":
            return bool(tokens.tag[k + 1] & t.BASE) or not tokens.tag[k + 1]
        if tokens.word[k] in ",;:.":
            return False
    return False


def _english_outlook(scene: Scene, verb: int, last: int) -> Modality | None:
    """ "is widely expected to", "was not likely to": what the article expects, with adverbs in between."""
    tokens = scene.tokens
    if tokens.low[verb] in {"is", "are"} and tokens.low[verb + 1 : verb + 2] == ["to"] and verb + 2 < last:
        # "is to shut its shops"
        return "PREDICTED" if tokens.tag[verb + 2] & t.BASE or tokens.low[verb + 2] == "be" else None
    k = verb + 1
    while k < last and tokens.tag[k] & (t.ADV | t.NEG) and tokens.low[k] not in _LIKELY:
        k += 1
    if k + 1 >= last:
        return None
    if tokens.low[k] in _EXPECTED and tokens.low[k + 1] == "to":
        return "PREDICTED"
    return "PROBABLE" if tokens.low[k] in _LIKELY and tokens.low[k + 1] in {"to", "that"} else None


def _hedges(scene: Scene, verb: int, last: int) -> bool:
    """ "appears to", "seems that", "seems ready", not "appeared on stage"."""
    if not scene.language.modal_verbs or verb + 1 >= last:
        return True
    after = verb + 1
    while after < last - 1 and scene.tokens.tag[after] & (t.ADV | t.NEG):
        after += 1
    return scene.tokens.low[after] in {"to", "that", "as", "like"} or bool(scene.tokens.tag[after] & (t.ADJ | t.PART))


def _risks(scene: Scene, verb: int, last: int) -> bool:
    """« risquent précisément de tarir »."""
    tokens = scene.tokens
    k = verb + 1
    while k < last and tokens.tag[k] & (t.ADV | t.NEG):
        k += 1
    return k < last and tokens.low[k] in {"de", "d'"}


def _conditional(scene: Scene, first: int, last: int, verb: int, context: Context) -> Modality:
    tokens = scene.tokens
    low = tokens.low[verb]
    auxiliary = low in {"aurait", "auraient", "serait", "seraient"}
    perfect = low in {"aurait", "auraient"} and _participle_follows(scene, verb, last)
    if context.quoted:
        return "CONDITIONAL"
    if context.beside_condition and not perfect:
        return "CONDITIONAL"
    if context.reported:
        return "PREDICTED" if context.past and not perfect else "REPORTED"
    if context.beside_condition or tokens.low[first] in _WITHOUT:
        return "CONDITIONAL"
    subject = tokens.low[first] if first < verb else ""
    if subject in {"et", "mais", "même"} and first + 2 < verb:
        subject = tokens.low[first + (2 if subject == "même" else 1)]
    if auxiliary and _participle_follows(scene, verb, last):
        return "REPORTED"
    if subject in _HYPOTHETICAL:
        return "CONDITIONAL"
    # What somebody is or aims at is rumoured, what something would do depends.
    rumoured = auxiliary or scene.lexicon.lemmas.get(tokens.low[verb], "") in _RUMOURED
    return "REPORTED" if rumoured else "CONDITIONAL"


def _participle_follows(scene: Scene, verb: int, last: int) -> bool:
    tags = scene.tokens.tag
    for k in range(verb + 1, min(last, verb + 5)):
        if tags[k] & t.PART:
            return True
        if not tags[k] & (t.ADV | t.NEG | t.CLITIC):
            return False
    return False
