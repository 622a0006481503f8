"""Where "and", "but", « tandis que » begin a clause of its own."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import Literal

from service.normalize.phrases.discourse import Phrase, Scene
from service.normalize.phrases.predicates import planned
from service.normalize.phrases.subject_start import subject_start
from service.normalize.speech.complements import complement
from service.normalize.words import tags as t
from service.normalize.words.value import Value
from service.normalize.words.wordset import wordset

ClauseKind = Literal["MAIN", "CONDITION"]
_ALWAYS_CONTRAST = wordset("speech.coordination.always_contrast")
_MODALS = wordset("speech.coordination.modals")
_OTHER_SUBJECTS = wordset("speech.coordination.other_subjects")


class Cut(Value, frozen=True):
    at: int
    """The first token of the new clause, its conjunction included."""
    body: int
    """The first token after the conjunction."""
    kind: ClauseKind = "MAIN"
    joined: bool = False
    shared: tuple[int, int] | None = None


def coordination(scene: Scene, i: int, start: int, last: int) -> Cut | None:  # noqa: C901
    phrase = scene.phrase_at(i, "split_conjunction")
    if phrase is None:
        return None
    low = scene.tokens.low
    body = phrase.last
    word = low[i]
    comma = i > start and scene.tokens.word[i - 1] in ",;"
    if body >= last:
        return None
    alternative = word in {"or", "ou", "so", "yet"}
    if alternative and not (comma and (word != "ou" or scene.tokens.tag[body] & t.PRON_SUBJ)):
        return None
    if word == "as" and not in_headline(scene, i):
        # "fell as oil rose": a reason stays where it is, but in a headline, where it is half of the news.
        return None
    contrast = word in _ALWAYS_CONTRAST
    if contrast:
        if word == "alors" and not comma and i > start:
            return None
        return _contrast(scene, phrase, i, start, last)
    if not _complete(scene, start, i) and not (word == "as" and planned(scene, start) is not None):
        return None
    marked = (
        body + 1 < last
        and low[body] in {"que", "qu'", "that"}
        and (
            not scene.language.complement_unmarked
            or scene.tokens.tag[body + 1] & t.PRON_SUBJ != 0
            or _goes_on_telling(scene, start, i)
        )
    )
    if marked:
        body += 1
    verb = _own_verb(scene, body, last)
    if word in {"and", "et", "but", "mais"}:
        shared = _reporter_of_both(scene, start, i, body, last)
        if shared is None and verb is None:
            shared = _subject_of_both(scene, start, i, body, last)
        if shared is not None:
            return Cut(i, body, "MAIN", joined=True, shared=shared)
    if verb is None or (not comma and not marked and "," in scene.tokens.word[body:verb]):
        return None
    return Cut(i, body, "MAIN", joined=marked or word in {"and", "et", "or", "ou"})


def _goes_on_telling(scene: Scene, start: int, conjunction: int) -> bool:
    """ "said it had grown and that the plan …": the "that" of what was reported before the conjunction, too."""
    return any(complement(scene, r, conjunction) is not None for r in scene.reports_in(start, conjunction))


def in_headline(scene: Scene, i: int) -> bool:
    """Whether the sentence around token `i` ends without a mark, as headlines do."""
    k = bisect_right(scene.sentences, i, key=lambda sentence: sentence.first) - 1
    if k < 0:
        return False
    return scene.tokens.word[scene.sentences[k].last - 1][0].isalnum()


def _subject_of_both(scene: Scene, start: int, conjunction: int, body: int, last: int) -> tuple[int, int] | None:
    """« Il a clamé son innocence et fera appel »: the subject's tokens, where only the second verb looks ahead."""
    before, behind = scene.main_verb(start, conjunction), scene.main_verb(body, last)
    if before is not None and scene.tokens.tag[before] & t.REPORT:
        said = complement(scene, before, conjunction)
        if said is not None and not said[1]:
            # "The board told staff the firm has grown and could harm": the firm could.
            start = said[0]
            before = scene.main_verb(start, conjunction)
    if before is None or behind is None or _looks_ahead(scene, before) or not _looks_ahead(scene, behind):
        return None
    inner = [k for k in scene.joints_in(before + 1, conjunction) if scene.tokens.tag[k] & t.REL]
    if any(scene.has_finite(k, conjunction) for k in inner):
        # "a device that others dreamed of but could not make": the second verb of the relative clause.
        return None
    if any(not scene.tokens.tag[k] & (t.ADV | t.CLITIC | t.NEG) for k in range(body, behind)) or behind + 1 >= last:
        return None
    words = scene.tokens.word
    if words[before - 1] == "," and before > start:
        # "The firm, based in Riverton, has grown and will hire": the comma closes what is put in.
        first = subject_start(scene, start, before)
    else:
        first = next((k + 1 for k in range(before - 1, start, -1) if words[k] in ",;:"), start)
    return (first, before) if first < before else None


def _reporter_of_both(scene: Scene, start: int, conjunction: int, body: int, last: int) -> tuple[int, int] | None:
    """ "Ann Roe called it a lie and said that …": the subject's tokens, where the second verb reports something."""
    tokens = scene.tokens
    k = body
    while k < last and tokens.tag[k] & (t.ADV | t.CLITIC | t.NEG) and not tokens.tag[k] & t.REPORT:
        k += 1
    if k + 1 < last and tokens.tag[k] & t.HAVE:
        k += 1
    reports = tokens.tag[k] & t.REPORT if k < last else 0
    if not reports or not (scene.finite[k] or tokens.tag[k] & t.PART) or complement(scene, k, last) is None:
        return None
    before = scene.main_verb(start, conjunction)
    if before is None or before == start:
        return None
    first = start
    while first < before and (tokens.tag[first] & t.CONJ or tokens.word[first] in ",«“"):
        first += 1
    return (first, before) if first < before else None


def _looks_ahead(scene: Scene, verb: int) -> bool:
    return bool(scene.tokens.tag[verb] & (t.FUTURE | t.CONDITIONAL)) or scene.tokens.low[verb] in _MODALS


def _contrast(scene: Scene, phrase: Phrase, i: int, start: int, last: int) -> Cut | None:
    verb = scene.main_verb(phrase.last, last)
    if verb is None or starts_bare(scene, phrase.last, verb):
        return None
    opening = i == start + 1 and scene.tokens.tag[start] & t.CONJ
    if scene.tokens.low[i] == "while" and i > start and not opening and scene.tokens.word[i - 1] != ",":
        # "would trade while talks went on": a time.
        return None
    if i > start and not opening and not scene.has_finite(start, i) and scene.tokens.word[i - 1] != ",":
        return None
    words = scene.tokens.word
    if i > start and any(words[k] in ";" for k in range(phrase.last, verb)):
        return None
    return Cut(i, phrase.last)


def _complete(scene: Scene, start: int, i: int) -> bool:
    """Whether what stands before `i` has its verb, also since the last subordinate clause opened."""
    tokens = scene.tokens
    opened = start
    for k in reversed(scene.joints_in(start, i)):
        if k > start and scene.opens_subordinate(k, tokens.tag[k], tokens.low[k]):
            opened = k
            break
        if scene.finite[k] and tokens.tag[k] & t.REPORT and _zero_complement(scene, k, i):
            opened = k + 1
            break
    k = bisect_left(scene.colons, i)
    if k and scene.colons[k - 1] >= opened:
        opened = scene.colons[k - 1] + 1
    return scene.has_finite(opened, i)


def _zero_complement(scene: Scene, k: int, i: int) -> bool:
    """ "said France and Germany have agreed": the complement has no marker."""
    if not scene.language.complement_unmarked or k + 1 >= i:
        return False
    return bool(scene.tokens.tag[k + 1] & (t.DET | t.PRON_SUBJ)) or scene.capital[k + 1]


def starts_bare(scene: Scene, first: int, verb: int) -> bool:
    """Whether nothing that can be a subject stands before the verb."""
    tokens = scene.tokens
    for k in range(first, verb):
        if (
            tokens.tag[k] & (t.DET | t.PRON_SUBJ | t.NOUN)
            and not tokens.tag[k] & t.NEG
            and not (tokens.tag[k] & t.CLITIC and not tokens.tag[k] & t.PRON_SUBJ and k + 1 == verb)
        ):
            return False
        if scene.capital[k] or k in scene.cast.at:
            return False
        if tokens.low[k] in _OTHER_SUBJECTS:
            return False
    return True


def _own_verb(scene: Scene, first: int, last: int) -> int | None:
    """The verb of a clause that brings its own subject right after a conjunction, else None."""
    tokens = scene.tokens
    verb = scene.main_verb(first, last)
    if verb is None or verb == first or starts_bare(scene, first, verb):
        return None
    head = first
    while head < verb and tokens.tag[head] & t.ADV and not tokens.tag[head] & (t.DET | t.NEG):
        head += 1
    bits = tokens.tag[head]
    if (
        bits & (t.REL | t.INF | t.GER)
        and not bits & t.DET
        and (not scene.language.verbs_like_nouns or not bits & t.NOUN)
    ):
        return None
    if tokens.tag[head] & t.PREP and not tokens.tag[head] & t.DET and "," not in tokens.word[head:verb]:
        # "out of one account and into another that he held"
        return None if scene.language.verbs_like_nouns else verb
    if (
        scene.language.verbs_like_nouns
        and tokens.tag[head] & (t.BASE | t.PART)
        and not tokens.tag[head] & (t.NOUN | t.ADJ)
    ):
        return None
    if verb - first > 25:
        return None
    return verb
