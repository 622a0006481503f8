"""Who is meant: names of one article grouped into actors, with short forms and acronyms."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from itertools import pairwise

import msgspec

from service.document import ActorKind
from service.normalize.names.acronyms import spells
from service.normalize.names.kinds import Kinds
from service.normalize.names.names import Name
from service.normalize.words import tags as t
from service.normalize.words.lexicon import Lexicon
from service.normalize.words.tokens import Tokens
from service.normalize.words.wordset import wordset

_YOUNGER = wordset("names.actors.younger")
_MIXED_ACRONYM = re.compile(r"[A-Z][a-z]?[A-Z]{1,3}$")
_SELLING = wordset("names.actors.selling")
_SMALL_WORDS = wordset("names.actors.small_words")
_FEMALE_TITLES = wordset("names.actors.female_titles")
_MALE_TITLES = wordset("names.actors.male_titles")
_REACHING = frozenset({"to", "from"})
_CLIPPED = range(3, 5)
"""Letters of a short form that is the beginning of a word: "the Fed"."""
_EDGE_WORDS_MAX = 8
"""Words of a short form that still is one."""


class Actor(msgspec.Struct):
    """An actor while an article is read; mentions are (start, end) and grow as descriptions resolve."""

    name: str
    kind: ActorKind
    names: list[Name]
    forms: list[str]
    mentions: list[tuple[int, int]]
    titles: set[str]
    feminine: bool = False
    gendered: bool = False
    """Whether its first name or title tells its sex."""
    plural: bool = False


class Cast(msgspec.Struct):
    """All actors of an article, and which of them each name token belongs to."""

    actors: list[Actor]
    at: dict[int, int]
    """First token of a mention to the actor's index."""
    ends: dict[int, int]
    """First token of a mention to the token after it."""
    inner: dict[int, int] = {}
    """First token to the actor whose name opens a longer mention there ("OpenAI" in "OpenAI staff")."""

    def mention(self, tokens: Tokens, index: int, first: int, last: int) -> None:
        """Add a mention of an actor at tokens `first` to `last` (exclusive)."""
        self.actors[index].mentions.append((tokens.start[first], tokens.end[last - 1]))
        if first in self.at:
            self.inner[first] = self.at[first]
        self.at[first] = index
        self.ends[first] = last


def _key(text: str) -> str:
    return text.casefold()


def _group_by_text(names: list[Name]) -> list[list[Name]]:
    groups: dict[str, list[Name]] = {}
    for name in names:
        groups.setdefault(_key(name.text), []).append(name)
    return list(groups.values())


def _initials(name: Name, tokens: Tokens) -> tuple[str, ...]:
    """The initials of all words, and of all but the small ones."""
    words = tokens.word[name.first : name.last]
    every = "".join(w[0] for w in words if w[0].isalnum()).upper()
    large = "".join(w[0] for w in words if w[0].isalnum() and w.lower() not in _SMALL_WORDS).upper()
    # "the U.S. Food and Drug Administration": its country is no part of FDA.
    abroad = name.placed or words[0] in {"U.S.", "US", "UK"}
    return (every, large, large[1:], every[1:]) if abroad and len(large) > 3 else (every, large)


def _is_acronym(text: str) -> bool:
    plain = text.replace(".", "")
    if plain.isupper():
        return 2 <= len(plain) <= 7 and plain.isalpha()
    # "BoE", "MoD"
    return bool(_MIXED_ACRONYM.match(plain))


def _title_acronym(name: Name) -> bool:
    return name.last - name.first == 1 and 3 <= len(name.text) <= 5 and not name.bits and name.text.isalpha()


def _in_parentheses(left: Name, right: Name, tokens: Tokens) -> bool:
    return (
        right.first == left.last + 1
        and tokens.word[left.last] == "("
        and right.last < len(tokens.word)
        and tokens.word[right.last] == ")"
    )


def _otherwise(left: Name, right: Name, tokens: Tokens) -> bool:
    """ ", or ZNS,", « , ou ZNS, » after a longer name."""
    between = tokens.low[left.last : right.first]
    closed = right.last < len(tokens.word) and tokens.word[right.last] in {",", ".", ")"}
    return closed and between in ([",", "or"], [",", "ou"], ["or"], ["ou"]) and left.last - left.first > 1


def _sold_as(left: Name, right: Name, tokens: Tokens) -> bool:
    """ "sevoracept, to be sold as Nephrya", « le sémaglutide (Wegovy) »: a substance and its brand."""
    between = tokens.low[left.last : right.first]
    if len(between) == 1:
        return between == ["("] and left.text.islower()
    return len(between) < 8 and between[-1:] in (["as"], ["de"], ["nom"]) and bool(_SELLING & set(between))


def _abbreviates(short: Name, long: Name, tokens: Tokens) -> bool:
    """Whether the first is made of the other's initials, or is the beginning of one of its words: "Insee", "Fed"."""
    if short.last - short.first > 1 or long.last - long.first < 2:
        return False
    letters = _bare(short.text)
    if len(letters) > 2 and spells(tokens.low[long.first : long.last], letters):
        return True
    if letters.upper() in {_bare(initials).upper() for initials in _initials(long, tokens)}:
        return True
    words = tokens.low[long.first : long.last]
    return len(letters) > 2 and any(_bare(word).startswith(letters) for word in words if word != letters)


def _bare(text: str) -> str:
    """In lower case, without accents and full stops."""
    plain = unicodedata.normalize("NFD", text.casefold().replace(".", ""))
    return "".join(c for c in plain if not unicodedata.combining(c))


def _edges(words: list[str]) -> set[tuple[str, ...]]:
    """What a name of these words may be cut down to: its beginnings and its ends."""
    lengths = range(1, min(len(words) - 1, _EDGE_WORDS_MAX) + 1)
    return {tuple(words[:n]) for n in lengths} | {tuple(words[-n:]) for n in lengths}


class _Merger:
    """Union-find over groups of equal names."""

    def __init__(self, groups: list[list[Name]], tokens: Tokens, lexicon: Lexicon) -> None:
        self.groups = groups
        self.tokens = tokens
        self.parent = list(range(len(groups)))
        alone = {tokens.low[group[0].first] for group in groups if group[0].last - group[0].first == 1}
        self.votes = Kinds(tokens, lexicon, alone)
        self.kinds: list[ActorKind] = [self.votes.kind(group) for group in groups]
        line = tokens.text.find("\n")
        self.title = bisect_left(tokens.start, line) if 0 < line < 200 else 0
        """The token after the first line, which may be a title."""
        self.of_name = {name.first: g for g, group in enumerate(groups) for name in group}
        self.abbreviations: set[int] = set()
        """Groups that stand in parentheses after what they abbreviate."""
        self.firsts = [[name.first for name in group] for group in groups]
        self.before = [-1] * len(groups)
        """What `_in_front` found, -1 as long as nobody asked."""
        self.reached: dict[int, bool] = {}
        self.at_edges: dict[tuple[str, ...], list[int]] = {}
        """The words that a longer name begins or ends with to the groups of such names."""
        self.clipped: dict[str, list[int]] = {}
        """The first letters of a longer name to the groups of such names."""
        for g, group in enumerate(groups):
            words = self._words(group[0])
            if group[0].last - group[0].first > 1:
                for edge in _edges(words):
                    self.at_edges.setdefault(edge, []).append(g)
                for length in _CLIPPED:
                    self.clipped.setdefault(words[0][:length], []).append(g)

    def root(self, g: int) -> int:
        while self.parent[g] != g:
            g = self.parent[g]
        return g

    def join(self, short: int, long: int) -> None:
        a, b = self.root(short), self.root(long)
        if a != b:
            self.parent[a] = b

    def expansions(self, names: list[Name]) -> None:
        """ "European Central Bank (ECB)" either way round; "the Agrarian People's Union, or ZNS,"."""
        for left, right in pairwise(names):
            if (_otherwise(left, right, self.tokens) and _is_acronym(right.text)) or _sold_as(left, right, self.tokens):
                self.join(self.of_name[right.first], self.of_name[left.first])
                continue
            if not _in_parentheses(left, right, self.tokens):
                continue
            a, b = self.of_name[left.first], self.of_name[right.first]
            short = _abbreviates(right, left, self.tokens)
            if self.kinds[a] == "PERSON" and not short:
                continue
            if (_is_acronym(right.text) or short) and left.last - left.first > 1:
                self.join(b, a)
                self.abbreviations.add(b)
            elif _is_acronym(left.text) and right.last - right.first > 1:
                self.join(a, b)

    def acronyms(self) -> None:
        """« BCE » for a name of as many words with these initials, the first such."""
        # "Esa", too, as British papers write it
        acronyms = [
            g
            for g, group in enumerate(self.groups)
            if self.root(g) == g and (_is_acronym(group[0].text) or _title_acronym(group[0]))
        ]
        if not acronyms:
            return
        by_initials: dict[str, int] = {}
        for g, group in enumerate(self.groups):
            if group[0].last - group[0].first > 1:
                for letters in _initials(group[0], self.tokens):
                    by_initials.setdefault(letters, g)
        for g in acronyms:
            whole = by_initials.get(self.groups[g][0].text.replace(".", "").upper())
            if whole is not None:
                self.join(g, whole)

    def short_forms(self) -> None:
        """A surname, a first name or an organization's first word stands for the whole, nearest before it."""
        order = sorted(range(len(self.groups)), key=lambda g: self.groups[g][0].first)
        for g in order:
            if self.root(g) == g:
                whole = self._whole(g)
                if whole is not None:
                    self.join(g, whole)

    def _whole(self, g: int) -> int | None:
        short = self.groups[g][0]
        words = self._words(short)
        surname: list[int] = []
        other: list[int] = []
        candidates = set(self.at_edges.get(tuple(words), ()))
        if len(words) == 1 and len(words[0]) in _CLIPPED:
            candidates.update(self.clipped.get(words[0], ()))
        for k in sorted(candidates - {g}):
            group = self.groups[k]
            long = self._words(group[0])
            if len(long) <= len(words):
                continue
            kind = self.kinds[k]
            begins = long[: len(words)] == words
            clipped = len(words) == 1 and 3 <= len(words[0]) < len(long[0]) - 1 and long[0].startswith(words[0])
            if clipped and kind == "ORGANIZATION" and not short.bits & t.COMMON and self._leads(group[0], g):
                # "the Fed"
                other.append(k)
                continue
            nested = begins and not short.bits & (t.GIVEN | t.PLACE) and len(words) == 1
            if kind == "PERSON" and nested and self._unsure(group) and self._leads(group[0], g):
                other.append(k)
            elif kind == "PERSON" and long[-len(words) :] == words and self._surname(short, group, g):
                surname.append(k)
            elif (kind == "PERSON" and begins and short.bits & t.GIVEN and len(words) == 1) or (
                kind == "ORGANIZATION"
                and (
                    (begins and self._short_organization(short, group[0], k, g))
                    or (len(words) == 1 and self._short_by_last(short, group[0], g))
                )
            ):
                other.append(k)
        before = [k for k in surname if self.groups[k][0].first < short.first]
        if before:
            return max(before, key=lambda k: max(n.first for n in self.groups[k] if n.first < short.first))
        if surname:
            return surname[0]
        return other[0] if len(other) == 1 else None

    def _surname(self, short: Name, group: list[Name], g: int) -> bool:
        """Whether a person's last word alone means the person, even where it is a town's name, too."""
        if not short.bits & t.PLACE:
            return True
        return not self._in_front(g) & (t.LOCATIVE | t.PREP) and not self._unsure(group) and self._leads(group[0], g)

    def _unsure(self, group: list[Name]) -> bool:
        """Whether nothing but its length says that the name is a person's."""
        return not any(name.title or self.tokens.tag[name.first] & t.GIVEN for name in group)

    def _leads(self, long: Name, g: int) -> bool:
        """Whether the long name comes first, titles apart, which like short forms."""
        firsts = self.firsts[g]
        k = bisect_left(firsts, self.title)
        return k == len(firsts) or firsts[k] >= long.first

    def _words(self, name: Name) -> list[str]:
        words = self.tokens.low[name.first : name.last]
        return words[:-1] if len(words) > 2 and words[-1] in _YOUNGER else words

    def _short_by_last(self, short: Name, long: Name, g: int) -> bool:
        """ "United", "Madrid": the last of an organization's two words, once that was named; never "in Madrid"."""
        if long.last - long.first != 2 or self.tokens.low[long.last - 1] != self.tokens.low[short.first]:
            return False
        if self.tokens.tag[long.first] & t.ORG_HEAD and self.tokens.word[long.first].isupper():
            # "RC Lens", "FC Porto"
            return not self._in_front(g) & t.LOCATIVE
        # "the Front", once the Northern Front was named
        definite = short.first > 0 and self.tokens.low[short.first - 1] == "the"
        if not short.bits & (t.PLACE | t.ORG_HEAD | t.ORG_SUFFIX) and not definite:
            return False
        return not self._in_front(g) & t.LOCATIVE and not self._reached(g) and self._leads(long, g)

    def _in_front(self, g: int) -> int:
        """The bits together of all words right in front of the group's names."""
        if self.before[g] < 0:
            self.before[g] = 0
            for name in self.groups[g]:
                self.before[g] |= self.tokens.tag[name.first - 1] if name.first else 0
        return self.before[g]

    def _reached(self, g: int) -> bool:
        """ "to Madrid", "from Madrid"."""
        if g not in self.reached:
            words = {self.tokens.low[name.first - 1] for name in self.groups[g] if name.first}
            self.reached[g] = not words.isdisjoint(_REACHING)
        return self.reached[g]

    def _short_organization(self, short: Name, long: Name, k: int, g: int) -> bool:
        if short.bits & t.PLACE or self.kinds[g] == "PLACE" or short.bits & t.DEMONYM:
            return False
        rest = self.tokens.tag[long.first + short.last - short.first : long.last]
        if all(bits & t.ORG_SUFFIX for bits in rest):
            return True
        head = short.last - short.first == 1 and bool(short.bits & (t.ORG_HEAD | t.INSTITUTION))
        return (head or self._leads(long, g)) and (
            self.kinds[k] == self.kinds[g] or (short.last - short.first > 1 and self._unsure(self.groups[g]))
        )


def _best_written(group: list[Name]) -> Name:
    """The mention that is not all capitals, if there is one: headlines shout."""
    return next((name for name in group if not name.text.isupper()), group[0])


def _only_town(name: Name, whole: Name) -> bool:
    """ "Madrid" for "Real Madrid": tells where it is at home, not what it is."""
    return bool(name.bits & t.PLACE) and whole.ends_in_place


def gather(names: list[Name], tokens: Tokens, lexicon: Lexicon) -> Cast:
    """Group the names into actors, in order of first mention."""
    groups = _group_by_text(names)
    merger = _Merger(groups, tokens, lexicon)
    merger.expansions(names)
    merger.acronyms()
    merger.short_forms()
    merged: dict[int, list[Name]] = {}
    alone = Counter(merger.root(g) for g in range(len(groups)))
    for name in names:
        merged.setdefault(merger.root(merger.of_name[name.first]), []).append(name)
    cast = Cast([], {}, {}, {})
    for root, members in merged.items():
        head = _best_written(groups[root])
        kind = merger.kinds[root]
        if alone[root] > 1:
            whole = [name for name in members if not _only_town(name, groups[root][0])]
            whole = [name for name in whole if merger.of_name[name.first] not in merger.abbreviations] or whole
            kind = merger.votes.kind(whole)
        actor = Actor(head.text, kind, members, _forms(members), [], {n.title for n in members if n.title})
        opening = 0
        for first in {name.first for name in members}:
            opening |= tokens.tag[first]
        actor.feminine = bool(opening & t.FEMALE) or bool(actor.titles & _FEMALE_TITLES)
        actor.gendered = actor.feminine or bool(opening & t.GIVEN) or bool(actor.titles & _MALE_TITLES)
        for name in members:
            actor.mentions.append((name.start, name.end))
            cast.at[name.first] = len(cast.actors)
            cast.ends[name.first] = name.last
        cast.actors.append(actor)
    return cast


def _forms(members: list[Name]) -> list[str]:
    return list(dict.fromkeys(name.text for name in members))
