"""Addresses as URIs: what people wrote as an address may hold characters that no URI does."""

from __future__ import annotations

from urllib.parse import quote

_TAKEN = "!#$%&'()*+,/:;=?@[]~"
"""What a URI holds beside letters, digits, `-`, `.` and `_` (RFC 3986, 2)."""


def uri(address: str) -> str:
    """The address with anything else written as `%C3%A9`."""
    return quote(address, safe=_TAKEN)
