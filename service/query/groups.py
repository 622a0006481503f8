"""Counts by dimensions: one grouped subquery, its groups as objects.

select json_agg(<group> ...) from (select <dimensions>, count(*) from <table> where ... group by ...) g
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from graphql import FieldNode, GraphQLField

from schema import costs
from schema.mapping import Groups
from service.query.convert import bad_input, bound
from service.query.filters import argument_filter, conjunction
from service.query.values import Value, plain

if TYPE_CHECKING:
    from service.query.compiler import Compiler

GROUPS_MAX = 1000
"""The most groups of one answer."""


def groups_sql(
    compiler: Compiler, mapping: Groups, definition: GraphQLField, given: Mapping[str, Value], nodes: list[FieldNode]
) -> str:
    """A list of counts as one SQL expression: the largest groups, in order of time where time is a dimension."""
    statement = compiler.statement
    row, group = statement.alias(), statement.alias()
    wanted = [plain(item) for item in given["groupBy"].now]
    if len(set(wanted)) != len(wanted) or not wanted:
        raise bad_input(given["groupBy"], "names no dimension or one twice; name each once")
    columns = {column: f"null::{pg_type}" for column, _, pg_type in mapping.dimensions.values()}
    joins = ""
    for name in wanted:
        column, sql, _ = mapping.dimensions[name]
        columns[column] = sql.format(t=row)
        joins += mapping.joins.get(name, "").format(t=row)
    conditions = [] if mapping.on is None else [mapping.on.format(t=row)]
    if "filter" in given:
        conditions.append(argument_filter(compiler.contract, statement, definition, "filter", given["filter"], row))
    size = bound(given["first"], _size)
    limit = statement.parameter(size, "bigint")
    statement.charge(costs.GROUPING * len(wanted))
    with statement.repeated(size):
        statement.charge()
        element = compiler.node(definition.type, nodes, group)
    keys = ", ".join(mapping.dimensions[name][0] for name in wanted)
    selected = ", ".join(f"{sql} as {column}" for column, sql in columns.items())
    places = [f"{group}.count desc", *(f"{group}.{mapping.dimensions[name][0]}" for name in wanted)]
    if "MONTH" in wanted:
        places.insert(0, f"{group}.{mapping.dimensions['MONTH'][0]}")
    return (
        f"(select coalesce(json_agg({element} order by {', '.join(places)}), '[]'::json)"
        f" from (select {selected}, count(*) as count from {mapping.table.format(t=row)}{joins}"
        f" where {conjunction(conditions)} group by {keys} order by count desc, {keys} limit {limit}) {group})"
    )


def _size(given: object, value: Value) -> int:
    size = int(str(given))
    if not 1 <= size <= GROUPS_MAX:
        raise bad_input(value, f"is {size}; an answer holds 1 to {GROUPS_MAX:,} groups")
    return size
