"""The lines of an export, as types: what `service.exchange.export` writes and `restore` reads."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import msgspec

from service.document import Completeness, Provenance


class Line(msgspec.Struct, frozen=True, kw_only=True, rename="camel", tag_field="type", forbid_unknown_fields=True):
    """One thing. Ids are global ids; a line names only things of lines before it."""


class SourceLine(Line, frozen=True, tag="source"):
    """A publisher."""

    id: str
    name: str
    domain: str | None
    country: str | None
    language: str | None
    created_at: datetime
    # Exports of before these were noted lack them.
    updated_at: datetime | None = None
    said_by: str | None = None


class AliasPart(msgspec.Struct, frozen=True, kw_only=True):
    """A name of an actor."""

    # Exports that were written before names had ids lack them.
    id: int | None = None
    name: str
    language: str | None
    shared: bool


class ActorLine(Line, frozen=True, tag="actor"):
    """An actor with its names."""

    id: str
    kind: str
    name: str
    description: str | None
    wikidata_id: str | None
    external_ids: dict[str, Any]
    version: int
    created_at: datetime
    updated_at: datetime
    aliases: list[AliasPart]


class MentionPart(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Where an actor is named."""

    id: str
    actor: str
    start: int
    end: int
    quote: str
    # Exports of before these were noted lack them.
    created_at: datetime | None = None
    updated_at: datetime | None = None


class CuePart(msgspec.Struct, frozen=True, kw_only=True):
    """The words that carry a hedge."""

    kind: str
    start: int
    end: int
    quote: str


class RolePart(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """An actor's part in a claim."""

    actor: str
    is_subject: bool
    is_object: bool
    is_claimant: bool


class ClaimPart(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A claim with its cues and actors."""

    id: str
    start: int
    end: int
    quote: str
    text: str
    modality: str
    polarity: str
    factuality: str
    attribution: str
    claimant: str | None
    subject: str | None
    unnamed_source: str | None
    amounts: list[dict[str, Any]]
    dates: list[dict[str, Any]]
    extractor: str
    extractor_version: str
    version: int
    created_at: datetime
    updated_at: datetime
    stance: str = "SAYS"
    sentence_start: int | None = None
    sentence_end: int | None = None
    by_hand: bool = False
    read_quote: str | None = None
    read_text: str | None = None
    retired_at: datetime | None = None
    article_version: int | None = None
    prefix: str | None = None
    suffix: str | None = None
    actors: list[RolePart]
    cues: list[CuePart]


class AddressPart(msgspec.Struct, frozen=True, kw_only=True):
    """An address under which an article was seen, and whether it tells this article."""

    url: str
    names: bool


class ArticleLine(Line, frozen=True, tag="article"):
    """An article with everything that points into it."""

    id: str
    url: str | None
    title: str
    body: str
    language: str
    authors: list[str]
    published_at: datetime | None
    ingested_at: datetime
    updated_at: datetime
    version: int
    content_hash: str
    source: str | None
    extractor: str
    extractor_version: str
    notes: list[str]
    mentions: list[MentionPart]
    claims: list[ClaimPart]
    retired_claims: list[ClaimPart] = []
    # Exports that were written before these were kept lack them.
    completeness: Completeness = "FULL"
    guid: str | None = None
    seen: dict[str, str] = {}
    urls: list[AddressPart] | None = None
    retracted_at: datetime | None = None
    retracted_by: str | None = None
    retraction_reason: str | None = None
    # Says again who read it, as every other way out does.
    provenance: Provenance | None = None


class TranslationLine(Line, frozen=True, tag="translation"):
    """Which article translates which."""

    article: str
    of: str


class ClaimLinkLine(Line, frozen=True, tag="claimLink"):
    """A claim that bears on another."""

    id: int
    from_: str = msgspec.field(name="from")
    to: str
    kind: str
    score: float
    said_by: str
    created_at: datetime
    updated_at: datetime | None = None


class ClaimReviewLine(Line, frozen=True, tag="claimReview"):
    """A fact-checker's verdict, on a claim of an article or in the checker's words."""

    id: str
    claim: str | None
    reviewer: str
    rating: str
    url: str | None
    reviewed_at: datetime | None
    created_at: datetime
    version: int = 1
    updated_at: datetime | None = None
    # Exports of before reviews stood by themselves lack these.
    claim_reviewed: str | None = None
    claimed_by: str | None = None
    claimed_at: datetime | None = None
    appearances: list[str] = []
    rating_value: float | None = None
    best_rating: float | None = None
    worst_rating: float | None = None
    notes: list[str] = []


class ActorRelationLine(Line, frozen=True, tag="actorRelation"):
    """A lasting relation between two actors."""

    id: str
    subject: str
    predicate: str
    object: str
    evidence: str | None
    created_at: datetime
    updated_at: datetime | None = None


class ActorMergeLine(Line, frozen=True, tag="actorMerge"):
    """A merge of two records, with what it moved."""

    id: int
    winner: str
    loser: str
    answers_as: str | None
    said_by: str
    merged_at: datetime
    undone_at: datetime | None
    moved: dict[str, Any]


class ActorMergeCandidateLine(Line, frozen=True, tag="actorMergeCandidate"):
    """Two actors that may be one."""

    id: str
    left: str
    right: str
    score: float
    rule: str
    status: str
    created_at: datetime


class ChangePart(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A field before and after; of a body the words that went, and how many code points stay on either side."""

    from_: Any = msgspec.field(name="from")
    to: Any = None
    prefix: Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)] | None = None
    suffix: Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)] | None = None


class ChangeLine(Line, frozen=True, tag="change"):
    """An entry of a thing's history. Its id is the thing's, the version that it made, and its number among those
    of that version: `art_1/2/0`."""

    id: Annotated[str, msgspec.Meta(pattern="^(art|act|clm|rev)_[1-9][0-9]{0,17}/[1-9][0-9]{0,8}/[0-9]{1,4}$")]
    at: datetime
    said_by: str
    action: str
    changes: dict[str, ChangePart]
    made_from: int | None
    was: dict[str, Any] | None


class TombstoneLine(Line, frozen=True, tag="tombstone"):
    """Something that was deleted: when, by whom, why, and what it was."""

    id: str
    at: datetime
    said_by: str
    reason: str | None
    gone_with: str | None
    article: str | None
    known_as: list[str]
    body: dict[str, Any] | None


AnyLine = (
    SourceLine
    | ActorLine
    | ArticleLine
    | TranslationLine
    | ClaimLinkLine
    | ClaimReviewLine
    | ActorRelationLine
    | ActorMergeLine
    | ActorMergeCandidateLine
    | ChangeLine
    | TombstoneLine
)
"""Whatever a line of an export can be, told apart by its member `type`."""
