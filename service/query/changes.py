"""`changes`: a page of what happened, read by `claimgraph.changes_after` (`service/store/sql/outbox.sql`).

Cursors are those of subscriptions, so that a follower may go from one to the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graphql import FieldNode, GraphQLField, GraphQLOutputType

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


def last_before(end: str) -> str:
    """The query of the last event before `end`, SQL of its transaction, kind and key, or of the last pruned."""
    return f"""
      (
        select e.xid, e.kind, e.key
        from claimgraph.event e
        where (e.xid, e.kind, e.key) < ({end})
        order by e.xid desc, e.kind desc, e.key desc
        limit 1
      )
      union all
      select p.xid, p.kind, p.key from claimgraph.event_pruned p
      order by xid desc, kind desc, key desc
      limit 1
    """


NOW = f"""
    select claimgraph.cursor('event', json_build_array(claimgraph.event_lineage(), l.xid::text::bigint, l.kind, l.key))
    from ({last_before("pg_snapshot_xmin(pg_current_snapshot()), 0::smallint, 0::bigint")}) l
"""
"""The cursor of the statement's snapshot: what the snapshot doesn't show comes after it. An event's, or that of the
last that was pruned, as `service.live.outbox.latest` says why."""


@dataclass(frozen=True, slots=True)
class _Changes(TableRows):
    """The log after a place. `whole` is what `totalCount` counts, to its end."""

    whole: str

    def total_count(self) -> str:
        """Counted to the log's end."""
        return f"(select count(*) from {self.whole})"


@dataclass(kw_only=True)
class _LogPage(Page):
    """A page that begins after the cursor `begin` (a text in SQL, or null), and tells where to go on in any case."""

    begin: str

    def part(self, name: str, nodes: Sequence[FieldNode], field_type: GraphQLOutputType) -> str:
        """As of any page, but for where it ends."""
        found = super().part(name, nodes, field_type)
        match name:
            case "endCursor":
                return f"coalesce({found}, {self.begin}, ({NOW}))"
            case "hasNextPage":
                # A page of none without a place to begin stands at the end.
                return f"({found} and ({self.window.size} > 0 or {self.begin} is not null))"
            case _:
                return found


def changes_sql(
    compiler: Compiler, definition: GraphQLField, given: Mapping[str, Value], nodes: list[FieldNode]
) -> str:
    """The root field `changes` as one SQL expression.

    A follower can always go on from `endCursor`: an empty page has the cursor that was given, or that of now.
    """
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
    cursor = given.get("after")
    begin = "null::text" if cursor is None else statement.parameter(cursor.fetch, "text")
    return _LogPage(compiler=compiler, rows=rows, window=page, row=row, link=row, begin=begin).sql(
        definition.type, nodes
    )


def place_of(given: Any, value: Value) -> tuple[int, int, int, int]:
    """The lineage, transaction, kind and key that a cursor names; raises GraphQLError for none of an event."""
    lineage, xid, kind, key = decode_cursor(given, value, PLACE)
    if xid < 0 or kind not in (0, *KINDS.values()):
        raise bad_input(value, "is no event's cursor, or a damaged one; take it from an event's `cursor`")
    return lineage, xid, kind, key


def _part(after: Value | None, at: int) -> Fetch:
    return lambda variables: None if after is None else place_of(after.fetch(variables), after)[at]
