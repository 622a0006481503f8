"""Who speaks: an actor or unnamed words, found in a noun phrase or by a reporting verb."""

from __future__ import annotations

from service.document import Stance
from service.normalize.phrases.cues import TokenCue
from service.normalize.phrases.discourse import Scene
from service.normalize.phrases.nominals import read_nominal
from service.normalize.phrases.nouns import Nominal, name_after
from service.normalize.reference.pronouns import INVERTED, resolve_source
from service.normalize.reference.roles import described_person, described_speaker, described_thing
from service.normalize.words import tags as t
from service.normalize.words.token_index import MADE_KNOWN
from service.normalize.words.value import Value
from service.normalize.words.wordset import wordset

FAR = 14
"""How many tokens may stand between a reporting verb and its "that", or its quotation."""
TELLING = wordset("speech.voices.telling")
PRONOUN_TAILS = frozenset(INVERTED)
_BESIDES = wordset("speech.voices.besides")
_OBLIQUE = wordset("speech.voices.oblique")
_CONCEALED = wordset("speech.voices.concealed")
_SPEAKING_FOR = wordset("speech.voices.speaking_for")
_SPOKESPEOPLE = wordset("speech.voices.spokespeople")
_PUBLISHED = wordset("speech.voices.published")
_THROUGH = wordset("speech.voices.through")
_WHERE_SAID = wordset("speech.voices.where_said")
_OFFICES = wordset("speech.voices.offices")
_OWN_WORDS = wordset("speech.voices.own_words")
ASKING = wordset("speech.voices.asking")
DOUBTING = wordset("speech.voices.doubting")
_BELIEVING = wordset("speech.voices.believing")
_TOGETHER = frozenset({"and", "et"})
_SPEAKERS = frozenset({"PERSON", "ORGANIZATION", "GROUP", "UNKNOWN"})
_SUPPORT = frozenset({"do", "does", "did"})
_NE = wordset("claims.modality.ne")
_NOBODY = wordset("speech.voices.nobody")
_FAR_NEGATION = 3
"""Tokens from the verb group within which it is negated."""
_AROUND = frozenset({",", ":", "–", "—", "-", "«", "»", "“", "”", '"', "(", ")"})
_AFTER = _AROUND | {"."}


class Voice(Value, frozen=True):
    """Who says it: an actor, or unnamed words; their stance to it; whether that is past; where it stands."""

    actor: int | None
    unnamed: str | None
    stance: Stance = "SAYS"
    past: bool = True
    cue: tuple[int, int] | None = None
    aside: bool = False
    """Named by "according to": the clause goes on about whom it was about."""
    own_action: bool = False
    """The clause has no subject of its own, the speaker is it (« affirme avoir »)."""
    accused: int | None = None
    """Whom the clause is about where it has no verb of its own: "accused the firm of lying"."""
    accuses: bool = False
    """Whether what is said is what the speaker accuses somebody of."""
    behind: bool = False
    """Whether the speaker is named after what is said."""
    envoy: str | None = None
    """The noun for somebody without a name who speaks for the actor: "a spokeswoman for the firm"."""
    source: tuple[int, int] | None = None
    """The tokens that name who says it: "the minister", "she"."""
    others: tuple[int, ...] = ()
    """Who says it together with the actor: "Roe, Doe and Poe said"."""
    several: bool | None = None
    """Whether more than one speaks, of voices without a name: "they" goes back to "two residents"."""

    def cues(self) -> list[TokenCue]:
        found: list[TokenCue] = [(*self.cue, "ATTRIBUTION")] if self.cue else []
        return [*found, (*self.source, "SOURCE")] if self.source else found


class Frame(Value, frozen=True):
    """What is said, at tokens `first` to `last` (exclusive), and who says it."""

    first: int
    last: int
    voice: Voice
    behind: bool = False
    """Whether the speaker is named after what is said, or in the middle of it."""
    gap: int = 0
    """The token at which the clause goes on after a speaker in its middle."""


def words_of(scene: Scene, first: int, last: int) -> str:
    tokens = scene.tokens
    return tokens.text[tokens.start[first] : tokens.end[last - 1]] if first < last else ""


def voice_of(
    scene: Scene, first: int, last: int, cue: tuple[int, int], *, stance: Stance = "SAYS", past: bool = True
) -> Voice:
    """The voice that a noun phrase names: the actor at its head or beside it, else unnamed words."""
    tokens = scene.tokens
    first = _after_circumstance(scene, first, last)
    if first >= last:
        return Voice(None, None, stance, past, cue)
    source = _named_at(scene, first, last)
    low = tokens.low[first]
    envoy: str | None = None
    if first not in scene.cast.at and (tokens.tag[first] & t.PRON_SUBJ or (low in _OBLIQUE and last <= first + 2)):
        actor = resolve_source(scene, low)
    else:
        actor, envoy = _named_voice(scene, first, last)
    if actor is None:
        unnamed = words_of(scene, first, last) or None
        several = read_nominal(scene, first, last).plural
        return Voice(None, unnamed, stance, past, cue, source=source, several=several)
    others = () if envoy is not None else _together(scene, first, last, actor)
    return Voice(actor, None, stance, past, cue, source=source, envoy=envoy, others=others)


def _together(scene: Scene, first: int, last: int, actor: int) -> tuple[int, ...]:
    """The other speakers of "Roe, Doe and Poe", "Ann Roe of Nordia and Bo Doe"."""
    tokens, cast = scene.tokens, scene.cast
    low = tokens.low
    if _TOGETHER.isdisjoint(low[first:last]):
        return ()
    joined = next(k for k in range(first, last) if low[k] in _TOGETHER)
    heads = [k for k in range(first, last) if k in cast.at and not _subordinate(scene, first, k)]
    named = [k for k in heads if scene.actor(cast.at[k]).kind in _SPEAKERS]
    if not any(k < joined for k in named) or not any(k > joined for k in named):
        return ()
    return tuple(dict.fromkeys(cast.at[k] for k in named if cast.at[k] != actor))


def _subordinate(scene: Scene, first: int, k: int) -> bool:
    """Whether the name at token `k` only says more of another: "of Nordia", "Nordia's", "including Roe"."""
    tokens = scene.tokens
    if tokens.low[scene.cast.ends[k] : scene.cast.ends[k] + 1] in (["'s"], ["'"]):
        return True
    if _noun_of(scene, scene.cast.ends[k]):
        return True
    while k > first and (tokens.tag[k - 1] & (t.TITLE | t.ADJ | t.DET | t.NOUN) or tokens.word[k - 1] == "."):
        if tokens.tag[k - 1] & t.PREP and not tokens.tag[k - 1] & t.DET:
            return True
        k -= 1
    return k > first and bool(tokens.tag[k - 1] & (t.PREP | t.GER)) and tokens.low[k - 1] not in _TOGETHER


def _noun_of(scene: Scene, end: int) -> bool:
    """ "Nordia chief Ann Roe": the name in front of a title says where."""
    return end < len(scene.tokens.tag) and bool(scene.tokens.tag[end] & t.TITLE) and end not in scene.cast.at


def _named_at(scene: Scene, first: int, last: int) -> tuple[int, int]:
    """The words that name a source, without the marks around them."""
    words = scene.tokens.word
    while first < last - 1 and words[first] in _AROUND:
        first += 1
    trailing = t.NEG | t.CLITIC | t.ADV
    while last - 1 > first and (
        words[last - 1] in _AROUND or words[last - 1] == "." or _only(scene.tokens.tag[last - 1], trailing)
    ):
        last -= 1
    return first, last


def _only(bits: int, some: int) -> bool:
    """Whether a word is one of some sorts and no noun."""
    return bool(bits & some) and not bits & (t.NOUN | t.TITLE | t.PRON_SUBJ)


def _after_circumstance(scene: Scene, first: int, last: int) -> int:
    """« a rapporté mercredi le quotidien »: the speaker stands after the day."""
    tokens = scene.tokens
    while first < last and first not in scene.cast.at:
        bits = tokens.tag[first]
        timely = bits & (t.WEEKDAY | t.MONTH | t.RELATIVE_DAY) or (
            bits & t.ADV and not bits & (t.DET | t.NOUN | t.PRON)
        )
        if bits & t.PREP and tokens.low[first] in _WHERE_SAID:
            behind = _after_place(scene, first + 1, last)
            if behind is None:
                break
            first = behind
            continue
        if not timely and tokens.word[first] not in ',«“"':
            break
        first += 1
    return first


def _after_place(scene: Scene, start: int, last: int) -> int | None:
    """« a cinglé à la tribune l'élue »: the speaker stands after the place, None where only the place follows."""
    tokens = scene.tokens
    passed = False
    for k in range(start, min(last, start + 6)):
        genitive = tokens.low[k - 1] in {"de", "d'", "du", "des"} or tokens.low[k] in {"de", "d'", "du", "des"}
        if passed and not genitive and (k in scene.cast.at or tokens.tag[k] & t.DET):
            return k
        if tokens.word[k] in ",;.":
            return None
        passed = passed or not tokens.tag[k] & (t.DET | t.ADJ | t.PREP) or k in scene.cast.at
    return None


def _named_voice(scene: Scene, first: int, last: int) -> tuple[int | None, str | None]:
    """The actor that the words of tokens `first` to `last` name as the one who speaks, and through whom."""
    described = described_speaker(scene, first, last)
    if described is not None:
        return described, None
    nominal = read_nominal(scene, first, last)
    if nominal.actor is not None:
        return nominal.actor, None
    apposed = _person_apposed(scene, first, last)
    if apposed is not None:
        return apposed, None
    if nominal.head is None:
        return nominal.owner, None
    noun = scene.tokens.low[nominal.head]
    if noun in _CONCEALED or noun.removesuffix("s") in _CONCEALED:
        return None, None
    if noun in _SPEAKING_FOR:
        return _spoken_for(scene, nominal, last), noun if nominal.person and not nominal.plural else None
    person = described_person(scene, first, last)
    if person is not None or nominal.person:
        return person, None
    if nominal.owner is not None and not nominal.inside and _organization_noun(scene, nominal.head):
        return nominal.owner, None
    return described_thing(scene, first, last), None


def _organization_noun(scene: Scene, head: int) -> bool:
    """ "Ilieva's office", "the AP news agency"."""
    return scene.tokens.low[head] in _OFFICES


def _person_apposed(scene: Scene, first: int, last: int) -> int | None:
    """ "its chief medical officer, Rajiv Sundaram": who is named after the comma."""
    tokens, cast = scene.tokens, scene.cast
    for k in range(first, min(last, first + 16)):
        if tokens.word[k] != ",":
            continue
        name = name_after(scene, k + 1, last)
        if name is None or scene.actor(cast.at[name]).kind != "PERSON":
            continue
        end = cast.ends[name]
        return cast.at[name] if end >= last or not tokens.word[end][0].isalnum() else None
    return None


def _spoken_for(scene: Scene, nominal: Nominal, last: int) -> int | None:
    """The organization of "a spokesman for Nordia", "a report by Reuters", « les calculs de Bercy »."""
    if nominal.owner is not None:
        return nominal.owner
    if nominal.head is not None and scene.tokens.low[nominal.head] in _SPOKESPEOPLE:
        # « a indiqué une porte-parole »: of the organization that was spoken of.
        return _organization_spoken_of(scene)
    if nominal.pronoun is not None and nominal.pronoun not in _OWN_WORDS:
        return scene.subject
    k = nominal.end
    if k + 1 < last and scene.tokens.low[k] in _PUBLISHED:
        # « une étude publiée mardi dans The Lancet »
        k = next((j for j in range(k + 1, min(last, k + 6)) if j in scene.cast.at), last)
        return scene.cast.at.get(k)
    if k + 1 < last and scene.tokens.low[k] in _THROUGH:
        inner = read_nominal(scene, k + 1, last)
        return inner.actor if inner.actor is not None else inner.owner
    return None


def _organization_spoken_of(scene: Scene) -> int | None:
    for topic in reversed(scene.spoken):
        if topic.sentence < scene.sentence - 2:
            return None
        if topic.actor is not None and scene.actor(topic.actor).kind == "ORGANIZATION":
            return topic.actor
    return None


def report_head(scene: Scene, r: int, first: int) -> int | None:
    """The finite verb of the verb group that the reporting verb at `r` closes, None if it closes none."""
    tokens = scene.tokens
    if scene.finite[r]:
        return r
    if (
        r > first
        and tokens.low[r] in MADE_KNOWN
        and scene.lexicon.lemmas.get(tokens.low[r - 1]) in {"faire", "laisser"}
    ):
        # « fait savoir », « a fait valoir », « laisse entendre »: the causative carries the tense.
        r -= 1
        if scene.finite[r]:
            return r
    elif not tokens.tag[r] & t.PART:
        return _supported(scene, r, first)
    k = r - 1
    while (
        k >= first
        and (tokens.tag[k] & (t.ADV | t.NEG | t.CLITIC) or tokens.low[k] in PRONOUN_TAILS or tokens.low[k] in _BESIDES)
        and not tokens.tag[k] & (t.BE | t.HAVE)
    ):
        k -= 1
    if k > first and tokens.low[k] in {"been", "été"}:
        k -= 1
        return k if scene.finite[k] and tokens.tag[k] & t.HAVE else None
    reflexive = k > first and tokens.low[k - 1] in {"s'", "se"}
    passive = k >= first and tokens.tag[k] & t.BE and _heard(scene, r, k)
    if k >= first and scene.finite[k] and (tokens.tag[k] & t.HAVE or (reflexive and tokens.tag[k] & t.BE) or passive):
        return k
    return None


def _heard(scene: Scene, r: int, be: int) -> bool:
    """Whether a passive tells of a report: "she was told", "it was reported that"."""
    tokens = scene.tokens
    if scene.lexicon.lemmas.get(tokens.low[r]) in TELLING:
        return True
    k = be - 1
    while k > 0 and tokens.tag[k] & (t.HAVE | t.ADV):
        k -= 1
    return tokens.low[k] in {"it", "il"} and tokens.low[r + 1 : r + 2] in (["that"], ["que"], ["qu'"])


def _supported(scene: Scene, r: int, first: int) -> int | None:
    """The "does" of "does not believe"."""
    tokens = scene.tokens
    k = r - 1
    while k > first and tokens.tag[k] & (t.NEG | t.ADV) and not scene.finite[k]:
        k -= 1
    return k if k >= first and tokens.low[k] in _SUPPORT and scene.finite[k] else None


def in_the_past(scene: Scene, r: int, head: int) -> bool:
    return head != r or bool(scene.tokens.tag[r] & t.PAST)


def stance_of(scene: Scene, r: int, head: int) -> Stance | None:
    """What the subject of the reporting verb at `r` does with what it reports; None when it leaves that open.

    Who does not say or does not deny a thing says nothing of it; who does not believe it doubts it.
    """
    lemma = scene.lexicon.lemmas.get(scene.tokens.low[r], "")
    if _negated(scene, r, head):
        return "DOUBTS" if lemma in _BELIEVING else None
    if lemma in ASKING:
        return "ASKS"
    if lemma in DOUBTING:
        return "DOUBTS"
    return "DENIES" if scene.tokens.tag[r] & t.DENY else "SAYS"


def _negated(scene: Scene, r: int, head: int) -> bool:
    """ "did not say", « n'a pas dit », « ne dit pas », "nobody said"; not « ne dit que », nor "said no"."""
    low, tags = scene.tokens.low, scene.tokens.tag
    before = max(head - _FAR_NEGATION, 0)
    if scene.language.negation_doubled:
        if _NE.isdisjoint(low[before:head]):
            return False
        end = min(r + _FAR_NEGATION, len(low))
        return any(tags[k] & t.NEG for k in range(head + 1, end)) or not _NOBODY.isdisjoint(low[before:head])
    return any(tags[k] & t.NEG and low[k] != "only" for k in range(max(head - 1, 0), r)) or low[head - 1] in _NOBODY
