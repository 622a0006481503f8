"""Why a subscription ends before its caller ends it."""

from __future__ import annotations

from service.errors import ServiceError, Unavailable


class CursorExpired(ServiceError):  # noqa: N818 - as its siblings in `service.errors`
    """What followed the cursor is not kept any more: read the lists anew, then subscribe without `after`."""

    code = "CURSOR_EXPIRED"
    status = 410


class CursorUnknown(ServiceError):  # noqa: N818
    """The cursor is of another database, or of a time that this one was set back from."""

    code = "CURSOR_UNKNOWN"
    status = 410


class SlowSubscriber(ServiceError):  # noqa: N818
    """The caller takes events more slowly than they happen; nothing is lost if it resumes from its last cursor."""

    code = "SLOW_SUBSCRIBER"
    status = 429


class Stopping(Unavailable):
    """The service stops; another one, or this one soon, goes on from the caller's last cursor."""

    code = "SERVICE_STOPPING"
