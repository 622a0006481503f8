"""What a new reading of an article makes of its claims: which are kept, moved, changed, new or gone. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

import msgspec

from service.store.anchors import Pairs, Quote, Texts
from service.store.likeness import Likely, Words, alike, share, words_of

_NEIGHBOURS = 4
"""Found claims on either side of where a changed sentence should be that may be what became of it."""


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """A claim as stored. `by_hand` ones were made or corrected by people and keep their reading; where an extractor's
    was corrected, `read` is the quote and text of that. `kept` ones stay while their words stand: people have
    reviewed or linked them. Retired ones may come back."""

    quote: Quote
    text: str
    retired: bool = False
    by_hand: bool = False
    kept: bool = False
    read: tuple[str, str] | None = None


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A claim as an extractor reads it in the new text."""

    quote: Quote
    text: str


class Matches(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of known claims, by their places in the list, and of found ones by theirs.

    `read`: the known claim is this found one. `stays`: its own reading goes on, at this offset. `retired`: its words
    no longer stand. `new`: found, and not known. Found ones in none of them are what people have corrected.
    """

    read: Mapping[int, int]
    stays: Mapping[int, int]
    retired: Sequence[int]
    new: Sequence[int]


def match_claims(
    known: Sequence[Known],
    found: Sequence[Found],
    texts: Texts,
    unwanted: AbstractSet[tuple[str, str]] = frozenset(),
) -> Matches:
    """What a new reading of an article makes of its claims.

    The same quote and text first, where several claims stand on one quote; then the same quote, whose reading has
    changed; then a quote that has slightly changed. `unwanted` quotes and texts are not read at all: claims that
    people have deleted.
    """
    return _Claims(known, found, texts, unwanted).matched()


class _Claims:
    """One matching, step by step; what is matched leaves `free`."""

    def __init__(
        self, known: Sequence[Known], found: Sequence[Found], texts: Texts, unwanted: AbstractSet[tuple[str, str]]
    ) -> None:
        self.known, self.found, self.texts = known, found, texts
        self.free = [n for n, item in enumerate(found) if (item.quote.exact, item.text) not in unwanted]
        self.read: dict[int, int] = {}
        self.stays: dict[int, int] = {}
        self.answered: dict[int, list[int]] = defaultdict(list)
        """Claims of people, and the found ones that were known for what they have corrected."""
        self._words: dict[str, Words] = {}

    def matched(self) -> Matches:
        """All steps, from the surest to the weakest."""
        live = [n for n, item in enumerate(self.known) if not item.retired]
        gone = [n for n, item in enumerate(self.known) if item.retired]
        for some in (live, gone):
            self._take(some, [(claim.quote, claim.text) for claim in self._of(some)])
            corrected = [n for n in some if self.known[n].read]
            self._take(corrected, [_corrected(claim) for claim in self._of(corrected)])
        unmatched = self._open(live)
        self._take(unmatched, [(_corrected(claim)[0], None) for claim in self._of(unmatched)], texts=False)
        self._become(self._open(live))
        self._stay([n for n in live if n not in self.read])
        self._come_back([n for n in gone if n not in self.read])
        # What was known for a claim that no longer stands is a claim of its own.
        lost = {new for old, found in self.answered.items() if old not in self.stays for new in found}
        return Matches(
            read=self.read,
            stays=self.stays,
            retired=[n for n in live if n not in self.read and n not in self.stays],
            new=sorted({*self.free, *lost}),
        )

    def _of(self, numbers: Iterable[int]) -> list[Known]:
        return [self.known[n] for n in numbers]

    def _open(self, numbers: Iterable[int]) -> list[int]:
        """Those that a found claim may still turn out to be."""
        return [
            n
            for n in numbers
            if n not in self.read
            and n not in self.answered
            and (not self.known[n].by_hand or self.known[n].read is not None)
        ]

    def _take(
        self,
        numbers: Sequence[int],
        olds: Sequence[tuple[Quote, Hashable]],
        texts: bool = True,
    ) -> None:
        """Match these claims, by a quote and perhaps a text of each, with free found ones."""
        pairs = Pairs(olds, [(self.found[n].quote, self.found[n].text if texts else None) for n in self.free])
        pairs.by_levels(pairs.olds, pairs.news)
        for old, new in pairs.made.items():
            self._answer(numbers[old], self.free[new])
        taken = set(pairs.made.values())
        self.free = [n for place, n in enumerate(self.free) if place not in taken]

    def _answer(self, old: int, new: int) -> None:
        claim, found = self.known[old], self.found[new]
        if not claim.by_hand:
            self.read[old] = new
            return
        self.answered[old].append(new)
        if claim.quote.exact == found.quote.exact and old not in self.stays:
            self.stays[old] = found.quote.start

    def _become(self, numbers: Sequence[int]) -> None:
        """Find what slightly changed sentences have become: a free found one that stands where the words still stand,
        or else anywhere, and is alike; the likest first, then the nearest."""
        if not numbers or not self.free:
            return
        free = sorted(self.free, key=lambda n: self.found[n].quote.start)
        places = [self.found[n].quote.start for n in free]
        likely = Likely([self._worded(self.found[n].quote.exact) for n in free])
        guessed = self._guesses()
        offers: list[tuple[float, int, int, int]] = []
        for old in numbers:
            claim = self.known[old]
            stands = self.texts.find(claim.quote)
            if stands is None and claim.by_hand:
                continue
            guess = guessed(claim.quote.start) if stands is None else stands
            mine = self._worded(claim.quote.exact), self._worded(claim.text)
            at = bisect_left(places, guess)
            near = free[max(at - _NEIGHBOURS, 0) : at + _NEIGHBOURS]
            for new in dict.fromkeys(near + [free[place] for place in likely.of(mine[0])]):
                other = self.found[new].quote
                if stands is not None and not (other.start < stands + len(claim.quote.exact) and stands < other.end):
                    continue
                likeness = alike(mine, (self._worded(other.exact), self._worded(self.found[new].text)))
                if likeness > 0:
                    offers.append((-likeness, abs(other.start - guess), old, new))
        taken: set[int] = set()
        for _, _, old, new in sorted(offers):
            if old not in self.read and old not in self.answered and new not in taken:
                taken.add(new)
                self._answer(old, new)
        self.free = [n for n in self.free if n not in taken]

    def _guesses(self) -> Callable[[int], int]:
        """About where an old offset is now: between the matched claims before and after it as it was between them."""
        moved = [(self.known[old].quote.start, self.found[new].quote.start) for old, new in self.read.items()]
        moved += [(self.known[old].quote.start, start) for old, start in self.stays.items()]
        moved = sorted([(-1, -1), *moved, (len(self.texts.old), len(self.texts.new))])
        starts = [old for old, _ in moved]

        def guess(start: int) -> int:
            at = bisect_left(starts, start)
            (before, now), (after, then) = moved[at - 1], moved[at]
            return now + round((start - before) * (then - now) / (after - before))

        return guess

    def _worded(self, text: str) -> Words:
        if text not in self._words:
            self._words[text] = words_of(text)
        return self._words[text]

    def _stay(self, numbers: Sequence[int]) -> None:
        """Claims of people, and those that people have to do with, go on where their words stand."""
        placed: dict[str, dict[int, int]] = defaultdict(dict)
        for n in numbers:
            claim = self.known[n]
            if n in self.stays:
                placed[claim.quote.exact][claim.quote.start] = self.stays[n]
        for n in sorted(numbers, key=lambda n: self.known[n].quote.start):
            claim = self.known[n]
            if n in self.stays or not (claim.by_hand or claim.kept):
                continue
            # Claims on one quote move together; the same words elsewhere are another place.
            same = placed[claim.quote.exact]
            start = same.get(claim.quote.start)
            if start is None:
                start = self.texts.find(claim.quote, frozenset(same.values()))
            if start is not None:
                same[claim.quote.start] = self.stays[n] = start

    def _come_back(self, numbers: Sequence[int]) -> None:
        """Retired claims whose words stand again: an extractor's as it is read there now, if that is alike; those of
        people as they are, unless the same is said there already."""
        waiting: dict[str, list[int]] = defaultdict(list)
        for n in self.free:
            waiting[self.found[n].quote.exact].append(n)
        for n in numbers:
            claim = self.known[n]
            for new in [] if claim.by_hand else waiting[claim.quote.exact][:_NEIGHBOURS]:
                if share(self._worded(claim.text), self._worded(self.found[new].text)):
                    waiting[claim.quote.exact].remove(new)
                    self.read[n] = new
                    break
        taken = set(self.read.values())
        self.free = [n for n in self.free if n not in taken]
        said = {(self.found[n].quote.start, self.found[n].quote.exact, self.found[n].text) for n in self.read.values()}
        said |= {(start, self.known[n].quote.exact, self.known[n].text) for n, start in self.stays.items()}
        said |= {(self.found[n].quote.start, self.found[n].quote.exact, self.found[n].text) for n in self.free}
        for n in numbers:
            claim = self.known[n]
            if n in self.read:
                continue
            start = self.stays.get(n)
            if start is None and (claim.by_hand or claim.kept):
                start = self.texts.find(claim.quote)
            place = (start or 0, claim.quote.exact, claim.text)
            if start is not None and (place not in said or n in self.answered):
                said.add(place)
                self.stays[n] = start


def _corrected(claim: Known) -> tuple[Quote, Hashable]:
    """The reading that people have corrected, if they have: it stood where the claim stands, or near it."""
    quote, text = claim.read or (claim.quote.exact, claim.text)
    if quote == claim.quote.exact:
        return claim.quote, text
    return msgspec.structs.replace(claim.quote, exact=quote, prefix="", suffix="", expected=None), text
