"""Why a subscription ends before its caller ends it."""

from __future__ import annotations

from service.errors import CursorExpired, CursorUnknown, ServiceError, Unavailable

__all__ = ["CursorExpired", "CursorUnknown", "SlowSubscriber", "Stopping"]


class SlowSubscriber(ServiceError):  # noqa: N818
    """The caller takes events more slowly than they happen; nothing is lost if it resumes from its last cursor."""

    code = "SLOW_SUBSCRIBER"
    status = 429


class Stopping(Unavailable):
    """The service stops; another one, or this one soon, goes on from the caller's last cursor."""

    code = "SERVICE_STOPPING"
