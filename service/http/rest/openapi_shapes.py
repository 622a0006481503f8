"""The OpenAPI document's schemas in the plainest form that says the same, which every client generator reads.

Generators differ in what they make of choices: a choice of a type and null is a type that may be null (JSON Schema
2020-12, 6.1.1), a choice of one is no choice, and what is left out of a request is left out, never null.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]

_NOISE = {"deprecated": False, "allowEmptyValue": False, "allowReserved": False, "headers": {}}
"""What OpenAPI means where nothing is said."""


def branches(schema: Schema) -> Iterator[Schema]:
    """A schema, what it chooses from, and what its items are."""
    yield schema
    for entry in schema.get("oneOf", ()):
        yield from branches(entry)
    if "items" in schema:
        yield from branches(schema["items"])


def without_single_choices(part: Any) -> None:
    """A choice of one is no choice: its schema stands for itself."""
    for entry in _inner(part):
        without_single_choices(entry)
    if not isinstance(part, dict):
        return
    for choice in ("oneOf", "allOf"):
        given = part.get(choice)
        if isinstance(given, list) and len(given) == 1 and isinstance(given[0], dict):
            del part[choice]
            part.update({key: value for key, value in given[0].items() if key not in part})


def without_null(schema: Schema) -> None:
    """A parameter that isn't given is absent: the word "null" of an address is text."""
    given = [entry for entry in schema.get("oneOf", ()) if entry.get("type") != "null"]
    if len(given) == 1:
        del schema["oneOf"]
        schema.update({key: value for key, value in given[0].items() if key not in schema})


def with_null_as_type(part: Any) -> None:
    """`oneOf: [{type: string}, {type: null}]` as `type: [string, null]`, with all that is said beside it."""
    for entry in _inner(part):
        with_null_as_type(entry)
    if not isinstance(part, dict):
        return
    choice = part.get("oneOf")
    if not isinstance(choice, list) or len(choice) != 2 or {"type": "null"} not in choice:
        return
    (given,) = (entry for entry in choice if entry != {"type": "null"})
    if isinstance(given.get("type"), str) and not given.keys() & {"enum", "const", "oneOf", "anyOf"}:
        del part["oneOf"]
        part["type"] = [given["type"], "null"]
        part.update({key: value for key, value in given.items() if key not in part})


def without_noise(part: Any) -> None:
    """Leave out what would hold anyhow."""
    for entry in _inner(part):
        without_noise(entry)
    if isinstance(part, dict):
        for name, value in _NOISE.items():
            if part.get(name, ...) == value:
                del part[name]


def _inner(part: Any) -> list[Any]:
    if isinstance(part, dict):
        return list(part.values())
    return part if isinstance(part, list) else []
