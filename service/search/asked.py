"""A query's tree as Postgres gets it (`sql/queries.sql`): leaves by number, and how they are joined.

Negation is moved down to the leaves first, so that what a text must have to match can be told without knowing
what the operators find: every operator but `actor:` asks something of the article or claim and not of its words.
Operators that stand together ask one thing (`Condition`): `claimant:x modality:reported` is one claim that is both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import chain, groupby
from typing import Any, Literal, cast

import msgspec

from schema.enums import SearchNoteCode, SearchTakenAs
from service.search.grammar import parse
from service.search.numbers import join_groups
from service.search.tree import And, Node, Not, Note, Operator, Or, Phrase, Word
from service.search.words import names_in, read_word

_LISTS: dict[str, str] = {"claimant": "claimants", "modality": "modalities", "source": "sources", "lang": "languages"}
"""Operators of which a text meets one or none: beside each other, either will do."""
QUERY_MAX = 1000
"""Characters after this many are left out."""

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_NAMING = ("claimants", "sources")


class Atom(msgspec.Struct, frozen=True, kw_only=True):
    """One word, phrase or name. `place` is its number in the tree, `group` the run of words that it stands in.

    ACTOR is the value of `actor:`. INSTEAD is the phrase that is looked for where the condition at `of` names nobody
    (`claimants`) or no source (`sources`).
    """

    place: int
    group: int
    text: str
    kind: Literal["WORD", "BEGINNING", "PHRASE", "ACTOR", "INSTEAD"]
    start: int
    end: int
    negated: bool = False
    of: int | None = None
    field: str | None = None


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """Words that stand together, atoms `first` to `last`, and may be a name."""

    first: int
    last: int
    text: str


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """What operators ask of a text: all of it, of lists any item. `whole` is whether it holds for the whole search."""

    place: int = 0
    claimants: tuple[str, ...] = ()
    modalities: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    after: datetime | None = None
    before: datetime | None = None
    negated: bool = False
    whole: bool = False
    start: int = 0
    end: int = 0


Tree = int | list[Any]
"""A leaf's number, `["not", leaf]`, `["and", tree, ...]` or `["or", tree, ...]`."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A query as it is handed to Postgres. `strict`: what has only some of the words is not asked for."""

    atoms: tuple[Atom, ...] = ()
    spans: tuple[Span, ...] = ()
    conditions: tuple[Condition, ...] = ()
    tree: Tree
    strict: bool = False
    notes: tuple[Note, ...] = ()


def read_query(query: str) -> Asked:
    """Read a query as typed: never fails."""
    parsed = parse(join_groups(readable(query)))
    writer = _Writer()
    tree = writer.written(_meeting(parsed.tree, negated=False), at_top=True)
    return Asked(
        atoms=tuple(writer.atoms),
        spans=tuple(_spans(writer.atoms)),
        conditions=tuple(writer.conditions),
        tree=tree,
        strict=parsed.all_meant or writer.is_mixed,
        notes=(*parsed.notes, *_rest(query)),
    )


def readable(query: str) -> str:
    """The part of a query that is read, with spaces for what can't be stored: NUL, and halves of surrogate pairs."""
    return _UNSTORABLE.sub(" ", query[:QUERY_MAX])


def _rest(query: str) -> Iterable[Note]:
    """That a query goes on where it is read no more."""
    if len(query) > QUERY_MAX:
        yield Note(
            code=SearchNoteCode.TOO_LONG,
            message=f"Only the first {QUERY_MAX:,} of {len(query):,} characters are searched for.",
            text=_UNSTORABLE.sub(" ", query[QUERY_MAX : 2 * QUERY_MAX]),
            start=QUERY_MAX,
            end=len(query),
            taken_as=SearchTakenAs.NOTHING,
        )


def _meeting(node: Node, *, negated: bool) -> Any:
    """The tree with Not at leaves only, conditions in place of operators, and nothing nested that needn't be."""
    match node:
        case Not(of=inner):
            return _meeting(inner, negated=not negated)
        case And(of=parts) | Or(of=parts):
            kind = And if isinstance(node, And) != negated else Or
            flat: list[Any] = []
            for part in parts:
                met = _meeting(part, negated=negated)
                flat += met.of if isinstance(met, kind) else [met]
            merged = _together(flat) if kind is And else _either(flat)
            return merged[0] if len(merged) == 1 else kind(of=tuple(merged))
        case Operator(name="actor"):
            return Not(of=node) if negated else node
        case Operator(name=name, value=value, start=start, end=end):
            field = _LISTS.get(name, name)
            held = {field: (value,) if name in _LISTS else value}
            return msgspec.convert({"negated": negated, "start": start, "end": end, **held}, Condition)
        case _:
            return Not(of=node) if negated else node


def _together(parts: Sequence[Any]) -> list[Any]:
    """Parts of an And; what its conditions ask, they ask as one. Of a list that an Or made, all must be met again:
    such lists are not joined."""
    kept: list[Any] = []
    one: Condition | None = None
    made: set[str] = set()
    for part in parts:
        if not isinstance(part, Condition) or part.negated:
            kept.append(part)
            continue
        lists = {field for field in _LISTS.values() if len(getattr(part, field)) > 1}
        if one is None:
            one, made = part, lists
        elif any(getattr(one, field) and getattr(part, field) for field in made | lists):
            kept.append(part)
        else:
            one, made = _both(one, part), made | lists
    return kept if one is None else [*kept, one]


def _both(one: Condition, other: Condition) -> Condition:
    """The condition that asks what both ask, and any item of lists that both have."""
    return Condition(
        claimants=_joined((one.claimants, other.claimants)),
        modalities=_joined((one.modalities, other.modalities)),
        sources=_joined((one.sources, other.sources)),
        languages=_joined((one.languages, other.languages)),
        after=max((moment for moment in (one.after, other.after) if moment is not None), default=None),
        before=min((moment for moment in (one.before, other.before) if moment is not None), default=None),
        start=min(one.start, other.start),
        end=max(one.end, other.end),
    )


def _joined(lists: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """All of them, each once."""
    return tuple(dict.fromkeys(chain.from_iterable(lists)))


def _either(parts: Sequence[Any]) -> list[Any]:
    """Parts of an Or; conditions that ask the same of a text, of one list each, are one."""
    kept: list[Any] = []
    for part in parts:
        if isinstance(part, Condition) and (field := _only_list(part)) is not None:
            for at, other in enumerate(kept):
                if isinstance(other, Condition) and _only_list(other) == field:
                    joined = _joined((getattr(other, field), getattr(part, field)))
                    kept[at] = msgspec.structs.replace(other, **{field: joined}, end=part.end)
                    break
            else:
                kept.append(part)
        else:
            kept.append(part)
    return kept


def _only_list(condition: Condition) -> str | None:
    asked = [field for field in (*_LISTS.values(), "after", "before") if getattr(condition, field)]
    return asked[0] if len(asked) == 1 and asked[0] in _LISTS.values() and not condition.negated else None


class _Writer:
    """Numbers the leaves in the order of the query."""

    def __init__(self) -> None:
        self.atoms: list[Atom] = []
        self.conditions: list[Condition] = []
        self.is_mixed = False
        """Whether operators stand among alternatives, so that they don't hold for the whole search."""

    def written(self, node: Any, *, at_top: bool = False, negated: bool = False) -> Tree:
        match node:
            case Not(of=leaf):
                return ["not", self.written(leaf, at_top=at_top, negated=True)]
            case And(of=parts):
                return ["and", *(self.written(part, at_top=at_top) for part in parts)]
            case Or(of=parts):
                return ["or", *(self.written(part) for part in parts)]
            case Condition():
                return self._condition(node, whole=at_top)
            case _:
                self.is_mixed = self.is_mixed or (isinstance(node, Operator) and not at_top)
                return self._atom(node, negated=negated)

    @property
    def _place(self) -> int:
        return len(self.atoms) + len(self.conditions)

    def _atom(self, leaf: Word | Phrase | Operator, *, negated: bool) -> int:
        kind: Any = "PHRASE" if isinstance(leaf, Phrase) else "ACTOR"
        text = cast("str", leaf.value) if isinstance(leaf, Operator) else leaf.text
        if isinstance(leaf, Word):
            text, kind = read_word(leaf.text, may_go_on=leaf.at_end and not negated)
        group = -1 if isinstance(leaf, Operator) else leaf.run
        place = self._place
        self.atoms.append(
            Atom(place=place, group=group, text=text, kind=kind, start=leaf.start, end=leaf.end, negated=negated)
        )
        return place

    def _condition(self, condition: Condition, *, whole: bool) -> Tree:
        self.is_mixed = self.is_mixed or not whole
        place = self._place
        self.conditions.append(msgspec.structs.replace(condition, place=place, whole=whole))
        instead: list[Tree] = []
        for field in _NAMING:
            names = [self._instead(condition, place, field, name) for name in getattr(condition, field)]
            if names:
                instead.append(names[0] if len(names) == 1 else ["and" if condition.negated else "or", *names])
        return ["and", place, *instead] if instead else place

    def _instead(self, condition: Condition, of: int, field: str, name: str) -> Tree:
        place = self._place
        self.atoms.append(
            Atom(
                place=place, group=-1, text=name, kind="INSTEAD", start=condition.start, end=condition.end,
                negated=condition.negated, of=of, field=field,
            )
        )  # fmt: skip
        return ["not", place] if condition.negated else place


def _spans(atoms: Iterable[Atom]) -> Iterable[Span]:
    """The names that neighbouring words may be."""
    for (may_name, _), run in groupby(atoms, lambda atom: (_may_name(atom), atom.group)):
        words = list(run) if may_name else []
        for first, last, name in names_in([atom.text for atom in words]):
            yield Span(first=words[first].place, last=words[last].place, text=name)


def _may_name(atom: Atom) -> bool:
    return atom.kind in ("WORD", "BEGINNING") and not atom.negated
