"""The REST twin, history: versions and changes of things, and the way back to one."""

# The path parameter is called id in the contract.

from __future__ import annotations

from litestar import Response, get, post

from schema.enums import RecordOrder
from service.http.rest import lists
from service.http.rest.expected import expected_version
from service.http.rest.models import Article, Review, WholeActor, WholeClaim
from service.http.rest.page_models import ArticleVersionPage, ChangePage
from service.http.rest.parameters import Fields, Format
from service.http.rest.read_requests import ITEMS, AnyRequest, ItemId, document, item
from service.http.rest.tables import Listed, handler, ordered_by
from service.http.rest.write_models import VersionToRestore
from service.http.rest.write_requests import answered, given_by, selection_of, write
from service.http.rest.write_requests import document as mutation
from service.http.rest.writes import CHANGES, IdempotencyKey, IfMatch
from service.query.engine import Engine

REVIEW = document("review")
VERSIONS = Listed(
    path="/v1/articles/{id:str}/versions",
    document="article-versions",
    page=ArticleVersionPage,
    operation_id="listArticleVersions",
    summary="Versions of an article",
    tag="Articles",
    description="An article's versions, newest first: its texts, and who changed what when.",
    parameters=ordered_by(RecordOrder),
)
ACTOR = Listed(
    path="/v1/actors/{id:str}/history",
    document="actor-history",
    page=ChangePage,
    operation_id="listActorHistory",
    summary="History of an actor",
    tag="Actors",
    description="What changed in an actor, newest first.",
    parameters=ordered_by(RecordOrder),
)
CLAIM = Listed(
    path="/v1/claims/{id:str}/history",
    document="claim-history",
    page=ChangePage,
    operation_id="listClaimHistory",
    summary="History of a claim",
    tag="Claims",
    description="What changed in a claim, newest first.",
    parameters=ordered_by(RecordOrder),
)
OF_REVIEW = Listed(
    path="/v1/reviews/{id:str}/history",
    document="review-history",
    page=ChangePage,
    operation_id="listReviewHistory",
    summary="History of a review",
    tag="Claims",
    description="What changed in a review, newest first.",
    parameters=ordered_by(RecordOrder),
)


def _restoring(field: str, query: str) -> str:
    return mutation("restoreVersion", f"item: {field} {selection_of(query)}", "notRestored")


RESTORE_ARTICLE, RESTORE_ACTOR = _restoring("article", lists.ARTICLE), _restoring("actor", lists.ACTOR)
RESTORE_CLAIM, RESTORE_REVIEW = _restoring("claim", lists.CLAIM), _restoring("review", REVIEW)


@get("/v1/reviews/{id:str}", operation_id="getReview", summary="One review", tags=["Claims"], responses=ITEMS)
async def get_review(
    engine: Engine,
    request: AnyRequest,
    id: ItemId,
    fields: Fields = None,
    format: Format = None,
) -> Response[Review]:
    """A fact-checker's verdict."""
    return await item(engine, request, REVIEW, id, fields)


@post(
    "/v1/articles/{id:str}/restore-version",
    operation_id="restoreArticleVersion",
    summary="Put an article back to a version",
    tags=["Articles"],
    status_code=200,
    responses=CHANGES,
)
async def restore_article(
    engine: Engine,
    request: AnyRequest,
    id: ItemId,
    data: VersionToRestore,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> Response[Article]:
    """The version's fields become the next version; its text is read anew. `Not-Restored` names what
    stays as it is."""
    expected = await expected_version(engine, request, "article", id)
    return answered(
        await write(engine, RESTORE_ARTICLE, given_by(data, id=id), idempotency_key, expected), "/v1/articles"
    )


@post(
    "/v1/actors/{id:str}/restore-version",
    operation_id="restoreActorVersion",
    summary="Put an actor back to a version",
    tags=["Actors"],
    status_code=200,
    responses=CHANGES,
)
async def restore_actor(
    engine: Engine,
    request: AnyRequest,
    id: ItemId,
    data: VersionToRestore,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> Response[WholeActor]:
    """The version's fields become the next version; names got since stay. `Not-Restored` names what stays."""
    expected = await expected_version(engine, request, "actor", id)
    return answered(await write(engine, RESTORE_ACTOR, given_by(data, id=id), idempotency_key, expected), "/v1/actors")


@post(
    "/v1/claims/{id:str}/restore-version",
    operation_id="restoreClaimVersion",
    summary="Put a claim back to a version",
    tags=["Claims"],
    status_code=200,
    responses=CHANGES,
)
async def restore_claim(
    engine: Engine,
    request: AnyRequest,
    id: ItemId,
    data: VersionToRestore,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> Response[WholeClaim]:
    """The version's fields become the next version, where its words still stand. `Not-Restored` names what
    stays as it is."""
    expected = await expected_version(engine, request, "claim", id)
    return answered(await write(engine, RESTORE_CLAIM, given_by(data, id=id), idempotency_key, expected), "/v1/claims")


@post(
    "/v1/reviews/{id:str}/restore-version",
    operation_id="restoreReviewVersion",
    summary="Put a review back to a version",
    tags=["Claims"],
    status_code=200,
    responses=CHANGES,
)
async def restore_review(
    engine: Engine,
    request: AnyRequest,
    id: ItemId,
    data: VersionToRestore,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> Response[Review]:
    """The version's fields become the next version. `Not-Restored` names what stays."""
    expected = await expected_version(engine, request, "claimReview", id)
    return answered(
        await write(engine, RESTORE_REVIEW, given_by(data, id=id), idempotency_key, expected), "/v1/reviews"
    )


ROUTES = [
    handler(VERSIONS),
    handler(ACTOR),
    handler(CLAIM),
    handler(OF_REVIEW),
    get_review,
    restore_article,
    restore_actor,
    restore_claim,
    restore_review,
]
