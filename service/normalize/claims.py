"""Propositions of an article, clause by clause: what is said, by whom, about whom and how surely."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from datetime import datetime

import msgspec

from service.normalize import tags as t
from service.normalize.amounts import find_amounts
from service.normalize.attribution import according_frame, reporting_frame
from service.normalize.clauses import Clause, split_clauses
from service.normalize.dates import find_dates
from service.normalize.modality import Context, CueKind, Reading, TokenCue, planned, read_clause
from service.normalize.model import ARTICLE_VOICE, FACTUALITY, UNNAMED_SOURCE, ArticleDraft, ClaimDraft, Cue
from service.normalize.propositions import readable
from service.normalize.quotations import Quotation, find_quotations
from service.normalize.scene import Scene
from service.normalize.sentences import Sentence
from service.normalize.speakers import speaker_behind
from service.normalize.subjects import find_subject, find_topic
from service.normalize.topics import Topic
from service.normalize.voices import Frame, Voice
from service.normalize.wordset import wordset

_QUESTION_WORDS = wordset("how why what who when where comment pourquoi combien")
"""A heading that begins with one asks, with or without a question mark."""
_MARKERS = frozenset({"that", "que", "qu'"})
_SHORTEST = 2
"""Words that a proposition needs at least."""


class Part(msgspec.Struct, frozen=True):
    """A stretch of a sentence with the voice that says it, None for the article's own."""

    first: int
    last: int
    voice: Voice | None


class _Proposition(msgspec.Struct, frozen=True):
    first: int
    last: int
    verb: int | None
    voice: Voice | None
    subject: int | None
    reading: Reading
    shared: tuple[int, int] | None
    """The tokens of its subject, where that stands in the clause before."""


def find_claims(article: ArticleDraft, scene: Scene) -> list[ClaimDraft]:
    """The article's claims in text order, none for questions, commands and sentences without a verb."""
    quotations = find_quotations(scene.tokens)
    claims: list[ClaimDraft] = []
    speaker: Voice | None = None
    for number, whole in enumerate(scene.sentences):
        scene.sentence = number
        if _asks(scene, whole):
            continue
        sentence = _behind_dateline(scene, whole)
        inside = _quotation_around(quotations, sentence)
        parts, speaker = _parts(scene, sentence, quotations, inside, speaker)
        for part in parts:
            claims.extend(_draft(article, scene, found, article.published_at) for found in _propositions(scene, part))
    return sorted(claims, key=lambda c: (c.start, c.end))


def _behind_dateline(scene: Scene, sentence: Sentence) -> Sentence:
    """The sentence without "ZURICH, Nov 3 (Reuters) - " in front of it."""
    words, tags = scene.tokens.word, scene.tokens.tag
    if sentence.headline:
        return _behind_kicker(scene, sentence)
    for k in range(sentence.first + 1, min(sentence.last, sentence.first + 14)):
        if words[k] in "-–—" and scene.tokens.start[k] > scene.tokens.end[k - 1]:
            return Sentence(k + 1, sentence.last, sentence.headline) if k + 1 < sentence.last else sentence
        plain = words[k] in ",()./" or words[k][0].isdigit() or scene.capital[k] or tags[k] & t.MONTH
        if not plain:
            return sentence
    return sentence


def _behind_kicker(scene: Scene, headline: Sentence) -> Sentence:
    """The headline without its topic: « Cyclisme : Pogacar gagne ». A name in front of a colon may be who says it."""
    for k in range(headline.first + 1, min(headline.last - 2, headline.first + 4)):
        if scene.tokens.word[k] != ":":
            continue
        named = any(j in scene.cast.at for j in range(headline.first, k))
        told = scene.has_finite(headline.first, k) or not scene.has_finite(k + 1, headline.last)
        return headline if named or told else Sentence(k + 1, headline.last, headline.headline)
    return headline


def _asks(scene: Scene, sentence: Sentence) -> bool:
    words = scene.tokens.word
    if scene.tokens.low[sentence.first] in _QUESTION_WORDS and words[sentence.last - 1] not in ".!…":
        return True
    k = sentence.last - 1
    while k > sentence.first and words[k] in "»”\")'’":
        k -= 1
    return words[k].endswith("?")


def _quotation_around(quotations: list[Quotation], sentence: Sentence) -> Quotation | None:
    """The quotation that was open before the sentence began and reaches into it."""
    k = bisect_left(quotations, sentence.first, key=lambda q: q.opening) - 1
    return quotations[k] if k >= 0 and quotations[k].closing >= sentence.first else None


def _parts(
    scene: Scene, sentence: Sentence, quotations: list[Quotation], inside: Quotation | None, speaker: Voice | None
) -> tuple[list[Part], Voice | None]:
    """The sentence's stretches by voice, and the voice of its last quotation."""
    first, last = sentence.first, sentence.last
    if inside is not None:
        voice = _voice_behind(scene, inside, last) or speaker
        end = min(inside.closing, last)
        parts = [Part(first, end, voice)]
        return parts, voice
    begun = bisect_left(quotations, first, key=lambda q: q.opening)
    ended = bisect_left(quotations, last, key=lambda q: q.opening)
    quotation = next((q for q in quotations[begun:ended] if _says_something(scene, q, last)), None)
    if quotation is not None:
        quoted = _quoted_parts(scene, first, last, quotation, speaker)
        if quoted is not None:
            return quoted
    return [Part(first, last, None)], None


def _says_something(scene: Scene, quotation: Quotation, last: int) -> bool:
    return scene.main_verb(quotation.opening + 1, min(quotation.closing, last)) is not None


def _quoted_parts(
    scene: Scene, first: int, last: int, quotation: Quotation, speaker: Voice | None
) -> tuple[list[Part], Voice | None] | None:
    """A sentence with a quotation that is a clause of its own: its speaker stands around it."""
    end = min(quotation.closing, last)
    opens_sentence = not any(scene.tokens.word[k][0].isalnum() for k in range(first, quotation.opening))
    if opens_sentence:
        voice = (
            _voice_behind(scene, quotation, last) or _voice_ahead(scene, quotation, last) or speaker or _fallback(scene)
        )
        parts = [Part(quotation.opening + 1, end, voice)]
        resumed = next((k for k in range(end + 1, last) if scene.tokens.word[k] in '«“"'), None)
        if resumed is not None and scene.has_finite(resumed + 1, last):
            parts.append(Part(resumed + 1, last, voice))
        return parts, voice
    frame = reporting_frame(scene, first, last)
    if frame is None and scene.tokens.word[quotation.opening - 1] == ":":
        return _announced_parts(scene, first, end, quotation)
    if frame is None or frame.first > quotation.opening + 1:
        return None
    parts = [Part(frame.first, last if end >= last - 2 else end, frame.voice)]
    return parts, frame.voice


def _announced_parts(
    scene: Scene, first: int, end: int, quotation: Quotation
) -> tuple[list[Part], Voice | None] | None:
    """« La préfète appelle à la prudence : « … » »: a quotation behind a colon belongs to the clause's subject."""
    colon = quotation.opening - 1
    verb = scene.main_verb(first, colon)
    subject = find_subject(scene, first, verb) if verb is not None else None
    if subject is None:
        return None
    voice = Voice(subject, None, past=False)
    return [Part(first, colon, None), Part(quotation.opening + 1, end, voice)], voice


def _fallback(scene: Scene) -> Voice | None:
    """A quotation without a frame belongs to whom the article spoke of last."""
    return Voice(scene.subject, None) if scene.subject is not None else None


def _voice_behind(scene: Scene, quotation: Quotation, last: int) -> Voice | None:
    """The speaker in the words behind the closing mark, in the same sentence."""
    if quotation.closing >= last - 2:
        return None
    frame = speaker_behind(scene, quotation.opening + 1, quotation.closing, last)
    return frame.voice if frame is not None else None


def _voice_ahead(scene: Scene, quotation: Quotation, last: int) -> Voice | None:
    """A quotation of several sentences names its speaker where it closes."""
    if quotation.closing < last:
        return None
    k = bisect_left(scene.sentences, quotation.closing, key=lambda s: s.last - 1)
    return _voice_behind(scene, quotation, scene.sentences[k].last) if k < len(scene.sentences) else None


def _propositions(scene: Scene, part: Part) -> Iterator[_Proposition]:
    """The clauses of one stretch, each with its own or the inherited voice."""
    clauses = split_clauses(scene, part.first, part.last)
    beside_condition = any(clause.kind == "CONDITION" for clause in clauses)
    if part.voice is not None:
        for clause in clauses:
            yield from _proposition(scene, clause, clause.first, clause.last, part.voice, beside_condition, quoted=True)
        return
    behind = _voice_at_the_end(scene, clauses)
    inherited: Voice | None = None
    whole = False
    for clause in clauses:
        spoken = _spoken_besides(scene, clause)
        if spoken is not None:
            yield from _proposition(scene, clause, clause.first, spoken.first, None, beside_condition)
            start = spoken.last if scene.tokens.low[spoken.last] not in _MARKERS else spoken.last + 1
            told = msgspec.structs.replace(spoken.voice, actor=scene.recent, unnamed=None)
            yield from _proposition(scene, Clause(start, clause.last), start, clause.last, told, beside_condition)
            continue
        frame = according_frame(scene, clause.first, clause.last)
        if frame is not None and frame.first > clause.first:
            whole = True
        elif frame is None:
            frame = reporting_frame(scene, clause.first, clause.last)
        if not (clause.joined or clause.kind == "CONDITION" or whole):
            inherited = None
        first, last, voice = clause.first, clause.last, inherited or behind
        if frame is not None:
            yield from _deed_before(scene, clause, frame, beside_condition)
            first, last, voice = frame.first, frame.last, frame.voice
            inherited = voice
        yield from _proposition(scene, clause, first, last, voice, beside_condition)


def _spoken_besides(scene: Scene, clause: Clause) -> Frame | None:
    """ "She left, saying that …": up to the comma a deed, behind the participle (at `last`) what was said."""
    tokens = scene.tokens
    for r in scene.reports_in(clause.first + 2, clause.last - 2):
        if tokens.tag[r] & t.GER and tokens.word[r - 1] == "," and scene.has_finite(clause.first, r):
            marked = tokens.low[r + 1] in _MARKERS
            verb = scene.main_verb(r + 1 + marked, clause.last)
            if verb is not None and verb > r + 1 and (marked or not scene.french):
                return Frame(r - 1, r + 1, Voice(None, None, cue=(r, r + 1)))
    return None


def _deed_before(scene: Scene, clause: Clause, frame: Frame, beside_condition: bool) -> Iterator[_Proposition]:
    """ "She praised her team and said that …": what stands before the reporting verb is a claim too."""
    cue = frame.voice.cue
    if cue is None or frame.first <= cue[0]:
        return
    end = cue[0]
    while end > clause.first and scene.tokens.tag[end - 1] & (t.ADV | t.CLITIC):
        end -= 1
    if scene.tokens.low[end - 1] in {"and", "et", "but", "mais"} and scene.has_finite(clause.first, end - 1):
        yield from _proposition(scene, clause, clause.first, end - 1, None, beside_condition)


def _voice_at_the_end(scene: Scene, clauses: list[Clause]) -> Voice | None:
    """The speaker whom only the last clause names, for the clauses in front of it: "If A, B, she said"."""
    if len(clauses) < 2 or any(reporting_frame(scene, c.first, c.last) for c in clauses[:-1]):
        return None
    closing = clauses[-1]
    frame = reporting_frame(scene, closing.first, closing.last)
    if frame is None:
        return None
    begins = frame.first == closing.first
    interposed = frame.first == closing.first + 3 and scene.tokens.word[frame.first - 1] == ","
    return frame.voice if begins or interposed else None


def _proposition(
    scene: Scene,
    clause: Clause,
    first: int,
    last: int,
    voice: Voice | None,
    beside_condition: bool,
    *,
    quoted: bool = False,
) -> Iterator[_Proposition]:
    first, last = _tidy(scene, first, last)
    verb = scene.main_verb(max(first, clause.body) if first < clause.body < last else first, last)
    if verb is None:
        verb = next((k for k in range(first, last) if scene.finite[k]), None)
    if verb is None and (plan := planned(scene, first)) is not None and plan + 1 < last:
        verb = plan + 1
    own_action = voice is not None and voice.own_action
    if (verb is None and not own_action) or not _long_enough(scene, first, last) or _commands(scene, first, verb):
        return
    speaker = voice.actor if voice is not None and not voice.aside else None
    if voice is not None:
        scene.speaker = speaker
    about = (
        scene.topic(speaker)
        if own_action and speaker is not None
        else find_topic(scene, first, verb, speaker, quoted=quoted)
        if verb is not None and not own_action
        else None
    )
    if about is None and clause.shared is not None and scene.spoken:
        about = scene.spoken[-1]
    subject = about.actor if about is not None else None
    context = Context(
        reported=voice is not None,
        past=voice is not None and voice.past,
        denied=voice is not None and voice.denied,
        condition=clause.kind == "CONDITION",
        beside_condition=beside_condition,
        quoted=quoted,
    )
    reading = read_clause(scene, first, last, first if own_action else verb, context)
    if clause.kind == "CONDITION" and clause.first < clause.body:
        # « si », "unless": the words that make it a condition.
        cue: TokenCue = (clause.first, clause.body, "MODALITY")
        reading = msgspec.structs.replace(reading, cues=tuple(sorted({*reading.cues, cue})))
    _remember(scene, about, speaker, quoted=quoted)
    yield _Proposition(first, last, verb, voice, subject, reading, clause.shared)


def _remember(scene: Scene, about: Topic | None, speaker: int | None, *, quoted: bool) -> None:
    """Note whom the clause was about and who spoke, for the pronouns of the next ones.

    Behind a quotation the article goes on about its speaker; behind reported speech, about what was reported.
    """
    voice = scene.topic(speaker) if speaker is not None else None
    for topic in (about, voice) if quoted else (voice, about):
        if topic is not None:
            scene.note(topic)
    if speaker is not None:
        scene.spoke_last = True
    elif about is not None and about.person:
        scene.spoke_last = False


def _tidy(scene: Scene, first: int, last: int) -> tuple[int, int]:
    """Without marks at the edges that belong to the sentence, not to the proposition."""
    words, tags = scene.tokens.word, scene.tokens.tag
    while first < last and (words[first] in ',;:–—-•*)»”"«“' or (tags[first] & t.CONJ and not tags[first] & t.DET)):
        first += 1
    while first < last and words[last - 1] in ',;:–—«“»”"(':
        last -= 1
    return first, last


def _long_enough(scene: Scene, first: int, last: int) -> bool:
    words = 0
    for word in scene.tokens.word[first:last]:
        words += word[0].isalnum()
        if words == _SHORTEST:
            return True
    return False


def _commands(scene: Scene, first: int, verb: int | None) -> bool:
    """Imperatives: « Lisez », "Read more"."""
    tokens = scene.tokens
    if scene.french:
        if tokens.low[first] in {"n'", "ne"} and first + 1 < len(tokens):
            first += 1
        low = tokens.low[first]
        return low.endswith("ez") and len(low) > 3 and not tokens.tag[first] & (t.PREP | t.NOUN)
    return (
        verb is not None
        and bool(tokens.tag[first] & t.BASE)
        and (verb == first or not tokens.tag[first] & (t.NOUN | t.ADJ))
    )


def _draft(article: ArticleDraft, scene: Scene, found: _Proposition, published: datetime | None) -> ClaimDraft:
    tokens = scene.tokens
    start, end = tokens.start[found.first], tokens.end[found.last - 1]
    quote = article.body[start:end]
    voice, reading = found.voice, found.reading
    cues = [*reading.cues, *(voice.cues() if voice is not None else [])]
    spans = tuple(
        _cue(article, scene, a, b, kind) for a, b, kind in sorted(cues, key=lambda c: (c[2] == "ATTRIBUTION", c))
    )
    objects = _objects(scene, found)
    return ClaimDraft(
        start=start,
        end=end,
        quote=quote,
        text=readable(scene, found.first, found.last, found.verb, found.subject, article.body, shared=found.shared),
        modality=reading.modality,
        polarity=reading.polarity,
        factuality=FACTUALITY[(reading.modality, reading.polarity)],
        claimant=_claimant(scene, voice),
        subject=scene.actor(found.subject).name if found.subject is not None else None,
        objects=objects,
        cue=spans[0].quote if spans else None,
        cues=spans,
        unnamed_source=voice.unnamed if voice is not None and voice.actor is None else None,
        amounts=find_amounts(article.body, scene, found.first, found.last),
        dates=find_dates(article.body, scene, found.first, found.last, published),
    )


def _cue(article: ArticleDraft, scene: Scene, first: int, last: int, kind: CueKind) -> Cue:
    start, end = scene.tokens.start[first], scene.tokens.end[last - 1]
    return Cue(start=start, end=end, quote=article.body[start:end], kind=kind)


def _claimant(scene: Scene, voice: Voice | None) -> str:
    if voice is None:
        return ARTICLE_VOICE
    return scene.actor(voice.actor).name if voice.actor is not None else UNNAMED_SOURCE


def _objects(scene: Scene, found: _Proposition) -> tuple[str, ...]:
    """The other actors that the clause names, in text order."""
    at, places = scene.cast.at, scene.places
    within = places[bisect_left(places, found.first) : bisect_left(places, found.last)]
    return tuple(dict.fromkeys(scene.actor(at[k]).name for k in within if at[k] != found.subject))
