"""What the contract says of the REST twin's fields, for the OpenAPI document: each description is written once.

A property is described by the field of the contract that its route's document selects for it, a body's member by
that of the mutation's input, an enum by its values. What a model says of itself comes first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from inspect import cleandoc
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    parse,
)

from schema import SCHEMA
from service.http.rest.models import Model

_REFERENCE = "#/components/schemas/"

Schema = dict[str, Any]


def describe_answers(document: Schema, documents: Mapping[str, str]) -> None:
    """Describe what each route answers, by the GraphQL document that it runs: `documents` by path."""
    root = SCHEMA._schema.query_type
    if root is None:
        raise TypeError("the schema has no query type")
    for path, text in documents.items():
        definitions = parse(text, no_location=True).definitions
        (operation,) = (each for each in definitions if isinstance(each, OperationDefinitionNode))
        fragments = {each.name.value: each for each in definitions if isinstance(each, FragmentDefinitionNode)}
        answer = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        (result,) = (each for each in operation.selection_set.selections if isinstance(each, FieldNode))
        selected, type_ = result.selection_set, get_named_type(root.fields[result.name.value].type)
        inner = next((each for _, each in _selected(selected, type_, fragments) if _name(each) == "page"), None)
        if inner is not None and isinstance(type_, GraphQLObjectType):
            selected, type_ = inner.selection_set, get_named_type(type_.fields[inner.name.value].type)
        _answer(document, answer, selected, type_, fragments)


def describe_bodies(document: Schema, inputs: Mapping[str, str]) -> None:
    """Describe what bodies hold, by the mutations' inputs: the input's name for each body's."""
    for name, input_name in inputs.items():
        input_type = SCHEMA._schema.type_map[input_name]
        if not isinstance(input_type, GraphQLInputObjectType):
            raise TypeError(f"{input_name} is no input")
        for key, property_ in document["components"]["schemas"][name]["properties"].items():
            if key in input_type.fields:
                _told(property_, input_type.fields[key].description)


def describe_schemas(document: Schema) -> None:
    """Describe the schemas themselves: models by what they say of themselves, enums with their values."""
    models = {model.__name__: model for model in _below(Model)}
    for name, schema in document["components"]["schemas"].items():
        enum = SCHEMA._schema.type_map.get(name)
        if isinstance(enum, GraphQLEnumType):
            values = "\n".join(f"- `{value}`: {member.description}" for value, member in enum.values.items())
            schema["description"] = f"{enum.description}\n\n{values}"
        elif name in models and models[name].__doc__:
            _told(schema, cleandoc(models[name].__doc__ or ""))


def _answer(
    document: Schema,
    schema: Schema,
    selected: SelectionSetNode | None,
    type_: Any,
    fragments: Mapping[str, FragmentDefinitionNode],
) -> None:
    properties = _object(document, schema).get("properties", {})
    for holder, field in _selected(selected, type_, fragments):
        property_ = properties.get(_name(field))
        if property_ is None:
            continue
        if not isinstance(holder, GraphQLObjectType | GraphQLInterfaceType) or field.name.value == "__typename":
            _told(property_, "What it is: the name of its type in GraphQL.")
            continue
        meant = holder.fields[field.name.value]
        # What one name stands for in several types has no description of one of them.
        _told(property_, None if field.alias is not None and holder is not type_ else meant.description)
        _answer(document, property_, field.selection_set, get_named_type(meant.type), fragments)


def _object(document: Schema, schema: Schema) -> Schema:
    """The object that a schema names, lists or may be, besides null."""
    if "$ref" in schema:
        found: Schema = document["components"]["schemas"][schema["$ref"].removeprefix(_REFERENCE)]
        return found
    if "items" in schema:
        return _object(document, schema["items"])
    for branch in schema.get("oneOf", ()):
        if branch.get("type") != "null":
            return _object(document, branch)
    return schema


def _selected(
    selected: SelectionSetNode | None, type_: Any, fragments: Mapping[str, FragmentDefinitionNode]
) -> Iterator[tuple[Any, FieldNode]]:
    """The selected fields, each with the type whose field it is."""
    for each in selected.selections if selected is not None else ():
        if isinstance(each, FieldNode):
            yield type_, each
            continue
        fragment = fragments[each.name.value] if isinstance(each, FragmentSpreadNode) else each
        if not isinstance(fragment, FragmentDefinitionNode | InlineFragmentNode):
            raise TypeError(f"a selection holds no {fragment.kind}")
        condition = fragment.type_condition
        on = type_ if condition is None else SCHEMA._schema.type_map[condition.name.value]
        yield from _selected(fragment.selection_set, on, fragments)


def _told(schema: Schema, description: str | None) -> None:
    if description is not None and not schema.get("description"):
        schema["description"] = description


def _name(field: FieldNode) -> str:
    return field.alias.value if field.alias is not None else field.name.value


def _below(model: type[Model]) -> Iterator[type[Model]]:
    for each in model.__subclasses__():
        yield each
        yield from _below(each)
