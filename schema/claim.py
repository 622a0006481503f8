"""Claims, how they bear on each other, and their reviews."""

from __future__ import annotations

from datetime import datetime

import strawberry

from schema.connection import Connection, Edge
from schema.enums import Attribution, ClaimLinkKind, CountRelation, Factuality, Modality, Polarity, Stance
from schema.fields import Argument, connection
from schema.filters import ACTOR_FILTER, CLAIM_FILTER, REVIEW_FILTER, REVIEWS_OF_CLAIMS, ROLE
from schema.history import ChangeConnection, history_of
from schema.ids import KINDS
from schema.mapping import Column, Condition, Key, One, Order, Part, Rows, column, mapped
from schema.node import Node, own_id
from schema.notes import NOTES_DOC, SearchNote
from schema.orders import (
    ACTOR_ORDER,
    ACTOR_ORDERS,
    BY_ID,
    CLAIM_ORDER,
    RECORD_ORDER,
    RECORD_ORDERS,
    RELATED_ORDERS,
    own,
)
from schema.parts import FACETS_DOC, Amount, ClaimFacets, Cue, DateReference, Provenance, Sentence, provenance_of
from schema.references import Actor, ActorConnection, Article


@strawberry.federation.type(keys=["id"], description="One proposition that an article carries (schema.org Claim).")
class Claim(Node):
    id: strawberry.ID = own_id("Claim")
    article: Article = mapped(One("article {t}", "{t}.id = {p}.article_id"), "The article that it is in.")
    start: int = column("start_at", "First code point in `article.body`.")
    end: int = column("end_at", "The code point after its last.")
    quote: str = column("quote", "The exact words: `body[start:end]`.")
    text: str = column("text", "The proposition, readable on its own: what the claimant says, denies, doubts or asks.")
    sentence: Sentence | None = mapped(
        One(
            "(select {p}.sentence_start as start_at, {p}.sentence_end as end_at,"
            " substring(x.body from {p}.sentence_start + 1 for {p}.sentence_end - {p}.sentence_start) as text"
            " from article x where x.id = {p}.article_id) {t}",
            "{t}.end_at is not null and {p}.retired_at is null",
        ),
        "The whole sentence in which it stands; null where that isn't known, and of a retired claim.",
    )
    cues: list[Cue] = mapped(
        Rows("claim_cue {t}", "{t}.claim_id = {p}.id", "{t}.ordinal"),
        "The words that carry its hedges and negations, and tell whose word it is.",
    )
    modality: Modality = column("modality", "How it is put forward.")
    polarity: Polarity = column("polarity", "Whether `text` affirms or negates.")
    stance: Stance = column("stance", "What its claimant does with `text`; SAYS in the article's own voice.")
    factuality: Factuality = column("factuality", "How far the article commits itself (FactBank).")
    attribution: Attribution = column("attribution", "Whose word it is.")
    claimant: Actor | None = mapped(One("actor {t}", "{t}.id = {p}.claimant_id"), "Whose word it is, when an actor's.")
    unnamed_source: str | None = column("unnamed_source", 'The words for an unnamed source ("people close to …").')
    version: int = column("version", "Grows by one with every change of its record; moving within its text is none.")
    created_at: datetime = column("created_at", "When it was first found or made.")
    updated_at: datetime = column("updated_at", "When its record last changed.")
    retired_at: datetime | None = column(
        "retired_at",
        "Since when its words no longer stand in the article, or are no longer read so. A retired claim is in no list,"
        " count or search, but keeps answering by its id, with its reviews and links.",
    )
    article_version: int = mapped(
        Column("coalesce({t}.article_version, (select x.version from article x where x.id = {t}.article_id))"),
        "The version of the article that its offsets refer to; of a retired claim, the last that contained it.",
    )
    prefix: str = mapped(
        Column(
            "coalesce({t}.prefix, (select substring(x.body from greatest({t}.start_at - 31, 1)"
            " for least({t}.start_at, 32)) from article x where x.id = {t}.article_id))"
        ),
        "The 32 code points before it, fewer at the body's beginning (W3C TextQuoteSelector).",
    )
    suffix: str = mapped(
        Column(
            "coalesce({t}.suffix, (select substring(x.body from {t}.end_at + 1 for 32)"
            " from article x where x.id = {t}.article_id))"
        ),
        "The 32 code points after it, fewer at the body's end (W3C TextQuoteSelector).",
    )
    provenance: Provenance = provenance_of(
        "claim x join article o on o.id = x.article_id", "x.extractor", "x.extractor_version", "o.notes"
    )
    subject: Actor | None = mapped(One("actor {t}", "{t}.id = {p}.subject_id"), "Whom it is about.")
    amounts: list[Amount] = mapped(
        Rows(
            'rows from (jsonb_to_recordset({p}.amounts) as (value float8, unit text, "start" int, "end" int, quote text))'
            ' with ordinality as {t} (value, unit, "start", "end", quote, place)',
            "true",
            # Those that start together keep the order in which they were written down.
            '{t}."start", {t}.place',
        ),
        "The quantities that it names.",
    )
    dates: list[DateReference] = mapped(
        Rows(
            'rows from (jsonb_to_recordset({p}.dates) as ("date" text, "start" int, "end" int, quote text))'
            ' with ordinality as {t} ("date", "start", "end", quote, place)',
            "true",
            '{t}."start", {t}.place',
        ),
        "The dates that it names.",
    )
    actors: ActorConnection = connection(
        "claim_actor {l} join actor {t} on {t}.id = {l}.actor_id",
        "{l}.claim_id = {p}.id",
        own(BY_ID, ACTOR_ORDERS),
        "Every actor that it involves.",
        ROLE,
        ACTOR_FILTER,
        ACTOR_ORDER,
    )
    related: ClaimLinkConnection = connection(
        "(select l.to_id as claim_id, l.id, l.kind, l.score, l.said_by from claim_link l where l.from_id = {p}.id"
        " union all select l.from_id, l.id, l.kind, l.score, l.said_by from claim_link l where l.to_id = {p}.id)"
        " {l} join claim {t} on {t}.id = {l}.claim_id",
        "{t}.live",
        own(
            Order(
                "link.best",
                (Key("{l}.score", "real", descending=True), Key("{l}.id", "bigint", descending=True)),
            ),
            RELATED_ORDERS,
        ),
        "The claims that repeat, support or contradict it, surest link first.",
        Argument("kind", ClaimLinkKind | None, "Only links of this kind.", Condition("{l}.kind = {v}")),
        CLAIM_FILTER,
        CLAIM_ORDER,
        edge={
            "edge_id": "{l}.id",
            "edge_kind": "{l}.kind",
            "edge_score": "{l}.score",
            "edge_said_by": "{l}.said_by",
        },
    )
    reviews: ClaimReviewConnection = connection(
        REVIEWS_OF_CLAIMS,
        "{t}.of_claim_id = {p}.id",
        RECORD_ORDERS,
        "Its reviews by fact-checkers, oldest record first: those on it, and those whose claim, in the checker's words,"
        " says the same.",
        REVIEW_FILTER,
        RECORD_ORDER,
    )
    history: ChangeConnection = history_of("Claim")


@strawberry.type(
    description="A fact-checker's verdict on a claim (schema.org ClaimReview), with the claim in the checker's words or"
    " as it stands in an article, or both."
)
class ClaimReview(Node):
    id: strawberry.ID = own_id("ClaimReview")
    claim: Claim | None = mapped(
        One("claim {t}", "{t}.id = {p}.claim_id"),
        "The claim that it was put on, by hand or since the checker's words stand in its article; null for a review that"
        " stands by itself. `claims` has those that say the same.",
    )
    claim_reviewed: str | None = column(
        "claim_reviewed", "The claim in the checker's words; null where somebody reviewed `claim` as it stands."
    )
    claims: ClaimMatchConnection = connection(
        "claim_review_match {l} join claim {t} on {t}.id = {l}.claim_id",
        "{l}.review_id = {p}.id and {t}.live",
        Order(
            "match.best",
            (Key("{l}.score", "real", descending=True), Key("{t}.id", "bigint")),
        ),
        "Claims of articles that say what was reviewed, by their words, the most alike first. None yet is fine.",
        edge={"edge_score": "{l}.score"},
    )
    claimed_by: str | None = column("claimed_by", "Who is said to have made the claim, in the checker's words.")
    claimed_at: datetime | None = column("claimed_at", "When it is said to have been made.")
    appearances: list[str] = column("appearances", "Addresses at which the claim was made, as the checker names them.")
    reviewer: str = column("reviewer", "Who reviewed it.")
    rating: str = column("rating", "The verdict, in the reviewer's words; its number where there are none.")
    rating_value: float | None = column("rating_value", "The verdict as a number, from `worstRating` to `bestRating`.")
    best_rating: float | None = column("best_rating", "The number that says that a claim is true.")
    worst_rating: float | None = column("worst_rating", "The number that says that a claim is false.")
    notes: list[str] = column("notes", "What could not be read of it, in sentences.")
    url: str | None = column("url", "The review's address.")
    reviewed_at: datetime | None = column("reviewed_at", "When it was reviewed.")
    version: int = column("version", "Grows by one with every change.")
    created_at: datetime = column("created_at", "When it was made.")
    updated_at: datetime = column("updated_at", "When it last changed.")
    provenance: Provenance = provenance_of(
        "claim_review x left join history h on (h.kind, h.key, h.version, h.nth)"
        f" = ({KINDS['ClaimReview']}, x.id, 1, 0)",
        "coalesce(h.said_by, 'system')",
    )
    history: ChangeConnection = history_of("ClaimReview")


@strawberry.type(description="How one claim bears on another, as an object of its own; `Claim.related` lists them.")
class ClaimLink(Node):
    id: strawberry.ID = own_id("ClaimLink")
    from_: Claim = mapped(
        One("claim {t}", "{t}.id = {p}.from_id"), "The claim that repeats, supports or contradicts.", name="from"
    )
    to: Claim = mapped(One("claim {t}", "{t}.id = {p}.to_id"), "The claim that it bears on.")
    kind: ClaimLinkKind = column("kind", "How it bears on it.")
    score: float = column("score", "How sure the link is, 0 to 1.")
    said_by: str = column("said_by", "Who says so: a rule's name or a caller's.")
    created_at: datetime = column("created_at", "When it was made.")
    updated_at: datetime = column("coalesce({t}.updated_at, {t}.created_at)", "When it last changed.")
    provenance: Provenance = provenance_of("claim_link x", "x.said_by")


@strawberry.type(description="A page of claims.")
class ClaimConnection(Connection[Claim]):
    facets: ClaimFacets = mapped(Part("facets"), FACETS_DOC)
    total_count_relation: CountRelation = mapped(
        Part("totalCountRelation"), "How `totalCount` is meant; EXACT unless a text was searched for."
    )
    notes: list[SearchNote] = mapped(Part("notes"), NOTES_DOC + " Empty where no text was searched for.")


@strawberry.type(description="A page of claim reviews.")
class ClaimReviewConnection(Connection[ClaimReview]):
    pass


@strawberry.type(description="A claim that says what was reviewed, and how alike it is.")
class ClaimMatchEdge(Edge[Claim]):
    score: float = column("edge_score", "How alike the two are in words, 0 to 1.")


@strawberry.type(description="A page of claims that say what was reviewed.")
class ClaimMatchConnection(Connection[Claim]):
    edges: list[ClaimMatchEdge] = mapped(Part("edges"), "The page's claims with how alike they are.")  # type: ignore[assignment]  # narrower than the base's


@strawberry.type(description="A claim that bears on another, and how.")
class ClaimLinkEdge(Edge[Claim]):
    id: strawberry.ID = column("'lnk_' || {t}.edge_id", "The link's own global id, for `deleteClaimLink`.")
    kind: ClaimLinkKind = column("edge_kind", "How it bears on it.")
    score: float = column("edge_score", "How sure the link is, 0 to 1.")
    said_by: str = column("edge_said_by", "Who says so: a rule's name or a caller's.")


@strawberry.type(description="A page of claims that bear on another.")
class ClaimLinkConnection(Connection[Claim]):
    edges: list[ClaimLinkEdge] = mapped(Part("edges"), "The page's claims with their links.")  # type: ignore[assignment]  # narrower than the base's
