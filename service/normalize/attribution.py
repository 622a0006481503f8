"""Whose word a clause is: reporting verbs, "according to", speakers in front of, inside and behind."""

from __future__ import annotations

import msgspec

from service.normalize import tags as t
from service.normalize.scene import Phrase, Scene
from service.normalize.speakers import frame_in_front, inverted_frame
from service.normalize.subjects import find_subject, noun_phrase_start, resolve_source
from service.normalize.voices import (
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
from service.normalize.wordset import wordset

_INFINITIVE_REPORTS = wordset(
    "affirmer dire assurer nier démentir prétendre reconnaître admettre avouer estimer promettre jurer "
    "contester réfuter croire penser déclarer déplorer regretter indiquer confirmer soutenir expliquer"
)
_PERFECT = wordset("avoir être")
_SAYINGS = wordset(
    "report reports claim claims allegation allegations suggestion suggestions rumour rumours rumor rumors accusation "
    "accusations"
)
"""Nouns that say what "that" goes on to tell: "denied a report that"."""
_FEELING = wordset("fear hope doubt redouter craindre espérer")
"""Verbs that tell what somebody feels, rather than what somebody says is so: their clauses stay whole."""
_ANNOUNCING = wordset("announce annoncer")
_TIMES = wordset("week month year day night weekend morning evening summer winter spring autumn semaine mois an année")
_MODALS = wordset("would will could may might")
_ROUGHLY = wordset("at more less about around nearly almost over up some only fewer roughly under")
"""What may stand in front of a number: "said at least 10 people had been killed"."""


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


def announcing_frame(scene: Scene, first: int, last: int) -> Frame | None:
    """ "Oasis have announced three concerts": what is announced as a thing is the announcer's word all the same."""
    tokens = scene.tokens
    for r in scene.reports_in(first, last):
        if scene.lexicon.lemmas.get(tokens.low[r]) not in _ANNOUNCING:
            continue
        head = report_head(scene, r, first)
        if head is None or head != scene.main_verb(first, last):
            continue
        actor = find_subject(scene, first, head, scene.speaker)
        return Frame(first, last, Voice(actor, None, False, True, (head, r + 1))) if actor is not None else None
    return None


def _denies(scene: Scene, r: int, head: int) -> bool:
    tokens = scene.tokens
    denies = bool(tokens.tag[r] & t.DENY)
    negated = any(
        tokens.tag[k] & t.NEG
        for k in range(max(head - 2, 0), r + 3)
        if k < len(tokens) and tokens.low[k] not in {"plus", "aucun"}
    )
    return denies and not negated


def _marker(scene: Scene, r: int, last: int) -> tuple[int, bool] | None:
    """Where the complement behind the verb at `r` begins, and whether it is an infinitive or gerund."""
    tokens = scene.tokens
    low, tags, words = tokens.low, tokens.tag, tokens.word
    lemma = scene.lexicon.lemmas.get(low[r], "")
    if lemma in _FEELING:
        return None
    noun_seen = aside = False
    for k in range(r + 1, min(last, r + FAR)):
        if low[k] in {"que", "qu'", "that"}:
            if low[k] == "that" and noun_seen and lemma not in TELLING and not _saying(scene, r, k):
                return None
            if scene.french and low[k - 1] in {"plus", "moins", "aussi", "autre", "autant"}:
                return None
            return (k + 1, False)
        if words[k] == ":" or (words[k] == "," and k == r + 1 and _interposed(scene, r, last)):
            return (k + 1, False)
        if words[k] in '«“"' and _quotes_clause(scene, k, last):
            return (k + 1, False)
        if (
            scene.french
            and lemma in _INFINITIVE_REPORTS
            and (k == r + 1 + (low[r + 1] == "ne") or (k == r + 2 and tags[r + 1] & t.ADV and low[k] in _PERFECT))
            and _infinitive(scene, k)
        ):
            return (k, True)
        if not scene.french and k == r + 1 and (tags[r] & t.DENY and (tags[k] & (t.GER | t.NOUN))):
            return (k, True)
        if not scene.french and k == r + 1 and lemma in {"claim", "deny"} and low[k] == "to":
            return (k, True)
        if scene.finite[k] or words[k] in ";.!?":
            break
        # "said in a letter that": a noun behind a preposition is not what the verb is about.
        aside = aside or bool(tags[k] & t.PREP)
        if tags[k] & t.NOUN and not tags[k] & (t.WEEKDAY | t.MONTH) and not aside and low[k] not in _TIMES:
            noun_seen = True
    if not scene.french and tags[r] & t.POSTPOSABLE:
        return _zero_marker(scene, r, last)
    return None


def _saying(scene: Scene, r: int, that: int) -> bool:
    """ "denied a report that", "rejected claims in the press that"."""
    tokens = scene.tokens
    return bool(tokens.tag[r] & t.DENY) and any(tokens.low[k] in _SAYINGS for k in range(r + 1, min(r + 4, that)))


def _interposed(scene: Scene, r: int, last: int) -> bool:
    """ "If it holds, they wrote, sales will grow": the speaker right before the verb, the clause goes on behind it."""
    tokens = scene.tokens
    if scene.french or not tokens.tag[r] & t.POSTPOSABLE or tokens.word[r - 2] != ",":
        return False
    verb = scene.main_verb(r + 2, last)
    return verb is not None and verb > r + 2 and not tokens.tag[r + 2] & (t.CONJ | t.GER | t.PREP | t.REL)


def _quotes_clause(scene: Scene, opening: int, last: int) -> bool:
    """Whether the quotation from `opening` holds a clause, not just a word or two."""
    words = scene.tokens.word
    closing = next((k for k in range(opening + 1, last) if words[k] in '»”"'), last)
    return scene.main_verb(opening + 1, closing) is not None


def _infinitive(scene: Scene, k: int) -> bool:
    tags, low = scene.tokens.tag, scene.tokens.low
    while (
        k < len(low) and (low[k] in {"ne", "pas", "n'", "plus", "jamais"} or tags[k] & t.CLITIC) and not tags[k] & t.INF
    ):
        k += 1
    return k < len(low) and (bool(tags[k] & t.INF) or low[k] in {"avoir", "être"})


def _zero_marker(scene: Scene, r: int, last: int) -> tuple[int, bool] | None:
    """ "said it would": a clause right behind the verb, maybe after "on Monday"."""
    tokens = scene.tokens
    k = r + 1
    lemma = scene.lexicon.lemmas.get(tokens.low[r], "")
    if lemma in TELLING:
        while k < last and k < r + 5 and not tokens.tag[k] & (t.DET | t.PRON_SUBJ):
            k += 1
    while k < last and (
        tokens.tag[k] & (t.WEEKDAY | t.MONTH)
        or tokens.low[k] in {"on", "yesterday", "earlier", "later", "last", "week"}
    ):
        k += 1
    if k >= last or not (
        tokens.tag[k] & (t.DET | t.PRON_SUBJ | t.NOUN | t.ADJ | t.PRON | t.NUMBER)
        or scene.capital[k]
        or tokens.word[k][0].isdigit()
        or _counts(scene, k, last)
        or _plain_subject(scene, k, last)
    ):
        return None
    verb = scene.main_verb(k, min(last, k + 22))
    if verb is not None and scene.tokens.tag[verb - 1] & t.CONJ:
        # "declared an emergency and left": the second verb is no clause of the first.
        return None
    if verb is None or verb == k or any(tokens.word[j] in ",;:" for j in range(k, verb) if tokens.word[j] != ","):
        return None
    if "," in tokens.word[k:verb] and tokens.tag[k] & t.NOUN:
        return None
    return (k, False)


def _plain_subject(scene: Scene, k: int, last: int) -> bool:
    """ "said fossil fuels were to blame": one or two words of no known sort right in front of the verb."""
    tags = scene.tokens.tag
    if k + 1 < last and scene.tokens.low[k + 1] in _MODALS:
        return not tags[k] & (t.PREP | t.ADV | t.CONJ | t.INF)
    return not tags[k] and any(scene.finite[j] and not tags[j] & t.REPORT for j in range(k + 1, min(k + 3, last)))


def _counts(scene: Scene, k: int, last: int) -> bool:
    """ "at least 10 people", "more than half"."""
    if scene.tokens.low[k] not in _ROUGHLY:
        return False
    return any(j in scene.numbers for j in range(k + 1, min(k + 4, last)))


def _behind(scene: Scene, r: int, head: int, first: int, last: int) -> Frame | None:
    """ "S says that C"."""
    marker = _marker(scene, r, last)
    if marker is None:
        return None
    start, own_action = marker
    if start >= last or not (own_action or scene.has_finite(start, last)):
        return None
    denied, past = _denies(scene, r, head), in_the_past(scene, r, head)
    cue = (head, r + 1)
    np_first = noun_phrase_start(scene, first, head)
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
