"""Rate limits: token buckets by key or address, told in headers."""

from __future__ import annotations

import re
import time

import httpx
import pytest

from service.errors import RateLimited
from service.http.edge.access import READER, Caller
from service.http.edge.limits import RateLimits, requests_per_minute
from service.settings import Settings
from tests.conftest import authorization
from tests.http.conftest import COUNT, Client, problem

LIMIT = re.compile(r'"default";r=(\d+);t=(\d+)')


class Clock:
    """Time that passes when told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def taken(limits: RateLimits, caller: Caller = READER, address: str = "192.0.2.1") -> int:
    """How many requests pass until one is refused."""
    for count in range(10_000):
        try:
            limits.charge(caller, address)
        except RateLimited:
            return count
    raise AssertionError("there is no limit")


def test_a_bucket_empties_and_fills_at_its_rate() -> None:
    clock = Clock()
    limits = RateLimits(60, clock)
    assert taken(limits) == 10
    clock.now += 3.5
    assert taken(limits) == 3
    clock.now += 0.5
    assert taken(limits) == 1, "half a token was left"
    clock.now += 1000
    assert taken(limits) == 10, "never more than the bucket holds"


def test_what_is_left_is_told() -> None:
    clock = Clock()
    limits = RateLimits(60, clock)
    assert limits.charge(READER, "192.0.2.1") == (
        (b"ratelimit-policy", b'"default";q=10;w=10'),
        (b"ratelimit", b'"default";r=9;t=1'),
    )
    taken(limits)
    with pytest.raises(RateLimited) as refused:
        limits.charge(READER, "192.0.2.1")
    assert refused.value.retry_after_s == 1 and refused.value.limits[1] == (b"ratelimit", b'"default";r=0;t=10')


def test_slow_rates_still_let_one_through() -> None:
    clock = Clock()
    limits = RateLimits(1, clock)
    assert taken(limits) == 1
    clock.now += 59
    assert taken(limits) == 0
    clock.now += 1
    assert taken(limits) == 1


def test_everyone_has_a_bucket_of_their_own() -> None:
    limits = RateLimits(60, Clock())
    key = Caller(kind="key", name="a", scopes=frozenset(), rate_key="cgk_a")
    assert taken(limits) == taken(limits, address="192.0.2.2") == taken(limits, key) == 10
    assert taken(limits, key, "192.0.2.9") == 0, "a key has one bucket wherever it comes from"
    assert taken(limits, address="2001:db8::1") == 10
    assert taken(limits, address="2001:db8::2:1") == 0, "one network of IPv6 is one caller"
    assert taken(limits, address="2001:db8:0:1::1") == 10
    assert taken(limits, address="::ffff:192.0.2.1") == 0


def test_keys_may_have_limits_of_their_own() -> None:
    limits = RateLimits(60, Clock())
    many = Caller(kind="key", name="a", scopes=frozenset(), rate_key="cgk_a", requests_per_minute=600)
    free = Caller(kind="key", name="b", scopes=frozenset(), rate_key="cgk_b", requests_per_minute=0)
    assert taken(limits, many) == 100
    assert all(limits.charge(free, "192.0.2.1") == () for _ in range(1000))


def test_the_number_of_buckets_is_bounded() -> None:
    limits = RateLimits(60, Clock(), size=100)
    for number in range(1000):
        limits.charge(READER, f"10.0.{number // 250}.{number % 250}")
    assert len(limits) == 100


def test_auto_limits_only_what_others_can_reach() -> None:
    assert requests_per_minute(Settings()) == requests_per_minute(Settings(host="::1")) == 0
    assert requests_per_minute(Settings(host="0.0.0.0")) == 1200
    assert requests_per_minute(Settings(host="0.0.0.0", rate_limit="0")) == 0
    assert requests_per_minute(Settings(rate_limit="30")) == 30


@pytest.fixture(scope="module")
def limited(serve: Client) -> httpx.Client:
    return serve(CLAIMGRAPH_RATE_LIMIT="60")


async def test_the_limit_is_reached_and_recovers(limited: httpx.Client, database: str) -> None:
    answers = [limited.post("/graphql", json=COUNT) for _ in range(15)]
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert answers[0].status_code == 200 and LIMIT.fullmatch(answers[0].headers["ratelimit"])
    assert answers[0].headers["ratelimit-policy"] == '"default";q=10;w=10'
    assert problem(refused)[:2] == (429, "RATE_LIMITED")
    assert refused.headers["ratelimit"].startswith('"default";r=0;')
    assert problem(limited.get("/v1/articles"))[:2] == (429, "RATE_LIMITED")
    assert limited.get("/healthz").status_code == 200, "health is not limited"
    own = await authorization(database, "read", requests_per_minute=600)
    # A key is looked up at its address's expense, and has its own bucket from then on.
    time.sleep(int(refused.headers["retry-after"]) + 0.2)
    assert limited.get("/v1/articles", headers=own).headers["ratelimit-policy"] == '"default";q=100;w=10'
    assert all(limited.get("/v1/articles", headers=own).status_code == 200 for _ in range(20))
    assert limited.post("/graphql", json=COUNT).status_code == 200


def test_guessing_keys_is_limited(serve: Client) -> None:
    client = serve(CLAIMGRAPH_RATE_LIMIT="60")
    guesses = [
        client.get("/v1/articles", headers={"authorization": f"Bearer cgk_abcdefgh_{n:043d}"}).status_code
        for n in range(15)
    ]
    assert guesses[:10] == [401] * 10 and 429 in guesses[10:]
    same = [
        client.get("/v1/articles", headers={"authorization": f"Bearer cgk_abcdefgh_{0:043d}"}).status_code
        for _ in range(5)
    ]
    assert 429 in same


def test_the_address_is_the_one_a_trusted_proxy_tells(serve: Client) -> None:
    behind = serve(CLAIMGRAPH_RATE_LIMIT="60", CLAIMGRAPH_PROXIES="127.0.0.0/8")
    for number in range(30):
        assert behind.get("/v1/articles", headers={"x-forwarded-for": f"198.51.100.{number}"}).status_code == 200
    open_ = serve(CLAIMGRAPH_RATE_LIMIT="60")
    spoofed = [
        open_.get("/v1/articles", headers={"x-forwarded-for": f"198.51.100.{number}"}).status_code
        for number in range(30)
    ]
    assert 429 in spoofed, "nobody else is believed"
