"""Which mentions and claims of an article stand where in its new text: pure, no database.

What is anchored is a quote with what stands around it (W3C Web Annotation `TextQuoteSelector`: `exact`, `prefix`,
`suffix`) and its offsets (`TextPositionSelector`). All that is matched is looked up by keys, level by level from
the surest to the weakest, so that a text of any size costs about its length.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from collections.abc import Set as AbstractSet

import msgspec

CONTEXT = 32
"""Code points of a prefix and of a suffix."""
_CONTEXT_NEAR = 8
"""What still tells a place where the words farther off have changed, too."""
_TRIES = 1000
"""Places where a quote stands that are looked at."""
_KEYS = (24, 8)
"""Characters by which the beginnings of words are looked up, so that no text is read once for every quote."""
_BUDGET = 1_000_000_000
"""Characters of the new text that are read, over all quotes that are not found by a word's beginning."""
_BEGINNING = re.compile(r"(?<!\S)\S|(?<![^\W_])[^\W_]")


class Quote(msgspec.Struct, frozen=True, kw_only=True):
    """Words in a text: `start` in code points, and the 32 before and after. `expected` is where they stand in the
    new text if they are within what both texts begin or end with; None where they are not."""

    start: int
    exact: str
    prefix: str
    suffix: str
    expected: int | None = None

    @property
    def end(self) -> int:
        """The code point after the last."""
        return self.start + len(self.exact)


class Texts:
    """An article's text before and after, and what both begin and end with."""

    def __init__(self, old: str, new: str) -> None:
        self.old, self.new = old, new
        self._head = _common(old, new, min(len(old), len(new)))
        self._tail = _common(old[::-1], new[::-1], min(len(old), len(new)) - self._head)
        self._found: dict[str, list[int]] = {}
        self._begun: dict[int, dict[str, list[int]]] = {}
        self._budget = _BUDGET

    def before(self, start: int, end: int) -> Quote:
        """A span of the old text."""
        return _quote(self.old, start, end, self.expected(start, end))

    def after(self, start: int, end: int) -> Quote:
        """A span of the new text."""
        return _quote(self.new, start, end, start)

    def expected(self, start: int, end: int) -> int | None:
        """Where an old span stands now, if it lies in what both texts begin or end with."""
        if end <= self._head:
            return start
        if start >= len(self.old) - self._tail:
            return start + len(self.new) - len(self.old)
        return None

    def find(self, quote: Quote, taken: AbstractSet[int] = frozenset()) -> int | None:
        """Where the words stand in the new text, but for `taken` starts: where nothing around them changed, else where
        they stand once, else where most of what is around them does, else the nearest. None when they don't."""
        expected = None if quote.expected in taken else quote.expected
        if expected is not None and self._stands(quote, expected, quote.prefix, quote.suffix):
            return expected
        within = _joined(quote.prefix[-1:], quote.exact[:1])
        found = self._places(quote.exact, within)
        places = [place for place in found if place not in taken and self._whole(quote, place)]
        if len(places) < 2:
            return places[0] if places else None
        near = quote.prefix[-_CONTEXT_NEAR:], quote.suffix[:_CONTEXT_NEAR]
        for prefix, suffix in (
            (quote.prefix, quote.suffix),
            (quote.prefix, near[1]),
            (near[0], quote.suffix),
            near,
            (near[0], ""),
            ("", near[1]),
        ):
            if likely := [place for place in places if self._stands(quote, place, prefix, suffix)]:
                return _nearest(likely, quote.start if expected is None else expected)
        return _nearest(places, quote.start if expected is None else expected)

    def move(self, start: int, exact: str, by: int, around: int) -> int | None:
        """Where a piece of a claim, a cue or an amount, stands once the claim has moved `by` so many code points; near
        the claim's new start `around` where it did not move along. None when its words are not there any more."""
        if start + by >= 0 and self.new.startswith(exact, start + by):
            return start + by
        quote = self.before(start, start + len(exact))
        if quote.exact == exact:
            return self.find(quote)
        places = self._places(exact)
        return _nearest(places, around) if places else None

    def _stands(self, quote: Quote, place: int, prefix: str, suffix: str) -> bool:
        end = place + len(quote.exact)
        return self.new[max(place - len(prefix), 0) : place] == prefix and self.new.startswith(suffix, end)

    def _whole(self, quote: Quote, start: int) -> bool:
        """Whether the words at `start` are no piece of longer words, unless they were before."""
        end = start + len(quote.exact)
        first, last = quote.exact[:1], quote.exact[-1:]
        return (_joined(quote.prefix[-1:], first) or not _joined(self.new[max(start - 1, 0) : start], first)) and (
            _joined(last, quote.suffix[:1]) or not _joined(last, self.new[end : end + 1])
        )

    def _places(self, exact: str, within: bool = False) -> list[int]:
        """Where these characters stand in the new text, the first places of very many; looked for once. `within` says
        that they may begin within a word."""
        found = self._found.get(exact)
        if found is None:
            size = next((size for size in _KEYS if len(exact) >= size), None)
            begun = [] if size is None else self._beginnings(size).get(exact[:size], [])[:_TRIES]
            found = [place for place in begun if self.new.startswith(exact, place)]
            if not found and (within or size is None or not exact[0].isalnum()):
                found = self._searched(exact)
            self._found[exact] = found
        return found

    def _searched(self, exact: str) -> list[int]:
        """The same for what begins with no word, by reading the text; so much of it, then no more."""
        found: list[int] = []
        at = self.new.find(exact) if self._budget > 0 else -1
        while at >= 0 and len(found) < _TRIES:
            found.append(at)
            at = self.new.find(exact, at + 1)
        self._budget -= len(self.new)
        return found

    def _beginnings(self, size: int) -> dict[str, list[int]]:
        """Where words and what follows spaces stand in the new text, by so many characters from there on."""
        if size not in self._begun:
            begun: dict[str, list[int]] = defaultdict(list)
            for match in _BEGINNING.finditer(self.new):
                begun[self.new[match.start() : match.start() + size]].append(match.start())
            self._begun[size] = begun
        return self._begun[size]


_Level = Callable[[Quote], Hashable]

_IN_PLACE: tuple[tuple[_Level, _Level], ...] = (
    (
        lambda old: None if old.expected is None else (old.expected, old.prefix, old.suffix),
        lambda new: (new.start, new.prefix, new.suffix),
    ),
    (lambda old: (old.prefix, old.suffix), lambda new: (new.prefix, new.suffix)),
)
_LEVELS: tuple[tuple[_Level, _Level], ...] = (
    *_IN_PLACE,
    (lambda old: old.prefix, lambda new: new.prefix),
    (lambda old: old.suffix, lambda new: new.suffix),
    (lambda old: old.prefix[-_CONTEXT_NEAR:], lambda new: new.prefix[-_CONTEXT_NEAR:]),
    (lambda old: old.expected, lambda new: new.start),
    (lambda old: old.suffix[:_CONTEXT_NEAR], lambda new: new.suffix[:_CONTEXT_NEAR]),
    (lambda old: old.start, lambda new: new.start),
    (lambda old: old.exact, lambda new: new.exact),
)
"""What must be the same of an old quote and a new one, beside their words; the last is their order alone."""


class Pairs:
    """Pairs of old and new quotes, each with what else must be the same of both."""

    def __init__(self, olds: Sequence[tuple[Quote, Hashable]], news: Sequence[tuple[Quote, Hashable]]) -> None:
        self.olds, self.news = olds, news
        self.made: dict[int, int] = {}

    def by_levels(
        self,
        olds: Sequence[tuple[Quote, Hashable]],
        news: Sequence[tuple[Quote, Hashable]],
        levels: Sequence[tuple[_Level, _Level]] = _LEVELS,
    ) -> None:
        """Match level by level; those of one key pair off in text order."""
        open_olds = [n for n in range(len(olds)) if n not in self.made]
        taken = set(self.made.values())
        open_news = [n for n in range(len(news)) if n not in taken]
        for of_old, of_new in levels:
            if not open_olds or not open_news:
                return
            waiting: dict[Hashable, list[int]] = defaultdict(list)
            for n in sorted(open_news, key=lambda n: (news[n][0].start, n), reverse=True):
                waiting[news[n][0].exact, news[n][1], of_new(news[n][0])].append(n)
            for n in sorted(open_olds, key=lambda n: olds[n][0].start):
                level = of_old(olds[n][0])
                rest = waiting.get((olds[n][0].exact, olds[n][1], level)) if level is not None else None
                if rest:
                    self.made[n] = rest.pop()
            taken = set(self.made.values())
            open_olds = [n for n in open_olds if n not in self.made]
            open_news = [n for n in open_news if n not in taken]


def match_mentions(known: Sequence[tuple[Quote, Hashable]], found: Sequence[tuple[Quote, Hashable]]) -> dict[int, int]:
    """Which known mention is which found one, by their places in the lists; each comes with its actor. A mention may
    come to name another actor, but only where it stood."""
    pairs = Pairs(known, found)
    pairs.by_levels(pairs.olds, pairs.news)
    moved = [(quote, None) for quote, _ in known]
    pairs.by_levels(moved, [(quote, None) for quote, _ in found], levels=_IN_PLACE)
    return pairs.made


def _quote(text: str, start: int, end: int, expected: int | None) -> Quote:
    return Quote(
        start=start,
        exact=text[start:end],
        prefix=text[max(start - CONTEXT, 0) : start],
        suffix=text[end : end + CONTEXT],
        expected=expected,
    )


def _common(one: str, other: str, most: int) -> int:
    """How many characters, at most so many, two texts begin with alike; by halves, each compared at once."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _joined(one: str, other: str) -> bool:
    """Whether two characters are of one word."""
    return one.isalnum() and other.isalnum()


def _nearest(places: Sequence[int], to: int) -> int:
    return min(places, key=lambda place: abs(place - to))
