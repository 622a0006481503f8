"""Bodies that come compressed, and answers that go out so."""

from __future__ import annotations

import asyncio
import gzip
import json
import zlib
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from service.errors import BadInput
from service.http.edge.compression import takes_gzip
from service.http.edge.inflate import RATIO_MAX, inflated
from tests.conftest import served

QUERY = {"query": "{ articles(first: 50) { totalCount nodes { id title contentHash } } }"}
PLAIN = {"accept-encoding": "identity"}


@pytest.fixture(scope="module")
def client(live_server: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=live_server, timeout=20, headers={"accept-encoding": "gzip"}) as client:
        yield client


def test_answers_are_compressed_for_those_who_take_it(client: httpx.Client) -> None:
    for path in ("/v1/articles?first=50", "/v1/search?q=openai", "/openapi.yaml", "/v1/articles/art_1"):
        packed, plain = client.get(path), client.get(path, headers=PLAIN)
        assert packed.headers["content-encoding"] == "gzip" and "content-encoding" not in plain.headers
        assert int(packed.headers["content-length"]) < len(plain.content) / 1.5
        assert packed.content == plain.content
        for answer in (packed, plain):
            assert "Accept-Encoding" in ", ".join(answer.headers.get_list("vary"))
        head = client.head(path)
        assert (head.headers["content-encoding"], head.headers["etag"]) == ("gzip", packed.headers["etag"])
    posted = client.post("/graphql", json=QUERY)
    assert (
        posted.headers["content-encoding"] == "gzip"
        and posted.json() == client.post("/graphql", json=QUERY, headers=PLAIN).json()
    )


def test_what_is_small_or_a_stream_is_sent_as_it_is(client: httpx.Client) -> None:
    assert "content-encoding" not in client.get("/healthz").headers
    with client.stream("GET", "/v1/export") as export:
        assert "content-encoding" not in export.headers
    events = {"accept": "text/event-stream"}
    with client.stream("POST", "/graphql", json={"query": QUERY["query"]}, headers=events) as stream:
        assert "content-encoding" not in stream.headers and "event: complete" in stream.read().decode()


def test_other_bytes_have_another_tag_of_the_same_version(client: httpx.Client, writer: dict[str, str]) -> None:
    path = "/v1/articles/art_1"
    packed, plain = client.get(path).headers["etag"], client.get(path, headers=PLAIN).headers["etag"]
    assert packed == plain.removesuffix('"') + '.gz"'
    for tag in (packed, plain, f"W/{packed}"):
        known = client.get(path, headers={"if-none-match": tag})
        assert (known.status_code, known.headers["etag"]) == (304, tag.removeprefix("W/"))
    same = client.get(path).json()["title"]
    changed = client.patch(path, json={"title": same}, headers=writer | {"if-match": packed})
    assert changed.status_code == 200, "the tag of a compressed answer is as good"


@pytest.mark.parametrize("query", [QUERY["query"], "{ __typename }"])
def test_a_tag_that_is_not_named_is_that_of_the_whole_answer(client: httpx.Client, query: str) -> None:
    for coding in ("gzip", "identity"):
        headers = {"accept-encoding": coding}
        whole = client.get("/graphql", params={"query": query}, headers=headers)
        known = client.get("/graphql", params={"query": query}, headers=headers | {"if-none-match": "*"})
        assert (known.status_code, known.content, known.headers["etag"]) == (304, b"", whole.headers["etag"])


def test_a_proxy_may_do_it_instead(seeded_database: str) -> None:
    with served(seeded_database, CLAIMGRAPH_COMPRESSION="0") as base_url, httpx.Client(base_url=base_url) as client:
        answer = client.get("/openapi.yaml", headers={"accept-encoding": "gzip"})
        assert "content-encoding" not in answer.headers and "Accept-Encoding" not in answer.headers.get("vary", "")


@pytest.mark.parametrize(
    ("header", "takes"),
    [
        ("", False),
        ("gzip", True),
        ("br, GZIP;q=0.5", True),
        ("gzip;q=0", False),
        ("*", True),
        ("gzip;q=0, *", False),
        ("*;q=0", False),
        ("identity", False),
        ("gzip;q=x", False),
    ],
)
def test_what_an_accept_encoding_takes(header: str, takes: bool) -> None:
    assert takes_gzip(header) is takes


def test_bodies_may_come_as_gzip(client: httpx.Client, writer: dict[str, str]) -> None:
    packed = {"content-encoding": "gzip", "content-type": "application/json"}
    body = gzip.compress(json.dumps(QUERY).encode())
    assert client.post("/graphql", content=body, headers=packed).json()["data"]["articles"]["nodes"]
    halves = b"".join(gzip.compress(half) for half in (b'{"query": "{ __ty', b'pename }"}'))
    assert client.post("/graphql", content=halves, headers=packed).json() == {
        **client.post("/graphql", json={"query": "{ __typename }"}).json()
    }
    made = client.post(
        "/v1/actors", content=gzip.compress(b'{"name": "Packed", "kind": "GROUP"}'), headers=writer | packed
    )
    assert made.status_code == 201 and made.json()["name"] == "Packed"
    lines = gzip.compress(b'{"article": {"body": ""}}\n' * 50)
    imported = client.post("/v1/import", content=iter([lines[:20], lines[20:]]), headers=writer | packed)
    assert [json.loads(line)["line"] for line in imported.text.splitlines()] == list(range(1, 51))


@pytest.mark.parametrize("coding", ["br", "deflate", "zstd", "gzip, gzip", "x"])
@pytest.mark.parametrize("path", ["/graphql", "/v1/actors", "/v1/import"])
def test_other_encodings_are_refused_everywhere(
    client: httpx.Client, writer: dict[str, str], path: str, coding: str
) -> None:
    headers = writer | {"content-encoding": coding, "content-type": "application/json"}
    refused = client.post(path, content=b"{}", headers=headers)
    assert (refused.status_code, refused.headers["accept-encoding"]) == (415, "gzip")
    assert "UNSUPPORTED_MEDIA_TYPE" in refused.text and coding in refused.text


@pytest.mark.parametrize("path", ["/graphql", "/v1/actors"])
def test_a_body_that_unpacks_to_too_much_is_too_large(client: httpx.Client, writer: dict[str, str], path: str) -> None:
    headers = writer | {"content-encoding": "gzip", "content-type": "application/json"}
    bomb = gzip.compress(b" " * 50_000_000)
    refused = client.post(path, content=bomb, headers=headers)
    assert refused.status_code == 413 and "BODY_TOO_LARGE" in refused.text
    for broken in (b"no gzip", gzip.compress(b"{}")[:-4], gzip.compress(b"{}") + b"more"):
        refused = client.post(path, content=broken, headers=headers)
        assert refused.status_code == 400 and "gzip" in refused.text


async def unpacked(*pieces: bytes) -> bytes:
    """What a body in these pieces is, unpacked."""
    messages = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
    messages.append({"type": "http.request", "body": b"", "more_body": False})

    async def receive() -> Any:
        return messages.pop(0)

    receiving = inflated({"headers": [(b"content-encoding", b"x-gzip")]}, receive)
    body = b""
    while True:
        message = await receiving()
        body += message["body"]
        assert len(message["body"]) <= 64 * 1024
        if not message["more_body"]:
            return body


async def test_pieces_of_any_size_make_the_same_body() -> None:
    text = "".join(f"{number} " for number in range(100_000)).encode()
    packed = gzip.compress(text[:1000]) + gzip.compress(text[1000:])
    for size in (1, 7, 1000, len(packed)):
        assert await unpacked(*(packed[at : at + size] for at in range(0, len(packed), size))) == text
    assert await unpacked() == b""


async def test_streams_are_bounded_by_what_was_sent() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    bomb = b"".join(packer.compress(b"\n" * 1_000_000) for _ in range(100)) + packer.flush()
    with pytest.raises(BadInput, match=f"{RATIO_MAX} times"):
        await asyncio.wait_for(unpacked(bomb), 20)
