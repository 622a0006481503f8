"""One transaction around an effect: tried again when others were in the way, its refusals told by path."""

from __future__ import annotations

import asyncpg

from service.errors import BadInput, Conflict, NotFound, Unavailable
from service.mutation.idempotency import Once, run_once
from service.mutation.outcome import Apply, Code, Made, Path, refused
from service.store.caller import say_caller
from service.store.pool import Store
from service.store.resolve import PASSING

_ATTEMPTS = 5

_CODES: dict[type[Exception], Code] = {BadInput: "BAD_USER_INPUT", NotFound: "NOT_FOUND", Conflict: "CONFLICT"}


async def transact(store: Store, apply: Apply, path: Path, once: Once | None, caller: str) -> Made:
    """Run `apply` in a transaction of `caller`'s; with `once`, a key that was used answers with what it made then.

    Raises RefusedError for what the caller can put right, Unavailable when others stay in the way.
    """
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            async with store.connection() as connection, connection.transaction():
                await say_caller(connection, caller)
                return await apply(connection) if once is None else await run_once(connection, once, apply)
        except (asyncpg.UniqueViolationError, asyncpg.ForeignKeyViolationError):
            # Effects look before they write, so somebody wrote or deleted in between; the next look tells.
            if attempt == _ATTEMPTS:
                raise
        except PASSING:
            continue
        except (BadInput, NotFound, Conflict) as error:
            raise refused(path, _CODES[type(error)], str(error)) from error
    raise Unavailable("Too many others are writing the same things right now; try again in a moment.")
