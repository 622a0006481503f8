"""Finds the known actor behind each actor of a document, or makes a new one.

A name decides, folded (no accents, case or punctuation), together with the kind: the actor's own name
before one of its aliases, the same kind before an UNKNOWN one; then other names of the same well-known
body or place (table `known_name`: BCE is the European Central Bank). More than one candidate is no decision:
then a new actor is made whose alias is marked as shared, so that nothing is ever merged in silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import asyncpg
import msgspec

from service.document import ActorDraft
from service.store.connect import Connection

# Above so many new names a document takes one lock for all, to spare the server's lock table.
_NAME_LOCKS_MAX = 200
_ALIAS_ROUNDS = 3
_NAMES_LOCK = 0x636C_6169_6D67_0002

# An actor's own name is held by an alias row as well, so one join finds both.
_RESOLVE = """
    with draft as (
      select d.ordinal, d.kind, d.is_acronym, claimgraph.fold_name(d.name) as folded
      from unnest($1::integer[], $2::text[], $3::text[], $4::boolean[]) as d (ordinal, name, kind, is_acronym)
    ),
    -- What is well known has other names too, in other languages: they lead to it, after its own.
    wanted as (
      select d.ordinal, d.kind, d.folded, case when d.is_acronym then 4 else 0 end as distance
      from draft d
      union all
      select d.ordinal, d.kind, other.folded, 8
      from draft d
      join known_name known on known.folded = d.folded and known.kind = d.kind
      join known_name other on other.grp = known.grp and other.folded <> d.folded
    ),
    candidate as (
      select
        d.ordinal,
        a.id,
        a.kind,
        min(
          d.distance
          + case when l.kind = d.kind then 0 else 2 end
          + case when a.sort_name = d.folded then 0 else 1 end
        ) as rank
      from wanted d
      join actor_alias l on l.folded = d.folded and (l.kind = d.kind or 'UNKNOWN' in (l.kind, d.kind))
      join actor a on a.id = l.actor_id
      where (not l.shared or a.sort_name = d.folded) and a.merged_into_id is null
      group by d.ordinal, a.id, a.kind
    ),
    ranked as (
      select *, min(rank) over (partition by ordinal) as best from candidate
    )
    select ordinal, min(id) as actor_id, min(kind) as kind
    from ranked
    where rank = best
    group by ordinal
    having count(*) = 1
"""

_FOLD = """
    select array(
      select claimgraph.fold_name(n.name)
      from unnest($1::text[]) with ordinality as n (name, place)
      order by n.place
    )
"""

_INSERT_ACTORS = """
    insert into actor (id, kind, name) overriding system value
    select n.id, n.kind, n.name from unnest($1::bigint[], $2::text[], $3::text[]) as n (id, kind, name)
    order by n.id
"""

# A name that another actor of the kind has already is shared from now on, on both sides. An actor that
# has the folded name in another spelling needs no second row. What people took away from an actor is not learned
# from a text again ($3).
_INSERT_ALIASES = """
    with given as (
      select distinct on (n.actor_id, claimgraph.fold_name(n.name))
        n.actor_id, a.kind, n.name, claimgraph.fold_name(n.name) as folded
      from unnest($1::bigint[], $2::text[]) with ordinality as n (actor_id, name, place)
      join actor a on a.id = n.actor_id
      order by n.actor_id, claimgraph.fold_name(n.name), n.place
    ),
    added as (
      select g.*
      from given g
      where g.folded <> ''
        and not exists (select from actor_alias l where l.actor_id = g.actor_id and l.folded = g.folded)
        and not ($3::boolean and exists (
          select from tombstone t
          where t.kind = 7 and t.known_as <> '{}' and t.known_as @> array[g.folded]
            and claimgraph.living_actor((t.body ->> 'actor')::bigint) = g.actor_id
        ))
    ),
    stored as (
      insert into actor_alias (actor_id, kind, name, shared)
      select
        n.actor_id,
        n.kind,
        n.name,
        exists (select from actor_alias l where l.folded = n.folded and l.kind = n.kind)
          or count(*) over (partition by n.folded, n.kind) > 1
      from added n
      order by n.folded, n.kind, n.actor_id
      on conflict do nothing
      returning actor_id, folded, shared
    )
    select n.folded, n.kind, s.shared
    from added n
    left join stored s on s.actor_id = n.actor_id and s.folded = n.folded
"""

_SHARE_ALIASES = """
    update actor_alias l
    set shared = true
    from (
      select l.id
      from unnest($1::text[], $2::text[]) as n (folded, kind)
      join actor_alias l on l.folded = n.folded and l.kind = n.kind
      where not l.shared
      order by l.id
      for update of l
    ) taken
    where taken.id = l.id
"""

_SHARE_BEFORE_UPGRADE = """
    update actor_alias l
    set shared = true
    from unnest($1::bigint[], $2::text[]) as u (actor_id, kind)
    join actor_alias own on own.actor_id = u.actor_id
    join actor_alias other on other.folded = own.folded and other.kind = u.kind and other.actor_id <> u.actor_id
    where l.id in (own.id, other.id) and not l.shared
"""

_UPGRADE = """
    update actor a
    set kind = u.kind, version = a.version + 1, updated_at = now()
    from unnest($1::bigint[], $2::text[]) as u (actor_id, kind)
    where a.id = u.actor_id and a.kind = 'UNKNOWN'
"""


class ActorMergedError(Exception):
    """An actor became part of another one while its row was waited for: resolve again, and find the winner."""


PASSING = (asyncpg.DeadlockDetectedError, asyncpg.SerializationError, ActorMergedError)
"""What ends a transaction because of others that ran at the same time; the same transaction again succeeds."""


class Resolved(msgspec.Struct, frozen=True, kw_only=True):
    """The actor that one draft means: known (then `id` and its stored `kind`), or to be made (`id` None)."""

    draft: ActorDraft
    id: int | None
    kind: str

    @property
    def upgrades(self) -> bool:
        """Whether the draft tells the kind of an actor whose kind was not known."""
        return self.id is not None and self.kind == "UNKNOWN" and self.draft.kind != "UNKNOWN"


async def resolve(connection: Connection, drafts: Sequence[ActorDraft]) -> list[Resolved]:
    """The known actor that each draft means, in their order.

    Names that nobody has are locked until the transaction ends, so that of two documents with the same
    new actor the second finds what the first made.
    """
    found = await lookup(connection, drafts)
    new = [item.draft for item in found if item.id is None]
    if not new:
        return found
    await lock_names(connection, [draft.name for draft in new])
    again = {item.draft.name: item for item in await lookup(connection, new)}
    return [again.get(item.draft.name, item) for item in found]


async def lock_actors(connection: Connection, ids: Iterable[int], *, upgrading: bool) -> None:
    """Lock actor rows in the one order that every writer keeps, before anything refers to them.

    Raises ActorMergedError when one of them was merged while this transaction waited for it: what would
    refer to it now would stay behind with the loser.
    """
    strength = "update" if upgrading else "no key update"
    # A row that was waited for comes back as the other transaction left it.
    locked = await connection.fetch(
        f"select id, merged_into_id from actor where id = any ($1::bigint[]) order by id for {strength}",
        sorted(set(ids)),
    )
    if any(row["merged_into_id"] is not None for row in locked):
        raise ActorMergedError


async def settle(connection: Connection, resolved: Sequence[Resolved], *, learned: bool = True) -> dict[str, int]:
    """Make the new actors, record new aliases and newly known kinds; the actor's id for each draft's name.

    The known actors' rows must be locked by `lock_actors`. `learned` names are a text's: those that people took away
    from an actor stay away from it.
    """
    ids = await settle_all(connection, resolved, learned=learned)
    return {item.draft.name: actor_id for item, actor_id in zip(resolved, ids, strict=True)}


async def settle_all(connection: Connection, resolved: Sequence[Resolved], *, learned: bool = True) -> list[int]:
    """The same for drafts of several documents that have no new name in common: the ids in the drafts' order."""
    made = iter(await _create(connection, [item.draft for item in resolved if item.id is None]))
    ids = [next(made) if item.id is None else item.id for item in resolved]
    upgrades = {item.id: item.draft.kind for item in resolved if item.id is not None and item.upgrades}
    if upgrades:
        arguments = (list(upgrades), list(upgrades.values()))
        await share_names(connection, upgrades)
        await connection.execute(_UPGRADE, *arguments)
    await _add_aliases(connection, resolved, ids, learned=learned)
    return ids


async def share_names(connection: Connection, kinds: Mapping[int, str]) -> None:
    """Ahead of giving actors, by id, another kind: mark the names as shared that others of that kind have."""
    await connection.execute(_SHARE_BEFORE_UPGRADE, list(kinds), list(kinds.values()))


async def lookup(connection: Connection, drafts: Sequence[ActorDraft]) -> list[Resolved]:
    """The known actor that each draft means as the database is now, with no lock on any name."""
    rows = [(place, draft.name, draft.kind, False) for place, draft in enumerate(drafts)]
    for place, draft in enumerate(drafts):
        rows += [(place, alias, draft.kind, True) for alias in draft.aliases if is_acronym(alias, draft.name)]
    columns = [list(column) for column in zip(*rows, strict=True)] or [[], [], [], []]
    known = {row["ordinal"]: row for row in await connection.fetch(_RESOLVE, *columns)}
    return [
        Resolved(draft=draft, id=known[place]["actor_id"], kind=known[place]["kind"])
        if place in known
        else Resolved(draft=draft, id=None, kind=draft.kind)
        for place, draft in enumerate(drafts)
    ]


def is_acronym(alias: str, name: str) -> bool:
    """Whether `alias` is made of the initials of `name`'s words, as ECB of European Central Bank.

    Words that begin with a small letter may be passed over ("Bureau of Labor Statistics", BLS). Other
    short forms don't tell an actor: many people are called Martin, and Orange Bank is not Orange.
    """
    words = name.replace("-", " ").replace("’", " ").replace("'", " ").split()
    initials = "".join(word[0] for word in words if word[0].isupper())
    return len(alias) >= 2 and alias.isupper() and alias.replace(".", "") == initials


async def lock_names(connection: Connection, names: Sequence[str]) -> None:
    """Make other writers of actors with these names wait until this transaction ends."""
    if len(names) > _NAME_LOCKS_MAX:
        await connection.execute("select pg_advisory_xact_lock($1)", _NAMES_LOCK)
        return
    await connection.execute("select pg_advisory_xact_lock_shared($1)", _NAMES_LOCK)
    # In the order of the keys: two documents with the same names never wait for each other crosswise.
    await connection.execute(
        """
        select pg_advisory_xact_lock(k.key)
        from (
          select distinct hashtextextended(claimgraph.fold_name(n.name), $2) as key from unnest($1::text[]) as n (name)
          order by key
        ) k
        """,
        list(names),
        _NAMES_LOCK,
    )


async def _create(connection: Connection, drafts: Sequence[ActorDraft]) -> list[int]:
    if not drafts:
        return []
    folded = await connection.fetchval(_FOLD, [draft.name for draft in drafts])
    # Two spellings of one name and kind in one document are one actor.
    keys = [(key, draft.kind) for key, draft in zip(folded, drafts, strict=True)]
    first: dict[tuple[str, str], ActorDraft] = {}
    for key, draft in zip(keys, drafts, strict=True):
        first.setdefault(key, draft)
    numbers = await next_ids(connection, "actor", len(first))
    made = dict(zip(first, numbers, strict=True))
    await connection.execute(
        _INSERT_ACTORS, numbers, [draft.kind for draft in first.values()], [draft.name for draft in first.values()]
    )
    return [made[key] for key in keys]


async def _add_aliases(
    connection: Connection, resolved: Sequence[Resolved], ids: Sequence[int], *, learned: bool
) -> None:
    pairs = [
        (actor_id, alias.strip())
        for item, actor_id in zip(resolved, ids, strict=True)
        for alias in (item.draft.name, *item.draft.aliases)
        if alias.strip()
    ]
    if not pairs:
        return
    for _ in range(_ALIAS_ROUNDS):
        added = await connection.fetch(
            _INSERT_ALIASES, [actor_id for actor_id, _ in pairs], [name for _, name in pairs], learned
        )
        shared = [row for row in added if row["shared"]]
        if shared:
            await connection.execute(_SHARE_ALIASES, [row["folded"] for row in shared], [row["kind"] for row in shared])
        if all(row["shared"] is not None for row in added):
            return
        # Another transaction took a name meanwhile; now that it shows, the name is shared.


async def next_ids(connection: Connection, table: str, count: int) -> list[int]:
    """Fresh identity values of `table`, taken before the insert so that rows can refer to each other."""
    found: list[int] = await connection.fetchval(
        "select array(select nextval(pg_get_serial_sequence($1, 'id')) from generate_series(1, $2::integer))",
        f"claimgraph.{table}",
        count,
    )
    return found
