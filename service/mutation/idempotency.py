"""Writes that may be sent twice: a key of the caller's, kept with what came of it.

A key is kept for `KEPT_HOURS` and belongs to its caller. It is written with the write itself, so a
refused or failed write leaves none and may be sent again under the same key.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import Any

import msgspec

from service.mutation.outcome import Apply, Listed, Made, Path, Row, refused
from service.store.connect import Connection

KEPT_HOURS = 24
"""How long a key is remembered at least; the write after that is a new one."""
_PRUNED_AT_ONCE = 10
"""Each new key takes away so many old ones, so that they never pile up and no write pays for all."""

_KEPT = f"interval '{KEPT_HOURS} hours'"

# Waits for another transaction that holds the key, and then finds it taken or free.
_TAKE = f"""
    insert into idempotency_key as k (caller, key, request_hash)
    values ($1, $2, $3)
    on conflict (caller, key) do update
      set request_hash = excluded.request_hash, outcome = null, created_at = now()
      where k.created_at < now() - {_KEPT}
    returning true
"""

_RECALL = f"""
    select request_hash, outcome::text as outcome
    from idempotency_key
    where caller = $1 and key = $2 and created_at >= now() - {_KEPT}
"""

_KEEP = "update idempotency_key set outcome = $3::text::jsonb where caller = $1 and key = $2"

_PRUNE = f"""
    delete from idempotency_key
    where (caller, key) in (
      select caller, key from idempotency_key
      where created_at < now() - {_KEPT}
      order by created_at
      limit {_PRUNED_AT_ONCE}
      for update skip locked
    )
"""

_MADE = msgspec.json.Decoder(dict[str, Row | Listed | str | float | bool | None])


class Once(msgspec.Struct, frozen=True, kw_only=True):
    """One write of one caller: its key, the hash of what is asked, and the path of the key for messages."""

    caller: str
    key: str
    request_hash: str
    path: Path


def request_hash(effect: str, given: Mapping[str, Any]) -> str:
    """SHA-256 in hex of an effect's name and its input, whatever the order of its fields."""
    asked = [effect, {name: value for name, value in given.items() if name != "clientMutationId"}]
    return hashlib.sha256(json.dumps(asked, sort_keys=True, default=_plain).encode()).hexdigest()


async def recall(connection: Connection, once: Once) -> Made | None:
    """What the key's write made, None when there was none. Raises RefusedError for another request's key."""
    row = await connection.fetchrow(_RECALL, once.caller, once.key)
    if row is None or row["outcome"] is None:
        return None
    if row["request_hash"] != once.request_hash:
        raise refused(
            once.path,
            "IDEMPOTENCY_KEY_REUSED",
            f"This key was given with another input within {KEPT_HOURS} hours; take a new key for a new write.",
        )
    return _MADE.decode(row["outcome"])


async def run_once(connection: Connection, once: Once, apply: Apply) -> Made:
    """Run an effect in the open transaction if its key is new, else say what it made."""
    while await connection.fetchval(_TAKE, once.caller, once.key, once.request_hash) is None:
        made = await recall(connection, once)
        if made is not None:
            return made
    made = await apply(connection)
    await connection.execute(_KEEP, once.caller, once.key, msgspec.json.encode(made).decode())
    await connection.execute(_PRUNE)
    return made


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Enum):
        return str(value.value)
    raise TypeError(f"{value!r} is no input")
