"""The REST twin, reads: what belongs to one article, actor or claim, and links and relations one by one."""

# The path parameter is called id in the contract.

from __future__ import annotations

from typing import Annotated

from litestar import Response, get

from schema.enums import ActorKind, ActorOrder, ArticleOrder, ClaimLinkKind, ClaimOrder, Interval, RecordOrder
from service.http.rest.models import ClaimLink, Relation, TimelinePoint
from service.http.rest.page_models import (
    ActorPage,
    ArticlePage,
    ClaimMatchPage,
    CoMentionPage,
    MentionPage,
    MergeCandidatePage,
    RelatedPage,
    RelationPage,
    ReviewPage,
)
from service.http.rest.parameters import Fields, Format, about, id_
from service.http.rest.read_requests import ITEMS, AnyRequest, ItemId, all_items, document, item, read, within
from service.http.rest.tables import Listed, handler, narrowed_by
from service.query.engine import Engine

TIMELINE = document("timeline")
LINK, RELATION = document("claim-link"), document("relation")

ARTICLE_ACTORS = Listed(
    path="/v1/articles/{id:str}/actors",
    document="article-actors",
    page=ActorPage,
    operation_id="listArticleActors",
    summary="Actors of an article",
    tag="Articles",
    description="The actors that an article mentions, most mentioned first.",
    parameters={
        "kind": Annotated[ActorKind | None, about("kind", "Only actors of this kind.")],
        **narrowed_by(ActorOrder),
    },
)
ARTICLE_MENTIONS = Listed(
    path="/v1/articles/{id:str}/mentions",
    document="article-mentions",
    page=MentionPage,
    operation_id="listArticleMentions",
    summary="Mentions in an article",
    tag="Articles",
    description="Where an article mentions actors, in text order.",
    parameters={
        "actorId": Annotated[str | None, id_("actorId", "Only mentions of this actor.")],
        **narrowed_by(RecordOrder),
    },
)
TRANSLATIONS = Listed(
    path="/v1/articles/{id:str}/translations",
    document="translations",
    page=ArticlePage,
    operation_id="listTranslations",
    summary="Translations of an article",
    tag="Articles",
    description="An article's translations, newest first, without their bodies.",
    parameters=narrowed_by(ArticleOrder),
)
COPIES = Listed(
    path="/v1/articles/{id:str}/copies",
    document="copies",
    page=ArticlePage,
    operation_id="listCopies",
    summary="Copies of an article",
    tag="Articles",
    description="Other articles with this title and body, newest first, without their bodies.",
    parameters=narrowed_by(ArticleOrder),
)
ACTOR_MENTIONS = Listed(
    path="/v1/actors/{id:str}/mentions",
    document="actor-mentions",
    page=MentionPage,
    operation_id="listActorMentions",
    summary="Mentions of an actor",
    tag="Actors",
    description="Where an actor is mentioned, last found first.",
    parameters=narrowed_by(RecordOrder),
)
CO_MENTIONED = Listed(
    path="/v1/actors/{id:str}/co-mentioned",
    document="co-mentioned",
    page=CoMentionPage,
    operation_id="listCoMentioned",
    summary="Actors mentioned with it",
    tag="Actors",
    description="The actors that share articles with it, most shared first.",
    parameters=narrowed_by(ActorOrder),
)
RELATIONS = Listed(
    path="/v1/actors/{id:str}/relations",
    document="relations",
    page=RelationPage,
    operation_id="listRelations",
    summary="Relations of an actor",
    tag="Actors",
    description="An actor's relations to others, from either side, each with the claim that shows it.",
    parameters=narrowed_by(RecordOrder),
)
MERGE_CANDIDATES = Listed(
    path="/v1/actor-merge-candidates",
    document="merge-candidates",
    page=MergeCandidatePage,
    operation_id="listMergeCandidates",
    summary="Actors that may be one",
    tag="Actors",
    description="Actors that may be one and are not merged, likeliest first.",
    parameters={"actorId": Annotated[str | None, id_("actorId", "Only with this actor.")], **narrowed_by(RecordOrder)},
)
RELATED = Listed(
    path="/v1/claims/{id:str}/related",
    document="related",
    page=RelatedPage,
    operation_id="listRelatedClaims",
    summary="Claims that bear on it",
    tag="Claims",
    description="The claims that repeat, support or contradict it, surest link first.",
    parameters={
        "kind": Annotated[ClaimLinkKind | None, about("kind", "Only links of this kind.")],
        **narrowed_by(ClaimOrder),
    },
)
REVIEWS = Listed(
    path="/v1/claims/{id:str}/reviews",
    document="reviews",
    page=ReviewPage,
    operation_id="listReviews",
    summary="Reviews of a claim",
    tag="Claims",
    description="A claim's reviews by fact-checkers: on it, or of a claim that says the same in the checker's words.",
    parameters=narrowed_by(RecordOrder),
)
REVIEWED_CLAIMS = Listed(
    path="/v1/reviews/{id:str}/claims",
    document="review-claims",
    page=ClaimMatchPage,
    operation_id="listReviewClaims",
    summary="Claims that a review is of",
    tag="Claims",
    description="Claims of articles that say what was reviewed, by their words, the most alike first.",
)


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
    format: Format = None,
) -> Response[list[TimelinePoint]]:
    """How much was written about an actor and what it said, period by period, oldest first."""
    body = within(await read(engine, TIMELINE, {"id": id, "interval": interval}))
    return all_items(request, TIMELINE, body)


@get("/v1/claim-links/{id:str}", operation_id="getClaimLink", summary="One link", tags=["Claims"], responses=ITEMS)
async def get_claim_link(engine: Engine, request: AnyRequest, id: ItemId, fields: Fields = None) -> Response[ClaimLink]:
    """A link between two claims: `from` repeats, supports or contradicts `to`."""
    return await item(engine, request, LINK, id, fields)


@get(
    "/v1/relations/{id:str}",
    operation_id="getActorRelation",
    summary="One relation",
    tags=["Actors"],
    responses=ITEMS,
)
async def get_actor_relation(
    engine: Engine, request: AnyRequest, id: ItemId, fields: Fields = None
) -> Response[Relation]:
    """A relation between two actors, with the claim that shows it."""
    return await item(engine, request, RELATION, id, fields)


ROUTES = [
    handler(ARTICLE_ACTORS),
    handler(ARTICLE_MENTIONS),
    handler(TRANSLATIONS),
    handler(COPIES),
    handler(ACTOR_MENTIONS),
    handler(CO_MENTIONED),
    handler(RELATIONS),
    get_timeline,
    handler(MERGE_CANDIDATES),
    handler(RELATED),
    handler(REVIEWS),
    handler(REVIEWED_CLAIMS),
    get_claim_link,
    get_actor_relation,
]
