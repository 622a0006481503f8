"""Descriptions that stand for a named actor: "the company", « le président »."""

from __future__ import annotations

import re
from bisect import bisect_left

from service.normalize import tags as t
from service.normalize.actors import Actor, Cast
from service.normalize.lexicon import Lexicon
from service.normalize.sentences import Sentence
from service.normalize.tokens import Tokens
from service.normalize.wordset import wordset

_DEFINITE = wordset("le la l' les ce cette cet the this that")
_LENDING = wordset("told tells à au chez sur selon")
"""In front of an organization that is only where something is said, or who heard it."""
_OF = wordset("de d' du des of")
_NARROWING = wordset("that who qui que qu' à pour for in en")
_GLUED = re.compile(r"-[a-z]+$")
_VAGUE = wordset("group team network union department groupe équipe réseau organisation association")
"""Nouns that often mean people the article does not name."""
_ANY_HOUSE = wordset(
    "company firm business group startup start-up giant corporation entreprise société groupe firme compagnie "
    "constructeur fabricant géant multinationale manufacturer maker carmaker automaker chipmaker"
)
"""Nouns that fit most organizations, so that the article's main one is meant."""
_PUBLIC = wordset(
    "ministry ministère department administration agency agence commission committee comité council conseil court cour "
    "tribunal parliament parlement senate sénat congress assembly assemblée university université police party parti "
    "union association federation fédération authority autorité treasury parquet préfecture house"
)
_TITLE_OF = {"chef de l' état": "président", "cheffe de l' état": "présidente"}
"""The title of who is called otherwise."""
_LOOKED_BACK = 200
"""Mentions back in which a noun may find the organization that has it in its name."""
_GOES_ON = t.FIN | t.FIN_AMBIGUOUS | t.BE | t.HAVE | t.NEG | t.CLITIC | t.BASE
"""What may follow the subject of a clause."""
_FAR = 3
"""Sentences back in which a description may find whom it means."""


class _Reader:
    """Reads the article once, with the actors that were named in the last sentences at hand."""

    def __init__(self, tokens: Tokens, cast: Cast, lexicon: Lexicon) -> None:
        self.tokens = tokens
        self.cast = cast
        self.lexicon = lexicon
        self.weight = [len(actor.mentions) for actor in cast.actors]
        self.cast_ends = set(cast.ends.values())
        self.starts = [i for i, word in enumerate(tokens.low) if word in _DEFINITE or i in cast.at]
        self.recent: list[list[int]] = []
        self.houses: list[int] = []
        self.leading: int | None = None
        self.asides = {index for index, actor in enumerate(cast.actors) if actor.names and self._aside(actor)}
        self.by_title: dict[str, set[int]] = {}
        for index, actor in enumerate(cast.actors):
            for title in actor.titles:
                self.by_title.setdefault(title, set()).add(index)

    def _aside(self, actor: Actor) -> bool:
        """Whether an organization only lends its ear or its place: "told Sky Sports", « à l'Élysée »."""
        return all(self._lends(name.first, name.last) for name in actor.names)

    def _lends(self, first: int, last: int) -> bool:
        low, tags = self.tokens.low, self.tokens.tag
        k = first - 1
        while k >= 0 and (low[k] in {"l'", "la", "le", "the"} or tags[k] & t.ORG_CUE):
            k -= 1
        if k < 0:
            return False
        if low[k] in _LENDING:
            return True
        return low[k] in {"to", "by"} and k > 0 and bool(tags[k - 1] & t.REPORT)

    def read(self, sentence: Sentence) -> None:
        here: list[int] = []
        self.recent.append(here)
        tags, low, cast = self.tokens.tag, self.tokens.low, self.cast
        behind = sentence.first
        starts = self.starts
        for i in starts[bisect_left(starts, behind) : bisect_left(starts, sentence.last)]:
            if i < behind:
                continue
            index = cast.at.get(i)
            if index is not None:
                here.append(index)
                self._note(index)
                behind = max(cast.ends[i], i + 1)
            elif tags[i] & t.DET and low[i] in _DEFINITE and i + 1 < sentence.last:
                found = self._described(i + 1, sentence.last)
                if found is not None and not self._apposition(i, found[1]):
                    target, last = found
                    cast.mention(self.tokens, target, i + 1 if low[i] == "l'" else i, last)
                    cast.at[i] = target
                    cast.ends[i] = last
                    behind = last

    def _described(self, i: int, last: int) -> tuple[int, int] | None:
        """The actor that the noun phrase from `i` stands for, and the token behind it."""
        low, tags = self.tokens.low, self.tokens.tag
        noun = self._behind_homes(i, last)
        if noun in self.cast.at:
            # "The Manchester group": a place in front of the noun says where from.
            place = self.cast.actors[self.cast.at[noun]].kind == "PLACE" and self.lexicon.language == "en"
            noun = self.cast.ends[noun]
            if not place or noun >= last or low[noun] not in self.lexicon.anaphors:
                return None
        native = self._native(noun, last)
        if noun + 1 < last and not native and not self.lexicon.anaphors.get(low[noun]) and self._modifier(noun):
            noun += 1
        after = noun + 1
        word = low[noun]
        if low[noun] in self.lexicon.anaphor_starts:
            for n in (4, 3, 2):
                phrase = " ".join(low[noun : noun + n])
                if noun + n <= last and phrase in self.lexicon.anaphors:
                    word, after = phrase, noun + n
                    break
        kind = self.lexicon.anaphors.get(word)
        if kind is None and native:
            kind = "PERSON"
        if kind is None:
            return None
        if after < last and self.lexicon.language == "fr" and tags[after] & t.DEMONYM:
            after += 1
        if after < last and not self._ends_phrase(after, kind):
            return None
        target = self._person(word) if kind == "PERSON" else self._organization(word)
        return (target, after) if target is not None else None

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
        """« de 64 ans »."""
        low = self.tokens.low
        return low[i] == "de" and i + 2 < len(low) and low[i + 1].isdigit() and low[i + 2] == "ans"

    def _apposition(self, i: int, after: int) -> bool:
        """ "Anthropic, the startup behind": says more of the name in front of it."""
        if i < 2 or self.tokens.word[i - 1] != "," or i - 1 not in self.cast_ends:
            return False
        return not (after < len(self.tokens) and self.tokens.tag[after] & _GOES_ON)

    def _behind_homes(self, i: int, last: int) -> int:
        """The token behind "Austin, Texas-based" in front of a noun, or `i` itself."""
        k = i
        while k < last and (k in self.cast.at or (self.tokens.word[k] == "," and k > i)) and k - i < 6:
            k = self.cast.ends[k] if k in self.cast.at else k + 1
        return k if k > i and _GLUED.search(self.tokens.word[k - 1]) else i

    def _modifier(self, i: int) -> bool:
        """One word between the article and the noun: "the French company", "the Boston-based firm"."""
        return self.lexicon.language == "en" and bool(
            self.tokens.tag[i] & (t.DEMONYM | t.ADJ) or _GLUED.search(self.tokens.word[i])
        )

    def _ends_phrase(self, after: int, kind: str) -> bool:
        """Whether nothing behind the noun says which one is meant."""
        low, tags = self.tokens.low, self.tokens.tag
        if kind == "PERSON" and self._aged(after):
            return True
        if low[after] in _OF or low[after] in _NARROWING or low[after] == "(" or after in self.cast.at:
            return False
        if self.tokens.word[after] == "," and after + 1 in self.cast.at:
            same = self.cast.actors[self.cast.at[after + 1]].kind == kind
            if same:
                return False
        if self.lexicon.language == "fr" and not tags[after] and self.tokens.word[after].isalpha():
            return False
        modifier = tags[after] & (t.ADJ | t.DEMONYM | t.NOUN | t.TITLE)
        return not modifier or bool(tags[after] & (t.FIN_AMBIGUOUS | t.FIN | t.PREP | t.ADV | t.BASE | t.DET))

    def _person(self, noun: str) -> int | None:
        """Who bears the title, else the only person named in this sentence or the one before."""
        bearers = self.by_title.get(_TITLE_OF.get(noun, noun), set())
        if len(bearers) == 1:
            return next(iter(bearers))
        for sentence in self.recent[-1:-3:-1]:
            persons = {index for index in sentence if self.cast.actors[index].kind == "PERSON"}
            if persons:
                return next(iter(persons)) if len(persons) == 1 and not bearers else None
        return None

    def _organization(self, noun: str) -> int | None:
        """The organization that has the noun in its name, else the one that the article is most about."""
        if noun not in _ANY_HOUSE:
            return self._nearest(noun)
        near = {
            index
            for sentence in self.recent[-_FAR:]
            for index in sentence
            if self.cast.actors[index].kind in {"ORGANIZATION", "PRODUCT"}
        }
        if noun not in _VAGUE:
            near = {i for i in near if not self._public(i)}
        candidates = [i for i in near if self.cast.actors[i].kind == "ORGANIZATION"]
        lone = self._lone_house()
        if lone is not None and noun not in _VAGUE:
            return lone
        leading = self.leading
        if leading is not None and all(self.weight[leading] >= 2 * self.weight[i] for i in candidates):
            return leading
        if not candidates:
            return None
        best = max(candidates, key=lambda index: self.weight[index])
        if self.weight[best] < 2 * self.weight[self._foremost(best)]:
            best = self._foremost(best)
        return best if noun not in _VAGUE or self.weight[best] > 1 else None

    def _public(self, index: int) -> bool:
        """Whether it is a public body, which nobody calls a company."""
        return any(word in _PUBLIC for form in self.cast.actors[index].forms for word in form.lower().split())

    def _lone_house(self) -> int | None:
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

    def _nearest(self, noun: str) -> int | None:
        """The organization with the noun in its name, else the one named last."""
        for index in reversed(self.houses[-_LOOKED_BACK:]):
            if any(noun in form.lower().split() for form in self.cast.actors[index].forms):
                return index
        actors = self.cast.actors
        near = [
            i
            for sentence in self.recent[-_FAR:]
            for i in sentence
            if actors[i].kind == "ORGANIZATION" and i not in self.asides
        ]
        if not near or noun in _VAGUE:
            return None
        leading = self.leading
        # What the article is about goes by many nouns; others need to be near and of some weight.
        main = leading is not None and leading in near and self.weight[leading] >= 3 * self.weight[near[-1]]
        return leading if main else near[-1]

    def _note(self, index: int) -> None:
        """Remember an organization that was named, and the one that the article names most."""
        if self.cast.actors[index].kind != "ORGANIZATION":
            return
        self.houses.append(index)
        weight = self.weight[index]
        if weight > 2 and (self.leading is None or weight > self.weight[self.leading]):
            self.leading = index


def resolve_descriptions(tokens: Tokens, sentences: list[Sentence], cast: Cast, lexicon: Lexicon) -> None:
    """Let "the company" and « le président » point at the actor they stand for, where one stands out."""
    reader = _Reader(tokens, cast, lexicon)
    for sentence in sentences:
        reader.read(sentence)
