"""Groups of people that somebody named has: "OpenAI's staff", "analysts at Brackwell", « le clan Delmas ».

A core group (board, staff, team) is an actor wherever it stands beside its owner. Any other
(allies, engineers, lawmakers) is one only where it acts or speaks: "Dobrevski's allies say", but
"a gift from Dobrevski's allies" names Dobrevski alone.
"""

from __future__ import annotations

from service.normalize.names.actors import Actor, Cast
from service.normalize.words import tags as t
from service.normalize.words.lexicon import Lexicon
from service.normalize.words.tokens import Tokens
from service.normalize.words.wordset import wordset

_DEFINITE = wordset("descriptions.groups.definite")
_LEADING = wordset("descriptions.groups.leading")
_POSSESSIVE = wordset("descriptions.groups.possessive")
_OF = wordset("descriptions.of")
_AT = wordset("descriptions.groups.at")
_ARTICLE = wordset("descriptions.groups.article")
_ASKED = wordset("descriptions.groups.asked")
_NEAR = wordset("descriptions.groups.near")
_OWNED_BY = wordset("descriptions.groups.owned_by")
_BESIDE = wordset("descriptions.groups.beside")
_PART = wordset("descriptions.groups.part")
_GOES_ON = t.FIN | t.FIN_AMBIGUOUS | t.BE | t.HAVE | t.NEG | t.CLITIC | t.BASE | t.PAST
_LONGEST_GAP = 3
"""Words between a group and its owner: "executives of the state-run utility Trakia Gaz"."""
_CORE = frozenset({"board_noun", "staff_noun", "kin_noun"})
_OF_OFFICE = wordset("descriptions.groups.of_office")

_SOURCES = wordset("descriptions.groups.sources")
_PERSONAL = _OF_OFFICE | wordset("descriptions.groups.personal")


class Groups:
    """Finds the groups of one text; `find` may be called again when more owners are known."""

    def __init__(self, tokens: Tokens, cast: Cast, lexicon: Lexicon, body: str, marked: list[int]) -> None:
        self.tokens = tokens
        self.cast = cast
        self.lexicon = lexicon
        self.body = body
        self.language = lexicon.language
        self.known: dict[tuple[int, str], int] = {}
        """Owner and sort of group to the actor."""
        self.taken: set[int] = set()
        self.nouns = [i for i in marked if tokens.low[i] in lexicon.group_nouns]

    def find(self) -> None:
        """Add the groups whose owner has a mention, one actor for each owner and sort of group."""
        ends = {last: first for first, last in self.cast.ends.items()}
        low = self.tokens.low
        for i in self.nouns:
            if i in self.taken or i in self.cast.at:
                continue
            found = self._noun(i)
            if found is None:
                continue
            last, category = found
            owned = self._owned(i, last, ends)
            if owned is not None:
                self._add(i, category, owned)
            elif i and low[i - 1] == "opposition" and self._acts(i - 1, last):
                # "opposition leaders demanded": of all that are not in power
                self._mention(self._new(i - 1, last), self._start(i - 1), last)

    def find_alone(self) -> None:
        """Add later mentions of known groups ("the staff"), and groups of an office (« l'entourage du ministre »)."""
        for i in self.nouns:
            if i in self.taken or i in self.cast.at:
                continue
            found = self._noun(i)
            if found is None:
                continue
            last, category = found
            if self._of_office(i, last) or self._possessed(i, last):
                continue
            index = self._alone(i, last, category)
            if index is not None:
                self._mention(index, self._start(i), last)

    def _noun(self, i: int) -> tuple[int, str] | None:
        low = self.tokens.low
        for words, category in self.lexicon.group_nouns[low[i]]:
            n = len(words)
            if n == 1 or tuple(low[i : i + n]) == words:
                last = i + n
                if self.tokens.word[i] != low[i] and not self._opens(i):
                    return None
                return last, category
        return None

    def _opens(self, i: int) -> bool:
        """Whether a capital may only be the sentence's."""
        tokens = self.tokens
        return not i or tokens.word[i - 1] in '.!?:«“"—' or "\n" in tokens.text[tokens.end[i - 1] : tokens.start[i]]

    def _owned(self, i: int, last: int, ends: dict[int, int]) -> tuple[int, int, int] | None:
        """First token and end of the group with its owner, and the owner's index."""
        return self._owner_after(i, last) or self._owner_before(i, last, ends)

    def _owner_before(self, i: int, last: int, ends: dict[int, int]) -> tuple[int, int, int] | None:
        """ "OpenAI's staff", "Ilieva's closest allies", "the Lumen team"."""
        if not self.language.genitive_ending:
            return None
        low, tags = self.tokens.low, self.tokens.tag
        k = i - 1
        while k > i - _LONGEST_GAP and k >= 0 and self._sort_of(k):
            k -= 1
        if k < 0:
            return None
        owning = low[k] in {"'s", "'"}
        first = ends.get(k if owning else k + 1)
        if first is None or self.tokens.start[i] - self.tokens.end[k] > 40:
            return None
        if not owning and (k < i - 1 or (tags[i] & t.TITLE and not tags[i] & t.PLURAL)):
            return None
        return first, last, self.cast.at[first]

    def _sort_of(self, k: int) -> bool:
        """A word that may stand between an owner and the group: "closest", "senior", "four-party"."""
        bits, word = self.tokens.tag[k], self.tokens.word[k]
        if not word[0].isalpha() or word[0].isupper() or k in self.cast.at:
            return False
        return not bits & (t.DET | t.PREP | t.CONJ | t.PRON | t.PRON_SUBJ | t.BE | t.HAVE | t.FIN | t.SUB | t.REL)

    def _owner_after(self, i: int, last: int) -> tuple[int, int, int] | None:
        """« personnel d'OpenAI », "executives of the utility Trakia Gaz", « le clan Delmas »."""
        low, cast, tokens = self.tokens.low, self.cast, self.tokens
        count = len(low)
        k = last
        if k >= count:
            return None
        if not self.language.nouns_compound:
            named = k in cast.at and (low[i] != "équipe" or len(cast.actors[cast.at[k]].mentions) > 1)
            if named and low[i] in _BESIDE and tokens.start[k] - tokens.end[k - 1] <= 1:
                return i, cast.ends[k], cast.at[k]
            if low[k] in _ASKED | _NEAR and k + 1 < count and low[k + 1] in _OWNED_BY:
                k += 1
                return self._named_after(i, k + 1)
        if low[k] not in _AT:
            return None
        return self._named_after(i, k + 1)

    def _named_after(self, i: int, k: int) -> tuple[int, int, int] | None:
        """The name at `k`, its article and sort in front of it: "the state-run utility Trakia Gaz"."""
        low, cast = self.tokens.low, self.cast
        count = len(low)
        if k < count and low[k] in _ARTICLE and k not in cast.at:
            k += 1
        elif k >= count or k not in cast.at:
            return None
        for _ in range(_LONGEST_GAP + 1):
            if k >= count:
                return None
            if k in cast.at:
                # "workers at Nike's warehouse" are not Nike's.
                behind = cast.ends[k]
                owning = behind < count and low[behind] in {"'s", "'"}
                return None if owning else (i, behind, cast.at[k])
            if not self.tokens.word[k][0].islower() or not self._sort_of(k):
                return None
            k += 1
        return None

    def _add(self, i: int, category: str, owned: tuple[int, int, int]) -> None:
        first, behind, owner = owned
        kind = self.cast.actors[owner].kind
        start = self._start(first)
        house = kind in {"ORGANIZATION", "PRODUCT", "UNKNOWN"} or self.tokens.low[i] == "administration"
        one = start > 0 and self.tokens.low[start - 1] in {"a", "an", "un", "une"}
        core = category == "kin_noun" or (category in _CORE and house and not one)
        if kind == "GROUP" and category not in _CORE:
            return
        if self.tokens.low[i] in _SOURCES and self.tokens.tag[start] & t.NUMBER:
            return
        if not core and not self._acts(start, behind):
            return
        if category == "kin_noun" and self._only_kin(owner, first, behind):
            self._become(owner, first, behind, start)
            self.taken.add(i)
            return
        key = (owner, category if category in _CORE else self.tokens.low[i])
        index = self.known.get(key)
        if index is None:
            index = self._new(first, behind)
            self.known[key] = index
        self._mention(index, start, behind)
        self.taken.add(i)

    def _only_kin(self, owner: int, first: int, behind: int) -> bool:
        """Whether a name stands for nobody but its family: « la famille Vöhringer »."""
        actor = self.cast.actors[owner]
        return len(actor.names) == 1 and first <= actor.names[0].first < behind

    def _become(self, owner: int, first: int, behind: int, start: int) -> None:
        """Make the actor that a name stood for the group itself."""
        actor = self.cast.actors[owner]
        self.cast.at.pop(actor.names[0].first, None)
        actor.name, actor.kind, actor.plural = self._text(first, behind), "GROUP", True
        actor.forms, actor.mentions, actor.names = [actor.name], [], []
        self._mention(owner, start, behind)

    def _new(self, first: int, last: int) -> int:
        text = self._text(first, last)
        for index, actor in enumerate(self.cast.actors):
            if text == actor.name or text in actor.forms:
                return index
        self.cast.actors.append(Actor(text, "GROUP", [], [text], [], set(), plural=True))
        return len(self.cast.actors) - 1

    def _text(self, first: int, last: int) -> str:
        return self.body[self.tokens.start[first] : self.tokens.end[last - 1]]

    def _start(self, first: int) -> int:
        """The group's article or number, when it has one: "the", « onze »."""
        k = first - 1
        if k >= 0 and (self.tokens.low[k] in _LEADING or self.tokens.tag[k] & t.NUMBER) and k not in self.cast.at:
            return k
        return first

    def _mention(self, index: int, first: int, last: int) -> None:
        self.cast.mention(self.tokens, index, first, last)
        text = self._text(first, last)
        forms = self.cast.actors[index].forms
        if text not in forms:
            forms.append(text)

    def _acts(self, first: int, last: int) -> bool:  # noqa: C901
        """Whether the words from `first` to `last` are the subject or agent of a verb, or whose word it is."""
        low, tags, words = self.tokens.low, self.tokens.tag, self.tokens.word
        count = len(low)
        before = first - 1
        if before >= 0:
            if low[before] in _OF and before and (low[before - 1] in _PART or tags[before - 1] & t.NUMBER):
                before = -1
            elif low[before] in {"to", "selon", "par", "by"} or low[before] in {"d'", "d'après"}:
                return self._source(before)
        if before >= 0:
            bits = tags[before]
            if bits & t.PREP and not bits & (t.SUB | t.CONJ):
                return False
            if last < count and tags[last] & (t.FIN | t.BE | t.HAVE) and bits & (t.REPORT | t.FIN):
                # "say the Nice committee is likely": the clause that is said.
                return True
            if bits & t.REPORT and bits & t.POSTPOSABLE:
                return words[before - 1] in {",", '"', "”", "»", "“"} if before else False
            if bits & (t.FIN | t.INF | t.GER | t.BE) and not bits & (t.SUB | t.CONJ | t.NOUN | t.ADV):
                return False
        if last >= count:
            return False
        k = last
        while k < count and tags[k] & t.ADV and not tags[k] & _GOES_ON:
            k += 1
        if k < count and tags[k] & _GOES_ON and not tags[k] & t.PREP & ~t.FIN_AMBIGUOUS:
            return True
        return k < count and words[k] in {",", "("} and self._resumes(k)

    def _source(self, before: int) -> bool:
        """After "according to", « selon » and, with a participle, "by"."""
        low, tags = self.tokens.low, self.tokens.tag
        if low[before] == "selon":
            return True
        if low[before] == "to":
            return bool(before) and low[before - 1] == "according"
        if low[before] in {"by", "par"}:
            return bool(before) and bool(tags[before - 1] & t.REPORT)
        return False

    def _resumes(self, comma: int) -> bool:
        """« onze députés, emmenés par l'une d'eux, ont annoncé »: a verb after the second comma."""
        words, tags = self.tokens.word, self.tokens.tag
        for k in range(comma + 2, min(comma + 30, len(words) - 1)):
            if words[k] in ".;:!?":
                return False
            if words[k] in {",", ")"}:
                return bool(tags[k + 1] & (_GOES_ON & ~t.BASE))
        return False

    def _alone(self, i: int, last: int, category: str) -> int | None:
        """The one group of its sort that the article has, when it is named again without its owner."""
        sort = category if category in _CORE else self.tokens.low[i]
        same = {index for (_, kept), index in self.known.items() if kept == sort}
        if len(same) != 1:
            return self._management(i, last)
        if last < len(self.tokens.word) and self.tokens.low[last] in _OF:
            return None
        index = next(iter(same))
        if self.cast.actors[index].mentions[0][0] > self.tokens.start[i]:
            return None
        definite = i > 0 and self.tokens.low[i - 1] in _DEFINITE
        if category == "board_noun":
            return index if definite else None
        bare = category == "staff_noun" and self.tokens.low[i] in {"staff", "employees", "workers", "personnel"}
        return index if (definite or bare) and self._acts(self._start(i), last) else None

    def _management(self, i: int, last: int) -> int | None:
        """« La direction promet »: who manages the organization that the article is about."""
        low = self.tokens.low
        if low[i] not in {"direction", "management"} or not self._acts(self._start(i), last):
            return None
        definite = i > 0 and low[i - 1] in {"la", "the"}
        if not definite and (not self.language.bare_nouns or not i or self.tokens.word[i - 1].isalnum()):
            return None
        return self._new(self._start(i), last)

    def _of_office(self, i: int, last: int) -> bool:
        """« L'entourage de la première ministre assure »."""
        low = self.tokens.low
        if low[i] not in _OF_OFFICE or last + 1 >= len(low):
            return False
        k = last
        if not self.language.genitive_ending:
            if low[k] == "de" and low[k + 1] in {"la", "l'"}:
                k += 2
            elif low[k] == "du":
                k += 1
            else:
                return False
        elif low[i - 1] == "'s" and i > 2 and low[i - 3] == "the" and self.tokens.tag[i - 2] & t.TITLE:
            return self._office_mention(i - 3, last)
        else:
            return False
        behind = self._office_after(k)
        return behind is not None and self._office_mention(self._start(i), behind)

    def _office_after(self, k: int) -> int | None:
        low = self.tokens.low
        for n in (4, 3, 2, 1):
            if self.lexicon.anaphors.get(" ".join(low[k : k + n])) == "PERSON":
                return k + n
        return None

    def _office_mention(self, first: int, last: int) -> bool:
        if not self._acts(first, last):
            return False
        plain = first + 1 if self.tokens.low[first] in _DEFINITE else first
        self._mention(self._new(plain, last), first, last)
        return True

    def _possessed(self, i: int, last: int) -> bool:
        """ "neither he nor his staff had", « son entourage assure »: whose they are, a pronoun says."""
        low = self.tokens.low
        if not i or low[i - 1] not in _POSSESSIVE or low[i] not in _PERSONAL or not self._acts(i - 1, last):
            return False
        self._mention(self._new(i - 1, last), i - 1, last)
        return True
