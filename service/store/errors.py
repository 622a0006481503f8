"""What the database's failures mean to callers: the one place that turns them into errors of the service.

Three kinds (SQLSTATE, PostgreSQL's manual, appendix A): conditions of the server or of the way to it, which
pass (503, `Unavailable`); values that nobody can store (400, `BadInput`); and everything else, which is a
bug of ours and stays what it is. Nothing here names the database's innards to a caller; the log has them.
"""

from __future__ import annotations

import asyncpg
import structlog

from service.errors import BadInput, CursorExpired, CursorUnknown, ServiceError, TooSlow, Unavailable

FAILURES = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError, TimeoutError)
"""Whatever the use of a connection raises, by the driver, the server or the network."""

_AWAY = "The database can't be reached right now; try again in a moment."
SILENT = "The database did not answer in time; try again in a moment."
READ_ONLY = "The database takes no writes right now, only reads; try again in a moment."
_SLOW = "The database stopped this request because it took too long; ask for less."
_FULL = "The database has no room or connections left for this; try again later."
_BUSY = "The database broke this request off in favour of another; try again in a moment."
_LOCKED = "Others kept what this needs locked for too long; try again in a moment."
_FULL_RETRY_S = 10
_READ_ONLY_RETRY_S = 5

_PASSING = (
    asyncpg.PostgresConnectionError,  # class 08
    asyncpg.OperatorInterventionError,  # class 57: shutting down, crashed, starting, dropped
    asyncpg.InsufficientResourcesError,  # class 53: disk, memory, connections
    asyncpg.PostgresSystemError,  # class 58: the server's own files
    asyncpg.ReadOnlySQLTransactionError,  # 25006: a standby, or one made read-only
    asyncpg.IdleInTransactionSessionTimeoutError,  # 25P03
    asyncpg.TransactionTimeoutError,  # 25P04
    asyncpg.InvalidCachedStatementError,  # 0A000: the schema changed beneath a prepared statement
)

log = structlog.get_logger("claimgraph.database")


class BrokenOff(Unavailable):
    """Something cancelled the statement, though it wasn't slow."""


def is_condition(error: BaseException) -> bool:
    """Whether the server's state is to blame and not what was sent, so that sending it in parts won't help."""
    return isinstance(error, _PASSING) and not isinstance(
        error, asyncpg.InvalidCachedStatementError | asyncpg.QueryCanceledError
    )


def spoils(error: BaseException) -> bool:
    """Whether the connection it came over must not be used again, because nobody knows its state, or because
    it leads to a server that is not the one wanted."""
    if isinstance(error, asyncpg.QueryCanceledError):
        return False
    if isinstance(error, asyncpg.InterfaceError):
        # asyncpg tells misuse, such as a missing parameter, by the same type.
        return "operation is in progress" in str(error)
    return isinstance(
        error,
        asyncpg.InternalClientError
        | asyncpg.PostgresConnectionError
        | asyncpg.OperatorInterventionError
        | asyncpg.ReadOnlySQLTransactionError
        | OSError
        | TimeoutError,
    )


def of_read(error: Exception) -> Exception:
    """As `as_service_error` made it, for a statement that only reads: it was in nobody's way, so whatever
    broke it off in favour of others passes, such as the replay on a standby."""
    if isinstance(error, asyncpg.SerializationError | asyncpg.DeadlockDetectedError):
        return Unavailable(_BUSY)
    return error


def as_service_error(error: Exception, *, lost: bool, expired: bool = False, stopped: bool = False) -> Exception:
    """What a failure is to callers; the error itself where it is a bug, or the caller's to handle (a violated
    constraint, a deadlock).

    `lost` is whether the connection is closed by now, or never was there; `expired` whether we closed it,
    because its time was up; `stopped` whether we cancelled its statement for that reason.
    """
    if isinstance(error, ServiceError):
        return error
    if expired:
        return Unavailable(SILENT)
    found = TooSlow(_SLOW) if stopped and isinstance(error, asyncpg.QueryCanceledError) else _known(error, lost)
    if isinstance(found, Unavailable) and not isinstance(found, TooSlow):
        log.warning("the database can't serve", error=repr(error))
    return found


def _known(error: Exception, lost: bool) -> Exception:
    match error:
        case asyncpg.QueryCanceledError():
            return _cancelled(error)
        case asyncpg.LockNotAvailableError():
            # 55P03: the lock timeout, which ends before the statement's. Others are slow, not what was sent.
            return Unavailable(_LOCKED)
        case asyncpg.ReadOnlySQLTransactionError():
            return Unavailable(READ_ONLY, retry_after_s=_READ_ONLY_RETRY_S)
        case asyncpg.InsufficientResourcesError() | asyncpg.PostgresSystemError():
            return Unavailable(_FULL, retry_after_s=_FULL_RETRY_S)
        case asyncpg.ProgramLimitExceededError():
            return _too_large(error)
        case asyncpg.InterfaceError():
            # After a loss asyncpg tells it in many ways: closed, in the middle, released to the pool.
            return Unavailable(_AWAY) if lost or spoils(error) or "clos" in str(error) else error
        case asyncpg.PostgresError(sqlstate="CG001"):
            return CursorExpired(
                "What follows the cursor `after` is not kept any more; read the lists anew, then go on without it."
            )
        case asyncpg.PostgresError(sqlstate="CG002"):
            return CursorUnknown(
                "The cursor `after` is of another database, or of a time that this one was set back from; read the"
                " lists anew, then go on without it."
            )
        case asyncpg.PostgresError():
            # A server that does not let us in any more is as good as away.
            return Unavailable(_AWAY) if lost or isinstance(error, _PASSING) else error
        case _:
            return Unavailable(_AWAY)


def _cancelled(error: Exception) -> Unavailable:
    if "user request" in str(error):
        # Not by time: an operator cancelled it, or a cancellation that was meant for the connection's
        # statement before, whose caller went away, came late. Whoever can, runs it again.
        return BrokenOff("The database broke this request off; try again.")
    return TooSlow(_SLOW)


def _too_large(error: Exception) -> Exception:
    """A limit of the server that a value exceeds. Checks come first and name the field; this is the last line."""
    log.warning("a value exceeds a limit of the database", error=repr(error))
    if isinstance(error, asyncpg.StatementTooComplexError):
        return BadInput("The request is nested too deeply for the database; ask for less at once.")
    return BadInput(
        "A text in it is too long for the database to index; shorten its names, titles and addresses to 2,000 bytes."
    )
