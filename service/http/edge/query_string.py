"""The parameters of a query string."""

from __future__ import annotations

from urllib.parse import parse_qsl


def pairs_of(query_string: bytes) -> list[tuple[str, str]]:
    """The parameters with their values, blank ones too, in their order."""
    return parse_qsl(query_string.decode("latin-1"), keep_blank_values=True) if query_string else []
