"""The effect that puts an object back to an earlier version of itself.

What the version had and the object has no more is given to the effect that changes such an object, so a
restored text is read anew, and whatever stands against the change is told as it always is.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from schema.ids import PREFIXES, BadIdError, parse_id
from service.mutation import restored_claim, restored_fields
from service.mutation.checks import Checks
from service.mutation.outcome import Apply, Context, Made, Path, Row, refused
from service.mutation.restored_fields import Restoring
from service.store.actors import living_actor
from service.store.connect import Connection
from service.store.history import KINDS, Versions, read_versions, say_restored

_VERSION, _TO = "version", "toVersion"
_PRODUCED = {"Article": "article", "Actor": "actor", "Claim": "claim", "ClaimReview": "review"}
"""The payload's field for an object of each type."""

_RESTORERS: Mapping[str, Callable[[Restoring], Awaitable[Apply | None]]] = {
    "Article": restored_fields.article,
    "Actor": restored_fields.actor,
    "Claim": restored_claim.claim,
    "ClaimReview": restored_fields.review,
}


async def restore(context: Context, given: Mapping[str, Any], path: Path) -> Apply:
    """Put an article, actor, claim or review back to how it was in a version, as its next version."""
    type_name, key = _checked(given, path)
    async with context.store.connection() as connection:
        if type_name == "Actor":
            # A merged actor's id means the one that it became part of.
            key = await living_actor(connection, key) or key
        versions = await read_versions(connection, type_name, key, given[_TO])
    if versions is None:
        raise refused((*path, "id"), "NOT_FOUND", f"There is no object {given['id']}.")
    _check_versions(versions, given, path, {_PRODUCED[type_name]: Row(type_name, key)})
    restoring = Restoring(context=context, id=f"{PREFIXES[type_name]}_{key}", key=key, versions=versions, path=path)
    inner = await _RESTORERS[type_name](restoring)

    async def apply(connection: Connection) -> Made:
        if inner is not None:
            await say_restored(connection, type_name, key)
            await inner(connection)
        return {_PRODUCED[type_name]: Row(type_name, key), "notRestored": tuple(sorted(restoring.left))}

    return apply


def _checked(given: Mapping[str, Any], path: Path) -> tuple[str, int]:
    """The type and key of the object that is meant."""
    checks = Checks(path)
    type_name, key = "", 0
    try:
        type_name, key = parse_id(given["id"])
    except BadIdError as error:
        checks.refuse("id", f"`id`: {error}.")
    else:
        if type_name not in KINDS:
            known = ", ".join(f"{PREFIXES[name]}_1" for name in KINDS)
            checks.refuse("id", f"`id` is of type {type_name}, which has no history; give one such as {known}.")
    for name in (_VERSION, _TO):
        checks.version(name, given[name])
    checks.done()
    return type_name, key


def _check_versions(versions: Versions, given: Mapping[str, Any], path: Path, made: Made) -> None:
    """Raise RefusedError for a version that is not today's, or one to go back to that is not known."""
    now = versions.now["version"]
    if given[_VERSION] != now:
        message = f"It is at version {now} now, not {given[_VERSION]}. Read it again, then decide."
        raise refused((*path, _VERSION), "CONFLICT", message, made)
    if versions.then is None:
        message = (
            f"There is no version {given[_TO]} of it, or nothing is known of it; its history tells which there are."
        )
        raise refused((*path, _TO), "NOT_FOUND", message, made)
