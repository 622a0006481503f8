"""Turns events into answers: one statement for all subscribers that ask the same way."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import structlog

from schema.costs import BUDGET
from service.errors import ServiceError, TooSlow, Unavailable
from service.live.subscriber import Subscriber, Told
from service.query.subscription import Feed, Place, encode_place
from service.store.pool import Store

STATEMENTS_AT_ONCE = 4
"""Connections of the pool that live updates use at most."""
_EVENTS_AT_ONCE = 100
_SETS_AT_ONCE = 500
_RETRY_S = (0.1, 0.2, 0.5, 1.0, 2.0)

log = structlog.get_logger("claimgraph.live")


class Delivery:
    """Runs the statements of feeds over `store`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._slots = asyncio.Semaphore(STATEMENTS_AT_ONCE)

    async def to_all(self, lineage: int, places: Sequence[Place], subscribers: Iterable[Subscriber]) -> None:
        """Offer each subscriber the events that concern it.

        While the database is away this waits for it. Whoever can't be answered for another reason is
        told so, and nobody else suffers.
        """
        kinds = {place.kind for place in places}
        groups: dict[str, list[Subscriber]] = defaultdict(list)
        for subscriber in subscribers:
            if not kinds.isdisjoint(subscriber.feed.kinds):
                groups[subscriber.feed.statement].append(subscriber)
        async with asyncio.TaskGroup() as tasks:
            for members in groups.values():
                concerning = [place for place in places if place.kind in members[0].feed.kinds]
                tasks.create_task(self._to_group(lineage, concerning, members))

    async def to_one(self, lineage: int, places: Sequence[Place], feed: Feed) -> list[Told]:
        """What of these events concerns one feed. Raises Unavailable and TooSlow."""
        found: list[Told] = []
        for part in _parts(places, feed.cost):
            answers = await self._run(lineage, part, feed.statement, [feed.parameters])
            found += [told for _, told in answers]
        return found

    async def _to_group(self, lineage: int, places: Sequence[Place], members: list[Subscriber]) -> None:
        by_parameters: dict[bytes, list[Subscriber]] = defaultdict(list)
        for member in members:
            by_parameters[member.feed.parameters].append(member)
        sets = list(by_parameters)
        for start in range(0, len(sets), _SETS_AT_ONCE):
            chosen = sets[start : start + _SETS_AT_ONCE]
            concerned = [by_parameters[parameters] for parameters in chosen]
            try:
                for part in _parts(places, members[0].feed.cost):
                    await self._to_sets(lineage, part, chosen, concerned)
            except Exception as error:  # noqa: BLE001 - told to those it concerns; the others go on
                problem = _told_as(error)
                for member in (member for each in concerned for member in each):
                    member.finish(problem)

    async def _to_sets(
        self, lineage: int, places: Sequence[Place], sets: list[bytes], concerned: list[list[Subscriber]]
    ) -> None:
        answers = await self._patiently(lineage, places, concerned[0][0].feed.statement, sets)
        by_set: dict[int, list[Told]] = defaultdict(list)
        for number, told in answers:
            by_set[number].append(told)
        for number, told_of in by_set.items():
            for member in concerned[number]:
                member.offer(told_of)

    async def _patiently(
        self, lineage: int, places: Sequence[Place], statement: str, sets: list[bytes]
    ) -> list[tuple[int, Told]]:
        """The answers, however long the database is away."""
        tries = 0
        while True:
            try:
                return await self._run(lineage, places, statement, sets)
            except TooSlow:
                raise
            except Unavailable:
                await asyncio.sleep(_RETRY_S[min(tries, len(_RETRY_S) - 1)])
                tries += 1

    async def _run(
        self, lineage: int, places: Sequence[Place], statement: str, sets: list[bytes]
    ) -> list[tuple[int, Told]]:
        """Pairs of a parameter set's index and what it is told, in the order of events."""
        cursors = [encode_place(lineage, place) for place in places]
        given = (b"[" + b",".join(sets) + b"]").decode()
        async with self._slots, self._store.connection() as connection:
            columns = ([str(part) for part in column] for column in zip(*places, strict=True))
            xids, kinds, keys = columns
            rows = await connection.fetch(statement, given, keys, cursors, xids, kinds)
        answers: list[tuple[int, Told]] = []
        shared: dict[bytes, bytes] = {}
        for asked, event, data in rows:
            body = b'{"data":' + data + b"}"
            # Equal answers, such as those of overlapping filters, are kept once.
            body = shared.setdefault(body, body)
            answers.append((asked - 1, Told(places[event - 1], cursors[event - 1], body)))
        return answers


def _parts(places: Sequence[Place], cost: int) -> Iterator[Sequence[Place]]:
    """Events in portions that together cost no more than a query may."""
    size = max(1, min(_EVENTS_AT_ONCE, BUDGET // max(1, cost)))
    for start in range(0, len(places), size):
        yield places[start : start + size]


def _told_as(error: Exception) -> ServiceError:
    if isinstance(error, ServiceError):
        return error
    log.error("subscribers can't be told", error=repr(error), exc_info=error)
    return ServiceError("The service failed to answer; the failure is logged. Subscribe again, or ask for less.")
