"""Files that gzip has packed: `.gz`, and what was saved as it came with `Content-Encoding: gzip`."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from service.ingest.formats.page import Unreadable

_MAGIC = b"\x1f\x8b\x08"
_SUFFIX = ".gz"


@contextmanager
def unpacked(path: Path) -> Iterator[BinaryIO]:
    """The file's bytes, unpacked as they are read where it is packed, by its content and whatever its name is.

    Whoever reads says how much at most: a small file may unpack to any size. Raises OSError; Unreadable, also in
    the middle, for a packed file that is cut off or broken.
    """
    with path.open("rb") as file:
        packed = file.read(len(_MAGIC)) == _MAGIC
        file.seek(0)
        try:
            if packed:
                with gzip.GzipFile(fileobj=file) as content:
                    yield cast(BinaryIO, content)
            else:
                yield file
        except (EOFError, zlib.error, gzip.BadGzipFile):
            raise Unreadable("its gzip is cut off or broken; send the whole of it") from None


def unpacked_size(path: Path, longest: int) -> int:
    """How many bytes the file has when it is unpacked, as it says itself (RFC 1952), or `longest`. Raises OSError."""
    with path.open("rb") as file:
        if file.read(len(_MAGIC)) != _MAGIC:
            return path.stat().st_size
        file.seek(-min(4, path.stat().st_size), 2)
        return min(int.from_bytes(file.read(4), "little"), longest)


def unpacked_name(path: Path) -> Path:
    """The name that tells the format: without `.gz`."""
    return path.with_suffix("") if path.suffix.lower() == _SUFFIX else path
