"""API keys: made, shown once, kept as hashes, recognised, revoked.

A key reads `cgk_<prefix>_<secret>`: the prefix is public and names the key in lists and logs, the secret
has 256 random bits.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import datetime
from typing import Any

import asyncpg
import msgspec

from service.errors import BadInput, NotFound
from service.store.pool import Store

SCOPES = ("read", "write", "admin")
"""What a key may do. Each scope holds those before it."""
NAME_MAX = 100
USED_AT_MOST_EVERY_S = 60
"""Seconds between two writes of when a key was used last."""

_LABEL = "cgk"
_PREFIX_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
_PREFIX_LENGTH = 8
_SECRET_BYTES = 32
_KEY = re.compile(rf"{_LABEL}_([{_PREFIX_LETTERS}]{{{_PREFIX_LENGTH}}})_[A-Za-z0-9_-]{{43}}", re.ASCII)
_NAME = re.compile(rf"[\w.\- ]{{1,{NAME_MAX}}}")
_ATTEMPTS = 5
_FOUND_WITHIN_S = 3.0
"""How long a key may be looked up: a request whose caller nobody knows has not even begun."""

_COLUMNS = """id, name, prefix, scopes, requests_per_minute, created_at, expires_at, last_used_at, revoked_at"""

_INSERT = f"""
    insert into api_key (name, prefix, digest, scopes, expires_at, requests_per_minute)
    values ($1, $2, $3, $4, $5, $6)
    returning {_COLUMNS}
"""

_FIND = f"select {_COLUMNS}, digest from api_key where prefix = $1"

_LIST = f"select {_COLUMNS} from api_key order by id"

_REVOKE = f"""
    update api_key
    set revoked_at = coalesce(revoked_at, now())
    where prefix = $1
    returning {_COLUMNS}
"""

_REVOKE_NAMED = "update api_key set revoked_at = now() where name = $1 and revoked_at is null"

# Of several processes that see a key at once, one writes.
_USED = f"""
    update api_key
    set last_used_at = now()
    where id = $1
      and (last_used_at is null or last_used_at < now() - interval '{USED_AT_MOST_EVERY_S} seconds')
"""


class ApiKey(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A key as it is kept: everything but its secret. Times are in UTC."""

    id: int
    name: str
    prefix: str
    scopes: tuple[str, ...]
    created_at: datetime
    requests_per_minute: int | None = None
    """The key's own rate limit: None for the setting's, 0 for none."""
    expires_at: datetime | None = None
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None

    @property
    def label(self) -> str:
        """The key without its secret, as people see it."""
        return f"{_LABEL}_{self.prefix}"

    def state(self, now: datetime) -> str:
        """`revoked`, `expired` or `active`."""
        if self.revoked_at is not None:
            return "revoked"
        return "expired" if self.expires_at is not None and self.expires_at <= now else "active"


def digest_of(text: str) -> bytes:
    """SHA-256 of a whole key."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def looks_like_key(text: str) -> bool:
    """Whether a bearer token is one of our keys by its shape."""
    return _KEY.fullmatch(text) is not None


async def create_key(
    store: Store,
    name: str,
    scopes: tuple[str, ...],
    *,
    expires_at: datetime | None = None,
    requests_per_minute: int | None = None,
) -> tuple[ApiKey, str]:
    """A new key and its text, which nobody can show again. Raises BadInput for a name or scope that won't do."""
    if not _NAME.fullmatch(name) or name != name.strip():
        raise BadInput(f"The name must be 1 to {NAME_MAX} letters, digits, spaces, dots, dashes or underscores.")
    if unknown := sorted(set(scopes) - set(SCOPES)):
        raise BadInput(f"{unknown[0]!r} is no scope; take {', '.join(SCOPES)}.")
    if not scopes:
        raise BadInput("A key needs a scope; take " + ", ".join(SCOPES) + ".")
    ordered = [scope for scope in SCOPES if scope in scopes]
    for _ in range(_ATTEMPTS):
        prefix = "".join(secrets.choice(_PREFIX_LETTERS) for _ in range(_PREFIX_LENGTH))
        text = f"{_LABEL}_{prefix}_{secrets.token_urlsafe(_SECRET_BYTES)}"
        try:
            async with store.connection() as connection:
                row = await connection.fetchrow(
                    _INSERT, name, prefix, digest_of(text), ordered, expires_at, requests_per_minute
                )
        except asyncpg.UniqueViolationError:
            continue
        return _key(row), text
    raise RuntimeError("no free prefix among random ones")


async def recognise_key(store: Store, text: str) -> ApiKey | None:
    """The key that `text` is, also an expired or revoked one; None for any other text."""
    found = _KEY.fullmatch(text)
    if found is None:
        return None
    async with store.connection(_FOUND_WITHIN_S) as connection:
        row = await connection.fetchrow(_FIND, found[1])
    # The time this takes tells nothing of the hash, and a hash nothing of the key.
    if row is None or not secrets.compare_digest(row["digest"], digest_of(text)):
        return None
    return _key(row)


async def list_keys(store: Store) -> list[ApiKey]:
    """Every key, oldest first, revoked ones too."""
    async with store.connection() as connection:
        return [_key(row) for row in await connection.fetch(_LIST)]


async def revoke_key(store: Store, shown: str) -> ApiKey:
    """Revoke the key with a prefix, given with or without the label. Raises NotFound."""
    prefix = shown.removeprefix(f"{_LABEL}_").partition("_")[0]
    async with store.connection() as connection:
        row = await connection.fetchrow(_REVOKE, prefix)
    if row is None:
        raise NotFound(f"There is no key with the prefix {prefix[:20]!r}; `claimgraph keys list` shows them.")
    return _key(row)


async def replace_key(store: Store, name: str, scopes: tuple[str, ...]) -> tuple[ApiKey, str]:
    """A new key in place of those of this name, which are revoked."""
    async with store.connection() as connection:
        await connection.execute(_REVOKE_NAMED, name)
    return await create_key(store, name, scopes)


async def note_use(store: Store, key_id: int) -> None:
    """Write down that a key was used now, unless that was done within the minute."""
    async with store.connection() as connection:
        await connection.execute(_USED, key_id)


def _key(row: Any) -> ApiKey:
    fields = {name: row[name] for name in ApiKey.__struct_fields__}
    return ApiKey(**fields | {"scopes": tuple(row["scopes"])})
