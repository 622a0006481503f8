"""Makes and changes single actors, in a transaction that the caller has opened."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from service.document import ActorDraft, ActorKind
from service.store.connect import Connection, the_row
from service.store.resolve import Resolved, lock_actors, resolve, settle, share_names

_ACTOR = "select id, version, kind, name, description, wikidata_id from actor where id = $1"

_UPDATE = """
    update actor
    set kind = $2, name = $3, description = $4, wikidata_id = $5, version = version + 1, updated_at = now()
    where id = $1
"""

# A name that is known without a language learns it; one that has a language keeps it.
_LANGUAGES = """
    with learned as (
      update actor_alias l
      set language = g.language
      from unnest($2::text[], $3::text[]) as g (name, language)
      where l.actor_id = $1 and l.folded = claimgraph.fold_name(g.name) and l.language is null
        and g.language is not null
      returning 1
    )
    select exists (select from learned)
"""


class StoredActor(msgspec.Struct, frozen=True, kw_only=True):
    """An actor as a caller may change it, and the version that this is."""

    id: int
    version: int
    kind: ActorKind
    name: str
    description: str | None
    wikidata_id: str | None


class Name(msgspec.Struct, frozen=True, kw_only=True):
    """A name to add, and the language (BCP 47) in which the actor bears it, None for any."""

    name: str
    language: str | None = None


async def living_actor(connection: Connection, actor_id: int) -> int | None:
    """The actor that answers for an id; None when there is none."""
    found: int | None = await connection.fetchval("select claimgraph.living_actor($1)", actor_id)
    return found


async def actor_of_wikidata(connection: Connection, wikidata_id: str) -> int | None:
    """The living actor that has the Wikidata item, itself or by a merge."""
    found: int | None = await connection.fetchval(
        "select coalesce(merged_into_id, id) from actor where wikidata_id = $1", wikidata_id
    )
    return found


async def actor_of_name(connection: Connection, name: str, kind: ActorKind) -> int | None:
    """The actor that ingest would take this name and kind for. None when that is nobody, or nobody for
    sure; the name is then locked until the transaction ends."""
    (found,) = await resolve(connection, [ActorDraft(name=name, kind=kind)])
    return found.id


async def namesakes(connection: Connection, name: str, kind: ActorKind) -> list[int]:
    """The living actors of a kind whose own name this is."""
    rows = await connection.fetch(
        "select id from actor where sort_name = claimgraph.fold_name($1) and kind = $2 and merged_into_id is null"
        " order by id",
        name,
        kind,
    )
    return [row["id"] for row in rows]


async def lock_actor(connection: Connection, actor_id: int) -> StoredActor:
    """The actor, its row locked. Raises ActorMergedError when it was merged meanwhile."""
    await lock_actors(connection, [actor_id], upgrading=True)
    return StoredActor(**await the_row(connection, _ACTOR, actor_id))


async def make_actor(
    connection: Connection,
    *,
    name: str,
    kind: ActorKind,
    description: str | None,
    wikidata_id: str | None,
    names: Sequence[Name],
) -> int:
    """A new actor, also where others have its name; its id."""
    draft = ActorDraft(name=name, kind=kind, aliases=tuple(given.name for given in names))
    ids = await settle(connection, [Resolved(draft=draft, id=None, kind=kind)], learned=False)
    actor_id = ids[name]
    if description is not None or wikidata_id is not None:
        await connection.execute(
            "update actor set description = $2, wikidata_id = $3 where id = $1", actor_id, description, wikidata_id
        )
    await _learn_languages(connection, actor_id, names)
    await connection.execute("select claimgraph.find_merge_candidates($1)", [actor_id])
    return actor_id


async def write_actor(connection: Connection, before: StoredActor, after: StoredActor, names: Sequence[Name]) -> None:
    """Store a changed actor, whose row is locked, and add names; under its next version if that is a change."""
    if after.wikidata_id != before.wikidata_id:
        # An item that came with a merge moves from the record that had it.
        await connection.execute(
            "update actor set wikidata_id = null where wikidata_id = $1 and merged_into_id = $2",
            after.wikidata_id,
            after.id,
        )
    if after != before:
        if after.kind != before.kind:
            await share_names(connection, {after.id: after.kind})
        await connection.execute(_UPDATE, after.id, after.kind, after.name, after.description, after.wikidata_id)
    known = await _count_names(connection, after.id)
    draft = ActorDraft(name=after.name, kind=after.kind, aliases=tuple(given.name for given in names))
    await settle(connection, [Resolved(draft=draft, id=after.id, kind=after.kind)], learned=False)
    learned = await _learn_languages(connection, after.id, names)
    named = await _count_names(connection, after.id) != known
    if after == before and (learned or named):
        await connection.execute("update actor set version = version + 1, updated_at = now() where id = $1", after.id)
    if named or after.kind != before.kind:
        await connection.execute("select claimgraph.find_merge_candidates($1)", [after.id])


async def _learn_languages(connection: Connection, actor_id: int, names: Sequence[Name]) -> bool:
    learned: bool = await connection.fetchval(
        _LANGUAGES, actor_id, [given.name for given in names], [given.language for given in names]
    )
    return learned


async def _count_names(connection: Connection, actor_id: int) -> int:
    count: int = await connection.fetchval("select count(*) from actor_alias where actor_id = $1", actor_id)
    return count
