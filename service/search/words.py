"""What people type into a search box, read into words, phrases and operators.

    altman "board of directors" or openai -musk econ* actor:"Sam Altman" modality:reported after:2023-11

Words that stand together are all wanted; `or` separates alternatives; `-` leaves out; a phrase in quotes
is wanted exactly; `*`, and the end of the query, let a word match as a beginning. `name:value` narrows the
whole search. What the words mean in a language, and which actors they name, Postgres finds out
(`claimgraph.search_queries`); what is read here is only where words begin and end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Literal

import msgspec

from schema.enums import Modality

WORDS_MAX = 64
"""Words after this many are left out."""
NAME_WORDS_MAX = 6
"""The most words that are looked up together as an actor's name."""
LAST_WORD_MIN = 2
"""The fewest letters that a word must have to match as a beginning."""

OPERATORS = ("actor", "claimant", "modality", "source", "lang", "after", "before")

_TOKEN = re.compile(
    r'(?P<minus>-?)(?:(?P<operator>[A-Za-z]+):(?P<value>"[^"]*"?|[^\s"]*)|"(?P<phrase>[^"]*)(?P<closed>"?)|(?P<word>[^\s"]+))'
)
_ELISION = re.compile(r"^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)['’](?=\w)", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’]s?$", re.IGNORECASE)
_EDGES = re.compile(r"^\W+|\W+$")
_HAS_LETTER = re.compile(r"\w")
_LANGUAGE = re.compile(r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
_DATE = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$")


class SearchSyntaxError(ValueError):
    """An operator that can't be read; the message says where it stands and what to write."""


class Atom(msgspec.Struct, frozen=True, kw_only=True):
    """One word or phrase; `group` counts the alternatives that `or` separates, `place` the atoms."""

    group: int
    place: int
    text: str
    kind: Literal["WORD", "BEGINNING", "PHRASE"]
    negated: bool = False


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """Words that stand together, atoms `first` to `last`, and may be a name."""

    first: int
    last: int
    text: str


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A query that was read. `actors`, `without_actors` and `claimants` are names; dates have a zone."""

    atoms: tuple[Atom, ...] = ()
    spans: tuple[Span, ...] = ()
    actors: tuple[str, ...] = ()
    without_actors: tuple[str, ...] = ()
    claimants: tuple[str, ...] = ()
    modalities: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    after: datetime | None = None
    before: datetime | None = None


def read_query(query: str) -> Asked:
    """Read a query as typed. Raises SearchSyntaxError, which names the position, for an operator's bad value."""
    atoms: list[Atom] = []
    operators: dict[str, list[str]] = {}
    moments: dict[str, datetime] = {}
    group = 0
    for found in _TOKEN.finditer(query):
        negated = bool(found["minus"])
        operator = (found["operator"] or "").lower()
        if operator in OPERATORS:
            _take_operator(operator, found, operators, moments, negated=negated)
            continue
        if found["phrase"] is None and not negated and found.group().lower() == "or":
            group += 1
            continue
        if len(atoms) < WORDS_MAX:
            atoms += _atoms(found, group, len(atoms), negated=negated, at_end=found.end() == len(query))
    return Asked(
        atoms=tuple(atoms),
        spans=tuple(_spans(atoms)),
        actors=tuple(operators.get("actor", ())),
        without_actors=tuple(operators.get("-actor", ())),
        claimants=tuple(operators.get("claimant", ())),
        modalities=tuple(operators.get("modality", ())),
        sources=tuple(operators.get("source", ())),
        languages=tuple(operators.get("lang", ())),
        after=moments.get("after"),
        before=moments.get("before"),
    )


def _atoms(found: re.Match[str], group: int, place: int, *, negated: bool, at_end: bool) -> Iterator[Atom]:
    if found["phrase"] is not None:
        if _HAS_LETTER.search(found["phrase"]):
            yield Atom(group=group, place=place, text=found["phrase"], kind="PHRASE", negated=negated)
        return
    typed = found.group()[len(found["minus"]) :]
    if not _HAS_LETTER.search(typed):
        return
    text = _ELISION.sub("", typed.lstrip("'’(«"))
    letters = text.rstrip("*")
    # A word may still be in the making where the query ends; punctuation or a space behind it ends it.
    beginning = (at_end and not negated) or text.endswith("*")
    if beginning and len(letters) >= LAST_WORD_MIN and re.fullmatch(r"\w+", letters):
        yield Atom(group=group, place=place, text=letters, kind="BEGINNING", negated=negated)
    else:
        yield Atom(group=group, place=place, text=text, kind="WORD", negated=negated)


def _spans(atoms: list[Atom]) -> Iterator[Span]:
    """Every run of neighbouring words that is short enough for a name."""
    for first, start in enumerate(atoms):
        words: list[str] = []
        for last in range(first, min(first + NAME_WORDS_MAX, len(atoms))):
            atom = atoms[last]
            if atom.negated or atom.kind == "PHRASE" or atom.group != start.group:
                break
            words.append(atom.text)
            name = _EDGES.sub("", _POSSESSIVE.sub("", " ".join(words)))
            if name:
                yield Span(first=first, last=last, text=name)


def _take_operator(
    operator: str, found: re.Match[str], into: dict[str, list[str]], moments: dict[str, datetime], *, negated: bool
) -> None:
    value, place = found["value"].strip('"').strip(), found.start("value")
    if negated and operator != "actor":
        raise SearchSyntaxError(
            f"`-` can't stand before `{operator}:` (position {found.start()}); leave things out by the filter's `not`"
        )
    if not value:
        raise SearchSyntaxError(f"`{operator}:` at position {found.start()} has no value; write {_example(operator)}")
    match operator:
        case "modality":
            into.setdefault(operator, []).append(_modality(value, place))
        case "lang":
            if not _LANGUAGE.match(value):
                raise SearchSyntaxError(
                    f"`lang:` holds {value[:40]!r} at position {place}, which is no BCP 47 tag; write `lang:fr`"
                )
            into.setdefault(operator, []).append(value.lower())
        case "after" | "before":
            moments[operator] = _moment(operator, value, place)
        case _:
            into.setdefault("-actor" if negated else operator, []).append(value)


def _modality(value: str, place: int) -> str:
    names = [modality.value for modality in Modality]
    if value.upper() not in names:
        raise SearchSyntaxError(
            f"`modality:` holds {value[:40]!r} at position {place}; write one of {', '.join(names).lower()}"
        )
    return value.upper()


def _moment(operator: str, value: str, place: int) -> datetime:
    """The first moment after (of) a day, month or year, UTC: both bounds leave the period itself out (in)."""
    problem = SearchSyntaxError(
        f"`{operator}:` holds {value[:40]!r} at position {place}, which is no date;"
        f" write `{operator}:2023-11-22`, `{operator}:2023-11` or `{operator}:2023`"
    )
    found = _DATE.match(value)
    if found is None:
        raise problem
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        start = datetime(year or 0, month or 1, day or 1, tzinfo=UTC)
        if operator == "before":
            return start
        if day is not None:
            return start + timedelta(days=1)
        if month is not None:
            return (start + timedelta(days=32)).replace(day=1)
        return start.replace(year=start.year + 1)
    except (ValueError, OverflowError):
        raise problem from None


def _example(operator: str) -> str:
    return {
        "actor": '`actor:"Sam Altman"`',
        "claimant": '`claimant:"Sam Altman"`',
        "modality": "`modality:reported`",
        "source": "`source:lemonde.fr`",
        "lang": "`lang:fr`",
    }.get(operator, f"`{operator}:2023-11-22`")
