"""Whose word a clause is: reporting verbs, "according to", speakers in front of, inside and behind."""

from __future__ import annotations

import msgspec

from service.normalize import tags as t
from service.normalize.complements import complement
from service.normalize.openers import subject_start
from service.normalize.pronouns import resolve_source
from service.normalize.scene import Phrase, Scene
from service.normalize.speakers import frame_in_front, inverted_frame
from service.normalize.subjects import find_subject
from service.normalize.voices import (
    PRONOUN_TAILS,
    Frame,
    Voice,
    in_the_past,
    report_head,
    voice_of,
    words_of,
)


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


def reporting_frame(scene: Scene, first: int, last: int) -> Frame | None:
    """The first frame of a reporting verb in tokens `first` to `last`, None if nothing is reported."""
    for r in scene.reports_in(first, last):
        if (head := report_head(scene, r, first)) is not None:
            frame = _behind(scene, r, head, first, last) or frame_in_front(scene, r, head, first, last)
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


def _behind(scene: Scene, r: int, head: int, first: int, last: int) -> Frame | None:
    """ "S says that C"."""
    marker = complement(scene, r, last)
    if marker is None:
        return None
    start, own_action = marker
    if start >= last or not (own_action or scene.has_finite(start, last)):
        return None
    denied, past = _denies(scene, r, head), in_the_past(scene, r, head)
    cue = (head, r + 1)
    np_first = subject_start(scene, first, head)
    tokens = scene.tokens
    if head + 1 <= r and tokens.low[head + 1] in PRONOUN_TAILS:
        actor = resolve_source(scene, tokens.low[head + 1])
        return Frame(start, last, Voice(actor, None if actor is not None else "on", denied, past, cue))
    if np_first < head and tokens.low[np_first] in {"it", "on", "ce", "c'", "cela"} | (
        {"il"} if _passive(scene, head, r) else set()
    ):
        actor = scene.thing if tokens.low[np_first] == "it" and not _passive(scene, head, r) else None
        return Frame(
            start, last, Voice(actor, None if actor is not None else words_of(scene, np_first, head), denied, past, cue)
        )
    if np_first >= head:
        if first < head or scene.speaker is None:
            return None
        return Frame(start, last, Voice(scene.subject, None, denied, past, cue, own_action))
    actor = find_subject(scene, first, head, scene.speaker)
    voice = voice_of(scene, np_first, head, cue, denied=denied, past=past)
    if (
        actor is not None and voice.actor is None and voice.unnamed is not None and tokens.tag[np_first] & t.PRON_SUBJ
    ) or (actor is not None and voice.actor is not None and scene.actor(voice.actor).kind != "PERSON"):
        voice = Voice(actor, None, denied, past, cue)
    return Frame(start, last, msgspec.structs.replace(voice, own_action=own_action))


def _passive(scene: Scene, head: int, r: int) -> bool:
    return head != r and bool(scene.tokens.tag[head] & t.BE)
