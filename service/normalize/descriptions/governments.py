"""What a country acts through: "the French government", « l'exécutif », "parliament", and its political families."""

from __future__ import annotations

from service.normalize.names.actors import Actor, Cast
from service.normalize.names.name_context import GOVERNMENT
from service.normalize.words import tags as t
from service.normalize.words.lexicon import Lexicon
from service.normalize.words.tokens import Tokens
from service.normalize.words.wordset import phrasemap, wordset

_SURE = wordset("descriptions.governments.sure")
_PARLIAMENT = wordset("descriptions.governments.parliament")
_HOUSES = wordset("descriptions.governments.houses")
_DEFINITE = wordset("descriptions.governments.definite")
_BOTH = tuple(
    (first, house) for first, houses in phrasemap("descriptions.governments.both").items() for house in houses
)
_SORTS = 2
"""Words between a country and what it acts through: "Bulgaria's four-party government"."""
_SPEAKS_FOR = t.TITLE


class Governments:
    """Finds the institutions of one text."""

    def __init__(self, tokens: Tokens, cast: Cast, lexicon: Lexicon, body: str, marked: list[int]) -> None:
        self.tokens = tokens
        self.marked = marked
        self.cast = cast
        self.lexicon = lexicon
        self.body = body
        self.language = lexicon.language
        self.known = {actor.name.casefold(): index for index, actor in enumerate(cast.actors)}
        self.governments: list[int] = []
        """Actors that are governments, in the order in which they were named."""

    def find(self) -> None:
        """Add the institutions that an adjective or a country tells apart, then those that are simply "the"."""
        low = self.tokens.low
        nouns = [i for i in self.marked if low[i] in self.lexicon.state_nouns]
        for i in nouns:
            if self.tokens.word[i] == low[i] and i not in self.cast.at:
                self._told_apart(i)
        governing = [i for i in nouns if low[i] in GOVERNMENT]
        said = self.governments or any(low[i] in _SURE and self._definite(i) for i in governing)
        covered = self._covered() if governing else set()
        for i in governing:
            if i not in covered and self._definite(i) and (low[i] in _SURE or said):
                self._government(i)
        for i in nouns:
            if low[i] in _PARLIAMENT and i not in self.cast.at:
                self._parliament(i)
        self._both_houses()
        self._families()

    def _covered(self) -> set[int]:
        return {k for first, last in self.cast.ends.items() for k in range(first, last)}

    def _told_apart(self, i: int) -> None:
        """ "the French government", « l'armée russe », "Bulgaria's four-party government"."""
        tags = self.tokens.tag
        adjective = i + 1 if self.language.adjective_follows else i - 1
        if 0 <= adjective < len(tags) and tags[adjective] & t.DEMONYM and adjective not in self.cast.at:
            self._add(min(i, adjective), max(i, adjective) + 1, i)
            return
        if self.language.adjective_follows:
            return
        k = i - 1
        while k > i - 1 - _SORTS and k >= 0 and self.tokens.low[k] not in {"'s", "'"}:
            if not tags[k] & (t.ADJ | t.NOUN) and "-" not in self.tokens.word[k]:
                return
            k -= 1
        if k < 1 or self.tokens.low[k] not in {"'s", "'"}:
            return
        place = next((a for a in range(k - 3, k) if self.cast.ends.get(a) == k), None)
        if place is not None and self.cast.actors[self.cast.at[place]].kind == "PLACE":
            self._add(place, i + 1, i)

    def _add(self, first: int, last: int, noun: int) -> int:
        text = self.body[self.tokens.start[first] : self.tokens.end[last - 1]]
        index = self.known.get(text.casefold())
        if index is None:
            index = self.known[text.casefold()] = len(self.cast.actors)
            self.cast.actors.append(Actor(text, "GROUP", [], [text], [], set(), plural=True))
        self.cast.mention(self.tokens, index, first, last)
        if self.tokens.low[noun] in GOVERNMENT and index not in self.governments:
            self.governments.append(index)
        return index

    def _definite(self, i: int) -> bool:
        """ "the government" as such, not "a government", "the government spokesman"."""
        low, tags = self.tokens.low, self.tokens.tag
        if not i or low[i - 1] not in _DEFINITE or i in self.cast.at:
            return False
        if low[i - 1] == "du" and i > 1 and tags[i - 2] & _SPEAKS_FOR:
            return False
        if i + 1 >= len(low):
            return True
        after = tags[i + 1]
        if self.language.adjective_follows:
            if low[i + 1] in {"de", "d'"} and i + 2 < len(low):
                # « accuse le gouvernement d'avoir menti »
                return bool(tags[i + 2] & (t.INF | t.HAVE | t.BE | t.CLITIC | t.NEG))
            return not after & (t.DEMONYM | t.PART) and not self._adjective(i + 1)
        modifying = after & (t.NOUN | t.TITLE) and not after & (t.FIN | t.FIN_AMBIGUOUS | t.BASE | t.BE | t.HAVE)
        return not modifying and low[i + 1] not in {"of", "led"} and not self.tokens.word[i + 1][0].isupper()

    def _adjective(self, k: int) -> bool:
        return bool(self.tokens.tag[k] & t.ADJ) and not self.tokens.tag[k] & (t.FIN | t.FIN_AMBIGUOUS | t.ADV)

    def _government(self, i: int) -> None:
        place = self.tokens.start[i]
        before = [g for g in self.governments if self.cast.actors[g].mentions[0][0] < place]
        index = before[-1] if before else (self.governments[0] if self.governments else None)
        first = i if self.tokens.low[i - 1] in {"du", "au"} else i - 1
        if index is None:
            index = self._new(i)
            self.governments.append(index)
        self._mention(index, first, i + 1)

    def _new(self, noun: int) -> int:
        name = self.tokens.word[noun]
        index = self.known.get(name.casefold())
        if index is None:
            index = self.known[name.casefold()] = len(self.cast.actors)
            self.cast.actors.append(Actor(name, "GROUP", [], [name], [], set(), plural=True))
        return index

    def _mention(self, index: int, first: int, last: int) -> None:
        self.cast.mention(self.tokens, index, first, last)
        actor = self.cast.actors[index]
        text = self.body[self.tokens.start[first] : self.tokens.end[last - 1]]
        if actor.kind == "GROUP" and text not in actor.forms:
            actor.forms.append(text)

    def _parliament(self, i: int) -> None:
        """ "can dissolve parliament", « devant le Parlement »: the house that the article names, if it names one."""
        low, tags = self.tokens.low, self.tokens.tag
        definite = self._definite(i)
        bare = (
            self.language.bare_nouns and i > 0 and (tags[i - 1] & (t.PREP | t.VERB | t.CONJ)) and not self._modifies(i)
        )
        if not definite and not bare:
            return
        first = i if not definite or low[i - 1] in {"du", "au"} else i - 1
        houses = [
            index
            for index, actor in enumerate(self.cast.actors)
            if actor.kind == "ORGANIZATION" and any(_HOUSES & set(form.lower().split()) for form in actor.forms)
        ]
        self._mention(houses[0] if len(houses) == 1 else self._new(i), first, i + 1)

    def _modifies(self, i: int) -> bool:
        after = self.tokens.tag[i + 1] if i + 1 < len(self.tokens.word) else 0
        return bool(after & (t.NOUN | t.TITLE)) and not after & (t.FIN | t.FIN_AMBIGUOUS)

    def _both_houses(self) -> None:
        low = self.tokens.low
        for pair in _BOTH:
            for i in [i for i in self.marked if low[i] == pair[0] and low[i + 1 : i + 2] == [pair[1]]]:
                first = i - 1 if i and low[i - 1] == "les" else i
                if self.language.bare_nouns or low[i - 1] in {"les", "des", "aux"}:
                    self._mention(self._new_text(first, i + 2), first, i + 2)

    def _new_text(self, first: int, last: int) -> int:
        name = self.body[self.tokens.start[first] : self.tokens.end[last - 1]]
        index = self.known.get(name.casefold())
        if index is None:
            index = self.known[name.casefold()] = len(self.cast.actors)
            self.cast.actors.append(Actor(name, "GROUP", [], [name], [], set(), plural=True))
        return index

    def _families(self) -> None:
        """« les socialistes », « le groupe socialiste », "Republicans": who is of one party."""
        low, words = self.tokens.low, self.tokens.word
        adherents = self.lexicon.adherents
        if not adherents:
            return
        stems: dict[str, int] = {}
        covered = self._covered()
        for i in [i for i in self.marked if low[i] in adherents and i not in covered]:
            grouped = i > 0 and low[i - 1] == "groupe"
            if (
                not self.language.demonyms_capitalized
                and not grouped
                and not (low[i].endswith("s") and i and low[i - 1] in {"les", "des", "aux"})
            ):
                continue
            if (
                not self.language.demonyms_capitalized
                and not grouped
                and i + 1 < len(low)
                and words[i + 1][0].isupper()
            ):
                continue
            if self.language.demonyms_capitalized and (words[i] == low[i] or not low[i].endswith("s")):
                continue
            first = i - 1 if i and low[i - 1] in {"les", "the"} else i
            if grouped:
                first = i - 1
            stem = low[i].removesuffix("s")
            index = stems.get(stem)
            if index is None:
                party = self._party(stem)
                index = stems[stem] = self._new_text(i - 1 if grouped else i, i + 1) if party is None else party
            self._mention(index, first, i + 1)
            actor = self.cast.actors[index]
            if actor.kind == "GROUP" and words[i] not in actor.forms:
                actor.forms.append(words[i])

    def _party(self, stem: str) -> int | None:
        """« La France insoumise » for « les Insoumis », "the Republican Party" for "Republicans"."""
        root = stem[:-1] if len(stem) > 6 else stem
        for index, actor in enumerate(self.cast.actors):
            if actor.kind == "ORGANIZATION" and any(self._is_party(form.lower().split(), root) for form in actor.forms):
                return index
        return None

    def _is_party(self, words: list[str], root: str) -> bool:
        """ "Republican Party", « Les Républicains », but not "Republican State Committee"."""
        named = any(word.startswith(root) for word in words)
        return named and (
            words[-1] == "party" if self.language.nouns_compound else len(words) < 4 and "comité" not in words
        )
