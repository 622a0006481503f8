"""Whom a description means: the actor called so, the one named last, or the one that the article is about."""

from __future__ import annotations

from service.normalize.descriptions.epithets import Epithets
from service.normalize.names.actors import Actor, Cast
from service.normalize.words import tags as t
from service.normalize.words.tokens import Tokens
from service.normalize.words.wordset import phrasemap, wordmap, wordset

_LENDING = wordset("descriptions.antecedents.lending")
_VAGUE = wordset("descriptions.antecedents.vague")
_ANY_HOUSE = wordset("descriptions.antecedents.any_house")
_PUBLIC = wordset("descriptions.antecedents.public")
_PRIVATE = wordset("descriptions.antecedents.private")
_SAME = phrasemap("descriptions.antecedents.same")
_NOT_WITH = phrasemap("descriptions.antecedents.not_with")
_NAMED_FOR = {noun: frozenset(words) for noun, words in phrasemap("descriptions.antecedents.named_for").items()}
_WATCHES = wordmap("descriptions.antecedents.watches")
_BANKS = wordset("descriptions.antecedents.banks")
_SORTS = dict.fromkeys(wordset("descriptions.antecedents.bank_nouns"), _BANKS)
"""Nouns of one sort of organization: "the bank" may be Banco Verano, or a lender."""
_LOOKED_BACK = 200
"""Mentions back in which a noun may find the organization that has it in its name."""
_FAR = 3
"""Sentences back in which a description may find whom it means."""
_UNNAMED = wordset("descriptions.antecedents.unnamed")


class Antecedents:
    """Remembers who was named while an article is read, and tells who fits a description."""

    def __init__(self, tokens: Tokens, cast: Cast, epithets: Epithets) -> None:
        self.tokens = tokens
        self.cast = cast
        self.epithets = epithets
        self.weight = [len(actor.mentions) for actor in cast.actors]
        self.recent: list[list[int]] = []
        self.houses: list[int] = []
        self.leading: int | None = None
        self.asides = {index for index, actor in enumerate(cast.actors) if actor.names and self._aside(actor)}
        self.products = [index for index, actor in enumerate(cast.actors) if actor.kind == "PRODUCT"]

    def new_sentence(self) -> None:
        """Those named from now on stand in another sentence."""
        self.recent.append([])

    def note_described(self, index: int) -> None:
        """Remember that somebody was spoken of without a name."""
        self.recent[-1].append(index)

    def note(self, index: int) -> None:
        """Remember that somebody was named, and which organization the article names most."""
        self.recent[-1].append(index)
        if self.cast.actors[index].kind != "ORGANIZATION":
            return
        self.houses.append(index)
        weight = self.weight[index]
        if weight > 2 and (self.leading is None or weight > self.weight[self.leading]):
            self.leading = index

    def meant(self, noun: str, kind: str, home: str, at: int, *, surely: bool, feminine: bool | None) -> int | None:
        """The actor that a description at token `at` means: its noun, kind, nationality and gender.

        `surely`: only somebody whom the article calls so, not just anybody who was named last.
        """
        if kind == "PERSON":
            target = self._person(noun, home, at, surely=surely, feminine=feminine)
        elif kind == "PRODUCT":
            target = self._product(noun)
        else:
            target = self._organization(noun, home, surely=surely)
        return None if target is not None and target == self._acting(at) else target

    def _acting(self, at: int) -> int | None:
        """Who does it in the clause: "Tesmania denies arming the group" is not about Tesmania twice."""
        tokens, cast = self.tokens, self.cast
        for k in range(at - 1, max(-1, at - 9), -1):
            if k in cast.at:
                return cast.at[k] if cast.ends[k] <= at and self._goes_straight(cast.ends[k], at) else None
            if not tokens.word[k][0].isalnum() and tokens.low[k] not in {"'", "'s", "n't"}:
                return None
        return None

    def _goes_straight(self, first: int, last: int) -> bool:
        """Whether there is a verb between, and nothing that opens another clause or says whose it is."""
        tags, low = self.tokens.tag, self.tokens.low
        between = range(first, last)
        opens = t.REL | t.SUB | t.CONJ | t.REPORT
        if any(tags[k] & opens or low[k] in {"'s", "'"} for k in between):
            return False
        return any(tags[k] & (t.FIN | t.FIN_AMBIGUOUS | t.PAST | t.HAVE) for k in between)

    def _aside(self, actor: Actor) -> bool:
        """Whether an organization only lends its ear or its place: "told Sky Sports", « à l'Élysée »."""
        return all(self._lends(name.first) for name in actor.names)

    def _lends(self, first: int) -> bool:
        low, tags = self.tokens.low, self.tokens.tag
        k = first - 1
        while k >= 0 and (low[k] in {"l'", "la", "le", "the"} or tags[k] & t.ORG_CUE):
            k -= 1
        if k < 0:
            return False
        if low[k] in _LENDING:
            return True
        return low[k] in {"to", "by"} and k > 0 and bool(tags[k - 1] & t.REPORT)

    def _called(self, noun: str, kind: str) -> set[int]:
        """Who is called by the noun or by another word for the same."""
        for word in (noun, *_SAME.get(noun, ())):
            found = {index for index in self.epithets.called(word) if self.cast.actors[index].kind == kind}
            higher = {index for title in _NOT_WITH.get(word, ()) for index in self.epithets.called(title)}
            if found - higher or (found and word == noun):
                return found - higher or found
        return set()

    def _last_named(self, candidates: set[int], sentences: int) -> int | None:
        """Which of them was named last, within so many sentences."""
        for sentence in self.recent[: -sentences - 1 : -1]:
            for index in reversed(sentence):
                if index in candidates:
                    return index
        return None

    def _person(self, noun: str, home: str, at: int, *, surely: bool, feminine: bool | None) -> int | None:
        """Who bears the title, else the only person named in this sentence or the one before."""
        bearers = self._called(noun, "PERSON")
        if home:
            natives = {i for i in self.epithets.of_home(home) if self.cast.actors[i].kind == "PERSON"}
            bearers = bearers & natives or bearers
        if len(bearers) == 1:
            return next(iter(bearers))
        if bearers:
            return self._last_named(bearers, 2)
        if surely or self._introduced(noun, at):
            return None
        for sentence in self.recent[-1:-3:-1]:
            persons = {index for index in sentence if self._fits(self.cast.actors[index], feminine)}
            if persons:
                return next(iter(persons)) if len(persons) == 1 else None
        return None

    def _fits(self, actor: Actor, feminine: bool | None) -> bool:
        if actor.kind != "PERSON":
            return False
        return feminine is None or not actor.gendered or actor.feminine == feminine

    def _introduced(self, noun: str, at: int) -> bool:
        """Whether somebody without a name was brought in by the noun: "a teacher … The teacher"."""
        low = self.tokens.low
        last = noun.split()[-1]
        return any(low[k] == last and k and low[k - 1] in _UNNAMED for k in range(max(1, at - 80), at))

    def player(self, noun: str, feminine: bool | None) -> int | None:
        """« L'ouvreur de l'Union Bordeaux-Bègles »: who is called so, else the person named last."""
        bearers = self._called(noun, "PERSON")
        if len(bearers) == 1:
            return next(iter(bearers))
        for sentence in self.recent[-1:-3:-1]:
            persons = [i for i in sentence if self._fits(self.cast.actors[i], feminine)]
            if persons:
                return persons[-1]
        return None

    def _product(self, noun: str) -> int | None:
        """The product called so, else the one that the article is about."""
        called = self._called(noun, "PRODUCT")
        if len(called) == 1:
            return next(iter(called))
        if called:
            return self._last_named(called, _FAR)
        if not self.products:
            return None
        near = {i for sentence in self.recent[-_FAR:] for i in sentence if self.cast.actors[i].kind == "PRODUCT"}
        main = max(self.products, key=lambda index: self.weight[index])
        others = [index for index in self.products if index != main]
        if all(self.weight[main] >= 2 * self.weight[index] for index in others):
            return main if near or self.weight[main] > 2 else None
        for sentence in self.recent[-1:-3:-1]:
            last = {i for i in sentence if self.cast.actors[i].kind == "PRODUCT"}
            if last:
                return next(iter(last)) if len(last) == 1 else None
        most = all(self.weight[main] > self.weight[index] for index in others)
        return main if most and main in near else None

    def _organization(self, noun: str, home: str, *, surely: bool) -> int | None:  # noqa: C901
        """The organization that has the noun in its name, else the one that the article is most about."""
        if home:
            natives = {i for i in self.epithets.of_home(home) if self.cast.actors[i].kind == "ORGANIZATION"}
            if len(natives) == 1:
                return next(iter(natives))
        called = self._called(noun, "ORGANIZATION")
        if surely:
            if not called:
                # « la métropole », once « la métropole de Lyon » was named
                called = {i for i in self.houses if self._has_word(i, frozenset((noun,)))}
            return next(iter(called)) if len(called) == 1 else self._last_named(called, _FAR)
        if noun not in _ANY_HOUSE:
            return self._by_noun(noun, called)
        if noun in _NAMED_FOR:
            named = {i for i in self.houses if self._has_word(i, _NAMED_FOR[noun])}
            if len(named) == 1:
                return next(iter(named))
        near = {
            index
            for sentence in self.recent[-_FAR:]
            for index in sentence
            if self.cast.actors[index].kind in {"ORGANIZATION", "PRODUCT"}
        }
        if noun not in _VAGUE:
            near = {i for i in near if not self._public(i)}
        candidates = [i for i in near if self.cast.actors[i].kind == "ORGANIZATION"]
        lone = self._lone_organization()
        if lone is not None and noun not in _VAGUE:
            return lone
        leading = self.leading
        if leading in self.houses and all(self.weight[leading] >= 2 * self.weight[i] for i in candidates):
            return leading
        if not candidates:
            return None
        best = max(candidates, key=lambda index: self.weight[index])
        if self.weight[best] < 2 * self.weight[self._foremost(best)]:
            best = self._foremost(best)
        return best if noun not in _VAGUE or self.weight[best] > 1 else None

    def _public(self, index: int) -> bool:
        """Whether it is a public body, which nobody calls a company."""
        return self._has_word(index, _PUBLIC)

    def _private(self, index: int) -> bool:
        return self._has_word(index, _PRIVATE)

    def _has_word(self, index: int, words: frozenset[str]) -> bool:
        return any(not words.isdisjoint(form.lower().split()) for form in self.cast.actors[index].forms)

    def _called_otherwise(self, index: int, noun: str) -> bool:
        """ "the laboratory Ceva" is no agency."""
        own = {word for word, called in self.epithets.nouns.items() if index in called} - _ANY_HOUSE
        return bool(own) and noun not in own

    def _lone_organization(self) -> int | None:
        """The organization that the last sentence with one names alone."""
        actors = self.cast.actors
        for sentence in self.recent[-1:-3:-1]:
            houses = {i for i in sentence if actors[i].kind == "ORGANIZATION" and i not in self.asides}
            if len(houses) > 1:
                houses = {i for i in houses if not self._public(i)}
            if houses:
                return next(iter(houses)) if len(houses) == 1 else None
        return None

    def _foremost(self, otherwise: int) -> int:
        """The organization that the last sentence with one names first: most often its subject."""
        actors = self.cast.actors
        for sentence in self.recent[-1:-3:-1]:
            for index in sentence:
                if actors[index].kind == "ORGANIZATION" and index not in self.asides:
                    return index
        return otherwise

    def _by_noun(self, noun: str, called: set[int]) -> int | None:
        """The organization with the noun in its name, one called so, else the one named last."""
        sort = _SORTS.get(noun) or frozenset((_WATCHES.get(noun, noun),))
        alike = called if noun in sort and len(sort) > 1 else set()
        for index in reversed(self.houses[-_LOOKED_BACK:]):
            if index in alike or self._has_word(index, sort):
                return index
        if called:
            return next(iter(called)) if len(called) == 1 else self._last_named(called, _FAR)
        if noun in _WATCHES:
            return None
        actors = self.cast.actors
        near = [
            i
            for sentence in self.recent[-_FAR:]
            for i in sentence
            if actors[i].kind == "ORGANIZATION" and (i not in self.asides or noun in _PUBLIC)
        ]
        if noun in _PUBLIC:
            near = [i for i in near if not self._private(i)]
        near = [i for i in near if not self._called_otherwise(i, noun)] or near
        if not near or (noun in _VAGUE and noun != "union"):
            return None
        leading = self.leading
        # What the article is about goes by many nouns; others need to be near and of some weight.
        main = leading is not None and leading in near and self.weight[leading] >= 3 * self.weight[near[-1]]
        return leading if main else near[-1]
