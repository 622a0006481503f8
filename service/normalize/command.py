"""`claimgraph normalize FILE`: a text file in, one JSON document out."""

from __future__ import annotations

from pathlib import Path

import msgspec
from charset_normalizer import from_bytes

from service.normalize import normalize
from service.normalize.language import detect_language
from service.normalize.wordset import wordset

_WESTERN = wordset("fr en de es it pt nl ca da sv no nb nn fi is")
"""Languages that a single-byte file writes in Windows-1252."""


def decode(raw: bytes, language: str | None = None) -> str:
    """Text out of a file's bytes: UTF-8 with or without a mark, else the likeliest encoding. Never raises.

    The single-byte code pages of Europe look alike; for a western language Windows-1252 is meant.
    """
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        best = from_bytes(raw).best()
    guess = str(best) if best is not None else raw.decode("utf-8", errors="replace")
    if best is not None and (best.encoding.startswith("utf") or best.multi_byte_usage):
        return guess
    try:
        western = raw.decode("cp1252")
    except UnicodeDecodeError:
        return guess
    return western if (language or detect_language(western)).split("-")[0] in _WESTERN else guess


def normalize_file(path: Path, language: str | None) -> bytes:
    """The document of one text file as indented UTF-8 JSON with a final line break.

    `language` is BCP 47, None to detect it. Raises OSError when the file can't be read.
    """
    document = normalize(decode(path.read_bytes(), language), language=language)
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"
