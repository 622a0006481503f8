"""Propositions of an article, clause by clause: what is said, by whom, about whom and how surely."""

from __future__ import annotations

from bisect import bisect_left
from datetime import datetime

import msgspec

from service.document import (
    ARTICLE_VOICE,
    FACTUALITY,
    UNNAMED_SOURCE,
    ArticleDraft,
    ClaimDraft,
    Cue,
    Modality,
    SentenceSpan,
)
from service.normalize.claims.amounts import find_amounts
from service.normalize.claims.dates import find_dates
from service.normalize.claims.modality import Context, Reading, read_clause
from service.normalize.claims.propositions import ACCUSED_OF, own_deed, readable
from service.normalize.failures import Failures
from service.normalize.phrases.cues import CueKind, TokenCue
from service.normalize.phrases.discourse import Scene
from service.normalize.phrases.predicates import planned
from service.normalize.phrases.subject_start import subject_start
from service.normalize.phrases.topics import Topic
from service.normalize.reference.subjects import find_topic
from service.normalize.speech.quoted_parts import parts_of
from service.normalize.speech.utterances import Utterance, utterances_of
from service.normalize.speech.voices import Voice
from service.normalize.words import tags as t
from service.normalize.words.sentences import Sentence
from service.normalize.words.value import Value
from service.normalize.words.wordset import wordset

_QUESTION_WORDS = wordset("claims.claims.question_words")
_READERS = wordset("claims.claims.readers")
_CUES_LAST = {"ATTRIBUTION": 1, "SOURCE": 2}
"""Cues that stand after those that tell how sure a claim is."""
_DATELINES = 5
"""Sentences from the top among which a dateline may stand."""
_SHORTEST = 2
"""Words that a proposition needs at least."""


class _Proposition(Value, frozen=True):
    first: int
    last: int
    verb: int | None
    voice: Voice | None
    subject: int | None
    reading: Reading
    told: int
    """The first token after the conjunction of its clause."""
    shared: tuple[int, int] | None
    """The tokens of its subject, where that stands in the clause before."""


def find_claims(article: ArticleDraft, scene: Scene, failures: Failures) -> list[ClaimDraft]:
    """The article's claims in text order, none for questions, commands and sentences without a verb."""
    claims: list[ClaimDraft] = []
    speaker: Voice | None = None
    for number, whole in enumerate(scene.sentences):
        scene.sentence = number
        with failures.contained("claims of a sentence are missing"):
            # A `continue` would do, but mypyc leaves no `with` by one.
            if not _asks(scene, whole):
                read = parts_of(scene, _after_dateline(scene, whole), scene.quotations, speaker)
                speaker = read.voice
                for part in read.parts:
                    for said in utterances_of(scene, part):
                        speaker = said.voice or speaker
                        with failures.contained("a claim is missing"):
                            found = _proposition(scene, said)
                            if found is not None:
                                claims.append(_draft(article, scene, found, article.published_at))
    return sorted(claims, key=lambda c: (c.start, c.end))


def _after_dateline(scene: Scene, sentence: Sentence) -> Sentence:
    """The sentence without "ZURICH, Nov 3 (Reuters) - " in front of it."""
    words, tags = scene.tokens.word, scene.tokens.tag
    if sentence.headline:
        return _after_kicker(scene, sentence)
    if scene.sentence > _DATELINES:
        return sentence
    bracket = False
    for k in range(sentence.first + 1, min(sentence.last, sentence.first + 16)):
        if words[k] in "-–—" and scene.tokens.start[k] > scene.tokens.end[k - 1]:
            return Sentence(k + 1, sentence.last, sentence.headline) if k + 1 < sentence.last else sentence
        bracket = bracket or words[k] == "("
        plain = words[k] in ",()./" or words[k][0].isdigit() or scene.capital[k] or tags[k] & t.MONTH
        # « 24 oct 2024 »: a short word beside a number
        dated = words[k - 1][0].isdigit() and len(words[k]) < 6
        if not plain and not dated and not bracket:
            return sentence
    return sentence


def _after_kicker(scene: Scene, headline: Sentence) -> Sentence:
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


def _proposition(scene: Scene, said: Utterance) -> _Proposition | None:
    """What an utterance says, None where it has no verb, is a fragment or commands."""
    clause, voice = said.clause, said.voice
    first, last = _tidy(scene, said.first, said.last)
    verb = scene.main_verb(max(first, clause.body) if first < clause.body < last else first, last)
    if verb is None:
        verb = next((k for k in range(first, last) if scene.finite[k]), None)
    if verb is None and (plan := planned(scene, first)) is not None and plan + 1 < last:
        verb = plan + 1
    if voice is None and not said.quoted and _addresses(scene, first, verb):
        return None
    own_action = voice is not None and voice.own_action
    if (verb is None and not own_action) or not _long_enough(scene, first, last) or _commands(scene, first, verb):
        return None
    speaker = voice.actor if voice is not None and not voice.aside else None
    if voice is not None and (voice.actor is not None or not voice.aside):
        scene.speaker, scene.spoke_at = voice.actor, scene.sentence
    if voice is not None and voice.several is not None:
        scene.note(Topic(None, person=True, plural=voice.several))
    about = _about(scene, said, first, verb, speaker)
    if about is None and clause.shared is not None:
        about = find_topic(scene, *clause.shared, speaker, quoted=said.quoted)
    context = Context(
        reported=voice is not None,
        past=voice is not None and voice.past and not voice.behind,
        condition=clause.kind == "CONDITION",
        beside_condition=said.beside_condition,
        quoted=said.quoted,
    )
    reading = read_clause(scene, first, last, first if own_action else verb, context)
    if clause.kind == "CONDITION" and clause.first < clause.body:
        # « si », "unless": the words that make it a condition.
        cue: TokenCue = (clause.first, clause.body, "MODALITY")
        reading = msgspec.structs.replace(reading, cues=tuple(sorted({*reading.cues, cue})))
    _remember(scene, about, voice)
    subject = about.actor if about is not None else None
    told = clause.body if clause.kind == "MAIN" and first == clause.first and (verb or 0) > clause.body else first
    return _Proposition(first, last, verb, voice, subject, reading, told, clause.shared)


def _about(scene: Scene, said: Utterance, first: int, verb: int | None, speaker: int | None) -> Topic | None:
    """What the utterance is about."""
    voice = said.voice
    if voice is not None and voice.own_action:
        actor = voice.accused if voice.accuses else voice.actor
        return scene.topic(actor) if actor is not None else None
    return find_topic(scene, first, verb, speaker, quoted=said.quoted) if verb is not None else None


def _remember(scene: Scene, about: Topic | None, voice: Voice | None) -> None:
    """Note whom the clause was about and who spoke, for the pronouns of the next ones."""
    speaking = voice is not None and voice.actor is not None and not voice.aside
    spoke = _speaker(scene, voice) if voice is not None and speaking else None
    for topic in (about, spoke):
        if topic is not None:
            scene.note(topic)
    if voice is not None and voice.actor is not None:
        scene.spoke_last = True
        scene.newer = False
    elif about is not None and about.actor is not None:
        scene.newer = True
    if (voice is None or voice.actor is None) and about is not None and about.person:
        scene.spoke_last = False


def _speaker(scene: Scene, voice: Voice) -> Topic | None:
    """Who spoke, as something to be spoken of: "she" goes back to a firm's spokeswoman."""
    if voice.actor is None:
        return None
    if voice.envoy is None:
        return scene.topic(voice.actor)
    feminine = True if voice.envoy.endswith("woman") else False if voice.envoy.endswith("man") else None
    return Topic(voice.actor, person=True, plural=False, feminine=feminine, envoy=True)


def _addresses(scene: Scene, first: int, verb: int | None) -> bool:
    """Whether the article speaks to its readers: "If you follow the news", « Vous savez que »."""
    if verb is None or _READERS.isdisjoint(scene.tokens.low[first:verb]):
        return False
    start = subject_start(scene, first, verb)
    return start < verb and scene.tokens.low[start] in _READERS and not scene.within_quotation(start)


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
    if ending := scene.language.imperative_ending:
        if tokens.low[first : first + 3] == ["reste", "à", "savoir"]:
            # « Reste à savoir qui le signera. »: a question.
            return True
        if tokens.low[first] in {"n'", "ne"} and first + 1 < len(tokens.word):
            first += 1
        low = tokens.low[first]
        return low.endswith(ending) and len(low) > 3 and not tokens.tag[first] & (t.PREP | t.NOUN)
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
    cues = [*reading.cues, *(voice.cues() if voice is not None else ())]
    if len(cues) > 1:
        cues.sort(key=lambda c: (_CUES_LAST.get(c[2], 0), c))
    spans = tuple([_cue(article, scene, a, b, kind) for a, b, kind in cues])
    return ClaimDraft(
        start=start,
        end=end,
        quote=quote,
        text=_text(scene, found, article.body),
        modality=reading.modality,
        polarity=reading.polarity,
        factuality=FACTUALITY[(reading.modality, reading.polarity)],
        claimant=_claimant(scene, voice, reading.modality),
        stance=voice.stance if voice is not None else "SAYS",
        claimants=_claimants(scene, voice),
        subject=scene.actor(found.subject).name if found.subject is not None else None,
        objects=_objects(scene, found),
        cue=spans[0].quote if spans else None,
        cues=spans,
        unnamed_source=voice.unnamed if voice is not None and voice.actor is None else None,
        amounts=find_amounts(article.body, scene, found.first, found.last),
        dates=find_dates(article.body, scene, found.first, found.last, published),
        sentence=_sentence(article, scene),
    )


def _text(scene: Scene, found: _Proposition, body: str) -> str:
    """The proposition as a sentence of its own."""
    voice = found.voice
    if voice is not None and voice.own_action:
        who = scene.actor(found.subject).name if found.subject is not None else _words(scene, voice, found.first, body)
        deed = own_deed(scene, found.first, found.last, who, body) if who else None
        if deed is not None:
            return deed
    unsaid = voice is not None and voice.stance != "SAYS"
    return readable(scene, found.told, found.last, found.verb, found.subject, body, shared=found.shared, unsaid=unsaid)


def _words(scene: Scene, voice: Voice, accused: int, body: str) -> str:
    """The words that name who says it, or whom it is said of, from token `accused`, where that is another."""
    if voice.accuses:
        low = scene.tokens.low
        last = next((k for k in range(accused + 1, min(accused + 9, len(low))) if low[k] in ACCUSED_OF), accused)
        first = accused
    elif voice.source is not None:
        first, last = voice.source
    else:
        return ""
    if first == last:
        return ""
    return body[scene.tokens.start[first] : scene.tokens.end[last - 1]]


def _sentence(article: ArticleDraft, scene: Scene) -> SentenceSpan:
    """The sentence that is read."""
    whole = scene.sentences[scene.sentence]
    start, end = scene.tokens.start[whole.first], scene.tokens.end[whole.last - 1]
    return SentenceSpan(start=start, end=end, text=article.body[start:end])


def _cue(article: ArticleDraft, scene: Scene, first: int, last: int, kind: CueKind) -> Cue:
    start, end = scene.tokens.start[first], scene.tokens.end[last - 1]
    return Cue(start=start, end=end, quote=article.body[start:end], kind=kind)


def _claimant(scene: Scene, voice: Voice | None, modality: Modality) -> str:
    """Whose word it is: an unnamed source's where the text doesn't say whose (« aurait engagé », "reportedly")."""
    if voice is None:
        return UNNAMED_SOURCE if modality == "REPORTED" else ARTICLE_VOICE
    return scene.actor(voice.actor).name if voice.actor is not None else UNNAMED_SOURCE


def _claimants(scene: Scene, voice: Voice | None) -> tuple[str, ...]:
    """All who say it, where more than one does."""
    if voice is None or voice.actor is None or not voice.others:
        return ()
    return tuple(dict.fromkeys(scene.actor(index).name for index in (voice.actor, *voice.others)))


def _objects(scene: Scene, found: _Proposition) -> tuple[str, ...]:
    """The other actors that the clause names, in text order."""
    at, places = scene.cast.at, scene.places
    within = places[bisect_left(places, found.first) : bisect_left(places, found.last)]
    if not within:
        return ()
    return tuple(dict.fromkeys(scene.actor(at[k]).name for k in within if at[k] != found.subject))
