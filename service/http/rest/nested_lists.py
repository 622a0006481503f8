"""The REST twin, reads: what belongs to one article, actor or claim."""

# The path parameter is called id in the contract.

from __future__ import annotations

from typing import Annotated

from litestar import Response, get

from schema.enums import ActorKind, ClaimLinkKind, Interval
from service.http.rest.models import TimelinePoint
from service.http.rest.page_models import (
    ActorPage,
    ArticlePage,
    CoMentionPage,
    MentionPage,
    MergeCandidatePage,
    RelatedPage,
    RelationPage,
    ReviewPage,
)
from service.http.rest.parameters import PAGING, Count, Fields, Variables, about, id_
from service.http.rest.read_requests import (
    ITEMS,
    LISTS,
    AnyRequest,
    ItemId,
    document,
    page,
    page_within,
    read,
    unless_known,
    within,
)
from service.query.engine import Engine

ARTICLE_ACTORS, ARTICLE_MENTIONS = document("article-actors"), document("article-mentions")
TRANSLATIONS, COPIES = document("translations"), document("copies")
ACTOR_MENTIONS, CO_MENTIONED = document("actor-mentions"), document("co-mentioned")
RELATIONS, TIMELINE = document("relations"), document("timeline")
RELATED, REVIEWS = document("related"), document("reviews")
MERGE_CANDIDATES = document("merge-candidates")


@get(
    "/v1/articles/{id:str}/actors",
    operation_id="listArticleActors",
    summary="Actors of an article",
    tags=["Articles"],
    responses=ITEMS,
    dependencies=PAGING,
)
async def list_article_actors(
    engine: Engine,
    request: AnyRequest,
    id: ItemId,
    paging: Variables,
    kind: Annotated[ActorKind | None, about("kind", "Only actors of this kind.")] = None,
    count: Count = False,
    fields: Fields = None,
) -> Response[ActorPage]:
    """The actors that an article mentions, most mentioned first."""
    return await page_within(
        engine, request, ARTICLE_ACTORS, {"id": id, "kind": kind, "count": count, **paging}, fields
    )


@get(
    "/v1/articles/{id:str}/mentions",
    operation_id="listArticleMentions",
    summary="Mentions in an article",
    tags=["Articles"],
    responses=ITEMS,
    dependencies=PAGING,
)
async def list_article_mentions(
    engine: Engine,
    request: AnyRequest,
    id: ItemId,
    paging: Variables,
    actor_id: Annotated[str | None, id_("actorId", "Only mentions of this actor.")] = None,
    count: Count = False,
    fields: Fields = None,
) -> Response[MentionPage]:
    """Where an article mentions actors, in text order."""
    how = {"id": id, "actorId": actor_id, "count": count, **paging}
    return await page_within(engine, request, ARTICLE_MENTIONS, how, fields)


@get(
    "/v1/articles/{id:str}/translations",
    operation_id="listTranslations",
    summary="Translations of an article",
    tags=["Articles"],
    responses=ITEMS,
    dependencies=PAGING,
)
async def list_translations(
    engine: Engine, request: AnyRequest, id: ItemId, paging: Variables, count: Count = False, fields: Fields = None
) -> Response[ArticlePage]:
    """An article's translations, newest first, without their bodies."""
    return await page_within(engine, request, TRANSLATIONS, {"id": id, "count": count, **paging}, fields)


@get(
    "/v1/articles/{id:str}/copies",
    operation_id="listCopies",
    summary="Copies of an article",
    tags=["Articles"],
    responses=ITEMS,
    dependencies=PAGING,
)
async def list_copies(
    engine: Engine, request: AnyRequest, id: ItemId, paging: Variables, count: Count = False, fields: Fields = None
) -> Response[ArticlePage]:
    """Other articles with this title and body, newest first, without their bodies."""
    return await page_within(engine, request, COPIES, {"id": id, "count": count, **paging}, fields)


@get(
    "/v1/actors/{id:str}/mentions",
    operation_id="listActorMentions",
    summary="Mentions of an actor",
    tags=["Actors"],
    responses=ITEMS,
    dependencies=PAGING,
)
async def list_actor_mentions(
    engine: Engine, request: AnyRequest, id: ItemId, paging: Variables, count: Count = False, fields: Fields = None
) -> Response[MentionPage]:
    """Where an actor is mentioned, last found first."""
    return await page_within(engine, request, ACTOR_MENTIONS, {"id": id, "count": count, **paging}, fields)


@get(
    "/v1/actors/{id:str}/co-mentioned",
    operation_id="listCoMentioned",
    summary="Actors mentioned beside it",
    tags=["Actors"],
    responses=ITEMS,
    dependencies=PAGING,
)
async def list_co_mentioned(
    engine: Engine, request: AnyRequest, id: ItemId, paging: Variables, count: Count = False, fields: Fields = None
) -> Response[CoMentionPage]:
    """The actors that share articles with it, most shared first."""
    return await page_within(engine, request, CO_MENTIONED, {"id": id, "count": count, **paging}, fields)


@get(
    "/v1/actors/{id:str}/relations",
    operation_id="listRelations",
    summary="Relations of an actor",
    tags=["Actors"],
    responses=ITEMS,
    dependencies=PAGING,
)
async def list_relations(
    engine: Engine, request: AnyRequest, id: ItemId, paging: Variables, count: Count = False, fields: Fields = None
) -> Response[RelationPage]:
    """An actor's relations to others, from either side, each with the claim that shows it."""
    return await page_within(engine, request, RELATIONS, {"id": id, "count": count, **paging}, fields)


@get(
    "/v1/actors/{id:str}/timeline",
    operation_id="getTimeline",
    summary="Timeline of an actor",
    tags=["Actors"],
    responses=ITEMS,
)
async def get_timeline(
    engine: Engine,
    request: AnyRequest,
    id: ItemId,
    interval: Annotated[Interval, about("interval", "How long a period is.")] = Interval.MONTH,
) -> Response[list[TimelinePoint]]:
    """How much was written about an actor and what it said, period by period, oldest first."""
    return unless_known(request, within(await read(engine, TIMELINE, {"id": id, "interval": interval})))


@get(
    "/v1/actor-merge-candidates",
    operation_id="listMergeCandidates",
    summary="Actors that may be one",
    tags=["Actors"],
    responses=LISTS,
    dependencies=PAGING,
)
async def list_merge_candidates(
    engine: Engine,
    request: AnyRequest,
    paging: Variables,
    actor_id: Annotated[str | None, id_("actorId", "Only with this actor.")] = None,
    count: Count = False,
    fields: Fields = None,
) -> Response[MergeCandidatePage]:
    """Actors that may be one and are not merged, likeliest first."""
    return await page(engine, request, MERGE_CANDIDATES, {"actorId": actor_id, "count": count, **paging}, fields)


@get(
    "/v1/claims/{id:str}/related",
    operation_id="listRelatedClaims",
    summary="Claims that bear on it",
    tags=["Claims"],
    responses=ITEMS,
    dependencies=PAGING,
)
async def list_related(
    engine: Engine,
    request: AnyRequest,
    id: ItemId,
    paging: Variables,
    kind: Annotated[ClaimLinkKind | None, about("kind", "Only links of this kind.")] = None,
    count: Count = False,
    fields: Fields = None,
) -> Response[RelatedPage]:
    """The claims that repeat, support or contradict it, surest link first."""
    return await page_within(engine, request, RELATED, {"id": id, "kind": kind, "count": count, **paging}, fields)


@get(
    "/v1/claims/{id:str}/reviews",
    operation_id="listReviews",
    summary="Reviews of a claim",
    tags=["Claims"],
    responses=ITEMS,
    dependencies=PAGING,
)
async def list_reviews(
    engine: Engine, request: AnyRequest, id: ItemId, paging: Variables, count: Count = False, fields: Fields = None
) -> Response[ReviewPage]:
    """A claim's reviews by fact-checkers."""
    return await page_within(engine, request, REVIEWS, {"id": id, "count": count, **paging}, fields)


ROUTES = [
    list_article_actors,
    list_article_mentions,
    list_translations,
    list_copies,
    list_actor_mentions,
    list_co_mentioned,
    list_relations,
    get_timeline,
    list_merge_candidates,
    list_related,
    list_reviews,
]
