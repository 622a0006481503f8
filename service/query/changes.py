"""`changes`: a page of what happened, read from the outbox by `claimgraph.changes_after` (migration 0046).

Cursors are those of subscriptions, so that a follower may go from one to the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graphql import FieldNode, GraphQLField

from schema.ids import KINDS
from schema.mapping import Key, Order
from service.query.connections import Page, TableRows
from service.query.convert import bad_input
from service.query.cursors import decode_cursor
from service.query.paging import window
from service.query.values import Fetch, Value

if TYPE_CHECKING:
    from service.query.compiler import Compiler

PLACE = Order(
    "event",
    tuple(Key("{t}." + name, "bigint") for name in ("lineage", "xid", "number", "key")),
)
"""Where an event stands: which database, its transaction, its kind, its row's key."""


@dataclass(frozen=True, slots=True)
class _Changes(TableRows):
    """The log after a place. `whole` is all of it."""

    whole: str

    def total_count(self) -> str:
        """Counted to the log's end."""
        return f"(select count(*) from {self.whole})"


def changes_sql(
    compiler: Compiler, definition: GraphQLField, given: Mapping[str, Value], nodes: list[FieldNode]
) -> str:
    """The root field `changes` as one SQL expression."""
    statement = compiler.statement
    row = statement.alias()
    page = window(statement, PLACE, {name: value for name, value in given.items() if name == "first"}, row, row)
    after = ", ".join(statement.parameter(_part(given.get("after"), at), "bigint") for at in range(4))
    rows = _Changes(
        source=f"claimgraph.changes_after({after}, {page.one_more}) {row}",
        where=(),
        of_all=True,
        whole=f"claimgraph.changes_after({after}, null) {row}",
    )
    return Page(compiler=compiler, rows=rows, window=page, row=row, link=row).sql(definition.type, nodes)


def place_of(given: Any, value: Value) -> tuple[int, int, int, int]:
    """The lineage, transaction, kind and key that a cursor names; raises GraphQLError for none of an event."""
    lineage, xid, kind, key = decode_cursor(given, value, PLACE)
    if xid < 0 or kind not in (0, *KINDS.values()):
        raise bad_input(value, "is no event's cursor, or a damaged one; take it from an event's `cursor`")
    return lineage, xid, kind, key


def _part(after: Value | None, at: int) -> Fetch:
    return lambda variables: None if after is None else place_of(after.fetch(variables), after)[at]
