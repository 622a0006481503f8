"""Who asks over one WebSocket: known at its start, and asked for again as long as it is open.

A socket may stay open for weeks, so a key that is revoked, or a token that expires, must end it; and
each operation pays for itself, as each request over HTTP does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service.errors import Unauthenticated
from service.http.edge.access import Access, Caller, caller_of, demand, enter
from service.http.edge.limits import RateLimits, identified

RECHECK_EVERY_S = 2.0
"""How often the key of an open socket is looked at; see `access.KEY_TRUSTED_S` for how old what it sees may be."""


class SocketCaller:
    """The caller behind one socket, by the handshake's headers or by the payload of `connection_init`."""

    def __init__(self, access: Access, limits: RateLimits, scope: Mapping[str, Any]) -> None:
        self._access = access
        self._limits = limits
        self._scope = scope
        client = scope.get("client")
        self._address: str = client[0] if client else ""
        header = dict(scope["headers"]).get(b"authorization")
        self._authorization: str | None = None if header is None else header.decode("latin-1")

    @property
    def expires(self) -> bool:
        """Whether the caller came with a key or token, which may stop to hold."""
        return self._authorization is not None

    async def admit(self, payload: Mapping[str, Any] | None) -> None:
        """Let the caller be who `connection_init` says, as browsers can send no headers with a handshake.

        `authorization` in the payload reads as the header does. Raises Unauthenticated, Forbidden,
        RateLimited or Unavailable for a caller that may not read.
        """
        given = {name.lower(): value for name, value in (payload or {}).items()}.get("authorization")
        if given is not None:
            if not isinstance(given, str):
                raise Unauthenticated("`authorization` must be text: `Bearer` and a key.", presented=True)
            enter(self._scope, await identified(self._access, self._limits, given, self._address))
            self._authorization = given
        demand(caller_of(self._scope), "read")

    async def check(self) -> Caller:
        """The caller as it is now. Raises Unauthenticated or Forbidden for one that may not read any more,
        and Unavailable when that can't be told."""
        caller = demand(await self._access.identify(self._authorization), "read")
        enter(self._scope, caller)
        return caller

    def charge(self, caller: Caller) -> None:
        """Take what one operation costs of the caller's rate. Raises RateLimited."""
        self._limits.charge(caller, self._address)
