"""Answers sent compressed to those who take it (RFC 9110, 8.4 and 12.5.3).

Only whole answers of some size are: streams of events and exports pass as they are, so that nothing waits in a
compressor. Other bytes have another `ETag` (RFC 9110, 8.8.3.3), so the tag gets an ending, which is not part of
what preconditions compare.
"""

from __future__ import annotations

import asyncio
import re
import zlib
from collections.abc import Awaitable, Callable, MutableMapping
from functools import lru_cache
from typing import Any

from service.http.edge.caching import COMPRESSED, UNSENT

Header = tuple[bytes, bytes]
Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]

VARY: Header = (b"vary", b"Accept-Encoding")
BYTES_MIN = 1_000
"""Smaller answers fit a packet or two as they are."""
_LEVEL = 4
"""A tenth of a millisecond for a page of 20 kB; more effort makes it hardly smaller."""
_BESIDE_BYTES = 100_000
"""Larger answers are compressed in a thread, so that others need not wait."""
_GZIP_WINDOW = 16 + zlib.MAX_WBITS
_COMPRESSIBLE = re.compile(rb"application/(?:[a-z.-]+\+)?(?:json|yaml|xml|x-ndjson)\b|text/(?!event-stream)")
_HEADERS_KEPT = 128
_ENDING = COMPRESSED.encode() + b'"'


@lru_cache(maxsize=_HEADERS_KEPT)
def takes_gzip(accept_encoding: str) -> bool:
    """Whether an `Accept-Encoding` header names gzip, or anything, and doesn't refuse it."""
    weights: dict[str, float] = {}
    for part in accept_encoding.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        text = next((parameter[2:] for parameter in parameters if parameter.startswith("q=")), "1")
        try:
            weights[name] = float(text)
        except ValueError:
            weights[name] = 0.0
    return weights.get("gzip", weights.get("x-gzip", weights.get("*", 0.0))) > 0


def compressing(send: Send, scope: MutableMapping[str, Any], headers: MutableMapping[bytes, bytes]) -> Send:
    """Sends whole answers compressed, where the request's `headers` take it; else `send` itself."""
    if not takes_gzip(headers.get(b"accept-encoding", b"").decode("latin-1")):
        return send
    known = headers.get(b"if-none-match", b"")
    held: Message | None = None

    async def sending(message: Message) -> None:
        nonlocal held
        if message["type"] == "http.response.start":
            if message["status"] == 304:
                every = known.strip() == b"*" and _unsent_is_worth_it(scope)
                message = {**message, "headers": [_tag_known(line, known, every) for line in message["headers"]]}
            elif _worth_it(message["headers"]):
                message = {**message, "headers": _compressed(message["headers"])}
                if scope["method"] != "HEAD":
                    held = message
                    return
        elif held is not None:
            start, held = held, None
            packed = await _packed(message.get("body", b""))
            start["headers"].append((b"content-length", str(len(packed)).encode()))
            await send(start)
            message = {**message, "body": packed}
        await send(message)

    return sending


def _worth_it(headers: list[Header]) -> bool:
    """Whether an answer is whole and not small, of a type that packs well, and not packed already."""
    given = dict(headers)
    length = given.get(b"content-length", b"")
    return (
        length.isdigit()
        and int(length) >= BYTES_MIN
        and b"content-encoding" not in given
        and _COMPRESSIBLE.match(given.get(b"content-type", b"")) is not None
    )


def _unsent_is_worth_it(scope: MutableMapping[str, Any]) -> bool:
    """Whether what a 304 spares the caller would have come compressed."""
    media_type, length = scope.get(UNSENT, ("", 0))
    return _worth_it([(b"content-type", media_type.encode()), (b"content-length", str(length).encode())])


def _compressed(headers: list[Header]) -> list[Header]:
    kept = [_tagged(line) for line in headers if line[0] != b"content-length"]
    return [*kept, (b"content-encoding", b"gzip")]


def _tagged(line: Header) -> Header:
    name, value = line
    return (name, value[:-1] + _ENDING) if name == b"etag" else line


def _tag_known(line: Header, known: bytes, every: bool) -> Header:
    """What is not sent again has the tag that the caller knows it by; with `every`, which names none, that of a 200
    (RFC 9110, 15.4.5)."""
    tagged = _tagged(line)
    return tagged if tagged is not line and (every or tagged[1] in known) else line


async def _packed(body: bytes) -> bytes:
    return _pack(body) if len(body) < _BESIDE_BYTES else await asyncio.to_thread(_pack, body)


def _pack(body: bytes) -> bytes:
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP_WINDOW)
    return packer.compress(body) + packer.flush()
