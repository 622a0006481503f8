"""Deletes single things, in a transaction that the caller has opened, and says what stands against it.

Rows are locked in the one order of all writers: article, then actors by id, then claims.
"""

from __future__ import annotations

from service.errors import Conflict
from service.store.connect import Connection, the_row
from service.store.resolve import lock_actors
from service.store.spans import actors_of, forget_spans

_OTHER_NAMES = """
    update actor_alias l
    set shared = false
    from (
      select min(o.id) as id
      from actor_alias o
      where o.folded = $1 and o.kind = $2
      having count(*) = 1
    ) alone
    where l.id = alone.id and l.shared
"""

_HOLDS_ACTOR = """
    select
      (select count(*) from mention m where m.actor_id = $1) as mentions,
      (select count(*) from claim_actor r where r.actor_id = $1) as claims,
      (select count(*) from actor_merge m where m.winner_id = $1 and m.undone_at is null) as merges
"""


async def lock_article(connection: Connection, article_id: int) -> int | None:
    """The article's version, its row and its actors' locked; None when there is none."""
    version: int | None = await connection.fetchval("select version from article where id = $1 for update", article_id)
    if version is not None:
        await lock_actors(connection, await actors_of(connection, article_id), upgrading=False)
    return version


async def delete_article(connection: Connection, article_id: int) -> None:
    """Delete an article, whose row is locked, with its mentions, claims, their links and reviews."""
    await forget_spans(connection, article_id)
    await connection.execute("delete from article where id = $1", article_id)


async def lock_claim(connection: Connection, claim_id: int) -> int | None:
    """The claim's version, its article's row and its own locked; None when there is none."""
    await connection.execute(
        "select from article where id = (select article_id from claim where id = $1) for no key update", claim_id
    )
    version: int | None = await connection.fetchval("select version from claim where id = $1 for update", claim_id)
    return version


async def lock_row(connection: Connection, table: str, key: int) -> int | None:
    """The key of a row of a table (a name of ours) that has no version, locked; None when there is none."""
    found: int | None = await connection.fetchval(f"select id from {table} where id = $1 for update", key)
    return found


async def delete_row(connection: Connection, table: str, key: int) -> None:
    """Delete a row that nothing stands against, with what hangs on it."""
    await connection.execute(f"delete from {table} where id = $1", key)


async def check_source(connection: Connection, source_id: int) -> None:
    """Raise Conflict while articles name the source."""
    count = await connection.fetchval("select count(*) from article where source_id = $1", source_id)
    if count:
        raise Conflict(
            f"The source has {count:,} article{'' if count == 1 else 's'}; delete those first, or give them another."
        )


async def lock_actor(connection: Connection, actor_id: int) -> int | None:
    """The actor's version, its row locked; None when there is none. Raises Conflict for one that was merged."""
    row = await connection.fetchrow("select version, merged_into_id from actor where id = $1 for update", actor_id)
    if row is None:
        return None
    if row["merged_into_id"] is not None:
        raise Conflict(f"It is part of act_{row['merged_into_id']}; split it first, or delete that one.")
    version: int = row["version"]
    return version


async def check_actor(connection: Connection, actor_id: int) -> None:
    """Raise Conflict, with the way out, while texts mention the actor or it is part of claims or merges."""
    holds = await the_row(connection, _HOLDS_ACTOR, actor_id)
    if holds["mentions"] or holds["claims"]:
        raise Conflict(
            f"The actor is mentioned {holds['mentions']:,} times and part of {holds['claims']:,} claims; merge it into"
            " another, or delete those claims and articles first."
        )
    if holds["merges"]:
        raise Conflict(f"{holds['merges']:,} other records were merged into the actor; split those first.")


async def delete_actor(connection: Connection, actor_id: int) -> None:
    """Delete an actor that nothing stands against, with its names, relations and merges that were taken back."""
    await connection.execute("delete from actor_merge where $1 in (winner_id, loser_id)", actor_id)
    names = await connection.fetch("delete from actor_alias where actor_id = $1 returning folded, kind", actor_id)
    await connection.execute("delete from actor where id = $1", actor_id)
    for name in names:
        await connection.execute(_OTHER_NAMES, name["folded"], name["kind"])


async def lock_alias(connection: Connection, alias_id: int) -> int | None:
    """The actor that bears the name, its row locked; None when there is no such name. Raises Conflict for
    the actor's main name."""
    actor_id: int | None = await connection.fetchval("select actor_id from actor_alias where id = $1", alias_id)
    if actor_id is None:
        return None
    await lock_actors(connection, [actor_id], upgrading=False)
    main = await connection.fetchval(
        "select a.name = l.name from actor_alias l join actor a on a.id = l.actor_id where l.id = $1", alias_id
    )
    if main:
        raise Conflict("It is the actor's main name; give the actor another name first.")
    return None if main is None else actor_id


async def delete_alias(connection: Connection, alias_id: int, actor_id: int) -> None:
    """Take a name away from its actor, whose row is locked, under the actor's next version."""
    name = await the_row(connection, "delete from actor_alias where id = $1 returning folded, kind", alias_id)
    await connection.execute(_OTHER_NAMES, name["folded"], name["kind"])
    await connection.execute("update actor set version = version + 1, updated_at = now() where id = $1", actor_id)


async def dismiss_candidate(connection: Connection, candidate_id: int) -> str | None:
    """Dismiss two actors that may be one; what the candidate was before, None when there is none.

    Raises Conflict when they are one already.
    """
    status: str | None = await connection.fetchval(
        "select status from actor_merge_candidate where id = $1 for update", candidate_id
    )
    if status == "MERGED":
        raise Conflict("The two were merged; split them, which dismisses the candidate, too.")
    if status == "OPEN":
        await connection.execute("update actor_merge_candidate set status = 'DISMISSED' where id = $1", candidate_id)
    return status
