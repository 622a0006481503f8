"""Effects that say something about claims: how two of them bear on each other, and fact-checkers' reviews."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from schema.ids import PREFIXES
from service.admission.fields import review_fields
from service.mutation.checks import Checks
from service.mutation.missing import missing
from service.mutation.outcome import Apply, Context, Made, Path, RefusedError, Row, refused
from service.store.claims import (
    change_review,
    link_claims,
    lock_claims,
    make_review,
    review_of_url,
    same_review,
)
from service.store.connect import Connection


async def link(context: Context, given: Mapping[str, Any], path: Path) -> Apply:
    """Say how one claim bears on another; said again, the last score counts."""
    checks = Checks(path)
    ends = {name: checks.id(name, given[name], "Claim") for name in ("fromId", "toId")}
    if given["fromId"] == given["toId"]:
        checks.refuse("toId", "`toId` and `fromId` are the same; name two claims.")
    score = given.get("score")
    score = 1.0 if score is None else score
    if not 0 <= score <= 1:
        checks.refuse("score", f"`score` is {score:g}; it goes from 0 to 1.")
    checks.done()
    kind = given["kind"].value

    async def apply(connection: Connection) -> Made:
        found = await lock_claims(connection, list(ends.values()))
        refusals = [
            await missing(connection, "Claim", claim_id, (*path, name))
            for name, claim_id in ends.items()
            if claim_id not in found
        ]
        if refusals:
            raise RefusedError([error for refusal in refusals for error in refusal.errors])
        await link_claims(connection, ends["fromId"], ends["toId"], kind=kind, score=score, said_by=context.caller)
        return {
            "from": Row("Claim", ends["fromId"]),
            "to": Row("Claim", ends["toId"]),
            "kind": kind,
            "score": score,
        }

    return apply


async def review(_context: Context, given: Mapping[str, Any], path: Path) -> Apply:
    """Write a verdict down; one that has the same address is changed."""
    checks = Checks(path)
    claim_id = checks.id("claimId", given["claimId"], "Claim")
    said = review_fields(given, checks.tell)
    url = said.pop("url")
    checks.done()

    async def apply(connection: Connection) -> Made:
        if claim_id not in await lock_claims(connection, [claim_id]):
            raise await missing(connection, "Claim", claim_id, (*path, "claimId"))
        if url is None:
            known = await same_review(connection, claim_id, **said)
            review_id = known or await make_review(connection, claim_id, url=None, **said)
            return {"review": Row("ClaimReview", review_id)}
        found = await review_of_url(connection, url)
        if found is None:
            return {"review": Row("ClaimReview", await make_review(connection, claim_id, url=url, **said))}
        if found.claim_id != claim_id:
            other = f"{PREFIXES['Claim']}_{found.claim_id}"
            raise refused((*path, "url"), "CONFLICT", f"The review at this `url` is of another claim, {other}.")
        await change_review(connection, found.id, **said)
        return {"review": Row("ClaimReview", found.id)}

    return apply
