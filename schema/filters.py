"""Filter inputs: every field narrows, an absent or null field doesn't, and and/or/not combine."""

from __future__ import annotations

from datetime import datetime

import strawberry

from schema.enums import ActorKind, Attribution, ClaimRole, Completeness, Factuality, Modality, Polarity
from schema.fields import Argument
from schema.mapping import Choice, Combine, Condition, filtered

# RFC 4647 basic filtering: "fr" also matches "fr-ca".
LANGUAGE = Condition("({t}.language = lower({v}) or starts_with({t}.language, lower({v}) || '-'))")
NAME = Condition(
    "exists (select from actor_alias x where x.actor_id = {t}.id"
    " and x.folded like '%' || claimgraph.fold_name({v}) || '%')"
)
# Whatever changed before was made before: said twice, so that the index by the last change serves this, too.
CREATED_AFTER = Condition("({t}.created_at > {v} and {t}.updated_at > {v})", "timestamptz")
UPDATED_AFTER = "Its record changed later. What was deleted since is in no list: `changes` tells of that."


@strawberry.input(description="Which articles.")
class ArticleFilter:
    language: str | None = filtered(LANGUAGE, "BCP 47 language range: `fr` matches `fr` and `fr-ca`.")
    source_id: strawberry.ID | None = filtered(
        Condition("{t}.source_id = {v}", "bigint", id_of="Source"), "Published by this source."
    )
    source_domain: str | None = filtered(
        Condition("{t}.source_id = (select x.id from source x where x.domain = lower({v}))"),
        "Published by the source of this domain, such as `lemonde.fr`.",
    )
    actor_id: strawberry.ID | None = filtered(
        Condition(
            "exists (select from article_actor x where x.article_id = {t}.id and x.actor_id = claimgraph.living_actor({v}))",
            "bigint",
            id_of="Actor",
        ),
        "Mentions this actor.",
    )
    published_after: datetime | None = filtered(
        Condition("{t}.published_at > {v}", "timestamptz"), "Published later; not what has no date."
    )
    published_before: datetime | None = filtered(
        Condition("{t}.published_at < {v}", "timestamptz"), "Published earlier; not what has no date."
    )
    url: str | None = filtered(
        Condition("{t}.id in (select x.article_id from article_url x where x.key = {v})", longest=2000, address=True),
        "Seen under this address, however it is written; several where a feed gives its items one link.",
    )
    completeness: list[Completeness] | None = filtered(
        Condition("{t}.completeness = any ({v})", "text[]"), "Of one of these completenesses."
    )
    has_claims: bool | None = filtered(
        Choice(
            {
                True: "exists (select from claim x where x.article_id = {t}.id and x.live)",
                False: "not exists (select from claim x where x.article_id = {t}.id and x.live)",
            }
        ),
        "Whether any claim was found in it.",
    )
    retracted: bool | None = filtered(
        Choice({True: "{t}.retracted_at is not null", False: "{t}.retracted_at is null"}),
        "Whether it was retracted. Lists hold no retracted articles unless this is asked, outside of `and`, `or`, `not`.",
    )
    ingested_after: datetime | None = filtered(Condition("{t}.ingested_at > {v}", "timestamptz"), "Came here later.")
    updated_after: datetime | None = filtered(Condition("{t}.updated_at > {v}", "timestamptz"), UPDATED_AFTER)
    and_: list[ArticleFilter] | None = filtered(Combine("and"), "All of these.", name="and")
    or_: list[ArticleFilter] | None = filtered(Combine("or"), "At least one of these.", name="or")
    not_: ArticleFilter | None = filtered(Combine("not"), "Not this.", name="not")


@strawberry.input(description="Which actors.")
class ActorFilter:
    kind: list[ActorKind] | None = filtered(Condition("{t}.kind = any ({v})", "text[]"), "Of one of these kinds.")
    name: str | None = filtered(
        NAME, "Has a name or alias that contains this; case, accents and punctuation don't matter."
    )
    wikidata_id: str | None = filtered(Condition("{t}.wikidata_id = {v}"), "Has this Wikidata id, such as `Q312`.")
    ingested_after: datetime | None = filtered(CREATED_AFTER, "First met later.")
    updated_after: datetime | None = filtered(Condition("{t}.updated_at > {v}", "timestamptz"), UPDATED_AFTER)
    and_: list[ActorFilter] | None = filtered(Combine("and"), "All of these.", name="and")
    or_: list[ActorFilter] | None = filtered(Combine("or"), "At least one of these.", name="or")
    not_: ActorFilter | None = filtered(Combine("not"), "Not this.", name="not")


@strawberry.input(description="Which claims.")
class ClaimFilter:
    article_id: strawberry.ID | None = filtered(
        Condition("{t}.article_id = {v}", "bigint", id_of="Article"), "Carried by this article."
    )
    claimant_id: strawberry.ID | None = filtered(
        Condition("{t}.claimant_id = claimgraph.living_actor({v})", "bigint", id_of="Actor"), "This actor's word."
    )
    subject_id: strawberry.ID | None = filtered(
        Condition("{t}.subject_id = claimgraph.living_actor({v})", "bigint", id_of="Actor"), "About this actor."
    )
    claimant: str | None = filtered(
        Condition("{t}.claimant_id = any (claimgraph.actors_named({v}))"),
        "The word of an actor with this name or alias; case and accents don't matter.",
    )
    subject: str | None = filtered(
        Condition("{t}.subject_id = any (claimgraph.actors_named({v}))"),
        "About an actor with this name or alias; case and accents don't matter.",
    )
    actor_id: strawberry.ID | None = filtered(
        Condition(
            "exists (select from claim_actor x where x.claim_id = {t}.id and x.actor_id = claimgraph.living_actor({v}))",
            "bigint",
            id_of="Actor",
        ),
        "Involves this actor in any role.",
    )
    modality: list[Modality] | None = filtered(
        Condition("{t}.modality = any ({v})", "text[]"), "With one of these modalities."
    )
    polarity: Polarity | None = filtered(Condition("{t}.polarity = {v}"), "With this polarity.")
    factuality: list[Factuality] | None = filtered(
        Condition("{t}.factuality = any ({v})", "text[]"), "With one of these factualities."
    )
    attribution: Attribution | None = filtered(Condition("{t}.attribution = {v}"), "Attributed in this way.")
    published_after: datetime | None = filtered(
        Condition("(select x.published_at from article x where x.id = {t}.article_id) > {v}", "timestamptz"),
        "In an article published later; not in one without a date.",
    )
    published_before: datetime | None = filtered(
        Condition("(select x.published_at from article x where x.id = {t}.article_id) < {v}", "timestamptz"),
        "In an article published earlier; not in one without a date.",
    )
    ingested_after: datetime | None = filtered(CREATED_AFTER, "First found or made later.")
    updated_after: datetime | None = filtered(Condition("{t}.updated_at > {v}", "timestamptz"), UPDATED_AFTER)
    and_: list[ClaimFilter] | None = filtered(Combine("and"), "All of these.", name="and")
    or_: list[ClaimFilter] | None = filtered(Combine("or"), "At least one of these.", name="or")
    not_: ClaimFilter | None = filtered(Combine("not"), "Not this.", name="not")


ARTICLE_FILTER = Argument("filter", ArticleFilter | None, "Which articles.")
ACTOR_FILTER = Argument("filter", ActorFilter | None, "Which actors.")
CLAIM_FILTER = Argument("filter", ClaimFilter | None, "Which claims.")
ROLE = Argument(
    "role",
    ClaimRole | None,
    "Only in this role.",
    Choice({"SUBJECT": "{l}.is_subject", "OBJECT": "{l}.is_object", "CLAIMANT": "{l}.is_claimant"}),
)
