"""Stores documents as they come out of an import: many at once where they are new, one by one where they aren't.

A batch that the database refuses is taken back and goes in one by one, so that a bad document spoils no other.
"""

from __future__ import annotations

from collections.abc import Sequence

import asyncpg
import msgspec
import structlog

from service.errors import BadInput, Conflict, TooSlow
from service.exchange.results import Result
from service.exchange.reviews import store_review, store_reviews
from service.ingest.bundle import BundleLine, ReviewDraft, admit_review, admit_reviews
from service.store.batch import Incoming, checked, store_batch
from service.store.caller import say_caller
from service.store.pool import Store
from service.store.resolve import PASSING, ActorMergedError
from service.store.write import StoredArticle, store_document

_AT_ONCE = 100
# A batch is long by nature; a request's timeout would take it back for no fault of its own.
_TIMEOUT = "set local statement_timeout = '60s'; set local lock_timeout = '45s'"
_WITHIN_S = 75.0
"""How long a batch may take in all, before the database counts as silent."""

log = structlog.get_logger("claimgraph.import")

Line = BundleLine | BadInput


async def store_documents(store: Store, lines: Sequence[tuple[int, Line]], caller: str) -> list[Result]:
    """Store numbered documents for `caller`, in order; a BadInput stands for one that couldn't be read.

    Each result is known after its commit. Raises Unavailable when the database goes away.
    """
    results: list[Result] = []
    waiting: list[tuple[int, BundleLine, Incoming]] = []
    for number, line in lines:
        try:
            if isinstance(line, BadInput):
                raise line
            line = admit_reviews(line)
            waiting.append((number, line, checked(line, line.source)))
        except BadInput as error:
            results += await _store_waiting(store, waiting, caller)
            waiting = []
            results.append(Result(line=number, status="rejected", reason=str(error)))
    return results + await _store_waiting(store, waiting, caller)


async def store_line(store: Store, line: BundleLine, caller: str) -> StoredArticle:
    """Store a document and its reviews for `caller`, in one transaction. Raises BadInput, Conflict and Unavailable."""
    line = admit_reviews(line)
    async with store.connection() as connection, connection.transaction():
        await say_caller(connection, caller)
        stored = await store_document(connection, line, source=line.source)
        reviewed = await store_reviews(connection, stored.id, line)
    if reviewed and stored.status == "unchanged":
        return msgspec.structs.replace(stored, status="updated")
    return stored


async def store_single_reviews(
    store: Store, group: Sequence[tuple[int, Sequence[ReviewDraft], str | None]], caller: str
) -> list[Result]:
    """Store the reviews that stand by themselves, those of a line in one transaction.

    Each line has one result, with the id of its first review, and the reason why others of it were left out. Raises
    Unavailable when the database goes away.
    """
    return [await _store_single(store, number, reviews, left_out, caller) for number, reviews, left_out in group]


async def _store_single(
    store: Store, number: int, reviews: Sequence[ReviewDraft], left_out: str | None, caller: str
) -> Result:
    try:
        admitted = [admit_review(review) for review in reviews]
        async with store.connection(_WITHIN_S) as connection, connection.transaction():
            await connection.execute(_TIMEOUT)
            await say_caller(connection, caller)
            stored = [await store_review(connection, review) for review in admitted]
    except (BadInput, TooSlow) as error:
        return Result(line=number, status="rejected", reason=str(error))
    except (asyncpg.IntegrityConstraintViolationError, asyncpg.DataError) as error:
        log.error("review refused by the database", error=repr(error))
        return Result(
            line=number, status="rejected", reason="The database can't store it as it is; the failure is logged."
        )
    became = {done.status for done in stored}
    status = next((status for status in ("created", "updated") if status in became), "unchanged")
    return Result(line=number, status=status, id=f"rev_{stored[0].id}", reason=left_out)


async def _store_waiting(
    store: Store, waiting: Sequence[tuple[int, BundleLine, Incoming]], caller: str
) -> list[Result]:
    results: list[Result] = []
    size = _AT_ONCE
    while len(results) < len(waiting):
        some = waiting[len(results) : len(results) + size]
        # Reviews go in with their document alone.
        plain = next((place for place, (_, line, _) in enumerate(some) if line.reviews), len(some))
        stored = await _store_some(store, [item for _, _, item in some[:plain]], caller)
        results += [_told(number, done) for (number, _, _), done in zip(some, stored, strict=False)]
        if len(stored) == len(some):
            size = min(2 * size, _AT_ONCE)
            continue
        number, line, _ = some[len(stored)]
        results.append(await _store_one(store, number, line, caller))
        # Where most must go one by one, asking for many each time is in vain.
        size = max(1, 2 * len(stored))
    return results


async def _store_some(store: Store, items: Sequence[Incoming], caller: str) -> list[StoredArticle]:
    """What became of the items from the first on, as far as they could be stored together."""
    if len(items) < 2:
        return []
    try:
        async with store.connection(_WITHIN_S) as connection, connection.transaction():
            await connection.execute(_TIMEOUT)
            await say_caller(connection, caller)
            return (await store_batch(connection, items)).stored
    except (asyncpg.PostgresError, asyncpg.InterfaceError, ActorMergedError, TooSlow, BadInput):
        return []


async def _store_one(store: Store, number: int, line: BundleLine, caller: str) -> Result:
    try:
        return _told(number, await store_line(store, line, caller))
    except (BadInput, Conflict, TooSlow) as error:
        reason = str(error)
    except PASSING:
        reason = "Others kept writing the same at the same time; send it again."
    except (asyncpg.IntegrityConstraintViolationError, asyncpg.DataError) as error:
        log.error("document refused by the database", error=repr(error))
        reason = "The database can't store it as it is; the failure is logged."
    return Result(line=number, status="rejected", reason=reason)


def _told(number: int, stored: StoredArticle) -> Result:
    return Result(line=number, status=stored.status, id=f"art_{stored.id}", claims=stored.claims)
