"""Effects that delete, dismiss and restore: each leaves a tombstone, or takes one back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import msgspec

from schema.ids import KINDS, PREFIXES, TABLES, BadIdError, parse_id
from schema.limits import REASON_MAX
from service.errors import Conflict
from service.exchange.revival import revive
from service.exchange.tombstones import bury
from service.mutation.checks import Checks
from service.mutation.missing import NAMES, missing, told_of
from service.mutation.outcome import Apply, Context, Made, Path, RefusedError, Row, refused
from service.store import delete
from service.store.caller import say_why
from service.store.connect import Connection
from service.store.edit import exists
from service.store.tombstones import tombstone_of


class _Deletion(msgspec.Struct, frozen=True, kw_only=True):
    """How things of one type are deleted. `lock` gives the version, or anything for what has none, and None for
    what is not there; `delete` takes what `lock` gave. `field` is the payload's for the id."""

    type: str
    field: str
    lock: Callable[[Any, int], Awaitable[int | None]]
    delete: Callable[[Any, int, int], Awaitable[Mapping[str, Row]]]
    versioned: str | None = None
    """The payload's field that holds what stands after a conflict of versions."""

    async def effect(self, context: Context, given: Mapping[str, Any], path: Path) -> Apply:
        """Delete one thing, unless it has changed since the caller read it."""
        checks = Checks(path)
        key = checks.id("id", given["id"], self.type)
        version = given.get("version")
        if version is not None:
            checks.version("version", version)
        reason = _reason(checks, given)
        checks.done()

        async def apply(connection: Connection) -> Made:
            where = (*path, "id")
            try:
                found = await self.lock(connection, key)
                if found is None:
                    raise await missing(connection, self.type, key, where)
                if version is not None and found != version:
                    raise self._conflict(key, found, version, path)
                await bury(connection, self.type, key, said_by=context.caller, reason=reason)
                await say_why(connection, reason)
                made = await self.delete(connection, key, found)
            except Conflict as error:
                raise refused(where, "CONFLICT", str(error)) from error
            tombstone = await tombstone_of(connection, KINDS[self.type], key)
            if tombstone is None:
                raise TypeError("what is deleted leaves a tombstone")
            return {self.field: _id(self.type, key), **made, **told_of(tombstone)}

        return apply

    def _conflict(self, key: int, found: int, version: int, path: Path) -> RefusedError:
        message = f"The {NAMES[self.type]} is at version {found} now, not {version}. Read it again, then decide."
        made = {self.versioned: Row(self.type, key)} if self.versioned else {}
        return refused((*path, "version"), "CONFLICT", message, made)


async def dismiss_merge_candidate(context: Context, given: Mapping[str, Any], path: Path) -> Apply:
    """Say that two actors are two; said again, nothing changes."""
    checks = Checks(path)
    key = checks.id("id", given["id"], "ActorMergeCandidate")
    reason = _reason(checks, given)
    checks.done()

    async def apply(connection: Connection) -> Made:
        where = (*path, "id")
        try:
            before = await delete.dismiss_candidate(connection, key)
        except Conflict as error:
            raise refused(where, "CONFLICT", str(error)) from error
        if before is None:
            raise await missing(connection, "ActorMergeCandidate", key, where)
        if before == "OPEN":
            await bury(connection, "ActorMergeCandidate", key, said_by=context.caller, reason=reason)
        return {"candidate": Row("ActorMergeCandidate", key)}

    return apply


async def restore(context: Context, given: Mapping[str, Any], path: Path) -> Apply:
    """Bring back what was deleted; what is there stays as it is."""
    where = (*path, "id")
    try:
        type_name, key = parse_id(given["id"])
    except BadIdError as error:
        raise refused(where, "BAD_USER_INPUT", f"`id`: {error}.") from error

    async def apply(connection: Connection) -> Made:
        tombstone = await tombstone_of(connection, KINDS[type_name], key, lock=True)
        if tombstone is not None:
            try:
                await revive(connection, tombstone, context.caller)
            except Conflict as error:
                raise refused(where, "CONFLICT", str(error)) from error
        elif not await exists(connection, TABLES[type_name], key):
            raise refused(where, "NOT_FOUND", f"There was no {NAMES[type_name]} {_id(type_name, key)} to restore.")
        return {"restoredId": _id(type_name, key)}

    return apply


def _reason(checks: Checks, given: Mapping[str, Any]) -> str | None:
    reason = given.get("reason")
    return None if reason is None else checks.text("reason", reason, REASON_MAX).strip()


def _id(type_name: str, key: int) -> str:
    return f"{PREFIXES[type_name]}_{key}"


def _row_away(type_name: str) -> Callable[[Any, int, int], Awaitable[Mapping[str, Row]]]:
    """Deletes a row of the type's table, with what the database deletes with it."""

    async def away(connection: Connection, key: int, _found: int) -> Mapping[str, Row]:
        await delete.delete_row(connection, TABLES[type_name], key)
        return {}

    return away


def _row_deletion(type_name: str, field: str) -> _Deletion:
    """For what has no version, and nothing that stands against its deletion."""

    async def lock(connection: Connection, key: int) -> int | None:
        return await delete.lock_row(connection, TABLES[type_name], key)

    return _Deletion(type=type_name, field=field, lock=lock, delete=_row_away(type_name))


async def _article_away(connection: Connection, key: int, _version: int) -> Mapping[str, Row]:
    await delete.delete_article(connection, key)
    return {}


async def _lock_source(connection: Connection, key: int) -> int | None:
    found = await delete.lock_row(connection, "source", key)
    if found is not None:
        await delete.check_source(connection, key)
    return found


async def _lock_actor(connection: Connection, key: int) -> int | None:
    version = await delete.lock_actor(connection, key)
    if version is not None:
        await delete.check_actor(connection, key)
    return version


async def _actor_away(connection: Connection, key: int, _version: int) -> Mapping[str, Row]:
    await delete.delete_actor(connection, key)
    return {}


async def _alias_away(connection: Connection, key: int, actor_id: int) -> Mapping[str, Row]:
    await delete.delete_alias(connection, key, actor_id)
    return {"actor": Row("Actor", actor_id)}


delete_article = _Deletion(
    type="Article",
    field="deletedArticleId",
    lock=delete.lock_article,
    delete=_article_away,
    versioned="article",
).effect
delete_claim = _Deletion(
    type="Claim", field="deletedClaimId", lock=delete.lock_claim, delete=_row_away("Claim"), versioned="claim"
).effect
delete_actor = _Deletion(
    type="Actor", field="deletedActorId", lock=_lock_actor, delete=_actor_away, versioned="actor"
).effect
delete_source = _Deletion(type="Source", field="deletedSourceId", lock=_lock_source, delete=_row_away("Source")).effect
delete_alias = _Deletion(type="Alias", field="deletedAliasId", lock=delete.lock_alias, delete=_alias_away).effect
delete_review = _row_deletion("ClaimReview", "deletedReviewId").effect
delete_claim_link = _row_deletion("ClaimLink", "deletedClaimLinkId").effect
delete_actor_relation = _row_deletion("ActorRelation", "deletedActorRelationId").effect
