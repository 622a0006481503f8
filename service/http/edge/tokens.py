"""JWT bearer tokens of one issuer, checked with the keys that it publishes (RFC 7519, RFC 7517)."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import jwt
import msgspec
import structlog

from service.errors import Unauthenticated, Unavailable
from service.store.keys import SCOPES

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Asymmetric ones only: with a shared secret, who can check a token can also make one."""
TOKEN_CHARACTERS_MAX = 8_000
SUBJECT_MAX = 200

_KEYS_KEPT_S = 600
_KEYS_AGAIN_AFTER_S = 10
"""An unknown key id has the keys fetched again, but not more often than this."""
_FETCH_TIMEOUT_S = 5.0
_SCOPE_LABEL = "claimgraph:"

log = structlog.get_logger("claimgraph.access")


class Token(msgspec.Struct, frozen=True, kw_only=True):
    """What a token that holds says: who, what they may do, and until when in Unix time."""

    subject: str
    scopes: frozenset[str]
    expires_at: float


class Issuer:
    """Checks tokens of one issuer for one audience. Keys are fetched when they are first needed, and kept."""

    def __init__(self, issuer: str, jwks_url: str, audience: str, leeway_s: float) -> None:
        self._issuer = issuer
        self._audience = audience
        self._leeway_s = leeway_s
        self._client = jwt.PyJWKClient(
            jwks_url, lifespan=_KEYS_KEPT_S, timeout=_FETCH_TIMEOUT_S, cooldown_duration=_KEYS_AGAIN_AFTER_S
        )
        self._fetching = asyncio.Lock()
        self._failed_at = float("-inf")

    async def check(self, text: str) -> Token:
        """What the token says. Raises Unauthenticated with the reason, Unavailable without the issuer's keys."""
        if len(text) > TOKEN_CHARACTERS_MAX:
            raise _refused(f"it is longer than {TOKEN_CHARACTERS_MAX:,} characters")
        try:
            header = jwt.get_unverified_header(text)
            if header.get("alg") not in ALGORITHMS:
                raise _refused("its algorithm is not one of " + ", ".join(ALGORITHMS))
            key = await self._key(header.get("kid"))
            claims = jwt.decode(
                text,
                key,
                algorithms=ALGORITHMS,
                audience=self._audience,
                issuer=self._issuer,
                leeway=self._leeway_s,
                options={"require": ["exp", "iss", "aud", "sub"], "enforce_minimum_key_length": True},
            )
        except (jwt.PyJWTError, ValueError, RecursionError) as error:
            raise _refused(_reason(error)) from None
        return _token(claims)

    async def _key(self, kid: object) -> jwt.PyJWK:
        if not isinstance(kid, str) or not kid:
            raise _refused("its header names no key (`kid`)")
        async with self._fetching:
            if time.monotonic() - self._failed_at < _KEYS_AGAIN_AFTER_S:
                raise _away()
            try:
                return await asyncio.to_thread(self._client.get_signing_key, kid)
            except jwt.PyJWKClientConnectionError as error:
                self._failed_at = time.monotonic()
                log.error("the issuer's keys can't be fetched", error=str(error))
                raise _away() from None
            except (jwt.PyJWKClientError, jwt.PyJWKSetError) as error:
                log.warning("no key for a token", error=str(error)[:300])
                raise _refused("its key is not among the issuer's") from None


def _token(claims: dict[str, Any]) -> Token:
    subject = claims["sub"]
    if not isinstance(subject, str) or not 1 <= len(subject) <= SUBJECT_MAX or not subject.isprintable():
        raise _refused(f"its subject is not 1 to {SUBJECT_MAX} printable characters")
    return Token(subject=subject, scopes=_scopes(claims), expires_at=float(claims["exp"]))


def _scopes(claims: dict[str, Any]) -> frozenset[str]:
    """The scopes of ours among `scope` (RFC 8693, words in a text) and `scp` (words or a list)."""
    words: list[object] = []
    for name in ("scope", "scp"):
        value = claims.get(name)
        words += value.split() if isinstance(value, str) else value if isinstance(value, list) else []
    given = {word.removeprefix(_SCOPE_LABEL) for word in words if isinstance(word, str)}
    return frozenset(given & set(SCOPES))


def _reason(error: Exception) -> str:
    match error:
        case jwt.ExpiredSignatureError():
            return "it has expired"
        case jwt.ImmatureSignatureError():
            return "it is not valid yet"
        case jwt.InvalidIssuerError():
            return "it is of another issuer"
        case jwt.InvalidAudienceError():
            return "it is for another audience"
        case jwt.MissingRequiredClaimError():
            return f"it lacks the claim `{error.claim}`"
        case jwt.InvalidSignatureError() | jwt.InvalidAlgorithmError():
            return "its signature does not hold"
        case _:
            return "it is no JSON Web Token that can be read"


def _refused(reason: str) -> Unauthenticated:
    return Unauthenticated(f"The token is refused: {reason}.", presented=True)


def _away() -> Unavailable:
    return Unavailable(
        "The token can't be checked right now, because its issuer's keys can't be fetched.",
        retry_after_s=_KEYS_AGAIN_AFTER_S,
    )
