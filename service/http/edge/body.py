"""Request bodies, read within limits of size and time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

BODY_TIMEOUT_S = 10.0
ARRIVED = "claimgraph.arrived"
"""Key of the scope that our own server's protocol sets when the whole body is there."""


class RefusedBodyError(Exception):
    """A body that is not read to its end: too large, too slow, or broken off."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


async def read_body(
    scope: Mapping[str, Any],
    headers: Mapping[bytes, bytes],
    receive: Callable[[], Awaitable[Mapping[str, Any]]],
    bytes_max: int,
) -> bytes:
    """The whole body, at most `bytes_max` bytes within `BODY_TIMEOUT_S`; else `RefusedBodyError`."""
    # Of a compressed body it is nobody's to see: the gate unpacks it, and what it holds is counted.
    length = headers.get(b"content-length", b"")
    if length.isdigit() and int(length[:20]) > bytes_max:
        raise _too_large(bytes_max)
    if ARRIVED in scope:
        return await _read(receive, bytes_max)
    try:
        async with asyncio.timeout(BODY_TIMEOUT_S):
            return await _read(receive, bytes_max)
    except TimeoutError:
        message = f"The body took longer than {BODY_TIMEOUT_S:g} s to arrive; send it faster or smaller."
        raise RefusedBodyError(408, "REQUEST_TIMEOUT", message) from None


async def _read(receive: Callable[[], Awaitable[Mapping[str, Any]]], bytes_max: int) -> bytes:
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise RefusedBodyError(400, "BAD_REQUEST", "The connection closed before the body's end.")
        chunk: bytes = message.get("body", b"")
        size += len(chunk)
        if size > bytes_max:
            raise _too_large(bytes_max)
        chunks.append(chunk)
        if not message.get("more_body", False):
            return chunks[0] if len(chunks) == 1 else b"".join(chunks)


def _too_large(bytes_max: int) -> RefusedBodyError:
    return RefusedBodyError(413, "BODY_TOO_LARGE", f"The body is larger than {bytes_max:,} bytes; send less.")
