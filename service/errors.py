"""One error type per thing that a caller can do something about, each with a stable code and HTTP status."""

from __future__ import annotations


class ServiceError(Exception):
    """An error whose message is written for the caller."""

    code = "INTERNAL_SERVER_ERROR"
    status = 500


class BadInput(ServiceError):  # noqa: N818 — the names are those of the conditions that callers read about
    """A value that won't do: the message names the field, the problem and the way out."""

    code = "BAD_USER_INPUT"
    status = 400

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class NotFound(ServiceError):  # noqa: N818
    """There is no such thing."""

    code = "NOT_FOUND"
    status = 404


class Conflict(ServiceError):  # noqa: N818
    """Somebody else's change came first; the message says what changed."""

    code = "CONFLICT"
    status = 409


class TimedOut(ServiceError):  # noqa: N818
    """The request asked for more than the database may take time for."""

    code = "TIMEOUT"
    status = 504


class Unavailable(ServiceError):  # noqa: N818
    """The database can't be reached just now; the same request may succeed after `retry_after_s`."""

    code = "SERVICE_UNAVAILABLE"
    status = 503

    def __init__(self, message: str, retry_after_s: int = 2) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class StartupError(ServiceError):
    """Why a command can't start, in one sentence; the command prints it and exits with 1."""

    code = "STARTUP"
