"""Where what is said begins after a reporting verb: "that", a colon, a quotation, an infinitive, or nothing at all."""

from __future__ import annotations

from service.normalize.phrases.discourse import Scene
from service.normalize.speech.voices import ASKING, DOUBTING, FAR, TELLING
from service.normalize.words import tags as t
from service.normalize.words.wordset import wordset

_INFINITIVE_REPORTS = wordset("speech.complements.infinitive_reports")
_PERFECT = wordset("speech.complements.perfect")
_SAYINGS = wordset("speech.complements.sayings")
_FEELING = wordset("speech.complements.feeling")
_TIMES = wordset("speech.complements.times")
_LISTENING = wordset("speech.complements.listening")
_PRONOUNS = wordset("speech.complements.pronouns")
_HEARERS = wordset("speech.complements.hearers")
_ROUGHLY = wordset("speech.complements.roughly")
_WHENCE = wordset("speech.complements.whence")
MARKERS = wordset("speech.complements.markers")
_OCCASIONS = wordset("speech.complements.occasions")


def complement(scene: Scene, r: int, last: int) -> tuple[int, bool] | None:  # noqa: C901
    """Where the complement after the verb at `r` begins, and whether it is an infinitive or gerund."""
    tokens = scene.tokens
    low, tags, words = tokens.low, tokens.tag, tokens.word
    lemma = scene.lexicon.lemmas.get(low[r], "")
    if lemma in _FEELING or (lemma in _SHOWING and low[r - 1] in {"se", "s'"}):
        return None
    if lemma in INQUIRING and (asked := _question(scene, r, last)) is not None:
        return (asked, False)
    if lemma in ASKING:
        return None
    noun_seen = aside = False
    for k in range(r + 1, min(last, r + FAR)):
        if (
            low[k] == "that"
            and k + 2 < last
            and words[k + 1] in ",.;"
            and (words[k + 1] != "," or tags[k + 2] & t.CONJ)
        ):
            # "disputes that, and insists …"
            break
        if low[k] in MARKERS:
            if low[k] == "that" and noun_seen and lemma not in TELLING and not _saying(scene, r, k):
                return None
            if low[k] == "that" and tags[k - 1] & t.NOUN and k + 1 < last and scene.finite[k + 1]:
                # "were told in a call that lasted nine minutes"
                return None
            if scene.language.conjunction_compares and (low[k - 1] in _COMPARED or _relative(scene, r, k, lemma)):
                return None
            return (k + 1, False)
        if words[k] == ":":
            quoted = k + 1 < last and words[k + 1] in '«“"'
            return (k + 1, False) if quoted or not noun_seen else None
        if words[k] == "," and k == r + 1 and _interposed(scene, r, last):
            return (k + 1, False)
        if words[k] in '«“"' and quotes_clause(scene, k, last):
            if (
                scene.language.complement_unmarked
                and k > r + 2
                and (found := _unmarked(scene, r, lemma, last)) is not None
            ):
                # "said the company “stands by” it": the subject stands in front of the mark.
                return found
            return (k + 1, False)
        if (
            lemma in _INFINITIVE_REPORTS
            and (k == r + 1 + (low[r + 1] == "ne") or (low[k] in _PERFECT | {"ne"} and _adverbial(scene, r + 1, k)))
            and _infinitive(scene, k)
        ):
            return (r + 1 if low[r + 1] == "ne" else k, True)
        if k == r + 1 and tags[r] & t.DENY and (tags[k] & t.GER & scene.language.verbal_noun or low[k] in _VERBAL):
            return (k, True)
        if k == r + 1 and lemma in {"claim", "deny"} and low[k] == "to":
            return (k, True)
        if scene.finite[k] or words[k] in ";.!?":
            break
        # "said in a letter that": a noun after a preposition is not what the verb is about.
        aside = aside or bool(tags[k] & t.PREP and not tags[k] & t.DET)
        if tags[k] & t.NOUN and not tags[k] & (t.WEEKDAY | t.MONTH) and not aside and low[k] not in _TIMES:
            noun_seen = True
    return _unmarked(scene, r, lemma, last) if scene.language.complement_unmarked else None


_SHOWING = wordset("speech.complements.showing")
_ASKING = wordset("speech.complements.asking")
_VERBAL = wordset("speech.complements.verbal")
_QUESTIONS = wordset("speech.complements.questions")
INQUIRING = ASKING | DOUBTING
_COMPARED = wordset("speech.complements.compared")


def _question(scene: Scene, r: int, last: int) -> int | None:
    """Where an indirect question begins: "asked her on Monday whether", « s'est demandé si »."""
    tokens = scene.tokens
    for k in range(r + 1, min(last - 2, r + FAR)):
        if tokens.low[k] in _QUESTIONS:
            return k + 1 if scene.main_verb(k + 1, last) is not None else None
        if scene.finite[k] or tokens.word[k] in ",;:.":
            return None
    return None


def _adverbial(scene: Scene, first: int, last: int) -> bool:
    """« indique toutefois avoir », « assure au contraire ne pas avoir »."""
    tokens = scene.tokens
    words = tokens.low[first:last]
    return len(words) < 4 and all(word in _BESIDES or tokens.tag[first + n] & t.ADV for n, word in enumerate(words))


_BESIDES = wordset("speech.complements.besides")


def _relative(scene: Scene, r: int, que: int, lemma: str) -> bool:
    """« a annoncé un plan que les élus contestent »: "que" takes up the verb's object."""
    tags = scene.tokens.tag
    direct = r + 1 < que and tags[r + 1] & t.DET and not tags[r + 1] & (t.PREP | t.CLITIC)
    return bool(direct) and bool(tags[que - 1] & t.NOUN) and lemma not in _LISTENING


def _saying(scene: Scene, r: int, that: int) -> bool:
    """ "denied a report that", "rejected claims in the press that"."""
    tokens = scene.tokens
    return bool(tokens.tag[r] & t.DENY) and any(tokens.low[k] in _SAYINGS for k in range(r + 1, min(r + 4, that)))


def _interposed(scene: Scene, r: int, last: int) -> bool:
    """ "If it holds, they wrote, sales will grow": the speaker right before the verb, the clause goes on after it."""
    tokens = scene.tokens
    if not scene.language.complement_unmarked or not tokens.tag[r] & t.POSTPOSABLE or tokens.word[r - 2] != ",":
        return False
    verb = scene.main_verb(r + 2, last)
    return verb is not None and verb > r + 2 and not tokens.tag[r + 2] & (t.CONJ | t.GER | t.PREP | t.REL)


def quotes_clause(scene: Scene, opening: int, last: int) -> bool:
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


def _unmarked(scene: Scene, r: int, lemma: str, last: int) -> tuple[int, bool] | None:
    """ "said it would", "told staff the plant was closing", "said on Monday the plant was closing"."""
    tokens = scene.tokens
    if not tokens.tag[r] & (t.POSTPOSABLE | t.DENY | t.REPORT):
        return None
    k = _after_listener(scene, r + 1, last) if lemma in TELLING else r + 1
    k = _after_circumstances(scene, k, last)
    if k >= last or not (tokens.word[k][0].isalnum() or tokens.word[k] in '$£€“"') or tokens.low[k] in _ASKING:
        return None
    if not tokens.tag[r] & t.POSTPOSABLE and tokens.low[k] not in _PRONOUNS:
        # "denied it had", "found he was", but not "found the cause was".
        return None
    verb = scene.main_verb(k, min(last, k + 24))
    if verb is None or verb == k or tokens.tag[verb - 1] & t.CONJ:
        # "declared an emergency and left": the second verb is no clause of the first.
        return None
    if any(tokens.word[j] in ";:" for j in range(k, verb)) or not _opens_subject(scene, k, verb):
        return None
    return (k, False)


def _opens_subject(scene: Scene, k: int, verb: int) -> bool:
    """Whether a subject can begin at token `k` and reach to the verb."""
    tokens = scene.tokens
    bits, low = tokens.tag[k], tokens.low[k]
    if "," in tokens.word[k:verb] and bits & t.NOUN and not bits & t.DET and k not in scene.cast.at:
        return False
    if low == "as" and tokens.low[k + 1 : k + 3] in (["many", "as"], ["few", "as"], ["much", "as"]):
        return True
    if low in _ROUGHLY:
        return any(_is_number(scene, j) for j in range(k, min(k + 6, verb)))
    if k in scene.cast.at or bits & (t.DET | t.PRON_SUBJ | t.PRON | t.NUMBER) or scene.capital[k]:
        return True
    if bits & (t.PREP | t.GER | t.REL | t.SUB | t.CONJ | t.INF | t.BE | t.HAVE) and not bits & (t.NOUN | t.ADJ):
        return False
    return not bits & t.ADV or low in {"neither", "only", "even", "once"}


def _after_listener(scene: Scene, k: int, last: int) -> int:
    """The token after who is told: "told the court", "told Reuters", "told him"."""
    tokens = scene.tokens
    if k >= last:
        return k
    if tokens.low[k] in _HEARERS:
        return k + 1
    if k not in scene.cast.at and tokens.tag[k] & t.DET:
        k += 1
        while k < last and tokens.tag[k] & t.ADJ and not tokens.tag[k] & t.NOUN:
            k += 1
    end = scene.cast.ends.get(k, k + 1)
    while end < last and tokens.low[end] in {"and", "'s"} and end + 1 < last and not scene.finite[end + 1]:
        end = scene.cast.ends.get(end + 1, end + 2)
    if end < last and tokens.tag[end] & t.NOUN and not scene.finite[end] and end not in scene.cast.at:
        # "told a news conference"
        end += 1
    return end


def _after_circumstances(scene: Scene, k: int, last: int) -> int:
    """The token after "on Monday", "in a statement", "late on Tuesday"."""
    tokens = scene.tokens
    begun = k
    while k < last and k - begun < 10:
        bits, low = tokens.tag[k], tokens.low[k]
        if low not in _WHENCE and not bits & (t.WEEKDAY | t.MONTH | t.RELATIVE_DAY):
            break
        if low in _OCCASIONS:
            end = _after_object(scene, k + 1, last)
            if end is None:
                break
            k = end
            continue
        if low == "this" and not (k + 1 < last and tokens.tag[k + 1] & t.NOUN):
            break
        k += 1
        if low in {"last", "this"} and k < last and tokens.low[k] in _TIMES:
            k += 1
    return k


def _after_object(scene: Scene, k: int, last: int) -> int | None:
    """The token after the noun of a preposition, where a subject follows it."""
    tokens = scene.tokens
    begun = k
    while k < last and k - begun < 7:
        end = scene.cast.ends.get(k)
        k = end if end is not None else k + 1
        if k >= last:
            return None
        bits, before = tokens.tag[k], tokens.tag[k - 1]
        closed = (
            end is not None or before & (t.NOUN | t.WEEKDAY | t.MONTH | t.NUMBER) or tokens.word[k - 1][0].isdigit()
        )
        subject = tokens.low[k] in _PRONOUNS or bits & (t.DET | t.WEEKDAY) or k in scene.cast.at
        if closed and (subject or tokens.low[k] in _WHENCE):
            return k
        if scene.finite[k] or tokens.word[k] in ",;:":
            return None
    return None


def _is_number(scene: Scene, i: int) -> bool:
    return bool(scene.tokens.tag[i] & t.NUMBER) or scene.tokens.word[i][0].isdigit()
