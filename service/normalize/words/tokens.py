"""Words and punctuation marks with their places in the text."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import accumulate

import msgspec

from service.normalize.words import tags as t

_WORD = r"[^\W_]+(?:(?:[-&]|\.(?=\d)|\.(?=(?:com|org|net|fr|io|ai)\b))[^\W_]+)*"
_NUMBER = r"\d+(?:[.,\u00a0\u202f ]\d{3}(?!\d))*(?:[.,]\d+)?(?![^\W_]|-[^\W\d_])"
_PLAIN = r"[a-zA-Zà-öø-ÿÀ-ÖØ-Þœ]++(?=[\s,;:)])"
"""Most words: French and English letters and then a blank. Tried first, because it is quick."""
_MARK = r"[,;:()«»“”!?\[\]]"
"""Marks that no longer token begins with."""
_TAIL = r"|\.\.\.|\S"
_OPENERS = "|".join(
    [
        "L|D|Le|La|Les|Il|Elle|Ils|Elles|Un|Une|Des|Au|Aux|En|Mais|Selon|Ce|Cette|Dans",
        "The|It|He|She|They|In|On|A|An|But|This|At",
    ]
)
_INITIALS = rf"(?:[^\W\d_]\.){{2,}}|(?:(?<!on )(?<!sur )|(?!X))[A-ZÀ-Ý]\.(?=[ \u00a0]?(?!(?:{_OPENERS})\b)[A-ZÀ-Ý])"

_PATTERNS = {
    "en": re.compile(
        rf"{_PLAIN}|{_MARK}|{_NUMBER}|{_INITIALS}|[^\W\d_]+(?=n't\b)|n't\b|'(?:s|re|ve|ll|d|m)\b"
        rf"|(?:O|D|L|d|l)'[A-Z][^\W\d_]+|{_WORD}{_TAIL}"
    ),
    "fr": re.compile(
        rf"{_PLAIN}|{_MARK}|{_NUMBER}|{_INITIALS}"
        r"|[A-ZÀ-Ý][^\W\d_]+(?:-[^\W\d_]+)*-[dl]'[A-ZÀ-Ý][^\W\d_]+(?:-[^\W\d_]+)*"
        r"|(?!(?:Qu|Lorsqu|Puisqu|Jusqu|Quoiqu|Quelqu|Presqu)')[A-ZÀ-Ý][^\W\d_]+'[^\W\d_]+"
        r"|(?:[cdjlmnstCDJLMNST]|[Qq]u|[Ll]orsqu|[Pp]uisqu|[Jj]usqu|[Qq]uoiqu)'(?=[\w«\"“])"
        r"|[Aa]ujourd'hui|[Rr]endez-vous|[Pp]rud'hom\w+"
        r"|-(?:t-)?(?:ils?|elles?|on|ce|je|nous|vous)\b(?!-)"
        r"|[^\W_]+(?:(?:[-&](?!(?:t-)?(?:ils?|elles?|on|ce|je|nous|vous)\b(?!-))|\.(?=\d)|\.(?=(?:com|org|net|fr|io|ai)\b))[^\W_]+)*"
        rf"{_TAIL}"
    ),
}

_SPLITTERS = {language: re.compile(rf"(\s*+)({pattern.pattern})") for language, pattern in _PATTERNS.items()}
"""Take the blanks in front of a token with it: no alternative is tried on them in vain."""

_GUESSES: dict[str, tuple[tuple[re.Pattern[str], int], ...]] = {
    "en": (
        (re.compile(r"\w{3,}ed$"), t.FIN_AMBIGUOUS | t.PART | t.PAST),
        (re.compile(r"\w{3,}ing$"), t.GER),
        (re.compile(r"\w{3,}ly$"), t.ADV),
        (re.compile(r"\w{2,}(?:tion|ment|ness|ity|ism|ship)$"), t.NOUN),
        (re.compile(r"\w{2,}(?:tions|ments|ities|ists|ers|ors|ians)$"), t.NOUN | t.PLURAL),
        (re.compile(r"\w{2,}(?:ous|ful|ive|able|ible|ical|ish|less)$"), t.ADJ),
    ),
    "fr": (
        (re.compile(r"\w{2,}(?:eraient|iraient|erait|irait)$"), t.FIN | t.CONDITIONAL),
        (re.compile(r"\w{2,}(?:aient|ait|èrent|irent)$"), t.FIN | t.PAST),
        (re.compile(r"\w{2,}(?:era|eront|ira|iront)$"), t.FIN | t.FUTURE),
        (re.compile(r"\w{2,}(?:ée|ées|és|é)$"), t.PART),
        (re.compile(r"\w{3,}(?:ement|amment|emment)$"), t.ADV),
        (re.compile(r"\w{2,}(?:tions?|ments?|ités?|ismes?|istes?|eurs?|ages?|ances?|ences?)$"), t.NOUN),
        (re.compile(r"\w{2,}(?:iques?|elles?|euses?|eux|ables?|ibles?|aires?|aux|ales?)$"), t.ADJ),
        (re.compile(r"\w{3,}ant$"), t.GER),
        (re.compile(r"\w{2,}(?:er|ir)$"), t.INF),
        (re.compile(r"\w{2,}(?:ent|it)$"), t.FIN_AMBIGUOUS),
    ),
}

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


def split_words(text: str, language: str) -> list[str]:
    """The tokens of a short text in lower case."""
    return [word.lower() for word in _PATTERNS[language].findall(straight(text))]


_REMEMBERED = 50_000
"""Words that a reader keeps, some 10 MB."""
_WORD_LENGTH_MAX = 40
"""Characters of a word that is worth keeping; a page of letters without a blank is a word, too."""


@lru_cache(maxsize=20_000)
def guess(word: str, language: str) -> int:
    """What the ending of a word that no lexicon knows says of it."""
    return next((bits for ending, bits in _GUESSES[language] if ending.match(word)), 0)


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
    # Nothing, blanks, a token, and so on: their lengths add up to the places.
    pieces = _SPLITTERS[language].split(text)
    word = pieces[2::3]
    places = list(accumulate(map(len, pieces)))
    start, end = places[1::3], places[2::3]
    read = [reader[w] for w in word]
    low = [w for w, _ in read]
    tag = [bits for _, bits in read]
    return Tokens(text=text, start=start, end=end, word=word, low=low, tag=tag)
