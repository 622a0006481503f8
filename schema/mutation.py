"""The mutation root and its payloads."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry

from schema.actor import Actor, ActorMergeCandidate
from schema.article import Article
from schema.claim import Claim, ClaimReview
from schema.enums import ClaimLinkKind, IngestStatus, UserErrorCode
from schema.fields import effect
from schema.inputs import (
    DeleteActorInput,
    DeleteActorRelationInput,
    DeleteAliasInput,
    DeleteArticleInput,
    DeleteClaimInput,
    DeleteClaimLinkInput,
    DeleteReviewInput,
    DeleteSourceInput,
    DismissMergeCandidateInput,
    IngestArticleInput,
    IngestArticlesInput,
    LinkClaimsInput,
    MergeActorsInput,
    RestoreInput,
    RestoreVersionInput,
    RetractArticleInput,
    ReviewClaimInput,
    SplitActorInput,
    UnretractArticleInput,
    UpdateArticleInput,
    UpsertActorInput,
    UpsertClaimInput,
)
from schema.mapping import Produced, mapped

ERRORS_DOC = "What the caller can put right; empty when it was written. With errors, nothing was."
DELETED_DOC = "The id that no longer answers."
CURRENT_DOC = "; after a `CONFLICT`, as it is now."


def produced(description: str, name: str | None = None) -> Any:
    """A field of a payload: what the effect made. Objects are read after it, by their keys."""
    return mapped(Produced(), description, name=name)


@strawberry.type(description="Something that the caller can put right.")
class UserError:
    path: list[str] = produced('The way to the field, such as `["input", "articles", "3", "url"]`.')
    code: UserErrorCode = produced("What kind of thing is wrong, for programs.")
    message: str = produced("What is wrong, and the way out.")


@strawberry.interface(description="What every mutation answers.")
class MutationPayload:
    client_mutation_id: str | None = produced("The key that was given.")
    user_errors: list[UserError] = produced(ERRORS_DOC)


@strawberry.type(
    description="What a new reading made of the claims that an article had. Each keeps its id, its reviews and its links."
)
class ClaimChanges:
    kept: int = produced("Stand where they did, and say the same.")
    moved: int = produced("Say the same elsewhere in the text.")
    changed: int = produced("Say something else now: another version of the same claim.")
    new: int = produced("Are found for the first time, or stand again.")
    retired: int = produced("No longer stand; they keep answering by their ids.")


CHANGES_DOC = "What became of its claims; null when it was not read anew."


@strawberry.type(description="What became of an article that was handed in.")
class IngestArticlePayload(MutationPayload):
    article: Article | None = produced("The article, read.")
    status: IngestStatus | None = produced("Whether it is new; null when it was refused.")
    claim_changes: ClaimChanges | None = produced(CHANGES_DOC)


@strawberry.type(description="What became of articles that were handed in together.")
class IngestArticlesPayload(MutationPayload):
    results: list[IngestArticlePayload] = produced("One for each article, in the order given, with errors of its own.")


@strawberry.type(description="A changed article.")
class UpdateArticlePayload(MutationPayload):
    article: Article | None = produced("The article" + CURRENT_DOC)
    claim_changes: ClaimChanges | None = produced(CHANGES_DOC)


@strawberry.interface(description="What every deletion answers; with `GONE`, of the deletion that came first.")
class DeletionPayload(MutationPayload):
    deleted_at: datetime | None = produced("When it was deleted.")
    deleted_by: str | None = produced("Who deleted it.")
    reason: str | None = produced("Why, where somebody said so.")


@strawberry.type(description="A deleted article.")
class DeleteArticlePayload(DeletionPayload):
    deleted_article_id: strawberry.ID | None = produced(DELETED_DOC)
    article: Article | None = produced("Null; after a `CONFLICT`, the article as it is now.")


@strawberry.type(description="An actor, made or changed.")
class UpsertActorPayload(MutationPayload):
    actor: Actor | None = produced("The actor" + CURRENT_DOC)
    created: bool | None = produced("Whether it is new; null when it was refused.")


@strawberry.type(description="Two actors made one.")
class MergeActorsPayload(MutationPayload):
    actor: Actor | None = produced("The one actor.")


@strawberry.type(description="Two actors that were one.")
class SplitActorPayload(MutationPayload):
    actor: Actor | None = produced("The actor that was split off.")
    former: Actor | None = produced("The actor that it was part of.")


@strawberry.type(description="A claim, made or changed.")
class UpsertClaimPayload(MutationPayload):
    claim: Claim | None = produced("The claim" + CURRENT_DOC)
    created: bool | None = produced("Whether it is new; null when it was refused.")


@strawberry.type(description="Two claims linked.")
class LinkClaimsPayload(MutationPayload):
    from_: Claim | None = produced("The claim that repeats, supports or contradicts.", name="from")
    to: Claim | None = produced("The claim that it bears on.")
    kind: ClaimLinkKind | None = produced("How it bears on it.")
    score: float | None = produced("How sure that is.")


@strawberry.type(description="A verdict written down.")
class ReviewClaimPayload(MutationPayload):
    review: ClaimReview | None = produced("The review.")


@strawberry.type(description="A deleted claim.")
class DeleteClaimPayload(DeletionPayload):
    deleted_claim_id: strawberry.ID | None = produced(DELETED_DOC)
    claim: Claim | None = produced("Null; after a `CONFLICT`, the claim as it is now.")


@strawberry.type(description="A deleted review.")
class DeleteReviewPayload(DeletionPayload):
    deleted_review_id: strawberry.ID | None = produced(DELETED_DOC)


@strawberry.type(description="A deleted link between two claims.")
class DeleteClaimLinkPayload(DeletionPayload):
    deleted_claim_link_id: strawberry.ID | None = produced(DELETED_DOC)


@strawberry.type(description="A name taken away from an actor.")
class DeleteAliasPayload(DeletionPayload):
    deleted_alias_id: strawberry.ID | None = produced(DELETED_DOC)
    actor: Actor | None = produced("The actor as it is now.")


@strawberry.type(description="A deleted relation between two actors.")
class DeleteActorRelationPayload(DeletionPayload):
    deleted_actor_relation_id: strawberry.ID | None = produced(DELETED_DOC)


@strawberry.type(description="A deleted source.")
class DeleteSourcePayload(DeletionPayload):
    deleted_source_id: strawberry.ID | None = produced(DELETED_DOC)


@strawberry.type(description="A deleted actor.")
class DeleteActorPayload(DeletionPayload):
    deleted_actor_id: strawberry.ID | None = produced(DELETED_DOC)
    actor: Actor | None = produced("Null; after a `CONFLICT`, the actor as it is now.")


@strawberry.type(description="Two actors that stay two.")
class DismissMergeCandidatePayload(MutationPayload):
    candidate: ActorMergeCandidate | None = produced("The candidate.")


@strawberry.type(description="A retracted article.")
class RetractArticlePayload(MutationPayload):
    article: Article | None = produced("The article" + CURRENT_DOC)


@strawberry.type(description="An article that is no longer retracted.")
class UnretractArticlePayload(MutationPayload):
    article: Article | None = produced("The article" + CURRENT_DOC)


@strawberry.type(description="Something that is back.")
class RestorePayload(MutationPayload):
    restored_id: strawberry.ID | None = produced("The id that answers again, for `node(id:)`.")


@strawberry.type(
    description="An object put back to an earlier version: the field of its type, the others are null. After a"
    " `CONFLICT`, as it is now."
)
class RestoreVersionPayload(MutationPayload):
    article: Article | None = produced("The article.")
    actor: Actor | None = produced("The actor.")
    claim: Claim | None = produced("The claim.")
    review: ClaimReview | None = produced("The review.")
    not_restored: list[str] | None = produced(
        "The fields that differ from that version still: what no change of it can put back, such as a name that an"
        " actor has got since, or a claim's words that no longer stand in its article."
    )


@strawberry.type(
    description="Writes. Each field is one transaction of its own, one after the other; what the caller can put right"
    " comes back in `userErrors`, and then nothing was written. A field that is null has an entry in `errors`."
)
class Mutation:
    ingest_article: IngestArticlePayload | None = effect(
        "ingest_article", IngestArticleInput, "Read an article and store it with its actors and claims."
    )
    ingest_articles: IngestArticlesPayload | None = effect(
        "ingest_article",
        IngestArticlesInput,
        "Read up to 100 articles, each stored in a transaction of its own.",
        each="articles",
        into="results",
    )
    update_article: UpdateArticlePayload | None = effect("update_article", UpdateArticleInput, "Change an article.")
    delete_article: DeleteArticlePayload | None = effect(
        "delete_article", DeleteArticleInput, "Delete an article with all that points into it. `restore` takes it back."
    )
    upsert_actor: UpsertActorPayload | None = effect(
        "upsert_actor", UpsertActorInput, "Make an actor, or change a known one."
    )
    merge_actors: MergeActorsPayload | None = effect(
        "merge_actors", MergeActorsInput, "Make two actors one. `splitActor` takes it back."
    )
    split_actor: SplitActorPayload | None = effect(
        "split_actor", SplitActorInput, "Take a merge back. What was found after it stays with the actor that won."
    )
    upsert_claim: UpsertClaimPayload | None = effect(
        "upsert_claim", UpsertClaimInput, "Make a claim, or change a known one. The caller counts as its extractor."
    )
    link_claims: LinkClaimsPayload | None = effect(
        "link_claims", LinkClaimsInput, "Say how one claim bears on another."
    )
    review_claim: ReviewClaimPayload | None = effect(
        "review_claim", ReviewClaimInput, "Write down a fact-checker's verdict."
    )
    delete_claim: DeleteClaimPayload | None = effect(
        "delete_claim", DeleteClaimInput, "Delete a claim with its links and reviews. `restore` takes it back."
    )
    delete_review: DeleteReviewPayload | None = effect(
        "delete_review", DeleteReviewInput, "Delete a review. `restore` takes it back."
    )
    delete_claim_link: DeleteClaimLinkPayload | None = effect(
        "delete_claim_link", DeleteClaimLinkInput, "Delete a link between two claims. `restore` takes it back."
    )
    delete_alias: DeleteAliasPayload | None = effect(
        "delete_alias", DeleteAliasInput, "Take a name away from an actor. `restore` gives it back."
    )
    delete_actor_relation: DeleteActorRelationPayload | None = effect(
        "delete_actor_relation",
        DeleteActorRelationInput,
        "Delete a relation between two actors. `restore` takes it back.",
    )
    delete_source: DeleteSourcePayload | None = effect(
        "delete_source", DeleteSourceInput, "Delete a source that has no articles. `restore` takes it back."
    )
    delete_actor: DeleteActorPayload | None = effect(
        "delete_actor", DeleteActorInput, "Delete an actor that no text mentions. `restore` takes it back."
    )
    dismiss_merge_candidate: DismissMergeCandidatePayload | None = effect(
        "dismiss_merge_candidate", DismissMergeCandidateInput, "Say that two actors are two. `restore` takes it back."
    )
    restore: RestorePayload | None = effect(
        "restore",
        RestoreInput,
        "Bring back what was deleted or dismissed, under its old id, with all that went with it.",
    )
    restore_version: RestoreVersionPayload | None = effect(
        "restore_version",
        RestoreVersionInput,
        "Put an article, actor, claim or review back to how it was in a version, as its next version."
        " A text is read anew.",
    )
    retract_article: RetractArticlePayload | None = effect(
        "retract_article", RetractArticleInput, "Retract an article: it stays, marked, and is out of lists and search."
    )
    unretract_article: UnretractArticlePayload | None = effect(
        "unretract_article", UnretractArticleInput, "Take a retraction back."
    )
