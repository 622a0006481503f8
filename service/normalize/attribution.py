"""Whose word a clause is: reporting verbs, "according to", speakers in front of, inside and behind."""

from __future__ import annotations

import msgspec

from service.normalize import tags as t
from service.normalize.complements import complement
from service.normalize.openers import subject_start
from service.normalize.pronouns import resolve_source
from service.normalize.scene import Phrase, Scene
from service.normalize.speakers import frame_in_front, inverted_frame
from service.normalize.subjects import find_topic
from service.normalize.voices import (
    PRONOUN_TAILS,
    Frame,
    Voice,
    in_the_past,
    report_head,
    voice_of,
    words_of,
)
from service.normalize.wordset import wordset


_NOBODY = wordset("on ce c' cela ça")
_SELF = wordset("i we je j' nous")


def according_frame(scene: Scene, first: int, last: int) -> Frame | None:
    """ "According to S, C", "C, according to S", « selon S »."""
    tokens = scene.tokens
    sources = scene.sources_in(first, last)
    for k in sources if sources and sources[0] == first else (first, *sources):
        phrase = scene.phrase_at(k, "according_to") or (_opinion(scene, k, last) if k == first else None)
        if phrase is None or (
            scene.french
            and phrase.last < last
            and tokens.low[phrase.last] in {"que", "qu'", "les"}
            and tokens.low[k] == "suivant"
        ):
            continue
        end = _phrase_end(scene, k, phrase.last, first, last)
        if end <= phrase.last:
            continue
        voice = voice_of(scene, phrase.last, end, (k, phrase.last), past=False)
        voice = msgspec.structs.replace(voice, aside=True)
        if k <= first + 1:
            start = _behind_apposition(scene, end + 1, last) if end < last and tokens.word[end] == "," else end
            if start < last and scene.has_finite(start, last):
                return Frame(start, last, voice)
            continue
        if end >= last or all(not w[0].isalnum() for w in tokens.word[end:last]):
            return Frame(first, k, voice)
        return Frame(first, last, voice)
    return None


def _opinion(scene: Scene, k: int, last: int) -> Phrase | None:
    """« Pour Bruno Castel, … »: a person behind the first "pour" is a source."""
    if scene.tokens.low[k] not in {"pour", "for"} or k + 2 >= last:
        return None
    person = next((j for j in range(k + 1, min(k + 4, last)) if j in scene.cast.at), None)
    if person is None or scene.actor(scene.cast.at[person]).kind != "PERSON":
        return None
    end = scene.cast.ends[person]
    return Phrase(k, k + 1, "according_to") if end < last and scene.tokens.word[end] == "," else None


def _behind_apposition(scene: Scene, start: int, last: int) -> int:
    """Where what is said begins when the source has an apposition: "According to Jane Roe, an analyst, …"."""
    tokens = scene.tokens
    bits = tokens.tag[start] if start < last else 0
    if not (
        bits & (t.TITLE | t.NOUN | t.ORG_CUE)
        or tokens.low[start : start + 1] in (["a"], ["an"], ["the"], ["who"], ["qui"])
    ):
        return start
    comma = next((k for k in range(start, last) if tokens.word[k] == ","), None)
    if comma is None or not scene.has_finite(comma, last):
        return start
    return start if scene.has_finite(start, comma) and tokens.low[start] not in {"who", "qui"} else comma + 1


def _phrase_end(scene: Scene, k: int, start: int, first: int, last: int) -> int:
    """Where the source's noun phrase ends; an apposition between commas belongs to it."""
    words = scene.tokens.word
    end = start
    while end < last and words[end] not in ',;:«“"':
        if k <= first + 1 and scene.finite[end]:
            break
        end += 1
    return end


def reporting_frame(scene: Scene, first: int, last: int, shared: tuple[int, int] | None = None) -> Frame | None:
    """The first frame of a reporting verb in tokens `first` to `last`, None if nothing is reported.

    `shared` are the tokens of its subject, where that stands in the clause before.
    """
    for r in scene.reports_in(first, last):
        head = report_head(scene, r, first)
        if head is None and shared is not None and r <= first + 2 and scene.tokens.tag[r] & t.PART:
            # « … et confirmé être »
            head = r
        if head is not None:
            frame = _behind(scene, r, head, first, last, shared) or frame_in_front(scene, r, head, first, last)
            if frame is not None:
                return frame
    return inverted_frame(scene, first, last)


def _denies(scene: Scene, r: int, head: int) -> bool:
    tokens = scene.tokens
    denies = bool(tokens.tag[r] & t.DENY)
    negated = any(
        tokens.tag[k] & t.NEG
        for k in range(max(head - 2, 0), r + 3)
        if k < len(tokens) and tokens.low[k] not in {"plus", "aucun"}
    )
    return denies and not negated


def _behind(scene: Scene, r: int, head: int, first: int, last: int, shared: tuple[int, int] | None) -> Frame | None:
    """ "S says that C"."""
    marker = complement(scene, r, last)
    if marker is None:
        return None
    start, own_action = marker
    if start >= last or not (own_action or scene.has_finite(start, last)):
        return None
    denied, past = _denies(scene, r, head), in_the_past(scene, r, head)
    cue = (head, r + 1)
    begin = subject_start(scene, first, head)
    tokens = scene.tokens
    if head + 1 <= r and tokens.low[head + 1] in PRONOUN_TAILS:
        actor = resolve_source(scene, tokens.low[head + 1])
        return Frame(start, last, Voice(actor, None if actor is not None else "on", denied, past, cue))
    if _passive(scene, head, r):
        # "it was reported that", "she was told that"
        return Frame(start, last, Voice(None, words_of(scene, begin, r + 1), denied, past, cue))
    if begin >= head:
        return _without_subject(
            scene, Frame(start, last, Voice(None, None, denied, past, cue, own_action)), head, first, shared
        )
    low = tokens.low[begin]
    if tokens.tag[begin] & t.PRON_SUBJ and begin not in scene.cast.at:
        if low in {"on", "ce", "c'", "cela", "ça"} or (
            low in {"i", "we", "je", "j'", "nous"} and scene.speaker is None
        ):
            return Frame(start, last, Voice(None, words_of(scene, begin, head), denied, past, cue))
        actor = resolve_source(scene, low)
        unnamed = None if actor is not None else words_of(scene, begin, head)
        return Frame(start, last, Voice(actor, unnamed, denied, past, cue, own_action=own_action))
    voice = voice_of(scene, begin, head, cue, denied=denied, past=past)
    if voice.actor is None:
        topic = find_topic(scene, first, head)
        if topic is not None and topic.actor is not None and topic.person:
            voice = Voice(topic.actor, None, denied, past, cue)
    return Frame(start, last, msgspec.structs.replace(voice, own_action=own_action))


def _without_subject(scene: Scene, frame: Frame, head: int, first: int, shared: tuple[int, int] | None) -> Frame | None:
    """A reporting verb that shares its subject with the verb before: "called it a lie and said that …"."""
    if shared is not None:
        voice = frame.voice
        cue = voice.cue or (head, head + 1)
        named = voice_of(scene, *shared, cue, denied=voice.denied, past=voice.past)
        return Frame(frame.first, frame.last, msgspec.structs.replace(named, own_action=voice.own_action))
    if first < head or scene.speaker is None:
        return None
    return Frame(frame.first, frame.last, msgspec.structs.replace(frame.voice, actor=scene.subject))


def _passive(scene: Scene, head: int, r: int) -> bool:
    return head != r and bool(scene.tokens.tag[head] & t.BE)
