"""What a search query says, as a tree: words, phrases and operators, joined by and, or, not.

`service.search.grammar` makes it of what was typed; `service.search.asked` hands it to Postgres. Offsets are
code points of the query.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from schema.enums import SearchNoteCode, SearchTakenAs

OperatorName = Literal["actor", "claimant", "modality", "source", "lang", "after", "before"]


class Word(msgspec.Struct, frozen=True, kw_only=True):
    """A word as it was typed, signs and all; what it means in a language, Postgres finds out.

    `run` counts the runs of words that nothing stands between, so that neighbours are known. `at_end` is whether
    the query ends with it, so that it may still be in the making.
    """

    text: str
    start: int
    end: int
    run: int = 0
    at_end: bool = False


class Phrase(msgspec.Struct, frozen=True, kw_only=True):
    """Words that were quoted, without the quotation marks; `start` to `end` has them."""

    text: str
    start: int
    end: int
    run: int = 0


class Operator(msgspec.Struct, frozen=True, kw_only=True):
    """`name:value`. Moments are the first one after (of) what was named, in UTC; modalities are names of the enum."""

    name: OperatorName
    value: str | datetime
    start: int
    end: int


class Not(msgspec.Struct, frozen=True, kw_only=True):
    """Whatever does not match."""

    of: Node


class And(msgspec.Struct, frozen=True, kw_only=True):
    """All of them. Of nothing: what was typed there says nothing."""

    of: tuple[Node, ...] = ()


class Or(msgspec.Struct, frozen=True, kw_only=True):
    """Any of them."""

    of: tuple[Node, ...]


Leaf = Word | Phrase | Operator
Node = Word | Phrase | Operator | Not | And | Or


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """What was not searched for as it stands: which part of the query, and what it was taken as."""

    code: SearchNoteCode
    message: str
    text: str
    start: int
    end: int
    taken_as: SearchTakenAs


class Parsed(msgspec.Struct, frozen=True, kw_only=True):
    """A query that was read. `all_meant` is whether AND was written out: then nothing looser is looked for."""

    tree: Node
    notes: tuple[Note, ...] = ()
    all_meant: bool = False
