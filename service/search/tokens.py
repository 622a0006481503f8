"""A search query cut into tokens: words, phrases, operators, signs and parentheses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

import msgspec

from schema.enums import SearchNoteCode, SearchTakenAs
from service.nearest import nearest
from service.search.operators import OPERATORS, example, read_value
from service.search.quotes import MARKS, Quotes
from service.search.tree import Leaf, Note, Operator, OperatorName, Phrase, Word

LEAVES_MAX = 64
"""Words, phrases and operators after this many are left out."""

_OPENING, _CLOSING = "(（", ")）"
_MINUS = "-\u2212"
_JOINING: dict[str, Literal["AND", "OR", "NOT"]] = {
    "AND": "AND", "NOT": "NOT", "OR": "OR", "Or": "OR", "oR": "OR", "or": "OR",
}  # fmt: skip
"""`or` joins in any case; "and" and "not" are words unless they are capitals."""
_NAMED = re.compile(r"([A-Za-z]+):")
_LETTER = re.compile(r"\w")
_BREAK = re.compile(rf"[\s{_OPENING}{_CLOSING}{MARKS}]")
_DASHES = re.compile(rf"[{_MINUS}]+")


class Token(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of the query. LEAF without a leaf is a piece that holds no letter: nothing to look for."""

    kind: Literal["LEAF", "AND", "OR", "NOT", "OPEN", "CLOSE"]
    start: int
    end: int
    leaf: Leaf | None = None


class Tokens:
    """Goes through a query once, and notes on the way what can't be meant."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.notes: list[Note] = []
        self.cut = False
        """Whether words were left out at the end."""
        self._quotes = Quotes(text)
        self._partner = _partners(text)
        self._run = 0

    def __iter__(self) -> Iterator[Token]:
        leaves, at = 0, 0
        while (at := self._past_space(at)) < len(self.text):
            token = self._token(at)
            if token.leaf is not None:
                if leaves == LEAVES_MAX:
                    self.cut = True
                    self.note(
                        SearchNoteCode.TOO_LONG, at, len(self.text), SearchTakenAs.NOTHING,
                        f"Only the first {LEAVES_MAX} words are searched for",
                    )  # fmt: skip
                    return
                leaves += 1
            if token.leaf is None or isinstance(token.leaf, Operator):
                self._run += 1
            yield token
            at = token.end

    def note(self, code: SearchNoteCode, start: int, end: int, taken_as: SearchTakenAs, problem: str) -> None:
        """Note what stands from `start` to `end`; `problem` is a sentence without its full stop."""
        self.notes.append(
            Note(
                code=code, message=f"{problem}.", text=self.text[start:end], start=start, end=end, taken_as=taken_as
            )
        )  # fmt: skip

    def _past_space(self, at: int) -> int:
        while at < len(self.text) and self.text[at].isspace():
            at += 1
        return at

    def _token(self, at: int) -> Token:
        mark = self.text[at]
        if mark in _OPENING:
            return Token(kind="OPEN", start=at, end=at + 1)
        if mark in _CLOSING:
            return Token(kind="CLOSE", start=at, end=at + 1)
        if mark in _MINUS:
            return self._minus(at)
        if self._quotes.opens(at):
            # Right after a word, a mark that nothing closes may be an inch.
            is_stray = self._quotes.closing(at) is None and self.text[at - 1 : at].isalnum()
            return self._stray(at) if is_stray else self._phrase(at)
        if mark in MARKS:
            return self._stray(at)
        named = _NAMED.match(self.text, at)
        if named is not None:
            name = OPERATORS.get(named[1].lower())
            if name is not None:
                return self._operator(name, at, named.end())
        return self._word(at)

    def _minus(self, at: int) -> Token:
        end = at + 1
        if end < len(self.text) and not self.text[end].isspace() and self.text[end] not in _CLOSING + _MINUS:
            return Token(kind="NOT", start=at, end=end)
        dashes = _DASHES.match(self.text, at)
        end = dashes.end() if dashes is not None else end
        if end == at + 1:
            self.note(
                SearchNoteCode.HALF_TYPED, at, end, SearchTakenAs.NOTHING,
                f"`{self.text[at]}` at position {at} stands before no word, and was left out",
            )  # fmt: skip
        return Token(kind="LEAF", start=at, end=end)

    def _phrase(self, at: int) -> Token:
        closing = self._quotes.closing(at)
        end = len(self.text) if closing is None else closing
        words = self.text[at + 1 : end]
        is_there = _LETTER.search(words) is not None
        if closing is None:
            taken = SearchTakenAs.CLOSED if is_there else SearchTakenAs.NOTHING
            self._unbalanced(at, "the phrase was taken to go on to the end" if is_there else "it was left out", taken)
        if not is_there:
            # A mark that closes nothing takes nothing with it.
            return Token(kind="LEAF", start=at, end=at + 1 if closing is None else closing + 1)
        end = end if closing is None else closing + 1
        return Token(kind="LEAF", start=at, end=end, leaf=Phrase(text=words.strip(), start=at, end=end, run=self._run))

    def _stray(self, at: int) -> Token:
        self._unbalanced(at, "it was left out", SearchTakenAs.NOTHING)
        return Token(kind="LEAF", start=at, end=at + 1)

    def _unbalanced(self, at: int, taken: str, taken_as: SearchTakenAs) -> None:
        mark = self.text[at]
        self.note(SearchNoteCode.UNBALANCED, at, at + 1, taken_as, f"`{mark}` at position {at} has no partner; {taken}")

    def _operator(self, name: OperatorName, at: int, value_at: int) -> Token:
        quoted = value_at < len(self.text) and self._quotes.opens(value_at)
        closing = self._quotes.closing(value_at) if quoted else None
        if quoted:
            end = len(self.text) if closing is None else closing
            typed, end = self.text[value_at + 1 : end], end + (closing is not None)
        else:
            end = self._word_end(value_at)
            typed = self.text[value_at:end]
        value = read_value(name, typed)
        if value is not None:
            if quoted and closing is None:
                self._unbalanced(value_at, "the value was taken to go on to the end", SearchTakenAs.CLOSED)
            return Token(kind="LEAF", start=at, end=end, leaf=Operator(name=name, value=value, start=at, end=end))
        if typed.strip():
            problem = f"`{name}:` at position {at} holds {_shown(typed)}, which is none of its values"
            self.note(
                SearchNoteCode.BAD_VALUE, at, end, SearchTakenAs.WORDS,
                f"{problem}, and was taken as words; write {example(name)}",
            )  # fmt: skip
        else:
            self.note(
                SearchNoteCode.HALF_TYPED, at, end, SearchTakenAs.WORDS,
                f"`{name}:` at position {at} has no value, and was taken as a word; write {example(name)}",
            )  # fmt: skip
        return self._as_word(at, end)

    def _word(self, start: int) -> Token:
        end = self._word_end(start)
        typed = self.text[start:end]
        # Behind a sign they are words: "-or".
        joining = None if self._is_signed(start) else _JOINING.get(typed)
        if joining is not None:
            return Token(kind=joining, start=start, end=end)
        named = _NAMED.match(typed)
        if named is not None and typed[named.end() :].strip("/") and not typed.startswith("//", named.end()):
            near = nearest(named[1], OPERATORS)
            self.note(
                SearchNoteCode.UNKNOWN_OPERATOR, start, end, SearchTakenAs.WORDS,
                f"`{named[1]}:` at position {start} is no operator, and {_shown(typed)} was taken as words"
                + (f"; did you mean `{near}:`?" if near is not None else ""),
            )  # fmt: skip
        return self._as_word(start, end)

    def _as_word(self, start: int, end: int) -> Token:
        """What stands there as a word, quotation marks and all, which mean nothing to Postgres."""
        typed = self.text[start:end]
        if _LETTER.search(typed) is None:
            return Token(kind="LEAF", start=start, end=end)
        word = Word(text=typed, start=start, end=end, run=self._run, at_end=end == len(self.text))
        return Token(kind="LEAF", start=start, end=end, leaf=word)

    def _word_end(self, at: int) -> int:
        """Where a word ends: at a space, a quotation mark, or a parenthesis that is not closed within it."""
        end = at
        while (found := _BREAK.search(self.text, end)) is not None:
            partner = self._partner.get(found.start())
            if partner is None or found.start() == at or self.text[at : found.start()] in _JOINING:
                return found.start()
            end = partner + 1
        return len(self.text)

    def _is_signed(self, at: int) -> bool:
        return at > 0 and self.text[at - 1] in _MINUS


def _partners(text: str) -> dict[int, int]:
    """Parentheses that are closed within the word in which they are opened, as in `member(s)`."""
    partners: dict[int, int] = {}
    opened: list[int] = []
    for found in _BREAK.finditer(text):
        if found[0] in _OPENING:
            opened.append(found.start())
        elif found[0] in _CLOSING:
            if opened:
                partners[opened.pop()] = found.start()
        else:
            opened.clear()
    return partners


def _shown(typed: str) -> str:
    shown = typed.strip()
    return f"`{shown if len(shown) <= 40 else shown[:40] + '…'}`"
