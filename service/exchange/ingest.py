"""Stores what was read, by the same path as `POST /v1/import`, and counts what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

import msgspec

from service.exchange.importer import import_items
from service.ingest.bundle import Item
from service.normalize.extraction import Extraction
from service.store.caller import COMMAND_LINE
from service.store.pool import Store
from service.store.reading import ClaimChanges


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """How many things were created, updated, unchanged and rejected; a sentence on each of the last; and what became
    of the claims of articles that were read anew."""

    created: int
    updated: int
    unchanged: int
    rejected: int
    refused: tuple[str, ...]
    claims: ClaimChanges = ClaimChanges()

    @property
    def summary(self) -> str:
        """One line for people."""
        reread = ", ".join(f"{count} {name}" for name, count in msgspec.structs.asdict(self.claims).items() if count)
        parts = [
            f"{self.created} created",
            f"{self.updated} updated" + (f" (claims: {reread})" if reread else ""),
            f"{self.unchanged} unchanged",
        ]
        if self.rejected:
            parts.append(f"{self.rejected} rejected")
        return ", ".join(parts)


async def ingest(
    store: Store,
    items: Iterable[Item],
    on_done: Callable[[Item], None],
    on_rejected: Callable[[str], None] | None = None,
    extraction: Extraction | None = None,
) -> Outcome:
    """Store the items in batches; `on_done` is called for each after its commit.

    Raw articles of bundles are read by `extraction`, by the rules when it is None.

    What is rejected stops nothing. Its sentences go to `on_rejected` as they come, or else into the
    outcome. Raises Unavailable when the database goes away; storing is idempotent, so the same call may be
    repeated then.
    """
    counts: Counter[str] = Counter()
    claims: Counter[str] = Counter()
    refused: list[str] = []
    async for outcomes in import_items(store, items, extraction, caller=COMMAND_LINE):
        for item, result in outcomes:
            counts[result.status] += 1
            if result.status == "updated" and result.claims is not None:
                claims.update(msgspec.structs.asdict(result.claims))
            if result.status == "rejected":
                (on_rejected or refused.append)(f"{item.label}: {result.reason}")
            on_done(item)
    return Outcome(
        created=counts["created"],
        updated=counts["updated"],
        unchanged=counts["unchanged"],
        rejected=counts["rejected"],
        refused=tuple(refused),
        claims=ClaimChanges(**claims),
    )
