"""The REST twin, reads: search, type-ahead and counts for charts."""

# `filter` is the parameter's name in the contract.

from __future__ import annotations

from typing import Annotated

from litestar import Response, get
from litestar.params import QueryParameter

from schema.enums import ClaimDimension, OffsetUnit, SearchMatch, SearchOrder, SearchType
from service.http.edge.problems import RefusedQueryError
from service.http.rest.models import ClaimStat
from service.http.rest.page_models import SearchPage
from service.http.rest.parameters import (
    ARTICLE_FILTER,
    CLAIM_ARTICLE_FILTER,
    CLAIM_FILTER,
    PAGING,
    Count,
    Facets,
    Filter,
    Format,
    Kinds,
    Variables,
    about,
    query,
    text,
    whole_filter,
)
from service.http.rest.read_requests import LISTS, AnyRequest, all_items, document, page, read
from service.http.rest.search_models import Suggestion
from service.query.engine import Engine
from service.search.grammar import hopeless

SEARCH, SUGGEST, CLAIM_STATS = document("search"), document("suggest"), document("claim-stats")


@get(
    "/v1/search",
    operation_id="search",
    summary="Search",
    tags=["Search"],
    responses=LISTS,
    dependencies={**PAGING, **ARTICLE_FILTER, **CLAIM_FILTER},
)
async def search(
    engine: Engine,
    request: AnyRequest,
    paging: Variables,
    article_filter: Variables,
    claim_filter: Variables,
    q: Annotated[
        str,
        query(
            "q",
            'Words, `"a phrase"`, `AND`, `or`, `NOT`, `-without`, `(parentheses)`, `begin*`; the last word also as a'
            ' beginning. Operators go with all of these, and alone: `actor:"Sam Altman"`, `claimant:`,'
            " `modality:reported`, `source:`, `lang:fr`, `after:2023-11`, `before:`. Any text is a query: what is half"
            " typed or mistaken is searched for as words, as `notes` say. The first 1,000 characters are read.",
        ),
    ],
    types: Annotated[list[SearchType] | None, about("types", "Where to look; everywhere when absent.")] = None,
    language: Annotated[str | None, text("language", "Only texts of this language, by its word forms.")] = None,
    kind: Kinds = None,
    match: Annotated[SearchMatch, about("match", "How much of the query must match.")] = SearchMatch.BEST,
    order_by: Annotated[SearchOrder, about("orderBy", "In which order.")] = SearchOrder.RELEVANCE,
    half_life_days: Annotated[
        int,
        QueryParameter(
            name="halfLifeDays",
            ge=0,
            le=100_000,
            description="Days after which a text counts half as much as a new one, by relevance;"
            " 0: age doesn't matter.",
        ),
    ] = 3650,
    offset_unit: Annotated[
        OffsetUnit, about("offsetUnit", "What offsets count: code points, or UTF-16 code units as in JavaScript.")
    ] = OffsetUnit.CODE_POINT,
    count: Count = False,
    facets: Facets = False,
) -> Response[SearchPage]:
    """Full text over articles, actors and claims, best first; a name finds its actor under all other names too.
    Without words to rank by, the newest come first.

    Parameters that ask something of the article (`sourceId` … `hasClaims`) leave actors out, those that ask
    something of claims (`claimantId` … `attribution`) also articles without such a claim; `kind` leaves only actors.
    """
    if (problem := hopeless(q)) is not None:
        raise RefusedQueryError([{"message": f"Parameter `q`: {problem}.", "extensions": {"argument": "q"}}])
    how = {
        "query": q,
        "types": types,
        "language": language,
        "filter": whole_filter(article_filter, None),
        "claimFilter": whole_filter(claim_filter, None),
        "actorFilter": whole_filter({"kind": kind}, None),
        "match": match,
        "orderBy": order_by,
        "halfLifeDays": half_life_days,
        "offsetUnit": offset_unit,
        "count": count,
        "facets": facets,
    }
    return await page(engine, request, SEARCH, how | paging)


@get("/v1/suggest", operation_id="suggest", summary="Type-ahead", tags=["Search"], responses=LISTS)
async def suggest(
    engine: Engine,
    request: AnyRequest,
    prefix: Annotated[str, text("prefix", "What was typed so far.")],
    first: Annotated[int, QueryParameter(name="first", ge=1, le=50, description="How many.")] = 10,
    format: Format = None,
) -> Response[list[Suggestion]]:
    """What a text that is being typed may become: names of actors, then titles."""
    return all_items(request, SUGGEST, await read(engine, SUGGEST, {"prefix": prefix, "first": first}))


@get(
    "/v1/claim-stats",
    operation_id="getClaimStats",
    summary="Claims counted",
    tags=["Claims"],
    responses=LISTS,
    dependencies={**CLAIM_FILTER, **CLAIM_ARTICLE_FILTER},
)
async def get_claim_stats(
    engine: Engine,
    request: AnyRequest,
    claim_filter: Variables,
    claim_article_filter: Variables,
    group_by: Annotated[list[ClaimDimension], about("groupBy", "By what they are counted; each once.")],
    filter: Filter = None,
    first: Annotated[int, QueryParameter(name="first", ge=1, le=1000, description="How many groups.")] = 100,
    format: Format = None,
) -> Response[list[ClaimStat]]:
    """Claims counted by what they have in common, for charts: the largest groups, by month where that is asked."""
    wanted = whole_filter({**claim_filter, **claim_article_filter}, filter)
    body = await read(engine, CLAIM_STATS, {"groupBy": group_by, "filter": wanted, "first": first})
    return all_items(request, CLAIM_STATS, body)


ROUTES = [search, suggest, get_claim_stats]
