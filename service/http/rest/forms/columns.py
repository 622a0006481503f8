"""The columns of a list as a table: the fields that its document selects, whatever the items hold."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from graphql import (
    FieldNode,
    GraphQLNamedType,
    GraphQLObjectType,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    get_nullable_type,
    is_list_type,
    parse,
)

from schema import SCHEMA

Path = tuple[str, ...]

_INWARD = frozenset({"result", "page", "nodes", "edges"})
"""The fields that lead from a document's root to its items."""
_KEPT = 500


@lru_cache(maxsize=_KEPT)
def columns(document: str) -> tuple[Path, ...]:
    """The paths of the items' fields, in the document's order; a list of things is one field."""
    parsed = parse(document, no_location=True)
    (operation,) = (entry for entry in parsed.definitions if isinstance(entry, OperationDefinitionNode))
    kind: GraphQLNamedType | None = SCHEMA._schema.query_type
    selection: SelectionSetNode | None = operation.selection_set
    while (field := _inward(selection)) is not None:
        kind, selection = _kind_of(kind, field), field.selection_set
    return tuple(dict.fromkeys(_paths(selection, kind, ())))


def _inward(selection: SelectionSetNode | None) -> FieldNode | None:
    return next(
        (entry for entry in _selected(selection) if isinstance(entry, FieldNode) and _key(entry) in _INWARD), None
    )


def _paths(selection: SelectionSetNode | None, kind: GraphQLNamedType | None, above: Path) -> Iterator[Path]:
    for entry in _selected(selection):
        if isinstance(entry, InlineFragmentNode) and entry.type_condition is not None:
            narrower = SCHEMA._schema.type_map[entry.type_condition.name.value]
            yield from _paths(entry.selection_set, narrower, above)
        elif isinstance(entry, FieldNode):
            path = (*above, _key(entry))
            if entry.selection_set is None or _is_list(kind, entry):
                yield path
            else:
                yield from _paths(entry.selection_set, _kind_of(kind, entry), path)


def _selected(selection: SelectionSetNode | None) -> tuple[object, ...]:
    return tuple(selection.selections) if selection is not None else ()


def _is_list(kind: GraphQLNamedType | None, field: FieldNode) -> bool:
    return isinstance(kind, GraphQLObjectType) and is_list_type(get_nullable_type(kind.fields[field.name.value].type))


def _kind_of(kind: GraphQLNamedType | None, field: FieldNode) -> GraphQLNamedType | None:
    """The type of a field's value, without what says that it is a list or never null."""
    return get_named_type(kind.fields[field.name.value].type) if isinstance(kind, GraphQLObjectType) else None


def _key(field: FieldNode) -> str:
    return field.alias.value if field.alias is not None else field.name.value
