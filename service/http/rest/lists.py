"""The REST twin, reads: articles, actors, claims and sources, as lists and one by one."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Response, get

from schema.enums import ActorOrder, ArticleOrder, ClaimOrder, SourceOrder
from service.http.rest.models import Article, Source, WholeActor, WholeClaim
from service.http.rest.page_models import ActorPage, ArticlePage, ClaimPage, SourcePage
from service.http.rest.parameters import (
    ARTICLE_FILTER,
    CLAIM_ARTICLE_FILTER,
    CLAIM_FILTER,
    ORDER_DOC,
    PAGING,
    TIMES,
    Count,
    Facets,
    Fields,
    Filter,
    Format,
    Ids,
    Kinds,
    Variables,
    about,
    ids_of,
    moment,
    query,
    several,
    text,
    whole_filter,
)
from service.http.rest.read_requests import ITEMS, LISTS, AnyRequest, ItemId, document, item, page
from service.query.engine import Engine

ARTICLES, ARTICLE = document("articles"), document("article")
ACTORS, ACTOR = document("actors"), document("actor")
CLAIMS, CLAIM = document("claims"), document("claim")
SOURCES, SOURCE = document("sources"), document("source")


@get(
    "/v1/articles",
    operation_id="listArticles",
    summary="Articles",
    tags=["Articles"],
    responses=LISTS,
    dependencies={**PAGING, **ARTICLE_FILTER, **TIMES},
)
async def list_articles(
    engine: Engine,
    request: AnyRequest,
    paging: Variables,
    article_filter: Variables,
    times: Variables,
    ids: Ids = None,
    language: Annotated[list[str] | None, several("language", "BCP 47 ranges: `fr` matches `fr` and `fr-ca`.")] = None,
    filter: Filter = None,
    order_by: Annotated[list[ArticleOrder] | None, about("orderBy", ORDER_DOC.format("NEWEST"))] = None,
    count: Count = False,
    facets: Facets = False,
    fields: Fields = None,
) -> Response[ArticlePage]:
    """Articles that meet every given condition, without their bodies."""
    parts = {"id": ids_of(ids), "language": language, **article_filter, **times}
    how = {"filter": whole_filter(parts, filter), "orderBy": order_by, "count": count, "facets": facets}
    return await page(engine, request, ARTICLES, how | paging, fields)


@get("/v1/articles/{id:str}", operation_id="getArticle", summary="One article", tags=["Articles"], responses=ITEMS)
async def get_article(
    engine: Engine,
    request: AnyRequest,
    id: ItemId,
    fields: Fields = None,
    format: Format = None,
) -> Response[Article]:
    """One article with its body."""
    return await item(engine, request, ARTICLE, id, fields)


@get(
    "/v1/actors",
    operation_id="listActors",
    summary="Actors",
    tags=["Actors"],
    responses=LISTS,
    dependencies={**PAGING, **TIMES},
)
async def list_actors(
    engine: Engine,
    request: AnyRequest,
    paging: Variables,
    times: Variables,
    ids: Ids = None,
    kind: Kinds = None,
    name: Annotated[str | None, text("name", "A name or alias contains this; case and accents don't matter.")] = None,
    wikidata_id: Annotated[list[str] | None, several("wikidataId", "Has one of these Wikidata ids.")] = None,
    external_id: Annotated[
        list[str] | None, several("externalId", "Has one of these ids elsewhere, each `scheme:id`.")
    ] = None,
    filter: Filter = None,
    order_by: Annotated[list[ActorOrder] | None, about("orderBy", ORDER_DOC.format("NAME"))] = None,
    count: Count = False,
    facets: Facets = False,
    fields: Fields = None,
) -> Response[ActorPage]:
    """Actors that meet every given condition."""
    parts = {
        "id": ids_of(ids),
        "kind": kind,
        "name": name,
        "wikidataId": wikidata_id,
        "externalId": external_id,
        **times,
    }
    how = {"filter": whole_filter(parts, filter), "orderBy": order_by, "count": count, "facets": facets}
    return await page(engine, request, ACTORS, how | paging, fields)


@get("/v1/actors/{id:str}", operation_id="getActor", summary="One actor", tags=["Actors"], responses=ITEMS)
async def get_actor(
    engine: Engine,
    request: AnyRequest,
    id: ItemId,
    fields: Fields = None,
    format: Format = None,
) -> Response[WholeActor]:
    """One actor with its aliases."""
    return await item(engine, request, ACTOR, id, fields)


@get(
    "/v1/claims",
    operation_id="listClaims",
    summary="Claims",
    tags=["Claims"],
    responses=LISTS,
    dependencies={**PAGING, **CLAIM_FILTER, **CLAIM_ARTICLE_FILTER, **TIMES},
)
async def list_claims(
    engine: Engine,
    request: AnyRequest,
    paging: Variables,
    claim_filter: Variables,
    times: Variables,
    claim_article_filter: Variables,
    ids: Ids = None,
    published_after: Annotated[str | None, moment("publishedAfter", "In an article published later.")] = None,
    published_before: Annotated[str | None, moment("publishedBefore", "In an article published earlier.")] = None,
    filter: Filter = None,
    search: Annotated[
        str | None, query("search", "Only those that match this text, with the words and operators of `/v1/search`.")
    ] = None,
    order_by: Annotated[list[ClaimOrder] | None, about("orderBy", ORDER_DOC.format("NEWEST"))] = None,
    count: Count = False,
    facets: Facets = False,
    fields: Fields = None,
) -> Response[ClaimPage]:
    """Who said what about whom: claims that meet every given condition."""
    parts: dict[str, Any] = {
        "id": ids_of(ids),
        **claim_filter,
        **times,
        **claim_article_filter,
        "publishedAfter": published_after,
        "publishedBefore": published_before,
    }
    how = {"filter": whole_filter(parts, filter), "search": search, "orderBy": order_by}
    return await page(engine, request, CLAIMS, {**how, "count": count, "facets": facets, **paging}, fields)


@get("/v1/claims/{id:str}", operation_id="getClaim", summary="One claim", tags=["Claims"], responses=ITEMS)
async def get_claim(
    engine: Engine,
    request: AnyRequest,
    id: ItemId,
    fields: Fields = None,
    format: Format = None,
) -> Response[WholeClaim]:
    """One claim with its cues, also one that is retired: its words no longer stand in the article, or are no longer
    read so. It is in no list, but keeps its reviews and links."""
    return await item(engine, request, CLAIM, id, fields)


@get(
    "/v1/sources",
    operation_id="listSources",
    summary="Sources",
    tags=["Sources"],
    responses=LISTS,
    dependencies=PAGING,
)
async def list_sources(
    engine: Engine,
    request: AnyRequest,
    paging: Variables,
    ids: Ids = None,
    domain: Annotated[list[str] | None, several("domain", "Has one of these domains, such as `lemonde.fr`.")] = None,
    filter: Filter = None,
    order_by: Annotated[list[SourceOrder] | None, about("orderBy", ORDER_DOC.format("NAME"))] = None,
    count: Count = False,
    fields: Fields = None,
) -> Response[SourcePage]:
    """Publishers that meet every given condition. They are written with their articles."""
    how = {"filter": whole_filter({"id": ids_of(ids), "domain": domain}, filter), "orderBy": order_by, "count": count}
    return await page(engine, request, SOURCES, how | paging, fields)


@get("/v1/sources/{id:str}", operation_id="getSource", summary="One source", tags=["Sources"], responses=ITEMS)
async def get_source(
    engine: Engine,
    request: AnyRequest,
    id: ItemId,
    fields: Fields = None,
    format: Format = None,
) -> Response[Source]:
    """One publisher."""
    return await item(engine, request, SOURCE, id, fields)


ROUTES = [
    list_articles,
    get_article,
    list_actors,
    get_actor,
    list_claims,
    get_claim,
    list_sources,
    get_source,
]
