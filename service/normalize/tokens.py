"""Words and punctuation marks with their places in the text."""

from __future__ import annotations

import re

import msgspec

_WORD = r"[^\W_]+(?:(?:[-&]|\.(?=\d)|\.(?=(?:com|org|net|fr|io|ai)\b))[^\W_]+)*"
_NUMBER = r"\d+(?:[.,\u00a0\u202f ]\d{3}(?!\d))*(?:[.,]\d+)?(?![^\W_])"
_TAIL = r"|\.\.\.|\S"
_INITIALS = r"(?:[^\W\d_]\.){2,}|[A-ZÀ-Ý]\.(?=[ \u00a0]?[A-ZÀ-Ý])"

_PATTERNS = {
    "en": re.compile(
        rf"{_NUMBER}|{_INITIALS}|[^\W\d_]+(?=n't\b)|n't\b|'(?:s|re|ve|ll|d|m)\b|(?:O|D|L|d|l)'[A-Z][^\W\d_]+|{_WORD}{_TAIL}",
        re.IGNORECASE if False else 0,
    ),
    "fr": re.compile(
        rf"{_NUMBER}|{_INITIALS}"
        r"|(?:[cdjlmnstCDJLMNST]|[Qq]u|[Ll]orsqu|[Pp]uisqu|[Jj]usqu|[Qq]uoiqu)'(?=[\w«\"“])"
        r"|[Aa]ujourd'hui|[Rr]endez-vous|[Pp]rud'hom\w+"
        r"|-(?:t-)?(?:ils?|elles?|on|ce|je|nous|vous)\b(?!-)"
        r"|[^\W_]+(?:(?:[-&](?!(?:t-)?(?:ils?|elles?|on|ce|je|nous|vous)\b(?!-))|\.(?=\d)|\.(?=(?:com|org|net|fr|io|ai)\b))[^\W_]+)*"
        rf"{_TAIL}"
    ),
}

_QUOTES = str.maketrans({"’": "'", "ʼ": "'", "‘": "'", "\u00a0": " ", "\u202f": " ", "‑": "-"})


def straight(text: str) -> str:
    """The text with straight apostrophes and plain spaces, as long as it was."""
    return text.translate(_QUOTES)


def split_words(text: str, language: str) -> list[str]:
    """The tokens of a short text in lower case."""
    return [word.lower() for word in _PATTERNS[language].findall(straight(text))]


class Tokens(msgspec.Struct, kw_only=True):
    """The tokens of a text, as parallel lists (a token is its index); `low` is in lower case."""

    text: str
    start: list[int]
    end: list[int]
    word: list[str]
    low: list[str]
    tag: list[int]

    def __len__(self) -> int:
        return len(self.start)


def tokenize(body: str, language: str, known: dict[str, int]) -> Tokens:
    """Split `body` by the language's conventions; each word gets its bits out of `known`."""
    text = straight(body)
    start: list[int] = []
    end: list[int] = []
    word: list[str] = []
    for match in _PATTERNS[language].finditer(text):
        left, right = match.span()
        start.append(left)
        end.append(right)
        word.append(match.group())
    low = [w.lower() for w in word]
    get = known.get
    return Tokens(text=text, start=start, end=end, word=word, low=low, tag=[get(w, 0) for w in low])
