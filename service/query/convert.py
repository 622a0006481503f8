"""From GraphQL values to Postgres parameters, and the messages when a value won't do.

Conversions run whenever a plan is bound, so a cached plan checks every request's values.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from graphql import GraphQLError

from schema.connection import PAGE_SIZE_MAX
from schema.ids import OTHER_KEYS, PREFIXES, BadIdError, parse_id, parse_id_of
from schema.mapping import Condition, PgType
from schema.moments import HOW, in_utc
from service.address import address_key
from service.query.values import Fetch, Value, plain

LIST_MAX = 100
"""The most values that a list argument may hold."""
REFERENCES_MAX = 1000
"""The most entities that a gateway may ask for at once."""
TEXT_MAX = 1000
"""The most characters that a text argument may hold."""

_PERIOD = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", re.ASCII)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")

Converter = Callable[[Any, Value], Any]


def bad_input(value: Value, problem: str) -> GraphQLError:
    """A request error that names the argument, its problem and the way out (`BAD_USER_INPUT`)."""
    return GraphQLError(
        f"Argument `{value.path}`: {problem}.",
        # A default value has no place in the document to point at.
        nodes=value.node,
        extensions={"code": "BAD_USER_INPUT", "argument": value.path},
    )


def bound(value: Value, convert: Converter) -> Fetch:
    """A parameter: fetch the value from the request's variables, then convert it."""
    fetch = value.fetch
    return lambda variables: convert(fetch(variables), value)


def text(given: Any, value: Value, longest: int = TEXT_MAX) -> str:
    """A text that Postgres can hold, at most `longest` characters."""
    given_text = str(plain(given))
    if len(given_text) > longest:
        raise bad_input(value, f"holds {len(given_text):,} characters; at most {longest:,} are taken")
    unstorable = _UNSTORABLE.search(given_text)
    if unstorable is not None:
        name = "a NUL character" if unstorable.group() == "\x00" else "half of a surrogate pair"
        raise bad_input(value, f"holds {name} at position {unstorable.start()}; leave it out")
    return given_text


def address(given: Any, value: Value, longest: int = TEXT_MAX) -> str:
    """The normal form of a web address of at most `longest` characters, as articles are found by it."""
    return address_key(text(given, value, longest))


def texts(given: Any, value: Value) -> list[str]:
    """A list of texts."""
    return [text(item, value) for item in _listed(given, value)]


def timestamp(given: Any, value: Value) -> datetime:
    """A moment in time; without an offset it is taken as UTC."""
    if isinstance(given, str):
        raise bad_input(value, f"is no DateTime; {HOW}")
    try:
        return in_utc(given)
    except (OverflowError, ValueError):
        raise bad_input(value, "is outside the years 1 to 9999") from None


def key_of(type_name: str) -> Converter:
    """The row key of a global id that must be of type `type_name`."""

    def convert(given: Any, value: Value) -> int:
        try:
            return parse_id_of(str(given), type_name)
        except BadIdError as error:
            raise bad_input(value, str(error)) from None

    return convert


def key_if(type_name: str) -> Converter:
    """The row key of a global id of type `type_name`, None for an id of another type."""

    def convert(given: Any, value: Value) -> int | None:
        found, key = any_key(given, value)
        return key if found == type_name else None

    return convert


def any_key(given: Any, value: Value) -> tuple[str, int]:
    """Type name and row key of any global id."""
    try:
        return parse_id(str(given))
    except BadIdError as error:
        raise bad_input(value, str(error)) from None


def any_keys(given: Any, value: Value) -> list[tuple[str, int]]:
    """Type names and row keys of a list of global ids."""
    return [any_key(item, value) for item in _listed(given, value)]


def entity_keys(given: Any, value: Value, others: Mapping[str, Converter]) -> list[tuple[str, int | str]]:
    """Type names and row keys of a gateway's references, each `{__typename, id}` (Apollo Federation `_Any`).

    A reference may have another key in place of the id (`schema.ids.OTHER_KEYS`), which `others` converts.
    """
    keys: list[tuple[str, int | str]] = []
    for place, reference in enumerate(_listed(given, value, REFERENCES_MAX)):
        named = reference if isinstance(reference, dict) else {}
        type_name = named.get("__typename")
        other = OTHER_KEYS.get(type_name, "id") if isinstance(type_name, str) else "id"
        by = "id" if "id" in named else other
        key = named.get(by)
        if not isinstance(type_name, str) or not isinstance(key, str):
            either = "`id`" if other == "id" else f"`id` or `{other}`"
            raise bad_input(value, f"has no `__typename` and {either} at [{place}], which is how entities are named")
        if type_name not in PREFIXES:
            raise bad_input(value, f"at [{place}] names the type {type_name[:40]!r}, which is no entity here")
        if by != "id":
            keys.append((type_name, others[type_name](key, replace(value, path=f"{value.path}[{place}].{by}"))))
            continue
        try:
            keys.append((type_name, parse_id_of(key, type_name)))
        except BadIdError as error:
            raise bad_input(value, f"at [{place}]: {error}") from None
    return keys


def names_of(type_name: str, convert: Converter) -> Callable[[Any, Value], list[tuple[str, int | str]]]:
    """Things of a type by a list of names, each by `convert`."""
    converted = texts_of(convert)
    return lambda given, value: [(type_name, name) for name in converted(given, value)]


def page_size(given: Any, value: Value) -> int:
    """`first` or `last`: 1 to `PAGE_SIZE_MAX`, 0 too (an empty page, for counts)."""
    size = int(given)
    if not 0 <= size <= PAGE_SIZE_MAX:
        raise bad_input(value, f"is {size}; a page holds 0 to {PAGE_SIZE_MAX} items, follow `endCursor` for more")
    return size


def period(given: Any, value: Value) -> str:
    """A year, month or day, ISO 8601."""
    given_text = text(given, value)
    if _PERIOD.fullmatch(given_text) is None:
        raise bad_input(value, "is no year, month or day; write it as 2023, 2023-11 or 2023-11-22")
    return given_text


def converter(condition: Condition) -> Converter:
    """The conversion for a condition's parameter, each of its values where it takes several."""
    if condition.id_of is not None:
        return key_of(condition.id_of)
    if condition.period:
        return period
    if condition.type == "text":
        return partial(address if condition.address else text, longest=condition.longest)
    return plain_converter(condition.type)


def plain_converter(pg_type: PgType) -> Converter:
    """The conversion to a type, of which nothing more is known."""
    return _PLAIN.get(pg_type, lambda given, _value: plain(given))


def texts_of(convert: Converter) -> Converter:
    """The conversion of a list, each item by `convert`, to texts: the one kind of array that asyncpg knows by heart."""

    def converted(given: Any, value: Value) -> list[str]:
        items = enumerate(_listed(given, value))
        return [str(convert(item, replace(value, path=f"{value.path}[{place}]"))) for place, item in items]

    return converted


def _listed(given: Any, value: Value, most: int = LIST_MAX) -> list[Any]:
    if len(given) > most:
        raise bad_input(value, f"holds {len(given):,} values; at most {most:,} are taken, ask in several requests")
    return list(given)


_PLAIN: dict[PgType, Converter] = {"text": text, "text[]": texts, "timestamptz": timestamp}
