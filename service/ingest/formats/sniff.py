"""Tells a file's format: by its extension where that is clear, else by its first bytes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

import msgspec

from service.ingest.formats.compressed import unpacked_name
from service.ingest.formats.encoding import binary_kind, decode_markup

Format = Literal["text", "html", "json", "bundle", "feed", "xml"]

BY_EXTENSION: dict[str, Format] = {
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".json": "json",
    ".jsonld": "json",
    ".ndjson": "bundle",
    ".jsonl": "bundle",
    ".rss": "feed",
    ".atom": "feed",
    ".xml": "xml",
}
HEAD_BYTES = 65_536
# Atomic, so that no crafted prolog makes the match try every way to split it.
_HTML = re.compile(r"\s*+(?>(?>(?><!--.*?-->)\s*+)*+)<(?:!doctype\s+html|html|head|body|article|main)\b", re.I | re.S)
_PROLOG = re.compile(
    r"\s*+(?>(?>(?><\?.*?\?>|<!--.*?-->|<!doctype[^>\[]*(?:\[.*?\]\s*)?>)\s*+)*+)<([A-Za-z_][\w.:-]*)", re.I | re.S
)
_FEED_ROOTS = ("rss", "feed", "rdf")


def has_known_extension(path: Path) -> bool:
    """Whether the file's name says that it is of a format that is read, packed or not."""
    return unpacked_name(path).suffix.lower() in BY_EXTENSION


def tell_format(path: Path, head: bytes) -> Format:
    """The format of a file whose first `HEAD_BYTES` are `head`.

    An extension that can mean several things (.xml), or none that is known, leaves it to the content.
    """
    known = BY_EXTENSION.get(unpacked_name(path).suffix.lower())
    if known in ("text", "bundle", "feed"):
        return known
    text = decode_markup(head).lstrip("\ufeff")
    if known == "html":
        # A feed saved by a browser is called .html, a page is never called .rss.
        return "feed" if _root(text) in _FEED_ROOTS else "html"
    if known == "json":
        return "bundle" if _is_lines(text) else "json"
    if known == "xml":
        return _of_markup(text) or "xml"
    return _of_content(text) if binary_kind(head) is None else "text"


def _of_content(text: str) -> Format:
    start = text.lstrip()
    if start.startswith("<"):
        return _of_markup(text) or "text"
    if start.startswith(("{", "[")):
        return "bundle" if _is_lines(text) else ("json" if _is_json(start) else "text")
    return "text"


def _of_markup(text: str) -> Format | None:
    root = _root(text)
    if root in _FEED_ROOTS:
        return "feed"
    if root == "html" or _HTML.match(text):
        return "html"
    return "xml" if text.lstrip().startswith("<?xml") else None


def _root(text: str) -> str | None:
    found = _PROLOG.match(text[:8192])
    return found[1].rpartition(":")[2].lower() if found else None


def _is_lines(text: str) -> bool:
    """Whether more than one JSON value stands here, the first of them on a line of its own."""
    first, line_break, rest = text.lstrip().partition("\n")
    return bool(line_break and rest.strip()) and first.startswith("{") and _is_json(first)


def _is_json(text: str) -> bool:
    try:
        msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        # A head may be cut anywhere; a quoted member is enough to tell.
        return len(text) > HEAD_BYTES // 2 and re.match(r'[\[{\s]*"@?\w+"\s*:', text) is not None
    return True
