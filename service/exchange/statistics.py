"""Keeps the planner's statistics up with an import into a young database.

A plan made for empty tables goes through them row by row, which a minute later is a hundred thousand rows for
every article. The server's own analyzing comes once a minute; an import is quicker.
"""

from __future__ import annotations

import contextlib

from service.errors import Unavailable
from service.store.connect import SCHEMA
from service.store.pool import Store

_FIRST = 200
"""Documents stored before the tables are looked at for the first time."""
_GROWTH = 3
"""Each time the import has become so many times longer, they are looked at again."""
_WITHIN_S = 120.0
_SETTLED = 1_000_000
"""Rows of a table from which on the server's own analyzing is soon enough."""
_OUTGROWN = """
    select format('%I.%I', s.schemaname, s.relname)
    from pg_stat_user_tables s join pg_class c on c.oid = s.relid
    where s.schemaname = $1 and s.n_live_tup > greatest(c.reltuples, 0) * 2 and c.reltuples < $2
"""


class Statistics:
    """Counts what an import stores, and has tables analyzed that have outgrown what the planner knows of them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._stored = 0
        self._next = _FIRST

    async def note(self, documents: int) -> None:
        """So many more documents were stored. Fails no import: one without a database fails itself."""
        self._stored += documents
        if self._stored < self._next:
            return
        self._next = self._stored * _GROWTH
        with contextlib.suppress(Unavailable):
            async with self._store.connection(_WITHIN_S) as connection:
                # Counts that this session has not told yet would be missed.
                await connection.execute("select pg_stat_force_next_flush()")
                for row in await connection.fetch(_OUTGROWN, SCHEMA, _SETTLED):
                    await connection.execute(f"analyze {row[0]}")
