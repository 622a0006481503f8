"""Candidate names: runs of capitalised words, told apart from words that open a sentence."""

from __future__ import annotations

import re
from bisect import bisect_left

import msgspec

from service.normalize import tags as t
from service.normalize.compounds import PLURAL_ACRONYM, Compounds
from service.normalize.headlines import names_in_headlines
from service.normalize.lexicon import Lexicon
from service.normalize.sentences import Sentence
from service.normalize.surroundings import (
    PORTFOLIOS,
    counted,
    is_disease,
    is_event,
    lone_letter,
    office,
    portfolio,
    quoted_title,
    storm_name,
)
from service.normalize.tokens import Tokens

_MIXED = re.compile(r"[a-z]{1,3}[A-Z]")
_COMMON_ENDING = {
    "en": re.compile(r"(?:people|men|[dgkn]ers|tors|ly|ing|tions?|ments?|ness|ists|ologists?|ians|ities|ed)$"),
    "fr": re.compile(r"(?:ez|ment|tions?|ée?s?|ant|ités?|eurs|euses)$"),
}
_GLUED_ADJECTIVE = re.compile(r"-[a-z]+$")
_GLUED_PREFIXES = ("co-", "non-", "anti-", "pro-", "pre-", "post-", "self-", "mid-", "half-", "multi-", "semi-")
"""Parts that open an adjective or a job's title, never a name."""
_YOUNGER_DOT = re.compile(r"\.(?=,| [a-z])")
_OPENING_MARKS = frozenset('«“":–—(')
_PREFIXES = ("ex-", "Ex-")


class Name(msgspec.Struct, frozen=True):
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
    """A capital further in: "iPhone", "xAI", "ex-Twitter"."""
    return bool(_MIXED.match(word)) or word.startswith(_PREFIXES)


class NameScanner:
    """Finds the names of one text; holds what the text itself tells about its words."""

    def __init__(self, body: str, tokens: Tokens, sentences: list[Sentence], lexicon: Lexicon) -> None:
        self.body = body
        self.tokens = tokens
        self.sentences = sentences
        self.lexicon = lexicon
        self.french = lexicon.language == "fr"
        self.capital = [False] * len(tokens)
        for i in [i for i, word in enumerate(tokens.word) if word != tokens.low[i]]:
            self.capital[i] = tokens.word[i][0].isupper() or _capital(tokens.word[i])
        institution = t.INSTITUTION if self.french else 0
        tags = tokens.tag
        self.candidates = [i for i, cap in enumerate(self.capital) if cap or tags[i] & institution]
        self.opening = self._openings()
        words, low = tokens.word, tokens.low
        opening, headline = self.opening, {i for s in sentences if s.headline for i in range(s.first, s.last)}
        self.mid_capital = {
            low[i]
            for i in self.candidates
            if self.capital[i] and i not in opening and i not in headline and words[i][0].isalpha()
        }
        self.words = set(words)
        self.storms: set[str] = set()
        self.diseases = {
            low[k - 2] for k, word in enumerate(low) if word in {"disease", "syndrome"} and k > 1 and low[k - 1] == "'s"
        }
        self.compounds = Compounds(tokens, self.capital, self.opening, self.diseases, lexicon)

    def _openings(self) -> set[int]:
        """Tokens whose capital may only be the sentence's: the first word, and one behind a quote or colon."""
        found: set[int] = set()
        words = self.tokens.word
        for sentence in self.sentences:
            i = sentence.first
            while i < sentence.last and not words[i][0].isalnum():
                i += 1
            found.add(i)
        found.update(k + 1 for k, word in enumerate(words) if word in _OPENING_MARKS)
        start, end = self.tokens.start, self.tokens.end
        found.update(k + 1 for k, word in enumerate(words) if word == "-" and k and start[k] > end[k - 1])
        return found

    def _starts(self, i: int, last: int) -> bool:
        """Whether a name starts at the capitalised token `i`."""
        tokens = self.tokens
        bits, low, word = tokens.tag[i], tokens.low[i], tokens.word[i]
        following = i + 1 < last and self.capital[i + 1] and tokens.start[i + 1] - tokens.end[i] <= 1
        next_bits = tokens.tag[i + 1] if i + 1 < last else 0
        if not word[0].isalpha():
            return False
        if self.compounds.place_at(i):
            if bits & t.GENERIC and word.isupper():
                return False
            return low not in {"nice", "tours"} or i not in self.opening
        if counted(tokens, i) or (self.french and low == "mes"):
            return False
        if i and tokens.low[i - 1] == "chief" and self.capital[i - 1] and tokens.low[i + 1 : i + 2] == ["officer"]:
            return False
        if len(word) == 1:
            return lone_letter(tokens, self.capital, self.opening, i, last)
        if (
            PLURAL_ACRONYM.match(word)
            or (not self.french and office(self.tokens, self.capital, i, last))
            or low in self.diseases
        ):
            return low in self.diseases and self.compounds.house_ahead(i + 1, last)
        if low in {"north", "south"} and next_bits & t.DEMONYM:
            return False
        if "-" in word and self._glued_demonym(word, low):
            return False
        if bits & (t.MONTH | t.WEEKDAY):
            return bool(following and next_bits & t.ORG_HEAD)
        if bits & t.GENERIC and (word.isupper() or len(word) < 4):
            return bool(following and (next_bits & t.ORG_HEAD or not (word.isupper() or next_bits or bits & t.TITLE)))
        if self.french and portfolio(self.tokens, i):
            return False
        if bits & t.DEMONYM:
            return self.compounds.house_ahead(i + 1, last)
        if bits & t.TITLE and low in PORTFOLIOS and following and not next_bits & (t.TITLE | t.GIVEN):
            return True
        if bits & t.TITLE:
            return bool(following and next_bits & t.ORG_HEAD and not next_bits & t.TITLE) or (
                i not in self.opening and bool(bits & t.ORG_HEAD)
            )
        if i in self.opening:
            return self._opens_with_name(i, last, bool(following))
        if bits & t.DET and not bits & (t.NOUN | t.GIVEN):
            return bool(following) and not next_bits & (t.TITLE | t.GENERIC | (0 if self.french else t.DEMONYM))
        return bool(bits & t.GIVEN) or not bits & (t.PRON_SUBJ | t.PREP | t.CONJ | t.REL | t.SUB)

    def _glued_demonym(self, word: str, low: str) -> bool:
        """ "Chinese-founded": an adjective, not a name."""
        return bool(_GLUED_ADJECTIVE.search(word) and self.lexicon.tags.get(low.split("-")[0], 0) & t.DEMONYM)

    def _opens_with_name(self, i: int, last: int, following: bool) -> bool:
        tokens = self.tokens
        bits, low = tokens.tag[i], tokens.low[i]
        if bits & (t.OPENER | t.PREP | t.CONJ | t.PRON_SUBJ | t.SUB) and not bits & t.GIVEN:
            return False
        seen = low in self.mid_capital
        # « Cyclisme : … » names the page's section.
        if i + 1 < last and tokens.word[i + 1] == ":" and not seen and not bits & t.GIVEN:
            return False
        # « Horizons et Renaissance »: whoever is named beside a name is one.
        paired = i + 2 < last and tokens.low[i + 1] in {"et", "and"} and self.capital[i + 2]
        if paired and not bits & (t.VERB | t.ADV | t.DET | t.ADJ) and tokens.tag[i + 2] & t.DEMONYM == 0:
            return True
        # "Rivals Adidas": a sort of people in front of the name.
        if following and not self.french and bits & t.PLURAL:
            return seen or bool(tokens.tag[i + 1] & (t.ORG_HEAD | t.ORG_SUFFIX))
        if i + 1 < last and tokens.low[i + 1] == "'s" and not bits:
            return True
        if low.startswith(_GLUED_PREFIXES):
            return False
        if low in self.words and not seen:
            return False
        if bits & t.GIVEN:
            return True
        if tokens.word[i].isupper() and len(low) > 1:
            return True
        if bits & t.COMMON:
            if seen:
                return True
            # A bare French noun opens a sentence only as a name: « Air Liquide ».
            return following and not bits & (t.ADV | t.DET) and (not self.french or bool(bits & t.NOUN))
        if seen or following:
            return True
        if _COMMON_ENDING[self.lexicon.language].search(low):
            return False
        if not self.french and low.endswith("s") and i + 1 < last:
            plural_verb = tokens.low[i + 1] in {"are", "were", "have", "say", "do"} or tokens.tag[i + 1] & t.BASE
            return not plural_verb
        return not (_GLUED_ADJECTIVE.search(tokens.word[i]))

    def scan(self) -> list[Name]:
        """The names in text order; in a headline only those that the text has elsewhere."""
        found: list[Name] = []
        for sentence in self.sentences:
            if not sentence.headline:
                self._scan_sentence(sentence, found)
        if self.storms:
            found = [n for n in found if self.tokens.low[n.first] not in self.storms or n.last - n.first > 1]
        headlines = [sentence for sentence in self.sentences if sentence.headline]
        if headlines:
            places = names_in_headlines(
                [range(s.first, s.last) for s in headlines],
                self.tokens,
                self.capital,
                [range(n.first, n.last) for n in found],
            )
            found.extend(self._name(first, last) for first, last in places)
            found.sort(key=lambda name: name.first)
        return found

    def _scan_sentence(self, sentence: Sentence, found: list[Name]) -> None:
        capital = self.capital
        last = sentence.last
        behind = sentence.first
        for i in self.candidates[bisect_left(self.candidates, behind) : bisect_left(self.candidates, last)]:
            if i < behind:
                continue
            if not capital[i]:
                n = self.compounds.institution(i, last)
                if n:
                    found.append(self._name(i, i + n))
                behind = i + n
                continue
            title = quoted_title(self.tokens, i, last)
            if title > 1 and not self._starts(i, last):
                found.append(self._name(i, i + title))
                behind = i + title
                continue
            if not self._starts(i, last):
                continue
            n = max(1, self.compounds.place_at(i))
            while joined := self.compounds.joins(i + n, i, last):
                n += joined
            n = max(n, title)
            self.storms.update(filter(None, [storm_name(self.tokens, i, i + n)]))
            if i and self.tokens.low[i - 1] == "loi":
                behind = i + n
                continue
            if not (is_event(self.tokens, i, i + n) or is_disease(self.tokens, i, i + n)):
                found.append(self._name(i, i + n))
            behind = i + n

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
        if last - first == 1 and not self.french:
            glued = _GLUED_ADJECTIVE.search(tokens.word[first])
            if glued:
                end -= len(glued.group())
        bits = t.PLACE if tokens.word[first].endswith("-based") else 0
        for b in tokens.tag[first:last]:
            bits |= b
        place = self.compounds.place_at(first)
        if place == last - first or (glued and self._place_words(start, end)):
            bits |= t.PLACE
        placed = 0 < place < last - first and not tokens.tag[first] & t.GIVEN
        ends_in_place = last - first > 1 and self.compounds.place_at(last - 1) == 1
        if last + 1 < len(tokens) and tokens.word[last] in {",", "("} and self.compounds.place_at(last + 1):
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
