"""Which fields an operation asks of an object: fragments, type conditions, @include and @skip applied.

GraphQL specification, section 6.3.2 "Field Collection".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLAbstractType,
    GraphQLIncludeDirective,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLSkipDirective,
    InlineFragmentNode,
    SelectionNode,
    SelectionSetNode,
    get_directive_values,
    is_abstract_type,
)
from graphql.execution.values import VariableValues

Fields = dict[str, list[FieldNode]]
"""Response key to the field nodes that are merged under it, in the order first met."""


class Selections:
    """Field collection for one operation, its fragments and today's variables."""

    __slots__ = ("_fragments", "_schema", "_variables")

    def __init__(
        self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode], variables: VariableValues
    ) -> None:
        self._schema = schema
        self._fragments = fragments
        self._variables = variables

    def of(self, object_type: GraphQLObjectType, sets: Iterable[SelectionSetNode | None]) -> Fields:
        """The fields that the merged selection sets ask of an object of this type."""
        fields: Fields = {}
        seen: set[str] = set()
        for selection_set in sets:
            if selection_set is not None:
                self._collect(object_type, selection_set, fields, seen)
        return fields

    def _collect(
        self, object_type: GraphQLObjectType, selection_set: SelectionSetNode, fields: Fields, seen: set[str]
    ) -> None:
        for selection in selection_set.selections:
            if not self._included(selection):
                continue
            if isinstance(selection, FieldNode):
                key = selection.alias.value if selection.alias else selection.name.value
                fields.setdefault(key, []).append(selection)
            elif isinstance(selection, InlineFragmentNode):
                condition = selection.type_condition
                if condition is None or self._applies(condition.name.value, object_type):
                    self._collect(object_type, selection.selection_set, fields, seen)
            elif isinstance(selection, FragmentSpreadNode) and selection.name.value not in seen:
                name = selection.name.value
                seen.add(name)
                fragment = self._fragments[name]
                if self._applies(fragment.type_condition.name.value, object_type):
                    self._collect(object_type, fragment.selection_set, fields, seen)

    def _included(self, selection: SelectionNode) -> bool:
        if not selection.directives:
            return True
        skip = get_directive_values(GraphQLSkipDirective, selection, self._variables)
        if skip and skip["if"] is True:
            return False
        include = get_directive_values(GraphQLIncludeDirective, selection, self._variables)
        return not (include and include["if"] is False)

    def _applies(self, condition: str, object_type: GraphQLObjectType) -> bool:
        if condition == object_type.name:
            return True
        named = self._schema.type_map[condition]
        if not is_abstract_type(named):
            return False
        abstract: GraphQLAbstractType = named
        return self._schema.is_sub_type(abstract, object_type)


def subsets(nodes: Iterable[FieldNode]) -> list[SelectionSetNode | None]:
    """The selection sets below merged field nodes."""
    return [node.selection_set for node in nodes]
