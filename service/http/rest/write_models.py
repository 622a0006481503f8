"""What the REST twin takes: the inputs of GraphQL's mutations, under the same names.

An absent field of a change keeps what is stored; null clears it where it may be empty.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from schema.enums import ActorKind, ClaimLinkKind, Completeness, CueKind, Modality, Polarity, Stance
from schema.limits import (
    ALIASES_MAX,
    AUTHORS_MAX,
    BODY_MAX,
    CUES_MAX,
    GUID_MAX,
    NAME_MAX,
    OBJECTS_MAX,
    PROSE_MAX,
    REASON_MAX,
    TITLE_MAX,
    URL_BYTES_MAX,
    YEAR_FIRST,
    YEAR_LAST,
)
from service.http.rest.models import Id, Model

# No limits here: what callers write is looked at in one place, which says the same whatever way it came.
Title = Annotated[str, Meta(description=f"Headline, at most {TITLE_MAX:,} characters.")]
Body = Annotated[
    str, Meta(description=f"The full text, at most {BODY_MAX:,} characters; every span counts its code points.")
]
Url = Annotated[str, Meta(description=f"Absolute address, http or https, at most {URL_BYTES_MAX:,} bytes.")]
Guid = Annotated[str, Meta(description=f"Its identifier in its source's feed, at most {GUID_MAX:,} characters.")]
Language = Annotated[str, Meta(description="BCP 47 tag.", examples=["fr"])]
Moment = Annotated[
    str,
    Meta(
        description=f"ISO 8601, a day or a moment, UTC without an offset; of a year from {YEAR_FIRST} to {YEAR_LAST}."
    ),
]
Name = Annotated[str, Meta(description=f"At most {NAME_MAX} characters.")]
Prose = Annotated[str, Meta(description=f"At most {PROSE_MAX:,} characters.", max_length=PROSE_MAX)]
Reason = Annotated[
    str, Meta(description=f"Why, at most {REASON_MAX:,} characters.", min_length=1, max_length=REASON_MAX)
]
Item = Annotated[str, Meta(description="Wikidata item.", pattern="^Q[1-9][0-9]{0,14}$", examples=["Q312"])]
Offset = Annotated[int, Meta(description="Unicode code points of the article's body.", ge=0, le=BODY_MAX)]


class SourceInput(Model, frozen=True):
    """A publisher. It is the same one when its domain is, or, without a domain, its name."""

    name: Name
    domain: Annotated[str, Meta(description="Such as `lemonde.fr`.")] | UnsetType | None = UNSET
    country: Annotated[str, Meta(description="ISO 3166-1 alpha-2.")] | UnsetType | None = UNSET
    language: Language | UnsetType | None = UNSET


Authors = Annotated[list[Name], Meta(description=f"Bylines, at most {AUTHORS_MAX}; each is kept once.")]


class NewArticle(Model, frozen=True):
    """An article to read. It is the same one as before when its `url` is, however it is written; else when its
    source and `guid` are; else, without both, when its source, title and body are."""

    body: Body
    title: Title | UnsetType | None = UNSET
    url: Url | UnsetType | None = UNSET
    language: Language | UnsetType | None = UNSET
    published_at: Moment | UnsetType | None = UNSET
    authors: Authors | UnsetType | None = UNSET
    source: SourceInput | UnsetType | None = UNSET
    guid: Guid | UnsetType | None = UNSET
    completeness: Completeness | UnsetType | None = UNSET
    translation_of_id: Id | UnsetType | None = UNSET


class ArticleChange(Model, frozen=True):
    """What changes in an article. A new body or language has it read anew."""

    title: Title | UnsetType = UNSET
    body: Body | UnsetType = UNSET
    url: Url | UnsetType | None = UNSET
    language: Language | UnsetType = UNSET
    published_at: Moment | UnsetType | None = UNSET
    authors: Authors | UnsetType | None = UNSET
    source: SourceInput | UnsetType | None = UNSET
    completeness: Completeness | UnsetType = UNSET
    translation_of_id: Id | UnsetType | None = UNSET


class AliasInput(Model, frozen=True):
    """A name of an actor."""

    name: Name
    language: Language | UnsetType | None = UNSET


Aliases = Annotated[list[AliasInput], Meta(description="Names to add; none is taken away.", max_length=ALIASES_MAX)]


class NewActor(Model, frozen=True):
    """An actor, known by its Wikidata item, or else by its name and kind; made when unknown."""

    name: Name
    kind: ActorKind
    wikidata_id: Item | UnsetType = UNSET
    description: Prose | UnsetType | None = UNSET
    aliases: Aliases | UnsetType = UNSET


class ActorChange(Model, frozen=True):
    """What changes in an actor."""

    name: Name | UnsetType = UNSET
    kind: ActorKind | UnsetType = UNSET
    wikidata_id: Item | UnsetType | None = UNSET
    description: Prose | UnsetType | None = UNSET
    aliases: Aliases | UnsetType = UNSET


class VersionToRestore(Model, frozen=True):
    """The version that it shall be like."""

    to_version: Annotated[int, Meta(description="A version of its history.", ge=1, le=2_147_483_647)]


class Merge(Model, frozen=True):
    """The actor that becomes part of this one; its id keeps answering, with this one."""

    loser_id: Id


class CueInput(Model, frozen=True):
    """Words that carry a claim's hedge, negation or attribution."""

    kind: CueKind
    start: Offset
    end: Offset
    quote: str | UnsetType | None = UNSET


Cues = Annotated[list[CueInput], Meta(description="Instead of those it has.", max_length=CUES_MAX)]
Objects = Annotated[
    list[Id], Meta(description="Other actors involved, instead of those it has.", max_length=OBJECTS_MAX)
]
Quote = Annotated[str, Meta(description="The exact words; alone, where they stand only once.", max_length=BODY_MAX)]
Unnamed = Annotated[str, Meta(description='Words for an unnamed source; "" where there are none.', max_length=NAME_MAX)]


class NewClaim(Model, frozen=True):
    """A claim, known by its article, span and text; made when unknown. Its claimant, or an unnamed source,
    or neither for the article's own voice."""

    article_id: Id
    text: Prose
    modality: Modality
    polarity: Polarity
    stance: Stance | UnsetType = UNSET
    start: Offset | UnsetType = UNSET
    end: Offset | UnsetType = UNSET
    quote: Quote | UnsetType = UNSET
    claimant_id: Id | UnsetType | None = UNSET
    unnamed_source: Unnamed | UnsetType | None = UNSET
    subject_id: Id | UnsetType | None = UNSET
    object_ids: Objects | UnsetType = UNSET
    cues: Cues | UnsetType = UNSET


class ClaimChange(Model, frozen=True):
    """What changes in a claim."""

    text: Prose | UnsetType = UNSET
    modality: Modality | UnsetType = UNSET
    polarity: Polarity | UnsetType = UNSET
    stance: Stance | UnsetType = UNSET
    start: Offset | UnsetType = UNSET
    end: Offset | UnsetType = UNSET
    quote: Quote | UnsetType = UNSET
    claimant_id: Id | UnsetType | None = UNSET
    unnamed_source: Unnamed | UnsetType | None = UNSET
    subject_id: Id | UnsetType | None = UNSET
    object_ids: Objects | UnsetType = UNSET
    cues: Cues | UnsetType = UNSET


class NewLink(Model, frozen=True):
    """How this claim bears on another."""

    to_id: Id
    kind: ClaimLinkKind
    score: Annotated[float, Meta(description="How sure that is.", ge=0, le=1)] | UnsetType = UNSET


class Link(Model, frozen=True):
    """A link between two claims."""

    from_id: Id
    to_id: Id
    kind: Annotated[ClaimLinkKind, Meta(description="How the one bears on the other.")]
    score: Annotated[float, Meta(description="How sure that is, 0 to 1.")]


class NewReview(Model, frozen=True):
    """A verdict on this claim. It is the same one as before when its `url` is."""

    reviewer: Name
    rating: Name
    url: Url | UnsetType | None = UNSET
    reviewed_at: Moment | UnsetType | None = UNSET


class Dismissal(Model, frozen=True):
    """Why two actors are two."""

    reason: Reason | UnsetType | None = UNSET


class NewRetraction(Model, frozen=True):
    """Why an article is retracted; it shows this."""

    reason: Reason


class ToRestore(Model, frozen=True):
    """What is to come back, by the id that it had."""

    id: Annotated[str, Meta(description="The id that it had.", pattern="^[a-z]{3}_[1-9][0-9]{0,17}$")]


class Restored(ToRestore, frozen=True):
    """What is back, by its id."""
