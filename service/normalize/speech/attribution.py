"""Whose word a clause is: reporting verbs, "according to", speakers in front of, inside and after."""

from __future__ import annotations

import msgspec

from service.normalize.phrases.discourse import Phrase, Scene
from service.normalize.phrases.subject_start import subject_start
from service.normalize.reference.pronouns import resolve_source
from service.normalize.reference.subjects import find_topic
from service.normalize.speech.complements import MARKERS, complement
from service.normalize.speech.speakers import frame_in_front, inverted_frame
from service.normalize.speech.voices import (
    PRONOUN_TAILS,
    Frame,
    Voice,
    in_the_past,
    report_head,
    stance_of,
    voice_of,
    words_of,
)
from service.normalize.words import tags as t
from service.normalize.words.wordset import wordset

_FOR = wordset("speech.attribution.for")
_AND = wordset("speech.attribution.and")
_NOBODY = wordset("speech.attribution.nobody")
_SELF = wordset("speech.attribution.self")


def according_frame(scene: Scene, first: int, last: int) -> Frame | None:
    """ "According to S, C", "C, according to S", « selon S », « C, comme l'a révélé S »."""
    tokens = scene.tokens
    sources = scene.sources_in(first, last)
    if not sources and tokens.low[first] not in _FOR:
        return _as_told(scene, first, last)
    for k in sources if sources and sources[0] == first else (first, *sources):
        phrase = scene.phrase_at(k, "according_to") or (_opinion(scene, k, last) if k == first else None)
        if phrase is None:
            continue
        if phrase.last < last and tokens.low[phrase.last] in {"que", "qu'", "les"} and tokens.low[k] == "suivant":
            continue
        end = _phrase_end(scene, k, phrase.last, first, last)
        pointing = tokens.low[k : phrase.last][-2:] == ["en", "croire"]
        if end <= phrase.last and not pointing:
            continue
        if pointing and end <= phrase.last:
            # « À l'en croire »
            actor = scene.speaker if scene.speaker is not None else scene.subject
            voice = Voice(actor, None, past=False, cue=(k, phrase.last))
        else:
            voice = voice_of(scene, phrase.last, end, (k, phrase.last), past=False)
        voice = msgspec.structs.replace(voice, aside=not pointing)
        if k <= first + 1:
            start = _after_apposition(scene, end + 1, last) if end < last and tokens.word[end] == "," else end
            if start < last and scene.has_finite(start, last):
                return Frame(start, last, voice)
            continue
        if end >= last or _rest_is_aside(scene, end, last):
            return Frame(first, k, voice)
        return Frame(first, last, voice)
    return _as_told(scene, first, last)


def _rest_is_aside(scene: Scene, end: int, last: int) -> bool:
    """Whether nothing follows the source but what is said of it: ", the nephrologist who led the study."."""
    tokens = scene.tokens
    if all(not word[0].isalnum() for word in tokens.word[end:last]):
        return True
    return tokens.word[end] == "," and scene.main_verb(end + 1, last) is None


def _as_told(scene: Scene, first: int, last: int) -> Frame | None:
    """« C, comme l'a révélé S », « comme l'indique S, C »."""
    tokens = scene.tokens
    if "comme" not in tokens.low[first:last]:
        return None
    for r in scene.reports_in(first + 1, last):
        k = r - 1
        while k >= first and tokens.tag[k] & (t.HAVE | t.CLITIC | t.ADV) and tokens.low[k] != "comme":
            k -= 1
        if k < first or tokens.low[k] != "comme" or r + 1 >= last:
            continue
        end = next((j for j in range(r + 1, last) if tokens.word[j] in ",;"), last)
        voice = voice_of(scene, r + 1, end, (k, r + 1), past=False)
        voice = msgspec.structs.replace(voice, aside=True)
        if k > first + 1:
            return Frame(first, k, voice) if end >= last - 1 else None
        return Frame(end + 1, last, voice) if end + 1 < last and scene.has_finite(end + 1, last) else None
    return None


def _opinion(scene: Scene, k: int, last: int) -> Phrase | None:
    """« Pour Bruno Castel, … »: a person after the first "pour" is a source."""
    if scene.tokens.low[k] not in {"pour", "for"} or k + 2 >= last:
        return None
    person = next((j for j in range(k + 1, min(k + 4, last)) if j in scene.cast.at), None)
    if person is None or scene.actor(scene.cast.at[person]).kind != "PERSON":
        return None
    end = scene.cast.ends[person]
    if end >= last or scene.tokens.word[end] != "," or not (scene.language.for_attributes or _expert(scene, end, last)):
        return None
    return Phrase(k, k + 1, "according_to")


def _expert(scene: Scene, comma: int, last: int) -> bool:
    """ "For Ann Roe, an economist, …": an opinion; "For Ann Roe, 61, a driver, …" tells what it is like for her."""
    tokens = scene.tokens
    return any(
        tokens.tag[k] & t.TITLE or scene.lexicon.anaphors.get(tokens.low[k]) == "PERSON"
        for k in range(comma + 1, min(last, comma + 7))
    )


def _after_apposition(scene: Scene, start: int, last: int) -> int:
    """Where what is said begins when more is said of the source: "According to the minutes, which are secret, …"."""
    tokens = scene.tokens
    bits = tokens.tag[start] if start < last else 0
    relative = bool(bits & t.REL) and not bits & t.DET
    opens = bits & (t.TITLE | t.NOUN | t.ORG_CUE | t.PART) or tokens.low[start : start + 1] in (["a"], ["an"], ["the"])
    if not relative and not opens:
        return start
    comma = next((k for k in range(start, last) if tokens.word[k] == ","), None)
    if comma is None or not scene.has_finite(comma, last):
        return start
    return comma + 1 if relative or not scene.has_finite(start, comma) else start


def _phrase_end(scene: Scene, k: int, start: int, first: int, last: int) -> int:
    """Where the source's noun phrase ends; an apposition between commas belongs to it."""
    words = scene.tokens.word
    end = start
    while end < last and words[end] not in ',;:«“"':
        if k <= first + 1 and scene.finite[end] and not _narrows(scene, end, last):
            break
        end += 1
    return end


def _narrows(scene: Scene, verb: int, last: int) -> bool:
    """ "a poll by YouGov published on Friday, …": the participle says more of the source."""
    tokens = scene.tokens
    if not tokens.tag[verb] & t.PART or tokens.tag[verb] & (t.BE | t.HAVE):
        return False
    comma = next((j for j in range(verb, min(last, verb + 12)) if tokens.word[j] == ","), None)
    return comma is not None and scene.main_verb(comma + 1, last) is not None


def reporting_frame(scene: Scene, first: int, last: int, shared: tuple[int, int] | None = None) -> Frame | None:
    """The first frame of a reporting verb in tokens `first` to `last`, None if nothing is reported.

    `shared` are the tokens of its subject, where that stands in the clause before.
    """
    reports = scene.reports_in(first, last)
    main = scene.main_verb(first, last) if reports else None
    for r in reports:
        head = report_head(scene, r, first)
        if head is None and shared is not None and r <= first + 2 and scene.tokens.tag[r] & t.PART:
            # « … et confirmé être »
            head = r
        if head is not None:
            own = main is None or head == main or head > r or (head > main and _coordinated(scene, main, head))
            own = own or (shared is not None and head <= first + 2)
            frame = (_after(scene, r, head, first, last, shared) if own else None) or frame_in_front(
                scene, r, head, first, last
            )
            if frame is not None:
                return frame
    return inverted_frame(scene, first, last)


def _coordinated(scene: Scene, main: int, head: int) -> bool:
    """ "She left and said that": the second verb of the clause, not one of a clause inside it."""
    tokens = scene.tokens
    k = head - 1
    while k > main and tokens.tag[k] & (t.ADV | t.CLITIC | t.NEG):
        k -= 1
    return tokens.low[k] in _AND


def says_a_fragment(scene: Scene, first: int, last: int) -> bool:
    """ "She replied: “Ask me on Monday.”", « Il a répondu : « Jamais. » »: said, but no clause."""
    tokens = scene.tokens
    for r in scene.reports_in(first, last):
        if r + 2 >= last or report_head(scene, r, first) is None or scene.main_verb(first, last) is None:
            continue
        opening = r + 1 + (tokens.word[r + 1] in ",:")
        if opening > r + 1 or tokens.word[opening] in '«“"':
            return opening < last and tokens.word[opening] in '«“"' and not scene.has_finite(r + 1, last)
    return False


def opening_frame(scene: Scene, first: int, last: int) -> Frame | None:
    """ "S believes that" in front of a condition: only who says what follows."""
    if scene.tokens.low[last - 1] not in MARKERS:
        return None
    for r in scene.reports_in(first, last):
        head = report_head(scene, r, first)
        found = complement(scene, r, last + 1) if head is not None else None
        if head is not None and found is not None and found[0] == last:
            return _framed(scene, r, head, first, last, found, None)
    return None


def _after(scene: Scene, r: int, head: int, first: int, last: int, shared: tuple[int, int] | None) -> Frame | None:
    """ "S says that C"."""
    found = complement(scene, r, last)
    if found is None or found[0] >= last or not (found[1] or scene.has_finite(found[0], last)):
        return None
    return _framed(scene, r, head, first, last, found, shared)


def _framed(
    scene: Scene,
    r: int,
    head: int,
    first: int,
    last: int,
    found: tuple[int, bool],
    shared: tuple[int, int] | None,
) -> Frame | None:
    """The frame of the verb at `r` whose complement begins where `found` says."""
    start, own_action = found
    stance, past = stance_of(scene, r, head), in_the_past(scene, r, head)
    if stance is None:
        return None
    cue = (head, r + 1)
    begin = subject_start(scene, first, head)
    tokens = scene.tokens
    if head + 1 <= r and tokens.low[head + 1] in PRONOUN_TAILS:
        actor = resolve_source(scene, tokens.low[head + 1])
        tail = (head + 1, head + 2)
        return Frame(start, last, Voice(actor, None if actor is not None else "on", stance, past, cue, source=tail))
    if _passive(scene, head, r):
        # "it was reported that", "she was told that"
        return Frame(start, last, Voice(None, words_of(scene, begin, r + 1), stance, past, cue))
    if begin >= head:
        said = Frame(start, last, Voice(None, None, stance, past, cue, own_action=own_action))
        return _without_subject(scene, said, head, first, shared)
    low = tokens.low[begin]
    if tokens.tag[begin] & t.PRON_SUBJ and begin not in scene.cast.at:
        if low in _NOBODY or (low in _SELF and scene.speaker is None):
            nobody = Voice(None, words_of(scene, begin, head), stance, past, cue, source=(begin, begin + 1))
            return Frame(start, last, nobody)
        actor = resolve_source(scene, low, behind=False)
        unnamed = None if actor is not None else words_of(scene, begin, head)
        who = Voice(actor, unnamed, stance, past, cue, own_action=own_action, source=(begin, begin + 1))
        return Frame(start, last, who)
    voice = voice_of(scene, begin, head, cue, stance=stance, past=past)
    if voice.actor is None:
        topic = find_topic(scene, first, head)
        if topic is not None and topic.actor is not None and topic.person:
            voice = Voice(topic.actor, None, stance, past, cue, source=voice.source)
    return Frame(start, last, msgspec.structs.replace(voice, own_action=own_action))


def _without_subject(scene: Scene, frame: Frame, head: int, first: int, shared: tuple[int, int] | None) -> Frame | None:
    """A reporting verb that shares its subject with the verb before: "called it a lie and said that …"."""
    if shared is not None:
        voice = frame.voice
        cue = voice.cue or (head, head + 1)
        named = voice_of(scene, *shared, cue, stance=voice.stance, past=voice.past)
        return Frame(frame.first, frame.last, msgspec.structs.replace(named, own_action=voice.own_action))
    if first < head or scene.speaker is None:
        return None
    return Frame(frame.first, frame.last, msgspec.structs.replace(frame.voice, actor=scene.subject))


def _passive(scene: Scene, head: int, r: int) -> bool:
    tokens = scene.tokens
    return head != r and any(tokens.tag[k] & t.BE for k in range(head, r)) and tokens.low[r - 1] not in {"s'", "se"}
