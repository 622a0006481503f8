"""What an object was in an earlier version, by the history that the database's triggers write."""

from __future__ import annotations

from typing import Any

import msgspec

from service.store.connect import Connection

KINDS = {"Article": 1, "Actor": 2, "Claim": 3, "ClaimReview": 4}
"""The types that have a history, by the numbers that `history.kind` has for them."""

# A version is known when a change made it, or was made from it, or when it is today's.
_VERSIONS = """
    with today as (select claimgraph.snapshot($1::smallint, $2) as state)
    select
      t.state::text as now,
      case
        when (t.state -> 'version')::integer = $3 or exists (
          select from history h
          where h.kind = $1::smallint and h.key = $2 and $3 in (h.version, h.made_from)
        )
        then claimgraph.as_of($1::smallint, $2, $3)::text
      end as then
    from today t
    where t.state is not null
"""

State = dict[str, Any]
"""An object's fields by their GraphQL names, objects by their global ids."""


class Versions(msgspec.Struct, frozen=True, kw_only=True):
    """An object as it is, and as it was in the version asked for: None when that is not known."""

    now: State
    then: State | None

    @property
    def differing(self) -> set[str]:
        """The fields that are not as they were."""
        then = self.then or self.now
        return {name for name in self.now.keys() | then.keys() if self.now.get(name) != then.get(name)} - {"version"}


async def read_versions(connection: Connection, type_name: str, key: int, version: int) -> Versions | None:
    """The object of a type of `KINDS`, as it is and as it was; None when there is no such object."""
    row = await connection.fetchrow(_VERSIONS, KINDS[type_name], key, version)
    if row is None:
        return None
    then = row["then"]
    return Versions(now=msgspec.json.decode(row["now"]), then=None if then is None else msgspec.json.decode(then))


async def say_restored(connection: Connection, type_name: str, key: int) -> None:
    """Say that the open transaction puts this object back to an earlier version."""
    await connection.execute("select set_config('claimgraph.restored', $1, true)", f"{KINDS[type_name]}/{key}")


async def say_restoring(connection: Connection, *, on: bool = True) -> None:
    """Say that the rows that come now have their history already: it comes with them, or was kept for them."""
    await connection.execute("select set_config('claimgraph.restoring', $1, true)", "on" if on else "")
