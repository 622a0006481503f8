"""Descriptions that stand for a named actor: "the company", « le président », "the drug"."""

from __future__ import annotations

import re
from bisect import bisect_left

from service.normalize.descriptions.antecedents import Antecedents
from service.normalize.descriptions.epithets import find_epithets
from service.normalize.names.actors import Cast
from service.normalize.names.name_context import FRENCH_ADJECTIVE
from service.normalize.words import tags as t
from service.normalize.words.lexicon import Lexicon
from service.normalize.words.sentences import Sentence
from service.normalize.words.tokens import Tokens
from service.normalize.words.wordset import places_of, wordmap, wordset

_DEFINITE = wordset("descriptions.descriptions.definite")
_CONTRACTED = wordset("descriptions.descriptions.contracted")
_OF = wordset("descriptions.of")
_NARROWING = wordset("descriptions.descriptions.narrowing")
_BEHIND = wordset("descriptions.descriptions.behind")
_GLUED = re.compile(r"-[a-z]+$")
_OTHERS = wordset("descriptions.descriptions.others")
_FRONTED = wordset("descriptions.descriptions.fronted")
_GOES_ON = t.FIN | t.FIN_AMBIGUOUS | t.BE | t.HAVE | t.NEG | t.CLITIC | t.BASE
"""What may follow the subject of a clause."""
_PLAYERS = wordset("descriptions.descriptions.players")
_GENDERS = {article: gender == "feminine" for article, gender in wordmap("descriptions.descriptions.genders").items()}
_LONGEST = 5
"""Words of the longest noun ("président de la République")."""


def _native(tags: list[int], i: int) -> bool:
    return i < len(tags) and bool(tags[i] & t.DEMONYM)


class _Reader:
    """Reads the article once, with the actors that were named in the last sentences at hand."""

    def __init__(self, tokens: Tokens, cast: Cast, lexicon: Lexicon) -> None:
        self.tokens = tokens
        self.cast = cast
        self.lexicon = lexicon
        self.language = lexicon.language
        self.epithets = find_epithets(tokens, cast, lexicon)
        self.antecedents = Antecedents(tokens, cast, self.epithets)
        self.cast_ends = set(cast.ends.values())
        openers = _DEFINITE | _CONTRACTED
        articles = places_of(tokens.low, openers)
        low, tags, count = tokens.low, tokens.tag, len(tokens.word)
        heads = lexicon.anaphor_heads
        if self.language.adjective_follows:
            # Most nouns stand for nobody, and French has them right after the article.
            fitting = heads | _FRONTED
            articles = [i for i in articles if i + 1 < count and (low[i + 1] in fitting or tags[i + 1] & t.DEMONYM)]
        else:
            articles = [i for i in articles if not heads.isdisjoint(low[i + 1 : i + 10]) or _native(tags, i + 1)]
        self.starts = sorted({*articles, *cast.at})

    def read(self, sentence: Sentence) -> None:
        self.antecedents.new_sentence()
        low, cast = self.tokens.low, self.cast
        behind = sentence.first
        starts = self.starts
        for i in starts[bisect_left(starts, behind) : bisect_left(starts, sentence.last)]:
            if i < behind:
                continue
            index = cast.at.get(i)
            if index is not None:
                self.antecedents.note(index)
                behind = max(cast.ends[i], i + 1)
            elif i + 1 < sentence.last:
                found = self._described(i, sentence.last)
                if found is not None and not self._apposition(i, found[1]):
                    target, last = found
                    self.antecedents.note_described(target)
                    cast.mention(self.tokens, target, i + 1 if low[i] == "l'" or low[i] in _CONTRACTED else i, last)
                    cast.at[i] = target
                    cast.ends[i] = last
                    behind = last

    def _described(self, i: int, last: int) -> tuple[int, int] | None:
        """The actor that the noun phrase with its article at `i` stands for, and the token after it."""
        found = self._noun(i + 1, last)
        if found is None:
            return None
        noun, after, kind, modified = found
        low, tags = self.tokens.low, self.tokens.tag
        word = " ".join(low[noun:after])
        home = ""
        if self.language.adjective_follows:
            while after < last and after - noun < _LONGEST and self._adjective_after(after):
                home = low[after] if tags[after] & t.DEMONYM else home
                after += 1
        else:
            home = next((low[k] for k in range(i + 1, noun) if tags[k] & t.DEMONYM), "")
        if kind == "PERSON" and word in _PLAYERS and after + 1 < last and low[after] in _OF:
            return self._player(i, word, after, last)
        if after < last and not self._ends_phrase(after, kind):
            return None
        if low[i] in _CONTRACTED and kind == "PERSON":
            return None
        surely = modified or word not in self.lexicon.anaphors
        if kind == "PERSON" and tags[noun] & t.DEMONYM and after == noun + 1:
            surely, home = False, low[noun]
        target = self.antecedents.meant(word, kind, home, i, surely=surely, feminine=_GENDERS.get(low[i]))
        if target is None:
            return None
        self.epithets.add(target, word)
        return target, after

    def _player(self, i: int, word: str, of: int, last: int) -> tuple[int, int] | None:
        """« Le demi de mêlée du Stade Toulousain », "the captain of the side": one of the people just named."""
        house = of + 1
        if house < last and self.tokens.low[house] in {"la", "le", "l'", "the"}:
            house += 1
        if house >= last or house not in self.cast.at or self.tokens.low[i] in _CONTRACTED:
            return None
        if self.cast.actors[self.cast.at[house]].kind not in {"ORGANIZATION", "PLACE"}:
            return None
        after = self.cast.ends[house]
        if after < last and self.tokens.tag[after] & (t.ORG_CUE | t.NOUN) and self.tokens.word[after].islower():
            # "the leader of the Syriza party"
            after += 0 if not self.language.nouns_compound or self.tokens.tag[after] & (t.FIN | t.FIN_AMBIGUOUS) else 1
        if after < last and self.tokens.word[after] == "," and self._named_after(after, "PERSON"):
            return None
        target = self.antecedents.player(word, _GENDERS.get(self.tokens.low[i]))
        return None if target is None else (target, after)

    def _noun(self, i: int, last: int) -> tuple[int, int, str, bool] | None:  # noqa: C901
        """The noun of the phrase from `i`: its first token, the one after it, its kind, whether a noun modifies it."""
        tags, low, word = self.tokens.tag, self.tokens.low, self.tokens.word
        k = self._after_homes(i, last)
        modified = False
        if k in self.cast.at:
            # "The Manchester group": a place in front of the noun says where from.
            place = self.cast.actors[self.cast.at[k]].kind == "PLACE" and self.language.nouns_compound
            k = self.cast.ends[k]
            if not place or k >= last or self._phrase(k, last) is None:
                return None
        if self._native(k, last):
            return k, k + 1, "PERSON", False
        for _ in range(3):
            if k >= last:
                return None
            found = self._phrase(k, last) if word[k] == low[k] or k == i else None
            if found is not None and word[k] != low[k] and not word[k].isupper():
                # "the Game Awards"
                found = None
            if found is not None and not self._goes_on(found[0], last):
                return k, found[0], found[1], modified
            if low[k] in _OTHERS or not word[k][0].isalnum() or (word[k] != low[k] and not tags[k] & t.DEMONYM):
                return None
            if self.language.adjective_follows:
                if low[k] not in _FRONTED:
                    return None
            elif not (tags[k] & (t.DEMONYM | t.ADJ) or _GLUED.search(word[k])):
                if not tags[k] & t.NOUN or tags[k] & (t.FIN | t.PREP | t.DET):
                    return None
                modified = True
            k += 1
        return None

    def _phrase(self, k: int, last: int) -> tuple[int, str] | None:
        """The token after the longest noun at `k` that may stand for an actor, and of which kind."""
        low, words = self.tokens.low, self.lexicon
        if low[k] not in words.anaphor_heads:
            return None
        longest = _LONGEST if low[k] in words.anaphor_starts else 1
        for n in range(longest, 0, -1):
            phrase = " ".join(low[k : k + n]) if n > 1 else low[k]
            if k + n > last:
                continue
            kind = words.anaphors.get(phrase) or words.called.get(phrase)
            product = phrase in words.products
            if kind is None and product:
                return k + n, "PRODUCT"
            if kind is not None:
                # "the platform": an organization, or a product where the article has one called so.
                made = product and any(self.cast.actors[a].kind == "PRODUCT" for a in self.epithets.called(phrase))
                return k + n, "PRODUCT" if made else kind
        return None

    def _goes_on(self, after: int, last: int) -> bool:
        """ "the drug company": another noun follows that may stand for an actor."""
        if not self.language.nouns_compound or after >= last:
            return False
        found = self._phrase(after, last)
        return found is not None and not self.tokens.tag[after] & (t.FIN | t.FIN_AMBIGUOUS | t.BASE)

    def _adjective_after(self, k: int) -> bool:
        """« le club olympien », « l'élu écologiste »."""
        bits, low = self.tokens.tag[k], self.tokens.low[k]
        if bits & t.DEMONYM and k not in self.cast.at:
            return True
        if bits & (t.FIN | t.FIN_AMBIGUOUS | t.PREP | t.DET | t.ADV | t.HAVE | t.BE | t.NEG | t.PART | t.CONJ):
            return False
        return self.tokens.word[k] == low and low.isalpha() and bool(bits & t.ADJ or FRENCH_ADJECTIVE.search(low))

    def _native(self, i: int, last: int) -> bool:
        """ "The Italian, 24,", « le Slovène de 27 ans »: one person by the nation."""
        word, low = self.tokens.word[i], self.tokens.low
        if not self.tokens.tag[i] & t.DEMONYM or not word[0].isupper() or low[i].endswith(("s", "x", "sh", "ese")):
            return False
        if i + 1 >= last:
            return True
        after = self.tokens.tag[i + 1]
        return self.tokens.word[i + 1] in ",." or bool(after & (t.FIN | t.HAVE | t.BE | t.REPORT)) or self._aged(i + 1)

    def _aged(self, i: int) -> bool:
        """« de 64 ans », « (24 ans, … »."""
        low = self.tokens.low
        return low[i] in {"de", "("} and i + 2 < len(low) and low[i + 1].isdigit() and low[i + 2] == "ans"

    def _apposition(self, i: int, after: int) -> bool:
        """ "Anthropic, the startup after": says more of the name in front of it."""
        abbreviated = i > 2 and self.tokens.word[i - 2] == "." and i - 2 in self.cast_ends
        if i < 2 or self.tokens.word[i - 1] != "," or not (i - 1 in self.cast_ends or abbreviated):
            return False
        return not (after < len(self.tokens.word) and self.tokens.tag[after] & _GOES_ON)

    def _after_homes(self, i: int, last: int) -> int:
        """The token after "Austin, Texas-based" in front of a noun, or `i` itself."""
        k = i
        while k < last and (k in self.cast.at or (self.tokens.word[k] == "," and k > i)) and k - i < 6:
            k = self.cast.ends[k] if k in self.cast.at else k + 1
        return k if k > i and _GLUED.search(self.tokens.word[k - 1]) else i

    def _named_after(self, comma: int, kind: str) -> bool:
        """ "the leader, Conservative councillor Roger Stapleton": whoever is meant is named at once."""
        cast, tokens = self.cast, self.tokens
        behind = comma + 1
        for k in range(comma + 1, min(comma + 6, len(tokens.word))):
            if k < behind:
                continue
            if k in cast.at:
                behind = cast.ends[k]
                if cast.actors[cast.at[k]].kind != kind and tokens.tag[min(behind, len(tokens.word) - 1)] & t.TITLE:
                    # "Labour councillor Roger Stapleton"
                    continue
                closed = behind < len(tokens.word) and tokens.word[behind] in ",."
                actor = cast.actors[cast.at[k]]
                return actor.kind == kind or (k == comma + 1 and closed and not actor.gendered)
            if not tokens.tag[k] & (t.TITLE | t.NOUN | t.ADJ | t.DEMONYM | t.DET) or tokens.word[k] == ",":
                return False
        return False

    def _ends_phrase(self, after: int, kind: str) -> bool:
        """Whether nothing after the noun says which one is meant."""
        low, tags = self.tokens.low, self.tokens.tag
        if kind == "PERSON" and self._aged(after):
            return True
        if kind == "PRODUCT" and low[after] in _BEHIND:
            return False
        if low[after] in {"in", "en"} and after + 1 < len(low):
            # "bought the chain in May" says when
            timed = tags[after + 1] & (t.MONTH | t.WEEKDAY | t.NUMBER) or low[after + 1][0].isdigit()
            if timed:
                return True
        if low[after] in _OF or low[after] in _NARROWING or low[after] == "(" or after in self.cast.at:
            return False
        if self.tokens.word[after] == "," and self._named_after(after, kind):
            return False
        if self.language.adjective_follows and not tags[after] and self.tokens.word[after].isalpha():
            return False
        modifier = tags[after] & (t.ADJ | t.DEMONYM | t.NOUN | t.TITLE)
        return not modifier or bool(tags[after] & (t.FIN_AMBIGUOUS | t.FIN | t.PREP | t.ADV | t.BASE | t.DET))


def resolve_descriptions(tokens: Tokens, sentences: list[Sentence], cast: Cast, lexicon: Lexicon) -> None:
    """Let "the company" and « le président » point at the actor they stand for, where one stands out."""
    reader = _Reader(tokens, cast, lexicon)
    for sentence in sentences:
        reader.read(sentence)
