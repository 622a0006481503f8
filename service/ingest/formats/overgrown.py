"""Markup that its parser would take minutes for is told before it sees it."""

from __future__ import annotations

import re

ATTRIBUTES_MAX = 1_000
"""Attributes of one tag: libxml2 compares each with all others, and no page that people read has so many."""
_SHORTEST = 2 * ATTRIBUTES_MAX
_TAG = re.compile(r"<[a-zA-Z](?:[^>\"']|\"[^\"]*\"|'[^']*')*+")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")


def overgrown(text: str) -> str | None:
    """Why the text, HTML or a piece of it, is not parsed: a clause, None for markup as it should be."""
    for tag in _TAG.finditer(text):
        if tag.end() - tag.start() < _SHORTEST:
            continue
        if len(_QUOTED.sub("", tag[0]).split()) > ATTRIBUTES_MAX:
            return f"one of its tags has more than {ATTRIBUTES_MAX:,} attributes"
    return None
