"""Finds or makes the actors of many documents at once, with the outcome of one document after another.

All drafts are looked up together. A document that reads no name which an earlier one writes finds the same
before and after it, so documents are settled in waves: a wave ends where a document depends on it, and what
depends on it is looked up again. `service.store.resolve` keeps the rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from service.document import ActorDraft
from service.store.connect import Connection
from service.store.resolve import Resolved, is_acronym, lock_actors, lock_names, lookup, settle_all

_FOLDED = """
    select n.name, claimgraph.fold_name(n.name) as folded, claimgraph.known_names(n.name) as others
    from unnest($1::text[]) as n (name)
"""

_ALIASES = "select actor_id, folded from actor_alias where actor_id = any ($1::bigint[])"


class Casts(msgspec.Struct, frozen=True):
    """The actors' ids of each document by their names there, and those of actors that were made."""

    ids: list[dict[str, int]]
    made: list[int]


async def resolve_many(connection: Connection, documents: Sequence[Sequence[ActorDraft]]) -> Casts:
    """Resolve and settle the drafts of each document, as if the documents came one by one.

    Locks names, then actors, each in the one order that every writer keeps. Raises ActorMergedError.
    """
    waves = _Waves(connection, documents)
    await waves.prepare()
    for document in range(len(documents)):
        await waves.add(document)
    await waves.flush()
    return Casts([waves.ids[document] for document in range(len(documents))], waves.made)


class _Waves:
    """Documents on their way: what is found of their drafts so far, and the names that the open wave writes."""

    def __init__(self, connection: Connection, documents: Sequence[Sequence[ActorDraft]]) -> None:
        self._connection = connection
        self._documents = documents
        self._found: list[list[Resolved]] = []
        self._folded: dict[str, str] = {}
        self._others: dict[str, list[str]] = {}
        self._aliases: dict[int, set[str]] = {}
        self._wave: list[int] = []
        self._writes: set[str] = set()
        self.ids: dict[int, dict[str, int]] = {}
        self.made: list[int] = []

    async def prepare(self) -> None:
        """Look all drafts up, lock the names that nobody has and the actors that are known."""
        drafts = [draft for document in self._documents for draft in document]
        await self._fold(drafts)
        found = await lookup(self._connection, drafts)
        new = [item.draft for item in found if item.id is None]
        if new:
            await lock_names(self._connection, list(dict.fromkeys(draft.name for draft in new)))
            again = iter(await lookup(self._connection, new))
            found = [next(again) if item.id is None else item for item in found]
        every = iter(found)
        self._found = [[next(every) for _ in document] for document in self._documents]
        await self._lock(found)

    async def add(self, document: int) -> None:
        """Put a document into the open wave; into the next one if it depends on the open one."""
        if self._wave and self._depends(document):
            await self.flush(next_document=document)
        self._wave.append(document)
        self._writes |= self._names_written(self._found[document])
        if any(item.upgrades for item in self._found[document]):
            # The kind counts wherever the actor is read: what comes next finds it changed.
            await self.flush(next_document=document + 1)

    async def flush(self, next_document: int | None = None) -> None:
        """Store what the open wave brings, and look up again what later documents read of it."""
        items = [item for document in self._wave for item in self._found[document]]
        ids = await settle_all(self._connection, items)
        self.made += sorted({actor_id for item, actor_id in zip(items, ids, strict=True) if item.id is None})
        for item, actor_id in zip(items, ids, strict=True):
            self._aliases.setdefault(actor_id, set()).update(self._names(item.draft))
        every = iter(ids)
        for document in self._wave:
            self.ids[document] = {item.draft.name: next(every) for item in self._found[document]}
        written, self._wave, self._writes = self._writes, [], set()
        if next_document is not None and written:
            await self._look_again(range(next_document, len(self._documents)), written)

    def _depends(self, document: int) -> bool:
        return any(not self._writes.isdisjoint(self._reads(draft)) for draft in self._documents[document])

    async def _look_again(self, documents: Iterable[int], written: set[str]) -> None:
        places = [
            (document, place)
            for document in documents
            for place, draft in enumerate(self._documents[document])
            if not written.isdisjoint(self._reads(draft))
        ]
        if not places:
            return
        found = await lookup(self._connection, [self._documents[document][place] for document, place in places])
        lost = [
            item.draft.name
            for item, (document, place) in zip(found, places, strict=True)
            if item.id is None and self._found[document][place].id is not None
        ]
        if lost:
            await lock_names(self._connection, lost)
        for item, (document, place) in zip(found, places, strict=True):
            self._found[document][place] = item
        await self._lock(found)

    async def _lock(self, found: Sequence[Resolved]) -> None:
        known = {item.id for item in found if item.id is not None}
        await lock_actors(self._connection, known, upgrading=any(item.upgrades for item in found))
        for row in await self._connection.fetch(_ALIASES, sorted(known - self._aliases.keys())):
            self._aliases.setdefault(row["actor_id"], set()).add(row["folded"])

    async def _fold(self, drafts: Iterable[ActorDraft]) -> None:
        names = {alias.strip() for draft in drafts for alias in (draft.name, *draft.aliases)}
        for row in await self._connection.fetch(_FOLDED, sorted(names | {draft.name for draft in drafts})):
            self._folded[row["name"]] = row["folded"]
            self._others[row["name"]] = row["others"]

    def _names(self, draft: ActorDraft) -> set[str]:
        return {self._folded[alias.strip()] for alias in (draft.name, *draft.aliases)}

    def _reads(self, draft: ActorDraft) -> set[str]:
        """The folded names by which the draft is looked up."""
        acronyms = (alias for alias in draft.aliases if is_acronym(alias, draft.name))
        asked = [draft.name, *(alias.strip() for alias in acronyms)]
        return {self._folded[name] for name in asked}.union(*(self._others[name] for name in asked))

    def _names_written(self, found: Sequence[Resolved]) -> set[str]:
        """The folded names whose rows change when the document is settled."""
        written: set[str] = set()
        for item in found:
            names = self._names(item.draft)
            if item.id is None or item.upgrades:
                written |= names | self._aliases.get(item.id or 0, set())
            else:
                written |= names - self._aliases.get(item.id, set())
        return written
