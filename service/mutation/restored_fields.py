"""What an article, an actor or a review needs to become what it was, as inputs of the effects that change them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from schema.enums import ActorKind, Completeness
from schema.ids import PREFIXES
from service.mutation import actors, articles
from service.mutation.outcome import Apply, Context, Made, Path, Row, refused
from service.store.claims import StoredVerdict, lock_claims, review_of_url, write_review
from service.store.connect import Connection
from service.store.edit import exists
from service.store.history import Versions

_READ_ANEW = frozenset({"extractor", "extractorVersion", "notes"})
"""Fields of an article that follow from the reading of its text."""
_RETRACTION = frozenset({"retractedAt", "retractedBy", "retractionReason"})
"""As the history keeps what the contract calls `retraction`."""
_SOURCE = "select name, domain, country, language from source where id = $1"


@dataclass(frozen=True, slots=True)
class Restoring:
    """An object on its way back, and in `left` the differing fields that stay as they are."""

    context: Context
    id: str
    key: int
    versions: Versions
    path: Path
    left: set[str] = field(default_factory=set)

    @property
    def then(self) -> dict[str, Any]:
        """The object as it was."""
        if self.versions.then is None:
            raise TypeError("a version that is not known can't be restored")
        return self.versions.then

    @property
    def now(self) -> dict[str, Any]:
        """The object as it is."""
        return self.versions.now

    def taken(self, *names: str) -> dict[str, Any]:
        """Those of the named fields that differ, as they were."""
        return {name: self.then.get(name) for name in names if name in self.versions.differing}

    def given(self, fields: dict[str, Any]) -> dict[str, Any]:
        """The input of the change; a version that has moved on since is refused there."""
        return {"id": self.id, "version": self.now["version"], **fields}


async def article(restoring: Restoring) -> Apply | None:
    """The change that puts the article's fields back; None when none of them can be, or need be."""
    fields = restoring.taken("title", "body", "language", "url", "authors")
    if "publishedAt" in restoring.versions.differing:
        fields["publishedAt"] = moment(restoring.then["publishedAt"])
    if restoring.taken("completeness").get("completeness") is not None:
        fields["completeness"] = Completeness[restoring.then["completeness"]]
    async with restoring.context.store.connection() as connection:
        if "source" in restoring.versions.differing:
            source_id = restoring.then["source"]
            row = source_id and await connection.fetchrow(_SOURCE, key_of(source_id))
            if source_id is None or row is not None:
                fields["source"] = row and dict(row)
        if "translationOf" in restoring.versions.differing:
            original = restoring.then["translationOf"]
            if original is None or await exists(connection, "article", key_of(original)):
                fields["translationOfId"] = original
    done = {"translationOf" if name == "translationOfId" else name for name in fields}
    left = restoring.versions.differing - done
    restoring.left.update({"retraction" if name in _RETRACTION else name for name in left})
    if fields.keys() & {"body", "language"}:
        restoring.left.difference_update(_READ_ANEW)
    return await articles.update(restoring.context, restoring.given(fields), restoring.path) if fields else None


async def actor(restoring: Restoring) -> Apply | None:
    """The change that puts the actor's fields back. Names that it has got since stay with it."""
    fields = restoring.taken("name", "description", "wikidataId")
    if "kind" in restoring.versions.differing:
        fields["kind"] = ActorKind[restoring.then["kind"]]
    restoring.left.update(restoring.versions.differing - fields.keys() - {"aliases"})
    missing = [alias for alias in restoring.then["aliases"] if alias not in restoring.now["aliases"]]
    if any(alias not in restoring.then["aliases"] for alias in restoring.now["aliases"]):
        restoring.left.add("aliases")
    if missing:
        fields["aliases"] = missing
    return await actors.upsert(restoring.context, restoring.given(fields), restoring.path) if fields else None


async def review(restoring: Restoring) -> Apply | None:
    """The change that puts what the review says back."""
    fields = restoring.taken("reviewer", "rating", "url", "reviewedAt")
    restoring.left.update(restoring.versions.differing - fields.keys())
    if not fields:
        return None
    then, path = restoring.then, restoring.path
    after = StoredVerdict(
        id=restoring.key,
        version=restoring.now["version"],
        reviewer=then["reviewer"],
        rating=then["rating"],
        url=then["url"],
        reviewed_at=moment(then["reviewedAt"]),
    )

    async def apply(connection: Connection) -> Made:
        made = {"review": Row("ClaimReview", after.id)}
        on = restoring.now["claim"]
        await lock_claims(connection, [] if on is None else [key_of(on)])
        holder = None if after.url is None else await review_of_url(connection, after.url)
        if on is not None and holder is not None and holder.id != after.id:
            other = f"{PREFIXES['ClaimReview']}_{holder.id}"
            raise refused((*path, "url"), "CONFLICT", f"The review {other} has the `url` of that version now.", made)
        if not await write_review(connection, after):
            message = "The review has changed meanwhile. Read it again, then decide."
            raise refused((*path, "version"), "CONFLICT", message, made)
        return made

    return apply


def key_of(global_id: str) -> int:
    """The row's key of an id that the history holds."""
    return int(global_id.partition("_")[2])


def moment(text: str | None) -> datetime | None:
    """A point in time as the history holds it."""
    return None if text is None else datetime.fromisoformat(text)
