"""What stands around a capitalised word and tells what it is part of: an office, a person's name, an institution."""

from __future__ import annotations

import re

from service.normalize.words import tags as t
from service.normalize.words.tokens import Tokens
from service.normalize.words.wordset import wordset

FRENCH_ADJECTIVE = re.compile(
    r"(?:al|ale|aux|ales|el|elle|els|elles|ien|ienne|iens|iennes|éen|éenne|éens|éennes|ais|aise|aises|ois|oise|oises|ique|iques"
    r"|aire|aires|iste|istes|if|ive|ifs|ives|ain|aine|ains|aines|in|ine|ines|érieur|érieure|érieurs|eux|euse|euses|ier|ière|iers|ières|ant|ante|anne|annes|onne|onnes|vil|vils|vile|viles|é|ée|és|ées)$"
)
_PORTFOLIO_WORDS = wordset("names.name_context.portfolio_words")


GOVERNMENT = wordset("names.name_context.government")
PORTFOLIOS = wordset("names.name_context.portfolios")
_NAMED_AFTER = wordset("names.name_context.named_after")


QUOTES = frozenset('«“"')
_UNQUOTES = frozenset('»”"')
_OF_STATE = wordset("names.name_context.of_state")
_MINISTERS = wordset("names.name_context.ministers")
_MONTHS_AND_NAMES = wordset("names.name_context.months_and_names")


def owner_ahead(tokens: Tokens, capital: list[bool], first: int, k: int, last: int) -> bool:
    """« le parti Horizons d'Édouard Philippe »: after "of" comes the person whose it is."""
    if not tokens.tag[k] & t.GIVEN or tokens.tag[first] & t.GIVEN or tokens.low[first] in _NAMED_AFTER:
        return False
    return k + 1 < last and capital[k + 1] and tokens.start[k + 1] - tokens.end[k] == 1


def portfolio(tokens: Tokens, i: int) -> bool:
    """« ministre de l'Intérieur »: what a minister is in charge of is no actor."""
    low = tokens.low
    k = i - 1
    while k >= 0 and i - k < 6 and low[k] in _PORTFOLIO_WORDS:
        k -= 1
    if k >= 0 and (
        (low[i] == "république" and tokens.tag[k] & t.TITLE)
        or (low[i] == "état" and low[k].removeprefix("ex-") in _OF_STATE)
    ):
        return True
    return 0 <= k < i - 1 and low[k] in _MINISTERS


def office(tokens: Tokens, capital: list[bool], i: int, last: int) -> bool:
    """ "Labor Secretary", "Secretary of State": what an office is for, when it stands with the office."""
    k = i
    while k < min(last, i + 5) and (capital[k] or tokens.low[k] in {"and", "&"}) and not tokens.tag[k] & t.TITLE:
        k += 1
    if i < k < last and capital[k] and tokens.low[k] in {"secretary", "minister"}:
        return not tokens.word[i].isupper()
    if (
        tokens.low[i] in {"district", "circuit"}
        and i + 1 < last
        and tokens.low[i + 1] in {"judge", "attorney", "court"}
    ):
        return tokens.low[i + 1] != "court"
    behind = i > 1 and tokens.low[i - 1] == "of" and tokens.low[i - 2] in {"secretary", "minister"}
    return behind and bool(tokens.tag[i] & (t.COMMON | t.TITLE | t.PLACE_CUE))


def surname(tokens: Tokens, capital: list[bool], i: int, first: int) -> bool:
    """ "Stephen King", « Thierry Breton »: a title or demonym that ends a name begun by a first name."""
    if i != first + 1 or not tokens.tag[first] & t.GIVEN or tokens.tag[first] & t.TITLE:
        return False
    return not (i + 1 < len(tokens.word) and capital[i + 1] and tokens.start[i + 1] - tokens.end[i] <= 1)


def after_title(tokens: Tokens, first: int) -> bool:
    """« le PDG d'EDF Luc Rémont »: after the organization of a title a first name begins the next name."""
    low, tags = tokens.low, tokens.tag
    return first > 1 and low[first - 1] in {"d'", "de", "du", "of"} and bool(tags[first - 2] & t.TITLE)


def set_apart(tokens: Tokens, first: int, i: int, k: int) -> bool:
    """« la présidente du tribunal, Bénédicte de Perthuis, »: a name between commas, its first word no other."""
    if i != first + 1 or tokens.tag[first] or not first or k + 1 >= len(tokens.word):
        return False
    return tokens.word[first - 1] == "," and tokens.word[k + 1] == ","


def after_sort(tokens: Tokens, capital: list[bool], k: int, last: int) -> int:
    """The token after what sort of institution it is: « correctionnel », « d'appel », « russe »."""
    if k + 2 >= last or capital[k]:
        return k
    of = {"de", "d'", "du", "des"}
    if tokens.tag[k] & (t.ADJ | t.DEMONYM) or FRENCH_ADJECTIVE.search(tokens.low[k]):
        k += 1
        if k + 2 >= last or tokens.low[k] not in of or capital[k + 1]:
            return k
    sort = tokens.low[k] in {"de", "d'", "des"} and not capital[k + 1] and tokens.low[k + 2] in of
    noun = tokens.tag[k + 1] & (t.NOUN | t.ADJ) or not tokens.tag[k + 1] if sort else False
    return k + 2 if noun else k


_WEATHER = wordset("names.name_context.weather")


def storm_name(tokens: Tokens, first: int, last: int) -> str:
    """The first name of a storm ("Melissa" of "Hurricane Melissa", « la tempête Ciaran »), else nothing."""
    if first and tokens.low[first - 1] in _WEATHER:
        return tokens.low[first]
    return tokens.low[last - 1] if last - first == 2 and tokens.low[first] in _WEATHER else ""


_AWARDS = wordset("names.name_context.awards")
_STATES = wordset("names.name_context.states")
_NUMBERED = wordset("names.name_context.numbered")
_NUMBERED_EVENT = re.compile(r"COP\d+$")
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
_ORDINAL = frozenset(f"{ten}{one}e" for ten in ("", "X", "XX") for one in ("", *_ROMAN)) - {"e"} | {"Ier", "Ière"}


def counted(tokens: Tokens, i: int) -> bool:
    """ "Category 5", « la Ve République », "(NKE.N)": a number's noun, an ordinal or a ticker, nobody's name."""
    word, count = tokens.word, len(tokens.word)
    if tokens.low[i] in _NUMBERED and i + 1 < count and word[i + 1][0].isdigit():
        return True
    if word[i] in _STATES and i and word[i - 1] == "," and word[i + 1 : i + 2] == ["."]:
        return True
    if word[i] in _ORDINAL or (i and word[i - 1] in _ORDINAL):
        return True
    if not i or word[i - 1] not in "(.":
        return False
    if i + 3 < count and word[i - 1] == "(" and word[i].isupper() and word[i + 1] == ".":
        return word[i + 2].isupper() and word[i + 3] == ")"
    return i > 2 and i + 1 < count and word[i - 1] == "." and word[i + 1] == ")" and word[i - 3] == "("


def quoted_title(tokens: Tokens, i: int, last: int) -> int:
    """How many tokens a work's title in quotes takes from `i` (« Un simple accident »), 0 if it is speech."""
    words, tags = tokens.word, tokens.tag
    if not i or words[i - 1] not in QUOTES or (i > 1 and (words[i - 2] in ":." or tags[i - 2] & t.REPORT)):
        return 0
    spoken_of = i > 1 and words[i - 2] == ","
    k = i
    while k < min(last, i + 7) and words[k] not in _UNQUOTES:
        spoken = tags[k] & (t.PRON_SUBJ | t.BE | t.HAVE | t.NEG | t.FIN | t.CLITIC) and not words[k][0].isupper()
        if spoken or not (words[k][0].isalnum() or words[k] in "&'-") or tags[k] & t.OPENER & t.PRON_SUBJ:
            return 0
        k += 1
    if k >= last or words[k] not in _UNQUOTES or tags[i] & t.PRON_SUBJ or k == i:
        return 0
    if spoken_of and not (k + 1 < len(words) and tags[k + 1] & (t.FIN | t.HAVE | t.BE) and not tags[k + 1] & t.REPORT):
        # After a comma it is speech, unless the title is the subject.
        return 0
    after = words[k + 1] if k + 1 < len(words) else ""
    if tokens.tag[i] and not _titled(tokens, i, k):
        return 0
    return 0 if after == "," and k + 2 < len(words) and tags[k + 2] & (t.REPORT | t.HAVE) else k - i


def _titled(tokens: Tokens, first: int, last: int) -> bool:
    """Whether quoted words are written as a title: "Morning Glory", but not "Abandon ship", a cry."""
    capitalized = not any(word in "«»" for word in (tokens.word[first - 1], tokens.word[last]))
    return not capitalized or all(word[0].isupper() or len(word) < 4 for word in tokens.word[first:last])


def is_event(tokens: Tokens, first: int, last: int) -> bool:
    if tokens.low[first] == "bourse" and last - first > 1:
        # « la Bourse de Paris »
        return False
    bits = tokens.tag[first:last]
    union = 0
    for b in bits:
        union |= b
    if tokens.low[first] in _WEATHER or (first and tokens.low[first - 1] in _WEATHER):
        return True
    if first and tokens.low[first - 1] == "aux" and tokens.low[first] in _AWARDS:
        return True
    return bool(union & t.EVENT) and not union & (t.ORG_HEAD | t.ORG_SUFFIX | t.GIVEN)


def is_disease(tokens: Tokens, first: int, last: int) -> bool:
    """« maladie d'Alzheimer », "Parkinson's disease": the name of an illness, nobody's."""
    low = tokens.low
    before = first > 1 and low[first - 1] in {"de", "d'"} and low[first - 2] in {"maladie", "syndrome"}
    return before or bool({"disease", "syndrome"} & set(low[last : last + 2]))


def lone_letter(tokens: Tokens, capital: list[bool], opening: set[int], i: int, last: int) -> bool:
    """A name of one letter ("X") stands alone, as a noun would."""
    if tokens.tag[i] & (t.GENERIC | t.OPENER | t.DET | t.PRON_SUBJ) or tokens.word[i] in "AIÀYÔ":
        return False
    if i + 1 < last and (tokens.word[i + 1] == "." and capital[min(i + 2, last - 1)]):
        return False
    if i + 1 < last and capital[i + 1] and tokens.start[i + 1] - tokens.end[i] == 1:
        return False
    if i == 0 or i in opening:
        return i + 1 < last and (
            bool(tokens.tag[i + 1] & (t.FIN | t.FIN_AMBIGUOUS | t.NEG | t.CLITIC)) or tokens.word[i + 1] in ",'s"
        )
    before = tokens.tag[i - 1]
    if capital[i - 1] or before & t.ADJ or before & t.NUMBER:
        return False
    if before & t.NOUN and not before & (t.ORG_CUE | t.PRODUCT_CUE | t.DET | t.PREP):
        return False
    return not (before & t.DET and not before & t.PREP)


_IN_TIME = wordset("names.name_context.in_time")


def first_name(tokens: Tokens, i: int) -> bool:
    """ "June Okafor-Reid": a month's name that is a first name, with a name after it and no time in front."""
    before = tokens.low[i - 1] if i else ""
    if tokens.low[i] not in _MONTHS_AND_NAMES:
        return False
    if before in _IN_TIME or before.isdigit() or tokens.tag[i + 1] & (t.COMMON | t.PLACE | t.ORG_SUFFIX):
        return False
    return not (i + 2 < len(tokens.word) and tokens.tag[i + 1] == 0 and tokens.low[i + 1].isdigit())


_INDICES = wordset("names.name_context.indices")
_MEASURED = wordset("names.name_context.measured")
_COMPETITIONS = wordset("names.name_context.competitions")


def is_competition(tokens: Tokens, first: int, last: int) -> bool:
    """ "Champions League", "the Nikkei", « Ligue 1 », "COP30", "Paris-Roubaix": something that takes place, nobody."""
    low, words = tokens.low, tokens.word
    if low[first] in _INDICES and (last - first == 1 or words[first + 1].isdigit() or low[first + 1] in _MEASURED):
        return True
    if last - first == 1:
        return bool(_NUMBERED_EVENT.match(words[first]))
    if low[last - 1] == "league" and low[last - 2] in _COMPETITIONS:
        return low[last - 2] != "premier"
    return low[first] in {"ligue", "top"} and words[last - 1].isdigit()


NATIVE_BODIES = wordset("names.name_context.native_bodies")


def native_bodies(tokens: Tokens) -> list[tuple[int, int]]:
    """ "the Italian tennis federation", "the French finance ministry": bodies by their country, in lower case."""
    found = []
    low, tags, words = tokens.low, tokens.tag, tokens.word
    for i in [i for i, word in enumerate(low) if word in NATIVE_BODIES and words[i] == word and i > 2]:
        k = i - 1
        while k > i - 4 and words[k] == low[k] and tags[k] & (t.NOUN | t.TITLE | t.ADJ | t.GER):
            k -= 1
        if k < i - 1 and tags[k] & t.DEMONYM and words[k] != low[k] and low[k - 1] == "the" and words[k - 2] != ",":
            found.append((k, i + 1))
    return found
