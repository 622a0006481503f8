"""Which words are finite verbs here: ambiguous forms are settled by their neighbours."""

from __future__ import annotations

import re
from collections.abc import Iterable

from service.normalize import tags as t
from service.normalize.survey import Survey
from service.normalize.tokens import Tokens
from service.normalize.wordset import wordset

_NOMINAL = t.DET | t.PREP | t.ADJ | t.NUMBER
_POINTING = wordset("celui-ci celle-ci ceux-ci celles-ci celui-là celle-là")
_FREE_CLITICS = wordset("s' se y lui leur me m' te t'")
_EXPLETIVE_S = wordset("it he she that there what who here let where")
_HELPERS = wordset("to will would can could may might must should shall did does do 'll 'd let cannot")
_MODALS = wordset("would will could may might")
_CLAUSE_OPENERS = wordset("if as when unless because while")
_MANY = wordset("people who both all many some most few others children women men they we you")
_AFTER_VERB = wordset("late early first home again back twice well badly")
_LINKING = wordset(
    "'s being having get gets got remain remains remained stay stays stayed become becomes became feel feels felt "
    "look looks looked seem seems seemed keep keeps kept"
)
"""In front of a participle: "many roads remain blocked"."""
_NEEDS_SUBJECT = wordset("if when unless once whenever although though whether as than until")
"""No finite verb stands right behind these: "if started early"."""
_OPENING_MARKS = '.!?“":–—-'
_ENGLISH_PERSONS = wordset("i we you they he she it")
_PERSONS = {
    "je": ("e", "s", "x", "ai"),
    "j'": ("e", "s", "x", "ai"),
    "nous": ("ons",),
    "vous": ("ez",),
    "on": ("e", "t", "d", "a"),
    "il": ("e", "t", "d", "a"),
    "elle": ("e", "t", "d", "a"),
    "ils": ("ent", "ont"),
    "elles": ("ent", "ont"),
}
"""A French subject pronoun to the endings of its verb, whatever verb that is."""
_TENSED = (
    (re.compile(r"(?:erai|irai|rai|erons|irons|rons|erez|irez|rez)$"), t.FUTURE),
    (re.compile(r"(?:rais|rions|riez)$"), t.CONDITIONAL),
)
"""Forms of the first and second person, which no table holds."""


def _behind_auxiliary(tags: list[int], i: int) -> bool:
    k = i - 1
    while k >= 0 and i - k < 4 and tags[k] & (t.ADV | t.NEG) and not tags[k] & (t.BE | t.HAVE):
        k -= 1
    return k >= 0 and bool(tags[k] & (t.BE | t.HAVE))


def _has_verb(tokens: Tokens, i: int, found: list[bool]) -> bool:
    """Whether the clause that token `i` stands in has had its verb already."""
    for k in range(i - 1, max(-1, i - 25), -1):
        if found[k]:
            return True
        if tokens.word[k] in ',;:.()«»“”"–—' or tokens.tag[k] & (t.REL | t.CONJ):
            return False
    return False


def _french(tokens: Tokens, i: int, bits: int, named: list[bool], found: list[bool]) -> bool:
    tags, low = tokens.tag, tokens.low
    left = i - 2 if i > 1 and tokens.word[i - 1] in "«“" and tokens.word[i - 2][0].isalnum() else i - 1
    before = tags[left] if i and not named[left] else 0
    prior = low[left] if i else ""
    if bits & t.FIN and not bits & t.FIN_AMBIGUOUS:
        if low[i] == "est" and prior == "l'":
            return False
        if low[i] == "soit" and (prior == "," or i == 0):
            # « 40 millions, soit le double »
            return False
        if low[i] == "a" and tokens.word[i] == "A":
            return False
        return prior in {"ce", "tout"} or not (before & t.DET and not before & t.CLITIC)
    if not bits & t.FIN_AMBIGUOUS:
        return False
    if low[i] in {"reste", "restent"} and tokens.word[i][0].isupper() and i + 1 < len(tokens.word):
        # « Reste la question du prix. », « Reste, à Lyon, le cas Roy », « Reste Google »
        return bool(tags[i + 1] & t.DET) or tokens.word[i + 1] == "," or named[i + 1]
    if before & t.PRON_SUBJ or prior in {"ne", "n'", "qui"} or prior in _FREE_CLITICS or prior in _POINTING:
        return True
    if _behind_auxiliary(tags, i) or before & (t.DET | t.PREP):
        return False
    after = tags[i + 1] if i + 1 < len(tokens.word) else 0
    following = low[i + 1] if i + 1 < len(tokens.word) else ""
    opens_complement = bool(
        after & (t.DET | t.PREP | t.ADV | t.NEG | t.INF | t.PART | t.NUMBER | t.ADJ)
    ) or following in {
        "que",
        "qu'",
        ":",
        "«",
        "-t-il",
        "-il",
        "-elle",
    }
    if following.startswith("-"):
        # « dit-elle »
        return True
    if following == "par" and (bits & t.PART or prior == ","):
        return False
    if i and named[i - 1]:
        return opens_complement or not bits & t.NOUN
    if before & (t.NOUN | t.ADJ | t.DEMONYM) or (not before and prior.isalpha()):
        if bits & t.NOUN and following in {"de", "d'", "du", "des"}:
            return False
        loose = before & t.NOUN and not bits & (t.PART | t.TITLE | t.ADJ)
        return opens_complement or (bool(loose) and not _has_verb(tokens, i, found))
    if (
        prior in {",", "»", "”"}
        and bits & t.POSTPOSABLE
        and i + 1 < len(tokens.word)
        and (named[i + 1] or after & (t.DET | t.TITLE))
    ):
        return not bits & t.PART or bool(after & t.DET)
    if prior == "," and opens_complement and not bits & t.PART and _resumes(tokens, i, found):
        return True
    if prior in {",", ")", "»", "et", "mais", "puis"}:
        return (
            opens_complement
            and (not bits & t.NOUN or following in {"que", "qu'"} or bool(after & t.DET and not after & t.PREP))
            and not bits & t.PART
        )
    return False


def _bare_auxiliary(tokens: Tokens, i: int) -> bool:
    """Whether the form at `i` hangs on "will", "did" or "to" in front of it and is no finite verb itself."""
    k = i - 1
    while k >= 0 and i - k < 4 and tokens.tag[k] & (t.ADV | t.NEG) and tokens.low[k] != "cannot":
        k -= 1
    return k >= 0 and tokens.low[k] in _HELPERS


def _follow_pronouns(tokens: Tokens, pronouns: list[int], found: list[bool]) -> list[int]:
    """« Je ne pleurerai pas », « j'y vois un aveu »: right behind a subject pronoun stands its verb."""
    low, tags = tokens.low, tokens.tag
    never = t.PREP | t.CONJ | t.NUMBER | t.REL | t.SUB
    more: list[int] = []
    for i in pronouns:
        if low[i] not in _PERSONS:
            continue
        if i and tags[i - 1] & t.PREP:
            continue
        k = i + 1
        while k < len(low) and (tags[k] & t.CLITIC or low[k] in {"ne", "n'"}) and not found[k]:
            k += 1
        if k >= len(low) or found[k] or not low[k].endswith(_PERSONS[low[i]]) or tags[k] & never:
            continue
        if k > i + 1 and tags[k - 1] & t.DET and tags[k] & t.NOUN and low[i] not in {"je", "j'"}:
            continue
        found[k] = tokens.word[k].islower()
        tensed = next((mood for ending, mood in _TENSED if ending.search(low[k])), 0)
        if found[k]:
            more.append(k)
            if not tags[k] & (t.BE | t.HAVE):
                tags[k] |= t.FIN | tensed
    return more


def _follow_english_pronouns(tokens: Tokens, pronouns: list[int], found: list[bool]) -> list[int]:
    """ "They smell victory": a noun right behind "they" is none."""
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


def _english(tokens: Tokens, i: int, bits: int, named: list[bool], found: list[bool], shouted: bool) -> bool:
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
    if not bits & (t.FIN_AMBIGUOUS | t.BASE) or _behind_auxiliary(tags, i):
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
    """ "If Spirit folds, …", "as Erdogan visits Athens": behind a conjunction and a name, a comma or an object."""
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
    """ "Nordia ships Atlas 4", "Tesla plans layoffs": with its object behind it, where the clause has no verb yet."""
    if i + 1 >= len(tokens.word) or _has_verb(tokens, i, found):
        return False
    after = tokens.tag[i + 1]
    thing = after & (t.NOUN | t.ADJ | t.NUMBER) and not after & (t.BASE | t.FIN_AMBIGUOUS | t.FIN | t.PREP)
    return named[i + 1] or bool(thing)


def _english_singular(
    i: int, bits: int, before: int, prior: str, after: int, opens_complement: bool, named: list[bool], late: bool
) -> bool:
    """A form in -s: a verb behind a singular subject, a plural noun elsewhere."""
    if before & (t.PRON_SUBJ | t.REL) and prior != "whose":
        return True
    if before & t.PLURAL or (prior and prior[0].isdigit()):
        return False
    if bits & t.NOUN:
        return opens_complement or (i > 0 and named[i - 1] and bool(after & (t.PREP | t.ADV) or late))
    return bool(prior) and (prior[-1].isalnum() or prior in {",", ")", "”", '"'})


def _english_plural(
    tokens: Tokens, i: int, bits: int, before: int, opens_complement: bool, named: list[bool], found: list[bool]
) -> bool:
    """A base form: a verb when its clause has a plural subject in front and no verb yet."""
    tags, low = tokens.tag, tokens.low
    if i and tokens.word[i - 1] == "," and bits & t.REPORT and opens_complement and _resumes(tokens, i, found):
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


def _resumes(tokens: Tokens, i: int, found: list[bool]) -> bool:
    """ "Sinner, banned for a year, pulled out": behind the second comma a sentence without a verb gets its verb."""
    commas = 0
    for k in range(i - 1, max(-1, i - 40), -1):
        if found[k] or tokens.word[k] in ".;:!?":
            break
        commas += tokens.word[k] == ","
    else:
        return commas > 1
    return commas > 1 and not found[k]


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
        if prior == "," and _resumes(tokens, i, found):
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
    """Whether the next comma has the clause's verb right behind it."""
    for k in range(i + 1, min(len(tokens.word) - 1, i + 9)):
        if tokens.word[k] == ",":
            after = tokens.tag[k + 1]
            return bool(after & (t.FIN | t.BE | t.HAVE | t.PAST)) and not after & (t.DET | t.PRON_SUBJ | t.NOUN)
        if tokens.tag[k] & (t.REL | t.SUB) or not tokens.word[k][0].isalnum():
            return False
    return False


def _fronted(tokens: Tokens, i: int) -> bool:
    """ "Under his plan, unveiled last week, …": behind the comma of a preposition's words no verb stands yet."""
    k = i - 1
    while k > 0 and i - k < 12 and tokens.word[k - 1] not in _ENDING:
        k -= 1
    return bool(tokens.tag[k] & t.PREP) and tokens.word[i - 1] == "," and "," not in tokens.word[k : i - 1]


_ENDING = frozenset('.!?;:“”"')


def _reduced(tokens: Tokens, i: int, found: list[bool]) -> bool:
    """ "plans submitted in May would cut": a form in -ed whose noun gets a verb behind it is a participle."""
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
    """ "Nordia, the firm hired in May, said": between two commas, with the verb behind the second."""
    after = tokens.tag[comma + 1] if comma + 1 < len(tokens.word) else 0
    if not after & (t.FIN | t.FIN_AMBIGUOUS | t.BE | t.HAVE) or after & (t.DET | t.PRON_SUBJ):
        return False
    for k in range(i - 1, max(-1, i - 10), -1):
        if found[k] or tokens.word[k] in ".;:":
            return False
        if tokens.word[k] == ",":
            return True
    return False


def finite_verbs(
    tokens: Tokens, seen: Survey, named: list[bool], language: str, shouting: Iterable[range] = ()
) -> tuple[list[bool], list[int]]:
    """For each token whether it is a finite verb of its clause, and which are verbs only by their pronoun.

    `named` tells which tokens are parts of names; in `shouting` every word has a capital, as in headlines.
    """
    maybe = t.FIN | t.FIN_AMBIGUOUS | t.BASE | t.BE
    found = [False] * len(tokens.word)
    tags = tokens.tag
    if language == "fr":
        for i in seen.told:
            if tags[i] & maybe and not named[i]:
                found[i] = _french(tokens, i, tags[i], named, found)
        return found, _follow_pronouns(tokens, seen.pronouns, found)
    shouted = {i for headline in shouting for i in headline}
    for i in seen.told:
        if tags[i] & maybe and not named[i]:
            found[i] = _english(tokens, i, tags[i], named, found, i in shouted)
    return found, _follow_english_pronouns(tokens, seen.pronouns, found)
