"""Why something that an input names isn't there: it is gone, or never was."""

from __future__ import annotations

from schema.ids import KINDS, PREFIXES
from service.mutation.outcome import Path, RefusedError, refused
from service.store.connect import Connection
from service.store.tombstones import Tombstone, told, tombstone_of

NAMES = {
    "Article": "article",
    "Actor": "actor",
    "Claim": "claim",
    "ClaimReview": "review",
    "ClaimLink": "link",
    "ActorRelation": "relation",
    "Alias": "name",
    "Source": "source",
    "ActorMergeCandidate": "merge candidate",
    "Mention": "mention",
}
"""What messages call things of each type."""


async def missing(connection: Connection, type_name: str, key: int, path: Path) -> RefusedError:
    """The refusal for a thing that isn't there: `GONE`, with when and why, or `NOT_FOUND`."""
    tombstone = await tombstone_of(connection, KINDS[type_name], key)
    named = f"{NAMES[type_name]} {PREFIXES[type_name]}_{key}"
    if tombstone is None:
        return refused(path, "NOT_FOUND", f"There is no {named}.")
    return refused(path, "GONE", f"The {named} was deleted {told(tombstone)}.", told_of(tombstone))


def told_of(tombstone: Tombstone) -> dict[str, str | None]:
    """The fields of a payload that tell of a deletion."""
    return {
        "deletedAt": tombstone.at.isoformat(),
        "deletedBy": tombstone.said_by,
        "reason": tombstone.reason,
    }
