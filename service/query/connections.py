"""Relay connections: one subquery for the page, aggregated into edges, nodes and pageInfo.

    select json_build_object('nodes', json_agg(<node> ...), 'pageInfo', ..., 'totalCount', (select count(*) ...))
    from (select * from (select <the node's columns>, <keys> from <source> where ... order by <keys> limit 101)
          limit n) page

The inner select is the whole of what a page reads; JSON is made only of its rows. What is not
selected costs nothing: no count, no extra row, no cursors.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from graphql import FieldNode, GraphQLField, GraphQLOutputType, get_named_type
from graphql.type import GraphQLObjectType

from schema import costs
from schema.connection import PAGE_SIZE_MAX
from schema.mapping import Connection, Facet, Part
from service.query.cursors import cursor_sql, keys_sql
from service.query.filters import FilteredRow, argument_filter, condition_sql, conjunction
from service.query.paging import Window, chosen_order, window
from service.query.selection import subsets
from service.query.statement import build_object, quoted
from service.query.values import Value

if TYPE_CHECKING:
    from service.query.compiler import Compiler

FACET_VALUES_MAX = 50


def connection_sql(
    compiler: Compiler,
    mapping: Connection,
    definition: GraphQLField,
    given: Mapping[str, Value],
    nodes: list[FieldNode],
    parent: str,
) -> str:
    """A connection field as one SQL expression."""
    statement = compiler.statement
    statement.charge(mapping.cost)
    row, link = statement.alias(), statement.alias()
    predicates = [mapping.on.format(t=row, p=parent, l=link)] if mapping.on else []
    for name, condition in mapping.arguments.items():
        if name in given:
            predicates.append(condition_sql(statement, condition, given[name], FilteredRow(row, link)))
    asked = given.get("filter")
    predicates += [
        listed.format(t=row, l=link)
        for name, listed in mapping.unless.items()
        if asked is None or asked.given(name) is None
    ]
    if asked is not None:
        predicates.append(argument_filter(compiler.contract, statement, definition, "filter", asked, row))
    order = chosen_order(mapping.order, given)
    if order.counts:
        statement.charge(costs.ORDER_BY_COUNT if parent else costs.ORDER_BY_COUNT_OF_ALL)
    page = Page(
        compiler=compiler,
        rows=TableRows(mapping.source.format(t=row, p=parent, l=link), tuple(predicates), of_all=not parent),
        window=window(statement, order, given, row, link),
        row=row,
        link=link,
        edge_columns={name: sql.format(t=row, l=link) for name, sql in mapping.edge.items()},
    )
    return page.sql(definition.type, nodes)


class RowSource(Protocol):
    """The rows of a whole list, of which a page shows some, and what is told of all of them, each as SQL."""

    @property
    def source(self) -> str:
        """The from-item that names the page's row, and perhaps its link."""
        ...

    @property
    def where(self) -> Sequence[str]:
        """The predicates that leave the list's rows."""
        ...

    @property
    def count_cost(self) -> int:
        """What the total costs, in objects."""
        ...

    @property
    def facet_cost(self) -> int:
        """What one facet costs, in objects."""
        ...

    def counted(self) -> str:
        """The from-item of what facets count."""
        ...

    def total_count(self) -> str:
        """How many rows there are."""
        ...

    def total_count_relation(self) -> str:
        """How the total is meant."""
        ...

    def has_any(self, bound: str | None) -> str:
        """Whether rows stand on the far side of a cursor; without a cursor there is no far side."""
        ...

    def note(self) -> str:
        """What is to be said about the list, or null."""
        ...

    def notes(self) -> str:
        """The same one by one, as an array of JSON objects."""
        ...

    def suggestions(self) -> str:
        """What might be asked instead."""
        ...


@dataclass(frozen=True, slots=True)
class TableRows:
    """The rows of tables that satisfy predicates; `of_all` where they may be all that a table has."""

    source: str
    where: Sequence[str]
    of_all: bool

    @property
    def count_cost(self) -> int:
        """As many as there may be."""
        return costs.COUNT_OF_ALL if self.of_all else costs.COUNT

    @property
    def facet_cost(self) -> int:
        """As many as there may be."""
        return costs.FACET_OF_ALL if self.of_all else costs.FACET

    def counted(self) -> str:
        """The rows themselves."""
        return self.source

    def total_count(self) -> str:
        """Counted one by one."""
        return f"(select count(*) from {self.source} where {conjunction(self.where)})"

    def total_count_relation(self) -> str:
        """Always exact."""
        return quoted("EXACT")

    def has_any(self, bound: str | None) -> str:
        """Looked up beyond the cursor."""
        return exists(self.source, self.where, bound)

    def note(self) -> str:
        """Nothing to say."""
        return "null"

    def notes(self) -> str:
        """Nothing to say."""
        return "'[]'::jsonb"

    def suggestions(self) -> str:
        """Nothing to suggest."""
        return "'[]'::json"


def exists(source: str, where: Sequence[str], bound: str | None) -> str:
    """Whether a list has rows on the far side of a cursor."""
    return "false" if bound is None else f"exists (select from {source} where {conjunction([*where, bound])})"


@dataclass(slots=True)
class Page:
    """One page of one connection; notes while its parts are compiled what the inner select must carry."""

    compiler: Compiler
    rows: RowSource
    window: Window
    row: str
    link: str
    edge_columns: Mapping[str, str] = field(default_factory=dict)
    alias: str = ""
    reads_rows: bool = False
    counts_one_more: bool = False
    numbers_rows: bool = False

    def sql(self, connection_type: GraphQLOutputType, nodes: list[FieldNode]) -> str:
        """The connection's JSON."""
        self.alias = self.compiler.statement.alias()
        named = get_named_type(connection_type)
        if not isinstance(named, GraphQLObjectType):
            raise TypeError(f"{named} is no connection type")
        self.numbers_rows = self.window.backward
        self.counts_one_more = self._selects_more(named, nodes)
        result = self.compiler.object(named, subsets(nodes), self.alias, parts=self)
        return f"(select {result} from {self._inner()})" if self.reads_rows else result

    def part(self, name: str, nodes: Sequence[FieldNode], field_type: GraphQLOutputType) -> str:  # noqa: C901
        """One piece of the connection, its edges or its pageInfo (`schema.mapping.Part`)."""
        named = get_named_type(field_type)
        match name:
            case "edges":
                if not isinstance(named, GraphQLObjectType):
                    raise TypeError(f"{named} is no edge type")
                with self._each_row():
                    edge = self.compiler.object(named, subsets(nodes), self.alias, parts=self)
                return self._aggregate(edge)
            case "nodes":
                with self._each_row():
                    element = self.node(field_type, nodes)
                return self._aggregate(element)
            case "node":
                return self.node(field_type, nodes)
            case "cursor":
                return cursor_sql(self.window.order, self._key_columns())
            case "pageInfo":
                if not isinstance(named, GraphQLObjectType):
                    raise TypeError(f"{named} is no PageInfo")
                return self.compiler.object(named, subsets(nodes), self.alias, parts=self)
            case "hasNextPage":
                return self._has_next()
            case "hasPreviousPage":
                return self._has_previous()
            case "startCursor":
                return self._cursor_at(end=self.window.backward)
            case "endCursor":
                return self._cursor_at(end=not self.window.backward)
            case "totalCount":
                self.compiler.statement.charge(self.rows.count_cost)
                return self.rows.total_count()
            case "totalCountRelation":
                return self.rows.total_count_relation()
            case "facets":
                if not isinstance(named, GraphQLObjectType):
                    raise TypeError(f"{named} is no facets type")
                return self._facets(named, nodes)
            case "note":
                return self.rows.note()
            case "notes":
                if not isinstance(named, GraphQLObjectType):
                    raise TypeError(f"{named} is no type of notes")
                return self._notes(named, nodes)
            case "suggestions":
                self.compiler.statement.charge(costs.SUGGESTIONS)
                return self.rows.suggestions()
            case _:
                raise TypeError(f"no such part of a page: {name}")

    def node(self, field_type: GraphQLOutputType, nodes: Sequence[FieldNode]) -> str:
        """The JSON of a row's node: of its own columns, or by kind and key where a page mixes types."""
        possible = self.compiler.possible_types(field_type)
        if len(possible) == 1:
            return self.compiler.node(field_type, nodes, self.alias)
        cases = " ".join(
            f"when {quoted(named.name)} then {self.compiler.by_key(named, nodes, f'{self.alias}.id')}"
            for named in possible
        )
        return f"(case {self.alias}.kind {cases} end)"

    @contextmanager
    def _each_row(self) -> Iterator[None]:
        with self.compiler.statement.repeated(self.window.rows):
            self.compiler.statement.charge()
            yield

    def _selects_more(self, connection_type: GraphQLObjectType, nodes: list[FieldNode]) -> bool:
        """Whether one row more than the page is wanted, to tell if another page follows."""
        wanted = "hasPreviousPage" if self.window.backward else "hasNextPage"
        selections = self.compiler.selections
        for fields in selections.of(connection_type, subsets(nodes)).values():
            mapping = self._mapping(connection_type, fields[0])
            if isinstance(mapping, Part) and mapping.name == "pageInfo":
                page_info = get_named_type(connection_type.fields[fields[0].name.value].type)
                if isinstance(page_info, GraphQLObjectType):
                    chosen = selections.of(page_info, subsets(fields)).values()
                    if any(field[0].name.value == wanted for field in chosen):
                        return True
        return False

    def _mapping(self, object_type: GraphQLObjectType, node: FieldNode) -> object:
        name = node.name.value
        return None if name == "__typename" else self.compiler.contract.mapping(object_type.name, name)

    def _inner(self) -> str:
        """The page's rows.

        Limited twice: a parameter tells the planner nothing, and it would take a tenth of the whole table for
        the page, or make a new plan for each request. The constant says that a page is small.
        """
        order_by = self.window.order_by(self.row, self.link)
        columns = [f"{self.row}.*"]
        columns += [f"{sql} as {name}" for name, sql in self.edge_columns.items()]
        keys = self.window.order.keys
        columns += [f"{key.sql.format(t=self.row, l=self.link)} as key{at}_" for at, key in enumerate(keys)]
        if self.counts_one_more or self.numbers_rows:
            columns.append(f"row_number() over (order by {order_by}) as place_")
        limit = self.window.one_more if self.counts_one_more else self.window.size
        return (
            f"(select * from (select {', '.join(columns)} from {self.rows.source}"
            f" where {conjunction([*self.rows.where, *self.window.bounds])}"
            f" order by {order_by} limit {PAGE_SIZE_MAX + 1}) most limit {limit}) {self.alias}"
        )

    def _key_columns(self) -> list[str]:
        return [f"{self.alias}.key{at}_" for at in range(len(self.window.order.keys))]

    @property
    def _on_page(self) -> str:
        """Leaves out the one row more."""
        return f" filter (where {self.alias}.place_ <= {self.window.size})" if self.counts_one_more else ""

    @property
    def _agg_order(self) -> str:
        """Rows arrive in the page's order; a backward page was walked from its end and is turned round."""
        return f" order by {self.alias}.place_ desc" if self.window.backward else ""

    def _aggregate(self, element: str) -> str:
        self.reads_rows = True
        return f"coalesce(json_agg({element}{self._agg_order}){self._on_page}, '[]'::json)"

    def _has_next(self) -> str:
        if not self.window.backward:
            self.reads_rows = True
            more = f"count(*) > {self.window.size}"
            return f"({more} or {self.rows.has_any(self.window.not_before)})" if self.window.not_before else f"({more})"
        return self.rows.has_any(self.window.not_before)

    def _has_previous(self) -> str:
        if self.window.backward:
            self.reads_rows = True
            more = f"count(*) > {self.window.size}"
            return f"({more} or {self.rows.has_any(self.window.not_after)})" if self.window.not_after else f"({more})"
        return self.rows.has_any(self.window.not_after)

    def _cursor_at(self, *, end: bool) -> str:
        """The cursor of the first or last row of the walk."""
        self.reads_rows = True
        keys = keys_sql(self.window.order, self._key_columns())
        place = f"least(count(*), {self.window.size})" if end else "1"
        # In the order of the walk, said aloud: beside an aggregate of another order, Postgres sorts the
        # rows once for both, and whichever says nothing gets that order.
        walk = f" order by {self.alias}.place_" if self.window.backward else ""
        return f"claimgraph.cursor({quoted(self.window.order.name)}, (array_agg({keys}{walk}){self._on_page})[{place}])"

    def _facets(self, facets_type: GraphQLObjectType, nodes: Sequence[FieldNode]) -> str:
        pairs: list[tuple[str, str]] = []
        for key, fields in self.compiler.selections.of(facets_type, subsets(nodes)).items():
            mapping = self._mapping(facets_type, fields[0])
            if not isinstance(mapping, Facet):
                part = isinstance(mapping, Part)
                pairs.append((key, self.rows.total_count_relation() if part else quoted(facets_type.name)))
                continue
            counted = get_named_type(facets_type.fields[fields[0].name.value].type)
            if not isinstance(counted, GraphQLObjectType):
                raise TypeError(f"{counted} is no facet count")
            pairs.append((key, self._facet(mapping, counted, fields)))
        return build_object(pairs)

    def _notes(self, note_type: GraphQLObjectType, nodes: Sequence[FieldNode]) -> str:
        chosen = self.compiler.selections.of(note_type, subsets(nodes)).items()
        names = ((key, fields[0].name.value) for key, fields in chosen)
        element = build_object(
            (key, quoted(note_type.name) if name == "__typename" else f"n.note -> {quoted(name)}")
            for key, name in names
        )
        return (
            f"(select coalesce(json_agg({element} order by n.place), '[]'::json)"
            f" from jsonb_array_elements({self.rows.notes()}) with ordinality n (note, place))"
        )

    def _facet(self, mapping: Facet, counted: GraphQLObjectType, fields: Sequence[FieldNode]) -> str:
        chosen = self.compiler.selections.of(counted, subsets(fields))
        element = build_object(
            (key, quoted(counted.name) if nodes[0].name.value == "__typename" else f"f.{nodes[0].name.value}")
            for key, nodes in chosen.items()
        )
        value, key = mapping.sql.format(t=self.row), mapping.id_sql.format(t=self.row)
        self.compiler.statement.charge(self.rows.facet_cost + mapping.cost)
        return (
            f"(select coalesce(json_agg({element} order by f.count desc, f.value, f.id), '[]'::json) from"
            f" (select {value} as value, {key} as id, count(*) as count"
            f" from {self.rows.counted()}{mapping.join.format(t=self.row)} where {conjunction(self.rows.where)}"
            f" group by 1, 2 having {value} is not null order by count desc, value, id limit {FACET_VALUES_MAX}) f)"
        )
