"""What the REST twin answers, as types: OpenAPI's schemas are generated from these.

Each document in `service.http.rest.lists` selects exactly these fields, under these names, and a test
decodes real answers into these structs.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import msgspec

from schema.enums import (
    ActorKind,
    Attribution,
    ChangeAction,
    ClaimLinkKind,
    Completeness,
    CueKind,
    EventAction,
    EventKind,
    Factuality,
    MergeRule,
    MergeStatus,
    Modality,
    Polarity,
    Stance,
)


class Model(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """Base of the answers: camelCase on the wire, as in GraphQL."""


Id = Annotated[str, msgspec.Meta(description="Global id, the same as in GraphQL.", examples=["art_1"])]


class PageInfo(Model, frozen=True):
    """Where a page stands in its list: pass `endCursor` as `after` for the next page."""

    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


class SourceRef(Model, frozen=True):
    """A publisher."""

    id: Id
    name: str
    domain: str | None


class Provenance(Model, frozen=True):
    """Who extracted or made it."""

    extractor: str
    version: str
    notes: list[str]


class Source(SourceRef, frozen=True):
    """A publisher with its country (ISO 3166-1) and main language (BCP 47)."""

    country: str | None
    language: str | None
    created_at: datetime
    updated_at: datetime
    provenance: Provenance


class ActorRef(Model, frozen=True):
    """An actor by id and name."""

    id: Id
    kind: ActorKind
    name: str


class ArticleRef(Model, frozen=True):
    """An article by id and title."""

    id: Id
    title: str
    url: str | None
    published_at: datetime | None


class ArticleSummary(ArticleRef, frozen=True):
    """An article in a list: everything but its text."""

    language: str
    authors: list[str]
    ingested_at: datetime
    created_at: datetime
    updated_at: datetime
    version: int
    content_hash: str
    completeness: Completeness
    guid: str | None
    source: SourceRef | None


class Retraction(Model, frozen=True):
    """When, by whom and why an article was retracted."""

    at: datetime
    by: str
    reason: str


class Article(ArticleSummary, frozen=True):
    """An article with its text."""

    body: str
    urls: list[str]
    provenance: Provenance
    retraction: Retraction | None


class Alias(Model, frozen=True):
    """A name of an actor."""

    id: Id
    name: str
    language: str | None


class Actor(ActorRef, frozen=True):
    """A person, organisation, product, place or group."""

    aliases: list[Alias]
    description: str | None
    wikidata_id: str | None
    external_ids: Any
    mention_count: int
    version: int
    created_at: datetime
    updated_at: datetime


class WholeActor(Actor, frozen=True):
    """An actor by itself, with who found or made it."""

    provenance: Provenance


class Cue(Model, frozen=True):
    """The words that carry a claim's hedge, negation or attribution."""

    kind: CueKind
    start: int
    end: int
    quote: str


class Amount(Model, frozen=True):
    """A quantity that a claim names."""

    value: float
    unit: str
    start: int
    end: int
    quote: str


class DateReference(Model, frozen=True):
    """A date that a claim names."""

    date: str
    start: int
    end: int
    quote: str


class Sentence(Model, frozen=True):
    """A sentence of an article's body."""

    start: int
    end: int
    text: str


class Claim(Model, frozen=True):
    """One proposition that an article carries: who said what about whom, where and how surely."""

    id: Id
    start: int
    end: int
    quote: str
    text: str
    sentence: Sentence | None
    modality: Modality
    polarity: Polarity
    stance: Stance
    factuality: Factuality
    attribution: Attribution
    claimant: ActorRef | None
    unnamed_source: str | None
    version: int
    created_at: datetime
    updated_at: datetime
    subject: ActorRef | None
    cues: list[Cue]
    amounts: list[Amount]
    dates: list[DateReference]
    article: ArticleRef


class WholeClaim(Claim, frozen=True):
    """A claim by itself: what is around it in its text (W3C TextQuoteSelector), the version of the article in which
    it stands or last stood, and since when it is retired."""

    prefix: str
    suffix: str
    article_version: int
    retired_at: datetime | None
    provenance: Provenance


class Mention(Model, frozen=True):
    """An actor's name, or words that stand for it, at exact characters of an article."""

    id: Id
    start: int
    end: int
    quote: str
    actor: ActorRef
    article: ArticleRef
    created_at: datetime
    updated_at: datetime


class CoMention(Model, frozen=True):
    """An actor and the number of articles that it shares with another."""

    count: int
    node: ActorRef


class ClaimRef(Model, frozen=True):
    """A claim by id and text."""

    id: Id
    text: str


class Evidence(ClaimRef, frozen=True):
    """The claim that shows a relation."""

    article: ArticleRef


class Relation(Model, frozen=True):
    """A lasting relation between two actors: `CEO_OF`, `OWNS` …"""

    id: Id
    predicate: str
    subject: ActorRef
    object: ActorRef
    evidence: Evidence | None
    created_at: datetime
    updated_at: datetime
    provenance: Provenance


class RelatedClaim(Model, frozen=True):
    """A claim that bears on another, how, how surely (0 to 1), and who says so. `id` is the link's."""

    id: Id
    kind: ClaimLinkKind
    score: float
    said_by: str
    node: Claim


class ClaimMatch(Model, frozen=True):
    """A claim that says what was reviewed, and how alike it is (0 to 1)."""

    score: float
    node: Claim


class ClaimLink(Model, frozen=True):
    """How one claim bears on another, how surely (0 to 1), and who says so."""

    id: Id
    kind: ClaimLinkKind
    score: float
    said_by: str
    from_: ClaimRef = msgspec.field(name="from")
    to: ClaimRef
    created_at: datetime
    updated_at: datetime
    provenance: Provenance


class Review(Model, frozen=True):
    """A fact-checker's verdict on `claim`, or on a claim in the checker's words, `claimReviewed`."""

    id: Id
    reviewer: str
    rating: str
    url: str | None
    reviewed_at: datetime | None
    version: int
    created_at: datetime
    updated_at: datetime
    claim: ClaimRef | None
    claim_reviewed: str | None
    claimed_by: str | None
    claimed_at: datetime | None
    appearances: list[str]
    rating_value: float | None
    best_rating: float | None
    worst_rating: float | None
    notes: list[str]
    provenance: Provenance


class ArticleVersion(Model, frozen=True):
    """An article as it was in one of its versions; `changed` names the fields that the version changed."""

    version: int
    at: datetime
    by: str
    action: ChangeAction
    changed: list[str]
    title: str
    body: str
    language: str
    url: str | None
    authors: list[str]
    published_at: datetime | None
    extractor: str
    extractor_version: str
    notes: list[str]
    guid: str | None
    completeness: Completeness
    source: SourceRef | None
    translation_of: ArticleRef | None


class FieldChange(Model, frozen=True):
    """A field before and after a change: text, number, list, object or null."""

    field: str
    from_: Any = msgspec.field(name="from")
    to: Any


class Change(Model, frozen=True):
    """What one transaction changed in a thing, and who."""

    version: int
    at: datetime
    by: str
    action: ChangeAction
    fields: list[FieldChange]


class MergeCandidate(Model, frozen=True):
    """Two actors that may be one: how likely (0 to 1), and what makes their names alike."""

    id: Id
    score: float
    rule: MergeRule
    status: MergeStatus
    left: ActorRef
    right: ActorRef


class Event(Model, frozen=True):
    """Something that happened to the thing of this id; `cursor` is where to go on, `reason` why, where told."""

    cursor: str
    kind: EventKind
    id: Id
    action: EventAction
    at: datetime
    reason: str | None


class TimelinePoint(Model, frozen=True):
    """What was written about an actor, and what it said, in one period: `2023-11`."""

    period: str
    articles: int
    mentions: int
    claims: int
    as_claimant: int
    as_subject: int


class ClaimStat(Model, frozen=True):
    """A number of claims that have something in common; what was not grouped by is null."""

    month: str | None
    modality: Modality | None
    polarity: Polarity | None
    claimant: ActorRef | None
    subject: ActorRef | None
    source: SourceRef | None
    count: int
