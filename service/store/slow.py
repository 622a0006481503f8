"""Reads that took long, for the log: their SQL and how the database plans it, without anybody's values.

Values are bound parameters, so they stand in neither: the plan is the one for any values, which may be another than the
one that was slow.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from time import monotonic

import structlog

from service.errors import ServiceError
from service.store.connect import Connection
from service.store.errors import FAILURES
from service.store.pool import Store

_SQL_SHOWN = 20_000
_PARAMETER = re.compile(r"\$(\d+)")
_PLANNED_EVERY_S = 10.0
_PLAN_WITHIN_S = 2.0

log = structlog.get_logger("claimgraph.slow")


class SlowReads:
    """Logs slow reads of a store; plans are asked for now and then only: a slow database has enough to do."""

    def __init__(self, store: Store, slow_s: float) -> None:
        self._store = store
        self._planned_at = float("-inf")
        self._tasks: set[asyncio.Task[None]] = set()
        if slow_s > 0:
            store.slow_s = slow_s
            store.on_slow = self.tell

    def tell(self, sql: str, took_s: float) -> None:
        """Log a read, with its plan where none was asked for lately. Returns at once."""
        now = monotonic()
        if now - self._planned_at < _PLANNED_EVERY_S:
            log.warning("slow operation", seconds=round(took_s, 3), sql=sql[:_SQL_SHOWN])
            return
        self._planned_at = now
        # In the context of the request, which the log names.
        task = asyncio.create_task(self._tell_planned(sql, took_s))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Ask for no plan any more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _tell_planned(self, sql: str, took_s: float) -> None:
        plan: str | None = None
        with contextlib.suppress(ServiceError, *FAILURES):
            async with self._store.connection(_PLAN_WITHIN_S) as connection:
                plan = await _plan(connection, sql)
        log.warning("slow operation", seconds=round(took_s, 3), sql=sql[:_SQL_SHOWN], plan=plan)


async def _plan(connection: Connection, sql: str) -> str:
    """How the database runs a statement, whatever its values are."""
    count = max((int(number) for number in _PARAMETER.findall(sql)), default=0)
    values = f"({', '.join(['null'] * count)})" if count else ""
    async with connection.transaction():
        await connection.execute("set local plan_cache_mode = force_generic_plan")
        await connection.execute(f"prepare slow_read as {sql}")
        try:
            rows = await connection.fetch(f"explain execute slow_read{values}")
        finally:
            await connection.execute("deallocate slow_read")
    return "\n".join(row[0] for row in rows)
