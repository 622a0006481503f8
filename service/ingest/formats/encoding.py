"""Text out of bytes: marks first, then what the file says of itself, then what its bytes look like."""

from __future__ import annotations

import codecs
import re

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
_UTF_8 = frozenset(["utf-8", "utf-8-sig"])
_SEVERAL_BYTES = frozenset(["gb18030", "big5", "big5hkscs", "shift_jis", "cp932", "euc_jp", "euc_kr", "cp949"])
"""Encodings whose short texts can be UTF-8 by chance."""
_PLAINLY_UTF8 = 10
"""Characters beyond ASCII that are UTF-8 by no chance."""
_WRONG_AT_MOST = 0.002
"""Share of characters that may be wrong in a text that is in the encoding which it declares."""
_ESCAPED_FROM = 0xDC00
_WRONG_BYTE = re.compile("[\udc80-\udcff]")
_WRONG_BYTES = re.compile("[\udc80-\udcff]+")

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
    text = _utf8(raw)
    if text is not None:
        return text
    from charset_normalizer import from_bytes

    # A sample is enough to tell, and the guess reads it dozens of times.
    best = from_bytes(raw[:_LOOKED_AT]).best()
    guess = raw.decode(best.encoding if best is not None else "utf-8", errors="replace")
    if best is not None and (best.encoding.startswith("utf") or best.multi_byte_usage):
        return guess
    western = raw.decode("cp1252", errors="replace")
    if _spoiled(western):
        return guess
    from service.normalize.words.language import detect_language

    return western if (language or detect_language(western)).split("-")[0] in _WESTERN else guess


def decode_markup(raw: bytes, language: str | None = None) -> str:
    """Text out of HTML or XML, by the encoding that it declares where that is true. Never raises.

    UTF-8 says of itself that it is: bytes of another encoding that can be read as it, beyond ASCII, are not to be
    met. So a declaration that was true before the page was converted is not believed.
    """
    if _wide(raw) is not None or raw.startswith(codecs.BOM_UTF8):
        return decode(raw, language)
    declared = _declared(raw)
    if declared is None or declared in _UTF_8:
        return decode(raw, language)
    text = _utf8(raw)
    if text is not None and (declared not in _SEVERAL_BYTES or _beyond_ascii(text) >= _PLAINLY_UTF8):
        return text
    try:
        text = raw.decode(declared)
    except UnicodeError:
        # One wrong byte spoils no text; many tell that the declaration doesn't hold.
        text = raw.decode(declared, errors="replace")
        if _spoiled(text):
            return decode(raw, language)
    return text


def _declared(raw: bytes) -> str | None:
    """The encoding that a page or a feed says it is in, None for one that can't be or is none of ours."""
    found = _DECLARED.search(raw[:_DECLARED_WITHIN])
    if found is None:
        return None
    try:
        name = codecs.lookup(found[1].decode("ascii")).name
        b"a".decode(name)
    except (LookupError, UnicodeError):
        return None
    # Who could read the declaration byte by byte is not in an encoding of two or four bytes a character.
    return None if name.startswith(("utf-16", "utf-32")) else _MEANT.get(name, name)


def _utf8(raw: bytes) -> str | None:
    """The text where the bytes are UTF-8, but for a few that are not; None where they are something else."""
    text = raw.decode("utf-8-sig", errors="surrogateescape")
    wrong = len(_WRONG_BYTE.findall(text))
    if wrong and _beyond_ascii(text) - wrong < wrong:
        return None
    return _WRONG_BYTES.sub(_mended, text) if wrong else text


def _mended(found: re.Match[str]) -> str:
    """A letter of Windows-1252 that stands alone, as pieces of other files leave it; else the mark of a lost one."""
    lost = bytes(ord(character) - _ESCAPED_FROM for character in found[0])
    # The first byte of an accented letter or of a quotation mark is what is left of one that was cut.
    if len(lost) > 1 or lost in (b"\xc2", b"\xc3", b"\xe2"):
        return "\ufffd"
    return lost.decode("cp1252", errors="replace")


def _spoiled(text: str) -> bool:
    """Whether more than a few characters are lost, so that the text is in another encoding."""
    return text.count("\ufffd") > max(1, _WRONG_AT_MOST * len(text))


def _beyond_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def _wide(raw: bytes) -> str | None:
    """UTF-16 or UTF-32, by its mark, or by the zeros that are every second byte of Latin text, or the half of any."""
    for mark, encoding in _MARKS[1:]:
        if raw.startswith(mark):
            return encoding
    head = raw[:_LOOKED_AT]
    half = len(head) // 2
    if half < 8:
        return None
    fourths = [head[phase::4].count(0) / (half / 2) for phase in range(4)]
    if min(fourths[2:]) > 0.95 and fourths[0] < 0.05:
        return "utf-32-le"
    if min(fourths[:2]) > 0.95 and fourths[3] < 0.05:
        return "utf-32-be"
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > 0.7 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.7 * half and odd < 0.05 * half:
        return "utf-16-be"
    return None
