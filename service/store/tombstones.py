"""What is known of deleted things (table `tombstone`): told by id, or by another name that they were found by."""

from __future__ import annotations

from datetime import datetime

import msgspec

from service.store.connect import Connection

_FIND = """
    select kind, key, at, said_by, reason, with_kind, with_key, body::text as body
    from tombstone
    where kind = $1 and key = $2
"""


class Tombstone(msgspec.Struct, frozen=True, kw_only=True):
    """When, by whom and why something was deleted. `with_kind` and `with_key` name what it was deleted with,
    if it wasn't meant itself; `body` holds its rows as lines of an export, as JSON text."""

    kind: int
    key: int
    at: datetime
    said_by: str
    reason: str | None
    with_kind: int | None
    with_key: int | None
    body: str | None


async def tombstone_of(connection: Connection, kind: int, key: int, *, lock: bool = False) -> Tombstone | None:
    """The tombstone of a deleted thing, locked if asked; None for what is there, or never was."""
    row = await connection.fetchrow(_FIND + ("for update" if lock else ""), kind, key)
    return None if row is None else Tombstone(**row)


def told(tombstone: Tombstone) -> str:
    """When, by whom and why, as the end of a sentence."""
    why = f": {tombstone.reason}" if tombstone.reason else ""
    return f"on {tombstone.at:%Y-%m-%d %H:%M} UTC by {tombstone.said_by}{why}"
