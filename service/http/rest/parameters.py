"""Query parameters that several routes of the REST twin share, put together as GraphQL takes them.

Parameters that belong together are one dependency of a route: a page's place, or a filter. Each dependency's
value is a piece of the variables of the route's document.
"""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar.di import Provide
from litestar.exceptions import ValidationException
from litestar.params import QueryParameter

from schema.enums import ActorKind, Attribution, Completeness, Factuality, Modality, Polarity, Stance
from service.http.rest.forms.negotiation import FORMAT

Variables = dict[str, Any]

Fields = Annotated[
    list[str] | None,
    QueryParameter(
        name="fields",
        description="Only these fields of each item, with commas between them or one at a time; a dot leads into an"
        " object: `id,source.name`.",
    ),
]
Facets = Annotated[
    bool, QueryParameter(name="facets", description="Whether to count the list by what its items have in common.")
]
Count = Annotated[bool, QueryParameter(name="count", description="Whether to count the whole list into `totalCount`.")]


SEVERAL_MAX = 100
"""Values of one parameter."""


def several(name: str, description: str) -> Any:
    """A parameter that may be given several times, of which any is meant."""
    return QueryParameter(name=name, max_items=SEVERAL_MAX, description=description)


def id_(name: str, description: str) -> Any:
    """A parameter that holds a global id."""
    return QueryParameter(name=name, max_length=100, description=description)


def text(name: str, description: str) -> Any:
    """A parameter that holds words."""
    return QueryParameter(name=name, max_length=1000, description=description)


def query(name: str, description: str) -> Any:
    """A parameter that holds a search query, of which a thousand characters are read."""
    return QueryParameter(name=name, max_length=4000, description=description)


def about(name: str, description: str) -> Any:
    """A parameter whose type says all but its meaning."""
    return QueryParameter(name=name, description=description)


def moment(name: str, description: str) -> Any:
    """A parameter that holds a day or a moment, read where GraphQL's are."""
    description = f"{description} ISO 8601, a day or a moment; UTC without an offset."
    return QueryParameter(name=name, max_length=100, format="date-time", description=description)


Kinds = Annotated[list[ActorKind] | None, about("kind", "Actors of one of these kinds.")]
Filter = Annotated[
    str | None,
    QueryParameter(
        name="filter",
        max_length=2_000,
        description="The whole filter as JSON, as in GraphQL, for relations, ranges, `and`, `or` and `not`; besides the"
        " other parameters.",
    ),
]


Format = Annotated[
    str | None,
    QueryParameter(
        name=FORMAT, max_length=100, description="In which form; absent, as `Accept` says, and JSON for anything."
    ),
]


IDS_LENGTH = 3_000
Ids = Annotated[
    str | None,
    QueryParameter(
        name="ids",
        min_length=1,
        max_length=IDS_LENGTH,
        description="Only those with these global ids, with commas between them.",
    ),
]


def ids_of(written: str | None) -> list[str] | None:
    """The ids of a parameter that holds several."""
    return None if written is None else [each.strip() for each in written.split(",")]


ORDER_DOC = "In which order; {} when absent. Of several, each orders what those before it leave equal."


async def paging(
    first: Annotated[
        int | None, QueryParameter(name="first", ge=0, le=100, description="Items from the front; 20 when absent.")
    ] = None,
    after: Annotated[
        str | None, QueryParameter(name="after", max_length=2000, description="Items after this cursor.")
    ] = None,
    last: Annotated[
        int | None, QueryParameter(name="last", ge=0, le=100, description="Items from the end; not with `first`.")
    ] = None,
    before: Annotated[
        str | None, QueryParameter(name="before", max_length=2000, description="Items before this cursor.")
    ] = None,
    format: Format = None,
) -> Variables:
    """Which page of a list."""
    return {"first": first, "after": after, "last": last, "before": before}


async def article_filter(
    source_id: Annotated[list[str] | None, several("sourceId", "Published by one of these sources.")] = None,
    source_domain: Annotated[
        list[str] | None, several("sourceDomain", "Published by the source of one of these domains.")
    ] = None,
    actor_id: Annotated[list[str] | None, several("actorId", "Mentions one of these actors.")] = None,
    published_after: Annotated[str | None, moment("publishedAfter", "Published later.")] = None,
    published_before: Annotated[str | None, moment("publishedBefore", "Published earlier.")] = None,
    url: Annotated[
        list[str] | None, several("url", "Seen under one of these addresses, however they are written.")
    ] = None,
    completeness: Annotated[list[Completeness] | None, about("completeness", "Of one of these completenesses.")] = None,
    has_claims: Annotated[bool | None, about("hasClaims", "Whether it carries claims.")] = None,
    retracted: Annotated[
        bool | None, about("retracted", "Whether it was retracted; such articles are in no list otherwise.")
    ] = None,
) -> Variables:
    """Which articles."""
    return {
        "sourceId": source_id,
        "sourceDomain": source_domain,
        "actorId": actor_id,
        "publishedAfter": published_after,
        "publishedBefore": published_before,
        "url": url,
        "completeness": completeness,
        "hasClaims": has_claims,
        "retracted": retracted,
    }


async def claim_filter(
    article_id: Annotated[list[str] | None, several("articleId", "Claims carried by one of these articles.")] = None,
    claimant_id: Annotated[
        list[str] | None, several("claimantId", "Claims that are the word of one of these actors.")
    ] = None,
    claimant: Annotated[
        list[str] | None, several("claimant", "The word of an actor that is meant by one of these names.")
    ] = None,
    subject_id: Annotated[list[str] | None, several("subjectId", "Claims about one of these actors.")] = None,
    subject: Annotated[
        list[str] | None, several("subject", "About an actor that is meant by one of these names.")
    ] = None,
    modality: Annotated[list[Modality] | None, about("modality", "With one of these modalities.")] = None,
    polarity: Annotated[list[Polarity] | None, about("polarity", "With one of these polarities.")] = None,
    stance: Annotated[list[Stance] | None, about("stance", "With one of these stances of their claimants.")] = None,
    factuality: Annotated[list[Factuality] | None, about("factuality", "With one of these factualities.")] = None,
    attribution: Annotated[list[Attribution] | None, about("attribution", "Attributed in one of these ways.")] = None,
) -> Variables:
    """Which claims."""
    return {
        "articleId": article_id,
        "claimantId": claimant_id,
        "claimant": claimant,
        "subjectId": subject_id,
        "subject": subject,
        "modality": modality,
        "polarity": polarity,
        "stance": stance,
        "factuality": factuality,
        "attribution": attribution,
    }


async def times(
    ingested_after: Annotated[str | None, moment("ingestedAfter", "Came here, or was first found, later.")] = None,
    updated_after: Annotated[
        str | None, moment("updatedAfter", "Its record changed later; `/v1/changes` tells what was deleted since.")
    ] = None,
) -> Variables:
    """What is new or changed since a copy was made."""
    return {"ingestedAfter": ingested_after, "updatedAfter": updated_after}


async def claim_article_filter(
    source_id: Annotated[list[str] | None, several("sourceId", "In an article of one of these sources.")] = None,
    source_domain: Annotated[
        list[str] | None, several("sourceDomain", "In an article of the source of one of these domains.")
    ] = None,
    language: Annotated[
        list[str] | None, several("language", "In an article of one of these BCP 47 ranges: `fr` matches `fr-ca`.")
    ] = None,
    actor_id: Annotated[list[str] | None, several("actorId", "Involves one of these actors in any role.")] = None,
) -> Variables:
    """Which claims, by what a search asks of articles and so has other parameters for."""
    return {"sourceId": source_id, "sourceDomain": source_domain, "language": language, "actorId": actor_id}


PAGING = {"paging": Provide(paging)}
TIMES = {"times": Provide(times)}
ARTICLE_FILTER = {"article_filter": Provide(article_filter)}
CLAIM_FILTER = {"claim_filter": Provide(claim_filter)}
CLAIM_ARTICLE_FILTER = {"claim_article_filter": Provide(claim_article_filter)}


def whole_filter(parts: Variables, written: str | None, name: str = "filter") -> Variables | None:
    """The filter of several parameters and of one that is written as JSON: what matches both.

    Raises ValidationException (400) where the text is no JSON object.
    """
    plain = {key: value for key, value in parts.items() if value is not None} or None
    if written is None:
        return plain
    try:
        given = msgspec.json.decode(written, type=Variables)
    except (msgspec.DecodeError, RecursionError) as error:
        message = f"it is no JSON object that can be read: {error}."
        raise ValidationException("A filter can't be read.", extra=[{"key": name, "message": message}]) from error
    return {"and": [plain, given]} if plain else given
