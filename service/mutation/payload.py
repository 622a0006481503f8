"""Payloads: the selection below a mutation's root field, planned before its effect and filled after it.

Values that the effect made are put together here; objects are compiled like any read, all of them into
one statement, each place of the selection taking a list of row keys.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from graphql import FieldNode, GraphQLObjectType, SelectionSetNode, get_named_type, is_leaf_type

from schema.ids import PREFIXES
from service.mutation.outcome import Listed, Made, Row, UserError
from service.query.compiler import Compiler
from service.query.engine import FetchJson
from service.query.selection import subsets
from service.query.statement import Plan, build_object
from service.query.values import Variables

# No GraphQL variable has this name, so the row keys travel beside the variables.
_KEYS = ""


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What a payload is filled with: what was made, what was refused, and the results of single items."""

    made: Made
    errors: tuple[UserError, ...] = ()
    client_mutation_id: str | None = None
    items: tuple[Result, ...] = ()


class Leaf(msgspec.Struct, frozen=True, kw_only=True):
    """A scalar, enum or `__typename` (then `constant` holds it)."""

    name: str
    constant: str | None = None


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """An object that is read: the number of its list of keys, and whether it stands below a list."""

    name: str
    number: int


class Branch(msgspec.Struct, frozen=True, kw_only=True):
    """An object that is put together here, or a list of such."""

    name: str
    fields: dict[str, Leaf | Place | Branch]


class PayloadPlan:
    """The plan of one root field's payload. `items` is how many results a list below it will hold."""

    def __init__(self, compiler: Compiler, payload: GraphQLObjectType, nodes: Sequence[FieldNode], items: int) -> None:
        self._compiler = compiler
        self._sql: list[str] = []
        self._sizes: list[int] = []
        self._items = items
        self._root = Branch(name="", fields=self._fields(payload, subsets(nodes), 1))
        self._plan: Plan = compiler.statement.finish(
            f"select {build_object((str(number), sql) for number, sql in enumerate(self._sql))}"
        )

    def cost(self, variables: Variables) -> int:
        """How many objects the answer may touch. Raises GraphQLError for an argument that won't do."""
        given = self._with_keys(variables, [[0] * size for size in self._sizes])
        self._plan.bind(given)
        return self._plan.cost(given)

    async def fill(self, result: Result, variables: Variables, fetch_json: FetchJson) -> dict[str, Any]:
        """The payload's JSON object; the objects in it are raw JSON from one statement."""
        keys: list[list[int]] = [[] for _ in self._sizes]
        _gather(self._root, result, keys)
        found: dict[str, list[msgspec.Raw]] = {}
        if any(keys):
            parameters = self._plan.bind(self._with_keys(variables, keys))
            text = await fetch_json(self._plan.sql, parameters)
            found = msgspec.json.decode(text, type=dict[str, list[msgspec.Raw]])
        rows = [iter(found.get(str(number), ())) for number in range(len(keys))]
        return _woven(self._root, result, rows)

    def _with_keys(self, variables: Variables, keys: list[list[int]]) -> Variables:
        return {**variables, _KEYS: keys}

    def _fields(
        self, object_type: GraphQLObjectType, sets: Sequence[SelectionSetNode | None], size: int
    ) -> dict[str, Leaf | Place | Branch]:
        selected = self._compiler.selections.of(object_type, sets)
        return {key: self._field(object_type, nodes, size) for key, nodes in selected.items()}

    def _field(self, parent: GraphQLObjectType, nodes: list[FieldNode], size: int) -> Leaf | Place | Branch:
        name = nodes[0].name.value
        if name == "__typename":
            return Leaf(name=name, constant=parent.name)
        found = get_named_type(parent.fields[name].type)
        if not isinstance(found, GraphQLObjectType):
            if not is_leaf_type(found):
                raise TypeError(f"{parent.name}.{name} is neither a value nor an object")
            return Leaf(name=name)
        if found.name in PREFIXES:
            return self._place(found, nodes, size)
        inner = self._items if name == "results" else size
        return Branch(name=name, fields=self._fields(found, subsets(nodes), inner))

    def _place(self, object_type: GraphQLObjectType, nodes: list[FieldNode], size: int) -> Place:
        number = len(self._sizes)
        self._sizes.append(size)
        statement = self._compiler.statement
        given = statement.alias()
        keys = statement.parameter(lambda variables: variables[_KEYS][number], "bigint[]")
        with statement.repeated(lambda variables: len(variables[_KEYS][number])):
            statement.charge()
            found = self._compiler.by_key(object_type, nodes, f"{given}.key")
        self._sql.append(
            f"(select coalesce(json_agg({found} order by {given}.place), '[]'::json)"
            f" from unnest({keys}) with ordinality as {given} (key, place))"
        )
        return Place(name=nodes[0].name.value, number=number)


def _gather(branch: Branch, result: Result, keys: list[list[int]]) -> None:
    """Collect the keys of the objects, in the order in which `_woven` takes them."""
    for field in branch.fields.values():
        if isinstance(field, Place):
            row = result.made.get(field.name)
            if isinstance(row, Row):
                keys[field.number].append(row.key)
        elif isinstance(field, Branch):
            for item in result.items if field.name == "results" else ():
                _gather(field, item, keys)


def _woven(branch: Branch, result: Result, rows: Sequence[Any]) -> dict[str, Any]:
    return {key: _value(field, result, rows) for key, field in branch.fields.items()}


def _value(field: Leaf | Place | Branch, result: Result, rows: Sequence[Any]) -> Any:
    if isinstance(field, Leaf):
        if field.constant is not None:
            return field.constant
        return result.client_mutation_id if field.name == "clientMutationId" else result.made.get(field.name)
    if isinstance(field, Place):
        return next(rows[field.number]) if isinstance(result.made.get(field.name), Row) else None
    if field.name == "userErrors":
        return [_of_error(field, error) for error in result.errors]
    if field.name != "results":
        counts = result.made.get(field.name)
        return _of_counts(field, counts) if isinstance(counts, tuple) else None
    return [_woven(field, item, rows) for item in result.items]


def _of_counts(branch: Branch, counts: Listed) -> Mapping[str, Any]:
    numbers = dict(pair for pair in counts if not isinstance(pair, str))
    return {
        key: field.constant if isinstance(field, Leaf) and field.constant is not None else numbers.get(field.name, 0)
        for key, field in branch.fields.items()
    }


def _of_error(branch: Branch, error: UserError) -> Mapping[str, Any]:
    values = {"path": error.path, "code": error.code, "message": error.message}
    return {
        key: field.constant if isinstance(field, Leaf) and field.constant is not None else values[field.name]
        for key, field in branch.fields.items()
    }
