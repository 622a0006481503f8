"""From GraphQL values to Postgres parameters, and the messages when a value won't do.

Conversions run whenever a plan is bound, so a cached plan checks every request's values.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from graphql import GraphQLError

from schema.connection import PAGE_SIZE_MAX
from schema.ids import PREFIXES, BadIdError, parse_id, parse_id_of
from schema.mapping import PgType
from schema.moments import HOW, in_utc
from service.address import address_key
from service.query.values import Fetch, Value, plain

LIST_MAX = 100
"""The most values that a list argument may hold."""
REFERENCES_MAX = 1000
"""The most entities that a gateway may ask for at once."""
TEXT_MAX = 1000
"""The most characters that a text argument may hold."""

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


def entity_keys(given: Any, value: Value) -> list[tuple[str, int]]:
    """Type names and row keys of a gateway's references, each `{__typename, id}` (Apollo Federation `_Any`)."""
    keys: list[tuple[str, int]] = []
    for place, reference in enumerate(_listed(given, value, REFERENCES_MAX)):
        named = reference if isinstance(reference, dict) else {}
        type_name, key = named.get("__typename"), named.get("id")
        if not isinstance(type_name, str) or not isinstance(key, str):
            raise bad_input(value, f"has no `__typename` and `id` at [{place}], which is how entities are named")
        if type_name not in PREFIXES:
            raise bad_input(value, f"at [{place}] names the type {type_name[:40]!r}, which is no entity here")
        try:
            keys.append((type_name, parse_id_of(key, type_name)))
        except BadIdError as error:
            raise bad_input(value, f"at [{place}]: {error}") from None
    return keys


def page_size(given: Any, value: Value) -> int:
    """`first` or `last`: 1 to `PAGE_SIZE_MAX`, 0 too (an empty page, for counts)."""
    size = int(given)
    if not 0 <= size <= PAGE_SIZE_MAX:
        raise bad_input(value, f"is {size}; a page holds 0 to {PAGE_SIZE_MAX} items, follow `endCursor` for more")
    return size


def converter(pg_type: PgType, id_of: str | None, longest: int = TEXT_MAX, *, is_address: bool = False) -> Converter:
    """The conversion for a condition's parameter; a text may hold `longest` characters."""
    if id_of is not None:
        return key_of(id_of)
    if pg_type == "text":
        return partial(address if is_address else text, longest=longest)
    return {"text[]": texts, "timestamptz": timestamp}.get(pg_type, lambda given, _value: plain(given))


def _listed(given: Any, value: Value, most: int = LIST_MAX) -> list[Any]:
    if len(given) > most:
        raise bad_input(value, f"holds {len(given):,} values; at most {most:,} are taken, ask in several requests")
    return list(given)
