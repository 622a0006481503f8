"""Text out of bytes: marks first, then what the file says of itself, then what its bytes look like."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from service.normalize.words.language import detect_language

_WESTERN = frozenset(["fr", "en", "de", "es", "it", "pt", "nl", "ca", "da", "sv", "no", "nb", "nn", "fi", "is"])
"""Languages that a single-byte file writes in Windows-1252."""

# The longer marks first: UTF-32's begins as UTF-16's.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(
    rb"""(?:charset\s*=\s*|<\?xml[^>]{0,200}?encoding\s*=\s*)["']?\s*([A-Za-z0-9_.:-]{1,40})""", re.I
)
_DECLARED_WITHIN = 4096
# As the WHATWG's Encoding Standard has it: pages that say Latin-1 mean Windows-1252.
_MEANT = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030"}

_SIGNATURES = (
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"\x7fELF", "a program"),
    (b"{\\rtf", "an RTF document"),
    (b"SQLite format 3\x00", "a database"),
)
_LOOKED_AT = 65_536
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\v\f\r\x1b")
_CONTROLS_MIN = 8
_CONTROLS_SHARE = 0.02


def binary_kind(raw: bytes) -> str | None:
    """What the bytes are when they are no text ("a PDF document"), None for text in any encoding."""
    for signature, kind in _SIGNATURES:
        if raw.startswith(signature):
            return kind
    if _wide(raw) is not None:
        return None
    head = raw[:_LOOKED_AT]
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if controls >= _CONTROLS_MIN and controls > _CONTROLS_SHARE * len(head):
        return "binary data"
    return None


def decode(raw: bytes, language: str | None = None) -> str:
    """Text out of a plain text file: UTF-8 with or without a mark, else the likeliest encoding. Never raises.

    The single-byte code pages of Europe look alike; for a western language Windows-1252 is meant.
    """
    wide = _wide(raw)
    if wide is not None:
        return raw.decode(wide, errors="replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        # A sample is enough to tell, and the guess reads it dozens of times.
        best = from_bytes(raw[:_LOOKED_AT]).best()
    guess = raw.decode(best.encoding if best is not None else "utf-8", errors="replace")
    if best is not None and (best.encoding.startswith("utf") or best.multi_byte_usage):
        return guess
    try:
        western = raw.decode("cp1252")
    except UnicodeDecodeError:
        return guess
    return western if (language or detect_language(western)).split("-")[0] in _WESTERN else guess


def decode_markup(raw: bytes, language: str | None = None) -> str:
    """Text out of HTML or XML, by the encoding that it declares where that is true. Never raises."""
    if _wide(raw) is None and not raw.startswith(codecs.BOM_UTF8):
        declared = _DECLARED.search(raw[:_DECLARED_WITHIN])
        if declared is not None:
            try:
                name = codecs.lookup(declared[1].decode("ascii")).name
                return raw.decode(_MEANT.get(name, name))
            except (LookupError, UnicodeError):
                # A declaration that doesn't hold is no better than none.
                pass
    return decode(raw, language)


def _wide(raw: bytes) -> str | None:
    """UTF-16 or UTF-32, by its mark, or by the zeros that every second byte of Latin text is."""
    for mark, encoding in _MARKS[1:]:
        if raw.startswith(mark):
            return encoding
    head = raw[:_LOOKED_AT]
    half = len(head) // 2
    if half < 8:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > 0.7 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.7 * half and odd < 0.05 * half:
        return "utf-16-be"
    return None
