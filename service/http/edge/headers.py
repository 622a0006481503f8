"""Headers of every answer: the request's id, which sites' pages may call (CORS), and what browsers must not do."""

from __future__ import annotations

import itertools
import re
import secrets

from service.errors import Forbidden, RateLimited, ServiceError, Unauthenticated, Unavailable, UnsupportedCoding

Header = tuple[bytes, bytes]

REQUEST_ID_MAX = 128

_SANE_ID = re.compile(rb"[A-Za-z0-9._:/+=@-]{1,%d}" % REQUEST_ID_MAX)
_PROCESS = secrets.token_hex(8)
_count = itertools.count(1)

_POLICY: Header = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")
_SECURITY: tuple[Header, ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
_HTTPS_ONLY: Header = (b"strict-transport-security", b"max-age=31536000")

_METHODS = b"GET, HEAD, POST, PATCH, DELETE"
_EXPOSED = (
    b"Changes-Cursor, Claim-Changes, ETag, Link, Location, Not-Restored, RateLimit, RateLimit-Policy, Retry-After,"
    b" Total-Count, WWW-Authenticate, X-Request-Id"
)
_PREFLIGHT_KEPT_S = b"7200"
_HEADER_NAMES = re.compile(rb"[A-Za-z0-9!#$%&'*+.^_`|~, -]{1,1000}")


class OriginRefused(Forbidden):
    """Another site's page asks whether it may call; it may not, until the setting names its origin."""

    code = "ORIGIN_NOT_ALLOWED"


def request_id(given: bytes | None) -> str:
    """The caller's own id for the request where it is harmless in logs and headers, else a new one."""
    if given is not None and _SANE_ID.fullmatch(given):
        return given.decode("ascii")
    return f"{_PROCESS}-{next(_count):x}"


def secured(headers: list[Header], *, https: bool) -> None:
    """Add what keeps browsers from misusing an answer; pages bring a content security policy of their own."""
    headers.extend(_SECURITY)
    if https:
        headers.append(_HTTPS_ONLY)
    for name, _ in headers:
        if name == b"content-security-policy":
            return
    headers.append(_POLICY)


def of_error(error: ServiceError) -> dict[str, str]:
    """The headers that belong to an error: when to come back, what to bring (RFC 9110, RFC 6750)."""
    match error:
        case Unavailable():
            return {"Retry-After": str(error.retry_after_s)}
        case RateLimited():
            limits = {name.decode(): value.decode() for name, value in error.limits}
            return limits | {"Retry-After": str(error.retry_after_s)}
        case UnsupportedCoding():
            return {"Accept-Encoding": "gzip"}
        case Unauthenticated():
            invalid = ', error="invalid_token"' if error.presented else ""
            return {"WWW-Authenticate": f'Bearer realm="claimgraph"{invalid}'}
        case Forbidden() if error.scope is not None:
            return {"WWW-Authenticate": f'Bearer realm="claimgraph", error="insufficient_scope", scope="{error.scope}"'}
        case _:
            return {}


class Cors:
    """Which other sites' pages may call (WHATWG Fetch, "CORS protocol").

    Cookies mean nothing here, so no credentials are allowed and any header may be sent.
    """

    def __init__(self, origins: tuple[str, ...]) -> None:
        self._any = "*" in origins
        self._origins = frozenset(origin.encode() for origin in origins)
        self.varies = bool(self._origins) and not self._any
        """Whether answers differ by `Origin`, which caches must know."""

    def allows(self, origin: bytes) -> bool:
        """Whether pages of `origin` may read answers."""
        return self._any or origin.lower() in self._origins

    def allows_socket(self, origin: bytes | None, host: bytes | None) -> bool:
        """Whether a page of `origin` may open a WebSocket, which browsers let any page do; ours always may."""
        if origin is None or self.allows(origin):
            return True
        return host is not None and origin.lower().partition(b"://")[2] == host.lower()

    def answer(self, origin: bytes) -> tuple[Header, ...]:
        """What lets a page of `origin` read an answer."""
        if not self.allows(origin):
            return ()
        return (
            (b"access-control-allow-origin", b"*" if self._any else origin),
            (b"access-control-expose-headers", _EXPOSED),
        )

    def preflight(self, origin: bytes, names: bytes | None) -> tuple[Header, ...]:
        """The answer to a page of `origin` that asks ahead; `names` are the headers it wants to send.

        Raises OriginRefused.
        """
        if not self.allows(origin):
            raise OriginRefused(
                "Pages of this origin may not call this service; its operator can name it in CLAIMGRAPH_CORS_ORIGINS."
            )
        allowed = names if names is not None and _HEADER_NAMES.fullmatch(names) else b"authorization, content-type"
        return (
            *self.answer(origin),
            (b"access-control-allow-methods", _METHODS),
            (b"access-control-allow-headers", allowed),
            (b"access-control-max-age", _PREFLIGHT_KEPT_S),
        )
