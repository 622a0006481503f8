"""Whose word a clause is: reporting verbs, "according to", speakers in front of, inside and behind."""

from __future__ import annotations

import msgspec

from service.normalize import tags as t
from service.normalize.modality import TokenCue
from service.normalize.scene import Phrase, Scene
from service.normalize.subjects import described_person, find_subject, noun_phrase_start, resolve_source

_FAR = 14
"""How many tokens may stand between a reporting verb and its "that"."""
_CONCEALED = frozenset(["source", "sources", "people", "insiders", "proches", "proche", "insider", "témoins"])
_TELLING = frozenset(["tell", "inform", "warn", "assure", "remind", "notify"])
_PRONOUN_TAILS = frozenset({"-t-il", "-il", "-t-elle", "-elle", "-t-on", "-on", "-ils", "-t-ils", "-elles", "-t-elles"})
_INFINITIVE_REPORTS = frozenset(
    [
        "affirmer",
        "dire",
        "assurer",
        "nier",
        "démentir",
        "prétendre",
        "reconnaître",
        "admettre",
        "avouer",
        "espérer",
        "estimer",
        "promettre",
        "jurer",
        "contester",
        "réfuter",
        "croire",
        "penser",
        "déclarer",
        "déplorer",
        "regretter",
    ]
)


class Voice(msgspec.Struct, frozen=True):
    """Who says it: an actor, or unnamed words; how it is denied or placed in the past; where that stands."""

    actor: int | None
    unnamed: str | None
    denied: bool = False
    past: bool = True
    cue: tuple[int, int] | None = None
    own_action: bool = False
    """The clause has no subject of its own, the speaker is it (« affirme avoir »)."""

    def cues(self) -> list[TokenCue]:
        return [(*self.cue, "ATTRIBUTION")] if self.cue else []


class Frame(msgspec.Struct, frozen=True):
    """What is said, at tokens `first` to `last` (exclusive), and who says it."""

    first: int
    last: int
    voice: Voice


def words_of(scene: Scene, first: int, last: int) -> str:
    tokens = scene.tokens
    return tokens.text[tokens.start[first] : tokens.end[last - 1]] if first < last else ""


def voice_of(
    scene: Scene, first: int, last: int, cue: tuple[int, int], *, denied: bool = False, past: bool = True
) -> Voice:
    """The voice that a noun phrase names: the person in it, else the first actor, else unnamed words."""
    tokens, cast = scene.tokens, scene.cast
    best: int | None = None
    concealed = False
    i = first
    while i < last:
        index = cast.at.get(i)
        if index is not None:
            kind = scene.actor(index).kind
            if kind == "PERSON":
                best = index
                break
            if kind == "PLACE" and i > first + 1 and tokens.tag[i - 1] & (t.PREP | t.DET):
                i = cast.ends[i]
                continue
            if best is None or (scene.actor(best).kind == "PLACE" and kind != "PLACE"):
                best = index
            i = cast.ends[i]
            continue
        if best is None and tokens.low[i] in _CONCEALED:
            concealed = True
        if i == first and (
            tokens.tag[i] & t.PRON_SUBJ or (tokens.low[i] in {"lui", "him", "her"} and last == first + 1)
        ):
            best = resolve_source(scene, tokens.low[i])
            if best is not None:
                break
        if tokens.tag[i] & t.REL and not tokens.tag[i] & t.DET and i > first:
            break
        i += 1
    if best is None and not concealed:
        best = described_person(scene, first, last)
    if concealed or best is None:
        return Voice(None, words_of(scene, first, last) or None, denied, past, cue)
    return Voice(best, None, denied, past, cue)


def according_frame(scene: Scene, first: int, last: int) -> Frame | None:
    """ "According to S, C", "C, according to S", « selon S »."""
    tokens = scene.tokens
    for k in (first, *scene.marks_in(first + 1, last)):
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
        if (head := _report_head(scene, r, first)) is not None:
            frame = _behind(scene, r, head, first, last) or _in_front(scene, r, head, first, last)
            if frame is not None:
                return frame
    return None


def _report_head(scene: Scene, r: int, first: int) -> int | None:
    """The finite verb of the verb group that the reporting verb at `r` closes, None if it closes none."""
    tokens = scene.tokens
    if scene.finite[r]:
        return r
    if not tokens.tag[r] & t.PART:
        return None
    k = r - 1
    while (
        k >= first
        and (tokens.tag[k] & (t.ADV | t.NEG | t.CLITIC) or tokens.low[k] in _PRONOUN_TAILS)
        and not tokens.tag[k] & (t.BE | t.HAVE)
    ):
        k -= 1
    reflexive = scene.french and k > first and tokens.low[k - 1] in {"s'", "se"}
    if k >= first and scene.finite[k] and (tokens.tag[k] & t.HAVE or (reflexive and tokens.tag[k] & t.BE)):
        return k
    return None


def _past(scene: Scene, r: int, head: int) -> bool:
    return head != r or bool(scene.tokens.tag[r] & t.PAST)


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
    noun_seen = False
    for k in range(r + 1, min(last, r + _FAR)):
        if low[k] in {"que", "qu'", "that"}:
            if low[k] == "that" and noun_seen and lemma not in _TELLING:
                return None
            if scene.french and low[k - 1] in {"plus", "moins", "aussi", "autre", "autant"}:
                return None
            return (k + 1, False)
        if words[k] == ":":
            return (k + 1, False)
        if words[k] in '«“"' and _quotes_clause(scene, k, last):
            return (k + 1, False)
        if (
            k == r + 1 + (scene.french and low[r + 1] == "ne")
            and scene.french
            and lemma in _INFINITIVE_REPORTS
            and _infinitive(scene, k)
        ):
            return (k, True)
        if not scene.french and k == r + 1 and (tags[r] & t.DENY and (tags[k] & (t.GER | t.NOUN))):
            return (k, True)
        if not scene.french and k == r + 1 and lemma in {"claim", "deny"} and low[k] == "to":
            return (k, True)
        if scene.finite[k] or words[k] in ";.!?":
            break
        if tags[k] & t.NOUN and not tags[k] & (t.WEEKDAY | t.MONTH):
            noun_seen = True
    if not scene.french and tags[r] & t.POSTPOSABLE:
        return _zero_marker(scene, r, last)
    return None


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
    if lemma in _TELLING:
        while k < last and k < r + 5 and not tokens.tag[k] & (t.DET | t.PRON_SUBJ):
            k += 1
    while k < last and (
        tokens.tag[k] & (t.WEEKDAY | t.MONTH)
        or tokens.low[k] in {"on", "yesterday", "earlier", "later", "last", "week"}
    ):
        k += 1
    if k >= last or not (tokens.tag[k] & (t.DET | t.PRON_SUBJ | t.NOUN | t.ADJ | t.PRON) or scene.capital[k]):
        return None
    verb = scene.main_verb(k, min(last, k + 22))
    if verb is None or verb == k or any(tokens.word[j] in ",;:" for j in range(k, verb) if tokens.word[j] != ","):
        return None
    if "," in tokens.word[k:verb] and tokens.tag[k] & t.NOUN:
        return None
    return (k, False)


def _behind(scene: Scene, r: int, head: int, first: int, last: int) -> Frame | None:
    """ "S says that C"."""
    marker = _marker(scene, r, last)
    if marker is None:
        return None
    start, own_action = marker
    if start >= last or not (own_action or scene.has_finite(start, last)):
        return None
    denied, past = _denies(scene, r, head), _past(scene, r, head)
    cue = (head, r + 1)
    np_first = noun_phrase_start(scene, first, head)
    tokens = scene.tokens
    if head + 1 <= r and tokens.low[head + 1] in _PRONOUN_TAILS:
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


def _in_front(scene: Scene, r: int, head: int, first: int, last: int) -> Frame | None:
    """ "C, S said", « C, a déclaré S », « C, dit-il »: what is said stands before the frame."""
    tokens = scene.tokens
    words, low = tokens.word, tokens.low
    if not tokens.tag[r] & t.POSTPOSABLE:
        return None
    cue = (head, r + 1)
    denied, past = False, _past(scene, r, head)
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
        tail = [k for k in (head + 1, r + 1) if k < last and low[k] in _PRONOUN_TAILS]
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


def _speaker_follows(scene: Scene, r: int) -> bool:
    """Whether "said X" is what stands here: the listener of "told" is no speaker."""
    tokens = scene.tokens
    if scene.lexicon.lemmas.get(tokens.low[r]) in _TELLING or r + 1 >= len(tokens):
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
    for r in scene.reports_in(closing + 1, min(last, closing + _FAR)):
        if (head := _report_head(scene, r, closing)) is not None:
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
    cue, past = (head, r + 1), _past(scene, r, head)
    tail = next((k for k in (head + 1, r + 1) if k < last and tokens.low[k] in _PRONOUN_TAILS), None)
    if tail is not None:
        actor = resolve_source(scene, tokens.low[tail])
        return Frame(first, closing, Voice(actor, None if actor is not None else tokens.low[tail], False, past, cue))
    names_before = [k for k in range(closing + 1, head) if tokens.word[k][0].isalnum() and not tokens.tag[k] & t.CLITIC]
    if names_before:
        return Frame(first, closing, voice_of(scene, names_before[0], head, cue, past=past))
    end = _speaker_end(scene, r + 1, last)
    return Frame(first, closing, voice_of(scene, r + 1, end, cue, past=past)) if end > r + 1 else None
