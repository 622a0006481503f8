"""From selections to SQL: every object is a json_build_object, every edge a correlated subquery.

Mapping kinds (`schema.mapping`) and what they become:
    Column      an expression over the row
    SameRow     a nested object of the same row
    One         (select object from the other table where ...)
    Rows        (select json_agg(object) from ... where ...)
    Connection  `service.query.connections`
    Lookup      (select object from table where key = $n)
    Groups      `service.query.groups`
    NodeLookup  a lookup in the table that the id is of, or one for several ids

Root fields that ask for the same are planned once (`service.query.repeats`).

What else there is, full text for one, is compiled by the builders that the contract brings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import Protocol

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLUnionType,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
)
from graphql.execution.values import VariableValues

from schema import costs
from schema.ids import OTHER_KEYS, PREFIXES, TABLES
from schema.mapping import (
    Changes,
    Column,
    Condition,
    Connection,
    Groups,
    Lookup,
    LookupMany,
    NodeLookup,
    One,
    Part,
    Rows,
    SameRow,
)
from service.query.changes import changes_sql
from service.query.connections import connection_sql
from service.query.convert import any_key, any_keys, bound, converter, entity_keys, key_if, names_of, plain_converter
from service.query.failures import Failures
from service.query.filters import FilteredRow, condition_sql
from service.query.groups import groups_sql
from service.query.repeats import NODE, Once, alike, response_key
from service.query.selection import Selections, subsets
from service.query.statement import Contract, Plan, Sought, Statement, build_object, quoted
from service.query.values import Fetch, Value, Variables, arguments, plain


class PartBuilder(Protocol):
    """Builds the pieces of a page (`Part`) that are no columns of a row."""

    def part(self, name: str, nodes: Sequence[FieldNode], field_type: GraphQLOutputType) -> str:
        """The SQL of one piece."""
        ...


class Compiler:
    """Compiles one operation. Short-lived: made for one document and one shape of variables."""

    def __init__(
        self,
        contract: Contract,
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: VariableValues,
        failures: Failures | None = None,
    ) -> None:
        """With `failures`, values are looked at while their field is compiled, and its errors are gathered there."""
        self.contract = contract
        self.failures = failures
        self.statement = Statement(None if failures is None else variables.coerced)
        self.selections = Selections(contract.schema, fragments, variables)
        self.variables = variables.coerced
        self._sought: list[Sought] = []

    def operation(self, operation: OperationDefinitionNode, skip: Iterable[str] = ()) -> Plan:
        """The plan of a query operation, leaving out the root fields named in `skip`."""
        root = self.contract.schema.query_type
        if root is None:
            raise GraphQLError("the schema has no query type")
        skipped = frozenset(skip)
        fields = {
            key: nodes
            for key, nodes in self.selections.of(root, [operation.selection_set]).items()
            if nodes[0].name.value not in skipped
        }
        self.statement.charge(costs.ROOT_FIELD * len(fields))
        once = Once(self.statement)
        pairs: dict[str, str] = {}
        # Fields that ask the same fail each by itself.
        groups = alike(fields) if self.failures is None else [[nodes] for nodes in fields.values()]
        for group in groups:
            pairs |= self._alike(root, group, once)
        plan = self.statement.finish(f"select {build_object((key, pairs[key]) for key in fields)}{once.source}")
        return replace(plan, sought=tuple(self._sought))

    def _alike(self, root: GraphQLObjectType, group: Sequence[list[FieldNode]], once: Once) -> dict[str, str]:
        """Root fields of which equal parts are planned once, each by its response key."""
        first = group[0]
        if len(group) == 1:
            return {response_key(first): self.field(root, first, row="")}
        if first[0].name.value == NODE:
            items = once.column(self._nodes_alike(root, group))
            return {response_key(nodes): f"{items}[{place}]" for place, nodes in enumerate(group, start=1)}
        sought_before = len(self._sought)
        # Copies are read once, but each is sent, and may be large.
        with self.statement.repeated(lambda _given: len(group)):
            item = once.column(self.field(root, first, row=""))
        found = self._sought[sought_before:]
        self._sought += [replace(sought, nodes=tuple(nodes)) for nodes in group[1:] for sought in found]
        return {response_key(nodes): item for nodes in group}

    def object(
        self,
        object_type: GraphQLObjectType,
        sets: Iterable[SelectionSetNode | None],
        row: str,
        parts: PartBuilder | None = None,
    ) -> str:
        """The JSON object of the selected fields of a row."""
        return build_object(
            (key, self.field(object_type, nodes, row, parts))
            for key, nodes in self.selections.of(object_type, sets).items()
        )

    def field(
        self, parent: GraphQLObjectType, nodes: list[FieldNode], row: str, parts: PartBuilder | None = None
    ) -> str:
        """The SQL of one response field of a row."""
        name = nodes[0].name.value
        if name == "__typename":
            return quoted(parent.name)
        if self.failures is None:
            return self._field(parent, nodes, row, parts)
        sought_before = len(self._sought)
        failed_before = len(self.failures.errors)
        sql = self.failures.guard(
            response_key(nodes), parent.fields[name].type, lambda: self._field(parent, nodes, row, parts)
        )
        if len(self.failures.errors) > failed_before:
            del self._sought[sought_before:]
        return sql

    def _field(  # noqa: C901
        self, parent: GraphQLObjectType, nodes: list[FieldNode], row: str, parts: PartBuilder | None
    ) -> str:
        node = nodes[0]
        name = node.name.value
        definition = parent.fields[name]
        if name == "_entities":
            given = arguments(node, definition.args, self.variables)
            types = [named.name for named in self.possible_types(definition.type)]
            named = {type_name: self._named(type_name.lower(), by) for type_name, by in OTHER_KEYS.items()}
            others = {type_name: converter(condition) for type_name, condition in named.items()}
            keys = bound(given["representations"], partial(entity_keys, others=others))
            return self._nodes(keys, nodes, types, named)
        mapping = self.contract.mapping(parent.name, name)
        builder = self.contract.builders.get(type(mapping))
        if builder is not None:
            return builder(self, mapping, definition, arguments(node, definition.args, self.variables), nodes)
        match mapping:
            case Column():
                return mapping.sql.format(t=row)
            case SameRow():
                return self.object(_object_type(definition.type), subsets(nodes), row)
            case One():
                self.statement.charge()
                child = self.statement.alias()
                table, on = mapping.table.format(t=child, p=row), mapping.on.format(t=child, p=row)
                return f"(select {self.node(definition.type, nodes, child)} from {table} where {on})"
            case Rows():
                given = arguments(node, definition.args, self.variables)
                return self._rows(mapping, definition.type, given, nodes, row)
            case Groups():
                given = arguments(node, definition.args, self.variables)
                return groups_sql(self, mapping, definition, given, nodes)
            case Part():
                if parts is None:
                    raise TypeError(f"{parent.name}.{name} stands outside a connection")
                return parts.part(mapping.name, nodes, definition.type)
            case Connection():
                given = arguments(node, definition.args, self.variables)
                return connection_sql(self, mapping, definition, given, nodes, row)
            case Changes():
                given = arguments(node, definition.args, self.variables)
                return changes_sql(self, definition, given, nodes)
            case Lookup():
                given = arguments(node, definition.args, self.variables)
                return self._lookup(mapping, definition.type, given, nodes)
            case LookupMany():
                given = arguments(node, definition.args, self.variables)
                type_name, condition = _object_type(definition.type).name, self._named(mapping.one, mapping.by)
                keys = bound(given[mapping.by], names_of(type_name, converter(condition)))
                return self._nodes(keys, nodes, [type_name], {type_name: condition})
            case NodeLookup():
                given = arguments(node, definition.args, self.variables)
                return (
                    self._nodes(bound(given["ids"], any_keys), nodes, PREFIXES)
                    if mapping.many
                    else self._node(given["id"], nodes)
                )
            case _:
                raise TypeError(f"{parent.name}.{name} is mapped to {mapping!r}, which is no output")

    def node(self, output_type: GraphQLOutputType, nodes: Iterable[FieldNode], row: str) -> str:
        """The object below a field, whose row is known."""
        return self.object(_object_type(output_type), subsets(nodes), row)

    def possible_types(self, output_type: GraphQLOutputType) -> Sequence[GraphQLObjectType]:
        """The object types that a field may hold: one, or all of an interface or union."""
        named = get_named_type(output_type)
        if isinstance(named, GraphQLInterfaceType | GraphQLUnionType):
            return list(self.contract.schema.get_possible_types(named))
        return [_object_type(output_type)]

    def by_key(self, object_type: GraphQLObjectType, nodes: Iterable[FieldNode], key: str) -> str:
        """The object of a Node type whose row key is the SQL expression `key`."""
        child = self.statement.alias()
        if object_type.name == "Actor":
            # A merged actor's id answers with the actor it became part of.
            key = f"claimgraph.living_actor({key})"
        return (
            f"(select {self.object(object_type, subsets(nodes), child)}"
            f" from {TABLES[object_type.name]} {child} where {child}.id = {key})"
        )

    def _rows(
        self,
        mapping: Rows,
        output_type: GraphQLOutputType,
        given: Mapping[str, Value],
        nodes: list[FieldNode],
        row: str,
    ) -> str:
        child = self.statement.alias()
        self.statement.charge(mapping.cost)
        places = {
            name: self.statement.parameter(
                bound(given[name], plain_converter(pg_type)) if name in given else lambda _variables: None, pg_type
            )
            for name, pg_type in mapping.values.items()
        }
        places |= {name: sql[plain(given[name].now)] for name, sql in mapping.choices.items()}
        element = self.node(output_type, nodes, child)
        order = mapping.order.format(t=child, p=row)
        source, on = mapping.source.format(t=child, p=row, **places), mapping.on.format(t=child, p=row)
        return f"(select coalesce(json_agg({element} order by {order}), '[]'::json) from {source} where {on})"

    def _lookup(
        self, mapping: Lookup, output_type: GraphQLOutputType, given: Mapping[str, Value], nodes: list[FieldNode]
    ) -> str:
        if len(given) != 1:
            names = " or ".join(f"`{name}`" for name in mapping.by)
            raise GraphQLError(
                f"Field `{nodes[0].name.value}` takes exactly one of its arguments: {names}.",
                nodes=nodes,
                extensions={"code": "BAD_USER_INPUT"},
            )
        ((name, value),) = given.items()
        child = self.statement.alias()
        self.statement.charge()
        type_name, condition = _object_type(output_type).name, mapping.by[name]
        convert = converter(condition)
        self._seek(nodes, lambda given: [(type_name, convert(value.fetch(given), value))])
        where = condition_sql(self.statement, condition, value, FilteredRow(child))
        return f"(select {self.node(output_type, nodes, child)} from {mapping.table} {child} where {where})"

    def _node(self, value: Value, nodes: list[FieldNode]) -> str:
        """A lookup in the table that today's id is of: a plan is made for one type of each (`Document.node_ids`)."""
        self.statement.charge()
        self._seek(nodes, partial(_one_key, value))
        type_name, _ = any_key(value.now, value)
        key = self.statement.parameter(bound(value, key_if(type_name)), "bigint")
        return self.by_key(self._node_type(type_name), nodes, key)

    def _nodes_alike(self, root: GraphQLObjectType, group: Sequence[list[FieldNode]]) -> str:
        """An array of objects by their ids, of which the same is selected."""
        definition = root.fields[NODE]
        values = [arguments(nodes[0], definition.args, self.variables)["id"] for nodes in group]
        for nodes, value in zip(group, values, strict=True):
            self._seek(nodes, partial(_one_key, value))
        type_names = dict.fromkeys(any_key(value.now, value)[0] for value in values)
        return self._by_keys(
            lambda given: [any_key(value.fetch(given), value) for value in values],
            group[0],
            type_names,
            lambda element, place: f"array_agg({element} order by {place})",
        )

    def _nodes(
        self,
        keys: Fetch,
        nodes: list[FieldNode],
        type_names: Iterable[str],
        named: Mapping[str, Condition] = MappingProxyType({}),
    ) -> str:
        """Objects by type and key, in the order asked, whatever their types: one statement for all.

        A key may be a text, another name of the thing: the condition that finds it is in `named`, by type.
        """
        self._seek(nodes, keys, many=True)
        return self._by_keys(
            keys,
            nodes,
            type_names,
            lambda element, place: f"coalesce(json_agg({element} order by {place}), '[]'::json)",
            named,
        )

    def _named(self, root_field: str, argument: str) -> Condition:
        """How a root field finds a thing by an argument."""
        mapping = self.contract.mapping("Query", root_field)
        if not isinstance(mapping, Lookup):
            raise TypeError(f"Query.{root_field} looks nothing up")
        return mapping.by[argument]

    def _by_keys(
        self,
        keys: Fetch,
        nodes: list[FieldNode],
        type_names: Iterable[str],
        gathered: Callable[[str, str], str],
        named: Mapping[str, Condition] = MappingProxyType({}),
    ) -> str:
        asked = self.statement.alias()
        # As text: asyncpg knows text[] by heart, and would ask the database about bigint[] on every new connection.
        columns = [
            self.statement.parameter(lambda given: [type_name for type_name, _ in keys(given)], "text[]"),
            self.statement.parameter(
                lambda given: [str(key) if isinstance(key, int) else None for _, key in keys(given)], "text[]"
            )
            + "::bigint[]",
        ]
        if named:
            columns.append(
                self.statement.parameter(
                    lambda given: [key if isinstance(key, str) else None for _, key in keys(given)], "text[]"
                )
            )
        with self.statement.repeated(lambda given: len(keys(given))):
            self.statement.charge()
            cases = " ".join(
                f"when {quoted(name)} then {self.by_key(self._node_type(name), nodes, self._key(name, asked, named))}"
                for name in type_names
            )
        element = gathered(f"case {asked}.type {cases} end", f"{asked}.place")
        places = "type, key, name, place" if named else "type, key, place"
        return f"(select {element} from unnest({', '.join(columns)}) with ordinality as {asked} ({places}))"

    def _key(self, type_name: str, asked: str, named: Mapping[str, Condition]) -> str:
        """The row key of what is asked for, by key or by name."""
        if type_name not in named:
            return f"{asked}.key"
        row = self.statement.alias()
        found = FilteredRow(row).fill(named[type_name].sql, v=f"{asked}.name")
        return f"coalesce({asked}.key, (select {row}.id from {TABLES[type_name]} {row} where {found}))"

    def _seek(self, nodes: Sequence[FieldNode], names: Fetch, *, many: bool = False) -> None:
        self._sought.append(Sought(tuple(nodes), names, many))

    def _node_type(self, type_name: str) -> GraphQLObjectType:
        return _object_type(self.contract.schema.type_map[type_name])  # type: ignore[arg-type]  # a Node type


def _one_key(value: Value, given: Variables) -> list[tuple[str, int]]:
    return [any_key(value.fetch(given), value)]


def _object_type(output_type: GraphQLOutputType) -> GraphQLObjectType:
    named = get_named_type(output_type)
    if not isinstance(named, GraphQLObjectType):
        raise TypeError(f"{named} is no object type")
    return named
