"""Speakers that stand after what they say: "C, said S", « C, a déclaré S », after quotations."""

from __future__ import annotations

from service.normalize.phrases.discourse import Scene
from service.normalize.phrases.nominals import read_nominal
from service.normalize.reference.pronouns import resolve_source
from service.normalize.speech.voices import (
    FAR,
    PRONOUN_TAILS,
    TELLING,
    Frame,
    Voice,
    in_the_past,
    report_head,
    voice_of,
    words_of,
)
from service.normalize.words import tags as t
from service.normalize.words.token_index import MADE_KNOWN
from service.normalize.words.wordset import wordset

_ARTICLES = wordset("speech.speakers.articles")
_CLOSING = frozenset({",", "»", "”", '"', "–", "—"})
_LONG = 20
"""Tokens that a speaker between a comma and the verb may take."""


def frame_in_front(scene: Scene, r: int, head: int, first: int, last: int) -> Frame | None:
    """ "C, S said", "NP, S said, VP", « C, a déclaré S », « C, dit-il »: what is said stands before the frame."""
    tokens = scene.tokens
    words, low = tokens.word, tokens.low
    if not tokens.tag[r] & t.POSTPOSABLE and not _hears(scene, r, head):
        return None
    (head, r + 1)
    past = in_the_past(scene, r, head)
    before = head - 1
    while (
        before >= first
        and (tokens.tag[before] & (t.CLITIC | t.ADV) or low[before] in {"s'", "se"})
        and words[before] != ","
    ):
        before -= 1
    if before > first and words[before] in _CLOSING:
        return _verb_first(scene, r, head, first, before, last)
    if scene.language.subject_follows_quotation:
        return None
    comma = next((k for k in range(head - 1, first, -1) if words[k] in {",", "”", '"'}), None)
    if comma is None or comma + 1 == head or scene.has_finite(comma + 1, head) or head - comma > _LONG:
        return None
    if (whole := _interposed(scene, first, comma, r, head, last)) is not None:
        return whole
    if not scene.has_finite(first, comma) or not _nothing_more(scene, r, last):
        return None
    return Frame(first, comma, _speaking(scene, comma + 1, r, head, past=past), behind=True)


def _verb_first(scene: Scene, r: int, head: int, first: int, before: int, last: int) -> Frame | None:
    """ "C, said S", « C, a dit S », « C, dit-il »."""
    tokens = scene.tokens
    cue, past = (head, r + 1), in_the_past(scene, r, head)
    tail = next((k for k in (head + 1, r + 1) if k < last and tokens.low[k] in PRONOUN_TAILS), None)
    gap = 0
    if not _has_said(scene, first, before):
        gap = r + 1 + (tail == r + 1)
        if tail is None or gap + 1 >= last or tokens.word[gap] != "," or not scene.finite[gap + 1]:
            return None
    if tail is not None:
        actor = resolve_source(scene, tokens.low[tail])
        unnamed = None if actor is not None else tokens.low[tail]
        voice = Voice(actor, unnamed, "SAYS", past, cue, source=(tail, tail + 1))
        if gap:
            # « Le risque, préviennent-elles, serait d'aggraver la crise »
            return Frame(first, last, voice, behind=True, gap=gap + 1)
        return Frame(first, before, voice, behind=True)
    speaker = r + 2 if r + 2 < last and tokens.low[r + 1] in MADE_KNOWN else r + 1
    end = _speaker_end(scene, speaker, last)
    if scene.language.subject_follows_quotation and not _names_somebody(scene, speaker, last):
        return None
    if end == speaker or (not scene.language.subject_follows_quotation and not _speaker_follows(scene, r)):
        return _apposed(scene, first, head, r, last, cue, past)
    return Frame(first, before, voice_of(scene, speaker, end, cue, past=past), behind=True)


def _has_said(scene: Scene, first: int, before: int) -> bool:
    """Whether a clause stands in front of the verb, not just a subject with a relative clause."""
    tokens = scene.tokens
    while first < before and (tokens.low[first] in {"tandis", "alors", "même", "bien"} or tokens.tag[first] & t.SUB):
        first += 1
    return scene.main_verb(first, before) is not None


def _names_somebody(scene: Scene, k: int, last: int) -> bool:
    """Whether a speaker can begin at token `k`, maybe after a day or a place: « a indiqué mardi le parquet »."""
    tokens = scene.tokens
    while k < last and k not in scene.cast.at and tokens.tag[k] & (t.WEEKDAY | t.ADV | t.RELATIVE_DAY):
        k += 1
    if k >= last:
        return False
    bits, low = tokens.tag[k], tokens.low[k]
    if k in scene.cast.at or bits & (t.TITLE | t.DEMONYM | t.NOUN) or low in {"celui-ci", "celle-ci"}:
        return True
    if low in {"de", "d'", "que", "qu'"}:
        return False
    return bool(bits & (t.DET | t.PREP | t.PRON)) or not bits


def _speaking(scene: Scene, start: int, r: int, head: int, *, past: bool) -> Voice:
    """The voice in front of the verb; nobody's name for "she has been told"."""
    if _hears(scene, r, head):
        return Voice(None, words_of(scene, start, r + 1), past=past, cue=(head, r + 1), source=(start, head))
    return voice_of(scene, start, head, (head, r + 1), past=past)


def _nothing_more(scene: Scene, r: int, last: int) -> bool:
    """Whether after "S said" the sentence only tells when, where and in which words."""
    verb = scene.main_verb(r + 1, last)
    if verb is None:
        return True
    comma = next((k for k in range(r + 1, verb) if scene.tokens.word[k] == ","), None)
    return comma is not None and bool(scene.tokens.tag[comma + 1] & (t.PREP | t.GER | t.REL))


def _hears(scene: Scene, r: int, head: int) -> bool:
    """ "she has been told", "he was warned"."""
    tokens = scene.tokens
    if head == r or scene.lexicon.lemmas.get(tokens.low[r]) not in TELLING:
        return False
    return bool(tokens.tag[head] & t.BE) or "been" in tokens.low[head:r] or "été" in tokens.low[head:r]


def _interposed(scene: Scene, first: int, comma: int, r: int, head: int, last: int) -> Frame | None:
    """ "Brussels, it added, does not comment": the frame between subject and verb; the clause is whole around it."""
    words = scene.tokens.word
    if r + 2 >= last or words[r + 1] != "," or scene.main_verb(first, comma) is not None:
        return None
    k = r + 2
    while k < last and scene.tokens.tag[k] & (t.ADV | t.NEG):
        k += 1
    if k >= last or not scene.finite[k]:
        return None
    return Frame(
        first, last, _speaking(scene, comma + 1, r, head, past=in_the_past(scene, r, head)), behind=True, gap=r + 2
    )


def inverted_frame(scene: Scene, first: int, last: int) -> Frame | None:
    """« C, avancent les auteurs »: after a clause, a comma and a verb in front of its subject, any verb reports."""
    tokens = scene.tokens
    if not scene.language.subject_follows_quotation:
        return None
    for comma in reversed(scene.commas_in(max(first, last - 2 * FAR) + 1, last - 2)):
        verb = comma + 1 + (tokens.low[comma + 1] in {"s'", "se"})
        if not scene.finite[verb] or verb + 1 >= last:
            continue
        if tokens.tag[verb] & (t.BE | t.HAVE):
            continue
        speaker = verb + 1
        if tokens.low[speaker] in MADE_KNOWN:
            # « croit savoir le site Mergerscope »
            speaker += 1
        named = speaker in scene.cast.at or (
            tokens.low[speaker : speaker + 1] != [] and tokens.low[speaker] in _ARTICLES
        )
        lone = scene.main_verb(verb + 1, last) is None and scene.main_verb(first, comma) is not None
        if named and lone:
            voice = voice_of(scene, speaker, _speaker_end(scene, speaker, last), (comma + 1, speaker), past=False)
            return Frame(first, comma, voice, behind=True)
    return None


def _speaker_follows(scene: Scene, r: int) -> bool:
    """Whether "said X" is what stands here: the listener of "told" is no speaker."""
    tokens = scene.tokens
    if scene.lexicon.lemmas.get(tokens.low[r]) in TELLING or r + 1 >= len(tokens.word):
        return False
    return r + 1 in scene.cast.at or bool(
        tokens.tag[r + 1] & (t.DET | t.TITLE | t.NOUN | t.PRON_SUBJ | t.ADJ | t.DEMONYM)
    )


def _apposed(scene: Scene, first: int, head: int, r: int, last: int, cue: tuple[int, int], past: bool) -> Frame | None:
    """ "C, the minister, Ann Roe, told us": the speaker's words hold a comma of their own."""
    words = scene.tokens.word
    if scene.main_verb(r + 1, last) is not None:
        return None
    commas = [k for k in range(first + 1, head - 1) if words[k] in {",", "”", '"'}]
    for comma in commas:
        named = any(k in scene.cast.at for k in range(comma + 1, head))
        if scene.has_finite(first, comma) and not scene.has_finite(comma + 1, head) and named and head - comma < 16:
            return Frame(first, comma, voice_of(scene, comma + 1, head, cue, past=past), behind=True)
    return None


def _speaker_end(scene: Scene, start: int, last: int) -> int:
    words = scene.tokens.word
    end = start
    while end < last and words[end] not in ',;:.«“"' and not scene.finite[end]:
        end += 1
    if end + 2 < last and words[end] in "«“" and words[end + 2] in "»”":
        # « l'« insoumise » Inès Vauquelin »
        return _speaker_end(scene, end + 3, last)
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


def speaker_after(scene: Scene, first: int, closing: int, last: int) -> Frame | None:
    """The speaker of a quotation that closes at token `closing`: « …», a dit S / "…", S said."""
    for r in scene.reports_in(closing + 1, min(last, closing + FAR)):
        head = report_head(scene, r, closing)
        if head is not None and not any(scene.tokens.low[k] in {"qui", "who"} for k in range(closing + 1, head)):
            return _frame_around(scene, first, closing, r, head, last)
    return _bare_frame(scene, first, closing, last)


def _bare_frame(scene: Scene, first: int, closing: int, last: int) -> Frame | None:
    """« … », soupire Jeanne Roux: right after a quotation any verb brings its speaker."""
    tokens = scene.tokens
    k = closing + 1
    if k < last and tokens.word[k] == ",":
        k += 1
    begun = k
    if begun >= last or begun in scene.cast.at:
        return None
    if tokens.tag[begun] & (t.CONJ | t.PREP | t.REL | t.SUB) and not tokens.tag[begun] & t.CLITIC:
        return None
    if not (tokens.tag[begun] & _VERBAL or not tokens.tag[begun]) or not tokens.word[begun].islower():
        return None
    while k < last and k - begun < 5 and k not in scene.cast.at and tokens.word[k].islower():
        bits = tokens.tag[k]
        if k > begun and bits & (t.DET | t.PREP) and not (bits & t.CLITIC and scene.has_finite(k + 1, k + 2)):
            break
        if (bits & t.TITLE and not bits & t.VERB) or (bits and not bits & _VERBAL):
            break
        k += 1
    if k == begun or k >= last:
        return None
    end = _speaker_end(scene, k, last)
    voice = voice_of(scene, k, end, (begun, k))
    if voice.actor is None and not (scene.language.subject_follows_quotation and _somebody(scene, k, end)):
        return None
    return Frame(first, closing, voice)


_VERBAL = t.VERB | t.CLITIC | t.BE | t.HAVE | t.ADV | t.NEG


def _somebody(scene: Scene, first: int, last: int) -> bool:
    """« balaie un conseiller »: a person without a name."""
    nominal = read_nominal(scene, first, last)
    return nominal.head is not None and nominal.person


def _frame_around(scene: Scene, first: int, closing: int, r: int, head: int, last: int) -> Frame | None:
    tokens = scene.tokens
    cue, past = (head, r + 1), in_the_past(scene, r, head)
    tail = next((k for k in (head + 1, r + 1) if k < last and tokens.low[k] in PRONOUN_TAILS), None)
    if tail is not None:
        actor = resolve_source(scene, tokens.low[tail])
        unnamed = None if actor is not None else tokens.low[tail]
        return Frame(first, closing, Voice(actor, unnamed, "SAYS", past, cue, source=(tail, tail + 1)))
    names_before = [k for k in range(closing + 1, head) if tokens.word[k][0].isalnum() and not tokens.tag[k] & t.CLITIC]
    if names_before:
        return Frame(first, closing, voice_of(scene, names_before[0], head, cue, past=past))
    end = _speaker_end(scene, r + 1, last)
    return Frame(first, closing, voice_of(scene, r + 1, end, cue, past=past)) if end > r + 1 else None
