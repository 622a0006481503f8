"""How often a caller may ask: a token bucket for each key or address.

Buckets live in this process's memory, so several processes together let through as many times the rate.
Their number is bounded; the one that was used longest ago gives way, and its owner starts with a full one.
"""

from __future__ import annotations

import ipaddress
import math
import time
from collections.abc import Callable

from service.errors import RateLimited, Unauthenticated
from service.http.edge.access import Access, Caller, on_loopback
from service.query.document import Recent
from service.settings import Settings

WINDOW_S = 10.0
"""A bucket holds what its rate lets through in so many seconds, and is full again after as many."""
BUCKETS_KEPT = 10_000
WRONG_KEYS_PER_MINUTE = 180
"""How many keys that don't hold one address may send, also where nothing else is limited."""
AUTO_PER_MINUTE = 1_200
"""The rate limit of a service that other machines can reach, unless told otherwise."""
_IPV6_NETWORK = 64

Header = tuple[bytes, bytes]


class Bucket:
    """Tokens of one caller: each request takes one, and time brings them back."""

    __slots__ = ("_at", "_per_second", "_tokens", "capacity")

    def __init__(self, per_minute: int, now: float) -> None:
        self._per_second = per_minute / 60
        self.capacity = max(1, math.ceil(self._per_second * WINDOW_S))
        self._tokens = float(self.capacity)
        self._at = now

    def take(self, now: float) -> bool:
        """Take one token, if there is one."""
        self._tokens = min(self.capacity, self._tokens + (now - self._at) * self._per_second)
        self._at = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True

    def give_back(self) -> None:
        """Undo one `take`."""
        self._tokens = min(self.capacity, self._tokens + 1)

    def headers(self) -> tuple[Header, Header]:
        """`RateLimit-Policy` and `RateLimit` (IETF draft httpapi-ratelimit-headers): quota `q` and window
        `w` of the policy; what remains `r`, and the seconds `t` until all of it is back."""
        window = math.ceil(self.capacity / self._per_second)
        until_full = math.ceil((self.capacity - self._tokens) / self._per_second)
        return (
            (b"ratelimit-policy", b'"default";q=%d;w=%d' % (self.capacity, window)),
            (b"ratelimit", b'"default";r=%d;t=%d' % (self._tokens, until_full)),
        )

    def wait_s(self) -> int:
        """Whole seconds until there is a token again."""
        return max(1, math.ceil((1 - self._tokens) / self._per_second))

    def refusal(self) -> RateLimited:
        """What an empty bucket answers."""
        wait_s = self.wait_s()
        message = (
            f"Too many requests: {round(self._per_second * 60):,} a minute are taken, {self.capacity:,} of them at"
            f" once. Try again in {wait_s} s."
        )
        return RateLimited(message, retry_after_s=wait_s, limits=self.headers())


class RateLimits:
    """The buckets of every caller that was seen lately."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic, size: int = BUCKETS_KEPT) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._buckets: Recent[str, Bucket] = Recent(size)
        self._wrong_per_minute = min(per_minute or WRONG_KEYS_PER_MINUTE, WRONG_KEYS_PER_MINUTE)
        self._wrong: Recent[str, Bucket] = Recent(size)

    def __len__(self) -> int:
        return len(self._buckets)

    def charge(self, caller: Caller, address: str) -> tuple[Header, ...]:
        """Take a token from the caller's bucket; the headers that tell what is left.

        `address` is the IP address of the caller, whose bucket pays when there is no key. Raises RateLimited.
        """
        own = caller.requests_per_minute
        per_minute = self._per_minute if own is None else own
        if not per_minute:
            return ()
        return self._take(caller.rate_key or _network(address), per_minute)

    def charge_guess(self, address: str) -> None:
        """Take a token from an address's bucket of keys that don't hold, for one that isn't known to. Raises
        RateLimited, so that guesses are refused unseen."""
        owner = _network(address)
        now = self._clock()
        bucket = self._wrong.get(owner)
        if bucket is None:
            bucket = self._wrong.put(owner, Bucket(self._wrong_per_minute, now))
        if not bucket.take(now):
            raise RateLimited(
                "Too many keys that don't hold came from this address. Wait, then send one that does.",
                retry_after_s=bucket.wait_s(),
            )

    def refund_guess(self, address: str) -> None:
        """Undo `charge_guess`, for a key that was found to hold, or could not be looked at."""
        bucket = self._wrong.get(_network(address))
        if bucket is not None:
            bucket.give_back()

    def _take(self, owner: str, per_minute: int) -> tuple[Header, ...]:
        now = self._clock()
        bucket = self._buckets.get(owner)
        if bucket is None:
            bucket = self._buckets.put(owner, Bucket(per_minute, now))
        if not bucket.take(now):
            raise bucket.refusal()
        return bucket.headers()


async def identified(access: Access, limits: RateLimits, authorization: str, address: str) -> Caller:
    """The caller that an `Authorization` header means. What doesn't hold costs its address, whatever it came by.

    Raises Unauthenticated, RateLimited without a look where too much of it came, Unavailable.
    """
    try:
        caller = access.remembered(authorization)
    except Unauthenticated:
        limits.charge_guess(address)
        raise
    if caller is not None:
        return caller
    if access.held_before(authorization):
        # Who is known waits for no guesses of others from the same address.
        return await access.identify(authorization)
    # Taken first, so that guesses sent at once are counted, too.
    limits.charge_guess(address)
    wrong = False
    try:
        return await access.identify(authorization)
    except Unauthenticated:
        wrong = True
        raise
    finally:
        if not wrong:
            limits.refund_guess(address)


def requests_per_minute(settings: Settings) -> int:
    """The rate limit in requests a minute, 0 for none."""
    if settings.rate_limit == "auto":
        return 0 if on_loopback(settings.host) else AUTO_PER_MINUTE
    return int(settings.rate_limit)


def _network(address: str) -> str:
    """Whose bucket an address has part in: who has an IPv6 address has its whole network."""
    if ":" not in address:
        return address
    try:
        parsed = ipaddress.IPv6Address(address.partition("%")[0])
    except ValueError:
        return address
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.IPv6Network((parsed, _IPV6_NETWORK), strict=False).network_address)
