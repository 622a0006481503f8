"""Errors that a caller can do something about: one type for each thing to do, with a stable code.

`code` is GraphQL's `extensions.code` and problem+json's `code` (RFC 9457); `status` is the HTTP status
of the REST twin. The message is a sentence for the caller and never names anything internal.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar


class ServiceError(Exception):
    """Base of the errors with a code. Raise one of its kinds, so that clients can tell them apart."""

    code: ClassVar[str] = "INTERNAL_SERVER_ERROR"
    status: ClassVar[int] = 500


class BadInput(ServiceError):  # noqa: N818 - read as words by callers: `raise BadInput("title ...")`
    """The caller's values are wrong; the message names the field and says what it must be."""

    code = "BAD_USER_INPUT"
    status = 400


class Forbidden(ServiceError):  # noqa: N818
    """The caller may not do this; the message says what would have to change, `scope` which scope it takes."""

    code = "FORBIDDEN"
    status = 403

    def __init__(self, message: str, *, scope: str | None = None) -> None:
        super().__init__(message)
        self.scope = scope


class NotFound(ServiceError):  # noqa: N818
    """There is no such thing; asking again won't help."""

    code = "NOT_FOUND"
    status = 404


class Gone(ServiceError):  # noqa: N818
    """It was deleted: when, by whom and, where somebody said so, why. `restore` may bring it back."""

    code = "GONE"
    status = 410

    def __init__(self, message: str, *, deleted_at: datetime, deleted_by: str, reason: str | None = None) -> None:
        super().__init__(message)
        self.deleted_at = deleted_at
        self.deleted_by = deleted_by
        self.reason = reason


class Conflict(ServiceError):  # noqa: N818
    """What is stored stands against it; read again, then decide."""

    code = "CONFLICT"
    status = 409


class CursorExpired(ServiceError):  # noqa: N818
    """What followed the cursor is not kept any more: read the lists anew, then subscribe without `after`."""

    code = "CURSOR_EXPIRED"
    status = 410


class CursorUnknown(ServiceError):  # noqa: N818
    """The cursor is of another database, or of a time that this one was set back from."""

    code = "CURSOR_UNKNOWN"
    status = 410


class Unauthenticated(ServiceError):  # noqa: N818
    """No key or token was sent, or one that is not valid."""

    code = "UNAUTHENTICATED"
    status = 401

    def __init__(self, message: str, *, presented: bool = False) -> None:
        super().__init__(message)
        self.presented = presented
        """Whether something was sent that doesn't hold."""


class SlowBody(ServiceError):  # noqa: N818
    """The request's body did not arrive in time; send it faster or smaller."""

    code = "REQUEST_TIMEOUT"
    status = 408


class MisdirectedRequest(ServiceError):  # noqa: N818
    """The request's `Host` is none of this service's names; call it by one, or send a key."""

    code = "HOST_NOT_ALLOWED"
    status = 421


class UnsupportedCoding(ServiceError):  # noqa: N818
    """The request's body is packed in a way that is not unpacked here; send it as gzip, or as it is."""

    code = "UNSUPPORTED_MEDIA_TYPE"
    status = 415


class RateLimited(ServiceError):  # noqa: N818
    """The caller asks too often; the next request is welcome after `retry_after_s` seconds."""

    code = "RATE_LIMITED"
    status = 429

    def __init__(self, message: str, *, retry_after_s: int, limits: tuple[tuple[bytes, bytes], ...] = ()) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s
        self.limits = limits
        """The headers that tell the limit and what is left of it."""


class Unavailable(ServiceError):  # noqa: N818
    """The database can't answer now; the same request may succeed after `retry_after_s` seconds."""

    code = "SERVICE_UNAVAILABLE"
    status = 503

    def __init__(self, message: str, *, retry_after_s: int = 1) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class TooSlow(Unavailable):
    """The database stopped a statement that ran too long; ask for less, or try later."""

    code = "QUERY_TIMEOUT"


class StartupError(ServiceError):
    """A command can't start. The message is the one sentence that goes to stderr; exit status 1."""

    code = "STARTUP_FAILED"
