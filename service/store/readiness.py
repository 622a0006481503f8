"""Whether the database can serve: asked on a connection beside the pool, and answered in time whatever happens."""

from __future__ import annotations

import asyncio
import contextlib

import asyncpg

from service.errors import ServiceError, Unavailable
from service.store.errors import READ_ONLY, SILENT
from service.store.pool import Store
from service.store.schema_files import shipped_schema
from service.store.session import Session

_BRING_UP = "run `claimgraph migrate`, or restart the service, which does that first"
_READ_ONLY = "select pg_is_in_recovery() or current_setting('transaction_read_only')::boolean"
"""A standby is read-only, and so is a server or database that was set to be."""

# A newer version may have made the functions anew meanwhile, and this one goes on serving: only some are asked for.
_LACKED = """
    select coalesce(
      (select min(s.name) from unnest($1::text[]) s (name) where s.name not in (select name from schema_migration)),
      case when not exists (select from sql_file) then 'all functions' end
    )
"""
"""The migration that the database lacks, or that it lacks the functions; null where it has all."""


class Readiness:
    """Tells whether the service can do its work: the database answers in time, takes writes, and has the schema
    of this version, which a dump from an older one, restored meanwhile, has not.

    A connection of its own, because full pools are no outage: a busy service that is taken out of rotation
    leaves its load to the others. Any number of callers cost one question at a time.
    """

    def __init__(self, store: Store, within_s: float) -> None:
        self._store = store
        self._within_s = within_s
        self._session: Session | None = None
        self._asking: asyncio.Task[ServiceError | None] | None = None
        self._migrations = [migration.name for migration in shipped_schema().migrations]

    async def check(self) -> None:
        """Raise Unavailable, within the seconds given, when reads or writes can't be served."""
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._problem())
        problem = await asyncio.shield(self._asking)
        if problem is not None:
            raise Unavailable(str(problem))

    async def close(self) -> None:
        """Give the connection up."""
        if self._asking is not None:
            self._asking.cancel()
            await asyncio.gather(self._asking, return_exceptions=True)
        self._drop()

    async def _problem(self) -> ServiceError | None:
        problem: ServiceError | None = None
        try:
            async with asyncio.timeout(self._within_s):
                if await self._is_read_only():
                    problem = Unavailable(READ_ONLY)
                elif lacked := await self._lacked():
                    problem = Unavailable(f"The database's schema is not this version's: {lacked}; {_BRING_UP}.")
        except TimeoutError:
            problem = Unavailable(SILENT)
        except ServiceError as error:
            problem = error
        if problem is not None:
            # A new connection asks the next time: it may lead to another server, or see other settings.
            self._drop()
        return problem

    async def _is_read_only(self) -> bool:
        if self._store.refuses_writes:
            self._drop()
        if self._session is None or self._session.is_closed():
            self._session = await self._store.open()
        with self._store.telling(self._session):
            read_only: bool = await self._session.fetchval(_READ_ONLY)
        self._store.refuses_writes = read_only
        return read_only

    async def _lacked(self) -> str | None:
        """What the schema lacks, as half a sentence; None where it has all."""
        assert self._session is not None
        with self._store.telling(self._session):
            try:
                name: str | None = await self._session.fetchval(_LACKED, self._migrations)
            except asyncpg.UndefinedTableError:
                return "it has none"
        return None if name is None else f"it lacks {name}"

    def _drop(self) -> None:
        if self._session is not None:
            with contextlib.suppress(OSError):
                self._session.terminate()
            self._session = None
