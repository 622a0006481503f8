"""What kind of actor a name stands for, by the words in it and around it."""

from __future__ import annotations

import re
from collections import defaultdict

from service.document import ActorKind
from service.normalize.names.names import Name
from service.normalize.names.prior import is_listed, prior_kind
from service.normalize.names.substances import is_substance
from service.normalize.names.teams import Teams
from service.normalize.words import tags as t
from service.normalize.words.dictionary import known
from service.normalize.words.lexicon import Lexicon
from service.normalize.words.tokens import Tokens
from service.normalize.words.wordset import wordset

_ENOUGH = 6
"""Mentions that are asked; more say the same again."""
_SHIPS = frozenset({"HMS", "USS", "MV", "RMS", "SS", "MS", "HMCS", "HMAS", "INS", "MT"})
"""What stands in front of ships' names."""
_THE = frozenset({"l'", "le", "la"})
_TOWN_WORDS_MAX = 3
Votes = dict[ActorKind, float]
_ORDER: tuple[ActorKind, ...] = ("PERSON", "ORGANIZATION", "PLACE", "PRODUCT")

_OUT_OF_FRENCH_HOUSES = wordset("names.kinds.out_of_french_houses")
_ARTICLES = wordset("names.kinds.articles")
_CALLED = wordset("names.kinds.called")
_MAKERS = wordset("names.kinds.makers")
_TOWN = re.compile(r"^Sainte?-\w|-(?:sur|sous|en|lès|les|aux|de|du|des|la|le|upon|on)-|-[dl]'\w")
"""How many French and some English towns are written: "Villeneuve-d'Ascq", "Stratford-upon-Avon"."""
_INTRODUCING = wordset("names.kinds.introducing")
_HELD = wordset("names.kinds.held")
_NEARBY = wordset("names.kinds.nearby")
_BYGONE = wordset("names.kinds.bygone")
_GIVING = wordset("names.kinds.giving")
_TRADE = re.compile(
    r"(?:ment|tions?|ics|ware|tech|technik|t[eé]l[eé]coms?|mobile|group|ology|media|soft|corp|bank|works|net|labs?"
    r"|ventures?|project|partners|holdings?|capital|consulting|studios?|games|systems?|solutions?|energy|motors?|pharma)$"
)
"""How the last words of companies' names end."""
_EDITIONS = wordset("names.kinds.editions")
_GENITIVE = wordset("names.kinds.genitive")
_SORTS = wordset("names.kinds.sorts")


def _shouted(words: list[str]) -> bool:
    first, last = words[0].isupper() and len(words[0]) > 2, words[-1].isupper() and len(words[-1]) > 1
    return first != last and words[0].isalpha() and words[-1].isalpha()


def _inner_votes(name: Name, tokens: Tokens, votes: Votes) -> None:  # noqa: C901
    """What the name's own words say."""
    words = tokens.word[name.first : name.last]
    count = len(words)
    if name.bits & t.PLACE:
        votes["PLACE"] += 3 if tokens.tag[name.last - 1] & t.ORG_HEAD else 5
    if name.placed and name.ends_in_place:
        votes["PLACE"] += 3
    if name.bits & (t.ORG_SUFFIX | t.INSTITUTION) and count > 1:
        votes["ORGANIZATION"] += 4
        if tokens.tag[name.first] & t.PLACE_CUE:
            # « l'hôtel de Lassay »
            votes["PLACE"] += 5
    # "Marine Le Pen": a first name that is also a body's word ("marine") is a first name.
    rest = 0
    for bits in tokens.tag[name.first + (tokens.tag[name.first] & t.GIVEN != 0) : name.last]:
        rest |= bits
    if rest & t.ORG_HEAD:
        votes["ORGANIZATION"] += 4
    if tokens.tag[name.first] & t.GIVEN:
        votes["PERSON"] += 3 if count > 1 else 1
    if count > 1 and name.bits & t.PLACE_CUE:
        votes["PLACE"] += 3
    if count == 1 and _TOWN.search(words[0]):
        votes["PLACE"] += 1.5
    # "James Webb Space Telescope": what the last word says it is.
    first_bits = tokens.tag[name.first]
    housed = name.bits & (t.ORG_HEAD | t.INSTITUTION)
    article = name.first > 0 and tokens.tag[name.first - 1] & t.DET and not first_bits & t.GIVEN
    if count > 1 and tokens.tag[name.last - 1] & t.PRODUCT_CUE and not housed and (count > 2 or article):
        votes["PRODUCT"] += 4
    # "Xbox Series X"
    if count > 2 and len(words[-1]) == 1 and not first_bits & t.GIVEN:
        votes["PRODUCT"] += 2
    if count > 1 and tokens.low[name.first] in _ARTICLES:
        votes["ORGANIZATION"] += 2
    elif count > 1 and name.bits & t.PLURAL and not name.bits & t.PLACE and not first_bits & t.GIVEN:
        votes["ORGANIZATION"] += 1
    if name.placed and not name.bits & t.PLACE_CUE:
        votes["ORGANIZATION"] += 2
    # "Real Madrid", "Scale AI": a place or capitals alone after another word.
    if count > 1 and not first_bits & t.GIVEN and not name.title and (name.ends_in_place or _shouted(words)):
        votes["ORGANIZATION"] += 1.2
    if any(word.count("-") > 1 and word[-1].islower() and "-" in word and word.istitle() for word in words[-1:]):
        # "Red Bull-Bora-Hansgrohe": sponsors
        votes["ORGANIZATION"] += 1.5 if not first_bits & t.GIVEN else 0
    if "&" in words:
        votes["ORGANIZATION"] += 3
    if count > 1 and tokens.low[name.last - 1] in _EDITIONS:
        votes["PRODUCT"] += 2
    if count > 1 and words[0] in _SHIPS:
        votes["PRODUCT"] += 6
    if any(word[0].isdigit() for word in words[1:]) or (
        not words[-1].isalpha() and any(c.isdigit() for c in words[-1])
    ):
        votes["PRODUCT"] += 2
    if count == 1 and words[0].isupper() and len(words[0]) > 1:
        votes["ORGANIZATION"] += 1.5


def _set_off_title(name: Name, tokens: Tokens) -> bool:
    """ "Sheona Scales, director of research": a job in apposition."""
    after = name.last
    if name.last - name.first < 2 or after + 3 >= len(tokens.word) or tokens.word[after] != ",":
        return False
    job = after + 2 if tokens.low[after + 1] in _ARTICLES else after + 1
    return bool(tokens.tag[job] & t.TITLE) and tokens.word[job][0].islower()


def _said_of(noun: int) -> ActorKind | None:
    """What the bits of a common noun say of the name that it stands beside."""
    if noun & t.PRODUCT_CUE:
        return "PRODUCT"
    if noun & t.ORG_CUE:
        return "ORGANIZATION"
    return "PLACE" if noun & t.PLACE_CUE else None


_EITHER = wordset("names.kinds.either")
_NO_PART = t.PREP | t.REL | t.SUB | t.CONJ | t.FIN | t.BE | t.HAVE | t.PRON | t.DET
"""What ends the noun phrase of an apposition."""


def _apposition_votes(name: Name, tokens: Tokens, votes: Votes) -> None:
    """ "Morning Glory, the album that", « un vaccin, Abrysvo, »: the noun between commas tells the sort."""
    after, before = name.last, name.first - 1
    words, low, tags = tokens.word, tokens.low, tokens.tag
    if after + 2 < len(tokens.word) and words[after] == "," and low[after + 1] in _INTRODUCING:
        said: ActorKind | None = None
        for k in range(after + 2, min(after + 8, len(tokens.word))):
            if not words[k][0].isalpha() or (tags[k] & _NO_PART and not tags[k] & (t.NOUN | t.PRODUCT_CUE | t.ORG_CUE)):
                break
            said = (_said_of(tags[k]) if words[k][0].islower() else None) or said
        if said is not None:
            votes[said] += 2.5
    given = tokens.tag[name.first] & t.GIVEN
    if not given and before > 1 and words[before] == "," and after < len(tokens.word) and words[after] in {",", "."}:
        noun = before - 1
        if tags[noun] & (t.DEMONYM | t.ADJ) and not _said_of(tags[noun]):
            noun -= 1
        kind = _said_of(tags[noun]) if words[noun][0].islower() else None
        if low[noun] in _EITHER and name.last - name.first > 1:
            kind = None
        if kind is not None and tags[noun - 1] & (t.DET | t.ADJ):
            votes[kind] += 2
        elif tags[noun] & t.PLURAL and tags[noun - 1] & t.POSSESSIVE and name.last - name.first > 1:
            # "its auditors, Vance Tolliver,"
            votes["ORGANIZATION"] += 2


def _located(name: Name, tokens: Tokens) -> bool:
    """Whether "in" or « à » in front can only be said of a place."""
    first = name.first - 1
    if tokens.tag[name.first] & t.GIVEN or name.bits & (t.ORG_SUFFIX | t.PRODUCT_CUE):
        return False
    if name.bits & t.ORG_HEAD and not (name.last - name.first > 1 and tokens.tag[name.last - 1] & t.PLACE_CUE):
        return False
    if tokens.low[first] in {"in", "near", "across"}:
        return not (first and tokens.low[first - 1] in _HELD)
    return tokens.low[first] == "à" and tokens.word[first] == "À"


def _ended(after: int, tokens: Tokens) -> bool:
    """Whether a noun phrase ends there, as far as the next word tells."""
    if after >= len(tokens.word) or not tokens.word[after][0].isalnum():
        return True
    return bool(tokens.tag[after] & (t.PREP | t.CONJ | t.FIN | t.BE | t.HAVE | t.REL | t.SUB))


def _outer_votes(name: Name, tokens: Tokens, votes: Votes) -> None:  # noqa: C901
    """What stands before and after the name says."""
    before = name.first - 1
    first_bits = tokens.tag[name.first]
    # "the broadcaster Kanal 5": some jobs are also sorts of organizations.
    housed = before >= 0 and tokens.tag[before] & t.ORG_CUE and not first_bits & t.GIVEN
    # "Former Tarrant Mills treasurer": somebody else's title stands around the name.
    around = name.title in _BYGONE and name.last < len(tokens.word) and bool(tokens.tag[name.last] & t.TITLE)
    if name.title and not housed and not around:
        votes["PERSON"] += 3
    _place_votes(name, tokens, votes)
    if before > 0 and tokens.low[before] in _CALLED:
        before -= 1
        if before and tokens.tag[before] & t.BE:
            before -= 1
    if before >= 0:
        bits, low = tokens.tag[before], tokens.low[before]
        if low in _GENITIVE and before and tokens.tag[before - 1] & t.PLACE_CUE:
            votes["PLACE"] += 2
        elif low in _GENITIVE and before and tokens.low[before - 1] in _MAKERS:
            votes["PRODUCT"] += 2
        if bits & t.DEMONYM and tokens.word[before] == low and before and tokens.low[before - 1] in _THE:
            # « l'allemand Kessler »: a firm; a person is « l'Allemand ».
            votes["ORGANIZATION"] += 1.5
        if bits & (t.ADJ | t.DEMONYM) and not bits & t.ORG_CUE and before and tokens.tag[before - 1] & t.ORG_CUE:
            # « la fintech nantaise Kolibri »
            votes["ORGANIZATION"] += 3
        elif bits & t.ORG_CUE:
            votes["ORGANIZATION"] += 4 if tokens.word[before] == low and not bits & t.TITLE else 3
        elif bits & t.PRODUCT_CUE or (bits & t.ADJ and before and tokens.tag[before - 1] & t.PRODUCT_CUE):
            votes["PRODUCT"] += 3
        elif bits & t.PLACE_CUE and not name.title and low not in {"state", "house"}:
            votes["PLACE"] += 3
        elif low in _OUT_OF_FRENCH_HOUSES:
            votes["ORGANIZATION"] += 2
        elif low == "at":
            votes["ORGANIZATION"] += 1
        elif low == "in" and before and tokens.low[before - 1] in _HELD:
            # "its shares in Alvarado"
            votes["ORGANIZATION"] += 1.5
        elif bits & t.LOCATIVE and low != "à" and name.last - name.first == 1:
            votes["PLACE"] += 0.4
    _apposition_votes(name, tokens, votes)
    _votes_after(name, before, tokens, votes)


def _votes_after(name: Name, before: int, tokens: Tokens, votes: Votes) -> None:  # noqa: C901
    """What the words after the name say, beside the one in front, which is at `before`."""
    words, tags = tokens.word, tokens.tag
    after = name.last
    first_bits = tags[name.first]
    bits_before = tags[before] if before >= 0 else 0
    if bits_before & t.LOCATIVE and _located(name, tokens):
        votes["PLACE"] += 1.6
    adjective = before > 0 and bits_before & t.ADJ
    article = tokens.low[before - 1] if adjective else (tokens.low[before] if before >= 0 else "")
    unnamed = article in {"a", "an", "un", "une"} and not first_bits & t.GIVEN
    if after >= len(words):
        if unnamed:
            votes["PRODUCT"] += 1
        return
    word, bits = words[after], tags[after]
    if before >= 0 and words[before] in '«“"' and word in '»”"' and not first_bits & t.GIVEN:
        # « Le Figaro » writes, a film doesn't.
        writes = after + 1 < len(words) and tags[after + 1] & t.REPORT
        votes["ORGANIZATION" if writes else "PRODUCT"] += 2.5
    if unnamed and not bits & (t.NOUN | t.TITLE | t.ORG_CUE) and _ended(after, tokens):
        # "in a grey Vauxhall Corsa"
        votes["PRODUCT"] += 1
    if bits & t.REPORT and any(char.isdigit() for char in name.text):
        # "Utopia 56 accuse": a number alone makes no product of who speaks.
        votes["ORGANIZATION"] += 2.2
    low, common = tokens.low[after], word[0].islower()
    if bits_before & t.DET and bits & t.PRODUCT_CUE:
        # "the Claude chatbot": the sort of thing stands after the name.
        votes["PRODUCT"] += 3
    if bits_before & t.DET and common:
        if bits & t.ORG_CUE or low in _SORTS:
            # "the Lumen party": what sort of organization it is.
            votes["ORGANIZATION"] += 3
    elif low == "party":
        votes["ORGANIZATION"] += 3
    if bits & t.TITLE and common and not name.bits & t.PLACE:
        votes["ORGANIZATION"] += 1
    if _set_off_title(name, tokens):
        votes["PERSON"] += 2
    if word == "," and after + 2 < len(words) and len(words[after + 1]) == 2 and words[after + 1].isdigit():
        votes["PERSON"] += 3


def _place_votes(name: Name, tokens: Tokens, votes: Votes) -> None:
    """ "KHARVAN, Nov 3 (Reuters)", "nearby Ouled Mira", "the Tarik valley", "58, of Thornaby,"."""
    before, after = name.first - 1, name.last
    words, low, tags = tokens.word, tokens.low, tokens.tag
    if before < 0 or "\n" in tokens.text[tokens.end[before] : name.start]:
        if name.text.isupper() and after < len(tokens.word) and words[after] in {",", "(", "-", "—", "–"}:
            votes["PLACE"] += 5
        return
    if low[before] == "of" and low[before - 1] in {"both", "all"}:
        votes["PLACE"] += 2
    if low[before] in _NEARBY or (
        low[before] in {"of", "from"} and before > 1 and words[before - 1] == "," and words[before - 2].isdigit()
    ):
        votes["PLACE"] += 3
    if after < len(tokens.word) and tags[after] & t.PLACE_CUE and words[after][0].islower() and tags[before] & t.DET:
        votes["PLACE"] += 3
    if low[before] == "à" and name.last - name.first == 1 and not tags[name.first] & t.GIVEN and before:
        last = low[before - 1]
        dative = tags[before - 1] & (t.REPORT | t.INF | t.FIN | t.TITLE) or last in _GIVING or last.endswith("iste")
        stands = tags[before - 1] & (t.PART | t.NOUN | t.ADV) or not last[0].isalnum()
        votes["PLACE"] += 0.8 if stands and not dative else 0


def _looks_like(name: Name, tokens: Tokens, language: str) -> ActorKind | None:
    """What a name most often stands for by lists and by its length, unless common words are in it: "Fatherland First".

    None of a single word that no list has: it may be anything.
    """
    listed = prior_kind(tokens.low[name.first : name.last], language)
    if listed is not None or name.last - name.first == 1:
        return listed
    if tokens.tag[name.first] & (t.NOUN | t.ADJ) or not 2 <= name.last - name.first <= 3:
        return "ORGANIZATION"
    first, last = tokens.low[name.first], tokens.low[name.last - 1]
    lemma = known(last, language)
    if lemma is not None and not is_listed(last, "surname") and not is_listed(first, "given"):
        # "Adler Planetarium", "Budweiser Man"
        return "ORGANIZATION"
    if any(char.isupper() for char in tokens.word[name.last - 1][1:]) and not tokens.word[name.last - 1].isupper():
        # "Google DeepMind", but "Ann MacRae"
        return "PERSON" if tokens.word[name.last - 1].startswith(("Mc", "Mac", "De", "O'")) else "ORGANIZATION"
    # Many surnames are words ("Hill"), but few people are a word and a word, or end in a plural.
    common = lemma is not None and len(last) > 3 and (known(first, language) is not None or lemma != last)
    return "ORGANIZATION" if common or _TRADE.search(last) else "PERSON"


def _acts(name: Name, tokens: Tokens) -> bool:
    """Whether a name of one word does or owns something, as bodies do that need no introduction: "Norvane said",
    "Norvane's profit", or is written as only firms are: "NorVane"."""
    word, after = tokens.word[name.first], name.last
    if any(char.isupper() for char in word[1:]) and not word.isupper():
        return True
    if after >= len(tokens.word):
        return False
    if tokens.low[after] in {"'s", "'"}:
        return after + 1 < len(tokens.word) and tokens.word[after + 1].islower()
    return bool(tokens.tag[after] & (t.FIN | t.HAVE | t.BE | t.REPORT | t.PAST | t.NEG))


def _shortened(name: Name, alone: set[str], tokens: Tokens, language: str, votes: Votes) -> None:
    """People go by their last word ("Dobrevski"), organizations by their first ("Kessler")."""
    if not 2 <= name.last - name.first <= 3 or name.ends_in_place or tokens.tag[name.first] & (t.GIVEN | t.PLACE):
        return
    first, last = tokens.low[name.first], tokens.low[name.last - 1]
    words = tokens.word[name.first : name.last]
    if last in alone and first not in alone:
        common = all(known(word.lower(), language) for word in words)
        votes["PERSON"] += 0 if common else 1.5
    elif first in alone and last not in alone:
        votes["ORGANIZATION"] += 1.5


class Kinds:
    """Tells the kinds of the actors of one text; what each name says is read once."""

    def __init__(self, tokens: Tokens, lexicon: Lexicon, alone: set[str]) -> None:
        self.tokens = tokens
        self.language = lexicon.language.code
        self.known = lexicon.known_kinds
        self.teams = Teams(tokens)
        self.alone = alone
        """The names of one word that the text has, in lower case."""
        self._inner: dict[str, Votes] = {}
        self._outer: dict[int, Votes] = {}

    def kind(self, names: list[Name]) -> ActorKind:
        """The kind that the mentions of one actor vote for; ties go to the first in this order."""
        longest = names[0]
        for name in names:
            if name.last - name.first > longest.last - longest.first:
                longest = name
        if len(longest.text) == 1:
            return self.known.get(longest.text.lower(), "UNKNOWN")
        votes, elsewhere = self._votes(names)
        _shortened(longest, self.alone, self.tokens, self.language, votes)
        # A short form alone tells nothing that the whole name wouldn't tell better.
        if not self._inside(longest):
            likely = _looks_like(longest, self.tokens, self.language)
            if likely is None and not votes and not any(_acts(name, self.tokens) for name in names):
                return "ORGANIZATION" if self._team(names) else "UNKNOWN"
            # « à Meta » once doesn't make a town of whoever is named three times otherwise.
            votes[likely or "ORGANIZATION"] += 0.6 + 0.25 * max(0, elsewhere - 1)
        found = max(_ORDER, key=votes.__getitem__) if votes else "PERSON"
        plays = found == "PLACE" and not longest.bits & t.COUNTRY and self._team(names)
        return "ORGANIZATION" if plays else found

    def _votes(self, names: list[Name]) -> tuple[Votes, int]:
        """What the names and the words around them say, and how many of them stand where no place would."""
        votes: Votes = defaultdict(float)
        elsewhere = 0
        for name in names[:_ENOUGH]:
            outer = self._outer.get(name.first)
            if outer is None:
                outer = self._outer[name.first] = defaultdict(float)
                _outer_votes(name, self.tokens, outer)
            for kind, weight in self._inside(name).items():
                votes[kind] += weight
            for kind, weight in outer.items():
                votes[kind] += weight
            elsewhere += "PLACE" not in outer
        return votes, elsewhere

    def _team(self, names: list[Name]) -> bool:
        """Whether a town is named for its team, in a third of the places at least."""
        towns = [name for name in names[:_ENOUGH] if name.last - name.first <= _TOWN_WORDS_MAX]
        return bool(towns) and 3 * sum(map(self.teams.plays, towns)) >= len(towns)

    def _inside(self, name: Name) -> Votes:
        key = name.text if not name.title else name.text + "*"
        own = self._inner.get(key)
        if own is None:
            own = self._inner[key] = defaultdict(float)
            _inner_votes(name, self.tokens, own)
            if name.last - name.first == 1 and is_substance(self.tokens.low[name.first], self.language):
                own["PRODUCT"] += 4
            kind = self.known.get(name.text.lower().replace("’", "'"))
            if kind is not None:
                own[kind] += 4
        return own
