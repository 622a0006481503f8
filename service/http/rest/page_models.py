"""Pages of lists in the REST twin's answers, and counts over the lists."""

from __future__ import annotations

from schema.enums import CountRelation
from service.http.rest.models import (
    Actor,
    ArticleSummary,
    ArticleVersion,
    Change,
    Claim,
    ClaimMatch,
    CoMention,
    Event,
    Mention,
    MergeCandidate,
    Model,
    PageInfo,
    RelatedClaim,
    Relation,
    Review,
    Source,
)
from service.http.rest.search_models import Hit, SearchNote


class FacetCount(Model, frozen=True):
    """How many items have a value; `id` is that of what the value names."""

    value: str
    count: int
    id: str | None


class ArticleFacets(Model, frozen=True):
    """Articles counted by what they have in common."""

    language: list[FacetCount]
    source: list[FacetCount]
    month: list[FacetCount]


class ActorFacets(Model, frozen=True):
    """Actors counted by kind."""

    kind: list[FacetCount]


class ClaimFacets(Model, frozen=True):
    """Claims counted by what they have in common."""

    modality: list[FacetCount]
    polarity: list[FacetCount]
    stance: list[FacetCount]
    factuality: list[FacetCount]
    attribution: list[FacetCount]
    month: list[FacetCount]


class SearchFacets(Model, frozen=True):
    """Results counted by what they have in common; EXACT when all of them were counted."""

    relation: CountRelation
    type: list[FacetCount]
    actor: list[FacetCount]
    source: list[FacetCount]
    language: list[FacetCount]
    modality: list[FacetCount]
    month: list[FacetCount]


class Page(Model, frozen=True):
    """What every page of a list has; `totalCount` where it was asked for."""

    page_info: PageInfo
    total_count: int | None = None


class ArticlePage(Page, frozen=True, kw_only=True):
    """A page of articles."""

    nodes: list[ArticleSummary]
    facets: ArticleFacets | None = None


class SourcePage(Page, frozen=True, kw_only=True):
    """A page of sources."""

    nodes: list[Source]


class ActorPage(Page, frozen=True, kw_only=True):
    """A page of actors."""

    nodes: list[Actor]
    facets: ActorFacets | None = None


class ClaimPage(Page, frozen=True, kw_only=True):
    """A page of claims. `notes` say what of `search` was not searched for as it stands."""

    nodes: list[Claim]
    notes: list[SearchNote]
    total_count_relation: CountRelation | None = None
    facets: ClaimFacets | None = None


class MentionPage(Page, frozen=True, kw_only=True):
    """A page of mentions."""

    nodes: list[Mention]


class CoMentionPage(Page, frozen=True, kw_only=True):
    """A page of actors that share articles with another."""

    edges: list[CoMention]


class RelationPage(Page, frozen=True, kw_only=True):
    """A page of relations between actors."""

    nodes: list[Relation]


class RelatedPage(Page, frozen=True, kw_only=True):
    """A page of claims that bear on another."""

    edges: list[RelatedClaim]


class ClaimMatchPage(Page, frozen=True, kw_only=True):
    """A page of claims that say what was reviewed."""

    edges: list[ClaimMatch]


class ArticleVersionPage(Page, frozen=True, kw_only=True):
    """A page of an article's versions, newest first."""

    nodes: list[ArticleVersion]


class ChangePage(Page, frozen=True, kw_only=True):
    """A page of changes, newest first."""

    nodes: list[Change]


class ReviewPage(Page, frozen=True, kw_only=True):
    """A page of a claim's reviews."""

    nodes: list[Review]


class EventPage(Model, frozen=True):
    """A page of what happened."""

    page_info: PageInfo
    nodes: list[Event]


class MergeCandidatePage(Page, frozen=True, kw_only=True):
    """A page of actors that may be one."""

    nodes: list[MergeCandidate]


class SearchPage(Page, frozen=True, kw_only=True):
    """A page of search results. `suggestions` are the query with names spelled much like its words."""

    edges: list[Hit]
    suggestions: list[str]
    note: str | None
    notes: list[SearchNote]
    total_count_relation: CountRelation | None = None
    facets: SearchFacets | None = None
