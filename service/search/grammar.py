"""How a search query is read.

    query   = either
    either  = all { "or" all }                  "or" in any case
    all     = one { ["AND"] one }               what stands together is all wanted
    one     = { "NOT" | "-" } ( leaf | "(" either ")" )
    leaf    = word | beginning "*" | "phrase" | operator ":" value

So NOT binds tighter than AND, and AND than OR; parentheses come first. `-` stands right before what it leaves out.
A phrase stands in quotation marks of any kind. docs/search.md is the manual.

Any text is a query. What can't be meant is read as words, closed where the query ends, or left out, and a note says
which, and where it stands.
"""

from __future__ import annotations

from schema.enums import SearchNoteCode, SearchTakenAs
from service.search.operators import OPERATORS, example, may_become_value
from service.search.tokens import Token, Tokens
from service.search.tree import And, Leaf, Node, Not, Note, Or, Parsed, Word

DEPTH_MAX = 16
"""Parentheses within so many others are left out."""
NOTES_MAX = 20
"""Of more notes, the first so many are told."""

_NOTHING = And()


def parse(text: str) -> Parsed:
    """Read a query; never fails. Takes time in proportion to its length."""
    reader = _Reader(text)
    tree = reader.either(0)
    if reader.is_empty and reader.dangling:
        # "or" is gold in French, where it is all that is asked for.
        tree = _as_words(reader.dangling, text)
        kept = [note for note in reader.notes if note.code is not SearchNoteCode.HALF_TYPED]
    else:
        kept = reader.notes
    notes = sorted(kept, key=lambda note: note.start)
    return Parsed(tree=tree, notes=tuple(notes[:NOTES_MAX]), all_meant=reader.all_meant)


def hopeless(text: str) -> str | None:
    """Why a text asks for nothing that can be meant: it is a single operator whose value never becomes one.

    None for every other text. For callers of whom nothing else hangs on the query, and who may overlook a note.
    """
    notes = parse(text).notes
    if len(notes) != 1 or notes[0].code is not SearchNoteCode.BAD_VALUE or notes[0].text != text.strip():
        return None
    name, _, typed = notes[0].text.partition(":")
    operator = OPERATORS[name.lower()]
    if may_become_value(operator, typed):
        return None
    return f"`{operator}:` has no value that it takes; write {example(operator)}"


def _as_words(tokens: list[Token], text: str) -> Node:
    words = [Word(text=text[token.start : token.end], start=token.start, end=token.end) for token in tokens]
    return And(of=tuple(words))


class _Reader:
    """Recursive descent over the tokens, one of them in advance."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = Tokens(text)
        self._iterator = iter(self._tokens)
        self._next = next(self._iterator, None)
        self.is_empty = True
        self.all_meant = False
        self.dangling: list[Token] = []

    @property
    def notes(self) -> list[Note]:
        return self._tokens.notes

    def either(self, depth: int) -> Node:
        """Alternatives, up to the parenthesis that closes them, or the end."""
        found: list[Node] = []
        joined_by: Token | None = None
        while True:
            alternative = self._all(depth)
            if alternative is None and joined_by is not None:
                self._dangle(joined_by)
            if alternative is not None:
                found.append(alternative)
            token = self._next
            if token is None or token.kind != "OR":
                break
            self._advance()
            if alternative is None and not found:
                self._dangle(token)
                joined_by = None
            else:
                joined_by = token
        return found[0] if len(found) == 1 else Or(of=tuple(found)) if found else _NOTHING

    def _all(self, depth: int) -> Node | None:
        found: list[Node] = []
        joined_by: Token | None = None
        while (token := self._next) is not None and token.kind != "OR":
            if token.kind == "CLOSE":
                if depth:
                    break
                self._advance()
                self._close_stray(token)
            elif token.kind == "AND":
                self._advance()
                if joined_by is not None or not found:
                    self._dangle(token)
                else:
                    joined_by = token
            else:
                one = self._one(depth)
                if one is None:
                    continue
                found.append(one)
                self.all_meant = self.all_meant or joined_by is not None
                joined_by = None
        if joined_by is not None:
            self._dangle(joined_by)
        return None if not found else found[0] if len(found) == 1 else And(of=tuple(found))

    def _one(self, depth: int) -> Node | None:
        """A leaf or group with its signs; None where signs stand before nothing, which is noted."""
        signs: list[Token] = []
        while (token := self._next) is not None and token.kind == "NOT":
            signs.append(token)
            self._advance()
        if token is None or token.kind not in ("LEAF", "OPEN"):
            for sign in signs:
                self._dangle(sign)
            return None
        self._advance()
        if token.kind == "OPEN":
            node = self._group(token, depth)
        elif token.leaf is None:
            node = _NOTHING
        else:
            node = token.leaf
            self.is_empty = False
        # Two signs are none.
        return Not(of=node) if len(signs) % 2 else node

    def _group(self, opening: Token, depth: int) -> Node:
        if depth == DEPTH_MAX:
            return self._flat(opening)
        node = self.either(depth + 1)
        if self._next is not None:
            self._advance()
        elif not self._tokens.cut:
            self._note(
                SearchNoteCode.UNBALANCED, opening, SearchTakenAs.CLOSED,
                f"`(` at position {opening.start} is not closed; it was taken to go on to the end",
            )  # fmt: skip
        return node

    def _flat(self, opening: Token) -> Node:
        """The words of too many parentheses, without what joins them, so that depth is bounded."""
        self._note(
            SearchNoteCode.TOO_DEEP, opening, SearchTakenAs.WORDS,
            f"`(` at position {opening.start} stands within {DEPTH_MAX} others; all words in it were taken as wanted",
        )  # fmt: skip
        leaves: list[Leaf] = []
        opened = 1
        while opened and self._next is not None:
            opened += {"OPEN": 1, "CLOSE": -1}.get(self._next.kind, 0)
            if self._next.leaf is not None:
                leaves.append(self._next.leaf)
                self.is_empty = False
            self._advance()
        return And(of=tuple(leaves))

    def _close_stray(self, token: Token) -> None:
        self._note(
            SearchNoteCode.UNBALANCED, token, SearchTakenAs.NOTHING,
            f"`)` at position {token.start} closes nothing; it was left out",
        )  # fmt: skip

    def _dangle(self, token: Token) -> None:
        """A sign or `or` without what it needs."""
        if token.end - token.start > 1:
            self.dangling.append(token)
        if self._tokens.cut:
            return
        self._note(
            SearchNoteCode.HALF_TYPED, token, SearchTakenAs.NOTHING,
            f"`{self._text[token.start : token.end]}` at position {token.start} stands beside nothing;"
            " it was left out",
        )  # fmt: skip

    def _note(self, code: SearchNoteCode, token: Token, taken_as: SearchTakenAs, problem: str) -> None:
        self._tokens.note(code, token.start, token.end, taken_as, problem)

    def _advance(self) -> None:
        self._next = next(self._iterator, None)
