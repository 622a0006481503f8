"""Exports for clients: few at once, each as fast as the database gives it, whatever its client does.

The lines go through a temporary file. So the snapshot, and the connection that holds it, last as long as the
database takes to read everything, and not as long as a client takes to fetch it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable

from service.errors import Unavailable
from service.http.rest.spool import Spool

_RETRY_S = 30

Chunks = Callable[[Callable[[str], None]], AsyncGenerator[bytes]]
"""Reads what is exported from one snapshot, and tells ahead of the first chunk where `changes` goes on from it."""


class Exports:
    """At most so many exports at once."""

    def __init__(self, most: int) -> None:
        self._free = most

    async def begin(self, chunks: Chunks) -> Export:
        """An export whose first chunk is there; its user closes it.

        Raises Unavailable when too many are under way, or the database can't be reached.
        """
        if self._free <= 0:
            message = "As many exports as are served at once are under way; try again later."
            raise Unavailable(message, retry_after_s=_RETRY_S)
        self._free -= 1
        try:
            cursors: list[str] = []
            lines = chunks(cursors.append)
            first = await anext(lines, b"")
        except BaseException:
            self._free += 1
            raise
        return Export(self, lines, first, cursors[0])

    def end(self) -> None:
        """One is over."""
        self._free += 1


class Export:
    """One export under way: iterate over its chunks, then close it, whether it was iterated over or not.

    `cursor` is where `changes` goes on from its snapshot.
    """

    def __init__(self, exports: Exports, lines: AsyncIterator[bytes], first: bytes, cursor: str) -> None:
        self.cursor = cursor
        self._exports: Exports | None = exports
        self._spool = Spool()
        self._spool.append(first)
        self._writing = asyncio.create_task(self._write(lines))

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._spool.chunks(self._writing)

    async def aclose(self) -> None:
        """Stop reading the database, and forget what was read."""
        if self._exports is None:
            return
        exports, self._exports = self._exports, None
        exports.end()
        self._writing.cancel()
        await asyncio.gather(self._writing, return_exceptions=True)
        self._spool.close()

    async def _write(self, lines: AsyncIterator[bytes]) -> None:
        async for chunk in lines:
            self._spool.append(chunk)
