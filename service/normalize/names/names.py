"""Candidate names: runs of capitalised words, told apart from words that open a sentence."""

from __future__ import annotations

import re
from bisect import bisect_left

from service.normalize.failures import Failures
from service.normalize.names.acronyms import spelled_acronyms
from service.normalize.names.headlines import names_in_headlines
from service.normalize.names.name_context import (
    GOVERNMENT,
    NATIVE_BODIES,
    PORTFOLIOS,
    QUOTES,
    counted,
    first_name,
    is_competition,
    is_disease,
    is_event,
    lone_letter,
    native_bodies,
    office,
    portfolio,
    quoted_title,
    storm_name,
)
from service.normalize.names.name_extent import LETTERS_AFTER, PLURAL_ACRONYM, NameExtent
from service.normalize.names.sentence_openings import SentenceOpenings, opening_tokens
from service.normalize.names.substances import substances
from service.normalize.words import tags as t
from service.normalize.words.dictionary import known
from service.normalize.words.lexicon import Lexicon
from service.normalize.words.sentences import Sentence
from service.normalize.words.tokens import Tokens
from service.normalize.words.value import Value
from service.normalize.words.wordset import places_of, wordset

_MIXED = re.compile(r"[a-z]{1,3}[A-Z]|(?:a[dlnrstz]|ash|el|ul|ben|bin|ibn)-[A-ZÀ-Ý]")
_GLUED_ADJECTIVE = re.compile(r"-[a-z]+$")
_YOUNGER_DOT = re.compile(r"\.(?=,| [a-z])")
_PREFIXES = ("ex-", "Ex-")
_DISEASES = wordset("names.names.diseases")
_THE = wordset("names.names.the")
_REGIONS = wordset("names.names.regions")


class Name(Value, frozen=True):
    """A name at tokens `first` to `last` (exclusive), at `start` to `end` in the text."""

    first: int
    last: int
    start: int
    end: int
    text: str
    bits: int
    """The bits of all its words together."""
    title: str = ""
    """The title in front of it, in lower case."""
    placed: bool = False
    """Whether it begins with a place's name and goes on: "Manchester City", "France Inter"."""
    ends_in_place: bool = False
    """Whether its last word is a place's name: "Real Madrid"."""


def _capital(word: str) -> bool:
    """A capital further in: "iPhone", "xAI", "ex-Twitter", "al-Zarqawi"."""
    return bool(_MIXED.match(word)) or word.startswith(_PREFIXES)


class NameScanner:
    """Finds the names of one text; holds what the text itself tells about its words."""

    def __init__(self, body: str, tokens: Tokens, sentences: list[Sentence], lexicon: Lexicon) -> None:  # noqa: C901
        self.body = body
        self.tokens = tokens
        self.sentences = sentences
        self.lexicon = lexicon
        self.language = lexicon.language
        self.capital = [False] * len(tokens.word)
        words, low = tokens.word, tokens.low
        capitals = [i for i, (word, plain) in enumerate(zip(words, low, strict=True)) if word != plain]
        capitals = [i for i in capitals if words[i][0].isupper() or _capital(words[i])]
        for i in capitals:
            self.capital[i] = True
        for i in capitals:
            if "-" in words[i] and not tokens.tag[i]:
                # « Anne-Laure »
                parts = [lexicon.tags.get(part, 0) for part in low[i].split("-")]
                if len(parts) == 2 and all(bits & t.GIVEN for bits in parts):
                    tokens.tag[i] = t.GIVEN | (parts[0] & t.FEMALE)
        vocabulary = set(low)
        heads: list[int] = []
        if self.language.bodies_in_lower_case:
            institutions = vocabulary & lexicon.institutions
            heads = places_of(low, institutions)
        self.opening = opening_tokens(tokens, sentences)
        opening, headline = self.opening, {i for s in sentences if s.headline for i in range(s.first, s.last)}
        middle = [i for i in capitals if i not in opening and i not in headline and words[i][0].isalpha()]
        self.mid_capital = {low[i] for i in middle}
        self.openings = SentenceOpenings(tokens, self.capital, middle, self.mid_capital, lexicon)
        self.storms: set[str] = set()
        self.diseases: set[str] = set()
        self.ill = not vocabulary.isdisjoint(_DISEASES)
        if self.ill:
            ill = [k for k in places_of(low, _DISEASES) if k > 1]
            self.diseases = {low[k - 2] for k in ill if low[k - 1] == "'s"}
        spelled = spelled_acronyms(tokens, self.capital) if "(" in vocabulary else []
        self.spelled = {s.first: s.last for s in spelled if s.named}
        """First token of a name that its acronym spells, or of one in lower case, to the token after it."""
        bodies = lexicon.bodies.keys() & vocabulary
        for i in places_of(low, bodies) if bodies else []:
            n = next((len(w) for w, _ in lexicon.bodies[low[i]] if tuple(low[i : i + len(w)]) == w), 0)
            if n and i and low[i - 1] in _THE:
                self.spelled.setdefault(i, i + n)
        if self.language.bodies_translated and vocabulary & NATIVE_BODIES:
            for first, last in native_bodies(tokens):
                self.spelled.setdefault(first, last)
        for i in substances(tokens, vocabulary, lexicon.language.code):
            self.spelled.setdefault(i, i + 1)
        self.unnamed = {words[s.acronym] for s in spelled if not s.named}
        """Acronyms of common words: « virus respiratoire syncytial (VRS) »."""
        self.candidates = sorted({*capitals, *heads, *self.spelled})
        self.extent = NameExtent(tokens, self.capital, self.opening, self.diseases, lexicon)

    def _starts(self, i: int, last: int) -> bool:  # noqa: C901
        """Whether a name starts at the capitalised token `i`."""
        tokens = self.tokens
        bits, low, word = tokens.tag[i], tokens.low[i], tokens.word[i]
        following = i + 1 < last and self.capital[i + 1] and tokens.start[i + 1] - tokens.end[i] <= 1
        next_bits = tokens.tag[i + 1] if i + 1 < last else 0
        if not word[0].isalpha() or (word.startswith(_PREFIXES) and word[3:] == low[3:]):
            # "Ex-employees" is no name, "ex-Twitter" is one.
            return False
        if self.extent.place_at(i):
            if bits & t.GENERIC and word.isupper():
                return False
            return low not in {"nice", "tours"} or i not in self.opening
        if counted(tokens, i) or low in self.language.never_names or word in self.unnamed:
            return False
        if not following and self._common_here(i, low):
            return False
        if i and tokens.low[i - 1] == "chief" and self.capital[i - 1] and tokens.low[i + 1 : i + 2] == ["officer"]:
            return False
        if word in LETTERS_AFTER and i and self.capital[i - 1]:
            return False
        if len(word) == 1:
            return lone_letter(tokens, self.capital, self.opening, i, last)
        if (
            PLURAL_ACRONYM.match(word)
            or (self.language.titles_capitalized and office(self.tokens, self.capital, i, last))
            or low in self.diseases
        ):
            return low in self.diseases and self.extent.organization_ahead(i + 1, last)
        if low in {"north", "south"} and next_bits & t.DEMONYM:
            return False
        if "-" in word and self._glued_demonym(word, low):
            return False
        if bits & (t.MONTH | t.WEEKDAY):
            return bool(following and (next_bits & t.ORG_HEAD or first_name(tokens, i)))
        if bits & t.GENERIC and (word.isupper() or len(word) < 4 or not (following or bits & t.EVENT)):
            return bool(following and (next_bits & t.ORG_HEAD or not (word.isupper() or next_bits or bits & t.TITLE)))
        if not self.language.titles_capitalized and portfolio(self.tokens, i):
            return False
        if bits & t.DEMONYM:
            return self.extent.organization_ahead(i + 1, last) or (
                self.language.demonyms_capitalized and self._qualified(i, last)
            )
        if bits & t.TITLE and low in PORTFOLIOS and following and not next_bits & (t.TITLE | t.GIVEN):
            return True
        if bits & t.TITLE:
            return bool(following and next_bits & t.ORG_HEAD and not next_bits & t.TITLE) or (
                i not in self.opening and bool(bits & t.ORG_HEAD)
            )
        if i in self.opening:
            return self.openings.opens_with_name(i, last, bool(following))
        if bits & t.DET and not bits & (t.NOUN | t.GIVEN):
            return bool(following) and not next_bits & (
                t.TITLE | t.GENERIC | (t.DEMONYM if self.language.demonyms_capitalized else 0)
            )
        return bool(bits & t.GIVEN) or not bits & (t.PRON_SUBJ | t.PREP | t.CONJ | t.REL | t.SUB)

    def _common_here(self, i: int, low: str) -> bool:
        """ "the Cabinet", « le Sud »: a capital that makes no name."""
        before = self.tokens.low[i - 1] if i else ""
        if low in GOVERNMENT:
            return before in {"the", "a", "le", "la", "l'", "du", "au"}
        region = low in _REGIONS and before in {"le", "l'", "du", "au", "dans"}
        return region or (low == "chambres" and before == "deux")

    def _qualified(self, i: int, last: int) -> bool:
        """ "Democratic Renewal": an adjective and a common noun, both with a capital."""
        tokens = self.tokens
        k = i + 1
        if k >= last or not self.capital[k] or i in self.opening or not tokens.word[k].istitle():
            return False
        bits = tokens.tag[k]
        if bits & (t.TITLE | t.GIVEN | t.EVENT | t.MONTH | t.WEEKDAY | t.PLACE | t.DEMONYM | t.GENERIC):
            return False
        if k + 1 < last and (self.capital[k + 1] or tokens.tag[k + 1] & t.TITLE):
            return False
        return known(tokens.low[k], self.language.code) is not None and not self.extent.place_at(k)

    def _glued_demonym(self, word: str, low: str) -> bool:
        """ "Chinese-founded": an adjective, not a name."""
        return bool(_GLUED_ADJECTIVE.search(word) and self.lexicon.tags.get(low.split("-")[0], 0) & t.DEMONYM)

    def scan(self, failures: Failures) -> list[Name]:
        """The names in text order; in a headline only those that the text has elsewhere."""
        found: list[Name] = []
        for sentence in self.sentences:
            if not sentence.headline:
                with failures.contained("some names of a sentence are missing"):
                    self._scan_sentence(sentence, found)
        if self.storms:
            found = [n for n in found if self.tokens.low[n.first] not in self.storms or n.last - n.first > 1]
        headlines = [sentence for sentence in self.sentences if sentence.headline]
        with failures.contained("the names of headlines are missing"):
            places = names_in_headlines(
                [range(s.first, s.last) for s in headlines],
                self.tokens,
                self.capital,
                [range(n.first, n.last) for n in found],
            )
            found.extend(self._name(first, last) for first, last in places)
            found.sort(key=lambda name: name.first)
        return found

    def _scan_sentence(self, sentence: Sentence, found: list[Name]) -> None:  # noqa: C901
        capital = self.capital
        last = sentence.last
        behind = sentence.first
        for i in self.candidates[bisect_left(self.candidates, behind) : bisect_left(self.candidates, last)]:
            if i < behind:
                continue
            spelled = self.spelled.get(i, 0)
            if spelled and spelled <= last:
                found.append(self._name(i, spelled))
                behind = spelled
                continue
            if not capital[i]:
                n = self.extent.institution(i, last)
                if n:
                    found.append(self._name(i, i + n))
                behind = i + n
                continue
            title = quoted_title(self.tokens, i, last) if i and self.tokens.word[i - 1] in QUOTES else 0
            if title > 1 and not self._starts(i, last):
                found.append(self._name(i, i + title))
                behind = i + title
                continue
            if not self._starts(i, last):
                continue
            n = max(1, self.extent.place_at(i))
            while joined := self.extent.joins(i + n, i, last):
                n += joined
            n = max(n, title)
            storm = storm_name(self.tokens, i, i + n)
            if storm:
                self.storms.add(storm)
            if i and self.tokens.low[i - 1] == "loi":
                behind = i + n
                continue
            if not self._nobody(i, n):
                found.append(self._name(i, i + n))
            behind = i + n

    def _nobody(self, i: int, n: int) -> bool:
        """Whether the capitalised words are an event, an illness or a competition."""
        tokens, last = self.tokens, i + n
        ill = self.ill and is_disease(tokens, i, last)
        happens = ill or is_event(tokens, i, last) or is_competition(tokens, i, last)
        return happens or (n == 1 and "-" in tokens.word[i] and self._race(i))

    def _race(self, i: int) -> bool:
        """ "Milan-Sanremo", « Paris-Roubaix »: from one town to another."""
        from_to = self.tokens.low[i].split("-")
        places = self.lexicon.places
        return len(from_to) == 2 and self.tokens.low[i] not in places and all(word in places for word in from_to)

    def _name(self, first: int, last: int) -> Name:
        tokens = self.tokens
        start, end = tokens.start[first], tokens.end[last - 1]
        if self.body[end : end + 1] == "+" and not self.body[end + 1 : end + 2].isalnum():
            end += 1
        if tokens.low[last - 1] in {"jr", "sr"} and _YOUNGER_DOT.match(self.body, end):
            end += 1
        if tokens.word[first].startswith(_PREFIXES):
            start += 3
        glued = None
        if last - first == 1 and self.language.adjectives_glued:
            glued = _GLUED_ADJECTIVE.search(tokens.word[first])
            if glued:
                end -= len(glued.group())
        bits = t.PLACE if tokens.word[first].endswith("-based") else 0
        for b in tokens.tag[first:last]:
            bits |= b
        place = self.extent.place_at(first)
        if place == last - first or (glued and self._place_words(start, end)):
            bits |= t.PLACE | (t.COUNTRY if self.extent.is_country(first, last) else 0)
        placed = 0 < place < last - first and not tokens.tag[first] & t.GIVEN
        ends_in_place = last - first > 1 and self.extent.place_at(last - 1) == 1
        if last + 1 < len(tokens.word) and tokens.word[last] in {",", "("} and self.extent.place_at(last + 1):
            bits |= t.PLACE if first and tokens.tag[first - 1] & t.LOCATIVE else 0
        return Name(first, last, start, end, self.body[start:end], bits, self._title(first), placed, ends_in_place)

    def _place_words(self, start: int, end: int) -> bool:
        """Whether a name cut short ("Texas" of "Texas-based") is a place."""
        words = tuple(self.tokens.text[start:end].lower().split())
        return any(entry == words for entry, _ in self.lexicon.places.get(words[0], ()))

    def _title(self, first: int) -> str:
        tokens = self.tokens
        k = first - 1
        if (
            k >= 1
            and tokens.word[k] == "."
            and tokens.tag[k - 1] & t.TITLE
            and tokens.low[k - 1] in self.lexicon.abbreviations
        ):
            k -= 1
        return tokens.low[k] if k >= 0 and tokens.tag[k] & t.TITLE else ""
