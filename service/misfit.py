"""What is wrong with JSON that does not fit its type, with the way out: the member that may be meant, what there is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import Enum
from typing import Any, Literal, get_args, get_origin

import msgspec

from service.nearest import instead, nearest

_PLACE = re.compile(r"(?P<problem>.*?)(?: - at `(?P<place>[^`]*)`)?", re.DOTALL)
_UNKNOWN = re.compile(r"Object contains unknown field `(.*)`", re.DOTALL)
_NO_VALUE = re.compile(r"Invalid enum value (?:'(?P<text>.*)'|(?P<other>.*))", re.DOTALL)
_NAME = re.compile(r"[A-Za-z_]\w*")
_SHOWN = 100


def explained(problem: object, kind: Any) -> str:
    """msgspec's words for what does not fit `kind`, with the way out where there is one, as the end of a sentence."""
    found = _PLACE.fullmatch(str(problem))
    place = _NAME.findall(found["place"] or "") if found is not None else []
    told = found and (unknown_member(found["problem"], kind, place) or no_value(found["problem"], kind, place))
    if not found or not told:
        return f"{problem}."
    return f"`{found['place']}`: {told}" if found["place"] else told


def unknown_member(problem: str, kind: Any, place: Sequence[str]) -> str | None:
    """For a member that the object at `place` in a `kind` doesn't have, the one that may be meant; else None."""
    unknown = _UNKNOWN.fullmatch(problem)
    if unknown is None:
        return None
    return f"the member `{unknown[1][:_SHOWN]}` is unknown; {instead(unknown[1], members(kind, place))}"


def no_value(problem: str, kind: Any, place: Sequence[str]) -> str | None:
    """For a value that is none of the enum's at `place` in a `kind`, those there are; None for any other problem."""
    wrong = _NO_VALUE.fullmatch(problem)
    known = list(dict.fromkeys(value for part in _at(kind, place) for value in _values(part)))
    if wrong is None or not known:
        return None
    given = (wrong["text"] or wrong["other"] or "")[:_SHOWN]
    near = nearest(given, known)
    meant = f"; did you mean `{near}`?" if near is not None else "."
    return f"`{given}` is none of its values, which are {', '.join(f'`{value}`' for value in known)}{meant}"


def members(kind: Any, place: Sequence[str]) -> list[str]:
    """The names of the members of the object at `place` in a `kind`, as JSON has them."""
    structs = [part for part in _at(kind, place) if isinstance(part, type) and issubclass(part, msgspec.Struct)]
    return list(dict.fromkeys(field.encode_name for part in structs for field in msgspec.structs.fields(part)))


def _at(kind: Any, place: Sequence[str]) -> Iterator[Any]:
    """The types that stand at a path of names below `kind`."""
    for part in (kind, *_inner(kind)):
        if not place:
            yield part
        elif isinstance(part, type) and issubclass(part, msgspec.Struct):
            for field in msgspec.structs.fields(part):
                if field.encode_name == place[0]:
                    yield from _at(field.type, place[1:])


def _inner(kind: Any) -> Iterator[Any]:
    """The types that an annotated, optional or list type is made of."""
    if get_origin(kind) is Literal:
        return
    for part in get_args(kind):
        yield part
        yield from _inner(part)


def _values(kind: Any) -> list[str]:
    if isinstance(kind, type) and issubclass(kind, Enum):
        return [str(member.value) for member in kind]
    return [str(value) for value in get_args(kind)] if get_origin(kind) is Literal else []
