"""Candidate names: runs of capitalised words, told apart from words that open a sentence."""

from __future__ import annotations

import re
from bisect import bisect_left

import msgspec

from service.normalize import tags as t
from service.normalize.headlines import names_in_headlines
from service.normalize.lexicon import Lexicon
from service.normalize.sentences import Sentence
from service.normalize.surroundings import (
    FRENCH_ADJECTIVE,
    PORTFOLIOS,
    after_title,
    behind_sort,
    is_disease,
    is_event,
    lone_letter,
    office,
    owner_ahead,
    portfolio,
    set_apart,
    surname,
)
from service.normalize.tokens import Tokens
from service.normalize.wordset import wordset

_MIXED = re.compile(r"[a-z]{1,3}[A-Z]")
_COMMON_ENDING = {
    "en": re.compile(r"(?:people|men|[dgkn]ers|tors|ly|ing|tions?|ments?|ness|ists|ologists?|ians|ities|ed)$"),
    "fr": re.compile(r"(?:ment|tions?|és|ées|ant|ités?|eurs|euses)$"),
}
_LIGHT_PARTICLES = wordset("van von der den di da del della du dos das bin ibn al el ter ten le la y")
_SURNAME_PARTICLES = wordset("le la de du des van von den der")
"""With a capital behind a first name, the beginning of a surname: "Bruno Le Maire"."""
_GLUED_ADJECTIVE = re.compile(r"-[a-z]+$")
_GLUED_PREFIXES = ("co-", "non-", "anti-", "pro-", "pre-", "post-", "self-", "mid-", "half-", "multi-", "semi-")
"""Parts that open an adjective or a job's title, never a name."""
_PLURAL_ACRONYM = re.compile(r"[A-Z]{2,}s$")
"""Sorts of people and things: "MPs", "NGOs"."""
_VERSION = re.compile(r"\d{1,3}(?:\.\d{1,2})*$")
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
        self.diseases = {
            low[k - 2] for k, word in enumerate(low) if word in {"disease", "syndrome"} and k > 1 and low[k - 1] == "'s"
        }

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
        return found

    def _place_at(self, i: int) -> int:
        """How many tokens a known place takes at `i`, 0 if none."""
        low = self.tokens.low
        for words, _ in self.lexicon.places.get(low[i], ()):
            n = len(words)
            if tuple(low[i : i + n]) == words:
                return n
        return 0

    def _starts(self, i: int, last: int) -> bool:
        """Whether a name starts at the capitalised token `i`."""
        tokens = self.tokens
        bits, low, word = tokens.tag[i], tokens.low[i], tokens.word[i]
        following = i + 1 < last and self.capital[i + 1] and tokens.start[i + 1] - tokens.end[i] <= 1
        next_bits = tokens.tag[i + 1] if i + 1 < last else 0
        if not word[0].isalpha():
            return False
        if self._place_at(i):
            return low not in {"nice", "tours"} or i not in self.opening
        if len(word) == 1:
            return lone_letter(tokens, self.capital, self.opening, i, last)
        if (
            _PLURAL_ACRONYM.match(word)
            or (not self.french and office(self.tokens, self.capital, i, last))
            or low in self.diseases
        ):
            return low in self.diseases and self._house_ahead(i + 1, last)
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
            return self._house_ahead(i + 1, last)
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

    def _house_ahead(self, i: int, last: int) -> bool:
        """Whether the capitalised words from `i` end in an organization's: "European … Association"."""
        tokens = self.tokens
        while (
            i < last and (self.capital[i] or tokens.low[i] in {"'", "'s"}) and tokens.start[i] - tokens.end[i - 1] <= 1
        ):
            if tokens.tag[i] & (t.ORG_HEAD | t.ORG_SUFFIX) and not tokens.tag[i] & t.TITLE:
                return True
            i += 1
        return False

    def _opens_with_name(self, i: int, last: int, following: bool) -> bool:
        tokens = self.tokens
        bits, low = tokens.tag[i], tokens.low[i]
        if bits & (t.OPENER | t.PREP | t.CONJ | t.PRON_SUBJ | t.SUB) and not bits & t.GIVEN:
            return False
        seen = low in self.mid_capital
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

    def _joins(self, i: int, first: int, last: int) -> int:
        """How many tokens from `i` (behind a name begun at `first`) join it; 0 when it ends there."""
        tokens = self.tokens
        if (
            i >= last
            or tokens.start[i] - tokens.end[i - 1] > 1
            or "\n" in tokens.text[tokens.end[i - 1] : tokens.start[i]]
        ):
            return 0
        low, word = tokens.low[i], tokens.word[i]
        if self.capital[i]:
            return self._joins_capital(i, first, last)
        head_bits = tokens.tag[first]
        if low in {"'s", "'"} and tokens.low[first] in self.diseases:
            return 2 if i + 1 < last and self.capital[i + 1] else 0
        if low in {"'s", "'"} and not self.french and i + 1 < last and self._house_ahead(i + 1, last):
            common = tokens.tag[i - 1] & (t.DEMONYM | t.NOUN | t.TITLE) or tokens.low[first] in {"st", "saint"}
            return 2 if common or tokens.tag[first] & t.DEMONYM or low == "'" else 0
        if low == "and" and i + 1 < last and self.capital[i + 1] and self._named_by_nouns(i, first, last):
            return 2
        if (
            low == "'s"
            and i + 1 < last
            and (tokens.tag[i + 1] & (t.BE | t.HAVE) or tokens.low[i + 1] in {"said", "will"})
        ):
            return 1
        if low == "&" and i + 1 < last and self.capital[i + 1]:
            return 2
        glued = i + 1 < last and self.capital[i + 1]
        if low in _LIGHT_PARTICLES and i + 2 < last and tokens.low[i + 1] in _LIGHT_PARTICLES and self.capital[i + 2]:
            return 3
        if low in _LIGHT_PARTICLES and glued and not (self.french and low in {"le", "la", "du"}):
            return 2
        if self.french:
            return self._joins_french(i, first, last, head_bits)
        if low == "of" and head_bits & t.TITLE and not head_bits & t.ORG_HEAD:
            return 0
        if low in {"of", "for"} and tokens.tag[i - 1] & (t.ORG_HEAD | t.PLACE_CUE | t.INSTITUTION | t.EVENT):
            skip = 2 if i + 1 < last and low == "of" and tokens.low[i + 1] == "the" else 1
            if i + skip < last and self.capital[i + skip] and not tokens.tag[i + skip] & (t.MONTH | t.WEEKDAY):
                return skip + 1
        if low in {"de", "du", "des"} and glued:
            return 2
        if _VERSION.match(word):
            return self._version(i, last)
        return 0

    def _named_by_nouns(self, i: int, first: int, last: int) -> bool:
        """ "Food and Drug Administration", "Department of Health and Human Services": nouns on both sides of "and"."""
        tags = self.tokens.tag
        if not tags[i - 1] & t.NOUN or not tags[i + 1] & (t.NOUN | t.ADJ) or tags[i + 1] & t.GIVEN:
            return False
        housed = any(bits & (t.ORG_HEAD | t.INSTITUTION) for bits in tags[first:i])
        return self._house_ahead(i + 2, last) if not housed else not tags[i + 1] & t.ORG_HEAD

    def _version(self, i: int, last: int) -> int:
        tokens = self.tokens
        if not tokens.word[i].isdigit():
            return 1
        if i + 1 < last:
            after = tokens.tag[i + 1]
            if after & t.PRODUCT_CUE:
                return 1
            if after & (t.NOUN | t.SCALE | t.CURRENCY | t.ADJ | t.MONTH | t.NUMBER) or tokens.word[i + 1] in "%€$£–-:":
                return 0
        return 0 if tokens.tag[i - 1] & (t.PLACE | t.GIVEN) or self._place_at(i - 1) else 1

    def _joins_capital(self, i: int, first: int, last: int) -> int:
        tokens = self.tokens
        bits = tokens.tag[i]
        if i in self.opening and tokens.word[i - 1] in '«“":–—(':
            return 0
        if bits & (t.MONTH | t.WEEKDAY) and not tokens.tag[first] & t.GIVEN:
            return 0
        particled = tokens.tag[first] & t.GIVEN and tokens.low[i - 1] in _SURNAME_PARTICLES and self.capital[i - 1]
        if particled or surname(self.tokens, self.capital, i, first):
            return 1
        owned = tokens.tag[first] & t.ORG_HEAD or (self.french and tokens.tag[i - 1] & t.DET)
        if (
            bits & t.DEMONYM
            and not owned
            and not (i + 1 < last and self.capital[i + 1] and tokens.tag[i + 1] & t.ORG_HEAD)
        ):
            return 0
        if tokens.low[i] in PORTFOLIOS and not (i + 1 < len(tokens) and tokens.tag[i + 1] & t.TITLE):
            return 1
        if bits & t.TITLE and not bits & (t.ORG_HEAD | t.GIVEN) and not self._house_ahead(i + 1, i + 2):
            return 0
        if tokens.low[i] in {"no", "nr"} or (tokens.word[i][-1] == "s" and _PLURAL_ACRONYM.match(tokens.word[i])):
            return 0
        if bits & t.GIVEN and not tokens.tag[first] & t.GIVEN and after_title(self.tokens, first):
            return 0
        if bits & t.GENERIC and tokens.word[i].isupper() and tokens.word[i] in {"CEO", "PDG", "CFO", "COO"}:
            return 0
        if bits & (t.PRON_SUBJ | t.CONJ) and not bits & t.PARTICLE and len(tokens.word[i]) > 1 and not bits & t.GIVEN:
            return 0
        return 1

    def _joins_french(self, i: int, first: int, last: int, head_bits: int) -> int:
        tokens = self.tokens
        bits, low, word = tokens.tag[i], tokens.low[i], tokens.word[i]
        org = bool((head_bits | tokens.tag[i - 1] * self.capital[i - 1]) & (t.ORG_HEAD | t.INSTITUTION))
        if low in {"de", "d'", "du", "des", "la", "le", "les", "pour", "aux"} or (low in {"contre", "sans"} and org):
            k = i + 1
            if k < last and low in {"de", "pour", "contre"} and tokens.low[k] in {"la", "l'", "les", "le"}:
                k += 1
            if k >= last:
                return 0
            inside = tokens.tag[k]
            if self.capital[k]:
                if owner_ahead(tokens, self.capital, first, k, last):
                    return 0
                person = low in {"de", "d'", "du", "des"} and (
                    head_bits & t.GIVEN or set_apart(self.tokens, first, i, k)
                )
                # A noun with a capital inside a sentence is a name's head: « au Parc des Princes ».
                noun = bool(head_bits & t.NOUN) and first not in self.opening and i - first == 1
                place = bool(head_bits & (t.PLACE_CUE | t.EVENT)) or (noun and low in {"de", "d'", "du", "des"})
                return k - i + 1 if org or person or place else 0
            if (
                org
                and low != "la"
                and (inside & t.NOUN or (not inside and tokens.word[k].isalpha() and len(tokens.low[k]) > 4))
                and not inside & t.TITLE
                and (i - first) < 4
                and not tokens.word[first].isupper()
            ):
                return k - i + 1
            return 0
        if (
            org
            and (i - first) < 6
            and not bits & (t.FIN | t.ADV | t.PREP | t.DET | t.HAVE | t.BE | t.CONJ | t.SUB | t.REL)
        ):
            sort = i == first + 1 and i + 1 < last and tokens.low[i + 1] in {"de", "d'", "du", "des"}
            adjective = (
                sort
                or bool(bits & (t.ADJ | t.DEMONYM))
                or (not bits & (t.NOUN | t.PART) and bool(FRENCH_ADJECTIVE.search(low)))
            )
            if adjective and tokens.low[i - 1] not in {"de", "d'", "du", "des"}:
                return 1
        if _VERSION.match(word):
            return self._version(i, last)
        return 0

    def scan(self) -> list[Name]:
        """The names in text order; in a headline only those that the text has elsewhere."""
        found: list[Name] = []
        for sentence in self.sentences:
            if not sentence.headline:
                self._scan_sentence(sentence, found)
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
                n = self._institution(i, last)
                if n:
                    found.append(self._name(i, i + n))
                behind = i + n
                continue
            if not self._starts(i, last):
                continue
            n = max(1, self._place_at(i))
            while joined := self._joins(i + n, i, last):
                n += joined
            if not (is_event(self.tokens, i, i + n) or is_disease(self.tokens, i, i + n)):
                found.append(self._name(i, i + n))
            behind = i + n

    def _institution(self, i: int, last: int) -> int:
        """« ministère de l'Intérieur »: a lower-case head with a capitalised complement."""
        tokens = self.tokens
        k = behind_sort(self.tokens, self.capital, i + 1, last)
        if k >= last or tokens.low[k] not in {"de", "du", "d'", "des"}:
            return 0
        k += 1
        if k < last and tokens.low[k] in {"la", "l'", "les"}:
            k += 1
        if k >= last or not self.capital[k] or not tokens.word[k][0].isalpha():
            return 0
        n = max(1, self._place_at(k))
        while joined := self._joins(k + n, k, last):
            n += joined
        return k + n - i

    def _name(self, first: int, last: int) -> Name:
        tokens = self.tokens
        start, end = tokens.start[first], tokens.end[last - 1]
        if self.body[end : end + 1] == "+" and not self.body[end + 1 : end + 2].isalnum():
            end += 1
        if tokens.word[first].startswith(_PREFIXES):
            start += 3
        if last - first == 1 and not self.french:
            glued = _GLUED_ADJECTIVE.search(tokens.word[first])
            if glued:
                end -= len(glued.group())
        bits = t.PLACE if tokens.word[first].endswith("-based") else 0
        for b in tokens.tag[first:last]:
            bits |= b
        place = self._place_at(first)
        if place == last - first or self._place_words(start, end):
            bits |= t.PLACE
        placed = 0 < place < last - first and not tokens.tag[first] & t.GIVEN
        ends_in_place = last - first > 1 and self._place_at(last - 1) == 1
        if last + 1 < len(tokens) and tokens.word[last] in {",", "("} and self._place_at(last + 1):
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
