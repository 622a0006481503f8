"""Words and punctuation marks with their places in the text."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import accumulate

import msgspec

from service.normalize.lang.language import language_of

_QUOTES = (("’", "'"), ("ʼ", "'"), ("‘", "'"), ("\u00a0", " "), ("\u202f", " "), ("‑", "-"))


_SINGLE_QUOTED = re.compile(r"(?<!\w)‘([^‘\n]{2,500}?[,.!?])’(?!\w)")
"""Speech between single marks: the full stop or comma inside tells it from an apostrophe."""


def straight(text: str) -> str:
    """The text with straight apostrophes, double marks around speech and plain spaces, as long as it was."""
    if "‘" in text:
        text = _SINGLE_QUOTED.sub(r"“\1”", text)
    for written, plain in _QUOTES:
        if written in text:
            text = text.replace(written, plain)
    return text


@cache
def _splitter(language: str) -> re.Pattern[str]:
    """Takes the blanks in front of a token with it: no alternative is tried on them in vain."""
    return re.compile(rf"(\s*+)({language_of(language).token.pattern})")


def split_words(text: str, language: str) -> list[str]:
    """The tokens of a short text in lower case."""
    return [word.lower() for word in language_of(language).token.findall(straight(text))]


_REMEMBERED = 50_000
"""Words that a reader keeps, some 10 MB."""
_WORD_LENGTH_MAX = 40
"""Characters of a word that is worth keeping; a page of letters without a blank is a word, too."""


@lru_cache(maxsize=20_000)
def guess(word: str, language: str) -> int:
    """What the ending of a word that no lexicon knows says of it."""
    return next((bits for ending, bits in language_of(language).endings if ending.match(word)), 0)


class Tokens(msgspec.Struct):
    """The tokens of a text, as parallel lists (a token is its index); `low` is in lower case."""

    text: str
    start: list[int]
    end: list[int]
    word: list[str]
    low: list[str]
    tag: list[int]

    def __len__(self) -> int:
        return len(self.start)

    def drop(self, first: int) -> None:
        """Forget the tokens from `first` on."""
        del self.start[first:], self.end[first:], self.word[first:], self.low[first:], self.tag[first:]


class WordReader(dict[str, tuple[str, int]]):
    """Words as they are written to their lower case and bits: those that `known` has, else what `guess` says.

    It remembers what it read, up to a bound; news repeats its words.
    """

    def __init__(self, language: str, known: dict[str, int]) -> None:
        super().__init__()
        self._language = language
        self._known = known

    def __missing__(self, word: str) -> tuple[str, int]:
        low = word.lower()
        bits = self._known.get(low) or (guess(low, self._language) if word == low and low.isalpha() else 0)
        if len(self) >= _REMEMBERED:
            self.clear()
        if len(word) <= _WORD_LENGTH_MAX:
            self[word] = low, bits
        return low, bits


def tokenize(body: str, language: str, reader: WordReader) -> Tokens:
    """Split `body` by the language's conventions; `reader` says what each word is."""
    text = straight(body)
    # Nothing, blanks, a token, and so on: their lengths add up to the places. At the end no token stands after
    # the blanks, which would be looked for from each of them.
    pieces = _splitter(language).split(text.rstrip())
    word = pieces[2::3]
    places = list(accumulate(map(len, pieces)))
    start, end = places[1::3], places[2::3]
    read = [reader[w] for w in word]
    low = [w for w, _ in read]
    tag = [bits for _, bits in read]
    return Tokens(text=text, start=start, end=end, word=word, low=low, tag=tag)
