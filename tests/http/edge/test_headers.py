"""Headers of every answer: request ids, CORS, and what browsers must not do."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest

from service.http.edge.headers import Cors
from tests.conftest import authorization
from tests.http.conftest import COUNT, ORIGIN, Client, problem

FOREIGN = "https://evil.example.net"
PREFLIGHT = {"access-control-request-method": "POST", "access-control-request-headers": "authorization,content-type"}


@pytest.mark.parametrize("path", ["/graphql", "/v1/articles", "/healthz", "/openapi.yaml", "/v1/nothing", "/docs"])
def test_every_answer_is_fenced_in(plain: httpx.Client, path: str) -> None:
    headers = plain.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer" and headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert len(headers.get_list("content-security-policy")) == 1
    assert "server" not in headers and "strict-transport-security" not in headers


def test_pages_keep_their_own_policy(plain: httpx.Client) -> None:
    page = plain.get("/graphql", headers={"accept": "text/html"}).headers["content-security-policy"]
    assert "script-src 'self'" in page
    assert plain.get("/v1/articles").headers["content-security-policy"].startswith("default-src 'none';")


def test_https_is_remembered_where_a_proxy_speaks_it(serve: Client) -> None:
    client = serve(CLAIMGRAPH_PROXIES="127.0.0.1")
    assert (
        "max-age="
        in client.get("/healthz", headers={"x-forwarded-proto": "https"}).headers["strict-transport-security"]
    )


def test_one_other_site_may_call(guarded: httpx.Client) -> None:
    for path in ("/graphql", "/v1/articles", "/v1/actors/act_1"):
        asked = guarded.options(path, headers={"origin": ORIGIN, **PREFLIGHT})
        assert (asked.status_code, asked.content) == (204, b"")
        assert asked.headers["access-control-allow-origin"] == ORIGIN
        assert asked.headers["access-control-allow-headers"] == "authorization,content-type"
        assert "PATCH" in asked.headers["access-control-allow-methods"]
        assert "access-control-allow-credentials" not in asked.headers
    refused = guarded.post("/graphql", json=COUNT, headers={"origin": ORIGIN})
    assert refused.status_code == 401 and refused.headers["access-control-allow-origin"] == ORIGIN
    assert "WWW-Authenticate" in refused.headers["access-control-expose-headers"]


@pytest.mark.parametrize(
    "origin", [FOREIGN, "null", "", ORIGIN + ".evil.net", "http://app.example.org", ORIGIN + ":444"]
)
def test_other_sites_may_not(guarded: httpx.Client, origin: str) -> None:
    asked = guarded.options("/graphql", headers={"origin": origin, **PREFLIGHT})
    assert asked.status_code == 403 and asked.json()["errors"][0]["extensions"]["code"] == "ORIGIN_NOT_ALLOWED"
    for answer in (asked, guarded.get("/v1/articles", headers={"origin": origin})):
        assert not [name for name in answer.headers if name.startswith("access-control-")]
        assert "Origin" in answer.headers["vary"]


def test_by_default_no_other_site_may(plain: httpx.Client) -> None:
    assert problem(plain.options("/v1/articles", headers={"origin": FOREIGN, **PREFLIGHT}))[:2] == (
        403,
        "ORIGIN_NOT_ALLOWED",
    )
    answer = plain.post("/graphql", json=COUNT, headers={"origin": FOREIGN})
    assert answer.status_code == 200 and "access-control-allow-origin" not in answer.headers


def test_any_site_may_where_the_operator_says_so(serve: Client) -> None:
    client = serve(CLAIMGRAPH_CORS_ORIGINS="*")
    answer = client.get("/v1/articles", headers={"origin": FOREIGN})
    assert answer.headers["access-control-allow-origin"] == "*"


def test_headers_asked_for_are_not_echoed_blindly(guarded: httpx.Client) -> None:
    odd = {"access-control-request-method": "POST", "access-control-request-headers": "x" * 2000}
    asked = guarded.options("/graphql", headers={"origin": ORIGIN, **odd})
    assert asked.headers["access-control-allow-headers"] == "authorization, content-type"


def test_sockets_are_opened_by_our_own_pages_and_allowed_ones() -> None:
    cors = Cors((ORIGIN,))
    host = b"api.example.org"
    assert cors.allows_socket(None, host) and cors.allows_socket(ORIGIN.encode(), host)
    assert cors.allows_socket(b"https://api.example.org", host)
    assert not cors.allows_socket(FOREIGN.encode(), host) and not cors.allows_socket(b"null", host)
    assert not cors.allows_socket(b"https://api.example.org", None)


def test_a_socket_of_a_foreign_page_is_refused(plain: httpx.Client) -> None:
    upgrade = {
        "origin": FOREIGN,
        "connection": "upgrade",
        "upgrade": "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
        "sec-websocket-protocol": "graphql-transport-ws",
    }
    assert plain.get("/graphql", headers=upgrade).status_code == 403


def test_a_socket_with_a_wrong_key_is_refused(plain: httpx.Client) -> None:
    upgrade = {
        "authorization": "Bearer cgk_abcdefgh_" + "A" * 43,
        "connection": "upgrade",
        "upgrade": "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
        "sec-websocket-protocol": "graphql-transport-ws",
    }
    answer = plain.get("/graphql", headers=upgrade)
    assert answer.status_code == 401 and answer.json()["code"] == "UNAUTHENTICATED"


def test_a_sane_request_id_is_kept(plain: httpx.Client) -> None:
    answer = plain.get("/v1/articles/art_999999", headers={"x-request-id": "trace:7/a-b"})
    assert answer.headers["x-request-id"] == answer.json()["requestId"] == "trace:7/a-b"


@pytest.mark.parametrize("given", ["", "a b", "x" * 129, "<script>", 'a"b', "é"])
def test_others_are_replaced(plain: httpx.Client, given: str) -> None:
    first, second = (plain.get("/healthz", headers={b"x-request-id": given.encode("latin-1")}) for _ in range(2))
    assert first.headers["x-request-id"] not in (given, second.headers["x-request-id"])


def test_every_error_carries_the_id(plain: httpx.Client) -> None:
    for response in (
        plain.post("/graphql", json={"query": "{ nope }"}),
        plain.post("/graphql", json={"query": "{"}),
        plain.post("/graphql", content=b"{", headers={"content-type": "application/json"}),
        plain.post("/graphql", json={"query": "query($n: Int!) { articles(first: $n) { totalCount } }"}),
        plain.post("/graphql", json={"query": "{ articles(first: 999) { totalCount } }"}),
        plain.delete("/graphql"),
        plain.get("/v1/articles?first=999"),
        plain.get("/v1/articles/nonsense"),
        plain.get("/v1/nothing"),
        plain.post("/v1/articles", json={}),
    ):
        problem(response)


async def test_every_error_in_a_mutation_carries_the_id(plain: httpx.Client, database: str) -> None:
    writer = await authorization(database, "write")
    query = 'mutation { deleteArticle(input: {id: "art_1", version: "x"}) { deletedArticleId } }'
    problem(plain.post("/graphql", json={"query": query}, headers=writer))


async def test_every_log_line_carries_the_id(serve: Client, database: str, tmp_path: Path) -> None:
    log = tmp_path / "service.log"
    client = serve(
        log, CLAIMGRAPH_JWT_ISSUER="i", CLAIMGRAPH_JWT_AUDIENCE="a", CLAIMGRAPH_JWT_JWKS_URL="http://127.0.0.1:9/"
    )
    token = "eyJhbGciOiJSUzI1NiIsImtpZCI6ImEifQ.e30.AAAA"
    answer = client.get("/v1/articles", headers={"x-request-id": "traced", "authorization": f"Bearer {token}"})
    assert problem(answer)[:2] == (503, "SERVICE_UNAVAILABLE") and answer.headers["retry-after"] == "10"
    lines = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    (line,) = [line for line in lines if "keys can't be fetched" in line["event"]]
    assert line["request_id"] == "traced" and token not in log.read_text()
