"""The REST twin, reads: each route is a GraphQL document, so there is one way to read data."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, TypeVar

import msgspec
from litestar import Request as HTTPRequest
from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import Parameter

from schema.enums import (
    ActorKind,
    ActorOrder,
    ArticleOrder,
    Attribution,
    ClaimOrder,
    Factuality,
    Modality,
    Polarity,
    SearchType,
    SourceOrder,
)
from service.http.caching import caching_headers, is_known
from service.http.fields import narrowed
from service.http.models import (
    Actor,
    ActorPage,
    Article,
    ArticlePage,
    Claim,
    ClaimPage,
    PageInfo,
    Problem,
    SearchPage,
    Source,
    SourcePage,
)
from service.http.paging_links import page_links
from service.http.problems import PROBLEM_JSON, RefusedQueryError, documented
from service.query.engine import Engine, Request

T = TypeVar("T")

AnyRequest = HTTPRequest[Any, Any, Any]

_VERSION = "version"
_DOCUMENTS = Path(__file__).parent / "documents"


def _document(name: str) -> str:
    return (_DOCUMENTS / f"{name}.graphql").read_text(encoding="utf-8")


ARTICLES, ARTICLE = _document("articles"), _document("article")
ACTORS, ACTOR = _document("actors"), _document("actor")
CLAIMS, CLAIM = _document("claims"), _document("claim")
SOURCES, SOURCE = _document("sources"), _document("source")
SEARCH = _document("search")

First = Annotated[
    int | None, Parameter(query="first", ge=0, le=100, description="Items from the front; 20 when absent.")
]
After = Annotated[str | None, Parameter(query="after", max_length=2000, description="Items behind this cursor.")]
Last = Annotated[int | None, Parameter(query="last", ge=0, le=100, description="Items from the end; not with `first`.")]
Before = Annotated[str | None, Parameter(query="before", max_length=2000, description="Items ahead of this cursor.")]
Count = Annotated[bool, Parameter(query="count", description="Whether to count the whole list into `totalCount`.")]
Fields = Annotated[
    str | None,
    Parameter(
        query="fields",
        min_length=1,
        max_length=1000,
        description="Only these fields of each item, with commas between them; a dot leads into an object:"
        " `id,source.name`.",
    ),
]
ItemId = Annotated[str, Parameter(description="Global id, the same as in GraphQL.")]


def _id(query: str, description: str) -> Any:
    return Parameter(query=query, max_length=100, description=description)


def _text(query: str, description: str) -> Any:
    return Parameter(query=query, max_length=1000, description=description)


class _Answer(msgspec.Struct, frozen=True):
    data: dict[str, msgspec.Raw] | None = None
    errors: list[dict[str, Any]] | None = None


class _Listed(msgspec.Struct, frozen=True, rename={"page_info": "pageInfo"}):
    page_info: PageInfo


_LISTED = msgspec.json.Decoder(_Listed)
_RECORD = msgspec.json.Decoder(dict[str, msgspec.Raw])
_ANSWER = msgspec.json.Decoder(_Answer)


def _problems(*statuses: int) -> dict[int, ResponseSpec]:
    return {
        status: ResponseSpec(Problem, generate_examples=False, description=meaning, media_type=PROBLEM_JSON)
        for status, meaning in documented(*statuses).items()
    }


LISTS = _problems(400, 503)
ITEMS = _problems(400, 404, 503)


async def _read(engine: Engine, document: str, variables: dict[str, Any]) -> bytes:
    """The result of a document, its bytes as the database wrote them."""
    given = {name: _plain(value) for name, value in variables.items() if value is not None}
    answer = await engine.execute(Request(query=document, variables=given, trusted=True))
    decoded = _ANSWER.decode(answer.body)
    if decoded.errors or decoded.data is None:
        raise RefusedQueryError(decoded.errors or [{"message": "No answer."}])
    result = bytes(decoded.data["result"])
    if result == b"null":
        raise NotFoundException(f"There is nothing with the id {given.get('id')!r}.")
    return result


async def _list(
    engine: Engine, request: AnyRequest, document: str, variables: dict[str, Any], fields: str | None = None
) -> Response[Any]:
    """A page with links to its neighbours."""
    body = await _read(engine, document if fields is None else narrowed(document, fields), variables)
    given = [(name, value) for name, value in request.query_params.multi_items() if value is not None]
    links = page_links(request.url.path, given, _LISTED.decode(body).page_info)
    return _unless_known(request, body, {"Link": links})


async def _item(engine: Engine, request: AnyRequest, document: str, id: str, fields: str | None) -> Response[Any]:
    """One record, with its version as `ETag`, for the `If-Match` of a change."""
    body = await _read(engine, document if fields is None else narrowed(document, fields, _VERSION), {"id": id})
    record = _RECORD.decode(body)
    version = record.get(_VERSION)
    if fields is not None and _VERSION not in [name.strip() for name in fields.split(",")]:
        record.pop(_VERSION, None)
        body = msgspec.json.encode(record)
    return _unless_known(request, body, {} if version is None else {"ETag": f'"{bytes(version).decode()}"'})


def _unless_known(request: AnyRequest, body: bytes, headers: dict[str, str]) -> Response[Any]:
    """The answer, or 304 when the caller has it (RFC 9110, `If-None-Match`)."""
    kept = caching_headers(body, "application/json", shared=False, max_age_s=0)
    headers = {"ETag": kept["etag"], "Cache-Control": kept["cache-control"], "Vary": kept["vary"]} | headers
    asked = request.headers.get("if-none-match")
    if is_known(headers["ETag"], None if asked is None else asked.encode("latin-1")):
        return Response(b"", status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


def _plain(value: Any) -> Any:
    """Variables as JSON has them: enums by name, dates as text, filters without what was not asked."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items() if item is not None}
    return value


@get("/v1/articles", operation_id="listArticles", summary="Articles", tags=["Articles"], responses=LISTS)
async def list_articles(
    engine: Engine,
    request: AnyRequest,
    language: Annotated[str | None, _text("language", "BCP 47 range: `fr` matches `fr` and `fr-ca`.")] = None,
    source_id: Annotated[str | None, _id("sourceId", "Published by this source.")] = None,
    source_domain: Annotated[str | None, _text("sourceDomain", "Published by the source of this domain.")] = None,
    actor_id: Annotated[str | None, _id("actorId", "Mentions this actor.")] = None,
    published_after: Annotated[
        datetime | None, Parameter(query="publishedAfter", description="Published later.")
    ] = None,
    published_before: Annotated[
        datetime | None, Parameter(query="publishedBefore", description="Published earlier.")
    ] = None,
    has_claims: Annotated[bool | None, Parameter(query="hasClaims", description="Whether it carries claims.")] = None,
    order_by: Annotated[ArticleOrder, Parameter(query="orderBy", description="In which order.")] = ArticleOrder.NEWEST,
    count: Count = False,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
    fields: Fields = None,
) -> Response[ArticlePage]:
    """Articles that meet every given condition, without their bodies."""
    return await _list(
        engine,
        request,
        ARTICLES,
        {
            "filter": {
                "language": language,
                "sourceId": source_id,
                "sourceDomain": source_domain,
                "actorId": actor_id,
                "publishedAfter": published_after,
                "publishedBefore": published_before,
                "hasClaims": has_claims,
            },
            "orderBy": order_by,
            "count": count,
            "first": first,
            "after": after,
            "last": last,
            "before": before,
        },
        fields,
    )


@get("/v1/articles/{id:str}", operation_id="getArticle", summary="One article", tags=["Articles"], responses=ITEMS)
async def get_article(engine: Engine, request: AnyRequest, id: ItemId, fields: Fields = None) -> Response[Article]:
    """One article with its body."""
    return await _item(engine, request, ARTICLE, id, fields)


@get("/v1/actors", operation_id="listActors", summary="Actors", tags=["Actors"], responses=LISTS)
async def list_actors(
    engine: Engine,
    request: AnyRequest,
    kind: Annotated[list[ActorKind] | None, Parameter(query="kind", description="Of one of these kinds.")] = None,
    name: Annotated[str | None, _text("name", "A name or alias contains this; case and accents don't matter.")] = None,
    wikidata_id: Annotated[str | None, _text("wikidataId", "Has this Wikidata id.")] = None,
    order_by: Annotated[ActorOrder, Parameter(query="orderBy", description="In which order.")] = ActorOrder.NAME,
    count: Count = False,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
    fields: Fields = None,
) -> Response[ActorPage]:
    """Actors that meet every given condition."""
    return await _list(
        engine,
        request,
        ACTORS,
        {
            "filter": {"kind": kind, "name": name, "wikidataId": wikidata_id},
            "orderBy": order_by,
            "count": count,
            "first": first,
            "after": after,
            "last": last,
            "before": before,
        },
        fields,
    )


@get("/v1/actors/{id:str}", operation_id="getActor", summary="One actor", tags=["Actors"], responses=ITEMS)
async def get_actor(engine: Engine, request: AnyRequest, id: ItemId, fields: Fields = None) -> Response[Actor]:
    """One actor with its aliases."""
    return await _item(engine, request, ACTOR, id, fields)


@get("/v1/claims", operation_id="listClaims", summary="Claims", tags=["Claims"], responses=LISTS)
async def list_claims(
    engine: Engine,
    request: AnyRequest,
    article_id: Annotated[str | None, _id("articleId", "Carried by this article.")] = None,
    claimant_id: Annotated[str | None, _id("claimantId", "This actor's word.")] = None,
    subject_id: Annotated[str | None, _id("subjectId", "About this actor.")] = None,
    actor_id: Annotated[str | None, _id("actorId", "Involves this actor in any role.")] = None,
    modality: Annotated[list[Modality] | None, Parameter(query="modality", description="With one of these.")] = None,
    polarity: Annotated[Polarity | None, Parameter(query="polarity", description="With this polarity.")] = None,
    factuality: Annotated[
        list[Factuality] | None, Parameter(query="factuality", description="With one of these.")
    ] = None,
    attribution: Annotated[Attribution | None, Parameter(query="attribution", description="Whose word it is.")] = None,
    published_after: Annotated[
        datetime | None, Parameter(query="publishedAfter", description="In an article published later.")
    ] = None,
    published_before: Annotated[
        datetime | None, Parameter(query="publishedBefore", description="In an article published earlier.")
    ] = None,
    order_by: Annotated[ClaimOrder, Parameter(query="orderBy", description="In which order.")] = ClaimOrder.NEWEST,
    count: Count = False,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
    fields: Fields = None,
) -> Response[ClaimPage]:
    """Who said what about whom: claims that meet every given condition."""
    return await _list(
        engine,
        request,
        CLAIMS,
        {
            "filter": {
                "articleId": article_id,
                "claimantId": claimant_id,
                "subjectId": subject_id,
                "actorId": actor_id,
                "modality": modality,
                "polarity": polarity,
                "factuality": factuality,
                "attribution": attribution,
                "publishedAfter": published_after,
                "publishedBefore": published_before,
            },
            "orderBy": order_by,
            "count": count,
            "first": first,
            "after": after,
            "last": last,
            "before": before,
        },
        fields,
    )


@get("/v1/claims/{id:str}", operation_id="getClaim", summary="One claim", tags=["Claims"], responses=ITEMS)
async def get_claim(engine: Engine, request: AnyRequest, id: ItemId, fields: Fields = None) -> Response[Claim]:
    """One claim with its cues."""
    return await _item(engine, request, CLAIM, id, fields)


@get("/v1/sources", operation_id="listSources", summary="Sources", tags=["Sources"], responses=LISTS)
async def list_sources(
    engine: Engine,
    request: AnyRequest,
    order_by: Annotated[SourceOrder, Parameter(query="orderBy", description="In which order.")] = SourceOrder.NAME,
    count: Count = False,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
    fields: Fields = None,
) -> Response[SourcePage]:
    """All publishers. They are written with their articles."""
    place = {"first": first, "after": after, "last": last, "before": before}
    return await _list(engine, request, SOURCES, {"orderBy": order_by, "count": count, **place}, fields)


@get("/v1/sources/{id:str}", operation_id="getSource", summary="One source", tags=["Sources"], responses=ITEMS)
async def get_source(engine: Engine, request: AnyRequest, id: ItemId, fields: Fields = None) -> Response[Source]:
    """One publisher."""
    return await _item(engine, request, SOURCE, id, fields)


@get("/v1/search", operation_id="search", summary="Search", tags=["Search"], responses=LISTS)
async def search(
    engine: Engine,
    request: AnyRequest,
    q: Annotated[str, _text("q", 'Words, `"a phrase"`, `or`, `-without`; the last word also as a beginning.')],
    types: Annotated[list[SearchType] | None, Parameter(query="types", description="Where to look.")] = None,
    language: Annotated[str | None, _text("language", "Only texts of this language, by its word forms.")] = None,
    count: Count = False,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Response[SearchPage]:
    """Full text over articles, actors and claims, best first."""
    return await _list(
        engine,
        request,
        SEARCH,
        {
            "query": q,
            "types": types,
            "language": language,
            "count": count,
            "first": first,
            "after": after,
            "last": last,
            "before": before,
        },
    )


ROUTES = [
    list_articles,
    get_article,
    list_actors,
    get_actor,
    list_claims,
    get_claim,
    list_sources,
    get_source,
    search,
]
