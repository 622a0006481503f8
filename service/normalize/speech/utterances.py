"""The stretches of a clause by who says them: reports, sources, accusations, and what is said at the side."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from service.normalize.phrases.discourse import Scene
from service.normalize.phrases.nominals import read_nominal
from service.normalize.phrases.subject_start import subject_start
from service.normalize.reference.subjects import find_topic, phrase_topic
from service.normalize.speech.attribution import according_frame, opening_frame, reporting_frame, says_a_fragment
from service.normalize.speech.clauses import Clause, split_clauses
from service.normalize.speech.quoted_parts import Part
from service.normalize.speech.side_reports import Side, after_accused, asked_first, side_report, told_first, told_voice
from service.normalize.speech.voices import Frame, Voice, voice_of
from service.normalize.words import tags as t
from service.normalize.words.value import Value
from service.normalize.words.wordset import wordset

_AND = wordset("speech.utterances.and")


class Utterance(Value, frozen=True):
    """Tokens `first` to `last` (exclusive) of a clause, as said by one voice (None: the article)."""

    first: int
    last: int
    voice: Voice | None
    clause: Clause
    beside_condition: bool = False
    quoted: bool = False


def utterances_of(scene: Scene, part: Part) -> Iterator[Utterance]:  # noqa: C901
    """What is said in one stretch of a sentence, in order; who spoke of what is known once each has been read."""
    clauses = split_clauses(scene, part.first, part.last)
    beside = "CONDITION" in [clause.kind for clause in clauses]
    if part.voice is not None:
        if part.voice.own_action:
            whole = Clause(part.first, part.last, body=part.first)
            yield Utterance(part.first, part.last, part.voice, whole, beside, part.quoted)
            return
        for clause in clauses:
            yield Utterance(_begin(clause), clause.last, part.voice, clause, beside, part.quoted)
        return
    if not _tells(scene, part.first, part.last):
        for clause in clauses:
            yield Utterance(_begin(clause), clause.last, None, clause, beside)
        return
    behind = _voice_at_the_end(scene, clauses)
    inherited: Voice | None = None
    whole_sentence = False
    for n, clause in enumerate(clauses):
        if n + 1 < len(clauses) and (opening := opening_frame(scene, clause.first, clause.last)) is not None:
            inherited, whole_sentence = opening.voice, True
            continue
        contrary = scene.tokens.low[clause.first] in _AND
        going_on = clause.joined or clause.spliced or clause.kind == "CONDITION" or whole_sentence
        if not going_on and not (contrary and inherited is not None and _goes_on(scene, inherited, clause)):
            inherited = None
        last_voice: Voice | None = None
        for said, frame in _clause(scene, clause, inherited or behind, beside):
            yield said
            last_voice = said.voice
            if frame is not None and frame.voice.aside and frame.first > clause.first:
                whole_sentence = True
        inherited = last_voice


def _tells(scene: Scene, first: int, last: int) -> bool:
    """Whether anything in the stretch can say whose word it is."""
    if scene.reports_in(first, last) or scene.sources_in(first, last) or scene.accusing:
        return True
    low, words = scene.tokens.low, scene.tokens.word
    return low[first] in _OPENING or (scene.language.subject_follows_quotation and "," in words[first:last])


_OPENING = wordset("speech.utterances.opening")


def _goes_on(scene: Scene, voice: Voice, clause: Clause) -> bool:
    """Whether "but" goes on with what was said: "A, it added, but B", "said A but B"; not "said A, but B"."""
    return voice.behind or scene.tokens.word[clause.first - 1] != ","


def _begin(clause: Clause) -> int:
    """Where a clause says something: after "and that"."""
    return clause.body if clause.kind == "MAIN" and clause.joined else clause.first


def _clause(  # noqa: C901
    scene: Scene, clause: Clause, inherited: Voice | None, beside: bool
) -> Iterator[tuple[Utterance, Frame | None]]:
    """The utterances of one clause, each with the frame that it was found in."""

    def said(first: int, last: int, voice: Voice | None, quoted_at: int | None = None) -> Utterance:
        quoted = voice is not None and scene.within_quotation(first if quoted_at is None else quoted_at)
        return Utterance(first, last, voice, clause, beside, quoted)

    first, last = clause.first, clause.last
    side = side_report(scene, first, last)
    if side is not None:
        last = side.cut
    begin = asked_first(scene, _begin(clause), last)
    if begin >= last:
        return
    told = told_first(scene, begin, last)
    if told is not None:
        yield said(told.first, told.last, told_voice(scene, told)), None
    accused = after_accused(scene, begin, last)
    frame: Frame | None = None
    if accused is not None:
        yield said(accused[1], accused[2], _accusation(scene, begin, *accused)), None
    else:
        frame = _frame(scene, begin, last, clause, starts=told is None)
        if frame is None and says_a_fragment(scene, begin, last):
            return
        if frame is None:
            yield said(begin, last, inherited), None
        else:
            deed = _deed_before(scene, begin, frame)
            if deed is not None:
                yield said(begin, deed, inherited), None
            voice = frame.voice
            if frame.behind:
                voice = msgspec.structs.replace(voice, behind=True)
            spoken = said(frame.first, frame.last, voice)
            if frame.gap:
                # "Brussels, it added, does not comment": the verb stands after the gap.
                spoken = msgspec.structs.replace(spoken, clause=msgspec.structs.replace(clause, body=frame.gap))
            yield spoken, frame
    if side is not None:
        yield said(side.first, side.last, _at_the_side(scene, side, frame)), None


def _frame(scene: Scene, first: int, last: int, clause: Clause, *, starts: bool) -> Frame | None:
    frame = according_frame(scene, first, last)
    if frame is not None and frame.first > first:
        return frame
    if frame is not None and starts and frame.last < last and (cue := frame.voice.cue) is not None:
        # « Le président a annoncé que C, selon l'agence »: who announced it is nearer.
        told = reporting_frame(scene, first, cue[0], clause.shared)
        if told is not None and not told.behind and told.voice.actor is not None:
            return told
    if starts and (frame is None or _cites(scene, frame)):
        # "Nordia is for sale, Bloomberg reported, citing people": who reported, not whom that cites.
        frame = reporting_frame(scene, first, last, clause.shared) or frame
    return frame


def _cites(scene: Scene, frame: Frame) -> bool:
    cue = frame.voice.cue
    return cue is not None and scene.tokens.low[cue[0]] == "citing"


def _accusation(scene: Scene, first: int, verb: int, accused: int, last: int) -> Voice:
    """The accuser's voice, and whom the accusation is about."""
    start = subject_start(scene, first, verb)
    while verb > start and scene.tokens.tag[verb - 1] & (t.ADV | t.HAVE) and verb - 1 > start:
        verb -= 1
    topic = find_topic(scene, first, verb, scene.speaker) if start < verb else None
    if topic is not None and topic.actor is not None:
        voice = Voice(topic.actor, None, cue=(verb, accused), source=(start, verb))
    elif start < verb:
        voice = voice_of(scene, start, verb, (verb, accused))
    else:
        voice = Voice(scene.subject, None, cue=(verb, accused))
    nominal = read_nominal(scene, accused, last)
    target = nominal.actor
    if target is None:
        about = phrase_topic(scene, accused, min(last, max(nominal.end, accused + 1) + 4))
        target = about.actor if about is not None else None
    return msgspec.structs.replace(voice, own_action=True, accused=target, accuses=True)


def _deed_before(scene: Scene, first: int, frame: Frame) -> int | None:
    """ "She praised her team and said that …": where what stands before the reporting verb, a claim too, ends."""
    cue = frame.voice.cue
    if cue is None or frame.first <= cue[0] or frame.voice.aside:
        return None
    end = cue[0]
    while end > first and scene.tokens.tag[end - 1] & (t.ADV | t.CLITIC):
        end -= 1
    if scene.tokens.low[end - 1] in _AND and scene.has_finite(first, end - 1):
        return end - 1
    return None


def _at_the_side(scene: Scene, side: Side, frame: Frame | None) -> Voice:
    """Who says what is said at the side: who spoke in the clause, else whom it was about."""
    if side.speaker is not None:
        actor: int | None = side.speaker
    elif frame is not None:
        actor = frame.voice.actor
    else:
        actor = scene.recent
    unnamed = frame.voice.unnamed if frame is not None and actor is None else None
    return Voice(actor, unnamed, side.stance, cue=side.cue, own_action=side.own_action)


def _voice_at_the_end(scene: Scene, clauses: list[Clause]) -> Voice | None:
    """The speaker whom only the last clause names, for the clauses in front of it: "If A, B, she said"."""
    if len(clauses) < 2:
        return None
    closing = clauses[-1]
    frame = according_frame(scene, closing.first, closing.last)
    if frame is not None:
        ends = frame.first == closing.first and frame.last < closing.last
        return frame.voice if ends and all(c.joined or c is clauses[0] for c in clauses) else None
    frame = reporting_frame(scene, closing.first, closing.last)
    if frame is None or any(reporting_frame(scene, c.first, c.last) for c in clauses[:-1]):
        return None
    begins = frame.first == closing.first
    interposed = frame.first == closing.first + 3 and scene.tokens.word[frame.first - 1] == ","
    return frame.voice if begins or interposed else None
