"""Dates: how they may be written, which are believed, and which are told of."""

from __future__ import annotations

from datetime import UTC, datetime

UNDATED = datetime.min.replace(tzinfo=UTC)
"""`sort_at` of what has no date: the driver stores it as -infinity, which is below every date."""
