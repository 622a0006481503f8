"""JWTs of an issuer with real keys over HTTP: those that hold, and every way of not holding."""

from __future__ import annotations

import asyncio
import base64
import json
import time
from collections.abc import Callable, Iterator

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from service.configuration import load_settings
from service.errors import StartupError, Unauthenticated, Unavailable
from service.http.edge import jwks
from service.http.edge.jwks import KeySet
from service.http.edge.tokens import Issuer as Checker
from tests.http.conftest import COUNT, WRITE, Client, problem
from tests.http.edge.issuer import AUDIENCE, NAME, Issuer

LEEWAY_S = 30


@pytest.fixture(scope="module")
def issuer() -> Iterator[Issuer]:
    issuer = Issuer()
    yield issuer
    issuer.server.shutdown()


@pytest.fixture
def checker(issuer: Issuer) -> Checker:
    return checking(issuer.url)


def checking(url: str, clock: Callable[[], float] = time.monotonic) -> Checker:
    return Checker(NAME, KeySet(url, clock), AUDIENCE, LEEWAY_S, 366)


@pytest.fixture(scope="module")
def service(serve: Client, issuer: Issuer) -> httpx.Client:
    return serve(
        CLAIMGRAPH_OPEN_READS="0",
        CLAIMGRAPH_JWT_ISSUER=NAME,
        CLAIMGRAPH_JWT_JWKS_URL=issuer.url,
        CLAIMGRAPH_JWT_AUDIENCE=AUDIENCE,
    )


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def unsigned(**claims: object) -> str:
    """A token with the algorithm `none`."""
    parts = ({"alg": "none", "typ": "JWT", "kid": "rsa"}, Issuer.claims(**claims))
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts) + "."


def with_public_key_as_secret(issuer: Issuer) -> str:
    """The classic confusion: HMAC with what everybody knows."""
    pem = issuer.keys["rsa"][1].public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    head, body = (
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=")
        for part in ({"alg": "HS256", "kid": "rsa"}, Issuer.claims())
    )
    digest = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256).sign(head + b"." + body, pem)
    return b".".join((head, body, base64.urlsafe_b64encode(digest).rstrip(b"="))).decode()


@pytest.mark.parametrize("kid", ["rsa", "ec"])
async def test_a_token_that_holds(checker: Checker, issuer: Issuer, kid: str) -> None:
    token = await checker.check(issuer.token(kid, scope="openid claimgraph:write read"))
    assert (token.subject, token.scopes) == ("ada", {"read", "write"})
    assert (await checker.check(issuer.token(kid, scope=None, scp=["read"]))).scopes == {"read"}
    assert (await checker.check(issuer.token(kid, scope=None))).scopes == frozenset()


async def test_the_clocks_may_differ_a_little(checker: Checker, issuer: Issuer) -> None:
    now = int(time.time())
    await checker.check(issuer.token(exp=now - LEEWAY_S + 10))
    await checker.check(issuer.token(nbf=now + LEEWAY_S - 10))


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"iss": "https://other.test/"}, "another issuer"),
        ({"iss": None}, "lacks the claim `iss`"),
        ({"aud": "another"}, "another audience"),
        ({"aud": None}, "lacks the claim `aud`"),
        ({"exp": 1_000_000_000}, "has expired"),
        ({"exp": None}, "lacks the claim `exp`"),
        ({"exp": int(time.time()) + 367 * 86_400}, "more than 366 days"),
        ({"exp": 10**300}, "more than 366 days"),
        ({"exp": float("inf")}, "no JSON Web Token"),
        ({"exp": "never"}, "no JSON Web Token"),
        ({"nbf": 4_000_000_000}, "not valid yet"),
        ({"sub": None}, "lacks the claim `sub`"),
        ({"sub": "a\nb"}, "printable"),
        ({"sub": "x" * 201}, "printable"),
    ],
)
async def test_claims_that_do_not_hold(
    checker: Checker, issuer: Issuer, claims: dict[str, object], reason: str
) -> None:
    with pytest.raises(Unauthenticated, match=reason):
        await checker.check(issuer.token(**claims))


async def test_signatures_that_do_not_hold(checker: Checker, issuer: Issuer) -> None:
    good = issuer.token()
    head, body, signature = good.split(".")
    stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    other_body = issuer.token(sub="eve").split(".")[1]
    for token in (
        unsigned(),
        unsigned() + signature,
        with_public_key_as_secret(issuer),
        f"{head}.{body}.",
        f"{head}.{other_body}.{signature}",
        jwt.encode(Issuer.claims(), stranger, algorithm="RS256", headers={"kid": "rsa"}),
        jwt.encode(Issuer.claims(), issuer.keys["ec"][1], algorithm="ES256", headers={"kid": "rsa"}),
        jwt.encode(Issuer.claims(), stranger, algorithm="RS256", headers={"kid": "../../etc/passwd"}),
        jwt.encode(Issuer.claims(), issuer.keys["rsa"][1], algorithm="RS256"),
        "a.b.c",
        "..",
        "not a token",
        good + "x" * 8000,
        "é.é.é",
    ):
        with pytest.raises(Unauthenticated):
            await checker.check(token)


class Clock:
    """Time that passes when told."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


async def test_keys_are_fetched_once_and_again_for_a_new_one(issuer: Issuer) -> None:
    clock, before = Clock(), issuer.fetched
    checker = checking(issuer.url, clock)
    await asyncio.gather(*(checker.check(issuer.token()) for _ in range(5)))
    assert issuer.fetched == before + 1, "who waits shares one fetch"
    issuer.add("new", "RS256", rsa.generate_private_key(public_exponent=65537, key_size=2048))
    for kid in ("new", "never"):
        if kid == "never":
            issuer.add(kid, "RS256", issuer.keys["rsa"][1], publish=False)
        with pytest.raises(Unauthenticated):
            await checker.check(issuer.token(kid))
    assert issuer.fetched == before + 1, "unknown keys do not make us ask each time"
    clock.now += jwks.AGAIN_AFTER_S
    await checker.check(issuer.token("new"))
    assert issuer.fetched == before + 2


async def test_an_issuer_that_is_away(issuer: Issuer) -> None:
    clock = Clock()
    issuer.add("unheard of", "RS256", issuer.keys["rsa"][1], publish=False)
    checker, knowing = checking(issuer.url, clock), checking(issuer.url, clock)
    await knowing.check(issuer.token())
    issuer.away = True
    try:
        before = issuer.fetched
        for _ in range(5):
            with pytest.raises(Unavailable) as refused:
                await checker.check(issuer.token())
        assert issuer.fetched == before + 1, "a dead issuer is not asked for every request"
        assert refused.value.retry_after_s == jwks.AGAIN_AFTER_S
        clock.now += 100 * jwks.KEPT_S
        for _ in range(3):
            assert (await knowing.check(issuer.token())).subject == "ada", "known keys go on working"
            clock.now += jwks.AGAIN_AFTER_S
        with pytest.raises(Unavailable):
            await knowing.check(issuer.token("unheard of"))
    finally:
        issuer.away = False
    clock.now += jwks.AGAIN_AFTER_S
    assert (await checker.check(issuer.token())).subject == "ada"


async def test_an_issuer_that_drips(issuer: Issuer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jwks, "FETCH_S", 0.5)
    clock = Clock()
    knowing = checking(issuer.url, clock)
    await knowing.check(issuer.token())
    issuer.drips = True
    try:
        clock.now += 1.5 * jwks.KEPT_S
        async with asyncio.timeout(0.4):
            await knowing.check(issuer.token())
        started = time.monotonic()
        for checked in await asyncio.gather(
            *(checking(issuer.url).check(issuer.token()) for _ in range(3)), return_exceptions=True
        ):
            assert isinstance(checked, Unavailable)
        assert time.monotonic() - started < 5, "one deadline for all of it"
    finally:
        issuer.drips = False
        await knowing.keys.close()


@pytest.mark.parametrize("answer", [b"{}", b"[]", b"no json", b'{"keys": []}', b" " * (jwks.BYTES_MAX + 1)])
async def test_an_issuer_that_answers_nonsense(issuer: Issuer, answer: bytes) -> None:
    issuer.answer = answer
    try:
        with pytest.raises(Unavailable):
            await checking(issuer.url).check(issuer.token())
    finally:
        issuer.answer = None


def test_the_service_takes_tokens_beside_keys(service: httpx.Client, issuer: Issuer) -> None:
    reader, writer = bearer(issuer.token()), bearer(issuer.token("ec", scope="write"))
    assert service.post("/graphql", json=COUNT, headers=reader).json()["data"]
    assert problem(service.post("/graphql", json=WRITE, headers=reader))[:2] == (403, "FORBIDDEN")
    assert service.post("/graphql", json=WRITE, headers=writer).json()["data"]["upsertActor"]
    assert problem(service.get("/v1/articles", headers=bearer(issuer.token(scope="openid"))))[:2] == (403, "FORBIDDEN")


def test_the_service_refuses_what_does_not_hold(service: httpx.Client, issuer: Issuer) -> None:
    for token in (
        unsigned(scope="admin"),
        with_public_key_as_secret(issuer),
        issuer.token(iss="https://other.test/"),
        issuer.token(aud="another"),
        issuer.token(exp=1_000_000_000),
    ):
        status, code, message = problem(service.post("/graphql", json=WRITE, headers=bearer(token)))
        assert (status, code) == (401, "UNAUTHENTICATED") and message.startswith("The token is refused: ")


def test_the_settings_go_together() -> None:
    with pytest.raises(StartupError, match="go together"):
        load_settings({"CLAIMGRAPH_JWT_ISSUER": NAME})
