"""Reads the outbox (`service/store/sql/outbox.sql`) in its own order, and prunes it."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from service.query.changes import last_before
from service.query.subscription import Place
from service.store.connect import Connection, the_row

CHANNEL = "claimgraph_event"
"""Where Postgres notifies of committed events."""
PAGE = 1000
"""The most events read at once."""

ANSWER_WITHIN_S = 10.0
_PRUNED_AT_ONCE = 10_000

_NOW = """
    select
      pg_snapshot_xmin(pg_current_snapshot()) as ended,
      exists (select from claimgraph.event e where e.xid >= pg_snapshot_xmin(pg_current_snapshot())) as waiting
"""

_LATEST = last_before("$1::xid8, $2::smallint, $3::bigint")

# One statement, so that what was pruned and what is left are seen by one snapshot.
_PAGE = """
    select
      p.xid as pruned_xid, p.kind as pruned_kind, p.key as pruned_key,
      pg_snapshot_xmax(pg_current_snapshot()) as next_xid,
      e.xid, e.kind, e.key
    from claimgraph.event_pruned p
    left join lateral (
      select e.xid, e.kind, e.key
      from claimgraph.event e
      where (e.xid, e.kind, e.key) > ($1::xid8, $2::smallint, $3::bigint)
        and (e.xid, e.kind, e.key) <= ($4::xid8, $5::smallint, $6::bigint)
      order by e.xid, e.kind, e.key
      limit $7
    ) e on true
    order by e.xid, e.kind, e.key
"""


class Now(NamedTuple):
    """`end` is a place that no further event can come to stand before; all before it may be read.
    `waiting` is whether events stand behind it already, held back by an older transaction that still runs.
    """

    end: Place
    waiting: bool


class Page(NamedTuple):
    """Events in order. `pruned` is the last one that is not kept any more, `next_xid` the number that no
    transaction has passed yet."""

    places: list[Place]
    pruned: Place
    next_xid: int


async def lineage(connection: Connection) -> int:
    """Which database this is; cursors of another one mean nothing here."""
    found: int = await connection.fetchval("select claimgraph.event_lineage()", timeout=ANSWER_WITHIN_S)
    return found


async def now(connection: Connection) -> Now:
    """How far the order of events is final."""
    row = await the_row(connection, _NOW, within_s=ANSWER_WITHIN_S)
    return Now(Place(row["ended"], 0, 0), row["waiting"])


async def latest(connection: Connection, end: Place) -> Place:
    """The last event before `end`, or the last that was pruned.

    Places are remembered as those of events, never as `end`: the number of a transaction that left
    nothing behind may be given again after a crash of the server, that of a committed one may not.
    """
    row = await the_row(connection, _LATEST, *end, within_s=ANSWER_WITHIN_S)
    return Place(row["xid"], row["kind"], row["key"])


async def page(connection: Connection, after: Place, until: Place) -> Page:
    """The first `PAGE` events after `after`, up to `until`."""
    rows = await connection.fetch(_PAGE, *after, *until, PAGE, timeout=ANSWER_WITHIN_S)
    first = rows[0]
    return Page(
        [Place(row["xid"], row["kind"], row["key"]) for row in rows if row["xid"] is not None],
        Place(first["pruned_xid"], first["pruned_kind"], first["pruned_key"]),
        first["next_xid"],
    )


async def prune(connection: Connection, keep: timedelta) -> bool:
    """Forget a portion of the events older than `keep`; whether there may be more of them."""
    gone: int = await connection.fetchval("select claimgraph.prune_events($1)", keep)
    return gone >= _PRUNED_AT_ONCE
