"""Quotation marks of a search query: which open a phrase, which close it, and which are apostrophes."""

from __future__ import annotations

import re

_CLOSING = {
    '"': '"',
    "“": "”“",
    "”": "”",
    "„": "“”",
    "‟": "”",
    "«": "»",
    "»": "«»",
    "‹": "›",
    "›": "‹›",
    "「": "」",
    "『": "』",
    "＂": "＂",
}
"""What closes a phrase, by what opens it; a keyboard may open it with one kind and close it with another."""
_STRAY = {'"': "”“»", "“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"'}
"""What closes it where its own closing mark is missing."""
_PATTERNS = {end: re.compile(f"[{end}]") for end in {*_CLOSING.values(), *_STRAY.values()}}
_SINGLE = {"‘": "’'", "‚": "‘’'", "'": "'"}
"""Marks that are apostrophes, too: they open a phrase before a word, and close it after one."""

MARKS = "".join(_CLOSING) + "」』"
"""Marks that end a word wherever they stand."""
_SPACE = re.compile(r"\s")
_SINGLE_OPENS = re.compile(r"[‘‚'](?=\w)")
_SINGLE_CLOSES = {mark: re.compile(rf"(?<=[\w.!?…%])[{ends}](?=[\s)\],.;:!?…]|$)") for mark, ends in _SINGLE.items()}


class Quotes:
    """The quotation marks of one text. Each text is gone through a bounded number of times."""

    __slots__ = ("_last", "_text", "_unclosed")

    def __init__(self, text: str) -> None:
        self._text = text
        self._last = {mark: text.rfind(mark) for mark in {*MARKS}}
        self._unclosed: set[str] = set()

    def opens(self, at: int) -> bool:
        """Whether a mark opens a phrase here, at the start of a word; it need not be closed."""
        mark = self._text[at]
        return mark in _CLOSING or (mark in _SINGLE and self.closing(at) is not None)

    def closing(self, at: int) -> int | None:
        """Where the mark is that closes the phrase opened here; None where there is none."""
        mark = self._text[at]
        if mark in _SINGLE:
            return self._single_closing(mark, at)
        for ends in (_CLOSING[mark], _STRAY.get(mark, "")):
            if any(self._last[end] > at for end in ends):
                found = _PATTERNS[ends].search(self._text, at + 1)
                return None if found is None else found.start()
        return None

    def _single_closing(self, mark: str, at: int) -> int | None:
        if mark in self._unclosed or _SINGLE_OPENS.match(self._text, at) is None:
            return None
        found = _SINGLE_CLOSES[mark].search(self._text, at + 2)
        if found is None:
            self._unclosed.add(mark)
            return None
        # A word by itself is one either way: "rock 'n' roll".
        return found.start() if _SPACE.search(self._text, at, found.start()) else None
