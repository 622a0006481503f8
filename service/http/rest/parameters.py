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

from schema.enums import ActorKind, Attribution, Completeness, Factuality, Modality, Polarity
from service.http.rest.forms.negotiation import FORMAT

Variables = dict[str, Any]

Fields = Annotated[
    str | None,
    QueryParameter(
        name="fields",
        min_length=1,
        max_length=1000,
        description="Only these fields of each item, with commas between them; a dot leads into an object:"
        " `id,source.name`.",
    ),
]
Facets = Annotated[
    bool, QueryParameter(name="facets", description="Whether to count the list by what its items have in common.")
]
Count = Annotated[bool, QueryParameter(name="count", description="Whether to count the whole list into `totalCount`.")]


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
        description="The whole filter as JSON, as in GraphQL, for `and`, `or` and `not`; besides the other parameters.",
    ),
]


Format = Annotated[
    str | None,
    QueryParameter(
        name=FORMAT, max_length=100, description="In which form; absent, as `Accept` says, and JSON for anything."
    ),
]


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
    source_id: Annotated[str | None, id_("sourceId", "Published by this source.")] = None,
    source_domain: Annotated[str | None, text("sourceDomain", "Published by the source of this domain.")] = None,
    actor_id: Annotated[str | None, id_("actorId", "Mentions this actor.")] = None,
    published_after: Annotated[str | None, moment("publishedAfter", "Published later.")] = None,
    published_before: Annotated[str | None, moment("publishedBefore", "Published earlier.")] = None,
    url: Annotated[
        str | None,
        QueryParameter(name="url", max_length=2000, description="Seen under this address, however it is written."),
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
    article_id: Annotated[str | None, id_("articleId", "Claims carried by this article.")] = None,
    claimant_id: Annotated[str | None, id_("claimantId", "Claims that are this actor's word.")] = None,
    claimant: Annotated[str | None, text("claimant", "The word of an actor with this name or alias.")] = None,
    subject_id: Annotated[str | None, id_("subjectId", "Claims about this actor.")] = None,
    subject: Annotated[str | None, text("subject", "About an actor with this name or alias.")] = None,
    modality: Annotated[list[Modality] | None, about("modality", "With one of these modalities.")] = None,
    polarity: Annotated[Polarity | None, about("polarity", "With this polarity.")] = None,
    factuality: Annotated[list[Factuality] | None, about("factuality", "With one of these factualities.")] = None,
    attribution: Annotated[Attribution | None, about("attribution", "Attributed in this way.")] = None,
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


PAGING = {"paging": Provide(paging)}
TIMES = {"times": Provide(times)}
ARTICLE_FILTER = {"article_filter": Provide(article_filter)}
CLAIM_FILTER = {"claim_filter": Provide(claim_filter)}


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
