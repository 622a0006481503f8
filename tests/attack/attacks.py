"""The attacks: a name, a request, and the statuses that may answer it. What other tests try is not here again."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from typing import Any

import msgspec

JSON = {"content-type": "application/json"}
BAD = frozenset({400, 404, 405, 406, 408, 411, 413, 414, 415, 421, 422, 426, 431, 501})
"""What a request that is wrong in itself may be answered by."""
FINE = frozenset({200, 401}) | BAD
"""The same, or an answer: with `errors` where it is GraphQL's."""
NO_HTTP = frozenset({400})
"""What RFC 9112 has for a message that can't be read, or could be read in two ways (2.2, 3.2, 6.3)."""


class Attack(msgspec.Struct, frozen=True, kw_only=True):
    """One request. `raw` goes over a socket as it is; else `method`, `path`, `headers` and `body`."""

    name: str
    method: str = "POST"
    path: str = "/graphql"
    headers: dict[str, str] = msgspec.field(default_factory=lambda: dict(JSON))
    body: bytes = b""
    raw: bytes | None = None
    expects: frozenset[int] = BAD
    errors: bool = False
    """Whether a 200 must hold GraphQL errors."""
    short: bool = False
    """Whether it belongs to the selection of every test run."""


def graphql(name: str, query: str, variables: Any = None, *, short: bool = False, errors: bool = True) -> Attack:
    body = json.dumps({"query": query, "variables": variables or {}}).encode()
    return Attack(name=name, body=body, expects=FINE, errors=errors, short=short)


def body(name: str, given: bytes, *, short: bool = False, **headers: str) -> Attack:
    return Attack(name=name, body=given, headers=JSON | headers, short=short)


def get(name: str, path: str, *, expects: frozenset[int] = FINE, short: bool = False) -> Attack:
    return Attack(name=name, method="GET", path=path, headers={}, expects=expects, short=short)


def raw(name: str, given: bytes, *, expects: frozenset[int] = NO_HTTP, short: bool = False) -> Attack:
    return Attack(name=name, raw=given, expects=expects, short=short)


INJECTIONS = {
    "a quote": "'",
    "a comment": "'; drop table claimgraph.article; --",
    "a union": "' union select digest from claimgraph.api_key --",
    "a sleep": "'||pg_sleep(10)||'",
    "a placeholder": "$1::text",
    "a format": "%s %(x)s {0} {x}",
    "a backslash": "\\' or 1=1 --",
    "a path": "../../../etc/passwd",
    "a tsquery": "a & !(b | <-> :*",
    "a regex": "(a+)+$" * 50,
    "a like": "%_%_%_%" * 50,
    "direction marks": "\u202e\u2066abc\u2069",
}
ARGUMENTS = ("q", "match", "orderBy", "first", "after", "language", "sourceId")


def _graphql() -> Iterator[Attack]:
    search = "query($q: String!) { search(query: $q) { totalCount } }"
    deep = "{ articles { nodes { claims { nodes { " * 60 + "id" + " } } } }" * 60
    yield graphql("a query 240 levels deep", deep, short=True)
    yield graphql("brackets without an end", "{" * 50_000)
    yield graphql("10,000 aliases", "{" + " ".join(f"a{n}: __typename" for n in range(10_000)) + "}", errors=False)
    yield graphql(
        "1,000 aliased lists",
        "{" + " ".join(f"a{n}: articles(first: 100) {{ nodes {{ id }} }}" for n in range(1000)) + "}",
        short=True,
    )
    yield graphql("a fragment of itself", "{ ...a } fragment a on Query { ...a }", short=True)
    yield graphql("fragments in a ring", "{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }")
    doubling = " ".join(f"fragment f{n} on Query {{ ...f{n + 1} ...f{n + 1} }}" for n in range(40))
    yield graphql(
        "fragments that double",
        "{ ...f0 } " + doubling + " fragment f40 on Query { __typename }",
        short=True,
        errors=False,
    )
    yield graphql("1,000 directives", "{ __typename " + "@skip(if: false) " * 1000 + "}")
    yield graphql("an unknown directive", "{ __typename @drop }")
    yield graphql(
        "pages that multiply",
        "{ articles(first: 100) { nodes { claims(first: 100) { nodes { actors(first: 100) { nodes { id } } } } } } }",
    )
    yield graphql("a page of two billion", "{ articles(first: 2147483647) { nodes { id } } }", short=True)
    yield graphql("a number beyond any", "{ articles(first: 99999999999999999999999) { nodes { id } } }")
    yield graphql(
        "introspection, deep", "{ __schema { types " + "{ fields { type " * 30 + "{ name }" + "} } " * 30 + "} }"
    )
    yield graphql("a forged cursor", '{ articles(after: "AAAA") { nodes { id } } }', short=True)
    yield graphql("a cursor of 100 kB", '{ articles(after: "' + "A" * 100_000 + '") { nodes { id } } }')
    yield graphql("an id of another kind", '{ article(id: "act_1") { id } }')
    yield graphql("an id beyond a bigint", '{ article(id: "art_99999999999999999999") { id } }', errors=False)
    yield graphql("a NUL in a variable", search, {"q": "a\0b"})
    yield graphql("half a surrogate pair", search, {"q": "\ud800"})
    yield graphql("a variable of 500 kB", search, {"q": "a " * 250_000})
    nested: Any = 1
    for _ in range(400):
        nested = {"not": nested}
    yield graphql("a filter 400 deep", "query($f: ClaimFilter) { claims(filter: $f) { totalCount } }", {"f": nested})
    yield graphql(
        "a variable of another type", "query($n: Int) { articles(first: $n) { nodes { id } } }", {"n": {"a": 1}}
    )
    yield graphql("10,000 variables", "query(" + " ".join(f"$v{n}: Int" for n in range(10_000)) + ") { __typename }")
    yield graphql("a mutation without a key", 'mutation { upsertActor(input: {name: "A", kind: PERSON}) { created } }')
    yield graphql("a subscription by a plain request", "subscription { articleIngested { cursor } }")
    yield graphql("nothing but a comment", "#" * 100_000)
    for name, text in INJECTIONS.items():
        yield graphql(f"search for {name}", search, {"q": text}, errors=False)


def _bodies() -> Iterator[Attack]:
    yield body("no JSON", b"{query", short=True)
    yield body("no UTF-8", b'{"query": "\xff\xfe"}', short=True)
    yield body("brackets by the thousand", b"[" * 100_000)
    yield body("objects by the thousand", b'{"variables":' + b'{"a":' * 5000 + b"1" + b"}" * 5001)
    yield body("a number of 100,000 digits", b'{"query": ' + b"9" * 100_000 + b"}")
    yield body("an array for an object", b"[]")
    yield body("2 MB", b'{"query": "' + b"a" * 2_000_000 + b'"}', short=True)
    bomb = gzip.compress(b'{"query": "' + b"a" * 50_000_000 + b'"}')
    yield body("a gzip bomb", bomb, short=True, **{"content-encoding": "gzip"})
    yield body("gzip that breaks off", bomb[:1000], **{"content-encoding": "gzip"})
    yield body("an encoding nobody knows", b"{}", **{"content-encoding": "zstd, br, gzip"})
    yield body("a content type of nothing", b"{}", **{"content-type": "x" * 5000})
    xml = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
    yield Attack(name="XML", body=xml, headers={"content-type": "application/xml"})


def _paths() -> Iterator[Attack]:
    yield get("a path out of the folder", "/static/../../../../etc/passwd", expects=BAD)
    yield get("the same, encoded", "/static/%2e%2e%2f%2e%2e%2fetc%2fpasswd", expects=BAD, short=True)
    yield get("a NUL in a path", "/v1/articles/%00", expects=BAD)
    yield get("no UTF-8 in a path", "/v1/articles/%ff%fe", expects=BAD)
    yield get("an address of 20 kB", "/v1/articles?language=" + "a" * 20_000)
    yield get("1,000 parameters", "/v1/articles?" + "&".join(f"p{n}=1" for n in range(1000)))
    yield get("a filter that is no JSON", "/v1/claims?filter={", expects=BAD)
    yield get("fields without an end", "/v1/claims?fields=" + "article." * 500 + "id", expects=BAD)
    for name, text in INJECTIONS.items():
        for argument in ARGUMENTS:
            given = "".join(f"%{byte:02x}" for byte in text.encode())
            yield get(f"{argument} is {name}", f"/v1/search?q=a&{argument}={given}", short=name == "a comment")


def _raw() -> Iterator[Attack]:
    yield raw("no host", b"GET /v1/articles HTTP/1.1\r\n\r\n", short=True)
    yield raw("two hosts", b"GET /v1/articles HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n", short=True)
    yield raw("no HTTP", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 500)
    yield raw("a version nobody speaks", b"GET / HTTP/9.9\r\nhost: a\r\n\r\n", expects=frozenset({400, 505}))
    yield raw("a header without a name", b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n: x\r\n\r\n")
    yield raw("a header with a NUL", b"GET /healthz HTTP/1.1\r\nhost: localhost\r\nx: \0\r\n\r\n")
    many = b"".join(b"x-%d: y\r\n" % n for n in range(10_000))
    yield raw(
        "10,000 headers",
        b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n" + many + b"\r\n",
        short=True,
        expects=frozenset({431}),
    )
    head = b"POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
    yield raw(
        "a length and chunks", head + b"content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n", short=True
    )
    yield raw("two lengths", head + b"content-length: 2\r\ncontent-length: 3\r\n\r\n{}")
    yield raw("a length below nothing", head + b"content-length: -1\r\n\r\n{}")
    yield raw("a chunk of no size", head + b"transfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n")
    yield raw("a chunk beyond any size", head + b"transfer-encoding: chunked\r\n\r\nffffffffffffffffff\r\n")
    key = b"authorization: Bearer cgk_" + b"a" * 20_000 + b"\r\n"
    yield raw(
        "a key of 20 kB", b"GET /v1/articles HTTP/1.1\r\nhost: localhost\r\n" + key + b"\r\n", expects=frozenset({401})
    )


ATTACKS = (*_graphql(), *_bodies(), *_paths(), *_raw())
