"""How far a name goes: what joins the words in front of it, and what ends it."""

from __future__ import annotations

import re

from service.normalize.names.name_context import (
    FRENCH_ADJECTIVE,
    PORTFOLIOS,
    after_sort,
    after_title,
    office,
    owner_ahead,
    set_apart,
    surname,
)
from service.normalize.words import tags as t
from service.normalize.words.lexicon import Lexicon
from service.normalize.words.tokens import Tokens
from service.normalize.words.wordset import wordset

_LIGHT_PARTICLES = wordset("names.name_extent.light_particles")
_SURNAME_PARTICLES = wordset("names.name_extent.surname_particles")
PLURAL_ACRONYM = re.compile(r"[A-Z]{2,}s$")
"""Sorts of people and things: "MPs", "NGOs"."""
_NAMED_HOUSES = wordset("names.name_extent.named_houses")
_ABSTRACT = re.compile(r"(?:tion|ment|ity|ing|ance|ence|ship|ness|research|science|trade|industry|culture|sport)s?$")
_NICKNAME_OPENS = frozenset('"“«(')
_NICKNAME_CLOSES = frozenset('"”»)')
_OFFICERS = wordset("names.name_extent.officers")
_CARDINAL = wordset("names.name_extent.cardinal")
_OF_PLACE = wordset("names.name_extent.of_place")
_AGAINST = wordset("names.name_extent.against")
_COLOURS = wordset("names.name_extent.colours")
LETTERS_AFTER = wordset("names.name_extent.letters_behind")
_EDITIONS = wordset("names.name_extent.editions")
_HOUSE_WORDS_MAX = 16
"""Words with a capital, "European …", after which "Association" is looked for."""
_VERSION = re.compile(r"(?:\d{1,3}(?:\.\d{1,2})*|\d{2,4}-\d{1,2})$")


class NameExtent:
    """Tells of the words after a name's first one which belong to it, in one text."""

    def __init__(
        self, tokens: Tokens, capital: list[bool], opening: set[int], diseases: set[str], lexicon: Lexicon
    ) -> None:
        self.tokens = tokens
        self.capital = capital
        self.opening = opening
        self.diseases = diseases
        self.lexicon = lexicon
        self.language = lexicon.language

    def place_at(self, i: int) -> int:
        """How many tokens a known place takes at `i`, 0 if none."""
        low = self.tokens.low
        known = self.lexicon.places.get(low[i])
        if known is None:
            return 0
        for words, _ in known:
            n = len(words)
            if n == 1 or tuple(low[i : i + n]) == words:
                return n
        return 0

    def is_country(self, first: int, last: int) -> bool:
        """Whether the words are a country's name."""
        words = tuple(self.tokens.low[first:last])
        return any(entry == words and sort == "COUNTRY" for entry, sort in self.lexicon.places.get(words[0], ()))

    def organization_ahead(self, i: int, last: int) -> bool:
        """Whether the capitalised words from `i` end in an organization's: "European … Association"."""
        tokens = self.tokens
        last = min(last, i + _HOUSE_WORDS_MAX)
        while (
            i < last and (self.capital[i] or tokens.low[i] in {"'", "'s"}) and tokens.start[i] - tokens.end[i - 1] <= 1
        ):
            if tokens.tag[i] & (t.ORG_HEAD | t.ORG_SUFFIX) and not tokens.tag[i] & t.TITLE:
                return True
            i += 1
        return False

    def joins(self, i: int, first: int, last: int) -> int:  # noqa: C901
        """How many tokens from `i` (after a name begun at `first`) join it; 0 when it ends there."""
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
        if (
            low in {"'s", "'"}
            and self.language.genitive_ending
            and i + 1 < last
            and self.organization_ahead(i + 1, last)
        ):
            common = tokens.tag[i - 1] & (t.DEMONYM | t.NOUN | t.TITLE) or tokens.low[first] in {"st", "saint"}
            whole_place = self.place_at(first) == i - first
            return 2 if not whole_place and (common or tokens.tag[first] & t.DEMONYM or low == "'") else 0
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
        if word in _NICKNAME_OPENS and head_bits & t.GIVEN and i == first + 1:
            return 4 if self._nicknamed(i, last) else 0
        if glued and low == "et" and tokens.low[first] in _COLOURS:
            # « les Sang et Or »: a club by its colours.
            return 2 if tokens.low[i + 1] in _COLOURS else 0
        if glued and low in self.language.foreign_joints and not head_bits & t.GIVEN:
            return 2
        if low in _LIGHT_PARTICLES and i + 2 < last and tokens.low[i + 1] in _LIGHT_PARTICLES and self.capital[i + 2]:
            return 3
        if low in _LIGHT_PARTICLES and glued and low not in self.language.articles_like_particles:
            return 2
        if low == "do" and glued and i > first + 1:
            # "Andre Correa do Lago"; elsewhere English asks with it.
            return 2
        if self.language.names_joined_by_prepositions:
            return self._joins_by_preposition(i, first, last, head_bits)
        if low == "of" and head_bits & t.TITLE and not (head_bits | tokens.tag[i - 1]) & t.ORG_HEAD:
            return 0
        owning = tokens.tag[i - 1] | (head_bits & t.ORG_HEAD)
        if low in {"of", "for"} and owning & (t.ORG_HEAD | t.PLACE_CUE | t.INSTITUTION | t.EVENT):
            skip = 2 if i + 1 < last and low == "of" and tokens.low[i + 1] == "the" else 1
            if i + skip < last and self.capital[i + skip] and not tokens.tag[i + skip] & (t.MONTH | t.WEEKDAY):
                return skip + 1
        if low in {"de", "du", "des"} and glued:
            return 2
        if _VERSION.match(word):
            return self._version(i, last)
        return 0

    def _nicknamed(self, i: int, last: int) -> bool:
        """'Paul "Bonehead" Arthurs': one capitalised word in quotes, and the surname."""
        if i + 3 >= last or self.tokens.word[i + 2] not in _NICKNAME_CLOSES:
            return False
        return self.capital[i + 1] and self.capital[i + 3]

    def _named_by_nouns(self, i: int, first: int, last: int) -> bool:
        """ "Food and Drug Administration", "Department of Health and Human Services": nouns on both sides of "and"."""
        tags = self.tokens.tag
        nouns = [tags[k] & t.NOUN or _ABSTRACT.search(self.tokens.low[k]) for k in (i - 1, i + 1)]
        if first == i - 1 and tags[first] & t.ORG_HEAD and tags[i + 1] & t.ORG_HEAD:
            # "the University and College Union"
            return i > 1 and self.tokens.low[i - 2] == "the" and self.organization_ahead(i + 2, last)
        if not nouns[0] or not (nouns[1] or tags[i + 1] & t.ADJ) or tags[i + 1] & t.GIVEN:
            return False
        housed = any(bits & (t.ORG_HEAD | t.INSTITUTION) for bits in tags[first:i])
        abstract = bool(_ABSTRACT.search(self.tokens.low[i + 1]))
        return self.organization_ahead(i + 2, last) if not housed else abstract or not tags[i + 1] & t.ORG_HEAD

    def _version(self, i: int, last: int) -> int:
        tokens = self.tokens
        if i + 1 < last and tokens.tag[i + 1] & (t.SCALE | t.CURRENCY):
            return 0
        if not tokens.word[i].isdigit():
            return 1
        if self._scores(i):
            return 0
        if i + 1 < last:
            after = tokens.tag[i + 1]
            if after & t.PRODUCT_CUE or tokens.low[i + 1] in _EDITIONS:
                return 1
            if after & (t.NOUN | t.SCALE | t.CURRENCY | t.ADJ | t.MONTH | t.NUMBER) or tokens.word[i + 1] in "%€$£–-:":
                return 0
        return 0 if tokens.tag[i - 1] & (t.PLACE | t.GIVEN) or self.place_at(i - 1) else 1

    def _scores(self, i: int) -> bool:
        """ "Barnsley 0 Bolton 3": a number, a name, a number."""
        words, count = self.tokens.word, len(self.tokens.word)
        if i > 1 and words[i - 2].isdigit() and len(words[i]) < 4:
            return True
        if len(words[i]) > 3 or i + 2 >= count or not self.capital[i + 1]:
            return False
        k = i + 2
        while k < count and k < i + 4 and self.capital[k]:
            k += 1
        return k < count and words[k].isdigit()

    def _joins_capital(self, i: int, first: int, last: int) -> int:  # noqa: C901
        tokens = self.tokens
        bits = tokens.tag[i]
        if i in self.opening and tokens.word[i - 1] in '«“":–—(':
            return 0
        if bits & (t.MONTH | t.WEEKDAY) and not tokens.tag[first] & t.GIVEN:
            return 0
        particled = tokens.tag[first] & t.GIVEN and tokens.low[i - 1] in _SURNAME_PARTICLES and self.capital[i - 1]
        if particled or surname(self.tokens, self.capital, i, first):
            return 1
        owned = tokens.tag[first] & t.ORG_HEAD or (
            self.language.names_joined_by_prepositions and tokens.tag[i - 1] & t.DET
        )
        if (
            bits & t.DEMONYM
            and not owned
            and not (i + 1 < last and self.capital[i + 1] and self.organization_ahead(i + 1, min(last, i + 4)))
        ):
            return 0
        if tokens.low[i] in PORTFOLIOS and not (i + 1 < len(tokens.word) and tokens.tag[i + 1] & t.TITLE):
            return 1
        if (
            bits & t.TITLE
            and not bits & (t.ORG_HEAD | t.GIVEN)
            and not self.organization_ahead(i + 1, min(i + 2, last))
        ):
            return 0
        if (
            tokens.word[i] in LETTERS_AFTER
            or tokens.low[i] in {"no", "nr"}
            or (tokens.word[i][-1] == "s" and PLURAL_ACRONYM.match(tokens.word[i]))
        ):
            return 0
        if tokens.low[i] in {"district", "circuit"} and office(tokens, self.capital, i, last):
            return 0
        if bits & t.GIVEN and not tokens.tag[first] & t.GIVEN and after_title(self.tokens, first):
            return 0
        # « le député de l'Aisne Thibault Mercœur »: a place after "of", then who is from there.
        located = first > 0 and tokens.low[first - 1] in _OF_PLACE and self.place_at(first) == i - first
        if located and bits & t.GIVEN and i + 1 < last and self.capital[i + 1]:
            return 0
        if bits & t.GENERIC and tokens.word[i].isupper() and tokens.word[i] in {"CEO", "PDG", "CFO", "COO"}:
            return 0
        if tokens.low[i] in _OFFICERS and tokens.low[i + 1 : i + 2] == ["officer"]:
            return 0
        if bits & (t.PRON_SUBJ | t.CONJ) and not bits & t.PARTICLE and len(tokens.word[i]) > 1 and not bits & t.GIVEN:
            return 0
        return 1

    def _joins_by_preposition(self, i: int, first: int, last: int, head_bits: int) -> int:  # noqa: C901
        tokens = self.tokens
        bits, low, word = tokens.tag[i], tokens.low[i], tokens.word[i]
        org = bool((head_bits | tokens.tag[i - 1] * self.capital[i - 1]) & (t.ORG_HEAD | t.INSTITUTION))
        against = low in {"contre", "sans"} and self._stands_against(first)
        if against or low in {"de", "d'", "du", "des", "la", "le", "les", "pour", "aux"}:
            k = i + 1
            if k < last and low in {"de", "pour", "contre"} and tokens.low[k] in {"la", "l'", "les", "le"}:
                k += 1
            if k >= last:
                return 0
            inside = tokens.tag[k]
            place = self.place_at(first) == i - first and not head_bits & (t.PLACE_CUE | t.GIVEN)
            if low in {"du", "de"} and place:
                return k - i + 1 if tokens.low[k] in _CARDINAL else 0
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
            if i == first + 1 and low in {"des", "du"} and inside & t.NOUN and self._common_head(first):
                return k - i + 1
            if (
                org
                and low != "la"
                and (inside & t.NOUN or (not inside and tokens.word[k].isalpha() and len(tokens.low[k]) > 4))
                and not inside & t.TITLE
                and low != "aux"
                and (i - first) < (6 if low in {"du", "des"} or k == i + 2 else 4)
                and not tokens.word[first].isupper()
            ):
                return k - i + 1
            return 0
        if (
            org
            and (i - first) < 8
            and not bits & (t.FIN | t.ADV | t.PREP | t.DET | t.HAVE | t.BE | t.CONJ | t.SUB | t.REL)
        ):
            sort = i == first + 1 and i + 1 < last and tokens.low[i + 1] in {"de", "d'", "du", "des"}
            apposed = (
                bits & t.NOUN and not bits & (t.FIN_AMBIGUOUS | t.TITLE | t.PLURAL) and tokens.word[i - 1].istitle()
            )
            adjective = (
                sort
                or (i == first + 1 and first not in self.opening and apposed)
                or bool(bits & (t.ADJ | t.DEMONYM))
                or (not bits & (t.NOUN | t.PART) and bool(FRENCH_ADJECTIVE.search(low)))
                or (i == first + 1 and low.endswith(("iste", "istes")))
            )
            if adjective and tokens.low[i - 1] not in {"de", "d'", "du", "des"}:
                return 1
        if low in {"uni", "unie", "unis", "unies"} and self.capital[i - 1]:
            return 1
        if i == first + 1 and self._common_head(first) and self._plain_adjective(i):
            return 1
        if i > first + 1 and tokens.low[first] in {"la", "le", "les"} and i - first == 2 and self._plain_adjective(i):
            return 1
        if _VERSION.match(word):
            return self._version(i, last)
        return 0

    def _stands_against(self, first: int) -> bool:
        """« Médecins sans frontières », « Ligue contre le cancer », but « le Sénat sans justice fiscale »."""
        return self.tokens.low[first].endswith("s") or self.tokens.low[first] in _AGAINST

    def _common_head(self, first: int) -> bool:
        """A common noun with a capital inside a sentence: the head of a name such as « Assurance maladie »."""
        bits = self.tokens.tag[first]
        if first in self.opening or bits & (t.GIVEN | t.TITLE | t.DEMONYM | t.PLACE_CUE) or self.place_at(first):
            return False
        return bool(bits & t.NOUN) and not bits & (t.GENERIC | t.EVENT)

    def _plain_adjective(self, i: int) -> bool:
        bits = self.tokens.tag[i]
        if bits & (t.FIN | t.FIN_AMBIGUOUS | t.PART | t.ADV | t.PREP | t.DET | t.BE | t.HAVE | t.NOUN):
            return False
        return bool(bits & (t.ADJ | t.DEMONYM) or FRENCH_ADJECTIVE.search(self.tokens.low[i]))

    def institution(self, i: int, last: int) -> int:
        """« ministère de l'Intérieur »: a lower-case head with a capitalised complement."""
        tokens = self.tokens
        if tokens.low[i] in _NAMED_HOUSES and i + 1 < last and self.capital[i + 1] and not tokens.tag[i + 1] & t.TITLE:
            n = max(1, self.place_at(i + 1))
            while joined := self.joins(i + 1 + n, i + 1, last):
                n += joined
            return n + 1
        if i and tokens.low[i - 1] in {"un", "une"}:
            # « devant un tribunal de San Francisco »: one of many.
            return 0
        k = after_sort(self.tokens, self.capital, i + 1, last)
        if k >= last or tokens.low[k] not in {"de", "du", "d'", "des"}:
            return 0
        k += 1
        if k < last and tokens.low[k] in {"la", "l'", "les"}:
            k += 1
        if k >= last or not self.capital[k] or not tokens.word[k][0].isalpha():
            return 0
        n = max(1, self.place_at(k))
        while joined := self.joins(k + n, k, last):
            n += joined
        return k + n - i
