"""Where a field lives in the database, said once and declaratively beside the field.

A field's mapping is plain data that the compiler (`service.query`) reads; nothing here runs SQL.
SQL templates name rows by placeholders: `{t}` the row of the type the field belongs to (in a
connection or list: the row of the element), `{p}` the parent row, `{l}` a row that links the two, and
`{v}` a bound argument, `{c}` the column that an operator compares and `{n}` what says that it has a value.
Literal braces are doubled, as in `str.format`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import strawberry

from schema import costs

PgType = Literal["bigint", "bigint[]", "text", "text[]", "timestamptz", "boolean", "integer", "real", "float8"]


@dataclass(frozen=True, slots=True)
class Column:
    """A scalar: an SQL expression over `{t}` that JSON can hold."""

    sql: str


@dataclass(frozen=True, slots=True)
class SameRow:
    """An object whose fields are columns of the parent's own row."""


@dataclass(frozen=True, slots=True)
class One:
    """At most one object: the row of `table` for which `on` holds (over `{t}` and `{p}`)."""

    table: str
    on: str


@dataclass(frozen=True, slots=True)
class Rows:
    """A short, complete list of objects: `source` (a from-item that names `{t}`), joined `on`, in `order`.

    `source` may name the field's arguments as placeholders too: bound values of a type of `values` (null
    when not given), or the SQL that `choices` has for an enum's value. `cost` is what the list costs, each time it is read.
    """

    source: str
    on: str
    order: str
    values: Mapping[str, PgType] = field(default_factory=dict)
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    cost: int = costs.LIST


@dataclass(frozen=True, slots=True)
class Condition:
    """An argument or filter field as a predicate; `{v}` is the bound value, cast to `type`.

    `id_of` names the Node type whose global id the argument takes; the bound value is then its key.
    `longest` is the most characters that a text may hold. An `address` is bound in its normal form, and a `period`
    is a year, month or day. With `many` the argument takes a list: `sql` is what one value means, `many` several,
    of which `{v}` is the bound array. Apart, because an index gives rows in its order for one value only.
    """

    sql: str
    type: PgType = "text"
    id_of: str | None = None
    longest: int = 1000
    address: bool = False
    period: bool = False
    many: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A predicate that depends on which enum value (or boolean) is given, so no value is bound."""

    sql: Mapping[Any, str]


@dataclass(frozen=True, slots=True)
class Combine:
    """`and`, `or`, `not` of a filter input."""

    operator: Literal["and", "or", "not"]


@dataclass(frozen=True, slots=True)
class Compared:
    """A filter field that an input of operators narrows: conditions of the expression `sql`, their `{c}`.

    `present` is what holds where the expression has a value, if null is not what says that it has none.
    """

    sql: str
    present: str = ""


@dataclass(frozen=True, slots=True)
class Ids:
    """How related rows are asked for by their ids alone: `source` names `{l}`, of which `key` is their key.

    `living` makes of ids `{v}` the keys of the rows that answer for them, each once, the rarest first.
    """

    type: str
    source: str
    key: str
    living: str


@dataclass(frozen=True, slots=True)
class Related:
    """A filter field about other rows: `source` (a from-item that names `{t}`, perhaps `{l}`), tied by `on` to the
    filtered row `{p}`.

    The field's input is the filter of one such row, or holds quantifiers (`Quantifier`) and conditions of `{l}` that
    each of them asks. `unless` is as for `Connection`. `needs` is a predicate of the filtered row that holds wherever
    such a row exists, for an index to serve. `column` is the `{c}` of the input's operators.
    """

    source: str
    on: str
    unless: Mapping[str, str] = field(default_factory=dict)
    ids: Ids | None = None
    needs: str = ""
    column: str = ""


@dataclass(frozen=True, slots=True)
class Quantifier:
    """How many related rows must meet a filter, or be among ids (`any`, `all`, `no`)."""

    kind: Literal["some", "every", "none", "any", "all", "no"]


@dataclass(frozen=True, slots=True)
class Key:
    """One key of an ordering. Keys of one ordering together are unique, so that cursors are exact."""

    sql: str
    type: PgType
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """A total order of a connection's rows; `name` binds its cursors to it. The last key tells apart what the others leave equal.

    `counts` is whether a key counts other rows for each.
    """

    name: str
    keys: tuple[Key, ...]
    counts: bool = False


@dataclass(frozen=True, slots=True)
class Connection:
    """A Relay connection.

    `source` is a from-item that names `{t}` (the node's row) and perhaps `{l}`; `on` ties it to the
    parent `{p}`, None at the root. `order` holds the only ordering, or one for each value of the
    argument `orderBy`, the first being the default; the empty value is a list's own, which has no name there. `arguments` maps arguments to predicates;
    an argument named `filter` is compiled from its input type. `unless` holds what is left out as long as a
    field of the filter does not ask for it: a predicate of what is listed, by that field. `edge` adds columns to
    the page's rows for the edge type's own fields. `cost` is what finding the page's rows costs, beside the rows.
    """

    source: str
    on: str | None = None
    order: Order | Mapping[str, Order] = field(default_factory=dict)
    arguments: Mapping[str, Condition | Choice] = field(default_factory=dict)
    edge: Mapping[str, str] = field(default_factory=dict)
    unless: Mapping[str, str] = field(default_factory=dict)
    cost: int = 0


@dataclass(frozen=True, slots=True)
class SearchableConnection(Connection):
    """A connection that the argument `search` narrows to the rows that match a text."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """A root field that finds at most one row of `table` by exactly one of its arguments."""

    table: str
    by: Mapping[str, Condition]


@dataclass(frozen=True, slots=True)
class LookupMany:
    """A root field that finds objects by a list of names, in its order: those of the argument `by` of the `Lookup` of
    the root field `one`."""

    one: str
    by: str


@dataclass(frozen=True, slots=True)
class NodeLookup:
    """`node(id:)` or, with `many`, `nodes(ids:)`: objects of any Node type by global id."""

    many: bool


@dataclass(frozen=True, slots=True)
class Search:
    """The root field `search`: full text over several tables."""


@dataclass(frozen=True, slots=True)
class Groups:
    """Counts of the rows `{t}` of `table` by the dimensions that the argument `groupBy` names.

    A dimension is a column of the counted row (its name, its expression over `{t}` and what `joins` adds
    to the rows for it, and its type); the argument named `filter` is compiled from its input type. `on` is
    what holds of every counted row, None where all are counted.
    """

    table: str
    dimensions: Mapping[str, tuple[str, str, PgType]]
    joins: Mapping[str, str] = field(default_factory=dict)
    on: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a connection, edge or PageInfo that the compiler builds from the page itself."""

    name: Literal[
        "edges", "nodes", "pageInfo", "totalCount", "totalCountRelation", "facets", "note", "notes", "suggestions",
        "cursor", "node",
        "hasNextPage", "hasPreviousPage", "startCursor", "endCursor",
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Facet:
    """Counts of the connection's rows by an SQL expression over `{t}`, most frequent first.

    `join` adds rows `j` to each, where a row has several values; `id_sql` is the global id of what the
    value names, for filters. `cost` is what it costs beside other facets of its list.
    """

    sql: str
    join: str = ""
    id_sql: str = "null::text"
    cost: int = 0


@dataclass(frozen=True, slots=True)
class Effect:
    """A root field of Mutation: the effect `name` of `service.mutation`, run in one transaction.

    With `each`, the effect runs for every item of that list of the input, each in a transaction of its
    own, and the payload's list `into` holds what they made.
    """

    name: str
    each: str | None = None
    into: str | None = None


@dataclass(frozen=True, slots=True)
class Produced:
    """A field of a mutation's payload: what the effect made; for a Node type, its row's key."""


@dataclass(frozen=True, slots=True)
class Changes:
    """The root field `changes`: what happened, in the order in which it became final."""


@dataclass(frozen=True, slots=True)
class Event:
    """A root field of Subscription: the events about rows of `table`, in the order in which they happened.

    `arguments` maps arguments to predicates over such a row; an argument named `filter` is compiled
    from its input type. `on` is what holds of every row that is told of, None for all of them; `actions` are
    those that it tells of, if not of all. The event type's fields are mapped over the event, which has `cursor`
    and `key`; with the table `change` it has the columns of that view, too.
    """

    table: Literal["article", "actor", "claim", "change"]
    arguments: Mapping[str, Condition] = field(default_factory=dict)
    on: str | None = None
    actions: tuple[str, ...] = ()


Mapped = (
    Column
    | SameRow
    | One
    | Rows
    | Condition
    | Choice
    | Combine
    | Compared
    | Related
    | Quantifier
    | Connection
    | Lookup
    | LookupMany
    | NodeLookup
    | Search
    | Groups
    | Part
    | Facet
    | Effect
    | Produced
    | Changes
    | Event
)

METADATA_KEY = "sql"


def mapped(mapping: Mapped, description: str, **options: Any) -> Any:
    """A Strawberry field that the compiler reads from `mapping`; `description` is its public doc."""
    return strawberry.field(description=description, metadata={METADATA_KEY: mapping}, **options)


def column(sql: str, description: str) -> Any:
    """A scalar field: see `Column`. A bare column name stands for that column of `{t}`."""
    return mapped(Column("{t}." + sql if sql.isidentifier() else sql), description)


def filtered(
    mapping: Condition | Choice | Combine | Compared | Related | Quantifier, description: str, name: str | None = None
) -> Any:
    """An optional field of a filter input: absent and null both mean "whatever"."""
    return mapped(mapping, description, default=None, name=name)
