"""Speakers that stand behind what they say: "C, said S", « C, a déclaré S », behind quotations."""

from __future__ import annotations

from service.normalize import tags as t
from service.normalize.pronouns import resolve_source
from service.normalize.scene import Scene
from service.normalize.voices import FAR, PRONOUN_TAILS, TELLING, Frame, Voice, in_the_past, report_head, voice_of
from service.normalize.wordset import wordset

_ARTICLES = wordset("le la les l' un une")


def frame_in_front(scene: Scene, r: int, head: int, first: int, last: int) -> Frame | None:
    """ "C, S said", « C, a déclaré S », « C, dit-il »: what is said stands before the frame."""
    tokens = scene.tokens
    words, low = tokens.word, tokens.low
    if not tokens.tag[r] & t.POSTPOSABLE:
        return None
    cue = (head, r + 1)
    denied, past = False, in_the_past(scene, r, head)
    before = head - 1
    while (
        before >= first
        and (tokens.tag[before] & (t.CLITIC | t.ADV) or low[before] in {"s'", "se"})
        and words[before] != ","
    ):
        before -= 1
    if before > first and words[before] in {",", "»", "”", '"', "–", "—"}:
        content_last = before
        if not scene.has_finite(first, content_last):
            return None
        tail = [k for k in (head + 1, r + 1) if k < last and low[k] in PRONOUN_TAILS]
        if tail:
            actor = resolve_source(scene, low[tail[0]])
            return Frame(
                first, content_last, Voice(actor, None if actor is not None else low[tail[0]], denied, past, cue)
            )
        end = _speaker_end(scene, r + 1, last)
        if end == r + 1 or (not scene.french and not _speaker_follows(scene, r)):
            return _apposed(scene, first, head, r, last, cue, past)
        return Frame(first, content_last, voice_of(scene, r + 1, end, cue, past=past))
    if scene.french:
        return None
    comma = next((k for k in range(head - 1, first, -1) if words[k] in {",", "”", '"'}), None)
    apposed = comma is not None and comma + 1 == head
    if comma is None or apposed:
        return None
    if (
        scene.has_finite(comma + 1, head)
        or not scene.has_finite(first, comma)
        or scene.has_finite(r + 1, last)
        or head - comma > 12
    ):
        return None
    return Frame(first, comma, voice_of(scene, comma + 1, head, cue, past=past))


def inverted_frame(scene: Scene, first: int, last: int) -> Frame | None:
    """« C, avancent les auteurs »: behind a clause, a comma and a verb in front of its subject, any verb reports."""
    tokens = scene.tokens
    if not scene.french:
        return None
    comma = next((k for k in range(last - 1, max(first, last - FAR), -1) if tokens.word[k] == ","), None)
    if comma is None or comma + 3 > last or not scene.finite[comma + 1] or tokens.tag[comma + 1] & (t.BE | t.HAVE):
        return None
    named = comma + 2 in scene.cast.at or tokens.low[comma + 2] in _ARTICLES
    lone = not scene.has_finite(comma + 2, last) and scene.main_verb(first, comma) is not None
    if not named or not lone:
        return None
    return Frame(first, comma, voice_of(scene, comma + 2, last, (comma + 1, comma + 2), past=False))


def _speaker_follows(scene: Scene, r: int) -> bool:
    """Whether "said X" is what stands here: the listener of "told" is no speaker."""
    tokens = scene.tokens
    if scene.lexicon.lemmas.get(tokens.low[r]) in TELLING or r + 1 >= len(tokens):
        return False
    return r + 1 in scene.cast.at or bool(
        tokens.tag[r + 1] & (t.DET | t.TITLE | t.NOUN | t.PRON_SUBJ | t.ADJ | t.DEMONYM)
    )


def _apposed(scene: Scene, first: int, head: int, r: int, last: int, cue: tuple[int, int], past: bool) -> Frame | None:
    """ "C, the minister, Ann Roe, told us": the speaker's words hold a comma of their own."""
    words = scene.tokens.word
    if scene.has_finite(r + 1, last):
        return None
    commas = [k for k in range(first + 1, head - 1) if words[k] in {",", "”", '"'}]
    for comma in commas:
        named = any(k in scene.cast.at for k in range(comma + 1, head))
        if scene.has_finite(first, comma) and not scene.has_finite(comma + 1, head) and named and head - comma < 16:
            return Frame(first, comma, voice_of(scene, comma + 1, head, cue, past=past))
    return None


def _speaker_end(scene: Scene, start: int, last: int) -> int:
    words = scene.tokens.word
    end = start
    while end < last and words[end] not in ',;:.«“"' and not scene.finite[end]:
        end += 1
    if (
        end < last
        and words[end] == ","
        and not any(k in scene.cast.at and scene.actor(scene.cast.at[k]).kind == "PERSON" for k in range(start, end))
    ):
        person = next(
            (
                k
                for k in range(end, min(last, end + 4))
                if k in scene.cast.at and scene.actor(scene.cast.at[k]).kind == "PERSON"
            ),
            None,
        )
        if person is not None:
            return scene.cast.ends[person]
    return end


def speaker_behind(scene: Scene, first: int, closing: int, last: int) -> Frame | None:
    """The speaker of a quotation that closes at token `closing`: « …», a dit S / "…", S said."""
    for r in scene.reports_in(closing + 1, min(last, closing + FAR)):
        if (head := report_head(scene, r, closing)) is not None:
            return _frame_around(scene, first, closing, r, head, last)
    return _bare_frame(scene, first, closing, last)


def _bare_frame(scene: Scene, first: int, closing: int, last: int) -> Frame | None:
    """« … », soupire Jeanne Roux: right behind a quotation any verb brings its speaker."""
    tokens = scene.tokens
    k = closing + 1
    if k < last and tokens.word[k] == ",":
        k += 1
    begun = k
    verbal = t.VERB | t.CLITIC | t.BE | t.HAVE | t.ADV | t.NEG
    while k < last and k - begun < 5 and k not in scene.cast.at and tokens.word[k].islower():
        if tokens.tag[k] & t.TITLE and not tokens.tag[k] & t.VERB:
            break
        if k > begun and tokens.tag[k] & t.DET and not tokens.tag[k] & t.CLITIC:
            break
        if tokens.tag[k] and not tokens.tag[k] & verbal:
            return None
        k += 1
    if k == begun or k >= last or tokens.tag[begun] & (t.CONJ | t.PREP):
        return None
    voice = voice_of(scene, k, _speaker_end(scene, k, last), (begun, k))
    return Frame(first, closing, voice) if voice.actor is not None else None


def _frame_around(scene: Scene, first: int, closing: int, r: int, head: int, last: int) -> Frame | None:
    tokens = scene.tokens
    cue, past = (head, r + 1), in_the_past(scene, r, head)
    tail = next((k for k in (head + 1, r + 1) if k < last and tokens.low[k] in PRONOUN_TAILS), None)
    if tail is not None:
        actor = resolve_source(scene, tokens.low[tail])
        return Frame(first, closing, Voice(actor, None if actor is not None else tokens.low[tail], False, past, cue))
    names_before = [k for k in range(closing + 1, head) if tokens.word[k][0].isalnum() and not tokens.tag[k] & t.CLITIC]
    if names_before:
        return Frame(first, closing, voice_of(scene, names_before[0], head, cue, past=past))
    end = _speaker_end(scene, r + 1, last)
    return Frame(first, closing, voice_of(scene, r + 1, end, cue, past=past)) if end > r + 1 else None
