"""Numbers in groups of three digits: `50 000` is one word, wherever spaces end the others."""

from __future__ import annotations

import re

_GROUPS = re.compile(r"(?<![\d.,])[1-9]\d{0,2}(?:[ \u00a0\u2009\u202f]\d{3})+(?!\d)")
_SPACE = re.compile(r"\s")


def join_groups(query: str) -> str:
    """The query with commas for the spaces inside numbers, as `50,000`; all else, and each place, stays.

    Texts are read alike (`claimgraph.numbers_alike`), which takes the comma out again.
    """
    return _GROUPS.sub(lambda found: _SPACE.sub(",", found.group()), query)
