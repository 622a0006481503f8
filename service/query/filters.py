"""Filter inputs and simple arguments as predicates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from graphql import GraphQLField, GraphQLInputObjectType, get_named_type

from schema import costs
from schema.limits import FILTER_DEPTH_MAX, FILTER_RELATIONS_MAX
from schema.mapping import Choice, Combine, Compared, Condition, Mapped, Quantifier, Related
from service.query.convert import LIST_MAX, bad_input, bound, converter, key_of, texts_of
from service.query.statement import Contract, Statement
from service.query.values import Value, plain


@dataclass(frozen=True, slots=True)
class FilteredRow:
    """What a condition speaks of, as SQL: its row, the link to it, the column of an operator, and what says that the
    column has a value."""

    row: str
    link: str = ""
    column: str = ""
    present: str = ""

    def fill(self, template: str, **more: str) -> str:
        """A template with its placeholders filled."""
        return template.format(t=self.row, l=self.link, c=self.column, n=self.present, **more)


def condition_sql(statement: Statement, mapping: Condition | Choice, value: Value, place: FilteredRow) -> str:
    """One argument as a predicate over its row."""
    if isinstance(mapping, Choice):
        return place.fill(mapping.sql[plain(value.now)])
    convert = converter(mapping)
    if mapping.many is None:
        return place.fill(mapping.sql, v=statement.parameter(bound(value, convert), mapping.type))
    items = value.items or ()
    if len(items) == 1:
        only = replace(items[0], path=value.path)
        return place.fill(mapping.sql, v=statement.parameter(bound(only, convert), mapping.type))
    # As text, which asyncpg knows by heart.
    several = statement.parameter(bound(value, texts_of(convert)), "text[]")
    return place.fill(mapping.many, v=several if mapping.type == "text" else f"{several}::{mapping.type}[]")


def argument_filter(
    contract: Contract, statement: Statement, definition: GraphQLField, name: str, value: Value, row: str
) -> str:
    """The argument `name` of a field, which takes a filter, as one predicate over a row."""
    input_type = get_named_type(definition.args[name].type)
    if not isinstance(input_type, GraphQLInputObjectType):
        raise TypeError(f"the argument {name} takes an input object")
    return _Filter(contract, statement).sql(input_type, value, FilteredRow(row), 0)


def conjunction(predicates: Iterable[str]) -> str:
    """All of these; true when there are none."""
    kept = [predicate for predicate in predicates if predicate != "true"]
    return " and ".join(kept) if kept else "true"


@dataclass(slots=True)
class _Filter:
    """One filter on its way to SQL; counts the relations that it follows, of which too many take long to plan."""

    contract: Contract
    statement: Statement
    relations: int = 0

    def sql(self, input_type: GraphQLInputObjectType, value: Value, place: FilteredRow, depth: int) -> str:
        """A filter input as one predicate: its fields all narrow; null and absent fields don't."""
        predicates: list[str] = []
        for name, mapping, member in self._given(input_type, value):
            match mapping:
                case Combine():
                    predicates.append(self._combined(input_type, mapping, member, place, depth))
                case Compared():
                    predicates.append(self._compared(_input(input_type, name), mapping, member, place))
                case Related():
                    predicates.append(self._related(_input(input_type, name), mapping, member, place.row, depth + 1))
                case Condition() | Choice():
                    predicates.append(condition_sql(self.statement, mapping, member, place))
                case _:
                    raise TypeError(f"{input_type.name}.{name} is mapped to {mapping!r}, which is no filter")
        return conjunction(predicates)

    def _given(self, input_type: GraphQLInputObjectType, value: Value) -> list[tuple[str, Mapped, Value]]:
        """The fields that are neither absent nor null, with what they mean."""
        return [
            (name, self.contract.mapping(input_type.name, name), member)
            for name, member in (value.members or {}).items()
            if member.now is not None
        ]

    def _combined(
        self, input_type: GraphQLInputObjectType, mapping: Combine, value: Value, place: FilteredRow, depth: int
    ) -> str:
        if mapping.operator == "not":
            # "is not true", so that a row without the value counts as not matching.
            return f"(({self.sql(input_type, value, place, depth)}) is not true)"
        items = value.items or ()
        if len(items) > LIST_MAX:
            raise bad_input(value, f"holds {len(items):,} filters; at most {LIST_MAX:,} are taken")
        parts = [f"({self.sql(input_type, item, place, depth)})" for item in items]
        if mapping.operator == "and":
            return f"({' and '.join(parts)})" if parts else "true"
        return f"({' or '.join(parts)})" if parts else "false"

    def _compared(self, input_type: GraphQLInputObjectType, mapping: Compared, value: Value, place: FilteredRow) -> str:
        column = place.fill(mapping.sql)
        present = place.fill(mapping.present) or f"{column} is not null"
        operators = self.sql(input_type, value, replace(place, column=column, present=present), 0)
        # What has no value is within no bounds; a null says so by itself.
        bounded = any(isinstance(operator, Condition) for _, operator, _ in self._given(input_type, value))
        return f"({operators} and {present})" if mapping.present and bounded else operators

    def _related(self, input_type: GraphQLInputObjectType, mapping: Related, value: Value, row: str, depth: int) -> str:
        fields = [self.contract.mapping(input_type.name, name) for name in input_type.fields]
        if not any(isinstance(field, Quantifier) for field in fields):
            return self._matching("some", (input_type, value), mapping, self._rows(mapping, value, depth), row, depth)
        given = self._given(input_type, value)
        asked = [(field, member) for _, field, member in given if isinstance(field, Condition | Choice)]
        predicates: list[str] = []
        for name, field, member in given:
            if isinstance(field, Quantifier):
                rows = self._rows(mapping, member, depth)
                of_link = [condition_sql(self.statement, condition, each, rows) for condition, each in asked]
                if field.kind in ("any", "all", "no"):
                    predicates.append(self._among(field.kind, member, mapping, rows, row, of_link))
                else:
                    filtered = (_input(input_type, name), member)
                    predicates.append(self._matching(field.kind, filtered, mapping, rows, row, depth, of_link))
        if asked and not predicates:
            rows = self._rows(mapping, value, depth)
            of_link = [condition_sql(self.statement, condition, each, rows) for condition, each in asked]
            predicates.append(self._matching("some", None, mapping, rows, row, depth, of_link))
        return conjunction(predicates)

    def _rows(self, mapping: Related, value: Value, depth: int) -> FilteredRow:
        """Aliases for related rows; their number and depth are limited."""
        self.relations += 1
        if depth > FILTER_DEPTH_MAX:
            raise bad_input(
                value, f"is {depth} relations deep; at most {FILTER_DEPTH_MAX} are followed from one to the next"
            )
        if self.relations > FILTER_RELATIONS_MAX:
            raise bad_input(value, f"is one relation too many; a filter holds at most {FILTER_RELATIONS_MAX}")
        self.statement.charge(costs.RELATION)
        rows = FilteredRow(self.statement.alias(), self.statement.alias())
        return replace(rows, column=rows.fill(mapping.column))

    def _matching(
        self,
        kind: str,
        filtered: tuple[GraphQLInputObjectType, Value] | None,
        mapping: Related,
        rows: FilteredRow,
        row: str,
        depth: int,
        of_link: Iterable[str] = (),
    ) -> str:
        """Some, every or none of the related rows pass a filter; without one, there are some."""
        listed = [
            rows.fill(predicate)
            for name, predicate in mapping.unless.items()
            if filtered is None or filtered[1].given(name) is None
        ]
        matches = self.sql(*filtered, rows, depth) if filtered else "true"
        if kind == "every":
            matches = f"({matches}) is not true"
        where = conjunction([rows.fill(mapping.on, p=row), *of_link, *listed, matches])
        exists = f"exists (select from {rows.fill(mapping.source, p=row)} where {where})"
        if kind != "some":
            return f"not {exists}"
        return conjunction([rows.fill(mapping.needs, p=row), exists]) if mapping.needs else exists

    def _among(
        self, kind: str, value: Value, mapping: Related, rows: FilteredRow, row: str, of_link: Iterable[str]
    ) -> str:
        """Any, all or none of some ids are those of related rows."""
        if mapping.ids is None:
            raise TypeError("ids are asked of rows that are not found by them")
        if not value.items:
            return "false" if kind == "any" else "true"
        given = self.statement.parameter(bound(value, texts_of(key_of(mapping.ids.type))), "text[]")
        ids = f"(select {mapping.ids.living.format(v=f'{given}::bigint[]')})::bigint[]"
        source, key = rows.fill(mapping.ids.source), rows.fill(mapping.ids.key)
        where = conjunction([rows.fill(mapping.on, p=row), *of_link])
        if kind == "all":
            # The rarest alone finds the few rows that are worth counting.
            return (
                f"exists (select from {source} where {where} and {key} = ({ids})[1])"
                f" and (select count(*) from {source} where {where} and {key} = any ({ids})) = cardinality({ids})"
            )
        exists = f"exists (select from {source} where {where} and {key} = any ({ids}))"
        return exists if kind == "any" else f"not {exists}"


def _input(input_type: GraphQLInputObjectType, name: str) -> GraphQLInputObjectType:
    named = get_named_type(input_type.fields[name].type)
    if not isinstance(named, GraphQLInputObjectType):
        raise TypeError(f"{input_type.name}.{name} takes no input object")
    return named
