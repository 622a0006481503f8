"""Stores the reviews that came with a document, on the claims that they are about."""

from __future__ import annotations

from typing import Any

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


async def store_reviews(connection: Connection, article_id: int, line: BundleLine) -> bool:
    """Store the reviews of a document that is stored; whether anything changed. Storing again changes nothing."""
    changed = [await _store(connection, article_id, line, review) for review in line.reviews]
    return any(changed)


async def _store(connection: Connection, article_id: int, line: BundleLine, review: ReviewDraft) -> bool:
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
        before = await the_row(connection, _SAID, found.id)
        if dict(before) == said or (said["reviewed_at"] is None and dict(before) | {"reviewed_at": None} == said):
            return False
        await change_review(connection, found.id, **said)
        return True
    if found is not None:
        # One page may review several claims; its address can stand with one of them only.
        url = None
    if url is None and await same_review(connection, claim_id, **said) is not None:
        return False
    await make_review(connection, claim_id, url=url, **said)
    return True
