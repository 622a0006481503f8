"""Filter inputs and simple arguments as predicates."""

from __future__ import annotations

from collections.abc import Iterable

from graphql import GraphQLInputObjectType

from schema.mapping import Choice, Combine, Condition
from service.query.convert import LIST_MAX, bad_input, bound, converter
from service.query.statement import Contract, Statement
from service.query.values import Value, plain


def condition_sql(statement: Statement, mapping: Condition | Choice, value: Value, row: str, link: str = "") -> str:
    """One argument as a predicate over its row."""
    if isinstance(mapping, Choice):
        return mapping.sql[plain(value.now)].format(t=row, l=link)
    convert = converter(mapping.type, mapping.id_of, mapping.longest, is_address=mapping.address)
    parameter = statement.parameter(bound(value, convert), mapping.type)
    return mapping.sql.format(t=row, l=link, v=parameter)


def filter_sql(
    contract: Contract, statement: Statement, input_type: GraphQLInputObjectType, value: Value, row: str
) -> str:
    """A filter input as one predicate: its fields all narrow; null and absent fields don't."""
    predicates: list[str] = []
    for name in input_type.fields:
        member = value.given(name)
        if member is None:
            continue
        mapping = contract.mapping(input_type.name, name)
        if isinstance(mapping, Combine):
            predicates.append(_combined(contract, statement, input_type, mapping, member, row))
        elif isinstance(mapping, Condition | Choice):
            predicates.append(condition_sql(statement, mapping, member, row))
    return conjunction(predicates)


def conjunction(predicates: Iterable[str]) -> str:
    """All of these; true when there are none."""
    kept = [predicate for predicate in predicates if predicate != "true"]
    return " and ".join(kept) if kept else "true"


def _combined(
    contract: Contract,
    statement: Statement,
    input_type: GraphQLInputObjectType,
    mapping: Combine,
    value: Value,
    row: str,
) -> str:
    if mapping.operator == "not":
        # "is not true", so that a row without the value counts as not matching.
        return f"(({filter_sql(contract, statement, input_type, value, row)}) is not true)"
    if len(value.items or ()) > LIST_MAX:
        raise bad_input(value, f"holds {len(value.items or ()):,} filters; at most {LIST_MAX:,} are taken")
    parts = [f"({filter_sql(contract, statement, input_type, item, row)})" for item in value.items or ()]
    if mapping.operator == "and":
        return f"({' and '.join(parts)})" if parts else "true"
    return f"({' or '.join(parts)})" if parts else "false"
