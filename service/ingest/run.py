"""Stores what was read, and counts what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

import msgspec

from service.errors import BadInput, Conflict
from service.ingest.read import Item
from service.store.pool import Store
from service.store.write import store_document


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """How many articles were created, updated and unchanged; and the refused ones, a sentence each."""

    created: int
    updated: int
    unchanged: int
    refused: tuple[str, ...]

    @property
    def summary(self) -> str:
        """One line for people."""
        parts = [f"{self.created} created", f"{self.updated} updated", f"{self.unchanged} unchanged"]
        if self.refused:
            parts.append(f"{len(self.refused)} refused")
        return ", ".join(parts)


async def ingest(store: Store, items: Iterable[Item], on_done: Callable[[Item], None]) -> Outcome:
    """Store each item in a transaction of its own; `on_done` is called after each.

    What the store refuses is told in the outcome and stops nothing. Raises Unavailable when the
    database goes away; storing is idempotent, so the same call may be repeated then.
    """
    counts: Counter[str] = Counter()
    refused: list[str] = []
    for item in items:
        if item.document is None:
            refused.append(f"{item.label}: {item.refused}")
        else:
            try:
                async with store.connection() as connection:
                    stored = await store_document(connection, item.document, source=item.source)
                counts[stored.status] += 1
            except (BadInput, Conflict) as error:
                refused.append(f"{item.label}: {error}")
        on_done(item)
    return Outcome(
        created=counts["created"],
        updated=counts["updated"],
        unchanged=counts["unchanged"],
        refused=tuple(refused),
    )
