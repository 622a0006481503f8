"""The rules that documents are checked by: the specification's, one of them wider.

Where a list is taken, GraphQL lets a single value stand for a list of one, but not a variable of the value's own
type. An argument that took one value and now takes several would so break every document with a variable there;
here such a variable is a list of one, too (`service.query.values`).
"""

from __future__ import annotations

from typing import Any

from graphql import (
    GraphQLError,
    NullValueNode,
    OperationDefinitionNode,
    ValidationContext,
    VariableDefinitionNode,
    get_nullable_type,
    is_list_type,
    is_non_null_type,
    specified_rules,
    type_from_ast,
)
from graphql.pyutils import Undefined
from graphql.utilities import is_type_sub_type_of
from graphql.validation import VariablesInAllowedPositionRule
from graphql.validation.validation_context import VariableUsage


class VariablesInAllowedPosition(VariablesInAllowedPositionRule):
    """As specified ("All Variable Usages Are Allowed"), and a variable of an item's type is allowed for its list."""

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self._allowed: set[int] = set()

    def leave_operation_definition(self, operation: OperationDefinitionNode, *_args: Any) -> None:
        """Note the variables that stand for lists of one, then check as specified."""
        declared = {each.variable.name.value: each for each in operation.variable_definitions or ()}
        self._allowed = {
            id(usage.node)
            for usage in self.context.get_recursive_variable_usages(operation)
            if usage.node.name.value in declared and self._is_list_of_one(usage, declared[usage.node.name.value])
        }
        super().leave_operation_definition(operation)

    def report_error(self, error: GraphQLError) -> None:
        """Tell of a misplaced variable, unless it stands for a list of one."""
        if not error.nodes or id(error.nodes[-1]) not in self._allowed:
            super().report_error(error)

    def _is_list_of_one(self, usage: VariableUsage, declared: VariableDefinitionNode) -> bool:
        place = get_nullable_type(usage.type)
        variable = type_from_ast(self.context.schema, declared.type)
        if variable is None or not is_list_type(place):
            return False
        has_default = declared.default_value is not None and not isinstance(declared.default_value, NullValueNode)
        may_be_null = not is_non_null_type(variable) and not has_default and usage.default_value is Undefined
        if is_non_null_type(usage.type) and may_be_null:
            return False
        item = get_nullable_type(place.of_type)
        given = variable.of_type if is_non_null_type(variable) else variable
        return is_type_sub_type_of(self.context.schema, given, item)


RULES = tuple(
    VariablesInAllowedPosition if rule is VariablesInAllowedPositionRule else rule for rule in specified_rules
)
