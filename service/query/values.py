"""Argument values that remember where they came from, so that a plan outlives the request that made it.

A plan is compiled once for a document and the *shape* of its variables (which are absent or null,
which enum values and booleans they hold). Everything else is bound anew at each request: a `Value`
therefore carries, beside today's value, the way to fetch it from any request's variables.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from graphql import (
    ArgumentNode,
    FieldNode,
    GraphQLArgument,
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    ValueNode,
    VariableNode,
    value_from_ast,
)
from graphql.pyutils import Undefined

Variables = Mapping[str, Any]
Fetch = Callable[[Variables], Any]


@dataclass(frozen=True, slots=True)
class Value:
    """One argument or input field: its name path for messages, today's value, and how to fetch it again."""

    path: str
    now: Any
    fetch: Fetch
    node: ArgumentNode | None
    members: Mapping[str, Value] | None = None
    items: tuple[Value, ...] | None = None

    def given(self, name: str) -> Value | None:
        """The member of an input object, or None where it is absent or null."""
        member = (self.members or {}).get(name)
        return None if member is None or member.now is None else member


def shape(value: Any) -> Hashable:
    """What of a variable's value a plan depends on: nulls, enums, booleans, keys, and lists of those; of a list of
    plain values, whether it holds none, one or several.

    Two requests whose variables have equal shapes compile to the same SQL text.
    """
    if value is None or isinstance(value, bool | Enum):
        return value
    if isinstance(value, dict):
        if "__typename" in value:
            # A gateway's reference to an entity is a scalar (`_Any`), whatever it holds.
            return "scalar"
        return tuple((key, shape(member)) for key, member in value.items())
    if isinstance(value, list):
        shapes = tuple(shape(item) for item in value)
        return ("list", min(len(shapes), 2)) if all(item == "scalar" for item in shapes) else shapes
    return "scalar"


def arguments(field: FieldNode, definitions: Mapping[str, GraphQLArgument], variables: Variables) -> dict[str, Value]:
    """The given, non-null arguments of a field by name, defaults included.

    Raises GraphQLError (`BAD_USER_INPUT`) for null where the argument takes none.
    """
    nodes = {argument.name.value: argument for argument in field.arguments or ()}
    values: dict[str, Value] = {}
    for name, definition in definitions.items():
        node = nodes.get(name)
        value = _from_ast(name, node.value, definition.type, variables, node) if node is not None else None
        if value is not None and value.now is None and isinstance(definition.type, GraphQLNonNull):
            # Validation lets a nullable variable stand here because of a default; an explicit null is told now.
            raise GraphQLError(
                f"Argument `{name}`: can't be null; leave it out or give a value.",
                nodes=node,
                extensions={"code": "BAD_USER_INPUT", "argument": name},
            )
        if value is None and definition.default_value is not Undefined:
            value = _constant(name, definition.default_value, definition.type, node)
        if value is not None and value.now is not None:
            values[name] = value
    return values


def _from_ast(
    path: str, node: ValueNode, input_type: GraphQLInputType, variables: Variables, anchor: ArgumentNode | None
) -> Value | None:
    if isinstance(input_type, GraphQLNonNull):
        input_type = input_type.of_type
    if isinstance(node, VariableNode):
        name = node.name.value
        if name not in variables:
            return None
        return _from_variable(path, variables[name], lambda given: given[name], input_type, anchor)
    if isinstance(node, NullValueNode):
        return Value(path, None, _always(None), anchor)
    if isinstance(node, ObjectValueNode) and isinstance(input_type, GraphQLInputObjectType):
        return _object_from_ast(path, node, input_type, variables, anchor)
    if isinstance(input_type, GraphQLList):
        return _list_from_ast(path, node, input_type, variables, anchor)
    constant = value_from_ast(node, input_type)
    return _constant(path, constant, input_type, anchor)


def _object_from_ast(
    path: str,
    node: ObjectValueNode,
    input_type: GraphQLInputObjectType,
    variables: Variables,
    anchor: ArgumentNode | None,
) -> Value:
    members: dict[str, Value] = {}
    for member in node.fields:
        name = member.name.value
        value = _from_ast(f"{path}.{name}", member.value, input_type.fields[name].type, variables, anchor)
        if value is not None:
            members[name] = value
    return Value(path, True, _always(True), anchor, members=members)


def _list_from_ast(
    path: str, node: ValueNode, input_type: GraphQLList[Any], variables: Variables, anchor: ArgumentNode | None
) -> Value:
    # GraphQL lets a single value stand for a list of one.
    nodes = node.values if isinstance(node, ListValueNode) else (node,)
    items: list[Value] = []
    for index, item in enumerate(nodes):
        value = _from_ast(f"{path}[{index}]", item, input_type.of_type, variables, anchor)
        items.append(value if value is not None else Value(f"{path}[{index}]", None, _always(None), anchor))
    return Value(
        path,
        [item.now for item in items],
        lambda given: [item.fetch(given) for item in items],
        anchor,
        items=tuple(items),
    )


def _from_variable(
    path: str, now: Any, fetch: Fetch, input_type: GraphQLInputType, anchor: ArgumentNode | None
) -> Value:
    """A value inside a variable; its members fetch themselves through their parent."""
    if isinstance(input_type, GraphQLNonNull):
        input_type = input_type.of_type
    if isinstance(now, dict) and isinstance(input_type, GraphQLInputObjectType):
        members = {
            name: _from_variable(f"{path}.{name}", member, _get(fetch, name), input_type.fields[name].type, anchor)
            if member is not None
            # Most of a filter's fields.
            else Value(f"{path}.{name}", None, _NULL, anchor)
            for name, member in now.items()
        }
        return Value(path, True, _always(True), anchor, members=members)
    if isinstance(now, list) and isinstance(input_type, GraphQLList):
        items = tuple(
            _from_variable(f"{path}[{index}]", item, _get(fetch, index), input_type.of_type, anchor)
            for index, item in enumerate(now)
        )
        return Value(path, now, fetch, anchor, items=items)
    if isinstance(input_type, GraphQLList) and now is not None:
        # A variable of one value where a list is taken (`service.query.validation`) stands for a list of one.
        only = _from_variable(path, now, fetch, input_type.of_type, anchor)
        return Value(path, [now], lambda given: [fetch(given)], anchor, items=(only,))
    return Value(path, now, fetch, anchor)


def _constant(path: str, constant: Any, input_type: GraphQLInputType, anchor: ArgumentNode | None) -> Value:
    return _from_variable(path, constant, _always(constant), input_type, anchor)


def _always(constant: Any) -> Fetch:
    return lambda _given: constant


_NULL = _always(None)


def _get(fetch: Fetch, key: str | int) -> Fetch:
    return lambda given: fetch(given)[key]


def plain(value: Any) -> Any:
    """An enum's value; anything else as it is."""
    return value.value if isinstance(value, Enum) else value


def leaves(values: Mapping[str, Value]) -> Iterator[Value]:
    """Every argument and input field below `values`, for checks that concern all of them."""
    for value in values.values():
        yield value
        yield from leaves(value.members or {})
        for item in value.items or ():
            yield item
            yield from leaves(item.members or {})
