"""Who is calling, and what they may do: an API key, a JWT, or nobody.

`Access.identify` turns an `Authorization` header into a `Caller`, `enter` puts it into the request's
scope, and `require` asks for a scope wherever something is done. Keys and tokens that were checked are
remembered by their hash for a few seconds, so a revoked key ends that much later.
"""

from __future__ import annotations

import asyncio
import ipaddress
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

import msgspec
import structlog

from service.errors import Forbidden, ServiceError, Unauthenticated
from service.query.document import Recent
from service.settings import Settings
from service.store.keys import (
    SCOPES,
    USED_AT_MOST_EVERY_S,
    ApiKey,
    digest_of,
    looks_like_key,
    note_use,
    recognise_key,
)
from service.store.pool import Store

if TYPE_CHECKING:
    from service.http.edge.tokens import Issuer

KEY_TRUSTED_S = 3.0
"""Seconds until a key is looked up again: how long a revoked one may still be taken."""
TOKEN_TRUSTED_S = 60.0
"""Seconds until a token's signature is checked again; never past its expiry."""
_REMEMBERED = 10_000

log = structlog.get_logger("claimgraph.access")


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """Who sent a request. `scopes` holds those that others imply, too."""

    kind: Literal["anonymous", "key", "token"]
    name: str
    """Who writes, as provenance tells it."""
    scopes: frozenset[str]
    rate_key: str | None
    """Whose token bucket pays, None for an anonymous caller's address."""
    requests_per_minute: int | None = None
    """The caller's own rate limit: None for the setting's, 0 for none."""
    label: str | None = None
    """What logs show of the key; never the secret."""

    @property
    def owner(self) -> str:
        """Whose the idempotency keys of a write are: the one key or token's subject, as names may be shared."""
        return self.rate_key or self.name


NOBODY = Caller(kind="anonymous", name="anonymous", scopes=frozenset(), rate_key=None)
READER = Caller(kind="anonymous", name="anonymous", scopes=frozenset({"read"}), rate_key=None)
"""An anonymous caller where reads are open."""

_CURRENT: ContextVar[Caller] = ContextVar("claimgraph_caller", default=NOBODY)


class _Checked(msgspec.Struct, frozen=True):
    """A key or token that was checked, or the reason why it doesn't hold, good for a while."""

    caller: Caller | Unauthenticated
    until: float


class Access:
    """Knows callers by their `Authorization` header."""

    def __init__(self, settings: Settings, store: Store, clock: Callable[[], float] = time.monotonic) -> None:
        self.anonymous = READER if open_reads(settings) else NOBODY
        self._store = store
        self._clock = clock
        self._checked: Recent[bytes, _Checked] = Recent(_REMEMBERED)
        self._used: Recent[int, float] = Recent(_REMEMBERED)
        self._noting: set[asyncio.Task[None]] = set()
        self._issuer = _issuer(settings)

    def remembered(self, authorization: str) -> Caller | None:
        """The caller if it was checked a moment ago, None if it must be checked. Raises Unauthenticated."""
        found = self._checked.get(digest_of(authorization))
        if found is None or found.until <= self._clock():
            return None
        return _held(found.caller)

    def held_before(self, authorization: str) -> bool:
        """Whether a key or token held when it was checked last, be that long ago."""
        found = self._checked.get(digest_of(authorization))
        return found is not None and isinstance(found.caller, Caller)

    async def identify(self, authorization: str | None) -> Caller:
        """The caller that a header's text means. Raises Unauthenticated, also Unavailable when it can't be told."""
        if authorization is None:
            return self.anonymous
        caller = self.remembered(authorization)
        if caller is not None:
            return caller
        try:
            checked = await self._check(authorization)
        except Unauthenticated as error:
            checked = _Checked(error, self._clock() + KEY_TRUSTED_S)
        self._checked.put(digest_of(authorization), checked)
        return _held(checked.caller)

    async def close(self) -> None:
        """Finish what is being written down."""
        await asyncio.gather(*self._noting, return_exceptions=True)
        if self._issuer is not None:
            await self._issuer.keys.close()

    async def _check(self, authorization: str) -> _Checked:
        scheme, _, text = authorization.partition(" ")
        text = text.strip()
        if scheme.lower() != "bearer" or not text:
            raise Unauthenticated("The Authorization header must read `Bearer` and a key.", presented=True)
        if looks_like_key(text):
            return await self._check_key(text)
        if self._issuer is None:
            raise Unauthenticated("The key is not known here.", presented=True)
        token = await self._issuer.check(text)
        caller = Caller(
            kind="token",
            # No key's name holds a colon, so that nobody can pass for one.
            name=f"jwt:{token.subject}",
            scopes=implied(token.scopes),
            rate_key=f"jwt:{token.subject}",
        )
        left = max(0.0, token.expires_at - time.time())
        return _Checked(caller, self._clock() + min(TOKEN_TRUSTED_S, left))

    async def _check_key(self, text: str) -> _Checked:
        key = await recognise_key(self._store, text)
        if key is None:
            raise Unauthenticated("The key is not known here.", presented=True)
        now = datetime.now(UTC)
        state = key.state(now)
        if state != "active":
            raise Unauthenticated(f"The key {key.label} is {state}; ask for a new one.", presented=True)
        self._note_use(key)
        trusted_s = KEY_TRUSTED_S
        if key.expires_at is not None:
            trusted_s = min(trusted_s, (key.expires_at - now).total_seconds())
        return _Checked(_caller(key), self._clock() + trusted_s)

    def _note_use(self, key: ApiKey) -> None:
        """Write down that the key was used, beside the request and at most once a minute."""
        last = self._used.get(key.id)
        if last is not None and self._clock() - last < USED_AT_MOST_EVERY_S:
            return
        self._used.put(key.id, self._clock())
        task = asyncio.create_task(self._noted(key))
        self._noting.add(task)
        task.add_done_callback(self._noting.discard)

    async def _noted(self, key: ApiKey) -> None:
        try:
            await note_use(self._store, key.id)
        except ServiceError as error:
            log.warning("a key's use was not written down", key=key.label, error=str(error))


@asynccontextmanager
async def open_access(settings: Settings, store: Store) -> AsyncIterator[Access]:
    """Access over a store, finished before the store closes."""
    access = Access(settings, store)
    try:
        yield access
    finally:
        await access.close()


def enter(scope: Mapping[str, Any], caller: Caller) -> None:
    """Let `caller` be who asks in this request."""
    scope["state"]["caller"] = caller
    _CURRENT.set(caller)
    if caller.label is not None:
        structlog.contextvars.bind_contextvars(key=caller.label)


def caller_of(scope: Mapping[str, Any]) -> Caller:
    """Who sent this request; nobody, who may nothing, where that was never asked."""
    caller: Caller = scope.get("state", {}).get("caller", NOBODY)
    return caller


def current_caller() -> Caller:
    """Who sent the request that is being answered, for code that doesn't see its scope."""
    return _CURRENT.get()


def require(scope: Mapping[str, Any], needed: str) -> Caller:
    """The caller, if it has the scope `needed`. Raises Unauthenticated or Forbidden."""
    return demand(caller_of(scope), needed)


def demand(caller: Caller, needed: str) -> Caller:
    """The caller, if it has the scope `needed`. Raises Unauthenticated or Forbidden."""
    if needed in caller.scopes:
        return caller
    if caller.kind == "anonymous":
        raise Unauthenticated(
            f"This needs a key with the scope `{needed}`; send it as `Authorization: Bearer` and the key."
        )
    raise Forbidden(
        f"This needs the scope `{needed}`, which {caller.label or 'the token'} lacks; use a key that has it.",
        scope=needed,
    )


def implied(scopes: frozenset[str]) -> frozenset[str]:
    """The scopes with those that they hold: who may write may read, an admin may both."""
    highest = max((SCOPES.index(scope) for scope in scopes), default=-1)
    return frozenset(SCOPES[: highest + 1])


def open_reads(settings: Settings) -> bool:
    """Whether anyone may read: as the setting says, else only where nobody but this machine can connect."""
    return on_loopback(settings.host) if settings.open_reads == "auto" else settings.open_reads == "1"


def on_loopback(host: str) -> bool:
    """Whether only this machine can connect to `host`."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _held(caller: Caller | Unauthenticated) -> Caller:
    if isinstance(caller, Unauthenticated):
        # A new one each time: a raised exception keeps the frames that it passed.
        raise Unauthenticated(str(caller), presented=True)
    return caller


def _caller(key: ApiKey) -> Caller:
    return Caller(
        kind="key",
        name=key.name,
        scopes=implied(frozenset(key.scopes)),
        rate_key=key.label,
        requests_per_minute=key.requests_per_minute,
        label=key.label,
    )


def _issuer(settings: Settings) -> Issuer | None:
    if settings.jwt_issuer is None or settings.jwt_jwks_url is None or settings.jwt_audience is None:
        return None
    # Cryptography and an HTTP client, loaded only for those who have an issuer.
    from service.http.edge.jwks import KeySet
    from service.http.edge.tokens import Issuer

    return Issuer(
        settings.jwt_issuer,
        KeySet(settings.jwt_jwks_url),
        settings.jwt_audience,
        settings.jwt_leeway_s,
        settings.jwt_days_max,
    )
