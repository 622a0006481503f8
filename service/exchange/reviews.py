"""Stores reviews: on the claims of a document that they are about, or by themselves, in the checkers' words.

Triggers match them with the claims of articles that say the same (service/store/sql/reviews.sql).
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from service.ingest.bundle import BundleLine, ReviewDraft
from service.store.claims import change_review, make_review, review_of_url, same_review
from service.store.connect import Connection, the_row

_CLAIM = """
    select id
    from claim
    where article_id = $1 and live and start_at = $2 and end_at = $3
    order by text = $4 desc, id
    limit 1
    for no key update
"""

_SAID = "select reviewer, rating, reviewed_at from claim_review where id = $1"

_PUBLISHED = {
    "claim_reviewed": "text",
    "claimed_by": "text",
    "claimed_at": "timestamptz",
    "appearances": "text[]",
    "rating_value": "float8",
    "best_rating": "float8",
    "worst_rating": "float8",
    "notes": "text[]",
}
"""What a review says of the claim in the checker's words, and of its rating, with the columns' types."""
_COLUMNS = ", ".join(_PUBLISHED)


def _parameters(first: int) -> str:
    return ", ".join(f"${place}::{kind}" for place, kind in enumerate(_PUBLISHED.values(), start=first))


def _kept(name: str, kind: str, place: int) -> str:
    """What is said now, or where nothing is, what was known: an answer of an API says less than the page."""
    said = f"nullif(${place}::{kind}, '{{}}')" if kind == "text[]" else f"${place}::{kind}"
    return f"coalesce({said}, {name})"


_SAID_NOW = ", ".join(_kept(name, kind, place) for place, (name, kind) in enumerate(_PUBLISHED.items(), start=2))
_TELL = f"""
    update claim_review
    set ({_COLUMNS}) = row({_SAID_NOW}), version = version + $10, updated_at = now()
    where id = $1 and ({_COLUMNS}) is distinct from ({_SAID_NOW})
    returning id
"""
_MAKE = f"""
    insert into claim_review ({_COLUMNS}, reviewer, rating, url, reviewed_at)
    values ({_parameters(1)}, $9, $10, $11, $12)
    on conflict (coalesce(url, reviewer), md5(claim_reviewed)) where claim_id is null do nothing
    returning id
"""
_KNOWN = """
    select id
    from claim_review
    where claim_id is null and coalesce(url, reviewer) = coalesce($1, $2) and md5(claim_reviewed) = md5($3)
    for no key update
"""
_CHANGE = """
    update claim_review
    set reviewer = $2, rating = $3, reviewed_at = coalesce($4, reviewed_at), version = version + 1, updated_at = now()
    where id = $1 and (reviewer, rating, reviewed_at) is distinct from ($2, $3, coalesce($4, reviewed_at))
    returning id
"""


class StoredReview(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a review: its id, and whether it was created, updated or unchanged."""

    id: int
    status: Literal["created", "updated", "unchanged"]


async def store_review(connection: Connection, review: ReviewDraft) -> StoredReview:
    """Store a review that stands by itself. The same of the same page is known again, and says what it says now."""
    told = [getattr(review, name) for name in _PUBLISHED]
    made = await connection.fetchval(_MAKE, *told, review.reviewer, review.rating, review.url, review.reviewed_at)
    if made is not None:
        return StoredReview(id=made, status="created")
    known = await connection.fetchval(_KNOWN, review.url, review.reviewer, review.claim_reviewed)
    changed = await connection.fetchval(_CHANGE, known, review.reviewer, review.rating, review.reviewed_at)
    changed = await connection.fetchval(_TELL, known, *told, 1 if changed is None else 0) or changed
    return StoredReview(id=known, status="unchanged" if changed is None else "updated")


async def store_reviews(connection: Connection, article_id: int, line: BundleLine) -> bool:
    """Store the reviews of a document that is stored; whether anything changed. Storing again changes nothing."""
    changed = [await _store(connection, article_id, line, review) for review in line.reviews]
    return any(changed)


async def _store(connection: Connection, article_id: int, line: BundleLine, review: ReviewDraft) -> bool:
    if review.claim is None:
        return (await store_review(connection, review)).status != "unchanged"
    claim = line.claims[review.claim]
    claim_id = await connection.fetchval(_CLAIM, article_id, claim.start, claim.end, claim.text)
    if claim_id is None:
        return False  # Somebody has taken the claim back since.
    said: dict[str, Any] = {
        "reviewer": review.reviewer,
        "rating": review.rating,
        "reviewed_at": review.reviewed_at,
    }
    url = review.url
    found = None if url is None else await review_of_url(connection, url)
    if found is not None and found.claim_id == claim_id:
        before = dict(await the_row(connection, _SAID, found.id))
        same = before == said or (said["reviewed_at"] is None and before | {"reviewed_at": None} == said)
        if not same:
            await change_review(connection, found.id, **said)
        return await _tell(connection, found.id, review, version=1 if same else 0) or not same
    if found is not None:
        # One page may review several claims; its address can stand with one of them only.
        url = None
    if url is None and (known := await same_review(connection, claim_id, **said)) is not None:
        return await _tell(connection, known, review, version=1)
    made = await make_review(connection, claim_id, url=url, **said)
    await _tell(connection, made, review, version=0)
    return True


async def _tell(connection: Connection, review_id: int, review: ReviewDraft, *, version: int) -> bool:
    """Write down what the review says in the checker's words, for so many versions more; whether that is new.

    A review that says nothing of it leaves what is known.
    """
    if review.claim_reviewed is None:
        return False
    told = [getattr(review, name) for name in _PUBLISHED]
    return await connection.fetchval(_TELL, review_id, *told, version) is not None
