"""Brings back what was deleted, as it was and under its ids, from its tombstone.

Actors that were merged meanwhile are those that they became part of. A link whose other end is still gone waits
for it: its tombstone moves to what the other end was deleted with.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import asyncpg
import msgspec

from schema.ids import KINDS, PREFIXES, TYPE_OF_KIND
from service.errors import Conflict
from service.exchange.restore import put_back, reason_of
from service.exchange.restore_statements import CLAIM_STATEMENTS
from service.store.connect import Connection
from service.store.history import say_restoring
from service.store.resolve import lock_actors
from service.store.tombstones import Tombstone

# The table, the type and the members of a line that name what it hangs on.
_HANGS_ON = {
    KINDS["ClaimLink"]: ("claim", "Claim", "from", "to"),
    KINDS["ClaimReview"]: ("claim", "Claim", "claim"),
    KINDS["ActorRelation"]: ("actor", "Actor", "subject", "object"),
    KINDS["ActorMergeCandidate"]: ("actor", "Actor", "left", "right"),
}

# Addresses and other names that belong to one thing at a time, and who has them now.
_TAKEN = {
    "Article": ("url", "select article_id from article_url where key = any ($1::text[]) and names"),
    "Source": ("domain", "select id from source where domain = any ($1::text[])"),
    "Actor": ("wikidataId", "select id from actor where wikidata_id = any ($1::text[])"),
    "ClaimReview": ("url", "select id from claim_review where claim_id is not null and url = any ($1::text[])"),
}

_CHILDREN = """
    select kind, key, at, said_by, reason, with_kind, with_key, body::text as body
    from tombstone
    where with_kind = $1 and with_key = $2 and body is not null
    order by kind, key
"""

# What a link's missing end was deleted with, or that end itself.
_WAIT = """
    update tombstone t
    set with_kind = coalesce(gone.with_kind, gone.kind), with_key = coalesce(gone.with_key, gone.key)
    from tombstone gone
    where t.kind = $1 and t.key = $2 and gone.kind = $3 and gone.key = any ($4::bigint[])
"""

_EVIDENCE = """
    update actor_relation r
    set claim_id = e.claim, updated_at = coalesce(e."updatedAt", now())
    from jsonb_to_recordset($1::text::jsonb) as e (relation bigint, claim bigint, "updatedAt" timestamptz)
    where r.id = e.relation and r.claim_id is null
"""

_TRANSLATIONS = "update article set translation_of_id = $1 where id = any ($2::bigint[]) and translation_of_id is null"
_TRANSLATION_OF = (
    "update article set translation_of_id = $2 where id = $1 and exists (select from article where id = $2)"
)

_NAMED = """
    insert into actor_alias (id, actor_id, kind, name, language, shared) overriding system value
    select $1, a.id, a.kind, $3, $4, $5 from actor a where a.id = claimgraph.living_actor($2)
"""


async def revive(connection: Connection, tombstone: Tombstone, caller: str) -> None:
    """Bring a thing back with all that went with it, in the transaction that is open; its tombstone is locked.

    Raises Conflict naming what stands against it.
    """
    type_name = TYPE_OF_KIND[tombstone.kind]
    if tombstone.with_key is not None and tombstone.with_kind is not None:
        with_id = f"{PREFIXES[TYPE_OF_KIND[tombstone.with_kind]]}_{tombstone.with_key}"
        raise Conflict(f"It was deleted with {with_id} and comes back with it; restore that one.")
    await _check_names(connection, type_name, tombstone)
    children = [Tombstone(**row) for row in await connection.fetch(_CHILDREN, tombstone.kind, tombstone.key)]
    await connection.execute("select set_config('claimgraph.telling', 'RESTORED', true)")
    # First, so that nothing remembers the links as unwanted.
    await connection.execute("delete from tombstone where kind = $1 and key = $2", tombstone.kind, tombstone.key)
    try:
        async with connection.transaction():
            # A name that comes back is a change of its actor.
            await say_restoring(connection, on=type_name != "Alias")
            await _revive(connection, type_name, tombstone, caller)
            for child in children:
                await _revive_child(connection, child, caller)
            await say_restoring(connection, on=False)
    except asyncpg.IntegrityConstraintViolationError as error:
        raise Conflict(f"What is stored now stands against it: {reason_of(error)}") from error
    await connection.execute(
        "delete from tombstone where with_kind = $1 and with_key = $2", tombstone.kind, tombstone.key
    )


async def _check_names(connection: Connection, type_name: str, tombstone: Tombstone) -> None:
    if type_name not in _TAKEN:
        return
    field, holders = _TAKEN[type_name]
    names = await connection.fetchval(
        "select known_as from tombstone where kind = $1 and key = $2", tombstone.kind, tombstone.key
    )
    holder = await connection.fetchval(f"{holders} limit 1", names)
    if holder is not None:
        taken_by = f"{PREFIXES[type_name]}_{holder}"
        raise Conflict(f"Its `{field}` was taken by {taken_by} meanwhile; change or delete that one first.")


async def _revive(connection: Connection, type_name: str, tombstone: Tombstone, caller: str) -> None:
    body = msgspec.json.decode(tombstone.body or "{}")
    if type_name == "Claim":
        await _revive_claim(connection, body)
    elif type_name == "Alias":
        await _revive_alias(connection, body)
    elif type_name == "ActorMergeCandidate" and not body:
        await connection.execute(
            "update actor_merge_candidate set status = 'OPEN' where id = $1 and status = 'DISMISSED'", tombstone.key
        )
    elif "lines" in body:
        await _put_back(connection, body["lines"], caller)
    else:
        await _check_ends(connection, tombstone, body)
        if type_name == "ActorRelation" and body["evidence"] is not None:
            gone = await _missing(connection, "claim", [_key(body["evidence"])])
            body["evidence"] = None if gone else body["evidence"]
        await _put_back(connection, [body], caller)
    if type_name == "Article":
        await connection.execute(_TRANSLATIONS, tombstone.key, body["translations"])
        await connection.execute(_TRANSLATION_OF, tombstone.key, body["translationOf"])
    if "evidence" in body and isinstance(body["evidence"], list):
        await connection.execute(_EVIDENCE, msgspec.json.encode(body["evidence"]).decode())


async def _revive_child(connection: Connection, child: Tombstone, caller: str) -> None:
    """Bring back what went with something, or let it wait for its other end."""
    line = msgspec.json.decode(child.body or "{}")
    table, kind, ends = _ends(child.kind, line)
    missing = await _missing(connection, table, ends)
    if missing:
        await connection.execute(_WAIT, child.kind, child.key, kind, missing)
    else:
        await _put_back(connection, [line], caller)


async def _check_ends(connection: Connection, tombstone: Tombstone, line: dict[str, Any]) -> None:
    """Raise Conflict where a link, review or relation hangs on something that is gone."""
    table, kind, ends = _ends(tombstone.kind, line)
    missing = await _missing(connection, table, ends)
    if missing:
        ids = ", ".join(f"{PREFIXES[TYPE_OF_KIND[kind]]}_{key}" for key in missing)
        raise Conflict(f"It hangs on what is gone itself, {ids}; restore that first.")


def _ends(kind: int, line: dict[str, Any]) -> tuple[str, int, list[int]]:
    """The table, the kind and the keys of what a line hangs on."""
    table, type_name, *names = _HANGS_ON[kind]
    # A review in the checker's words hangs on nothing.
    return table, KINDS[type_name], [_key(line[name]) for name in names if line[name] is not None]


async def _missing(connection: Connection, table: str, keys: Sequence[int]) -> list[int]:
    found: list[int] = await connection.fetchval(
        f"select array(select k from unnest($1::bigint[]) k where not exists (select from {table} x where x.id = k))",
        list(keys),
    )
    return found


async def _revive_claim(connection: Connection, body: dict[str, Any]) -> None:
    article = await connection.fetchval("select body from article where id = $1 for no key update", body["article"])
    if article is None:
        raise Conflict(f"Its article {PREFIXES['Article']}_{body['article']} is gone; restore that first.")
    claims = body["claims"]
    for claim in claims:
        if claim.get("retiredAt") is None and article[claim["start"] : claim["end"]] != claim["quote"]:
            raise Conflict(
                f"The article has changed since: it no longer reads “{claim['quote'][:80]}” where the claim stood."
                " Make a new claim instead."
            )
    line = {"id": f"{PREFIXES['Article']}_{body['article']}", "claims": claims}
    given = msgspec.json.encode(await _living(connection, [line])).decode()
    for statement in CLAIM_STATEMENTS:
        await connection.execute(statement, given)


async def _revive_alias(connection: Connection, body: dict[str, Any]) -> None:
    holder = await connection.fetchval(
        "select o.actor_id from actor a join actor_alias o on o.kind = a.kind and o.folded = claimgraph.fold_name($2)"
        " where a.id = claimgraph.living_actor($1) and (o.actor_id = a.id or not $3) limit 1",
        body["actor"],
        body["name"],
        body["shared"],
    )
    if holder is not None:
        raise Conflict(f"{PREFIXES['Actor']}_{holder} bears this name now; take it away from there first.")
    done = await connection.execute(_NAMED, body["id"], body["actor"], body["name"], body["language"], body["shared"])
    if done.endswith(" 0"):
        raise Conflict(f"Its actor {PREFIXES['Actor']}_{body['actor']} is gone; restore that first.")
    await connection.execute(
        "update actor set version = version + 1, updated_at = now() where id = claimgraph.living_actor($1)",
        body["actor"],
    )


async def _put_back(connection: Connection, lines: list[dict[str, Any]], caller: str) -> None:
    await put_back(connection, [msgspec.json.encode(line) for line in await _living(connection, lines)], caller)


async def _living(connection: Connection, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lines with the actors that answer today. Raises Conflict where one is gone, or a source is."""
    named = {name for line in lines for name in _actors(line)}
    keys = [_key(name) for name in named]
    rows = await connection.fetch(
        "select id, claimgraph.living_actor(id) as living from actor where id = any ($1::bigint[])", keys
    )
    living = {f"{PREFIXES['Actor']}_{row['id']}": f"{PREFIXES['Actor']}_{row['living']}" for row in rows}
    if missing := sorted(named - living.keys()):
        raise Conflict(f"It mentions what is gone itself, {', '.join(missing[:10])}; restore that first.")
    for source in {line["source"] for line in lines if line.get("type") == "article" and line["source"]}:
        if await _missing(connection, "source", [_key(source)]):
            raise Conflict(f"Its source {source} is gone; restore that first.")
    # Held, so that they stay who they are.
    await lock_actors(connection, [row["living"] for row in rows], upgrading=False)
    moved = {name: now for name, now in living.items() if name != now}
    return [_moved(line, moved) for line in lines] if moved else lines


def _actors(line: dict[str, Any]) -> set[str]:
    """The ids of the actors that a line refers to."""
    found = {mention["actor"] for mention in line.get("mentions", ())}
    for claim in (*line.get("claims", ()), *line.get("retiredClaims", ())):
        found |= {claim["claimant"], claim["subject"]} | {part["actor"] for part in claim["actors"]}
    if line.get("type") == "actorRelation":
        found |= {line["subject"], line["object"]}
    return found - {None}


def _moved(line: dict[str, Any], moved: dict[str, str]) -> dict[str, Any]:
    """The line with actors' ids replaced; what two of them did that are one now is said once."""

    def now(name: Any) -> Any:
        return moved.get(name, name)

    line = dict(line)
    if "mentions" in line:
        spans = {(now(m["actor"]), m["start"], m["end"]): m | {"actor": now(m["actor"])} for m in line["mentions"]}
        line["mentions"] = list(spans.values())
    for name in {"claims", "retiredClaims"} & line.keys():
        line[name] = [
            claim
            | {"claimant": now(claim["claimant"]), "subject": now(claim["subject"]), "actors": _parts(claim, moved)}
            for claim in line[name]
        ]
    if line.get("type") == "actorRelation":
        line |= {"subject": now(line["subject"]), "object": now(line["object"])}
    return line


def _parts(claim: dict[str, Any], moved: dict[str, str]) -> list[dict[str, Any]]:
    parts: dict[str, dict[str, Any]] = {}
    for part in claim["actors"]:
        name = moved.get(part["actor"], part["actor"])
        before = parts.get(name, {})
        roles = {role: part[role] or before.get(role, False) for role in ("isSubject", "isObject", "isClaimant")}
        parts[name] = {"actor": name, **roles}
    return list(parts.values())


def _key(global_id: str) -> int:
    return int(global_id.rpartition("_")[2])
