"""The stretches of a sentence by the voice that says them: quotations, who spoke them, and what stands around."""

from __future__ import annotations

from bisect import bisect_left

from service.normalize.phrases.discourse import Scene
from service.normalize.reference.subjects import find_topic
from service.normalize.speech.attribution import reporting_frame
from service.normalize.speech.side_reports import Side, side_report
from service.normalize.speech.speakers import frame_in_front, speaker_after
from service.normalize.speech.voices import Frame, Voice, report_head
from service.normalize.words.quotations import Quotation
from service.normalize.words.sentences import Sentence
from service.normalize.words.value import Value
from service.normalize.words.wordset import wordset

_OPENING = '«“"'
_CONTRAST = wordset("speech.quoted_parts.contrast")
_NEAR = 2
"""Sentences back in which somebody spoke whose quotation may go on."""


class Part(Value, frozen=True):
    """A stretch of a sentence with the voice that says it, None for the article's own."""

    first: int
    last: int
    voice: Voice | None
    quoted: bool = False
    own_action: bool = False


class Parts(Value, frozen=True):
    """The stretches, and who goes on speaking when the next sentence is a quotation without a speaker."""

    parts: list[Part]
    voice: Voice | None = None


def parts_of(scene: Scene, sentence: Sentence, quotations: list[Quotation], speaker: Voice | None) -> Parts:
    """The sentence's stretches by voice; `speaker` is who spoke in the sentence before."""
    first, last = sentence.first, sentence.last
    if not quotations:
        return Parts([Part(first, last, None)])
    k = bisect_left(scene.openings, first)
    if k and quotations[k - 1].closing >= first:
        return _inside(scene, quotations[k - 1], first, last, speaker)
    here = quotations[k : bisect_left(scene.openings, last)]
    if not here:
        return Parts([Part(first, last, None)])
    if not any(scene.tokens.word[j][0].isalnum() for j in range(first, here[0].opening)):
        return _opening(scene, here, first, last, speaker)
    quotation = next((q for q in here if _says_something(scene, q, last)), None)
    if quotation is not None and (announced := _announced(scene, quotation, first, last)) is not None:
        return announced
    return Parts([Part(first, last, None)])


def _says_something(scene: Scene, quotation: Quotation, last: int) -> bool:
    return scene.main_verb(quotation.opening + 1, min(quotation.closing, last)) is not None


def _inside(scene: Scene, quotation: Quotation, first: int, last: int, speaker: Voice | None) -> Parts:
    """A sentence that begins within a quotation."""
    end = min(quotation.closing, last)
    frame = _frame_after(scene, quotation, last)
    voice = (frame.voice if frame is not None else None) or speaker or _fallback(scene)
    parts, voice = _spoken(scene, first, end, voice)
    return Parts(parts + _trailing(scene, quotation.closing, last, frame, voice), voice)


def _opening(scene: Scene, here: list[Quotation], first: int, last: int, speaker: Voice | None) -> Parts:
    """A sentence that opens with a quotation: its speaker stands after, or spoke before."""
    quotation = here[0]
    if not _says_something(scene, quotation, last):
        return _fragment(scene, here, first, last)
    end = min(quotation.closing, last)
    frame = _frame_after(scene, quotation, last)
    voice = (
        (frame.voice if frame is not None else None)
        or _voice_ahead(scene, quotation, last)
        or speaker
        or _fallback(scene)
    )
    parts: list[Part] = []
    if not _asks(scene, quotation):
        parts, voice = _spoken(scene, quotation.opening + 1, end, voice)
    parts += _resumed(scene, here, last, voice)
    return Parts(parts + _trailing(scene, quotation.closing, last, frame, voice), voice)


def _fragment(scene: Scene, here: list[Quotation], first: int, last: int) -> Parts:
    """ "“Cool launch,” he wrote, “but they cheated.”": a quotation without a verb says nothing by itself."""
    frame = _frame_after(scene, here[0], last)
    if frame is None:
        return Parts([Part(first, last, None)])
    parts = _resumed(scene, here, last, frame.voice) + _trailing(scene, here[0].closing, last, frame, frame.voice)
    return Parts(parts, frame.voice)


def _resumed(scene: Scene, here: list[Quotation], last: int, voice: Voice | None) -> list[Part]:
    """The later quotations of the sentence that are clauses: “A,” she said, “and B.”"""
    return [
        Part(q.opening + 1, min(q.closing, last), voice, quoted=True)
        for q in here[1:]
        if scene.tokens.word[q.opening - 1] in {",", ":", "–", "—", "."} and _says_something(scene, q, last)
    ]


def _spoken(scene: Scene, first: int, end: int, voice: Voice | None) -> tuple[list[Part], Voice | None]:
    """The quoted words, without a speaker put in between: « C, a résumé Ann Roe. »."""
    if scene.language.subject_follows_quotation:
        for r in scene.reports_in(first + 2, end):
            head = report_head(scene, r, first)
            frame = frame_in_front(scene, r, head, first, end) if head is not None else None
            if frame is not None and (frame.voice.actor is not None or scene.tokens.low[r + 1 : r + 2] != []):
                return [Part(first, frame.last, frame.voice, quoted=True)], frame.voice
    return [Part(first, end, voice, quoted=True)], voice


def _announced(scene: Scene, quotation: Quotation, first: int, last: int) -> Parts | None:
    """« La préfète appelle à la prudence : « … » »: a quotation after a colon belongs to the clause's subject."""
    colon = quotation.opening - 1
    if scene.tokens.word[colon] != ":" or reporting_frame(scene, first, last) is not None:
        return None
    verb = scene.main_verb(first, colon)
    topic = find_topic(scene, first, verb) if verb is not None else None
    if topic is None or topic.actor is None:
        return None
    voice = Voice(topic.actor, None, past=False)
    spoken = Part(quotation.opening + 1, min(quotation.closing, last), voice, quoted=True)
    return Parts([Part(first, colon, None), spoken], voice)


def _trailing(scene: Scene, closing: int, last: int, frame: Frame | None, voice: Voice | None) -> list[Part]:
    """What stands after the speaker of a quotation: ", adding that C", ", who says that C", ", while D"."""
    start = closing + 1
    if frame is None or start >= last - 2:
        return []
    side: Side | None = side_report(scene, start, last, spoken=True)
    contrast = _contrast(scene, start, side.cut if side is not None else last)
    parts: list[Part] = []
    if contrast is not None:
        parts.append(Part(contrast, side.cut if side is not None else last, None))
    if side is not None and voice is not None:
        actor = side.speaker if side.speaker is not None else voice.actor
        unnamed = None if actor is not None else voice.unnamed
        said = Voice(actor, unnamed, side.stance, cue=side.cue, own_action=side.own_action)
        parts.append(Part(side.first, side.last, said))
    return parts


def _contrast(scene: Scene, start: int, last: int) -> int | None:
    """Where another clause begins after the speaker: « …, a dit Luc Roy, tandis que Bo Ek riait »."""
    for k in range(start + 1, last - 2):
        if scene.tokens.low[k] in _CONTRAST and scene.phrase_at(k, "split_conjunction") is not None:
            joined = scene.tokens.word[k - 1] == "," or scene.tokens.low[k] == "tandis"
            if joined and scene.main_verb(k + 1, last) is not None:
                return k
    return None


def _frame_after(scene: Scene, quotation: Quotation, last: int) -> Frame | None:
    """The speaker in the words after the closing mark, in the same sentence."""
    if quotation.closing >= last - 2:
        return None
    return speaker_after(scene, quotation.opening + 1, quotation.closing, last)


def _voice_ahead(scene: Scene, quotation: Quotation, last: int) -> Voice | None:
    """A quotation of several sentences names its speaker where it closes."""
    if quotation.closing < last:
        return None
    k = bisect_left(scene.sentences, quotation.closing, key=lambda s: s.last - 1)
    if k >= len(scene.sentences):
        return None
    frame = _frame_after(scene, quotation, scene.sentences[k].last)
    return frame.voice if frame is not None else None


def _fallback(scene: Scene) -> Voice | None:
    """A quotation without a frame: of who was spoken of last, where that is a person, else of who spoke last."""
    last = scene.spoken[-1] if scene.spoken else None
    if last is not None and last.person and last.actor is not None and last.sentence >= scene.sentence - 1:
        return Voice(last.actor, None)
    if scene.speaker is not None and scene.spoke_at >= scene.sentence - _NEAR:
        return Voice(scene.speaker, None)
    return Voice(scene.subject, None) if scene.subject is not None else None


def _asks(scene: Scene, quotation: Quotation) -> bool:
    """Whether the quotation is one question: “Where do I go now?” she said."""
    words = scene.tokens.word
    one = not any(words[k] in ".!?…" for k in range(quotation.opening + 1, quotation.closing - 1))
    return one and words[quotation.closing - 1].endswith("?")
