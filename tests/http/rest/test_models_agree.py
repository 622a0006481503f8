"""What the REST twin's models promise is what the contract says of the fields that each document selects."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args, get_type_hints

import pytest
from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_nullable_type,
    parse,
)
from msgspec import inspect

from schema import SCHEMA
from service.http.rest import changes, history, lists, nested_lists, search, write_models
from service.http.rest.models import Model
from service.http.rest.openapi_details import _DOCUMENTS, _INPUTS

SCALARS = {
    "ID": inspect.StrType,
    "String": inspect.StrType,
    "Int": inspect.IntType,
    "Float": inspect.FloatType,
    "Boolean": inspect.BoolType,
    "DateTime": inspect.DateTimeType,
    "JSON": inspect.AnyType,
}
MODELS: dict[str, Any] = {
    path.replace(":str}", "}"): get_args(get_type_hints(handler.fn)["return"])[0]
    for module in (lists, nested_lists, history, search, changes)
    for handler in module.ROUTES
    for path in handler.paths
    if "GET" in handler.http_methods
}


Place = tuple[Any, FieldNode]
"""A selected field and the type whose field it is."""


@pytest.mark.parametrize("path", sorted(_DOCUMENTS))
def test_a_model_says_what_the_contract_says(path: str) -> None:
    document = parse(_DOCUMENTS[path])
    (operation,) = (each for each in document.definitions if isinstance(each, OperationDefinitionNode))
    fragments = {
        each.name.value: each.selection_set for each in document.definitions if isinstance(each, FragmentDefinitionNode)
    }
    ((root, result),) = flat(operation.selection_set, SCHEMA._schema.query_type, fragments)
    answer = root.fields[result.name.value].type
    assert result.selection_set is not None
    (first, *rest) = result.selection_set.selections
    if not rest and isinstance(first, FieldNode) and first.alias is not None and first.alias.value == "page":
        answer, result = get_nullable_type(answer).fields[first.name.value].type, first
    # What isn't there is told by a status.
    always = GraphQLNonNull(get_nullable_type(answer))
    same(path, result, always, inspect.type_info(MODELS[path]), fragments)


def agree(where: str, selected: SelectionSetNode, answer: Any, model: Any, fragments: dict[str, Any]) -> None:
    """Every field that is selected is one of the model, with the type that the contract gives it."""
    assert isinstance(model, inspect.StructType), where
    promised = {field.encode_name: field for field in model.fields}
    places = list(flat(selected, answer, fragments))
    names = {key(field) for _, field in places}
    # A page's model may be shared with a list that counts more.
    always = {name for name, field in promised.items() if field.required}
    assert always <= names <= set(promised), where
    for on, field in places:
        told, at = promised[key(field)], f"{where} {key(field)}"
        # What is selected only if asked for may be absent, so it has a default.
        assert told.required is not bool(field.directives), at
        if field.name.value == "__typename":
            assert isinstance(told.type, inspect.LiteralType), at
            assert set(told.type.values) == {possible.name for possible in SCHEMA._schema.get_possible_types(on)}, at
        else:
            same(at, field, on.fields[field.name.value].type, told.type, fragments, asked=bool(field.directives))


def same(at: str, field: FieldNode, type_: Any, told: Any, fragments: dict[str, Any], *, asked: bool = False) -> None:
    """A type of the contract and one of a model: null, list, enum and all."""
    told = told.type if isinstance(told, inspect.Metadata) else told
    if isinstance(told, inspect.UnionType):
        (plain,) = (each for each in told.types if not isinstance(each, inspect.NoneType))
        assert asked or not isinstance(type_, GraphQLNonNull), f"{at} is never null"
        told = plain.type if isinstance(plain, inspect.Metadata) else plain
    elif not isinstance(told, inspect.AnyType):
        assert isinstance(type_, GraphQLNonNull), f"{at} may be null"
    type_ = get_nullable_type(type_)
    if isinstance(type_, GraphQLList):
        assert isinstance(told, inspect.ListType), at
        same(at, field, type_.of_type, told.item_type, fragments)
    elif isinstance(type_, GraphQLEnumType):
        assert isinstance(told, inspect.EnumType), at
        assert [member.value for member in told.cls] == list(type_.values), at
    elif field.selection_set is not None:
        agree(at, field.selection_set, type_, told, fragments)
    else:
        assert isinstance(told, SCALARS[type_.name]), at


def flat(selected: SelectionSetNode, on: Any, fragments: dict[str, Any]) -> Iterator[Place]:
    for each in selected.selections:
        if isinstance(each, FieldNode):
            yield on, each
        elif isinstance(each, InlineFragmentNode):
            assert each.type_condition is not None
            yield from flat(each.selection_set, SCHEMA._schema.type_map[each.type_condition.name.value], fragments)
        else:
            yield from flat(fragments[each.name.value], on, fragments)


def key(field: FieldNode) -> str:
    return field.alias.value if field.alias is not None else field.name.value


BODIES: dict[str, type[Model]] = {name: getattr(write_models, name) for name in _INPUTS}
SHAPES = {**SCALARS, "DateTime": inspect.StrType}
"""Dates of bodies are read where GraphQL's are."""
ELSEWHERE = frozenset({"id", "version", "clientMutationId", "claimId", "fromId", "winnerId", "actorId"})
"""What REST takes from the address and headers."""
NEVER_CLEARED = frozenset({"NewClaim", "ClaimChange", "NewActor", "ActorChange"})
"""One input of GraphQL's makes and changes; REST's two bodies say apart what each needs."""


@pytest.mark.parametrize("name", sorted(BODIES))
def test_a_body_takes_what_the_mutation_takes(name: str) -> None:
    input_type = SCHEMA._schema.type_map[_INPUTS[name]]
    assert isinstance(input_type, GraphQLInputObjectType)
    model = inspect.type_info(BODIES[name])
    assert isinstance(model, inspect.StructType)
    taken = {field.encode_name: field for field in model.fields}
    assert taken.keys() <= input_type.fields.keys()
    if name in NEVER_CLEARED or name.endswith("Input"):
        missing = input_type.fields.keys() - taken.keys() - ELSEWHERE
        assert not missing or name == "ClaimChange", missing
    for key_, field in taken.items():
        given = input_type.fields[key_].type
        told = plain(field.type)
        if isinstance(given, GraphQLNonNull):
            assert not nullable(field.type), f"{name}.{key_} is never null"
        matches(f"{name}.{key_}", get_nullable_type(given), told)


def matches(at: str, given: Any, told: Any) -> None:
    if isinstance(given, GraphQLList):
        assert isinstance(told, inspect.ListType), at
        matches(at, get_nullable_type(given.of_type), plain(told.item_type))
    elif isinstance(given, GraphQLEnumType):
        assert isinstance(told, inspect.EnumType), at
        assert [member.value for member in told.cls] == list(given.values), at
    elif isinstance(given, GraphQLInputObjectType):
        assert isinstance(told, inspect.StructType), at
        assert _INPUTS[told.cls.__name__] == given.name, at
    else:
        assert isinstance(told, SHAPES[given.name]), at


def plain(told: Any) -> Any:
    told = told.type if isinstance(told, inspect.Metadata) else told
    if isinstance(told, inspect.UnionType):
        (told,) = (each for each in told.types if not isinstance(each, inspect.NoneType))
    return told.type if isinstance(told, inspect.Metadata) else told


def nullable(told: Any) -> bool:
    told = told.type if isinstance(told, inspect.Metadata) else told
    return isinstance(told, inspect.UnionType) and any(isinstance(each, inspect.NoneType) for each in told.types)
