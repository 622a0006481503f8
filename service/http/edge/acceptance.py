"""Whether an `Accept` header takes an answer of a media type (RFC 9110, 12.5.1)."""

from __future__ import annotations

from functools import lru_cache

_HEADERS_KEPT = 256


# Clients send the same few headers all the time.
@lru_cache(maxsize=_HEADERS_KEPT)
def acceptable(header: str | None, media_type: str) -> bool:
    """Whether the header takes it: as the range says that fits it best. Without a header anything is taken."""
    if header is None or not header.strip():
        return True
    main = media_type.partition("/")[0]
    # Of the ranges that fit, the narrower one counts; of two alike, the kinder.
    fits = {media_type: 3, f"{main}/*": 2, "*/*": 1, "*": 1}
    best = (0, 0.0)
    for part in header.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        best = max(best, (fits.get(name, 0), _weight(parameters)))
    return best[0] > 0 and best[1] > 0


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, text = parameter.partition("=")
        if name.strip() == "q":
            try:
                return float(text)
            except ValueError:
                return 0.0
    return 1.0
