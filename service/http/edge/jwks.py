"""The keys that a token issuer publishes (RFC 7517): fetched when needed, kept, and shared by all who wait.

Nobody waits for an issuer who need not: a key that is known goes on working while it is looked for again, and
an issuer that is slow, large or away costs one bounded fetch now and then, however many tokens come.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import httpx
import jwt
import msgspec
import structlog

from service.errors import Unavailable

FETCH_S = 5.0
"""The time that a whole fetch may take, from the connection to the last byte."""
BYTES_MAX = 256 * 1024
"""The most bytes of a key set; a hundred keys are less than half of it."""
KEPT_S = 600.0
"""Seconds until keys are looked for again, beside the requests; those after twice as long wait for it."""
AGAIN_AFTER_S = 10.0
"""Unknown key ids, and failed fetches, have the keys fetched again, but not more often than this."""
_NEVER = float("-inf")

log = structlog.get_logger("claimgraph.access")


class UnknownKeyError(Exception):
    """The issuer publishes no key with this id."""


class KeySet:
    """The keys at one address. Lives in one event loop."""

    def __init__(self, url: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._url = url
        self._clock = clock
        self._keys: dict[str, jwt.PyJWK] = {}
        self._fetched_at = _NEVER
        self._failed_at = _NEVER
        self._fetching: asyncio.Task[bool] | None = None

    async def key(self, kid: str) -> jwt.PyJWK:
        """The key with the id `kid`. Raises UnknownKeyError, and Unavailable while the issuer can't be asked."""
        age = self._clock() - self._fetched_at
        known = self._keys.get(kid)
        if known is not None and (age < 2 * KEPT_S or self._failed_at > self._fetched_at):
            if age >= KEPT_S and not self._failed_lately():
                self._fetch()
            return known
        if known is None and age < AGAIN_AFTER_S:
            raise UnknownKeyError(kid)
        if self._failed_lately() or not await asyncio.shield(self._fetch()):
            if known is not None:
                return known
            raise _away()
        if kid not in self._keys:
            raise UnknownKeyError(kid)
        return self._keys[kid]

    async def close(self) -> None:
        """End a fetch that is under way."""
        if self._fetching is not None:
            self._fetching.cancel()
            await asyncio.gather(self._fetching, return_exceptions=True)

    def _failed_lately(self) -> bool:
        return self._clock() - self._failed_at < AGAIN_AFTER_S

    def _fetch(self) -> asyncio.Task[bool]:
        """The one fetch that is under way, begun if there is none; whether it brought keys."""
        if self._fetching is None or self._fetching.done():
            self._fetching = asyncio.create_task(self._fetched())
        return self._fetching

    async def _fetched(self) -> bool:
        try:
            async with asyncio.timeout(FETCH_S):
                body = await _read(self._url)
            self._keys = await asyncio.to_thread(_parsed, body)
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError, RecursionError, jwt.PyJWTError) as error:
            reason = "it took too long" if isinstance(error, TimeoutError) else str(error)[:300] or repr(error)
            log.error("the issuer's keys can't be fetched", error=reason)
            self._failed_at = self._clock()
            return False
        self._fetched_at = self._clock()
        return True


async def _read(url: str) -> bytes:
    # Nothing packed: the limit on its bytes is then one on memory, too.
    headers = {"accept": "application/jwk-set+json, application/json", "accept-encoding": "identity"}
    async with (
        httpx.AsyncClient(headers=headers, timeout=FETCH_S, follow_redirects=True) as client,
        client.stream("GET", url) as response,
    ):
        response.raise_for_status()
        body = b""
        async for chunk in response.aiter_raw():
            body += chunk
            if len(body) > BYTES_MAX:
                raise ValueError(f"the key set is larger than {BYTES_MAX:,} bytes")
        return body


def _parsed(body: bytes) -> dict[str, jwt.PyJWK]:
    """The keys for signatures, by their ids."""
    found = jwt.PyJWKSet.from_dict(msgspec.json.decode(body, type=dict[str, object]))
    return {key.key_id: key for key in found.keys if key.key_id and key.public_key_use in ("sig", None)}


def _away() -> Unavailable:
    return Unavailable(
        "The token can't be checked right now, because its issuer's keys can't be fetched.",
        retry_after_s=int(AGAIN_AFTER_S),
    )
