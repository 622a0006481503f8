"""The REST twin, writes: each route is a GraphQL mutation, so there is one way to write.

A record's `ETag` begins with its version. Changes need it as `If-Match`, so that nobody overwrites what they
have not read; `Idempotency-Key` makes any write one that may be sent twice.
"""

# The path parameter is called id in the contract.

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Response, patch, post
from litestar.params import HeaderParameter

from service.http.rest import lists
from service.http.rest.expected import expected_version
from service.http.rest.models import Article, Review, WholeActor, WholeClaim
from service.http.rest.read_requests import ItemId
from service.http.rest.read_requests import document as read_document
from service.http.rest.write_models import (
    ActorChange,
    ArticleChange,
    ClaimChange,
    Link,
    Merge,
    NewActor,
    NewArticle,
    NewClaim,
    NewLink,
    NewReview,
)
from service.http.rest.write_requests import (
    AnyRequest,
    answered,
    document,
    given_by,
    makes,
    problems,
    selection_of,
    write,
)
from service.query.engine import Engine

IdempotencyKey = Annotated[
    str | None,
    HeaderParameter(
        name="Idempotency-Key",
        min_length=1,
        max_length=200,
        description="Your own key for this write. The same key with the same body within 24 hours answers with what"
        " the first one did and does nothing again.",
    ),
]
IfMatch = Annotated[
    str | None,
    HeaderParameter(
        name="If-Match",
        description='What you read, by its `ETag`, of which the version counts; `"3"` is version 3 alone, `*` any.',
    ),
]
_ARTICLE, _ACTOR, _CLAIM = (selection_of(query) for query in (lists.ARTICLE, lists.ACTOR, lists.CLAIM))
_CHANGES = "claimChanges { kept moved changed new retired }"
INGEST = document("ingestArticle", f"item: article {_ARTICLE}", f"status {_CHANGES}")
UPDATE = document("updateArticle", f"item: article {_ARTICLE}", _CHANGES)
UPSERT_ACTOR = document("upsertActor", f"item: actor {_ACTOR}", "created")
MERGE = document("mergeActors", f"item: actor {_ACTOR}")
SPLIT = document("splitActor", f"item: actor {_ACTOR}")
UPSERT_CLAIM = document("upsertClaim", f"item: claim {_CLAIM}", "created")
LINK = document("linkClaims", "item: kind")
REVIEW = document("reviewClaim", f"item: review {selection_of(read_document('review'))}")


CHANGES = problems(400, 404, 409, 410, 412, 413, 415, 422, 428, 503)
ACTS = problems(400, 404, 409, 410, 413, 415, 422, 503)


@post(
    "/v1/articles",
    operation_id="ingestArticle",
    summary="Read an article",
    tags=["Articles"],
    responses=makes(Article),
)
async def ingest_article(engine: Engine, data: NewArticle, idempotency_key: IdempotencyKey = None) -> Response[Article]:
    """Read an article and store it with its actors and claims; the same one again changes nothing.

    `Claim-Changes` counts what became of its claims: `kept=12, moved=3, changed=1, new=2, retired=0`.
    """
    return answered(await write(engine, INGEST, given_by(data), idempotency_key), "/v1/articles")


@patch(
    "/v1/articles/{id:str}",
    operation_id="updateArticle",
    summary="Change an article",
    tags=["Articles"],
    responses=CHANGES,
)
async def update_article(
    engine: Engine,
    request: AnyRequest,
    id: ItemId,
    data: ArticleChange,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> Response[Article]:
    """Change the given fields of an article.

    A new body or language has it read anew: claims keep their ids, reviews and links where their words still stand,
    and what people wrote stays as it is. `Claim-Changes` counts them: `kept=12, moved=3, changed=1, new=2, retired=0`.
    """
    expected = await expected_version(engine, request, "article", id)
    given = given_by(data, id=id)
    return answered(await write(engine, UPDATE, given, idempotency_key, expected), "/v1/articles")


@post(
    "/v1/actors",
    operation_id="upsertActor",
    summary="Make or find an actor",
    tags=["Actors"],
    responses=makes(WholeActor),
)
async def upsert_actor(engine: Engine, data: NewActor, idempotency_key: IdempotencyKey = None) -> Response[WholeActor]:
    """An actor by its Wikidata item, or by its name and kind; made when nobody is known by them."""
    return answered(await write(engine, UPSERT_ACTOR, given_by(data), idempotency_key), "/v1/actors")


@patch(
    "/v1/actors/{id:str}",
    operation_id="updateActor",
    summary="Change an actor",
    tags=["Actors"],
    responses=CHANGES,
)
async def update_actor(
    engine: Engine,
    request: AnyRequest,
    id: ItemId,
    data: ActorChange,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> Response[WholeActor]:
    """Change the given fields of an actor, and add names."""
    expected = await expected_version(engine, request, "actor", id)
    given = given_by(data, id=id)
    return answered(await write(engine, UPSERT_ACTOR, given, idempotency_key, expected), "/v1/actors")


@post(
    "/v1/actors/{id:str}/merge",
    operation_id="mergeActors",
    summary="Make two actors one",
    tags=["Actors"],
    status_code=200,
    responses=ACTS,
)
async def merge_actors(
    engine: Engine, id: ItemId, data: Merge, idempotency_key: IdempotencyKey = None
) -> Response[WholeActor]:
    """Make another actor part of this one. `split` takes it back."""
    given = given_by(data, winnerId=id)
    return answered(await write(engine, MERGE, given, idempotency_key), "/v1/actors")


@post(
    "/v1/actors/{id:str}/split",
    operation_id="splitActor",
    summary="Take a merge back",
    tags=["Actors"],
    status_code=200,
    responses=problems(400, 404, 409, 410, 422, 503),
)
async def split_actor(engine: Engine, id: ItemId, idempotency_key: IdempotencyKey = None) -> Response[WholeActor]:
    """Let an actor that was merged into another stand for itself again."""
    return answered(await write(engine, SPLIT, {"actorId": id}, idempotency_key), "/v1/actors")


@post(
    "/v1/claims",
    operation_id="upsertClaim",
    summary="Make or find a claim",
    tags=["Claims"],
    responses=makes(WholeClaim),
)
async def upsert_claim(engine: Engine, data: NewClaim, idempotency_key: IdempotencyKey = None) -> Response[WholeClaim]:
    """A claim by its article, span and text; made when it is not known."""
    return answered(await write(engine, UPSERT_CLAIM, given_by(data), idempotency_key), "/v1/claims")


@patch(
    "/v1/claims/{id:str}",
    operation_id="updateClaim",
    summary="Change a claim",
    tags=["Claims"],
    responses=CHANGES,
)
async def update_claim(
    engine: Engine,
    request: AnyRequest,
    id: ItemId,
    data: ClaimChange,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> Response[WholeClaim]:
    """Change the given fields of a claim."""
    expected = await expected_version(engine, request, "claim", id)
    given = given_by(data, id=id)
    return answered(await write(engine, UPSERT_CLAIM, given, idempotency_key, expected), "/v1/claims")


@post(
    "/v1/claims/{id:str}/links",
    operation_id="linkClaims",
    summary="Link two claims",
    tags=["Claims"],
    status_code=200,
    responses=ACTS,
)
async def link_claims(engine: Engine, id: ItemId, data: NewLink, idempotency_key: IdempotencyKey = None) -> Link:
    """Say how this claim bears on another; said again, the last score counts."""
    await write(engine, LINK, given_by(data, fromId=id), idempotency_key)
    score = 1.0 if data.score is msgspec.UNSET else data.score
    return Link(from_id=id, to_id=data.to_id, kind=data.kind, score=score)


@post(
    "/v1/claims/{id:str}/reviews",
    operation_id="reviewClaim",
    summary="Review a claim",
    tags=["Claims"],
    status_code=200,
    responses=ACTS,
)
async def review_claim(
    engine: Engine, id: ItemId, data: NewReview, idempotency_key: IdempotencyKey = None
) -> Response[Review]:
    """Write down a fact-checker's verdict; one with the same address is changed."""
    given = given_by(data, claimId=id)
    return answered(await write(engine, REVIEW, given, idempotency_key), "/v1/claims")


ROUTES = [
    ingest_article,
    update_article,
    upsert_actor,
    update_actor,
    merge_actors,
    split_actor,
    upsert_claim,
    update_claim,
    link_claims,
    review_claim,
]
