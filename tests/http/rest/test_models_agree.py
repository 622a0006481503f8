"""What the REST twin's models promise is what the contract says of the fields that each document selects."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args, get_type_hints

import pytest
from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLEnumType,
    GraphQLList,
    GraphQLNonNull,
    OperationDefinitionNode,
    SelectionSetNode,
    parse,
)
from msgspec import inspect

from schema import SCHEMA
from service.http.rest import history, lists, nested_lists
from service.http.rest.openapi_details import _DOCUMENTS

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
    for module in (lists, nested_lists, history)
    for handler in module.ROUTES
    for path in handler.paths
    if "GET" in handler.http_methods
}


@pytest.mark.parametrize("path", sorted(_DOCUMENTS))
def test_a_model_says_what_the_contract_says(path: str) -> None:
    document = parse(_DOCUMENTS[path])
    (operation,) = (each for each in document.definitions if isinstance(each, OperationDefinitionNode))
    (result,) = operation.selection_set.selections
    assert isinstance(result, FieldNode)
    assert result.selection_set is not None
    field = SCHEMA._schema.query_type.fields[result.name.value]
    selected, answer = result.selection_set, named(field.type)
    (first, *rest) = selected.selections
    if not rest and first.alias is not None and first.alias.value == "page":
        selected, answer = first.selection_set, named(answer.fields[first.name.value].type)
    fragments = {
        each.name.value: each.selection_set for each in document.definitions if isinstance(each, FragmentDefinitionNode)
    }
    agree(path, selected, answer, inspect.type_info(MODELS[path]), fragments)


def agree(where: str, selected: SelectionSetNode, answer: Any, model: Any, fragments: dict[str, Any]) -> None:
    """Every field that is selected is one of the model, with the type that the contract gives it."""
    assert isinstance(model, inspect.StructType), where
    promised = {field.encode_name: field for field in model.fields}
    fields = list(flat(selected, fragments))
    names = {key(field) for field in fields}
    # A page's model may be shared with a list that counts more.
    always = {name for name, field in promised.items() if field.required}
    assert always <= names <= set(promised), where
    for field in fields:
        told, at = promised[key(field)], f"{where} {key(field)}"
        # What is selected only if asked for may be absent, so it has a default.
        assert told.required is not bool(field.directives), at
        same(at, field, answer.fields[field.name.value].type, told.type, fragments, asked=bool(field.directives))


def same(at: str, field: FieldNode, type_: Any, told: Any, fragments: dict[str, Any], *, asked: bool = False) -> None:
    """A type of the contract and one of a model: null, list, enum and all."""
    told = told.type if isinstance(told, inspect.Metadata) else told
    if isinstance(told, inspect.UnionType):
        (plain,) = (each for each in told.types if not isinstance(each, inspect.NoneType))
        assert asked or not isinstance(type_, GraphQLNonNull), f"{at} is never null"
        told = plain.type if isinstance(plain, inspect.Metadata) else plain
    elif not isinstance(told, inspect.AnyType):
        assert isinstance(type_, GraphQLNonNull), f"{at} may be null"
    type_ = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
    if isinstance(type_, GraphQLList):
        assert isinstance(told, inspect.ListType), at
        same(at, field, type_.of_type, told.item_type, fragments)
    elif isinstance(type_, GraphQLEnumType):
        assert isinstance(told, inspect.EnumType), at
        assert [member.name for member in told.cls] == list(type_.values), at
    elif field.selection_set is not None:
        agree(at, field.selection_set, type_, told, fragments)
    else:
        assert isinstance(told, SCALARS[type_.name]), at


def flat(selected: SelectionSetNode, fragments: dict[str, Any]) -> Iterator[FieldNode]:
    for each in selected.selections:
        if isinstance(each, FieldNode):
            yield each
        else:
            yield from flat(fragments[each.name.value], fragments)


def key(field: FieldNode) -> str:
    return field.alias.value if field.alias is not None else field.name.value


def named(type_: Any) -> Any:
    return type_.of_type if isinstance(type_, GraphQLNonNull) else type_
