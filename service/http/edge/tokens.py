"""JWT bearer tokens of one issuer, checked with the keys that it publishes (RFC 7519, RFC 7517)."""

from __future__ import annotations

import time
from typing import Any

import jwt
import msgspec
import structlog

from service.errors import Unauthenticated
from service.http.edge.jwks import KeySet, UnknownKeyError
from service.store.keys import SCOPES

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Asymmetric ones only: with a shared secret, who can check a token can also make one."""
TOKEN_CHARACTERS_MAX = 8_000
SUBJECT_MAX = 200

_DAY_S = 86_400
_SCOPE_LABEL = "claimgraph:"

log = structlog.get_logger("claimgraph.access")


class Token(msgspec.Struct, frozen=True, kw_only=True):
    """What a token that holds says: who, what they may do, and until when in Unix time."""

    subject: str
    scopes: frozenset[str]
    expires_at: float


class Issuer:
    """Checks tokens of one issuer for one audience, with the keys that it publishes."""

    def __init__(self, issuer: str, keys: KeySet, audience: str, leeway_s: float, days_max: int) -> None:
        self._issuer = issuer
        self._audience = audience
        self._leeway_s = leeway_s
        self._days_max = days_max
        self.keys = keys

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
        except (jwt.PyJWTError, ValueError, OverflowError, RecursionError) as error:
            raise _refused(_reason(error)) from None
        token = _token(claims)
        if token.expires_at > time.time() + self._days_max * _DAY_S + self._leeway_s:
            # Nobody could take it back for so long.
            raise _refused(f"it is good for more than {self._days_max:,} days")
        return token

    async def _key(self, kid: object) -> jwt.PyJWK:
        if not isinstance(kid, str) or not kid:
            raise _refused("its header names no key (`kid`)")
        try:
            return await self.keys.key(kid)
        except UnknownKeyError:
            log.warning("no key for a token", kid=kid[:100])
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
