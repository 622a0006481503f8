"""`claimgraph normalize FILE`: a text file in, one JSON document out."""

from __future__ import annotations

from pathlib import Path

import msgspec
from charset_normalizer import from_bytes

from service.normalize import normalize


def decode(raw: bytes) -> str:
    """Text out of a file's bytes: UTF-8 with or without a mark, else the likeliest encoding. Never raises."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        best = from_bytes(raw).best()
        return str(best) if best is not None else raw.decode("utf-8", errors="replace")


def normalize_file(path: Path, language: str | None) -> bytes:
    """The document of one text file as indented UTF-8 JSON with a final line break.

    `language` is BCP 47, None to detect it. Raises OSError when the file can't be read.
    """
    document = normalize(decode(path.read_bytes()), language=language)
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"
