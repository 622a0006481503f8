"""Merging two actor records into one, and taking a merge back.

A merge moves everything that points at the loser to the winner and writes down what it moved, so that
`unmerge` puts exactly that back; what was found after the merge stays with the winner. The loser's row
stays as a signpost: its id keeps answering, with the winner.
"""

from __future__ import annotations

from typing import Any

import msgspec

from service.errors import BadInput, Conflict, NotFound
from service.store.connect import Connection
from service.store.resolve import lock_actors

# Everything that points at the loser, as it is before the merge.
_WHAT_MOVES = """
    select jsonb_build_object(
      'mentions', (
        select coalesce(jsonb_agg(m.id order by m.id), '[]') from mention m
        where m.actor_id = $2 and not exists (
          select from mention w
          where w.actor_id = $1 and w.article_id = m.article_id and w.start_at = m.start_at and w.end_at = m.end_at
        )
      ),
      -- Spans that both had: one mention remains.
      'dropped_mentions', (
        select coalesce(jsonb_agg(to_jsonb(m) order by m.id), '[]') from mention m
        where m.actor_id = $2 and exists (
          select from mention w
          where w.actor_id = $1 and w.article_id = m.article_id and w.start_at = m.start_at and w.end_at = m.end_at
        )
      ),
      'aliases', (
        select coalesce(jsonb_agg(jsonb_build_object('name', l.name, 'language', l.language) order by l.id), '[]')
        from actor_alias l where l.actor_id = $2
      ),
      -- A winner without a Wikidata item takes the loser's.
      'wikidata_id', (
        select l.wikidata_id from actor l join actor w on w.id = $1
        where l.id = $2 and w.wikidata_id is null
      ),
      'winner_aliases', (select coalesce(jsonb_agg(l.id), '[]') from actor_alias l where l.actor_id = $1),
      'claimant', (select coalesce(jsonb_agg(c.id order by c.id), '[]') from claim c where c.claimant_id = $2),
      'subject', (select coalesce(jsonb_agg(c.id order by c.id), '[]') from claim c where c.subject_id = $2),
      'claim_actors', (
        select coalesce(
          jsonb_agg(jsonb_build_object('loser', to_jsonb(l), 'winner', to_jsonb(w)) order by l.claim_id), '[]'
        )
        from claim_actor l left join claim_actor w on w.claim_id = l.claim_id and w.actor_id = $1
        where l.actor_id = $2
      ),
      'relations', (
        select coalesce(jsonb_agg(to_jsonb(r) order by r.id), '[]') from actor_relation r
        where $2 in (r.subject_id, r.object_id)
      )
    )
"""

_MERGE = (
    """
    delete from mention m
    using mention w
    where m.actor_id = $2 and w.actor_id = $1
      and w.article_id = m.article_id and w.start_at = m.start_at and w.end_at = m.end_at
    """,
    "update mention set actor_id = $1 where actor_id = $2",
    "update claim set claimant_id = $1 where claimant_id = $2",
    "update claim set subject_id = $1 where subject_id = $2",
    # Claims that have the loser as an object tell of it too; the others do by themselves.
    """
    select claimgraph.tell(3::smallint, array(select claim_id from claim_actor where actor_id = $2), 'CHANGED')
    where $1 <> $2
    """,
    """
    insert into claim_actor as w (claim_id, actor_id, is_subject, is_object, is_claimant, sort_at, live)
    select l.claim_id, $1, l.is_subject, l.is_object, l.is_claimant, l.sort_at, l.live
    from claim_actor l where l.actor_id = $2
    on conflict (claim_id, actor_id) do update
      set is_subject = w.is_subject or excluded.is_subject,
          is_object = w.is_object or excluded.is_object,
          is_claimant = w.is_claimant or excluded.is_claimant
    """,
    "delete from claim_actor where actor_id = $2 and $1 <> $2",
    """
    insert into actor_relation (subject_id, predicate, object_id, claim_id, created_at)
    select
      case when r.subject_id = $2 then $1 else r.subject_id end, r.predicate,
      case when r.object_id = $2 then $1 else r.object_id end, r.claim_id, r.created_at
    from actor_relation r
    -- A relation between the two says nothing any more.
    where $2 in (r.subject_id, r.object_id) and $1 not in (r.subject_id, r.object_id)
    on conflict (subject_id, predicate, object_id) do nothing
    """,
    "delete from actor_relation where $2 in (subject_id, object_id) and $1 <> $2",
    # Aliases that the winner has already are dropped; a name that a third actor has is shared.
    """
    delete from actor_alias l
    using actor_alias w
    where l.actor_id = $2 and w.actor_id = $1 and w.folded = l.folded
    """,
    """
    update actor_alias t set shared = true
    from actor_alias l, actor w
    where l.actor_id = $2 and w.id = $1 and t.folded = l.folded and t.kind = w.kind and t.actor_id not in ($1, $2)
      and not t.shared
    """,
    """
    update actor_alias l
    set actor_id = $1, kind = w.kind, shared = exists (
      select from actor_alias t where t.folded = l.folded and t.kind = w.kind and t.actor_id not in ($1, $2)
    )
    from actor w
    where l.actor_id = $2 and w.id = $1
    """,
    """
    update actor_alias l
    set shared = false
    where l.actor_id = $1 and l.shared and $1 <> $2 and not exists (
      select from actor_alias t where t.folded = l.folded and t.kind = l.kind and t.actor_id <> $1
    )
    """,
    # Chains stay one step long.
    "update actor set merged_into_id = $1 where merged_into_id = $2",
    "update actor set merged_into_id = $1, version = version + 1, updated_at = now() where id = $2",
    "delete from actor_search where actor_id = $2 and $1 <> $2",
    """
    update actor_merge_candidate set status = 'MERGED'
    where left_id = least($1::bigint, $2::bigint) and right_id = greatest($1::bigint, $2::bigint)
    """,
)

_UNMERGE = (
    "update actor set merged_into_id = null, version = version + 1, updated_at = now() where id = $2 and $1 <> $2",
    """
    update mention set actor_id = $2
    where actor_id = $1 and id in (select jsonb_array_elements_text($3::jsonb -> 'mentions')::bigint)
    """,
    """
    insert into mention (id, article_id, actor_id, start_at, end_at, quote, created_at) overriding system value
    select m.id, m.article_id, $2, m.start_at, m.end_at, m.quote, m.created_at
    from jsonb_populate_recordset(null::mention, $3::jsonb -> 'dropped_mentions') m
    join article a on a.id = m.article_id and substring(a.body from m.start_at + 1 for m.end_at - m.start_at) = m.quote
    where $1::bigint is not null
    on conflict do nothing
    """,
    """
    update claim set claimant_id = $2
    where claimant_id = $1 and id in (select jsonb_array_elements_text($3::jsonb -> 'claimant')::bigint)
    """,
    """
    update claim set subject_id = $2
    where subject_id = $1 and id in (select jsonb_array_elements_text($3::jsonb -> 'subject')::bigint)
    """,
    """
    select claimgraph.tell(
      3::smallint,
      array(
        select c.id
        from jsonb_array_elements($3::jsonb -> 'claim_actors') was
        join claim c on c.id = (was -> 'loser' ->> 'claim_id')::bigint
      ),
      'CHANGED'
    )
    where $1::bigint <> $2::bigint
    """,
    # For each claim that the loser was in: the winner's row as it was, or none, and the loser's again.
    """
    delete from claim_actor w
    using jsonb_array_elements($3::jsonb -> 'claim_actors') was
    where w.actor_id = $1 and w.claim_id = (was -> 'loser' ->> 'claim_id')::bigint and $2::bigint is not null
    """,
    """
    insert into claim_actor (claim_id, actor_id, is_subject, is_object, is_claimant, sort_at, live)
    select r.claim_id, r.actor_id, r.is_subject, r.is_object, r.is_claimant, c.sort_at, c.live
    from jsonb_array_elements($3::jsonb -> 'claim_actors') was
    cross join lateral jsonb_populate_recordset(
      null::claim_actor, jsonb_build_array(was -> 'loser') || case
        when jsonb_typeof(was -> 'winner') = 'object' then jsonb_build_array(was -> 'winner') else '[]'
      end
    ) r
    join claim c on c.id = r.claim_id
    where r.actor_id in ($1, $2)
    on conflict do nothing
    """,
    """
    delete from actor_relation r
    using jsonb_populate_recordset(null::actor_relation, $3::jsonb -> 'relations') was
    where r.predicate = was.predicate
      and r.subject_id = case when was.subject_id = $2 then $1 else was.subject_id end
      and r.object_id = case when was.object_id = $2 then $1 else was.object_id end
    """,
    """
    insert into actor_relation (id, subject_id, predicate, object_id, claim_id, created_at) overriding system value
    select r.id, r.subject_id, r.predicate, r.object_id, c.id, r.created_at
    from jsonb_populate_recordset(null::actor_relation, $3::jsonb -> 'relations') r
    left join claim c on c.id = r.claim_id
    where $1::bigint is not null and $2::bigint is not null
      and exists (select from actor a where a.id = r.subject_id)
      and exists (select from actor a where a.id = r.object_id)
    on conflict do nothing
    """,
    """
    delete from actor_alias l
    using jsonb_array_elements($3::jsonb -> 'aliases') was
    where l.actor_id = $1 and l.name = was ->> 'name' and $2::bigint is not null
      and not l.id in (select jsonb_array_elements_text($3::jsonb -> 'winner_aliases')::bigint)
    """,
    """
    update actor_alias t set shared = true
    from jsonb_array_elements($3::jsonb -> 'aliases') was, actor a
    where a.id = $2 and t.kind = a.kind and t.folded = claimgraph.fold_name(was ->> 'name') and not t.shared
      and $1::bigint is not null
    """,
    """
    insert into actor_alias (actor_id, kind, name, language, shared)
    select a.id, a.kind, was ->> 'name', was ->> 'language', exists (
      select from actor_alias t where t.kind = a.kind and t.folded = claimgraph.fold_name(was ->> 'name')
    )
    from jsonb_array_elements($3::jsonb -> 'aliases') with ordinality as w (was, place), actor a
    where a.id = $2 and $1::bigint is not null
    order by place
    on conflict do nothing
    """,
    """
    update actor_merge_candidate set status = 'DISMISSED'
    where left_id = least($1::bigint, $2::bigint) and right_id = greatest($1::bigint, $2::bigint)
      and $3::jsonb is not null
    """,
)

# Who appears where, and how often, follows from the mentions.
_RECOUNT = (
    "delete from article_actor where actor_id = any ($1::bigint[])",
    """
    insert into article_actor (article_id, actor_id, mention_count, sort_at)
    select m.article_id, m.actor_id, count(*), min(a.sort_at)
    from mention m join article a on a.id = m.article_id
    where m.actor_id = any ($1::bigint[])
    group by m.article_id, m.actor_id
    """,
    """
    update actor a
    set mention_count = (select count(*) from mention m where m.actor_id = a.id),
        version = version + 1,
        updated_at = now()
    where a.id = any ($1::bigint[])
    """,
    """
    select claimgraph.index_actors(array(
      select id from actor where id = any ($1::bigint[]) and merged_into_id is null
    ))
    """,
)


class Merge(msgspec.Struct, frozen=True, kw_only=True):
    """A recorded merge: `id` takes it back."""

    id: int
    winner_id: int
    loser_id: int


async def merge_actors(connection: Connection, winner_id: int, loser_id: int, *, said_by: str) -> Merge:
    """Make two actors one, in one transaction; the winner keeps its name and kind.

    A winner without a Wikidata item takes the loser's. Raises NotFound for an actor that is not there,
    BadInput when both are one already, Conflict when they are different Wikidata items, and
    ActorMergedError when another merge of one of them came first: call again.
    """
    async with connection.transaction():
        winner = await _living(connection, winner_id)
        loser = await _living(connection, loser_id)
        if winner == loser:
            raise BadInput("Both ids are of the same actor already; nothing is left to merge.")
        await lock_actors(connection, (winner, loser), upgrading=True)
        await _same_item(connection, winner, loser)
        moved = await connection.fetchval(_WHAT_MOVES, winner, loser)
        await _move_item(connection, loser, winner, moved)
        await _say_merging(connection, on=True)
        for statement in _MERGE:
            await connection.execute(statement, winner, loser)
        await _say_merging(connection, on=False)
        await _recount(connection, winner, loser)
        merge_id = await connection.fetchval(
            "insert into actor_merge (winner_id, loser_id, said_by, moved) values ($1, $2, $3, $4) returning id",
            winner,
            loser,
            said_by,
            moved,
        )
    return Merge(id=merge_id, winner_id=winner, loser_id=loser)


async def unmerge_actor(connection: Connection, loser_id: int) -> Merge:
    """Take back the merge that made this actor part of another, in one transaction.

    Raises NotFound when the actor is not merged, and Conflict while a later merge of the winner stands.
    """
    async with connection.transaction():
        row = await connection.fetchrow(
            "select id, winner_id, loser_id, moved from actor_merge"
            " where loser_id = $1 and undone_at is null for update",
            loser_id,
        )
        if row is None:
            raise NotFound("This actor is not merged into another; there is nothing to split.")
        winner, loser = row["winner_id"], row["loser_id"]
        await _lock(connection, winner, loser)
        if await connection.fetchval("select merged_into_id from actor where id = $1", winner) is not None:
            raise Conflict("The actor that it was merged into has been merged itself since; split that one first.")
        await connection.execute(
            # Actors that came along with the loser go back with it.
            """
            with recursive came (id) as (
              select m.loser_id from actor_merge m where m.winner_id = $2 and m.undone_at is null
              union
              select m.loser_id from actor_merge m join came on m.winner_id = came.id where m.undone_at is null
            )
            update actor a set merged_into_id = $2 from came where a.id = came.id and a.merged_into_id = $1
            """,
            winner,
            loser,
        )
        await _say_merging(connection, on=True)
        for statement in _UNMERGE:
            used = [winner, loser, row["moved"]][: 3 if "$3" in statement else 2]
            await connection.execute(statement, *used)
        await _say_merging(connection, on=False)
        await _move_item(connection, winner, loser, row["moved"])
        await _recount(connection, winner, loser)
        await connection.execute("update actor_merge set undone_at = now() where id = $1", row["id"])
    return Merge(id=row["id"], winner_id=winner, loser_id=loser)


async def _living(connection: Connection, actor_id: int) -> int:
    found: int | None = await connection.fetchval("select claimgraph.living_actor($1)", actor_id)
    if found is None:
        raise NotFound(f"There is no actor act_{actor_id}.")
    return found


async def _same_item(connection: Connection, winner: int, loser: int) -> None:
    """Raises Conflict when the two are known to be different things."""
    rows = await connection.fetch(
        "select id, wikidata_id from actor where id = any ($1::bigint[]) and wikidata_id is not null", [winner, loser]
    )
    if len(rows) > 1:
        item = {row["id"]: row["wikidata_id"] for row in rows}
        raise Conflict(
            f"The actors are two Wikidata items, {item[winner]} and {item[loser]}, so they are not the same; correct"
            " the item of the one that has a wrong one, then merge."
        )


async def _move_item(connection: Connection, giver: int, taker: int, moved: Any) -> None:
    """Hand the Wikidata item that a merge moved from one to the other, where the giver has it still."""
    item = (moved if isinstance(moved, dict) else msgspec.json.decode(moved)).get("wikidata_id")
    if item is None:
        return
    # Two statements, as an item is one actor's at any time.
    had = await connection.fetchval(
        "update actor set wikidata_id = null where id = $1 and wikidata_id = $2 returning id", giver, item
    )
    if had is not None:
        await connection.execute("update actor set wikidata_id = $2 where id = $1 and wikidata_id is null", taker, item)


async def _say_merging(connection: Connection, *, on: bool) -> None:
    """Keep the history of claims from telling what the history of the two actors tells."""
    await connection.execute("select set_config('claimgraph.merging', $1, true)", "on" if on else "")


async def _lock(connection: Connection, *ids: int) -> None:
    await connection.execute("select from actor where id = any ($1::bigint[]) order by id for update", sorted(ids))


async def _recount(connection: Connection, *ids: int) -> None:
    for statement in _RECOUNT:
        await connection.execute(statement, list(ids))
