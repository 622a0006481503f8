"""What caches may do with an answer to a GET: keep it for a while, then ask whether it changed (RFC 9111)."""

from __future__ import annotations

import hashlib

_VARY = "Accept, Authorization"
NO_STORE = {"cache-control": "no-store", "vary": _VARY}
"""The headers of an error: the next try may go well."""

_DIGEST_BYTES = 15


def caching_headers(body: bytes, media_type: str, *, shared: bool, max_age_s: int) -> dict[str, str]:
    """`ETag`, `Cache-Control` and `Vary` of an answer; `shared` when it may be kept for other callers."""
    digest = hashlib.blake2b(body, digest_size=_DIGEST_BYTES, person=media_type.encode()[-16:]).hexdigest()
    keep = f"max-age={max_age_s}" if max_age_s else "no-cache"
    return {
        "etag": f'"{digest}"',
        "cache-control": f"{'public' if shared else 'private'}, {keep}",
        "vary": _VARY,
    }


def is_known(etag: str, if_none_match: bytes | None) -> bool:
    """Whether the caller has this answer already (RFC 9110, `If-None-Match`, compared weakly)."""
    if if_none_match is None:
        return False
    given = if_none_match.decode("latin-1").split(",")
    return any(entry.strip().removeprefix("W/") in (etag, "*") for entry in given)
