"""JSON as pages carry it: with comments, commas too many, and line breaks inside of strings."""

from __future__ import annotations

import html
import json
import re
from typing import Any

from service.ingest.formats.page import Unreadable

# What never ends goes to the end of the text, so that no start is tried in vain.
_TOKEN = re.compile(
    r"""(?P<string>"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z))
      | (?P<comment>//[^\n]*+|/\*(?:(?!\*/).)*+(?:\*/)?|<!--|-->|<!\[CDATA\[|\]\]>)
      | (?P<comma>,)
      | (?P<opening>[\[{])
      | (?P<closing>[\]}])
      | (?P<space>\s++)
      | (?P<other>[^\s",\[\]{}/<\-]++|.)""",
    re.S | re.X,
)
_WRONG_ESCAPE = re.compile(r"\\(.)", re.S)
_ESCAPES = frozenset('"\\/bfnrtu')


def loads_loosely(text: str) -> Any:
    """The value of a JSON text; what no JSON parser takes but its author plainly meant is mended.

    Taken are comments (`//`, `/* */`, `<!--`, CDATA marks), commas without a value, raw line breaks and wrong
    escapes in strings, a semicolon at the end, and quotation marks escaped as HTML. Raises Unreadable.
    """
    text = text.strip().lstrip("\ufeff")
    if text.startswith(("{&quot;", "[{&quot;", "{ &quot;", "{&#34;")):
        text = html.unescape(text)
    try:
        # Not strict: publishers leave line breaks inside of strings.
        return json.loads(text, strict=False)
    except RecursionError:
        raise Unreadable("it is nested too deep") from None
    except ValueError as error:
        first = error
    try:
        return json.loads(_mended(text), strict=False)
    except (ValueError, RecursionError):
        # The text as it came is the one that its author can look into.
        raise Unreadable(f"it is no JSON: {first}") from None


def _mended(text: str) -> str:
    kept: list[str] = []
    comma, empty = False, True
    for token in _TOKEN.finditer(text):
        kind, said = token.lastgroup, token[0]
        if kind in ("comment", "space"):
            kept.append(" ")
        elif kind == "comma":
            comma = True
        else:
            # A comma stands between two values, so neither first nor last.
            if comma and not empty and kind != "closing":
                kept.append(",")
            kept.append(_WRONG_ESCAPE.sub(_unescaped, said) if kind == "string" else said)
            comma, empty = False, kind == "opening"
    return "".join(kept).strip().rstrip("; \n")


def _unescaped(found: re.Match[str]) -> str:
    return found[0] if found[1] in _ESCAPES else found[1]
