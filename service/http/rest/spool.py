"""What one task writes and another sends on: the writer never waits for the client, and memory stays flat."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator

_READ_BYTES = 64 * 1024
_IN_MEMORY_BYTES = 1024 * 1024


class Spool:
    """A temporary file that grows at one end and is read from the other. Nothing of it outlives `close`."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES)  # noqa: SIM115 - closed by `close`
        self._written = asyncio.Event()

    def append(self, data: bytes) -> None:
        """Add to the end. Raises OSError when the disk is full."""
        self._file.seek(0, 2)
        self._file.write(data)
        self._written.set()

    async def chunks(self, writing: asyncio.Task[None]) -> AsyncIterator[bytes]:
        """All that was written and will be, until `writing` ends; then what that raised."""
        sent = 0
        while True:
            done = writing.done()
            self._written.clear()
            self._file.seek(sent)
            while chunk := self._file.read(_READ_BYTES):
                sent += len(chunk)
                yield chunk
                self._file.seek(sent)
            if done:
                break
            waiting = asyncio.create_task(self._written.wait())
            await asyncio.wait({waiting, writing}, return_when=asyncio.FIRST_COMPLETED)
            waiting.cancel()
        writing.result()

    def close(self) -> None:
        """Forget it all."""
        self._file.close()
