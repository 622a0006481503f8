"""One operation of a streaming transport: a query's one answer, or a subscription's many."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import structlog
from graphql import GraphQLError

from service.errors import Forbidden, ServiceError, Unauthenticated
from service.http.edge.access import current_caller, demand
from service.live.live import Live
from service.query.document import RefusedDocumentError
from service.query.engine import Engine, Request, WriteRefusedError, formatted
from service.query.subscription import resumed

log = structlog.get_logger("claimgraph.live")


class Answer(msgspec.Struct, frozen=True):
    """One GraphQL answer as JSON; `cursor` is where an event stands, None for a query's answer."""

    body: bytes
    cursor: str | None = None


class OperationFailedError(Exception):
    """An operation that ends with errors, as GraphQL has them. `code` is the first one's."""

    def __init__(self, errors: list[dict[str, Any]]) -> None:
        super().__init__(errors[0]["message"])
        self.errors = errors
        self.code: str = errors[0]["extensions"]["code"]

    def body(self) -> bytes:
        """The errors as a GraphQL answer."""
        return msgspec.json.encode({"errors": self.errors})


class Operation:
    """An operation under way: iterate over its answers."""

    def __init__(self, answers: AsyncIterator[Answer], resume_from: Callable[[], str | None]) -> None:
        self.answers = answers
        self.resume_from = resume_from
        """The cursor from which a caller that took everything so far would go on; None for a query."""


class Streams:
    """Runs operations for the transports that stream."""

    def __init__(self, engine: Engine, live: Live) -> None:
        self._engine = engine
        self._live = live

    async def cursor(self) -> str | None:
        """The cursor of now, for clients to resume from before their first event."""
        return await self._live.cursor()

    def subscribes(self, request: Request) -> bool:
        """Whether the request is a subscription that can be served."""
        try:
            return self._engine.feed(request) is not None
        except RefusedDocumentError:
            return False

    def writes(self, request: Request) -> bool:
        """Whether the request is a mutation."""
        return self._engine.mutates(request)

    @asynccontextmanager
    async def run(self, request: Request, last_event_id: str | None = None) -> AsyncIterator[Operation]:
        """The operation, while the block runs; a subscription goes on behind `last_event_id`, where that is
        given, whatever its `after`. Raises OperationFailedError, also out of the block, where it fails."""
        try:
            feed = self._engine.feed(request)
            if feed is not None and last_event_id:
                feed = resumed(feed, last_event_id)
            if feed is None:
                yield Operation(self._once(request), lambda: None)
                return
            async with self._live.subscribe(feed) as subscriber:
                answers = (Answer(told.body, told.cursor) async for told in subscriber)
                yield Operation(answers, lambda: self._live.cursor_of(subscriber))
        except RefusedDocumentError as refused:
            raise OperationFailedError([formatted(error, refused.code) for error in refused.errors]) from None
        except GraphQLError as error:
            raise OperationFailedError([formatted(error, "BAD_USER_INPUT")]) from None
        except ServiceError as error:
            raise failed_by(error) from None
        except WriteRefusedError:
            raise failed_by(_unwritable()) from None
        except (OSError, OperationFailedError):
            # The caller went away, which is no failure.
            raise
        except Exception as error:
            log.error("operation failed", error=repr(error), exc_info=error)
            message = "The service failed to answer; the failure is logged. Try again, or ask for less."
            raise _failed("INTERNAL_SERVER_ERROR", message) from None

    async def _once(self, request: Request) -> AsyncIterator[Answer]:
        response = await self._engine.execute(request)
        if not response.executed:
            raise OperationFailedError(msgspec.json.decode(response.body, type=dict[str, Any])["errors"])
        yield Answer(response.body)


def failed_by(error: ServiceError) -> OperationFailedError:
    """An operation that ends with one error of the service's own."""
    return _failed(error.code, str(error))


def _unwritable() -> ServiceError:
    """Why the caller may not write."""
    try:
        demand(current_caller(), "write")
    except (Unauthenticated, Forbidden) as error:
        return error
    return Forbidden("A mutation is not taken here; use POST.", scope="write")


def _failed(code: str, message: str) -> OperationFailedError:
    return OperationFailedError([formatted(GraphQLError(message), code)])
