"""A statement in the making: bound parameters, row aliases, and the mappings of the contract's fields."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from graphql import (
    FieldNode,
    GraphQLError,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLObjectType,
    GraphQLSchema,
)

from schema import costs
from schema.mapping import METADATA_KEY, Mapped
from service.query.values import Fetch, Value, Variables

if TYPE_CHECKING:
    from service.query.compiler import Compiler

_PAIRS_MAX = 50
"""A Postgres function takes 100 arguments, so json_build_object takes 50 pairs."""

PARAMETERS_MAX = 4_000
"""The most parameters of one statement; Postgres itself takes 65,535."""

_PARAMETER = re.compile(r"\$(\d+)::")


class Builder(Protocol):
    """Compiles the fields of one kind of mapping to an SQL expression."""

    def __call__(
        self,
        compiler: Compiler,
        mapping: Any,
        definition: GraphQLField,
        given: Mapping[str, Value],
        nodes: list[FieldNode],
        /,
    ) -> str:
        """The field's JSON; `mapping` is of the class that the builder is registered for."""
        ...


class Contract:
    """The schema's mappings, looked up by type and field once at start.

    `builders` compile the kinds of mapping that the compiler does not know by itself, each by its class.
    """

    def __init__(self, schema: GraphQLSchema, builders: Mapping[type, Builder] | None = None) -> None:
        self.schema = schema
        self.builders: Mapping[type, Builder] = builders or {}
        self._mappings: dict[tuple[str, str], Mapped] = {}
        for name, named in schema.type_map.items():
            if isinstance(named, GraphQLObjectType | GraphQLInputObjectType):
                fields: Mapping[str, GraphQLField | GraphQLInputField] = named.fields
                for field_name, field in fields.items():
                    definition = field.extensions.get("strawberry-definition")
                    mapping = definition.metadata.get(METADATA_KEY) if definition is not None else None
                    if mapping is not None:
                        self._mappings[name, field_name] = mapping

    def mapping(self, type_name: str, field_name: str) -> Mapped:
        """The mapping of a field; a KeyError means that the contract forgot to say where it lives."""
        return self._mappings[type_name, field_name]


class Statement:
    """Collects parameters and hands out aliases while SQL text is put together."""

    def __init__(self, looked_at: Variables | None = None) -> None:
        """With `looked_at`, each value is fetched from these as soon as it is bound, which tells one that won't do."""
        self._looked_at = looked_at
        self._fetches: list[Fetch] = []
        self._aliases = 0
        self._sizes: list[Fetch] = []
        self._repeated_by: tuple[int, ...] = ()
        self._charges: Counter[tuple[int, ...]] = Counter()

    def alias(self) -> str:
        """A fresh row alias."""
        self._aliases += 1
        return f"r{self._aliases}"

    def parameter(self, fetch: Fetch, pg_type: str) -> str:
        """A bound parameter, cast so that Postgres knows its type whatever stands around it.

        Raises GraphQLError (`DOCUMENT_TOO_LARGE`) behind `PARAMETERS_MAX`: filters in variables, used again
        and again, are small to send and slow to compile.
        """
        if len(self._fetches) >= PARAMETERS_MAX:
            message = f"The operation holds more than {PARAMETERS_MAX:,} values; ask for less, or in several requests."
            raise GraphQLError(message, extensions={"code": "DOCUMENT_TOO_LARGE"})
        if self._looked_at is not None:
            fetch(self._looked_at)
        self._fetches.append(fetch)
        return f"${len(self._fetches)}::{pg_type}"

    @contextmanager
    def repeated(self, size: Fetch) -> Iterator[None]:
        """What is charged inside happens once for each row of a page of this size."""
        self._sizes.append(size)
        outside = self._repeated_by
        self._repeated_by = (*outside, len(self._sizes) - 1)
        try:
            yield
        finally:
            self._repeated_by = outside

    def charge(self, objects: int = 1) -> None:
        """Count objects that Postgres must find or build at this place, for the cost of the operation."""
        self._charges[self._repeated_by] += objects

    def finish(self, sql: str) -> Plan:
        """The plan of the finished text. A parameter that no part of the text came to need is not sent
        to Postgres, which could not tell its type, but its value is still checked."""
        numbers: dict[int, int] = {}

        def renumbered(match: re.Match[str]) -> str:
            return f"${numbers.setdefault(int(match.group(1)), len(numbers) + 1)}::"

        text = _PARAMETER.sub(renumbered, sql)
        unsent = (fetch for number, fetch in enumerate(self._fetches, start=1) if number not in numbers)
        return Plan(text, tuple(self._fetches[number - 1] for number in numbers), tuple(unsent), self._cost())

    def _cost(self) -> Cost:
        self._charges[()] += self._aliases * costs.TABLE
        return Cost(tuple(self._sizes), tuple((objects, places) for places, objects in self._charges.items()))


@dataclass(frozen=True, slots=True)
class Cost:
    """How many objects an operation may touch: page sizes multiply down the tree.

    `charges` holds, for each place of the tree, the objects there and the pages that repeat it, as
    indexes into `sizes`.
    """

    sizes: tuple[Fetch, ...]
    charges: tuple[tuple[int, tuple[int, ...]], ...]

    def __call__(self, variables: Variables) -> int:
        """The cost with today's page sizes."""
        sizes = [size(variables) for size in self.sizes]
        return sum(objects * math.prod(sizes[place] for place in places) for objects, places in self.charges)


@dataclass(frozen=True, slots=True)
class Sought:
    """A root field that finds things by their names, where null may mean that they were deleted.

    `names` fetches, for each thing asked for, its type, and its row's key or another name of it. `many` is
    whether the field holds a list of them.
    """

    nodes: tuple[FieldNode, ...]
    names: Fetch
    many: bool

    @property
    def response_key(self) -> str:
        """The field's name in the answer."""
        return (self.nodes[0].alias or self.nodes[0].name).value


@dataclass(frozen=True, slots=True)
class Plan:
    """A compiled operation: SQL text that returns one JSON object, and how to fetch its parameters."""

    sql: str
    fetches: tuple[Fetch, ...]
    checks: tuple[Fetch, ...]
    cost: Cost
    sought: tuple[Sought, ...] = ()

    def bind(self, variables: Variables) -> list[object]:
        """Today's parameters; raises GraphQLError (`BAD_USER_INPUT`) for a value that won't do."""
        for check in self.checks:
            check(variables)
        return [fetch(variables) for fetch in self.fetches]


def quoted(text: str) -> str:
    """An SQL string literal. Only for names of the contract and GraphQL names, never for values."""
    return "'" + text.replace("'", "''") + "'"


def build_object(pairs: Iterable[tuple[str, str]]) -> str:
    """The SQL of a JSON object from response keys and SQL expressions, in this order."""
    pairs = list(pairs)
    chunks = [pairs[at : at + _PAIRS_MAX] for at in range(0, len(pairs), _PAIRS_MAX)] or [[]]
    objects = [f"json_build_object({', '.join(f'{quoted(key)}, {sql}' for key, sql in chunk)})" for chunk in chunks]
    if len(objects) == 1:
        return objects[0]
    # `{"a" : 1}` and `{"b" : 2}` become one object by dropping the braces where they meet.
    inner = " || ',' || ".join(f"substr({text}::text, 2, length({text}::text) - 2)" for text in objects)
    return f"('{{' || {inner} || '}}')::json"
