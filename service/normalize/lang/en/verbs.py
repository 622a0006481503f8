"""Which English words are finite verbs here: ambiguous forms are settled by their neighbours."""

from __future__ import annotations

from collections.abc import Iterable

from service.normalize.verbs.finite_shared import after_auxiliary, has_verb, resumes
from service.normalize.words import tags as t
from service.normalize.words.token_index import TokenIndex
from service.normalize.words.tokens import Tokens
from service.normalize.words.wordset import wordset

_EXPLETIVE_S = wordset("verbs.finite.expletive_s", "en")
_HELPERS = wordset("verbs.finite.helpers", "en")
_MODALS = wordset("verbs.finite.modals", "en")
_CLAUSE_OPENERS = wordset("verbs.finite.clause_openers", "en")
_MANY = wordset("verbs.finite.many", "en")
_AFTER_VERB = wordset("verbs.finite.after_verb", "en")
_LINKING = wordset("verbs.finite.linking", "en")
_NEEDS_SUBJECT = wordset("verbs.finite.needs_subject", "en")
_OPENING_MARKS = '.!?“":–—-'
_ENGLISH_PERSONS = wordset("verbs.finite.english_persons", "en")
_ENDING = frozenset('.!?;:“”"')
_MAYBE = t.FIN | t.FIN_AMBIGUOUS | t.BASE | t.BE


def finite_verbs(
    tokens: Tokens, seen: TokenIndex, named: list[bool], shouting: Iterable[range]
) -> tuple[list[bool], list[int]]:
    """For each token whether it is a finite verb of its clause, and which are verbs only by their pronoun.

    `named` tells which tokens are parts of names; in `shouting` every word has a capital, as in headlines.
    """
    found = [False] * len(tokens.word)
    tags = tokens.tag
    shouted = {i for headline in shouting for i in headline}
    for i in seen.told:
        if tags[i] & _MAYBE and not named[i]:
            found[i] = _is_finite(tokens, i, tags[i], named, found, i in shouted)
    return found, _follow_pronouns(tokens, seen.pronouns, found)


def _bare_auxiliary(tokens: Tokens, i: int) -> bool:
    """Whether the form at `i` hangs on "will", "did" or "to" in front of it and is no finite verb itself."""
    k = i - 1
    while k >= 0 and i - k < 4 and tokens.tag[k] & (t.ADV | t.NEG) and tokens.low[k] != "cannot":
        k -= 1
    return k >= 0 and tokens.low[k] in _HELPERS


def _follow_pronouns(tokens: Tokens, pronouns: list[int], found: list[bool]) -> list[int]:
    """ "They smell victory": a noun right after "they" is none."""
    tags, low = tokens.tag, tokens.low
    more: list[int] = []
    for i in pronouns:
        if low[i] not in _ENGLISH_PERSONS:
            continue
        k = i + 1
        while k < len(low) and tags[k] & t.ADV and not tags[k] & (t.DET | t.VERB | t.BE | t.HAVE):
            k += 1
        if k + 1 >= len(low) or found[k]:
            continue
        if not tags[k] and low[k].endswith(("ed", "s")) and tokens.word[k].islower() and len(low[k]) > 3:
            # "it cherry-picked the results"
            found[k] = True
            tags[k] |= t.FIN | (t.PAST if low[k].endswith("ed") else 0)
        elif (
            low[i] in {"they", "we", "i"}
            and tags[k] & t.NOUN
            and not tags[k] & (t.PLURAL | t.DET | t.VERB)
            and low[k].islower()
        ):
            found[k] = not found[k + 1]
        if found[k]:
            more.append(k)
    return more


def _is_finite(tokens: Tokens, i: int, bits: int, named: list[bool], found: list[bool], shouted: bool) -> bool:  # noqa: C901
    tags, low, words = tokens.tag, tokens.low, tokens.word
    left = i - 2 if i > 1 and words[i - 1] in "“«" and words[i - 2][0].isalnum() else i - 1
    before = tags[left] if i and not named[left] else 0
    prior = low[left] if i else ""
    if low[i] == "'s":
        return prior in _EXPLETIVE_S
    if words[i][0].isupper() and not shouted and i and words[i - 1] not in _OPENING_MARKS:
        return False
    if _bare_auxiliary(tokens, i):
        return False
    if bits & t.FIN:
        ambiguous_noun = low[i] in {"will", "might", "can", "may", "do"}
        return not (before & t.POSSESSIVE or (ambiguous_noun and before & (t.DET | t.NUMBER) and not before & t.PRON))
    if prior == "'s" and bits & t.POSTPOSABLE and bits & t.PAST and i > 1 and named[i - 2]:
        # "Moody's warned"
        return True
    if not bits & (t.FIN_AMBIGUOUS | t.BASE) or after_auxiliary(tags, i):
        return False
    after = tags[i + 1] if i + 1 < len(tokens.word) else 0
    if before & (t.DET | t.PREP) and not before & (t.REL | t.PRON | t.ADV):
        return False
    if bits & t.FIN_AMBIGUOUS and bits & t.PAST:
        return _english_past(tokens, i, before, prior, found)
    if (before & (t.ADJ | t.NUMBER) or prior in {"'s", "'"}) and not before & (t.NOUN | t.ADV):
        return False
    following = low[i + 1] if i + 1 < len(tokens.word) else ""
    opens_complement = bool(after & (t.DET | t.PRON | t.PRON_SUBJ)) or following in {"that", "to", "it"}
    if bits & t.NOUN and bits & t.FIN_AMBIGUOUS and i and found[i - 1]:
        # "denied reports that"
        return False
    if following == "that" and bits & t.NOUN and bits & t.FIN_AMBIGUOUS and not bits & (t.REPORT | t.DENY):
        # "the boards that run them"
        opens_complement = False
    if bits & t.FIN_AMBIGUOUS:
        if following in _MODALS:
            # "touts would be driven out"
            return False
        if bits & t.REPORT and i and _closes_report(tokens, i):
            return True
        if i and named[i - 1] and (_opens_with_name(tokens, i, named) or _between_names(tokens, i, named, found)):
            return True
        late = following in _AFTER_VERB
        return _english_singular(i, bits, before, prior, after, opens_complement, named, late)
    return _english_plural(tokens, i, bits, before, opens_complement, named, found)


def _opens_with_name(tokens: Tokens, i: int, named: list[bool]) -> bool:
    """ "If Spirit folds, …", "as Erdogan visits Athens": after a conjunction and a name, a comma or an object."""
    if i + 1 >= len(tokens.word) or not (tokens.word[i + 1] == "," or named[i + 1] or tokens.tag[i + 1] & t.DET):
        return False
    k = i - 1
    while k > 0 and named[k]:
        k -= 1
    return tokens.low[k] in _CLAUSE_OPENERS


def _closes_report(tokens: Tokens, i: int) -> bool:
    """ "Shops closed, the Centre for Retail Research estimates, and": a verb of saying between a name and a mark."""
    if i + 1 < len(tokens.word) and tokens.word[i + 1] not in ",.;":
        return False
    k = i - 1
    while k > 0 and i - k < 9 and tokens.word[k] not in ',”"' and not tokens.tag[k] & t.CONJ:
        k -= 1
    return tokens.word[k] in ',”"'


def _between_names(tokens: Tokens, i: int, named: list[bool], found: list[bool]) -> bool:
    """ "Nordia ships Atlas 4", "Tesla plans layoffs": with its object after it, where the clause has no verb yet."""
    if i + 1 >= len(tokens.word) or has_verb(tokens, i, found):
        return False
    after = tokens.tag[i + 1]
    thing = after & (t.NOUN | t.ADJ | t.NUMBER) and not after & (t.BASE | t.FIN_AMBIGUOUS | t.FIN | t.PREP)
    return named[i + 1] or bool(thing)


def _english_singular(
    i: int, bits: int, before: int, prior: str, after: int, opens_complement: bool, named: list[bool], late: bool
) -> bool:
    """A form in -s: a verb after a singular subject, a plural noun elsewhere."""
    if before & (t.PRON_SUBJ | t.REL) and prior != "whose":
        return True
    if before & t.PLURAL or (prior and prior[0].isdigit()):
        return False
    if bits & t.NOUN:
        return (
            opens_complement
            or (i > 0 and named[i - 1] and bool(after & (t.PREP | t.ADV) or late))
            or (late and bool(before & t.NOUN))
        )
    return bool(prior) and (prior[-1].isalnum() or prior in {",", ")", "”", '"'})


def _english_plural(
    tokens: Tokens, i: int, bits: int, before: int, opens_complement: bool, named: list[bool], found: list[bool]
) -> bool:
    """A base form: a verb when its clause has a plural subject in front and no verb yet."""
    tags, low = tokens.tag, tokens.low
    if i and tokens.word[i - 1] == "," and bits & t.REPORT and opens_complement and resumes(tokens, i, found):
        # "Critics, among them the bar, say it would …"
        return True
    if before & t.PRON_SUBJ:
        return low[i - 1] not in {"he", "she", "it"}
    if bits & t.ADJ and low[i + 1 : i + 2] == ["to"]:
        # "sources close to the talks"
        return False
    if before & (t.CONJ | t.ADJ) and not before & (t.NOUN | t.ADV | t.PRON):
        return False
    plural = i > 0 and named[i - 1] and opens_complement
    for k in range(i - 1, max(-1, i - 9), -1):
        if found[k] or tokens.word[k] in ",;:.()–—" or (low[k] in _HELPERS and not _prepositional(tokens, k)):
            break
        people = tags[k] & t.DEMONYM and low[k].endswith("s")
        several = (people or tags[k] & (t.PLURAL | t.PRON_SUBJ)) and low[k] not in {"he", "she", "it"}
        if several or low[k] in _MANY:
            plural = True
            break
    closing = i + 1 >= len(tokens.word) or tokens.word[i + 1] in ",.;" or low[i + 1] in {"and", "but", "as"}
    ends = closing and bool(before & t.PLURAL)
    return plural and (opens_complement or ends or not bits & t.NOUN)


def _prepositional(tokens: Tokens, k: int) -> bool:
    """Whether "to" stands in front of a noun: "sources close to the talks"."""
    return tokens.low[k] == "to" and bool(tokens.tag[k + 1] & t.DET)


def _english_past(tokens: Tokens, i: int, before: int, prior: str, found: list[bool]) -> bool:
    following = tokens.low[i + 1] if i + 1 < len(tokens.word) else ""
    if before & t.REL and not before & t.DET and following != "by":
        return True
    if following == "by" or prior in _LINKING or prior in _NEEDS_SUBJECT:
        return False
    if before & t.ADJ and not before & (t.NOUN | t.ADV | t.DEMONYM):
        return False
    if tokens.word[i][0].isupper() and (i == 0 or prior in _OPENING_MARKS):
        # "Told in May that …, she left": no subject stands in front.
        return False
    if prior in {",", "(", "–", "—", "”", '"', ""}:
        if prior == "," and resumes(tokens, i, found):
            return True
        report = tokens.tag[i] & t.POSTPOSABLE and prior in {",", "”", '"'}
        if report:
            return True
        if prior == "," and _before_verb(tokens, i):
            # "The tax, adopted last year, would have cost"
            return False
        return bool(following) and prior == "," and not tokens.tag[i + 1] & t.PREP and not _fronted(tokens, i)
    return not before & t.NUMBER and not _reduced(tokens, i, found)


def _before_verb(tokens: Tokens, i: int) -> bool:
    """Whether the next comma has the clause's verb right after it."""
    for k in range(i + 1, min(len(tokens.word) - 1, i + 9)):
        if tokens.word[k] == ",":
            after = tokens.tag[k + 1]
            return bool(after & (t.FIN | t.BE | t.HAVE | t.PAST)) and not after & (t.DET | t.PRON_SUBJ | t.NOUN)
        if tokens.tag[k] & (t.REL | t.SUB) or not tokens.word[k][0].isalnum():
            return False
    return False


def _fronted(tokens: Tokens, i: int) -> bool:
    """ "Under his plan, unveiled last week, …": after the comma of a preposition's words no verb stands yet."""
    k = i - 1
    while k > 0 and i - k < 12 and tokens.word[k - 1] not in _ENDING:
        k -= 1
    return bool(tokens.tag[k] & t.PREP) and tokens.word[i - 1] == "," and "," not in tokens.word[k : i - 1]


def _reduced(tokens: Tokens, i: int, found: list[bool]) -> bool:
    """ "plans submitted in May would cut": a form in -ed whose noun gets a verb after it is a participle."""
    tags, low, words = tokens.tag, tokens.low, tokens.word
    if not low[i].endswith("ed") or tags[i] & t.REPORT or i + 1 >= len(tokens.word):
        return False
    if low[i + 1] == "to" or not (tags[i + 1] & (t.PREP | t.ADV) or low[i + 1] == "so"):
        return False
    if _in_fronted(tokens, i, found):
        return True
    for k in range(i + 2, min(len(tokens.word), i + 10)):
        if low[k] in _MODALS or (tags[k] & t.FIN and tags[k] & (t.BE | t.HAVE)):
            return bool(words[k - 1][0].isalnum())
        if words[k] == ",":
            return _apposes(tokens, i, k, found)
        noun = tags[k - 1] & (t.DET | t.ADJ) or low[k - 1] == "to"
        if tags[k] & t.BASE and tags[k] & t.REPORT and not noun and _says(tokens, k):
            return True
        if tags[k] & (t.REL | t.SUB | t.CONJ | t.PRON_SUBJ) or not (words[k][0].isalnum() or low[k] == "'s"):
            return False
    return False


def _in_fronted(tokens: Tokens, i: int, found: list[bool]) -> bool:
    """ "In a video posted on Facebook, the spokesman said": the noun of a preposition that opens the sentence."""
    k = i - 1
    while k > 0 and i - k < 7 and tokens.word[k - 1] not in _ENDING and not found[k]:
        k -= 1
    opens = k == 0 or tokens.word[k - 1] in _ENDING
    if not opens or not tokens.tag[k] & t.PREP or not tokens.tag[k + 1] & t.DET or "," in tokens.word[k:i]:
        return False
    comma = next((j for j in range(i + 1, min(len(tokens.word), i + 10)) if tokens.word[j] == ","), None)
    if comma is None:
        return False
    later = range(comma + 2, min(len(tokens.word), comma + 12))
    verbs = t.FIN | t.FIN_AMBIGUOUS
    return any(tokens.tag[j] & verbs and not tokens.tag[j] & t.NOUN for j in later)


def _says(tokens: Tokens, k: int) -> bool:
    """Whether a plural's verb of saying stands at `k`: "papers prepared for the cabinet suggest it will"."""
    if k + 1 == len(tokens.word):
        return True
    return tokens.word[k + 1] in ",." or bool(tokens.tag[k + 1] & t.PRON_SUBJ) or tokens.low[k + 1] == "that"


def _apposes(tokens: Tokens, i: int, comma: int, found: list[bool]) -> bool:
    """ "Nordia, the firm hired in May, said": between two commas, with the verb after the second."""
    after = tokens.tag[comma + 1] if comma + 1 < len(tokens.word) else 0
    if not after & (t.FIN | t.FIN_AMBIGUOUS | t.BE | t.HAVE) or after & (t.DET | t.PRON_SUBJ):
        return False
    for k in range(i - 1, max(-1, i - 10), -1):
        if found[k] or tokens.word[k] in ".;:":
            return False
        if tokens.word[k] == ",":
            return True
    return False
