"""The REST twin, deletions: each leaves a tombstone that answers for the id, and can be taken back."""

# The path parameter is called id in the contract.

from __future__ import annotations

from typing import Annotated

from litestar import Response, delete, post
from litestar.params import QueryParameter

from service.http.rest import lists
from service.http.rest.expected import expected_if_any
from service.http.rest.models import Article, MergeCandidate
from service.http.rest.nested_lists import MERGE_CANDIDATES
from service.http.rest.read_requests import ItemId
from service.http.rest.write_models import Dismissal, NewRetraction, Restored, ToRestore
from service.http.rest.write_requests import (
    AnyRequest,
    answered,
    document,
    given_by,
    nodes_of,
    problems,
    selection_of,
    write,
)
from service.http.rest.writes import ACTS, IdempotencyKey, IfMatch
from service.query.engine import Engine

Reason = Annotated[
    str | None,
    QueryParameter(
        name="reason",
        min_length=1,
        max_length=1000,
        description="Why, at most 1,000 characters: whoever asks for it later is told why.",
    ),
]


def _deletion(field: str, answers: str) -> str:
    return document(field, f"item: {answers} deletedAt deletedBy reason")


ARTICLE = _deletion("deleteArticle", "deletedArticleId")
CLAIM = _deletion("deleteClaim", "deletedClaimId")
ACTOR = _deletion("deleteActor", "deletedActorId")
REVIEW = _deletion("deleteReview", "deletedReviewId")
LINK = _deletion("deleteClaimLink", "deletedClaimLinkId")
ALIAS = _deletion("deleteAlias", "deletedAliasId")
RELATION = _deletion("deleteActorRelation", "deletedActorRelationId")
SOURCE = _deletion("deleteSource", "deletedSourceId")
DISMISS = document("dismissMergeCandidate", f"item: candidate {nodes_of(MERGE_CANDIDATES.query)}")
RETRACT = document("retractArticle", f"item: article {selection_of(lists.ARTICLE)}")
UNRETRACT = document("unretractArticle", f"item: article {selection_of(lists.ARTICLE)}")
RESTORE = document("restore", "item: restoredId")

_VERSIONED = problems(400, 404, 409, 410, 412, 422, 503)
_RETRACTED = problems(400, 404, 409, 410, 412, 413, 415, 422, 503)
_PLAIN = problems(400, 404, 409, 410, 422, 503)


@delete(
    "/v1/articles/{id:str}",
    operation_id="deleteArticle",
    summary="Delete an article",
    tags=["Articles"],
    responses=_VERSIONED,
)
async def delete_article(
    engine: Engine,
    request: AnyRequest,
    id: ItemId,
    reason: Reason = None,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> None:
    """Delete an article with its mentions, claims, and their links and reviews. Actors stay. `POST /v1/restore`
    takes it back."""
    expected = await expected_if_any(engine, request, "article", id)
    await write(engine, ARTICLE, {"id": id, "reason": reason}, idempotency_key, expected)


@delete(
    "/v1/claims/{id:str}",
    operation_id="deleteClaim",
    summary="Delete a claim",
    tags=["Claims"],
    responses=_VERSIONED,
)
async def delete_claim(
    engine: Engine,
    request: AnyRequest,
    id: ItemId,
    reason: Reason = None,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> None:
    """Delete a claim with its links and reviews. It is not found again when the text is read anew."""
    expected = await expected_if_any(engine, request, "claim", id)
    await write(engine, CLAIM, {"id": id, "reason": reason}, idempotency_key, expected)


@delete(
    "/v1/actors/{id:str}",
    operation_id="deleteActor",
    summary="Delete an actor",
    tags=["Actors"],
    responses=_VERSIONED,
)
async def delete_actor(
    engine: Engine,
    request: AnyRequest,
    id: ItemId,
    reason: Reason = None,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> None:
    """Delete an actor with its names and relations; only one that no text mentions and no claim involves."""
    expected = await expected_if_any(engine, request, "actor", id)
    await write(engine, ACTOR, {"id": id, "reason": reason}, idempotency_key, expected)


@delete(
    "/v1/sources/{id:str}", operation_id="deleteSource", summary="Delete a source", tags=["Sources"], responses=_PLAIN
)
async def delete_source(
    engine: Engine, id: ItemId, reason: Reason = None, idempotency_key: IdempotencyKey = None
) -> None:
    """Delete a source; only one without articles."""
    await write(engine, SOURCE, {"id": id, "reason": reason}, idempotency_key)


@delete(
    "/v1/reviews/{id:str}", operation_id="deleteReview", summary="Delete a review", tags=["Claims"], responses=_PLAIN
)
async def delete_review(
    engine: Engine, id: ItemId, reason: Reason = None, idempotency_key: IdempotencyKey = None
) -> None:
    """Delete a fact-checker's review."""
    await write(engine, REVIEW, {"id": id, "reason": reason}, idempotency_key)


@delete(
    "/v1/claim-links/{id:str}",
    operation_id="deleteClaimLink",
    summary="Delete a link",
    tags=["Claims"],
    responses=_PLAIN,
)
async def delete_claim_link(
    engine: Engine, id: ItemId, reason: Reason = None, idempotency_key: IdempotencyKey = None
) -> None:
    """Delete a link between two claims. No rule links the two again."""
    await write(engine, LINK, {"id": id, "reason": reason}, idempotency_key)


@delete(
    "/v1/aliases/{id:str}", operation_id="deleteAlias", summary="Take a name away", tags=["Actors"], responses=_PLAIN
)
async def delete_alias(
    engine: Engine, id: ItemId, reason: Reason = None, idempotency_key: IdempotencyKey = None
) -> None:
    """Take a name away from an actor, other than its main name."""
    await write(engine, ALIAS, {"id": id, "reason": reason}, idempotency_key)


@delete(
    "/v1/relations/{id:str}",
    operation_id="deleteActorRelation",
    summary="Delete a relation",
    tags=["Actors"],
    responses=_PLAIN,
)
async def delete_actor_relation(
    engine: Engine, id: ItemId, reason: Reason = None, idempotency_key: IdempotencyKey = None
) -> None:
    """Delete a relation between two actors."""
    await write(engine, RELATION, {"id": id, "reason": reason}, idempotency_key)


@post(
    "/v1/actor-merge-candidates/{id:str}/dismiss",
    operation_id="dismissMergeCandidate",
    summary="Say that two actors are two",
    tags=["Actors"],
    status_code=200,
    responses=ACTS,
)
async def dismiss_merge_candidate(
    engine: Engine, id: ItemId, data: Dismissal, idempotency_key: IdempotencyKey = None
) -> Response[MergeCandidate]:
    """Dismiss a candidate: the two are not offered again. `POST /v1/restore` takes it back."""
    payload = await write(engine, DISMISS, given_by(data, id=id), idempotency_key)
    return answered(payload, "/v1/actor-merge-candidates")


@post(
    "/v1/articles/{id:str}/retract",
    operation_id="retractArticle",
    summary="Retract an article",
    tags=["Articles"],
    status_code=200,
    responses=_RETRACTED,
)
async def retract_article(
    engine: Engine,
    request: AnyRequest,
    id: ItemId,
    data: NewRetraction,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> Response[Article]:
    """Retract an article: it stays, marked, and is out of lists, counts and search, as are its claims."""
    expected = await expected_if_any(engine, request, "article", id)
    return answered(await write(engine, RETRACT, given_by(data, id=id), idempotency_key, expected), "/v1/articles")


@post(
    "/v1/articles/{id:str}/unretract",
    operation_id="unretractArticle",
    summary="Take a retraction back",
    tags=["Articles"],
    status_code=200,
    responses=_RETRACTED,
)
async def unretract_article(
    engine: Engine,
    request: AnyRequest,
    id: ItemId,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> Response[Article]:
    """Let a retracted article be listed again."""
    expected = await expected_if_any(engine, request, "article", id)
    return answered(await write(engine, UNRETRACT, {"id": id}, idempotency_key, expected), "/v1/articles")


@post(
    "/v1/restore",
    operation_id="restore",
    summary="Bring something back",
    tags=["Bulk"],
    status_code=200,
    responses=ACTS,
)
async def restore(engine: Engine, data: ToRestore, idempotency_key: IdempotencyKey = None) -> Restored:
    """Bring back what was deleted or dismissed, under its old id, with all that went with it."""
    await write(engine, RESTORE, given_by(data), idempotency_key)
    return Restored(id=data.id)


ROUTES = [
    delete_article,
    delete_claim,
    delete_actor,
    delete_source,
    delete_review,
    delete_claim_link,
    delete_alias,
    delete_actor_relation,
    dismiss_merge_candidate,
    retract_article,
    unretract_article,
    restore,
]
