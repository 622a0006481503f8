"""Filters of what ties things to each other: mentions, relations between actors, pairs that may be one."""

from __future__ import annotations

import strawberry

from schema.conditions import actor_in, one_of
from schema.enums import MergeRule
from schema.fields import Argument
from schema.filters import ActorFilter, ArticleFilter
from schema.mapping import Combine, Compared, Related, filtered
from schema.operators import FloatFilter


@strawberry.input(description="Which mentions.")
class MentionFilter:
    actor_id: list[strawberry.ID] | None = filtered(actor_in("{t}.actor_id"), "Of one of these actors.")
    article_id: list[strawberry.ID] | None = filtered(
        one_of("{t}.article_id", type="bigint", id_of="Article"), "In one of these articles."
    )
    actor: ActorFilter | None = filtered(Related("actor {t}", "{t}.id = {p}.actor_id"), "Of such an actor.")
    article: ArticleFilter | None = filtered(Related("article {t}", "{t}.id = {p}.article_id"), "In such an article.")
    and_: list[MentionFilter] | None = filtered(Combine("and"), "All of these.", name="and")
    or_: list[MentionFilter] | None = filtered(Combine("or"), "At least one of these.", name="or")
    not_: MentionFilter | None = filtered(Combine("not"), "Not this.", name="not")


@strawberry.input(description="Which relations between actors.")
class RelationFilter:
    predicate: list[str] | None = filtered(one_of("{t}.predicate"), "One of these relations, such as `CEO_OF`.")
    subject_id: list[strawberry.ID] | None = filtered(actor_in("{t}.subject_id"), "One of these stands in it.")
    object_id: list[strawberry.ID] | None = filtered(actor_in("{t}.object_id"), "To one of these.")
    subject: ActorFilter | None = filtered(
        Related("actor {t}", "{t}.id = {p}.subject_id"), "Such an actor stands in it."
    )
    object: ActorFilter | None = filtered(Related("actor {t}", "{t}.id = {p}.object_id"), "To such an actor.")
    and_: list[RelationFilter] | None = filtered(Combine("and"), "All of these.", name="and")
    or_: list[RelationFilter] | None = filtered(Combine("or"), "At least one of these.", name="or")
    not_: RelationFilter | None = filtered(Combine("not"), "Not this.", name="not")


@strawberry.input(description="Which pairs of actors that may be one.")
class MergeCandidateFilter:
    rule: list[MergeRule] | None = filtered(one_of("{t}.rule"), "By one of these rules.")
    score: FloatFilter | None = filtered(Compared("{t}.score::text::float8"), "How likely they are one, 0 to 1.")
    and_: list[MergeCandidateFilter] | None = filtered(Combine("and"), "All of these.", name="and")
    or_: list[MergeCandidateFilter] | None = filtered(Combine("or"), "At least one of these.", name="or")
    not_: MergeCandidateFilter | None = filtered(Combine("not"), "Not this.", name="not")


MENTION_FILTER = Argument("filter", MentionFilter | None, "Which mentions.")
RELATION_FILTER = Argument("filter", RelationFilter | None, "Which relations.")
MERGE_CANDIDATE_FILTER = Argument("filter", MergeCandidateFilter | None, "Which pairs.")
