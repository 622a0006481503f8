"""Which dates are believed, and which are told of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

UNDATED = datetime.min.replace(tzinfo=UTC)
"""`sort_at` of what has no date: the driver stores it as -infinity, which is below every date."""

AHEAD = "publishedAt lay in the future when the article came in."
"""The note of an article whose date is more than a day ahead: zones put a date some hours ahead, mistakes more."""
_DAY = timedelta(days=1)


def lies_ahead(moment: datetime | None) -> bool:
    """Whether a date is so far in the future that a reader should know."""
    return moment is not None and moment > datetime.now(UTC) + _DAY


def noted(notes: tuple[str, ...], published_at: datetime | None) -> tuple[str, ...]:
    """An article's notes with the one on its date, where that lies ahead, and without it where it doesn't."""
    others = tuple(note for note in notes if note != AHEAD)
    return (*others, AHEAD) if lies_ahead(published_at) else others
