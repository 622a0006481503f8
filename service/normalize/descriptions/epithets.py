"""What an article calls its actors beside their names: "the chain Brackley", « l'attaquant néerlandais Verhoeven ».

These nouns, once said of somebody, tell later who "the chain" or « le Néerlandais » is.
"""

from __future__ import annotations

import re

import msgspec

from service.normalize.names.actors import Cast
from service.normalize.names.names import Name
from service.normalize.words import tags as t
from service.normalize.words.lexicon import Lexicon
from service.normalize.words.tokens import Tokens
from service.normalize.words.wordset import wordset

_LONGEST = 5
"""Words of a noun phrase beside a name that are read."""
_ENOUGH = 8
"""Mentions of an actor that are read; who is introduced at all is so early."""
_ARTICLES = wordset("descriptions.epithets.articles")
_OF = wordset("descriptions.of")
_OWNED = wordset("descriptions.epithets.owned")
_GENDERED = re.compile(r"(?:e|es|s)$")
_NO_NOUN = t.DET | t.PREP | t.CONJ | t.REL | t.SUB | t.PRON | t.PRON_SUBJ | t.BE | t.HAVE | t.NEG | t.CLITIC
_DESCRIBING = t.NOUN | t.ADJ | t.TITLE | t.DEMONYM | t.ORG_CUE | t.PRODUCT_CUE | t.NUMBER
_VERBAL = t.FIN | t.FIN_AMBIGUOUS | t.PART | t.GER | t.INF | t.ADV
_AGED = wordset("descriptions.epithets.aged")


class Epithets(msgspec.Struct):
    """Nouns and nationalities to the actors that the article calls so."""

    nouns: dict[str, set[int]]
    homes: dict[str, set[int]]
    """Stems of nationalities: « néerlandais », "dutch"."""

    def called(self, noun: str) -> set[int]:
        """Who is called by the noun, « directrice générale » or "chain"."""
        return self.nouns.get(noun, set())

    def of_home(self, demonym: str) -> set[int]:
        """Who is said to be from there."""
        return self.homes.get(stem(demonym), set())

    def add(self, index: int, noun: str) -> None:
        """Let an actor be called by a noun from now on."""
        self.nouns.setdefault(noun, set()).add(index)


def stem(demonym: str) -> str:
    """« néerlandaise » and « néerlandais » alike."""
    return _GENDERED.sub("", demonym)


def find_epithets(tokens: Tokens, cast: Cast, lexicon: Lexicon) -> Epithets:
    """What stands right in front of the actors' names or in apposition to them."""
    epithets = Epithets({}, {})
    reader = _Phrases(tokens, cast, lexicon, epithets)
    for index, actor in enumerate(cast.actors):
        for title in actor.titles:
            epithets.add(index, title)
        for name in actor.names[:_ENOUGH]:
            reader.read(index, name)
    return epithets


class _Phrases:
    """Reads the noun phrases around names."""

    def __init__(self, tokens: Tokens, cast: Cast, lexicon: Lexicon, epithets: Epithets) -> None:
        self.tokens = tokens
        self.cast = cast
        self.lexicon = lexicon
        self.epithets = epithets
        self.named = bytearray(len(tokens.word) + 1)
        for first, last in cast.ends.items():
            self.named[first:last] = b"\1" * (last - first)
        self.heads = lexicon.anaphor_heads

    def read(self, index: int, name: Name) -> None:
        """Note what the phrases beside one mention of the actor say."""
        words = self.tokens.word
        before = name.first - 1
        if before >= 0 and not self.tokens.tag[before] & _NO_NOUN:
            if words[before] == ",":
                # « la directrice générale, Anne-Sophie de Kermadec »
                self._phrase_before(index, before - 1, apart=True)
                self._office_before(index, before)
            else:
                self._phrase_before(index, before, apart=False)
        after = name.last
        if after + 1 < len(words) and (words[after] == "," or words[after] == "("):
            self._phrase_after(index, after + 1)

    def _phrase_before(self, index: int, k: int, *, apart: bool) -> None:
        """The noun phrase that ends at `k`: "Prime Minister", « le groupe français »."""
        tokens = self.tokens
        first = k
        while first > k - _LONGEST and first >= 0 and self._belongs(first):
            first -= 1
        if first == k:
            return
        if apart and (first < 0 or tokens.low[first] not in _ARTICLES):
            return
        self._note(index, first + 1, k + 1)

    def _office_before(self, index: int, comma: int) -> None:
        """« La maire de Rennes, Nathalie Appéré », "the head of the union, Ann Roe": an office and where it is held."""
        low, tags, words = self.tokens.low, self.tokens.tag, self.tokens.word
        for k in range(comma - 3, max(-1, comma - 11), -1):
            if words[k] in ',;:.«»"' or tags[k] & (t.BE | t.HAVE | t.REL | t.SUB):
                return
            office = low[k] in _ARTICLES and (tags[k + 1] & t.TITLE or low[k + 1] in self.heads)
            if office and any(low[of] in _OF for of in range(k + 2, min(k + 5, comma))):
                of = next(of for of in range(k + 2, comma) if low[of] in _OF)
                self._note(index, k + 1, of)
                return

    def _phrase_after(self, index: int, k: int) -> None:
        """ ", a trader registered in Cyprus", « , directeur sportif, »; an age may stand in front."""
        tokens = self.tokens
        count = len(tokens.word)
        if tokens.word[k][0].isdigit():
            while k < count and (tokens.word[k][0].isdigit() or tokens.low[k] in _AGED or tokens.word[k] == ","):
                k += 1
        began = k
        if k < count and tokens.low[k] in _ARTICLES:
            k += 1
        while k < count and self.named[k] and k - began < _LONGEST:
            # "the MHRA's director for quality"
            k += 1
            if k < count and tokens.low[k] in _OWNED:
                k += 1
        last = k
        while last < count and last - k < _LONGEST and self._belongs(last):
            last += 1
        if last > k:
            self._note(index, k, last)

    def _belongs(self, k: int) -> bool:
        """A noun or adjective of the phrase."""
        bits, word = self.tokens.tag[k], self.tokens.word[k]
        if self.named[k] or not word[0].isalpha() or self.tokens.low[k] in _ARTICLES:
            return False
        return not bits & _NO_NOUN and (bool(bits & _DESCRIBING) or not bits & _VERBAL)

    def _note(self, index: int, first: int, last: int) -> None:
        """Every noun or phrase of nouns among the words that may stand for an actor."""
        low, tags = self.tokens.low, self.tokens.tag
        fitting = self.lexicon.products if self.cast.actors[index].kind == "PRODUCT" else self.lexicon.anaphors
        for i in range(first, last):
            if tags[i] & t.DEMONYM:
                self.epithets.homes.setdefault(stem(low[i]), set()).add(index)
            for n in (1, 2, 3) if low[i] in self.heads else ():
                phrase = " ".join(low[i : i + n])
                if i + n <= last and phrase in fitting:
                    self.epithets.add(index, phrase)
            if tags[i] & t.TITLE and self.cast.actors[index].kind == "PERSON":
                self.epithets.add(index, low[i])
