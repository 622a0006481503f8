"""What an `Accept` header takes (RFC 9110, 12.5.1)."""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

_HEADERS_KEPT = 256
_PARTS = re.compile(r'(?:[^,"]|"(?:\\.|[^"\\])*"?)+')
_PIECES = re.compile(r'(?:[^;"]|"(?:\\.|[^"\\])*"?)+')


class Range(msgspec.Struct, frozen=True, kw_only=True):
    """One of the media types, or ranges of them, that a header takes."""

    type: str
    profiles: tuple[str, ...] = ()
    """The profiles that it asks for (RFC 6906)."""
    weight: float = 1.0


# Clients send the same few headers all the time.
@lru_cache(maxsize=_HEADERS_KEPT)
def ranges_of(header: str) -> tuple[Range, ...]:
    """The header's ranges in their order. Parameters other than `profile` and `q` don't count."""
    ranges = []
    for part in _PARTS.findall(header):
        name, *parameters = [piece.strip() for piece in _PIECES.findall(part)] or [""]
        pairs = (parameter.partition("=") for parameter in parameters)
        given = {key.strip().lower(): value.strip().strip('"') for key, _, value in pairs}
        profiles = tuple(given.get("profile", "").split())
        ranges.append(Range(type=name.lower(), profiles=profiles, weight=_weight(given.get("q", "1"))))
    return tuple(ranges)


def fits(range_: Range, media_type: str) -> int:
    """How closely a range names a media type, 0 where it doesn't."""
    main = media_type.partition("/")[0]
    return {media_type: 3, f"{main}/*": 2, "*/*": 1, "*": 1}.get(range_.type, 0)


@lru_cache(maxsize=_HEADERS_KEPT)
def acceptable(header: str | None, media_type: str) -> bool:
    """Whether the header takes it: as the range says that fits it best. Without a header anything is taken."""
    if header is None or not header.strip():
        return True
    # Of the ranges that fit, the narrower one counts; of two alike, the kinder.
    best = max(((fits(entry, media_type), entry.weight) for entry in ranges_of(header)), default=(0, 0.0))
    return best[0] > 0 and best[1] > 0


def _weight(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
