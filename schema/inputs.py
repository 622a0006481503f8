"""What mutations take. An absent field of an update keeps what is stored; null clears it where it may be empty.

Limits are those of `schema.limits`; a breach is told by its path.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry

from schema.enums import ActorKind, ClaimLinkKind, Completeness, CueKind, Modality, Polarity, Stance
from schema.limits import (
    ALIASES_MAX,
    AUTHORS_MAX,
    BODY_MAX,
    CUES_MAX,
    GUID_MAX,
    KEY_MAX,
    NAME_MAX,
    OBJECTS_MAX,
    PROSE_MAX,
    TITLE_MAX,
    URL_BYTES_MAX,
    YEAR_FIRST,
    YEAR_LAST,
)

ONCE_DOC = (
    f"Your own key for this write, at most {KEY_MAX} characters. The same key with the same input within 24 hours"
    " answers with what the first one did and does nothing again."
)
VERSION_DOC = (
    "The `version` that you read. If it has changed since, nothing is written and `CONFLICT` says what differs."
)

REASON_DOC = "Why, at most 1,000 characters: whoever asks for it later is told why."


def _given(description: str, name: str | None = None) -> Any:
    """An optional field whose absence can be told from null."""
    return strawberry.field(description=description, default=strawberry.UNSET, name=name)


def _needed(description: str) -> Any:
    return strawberry.field(description=description)


@strawberry.input(description="A publisher. It is the same one when its domain is, or, without a domain, its name.")
class SourceInput:
    name: str = _needed(f"Its name, at most {NAME_MAX} characters.")
    domain: str | None = _given("Its domain, such as `lemonde.fr`.")
    country: str | None = _given("ISO 3166-1 alpha-2 code.")
    language: str | None = _given("Its main language, BCP 47.")


@strawberry.input(
    description="An article to read. It is the same one as before when its `url` is, however it is written; else when"
    " its source and `guid` are; else, without both, when its source, title and body are. A weaker text adds what is"
    " missing in the article and does not replace a stronger one."
)
class IngestArticleInput:
    body: str = _needed(
        f"The text, with words in it, at most {BODY_MAX:,} characters; every span counts its code points."
    )
    title: str | None = _given(f"Headline, at most {TITLE_MAX:,} characters; the body's first words when absent.")
    url: str | None = _given(f"Canonical address, http or https, at most {URL_BYTES_MAX:,} bytes.")
    language: str | None = _given("BCP 47 tag; detected when absent.")
    published_at: datetime | None = _given(
        f"When it was published, in a year from {YEAR_FIRST} to {YEAR_LAST}; a note tells of a date to come."
    )
    authors: list[str] | None = _given(f"Bylines, at most {AUTHORS_MAX}; each is kept once.")
    guid: str | None = _given(f"Its identifier in its source's feed, at most {GUID_MAX:,} characters.")
    completeness: Completeness | None = _given("How much of the article `body` is; `FULL` when absent.")
    source: SourceInput | None = _given("Its publisher.")
    translation_of_id: strawberry.ID | None = _given("The article that it translates.")
    client_mutation_id: str | None = _given(ONCE_DOC)


@strawberry.input(description="Articles to read, each on its own: one that is refused does not spoil the rest.")
class IngestArticlesInput:
    articles: list[IngestArticleInput] = _needed("1 to 100 articles.")
    client_mutation_id: str | None = _given(ONCE_DOC)


@strawberry.input(
    description="What changes in an article. A new body or language has it read anew: mentions and claims keep their"
    " ids where their words still stand, moved or not, claims with their reviews and links; what people have written"
    " or corrected stays as it is. A claim whose words no longer stand is retired and keeps answering by its id."
)
class UpdateArticleInput:
    id: strawberry.ID = _needed("The article.")
    version: int = _needed(VERSION_DOC)
    title: str | None = _given("Headline.")
    body: str | None = _given("The full text.")
    url: str | None = _given("Canonical address; null for none.")
    language: str | None = _given("BCP 47 tag.")
    published_at: datetime | None = _given("When it was published; null for unknown.")
    authors: list[str] | None = _given("Bylines, instead of those it has; null for none.")
    source: SourceInput | None = _given("Its publisher; null for none.")
    completeness: Completeness | None = _given(
        "How much of the article `body` is; `FULL` after a new body when absent."
    )
    translation_of_id: strawberry.ID | None = _given("The article that it translates; null for none.")
    client_mutation_id: str | None = _given(ONCE_DOC)


@strawberry.input(
    description="An article to delete, with its mentions, claims, and their links and reviews. Actors stay;"
    " their counts follow. `restore` takes it back."
)
class DeleteArticleInput:
    id: strawberry.ID = _needed("The article.")
    version: int | None = _given(VERSION_DOC)
    reason: str | None = _given(REASON_DOC)
    client_mutation_id: str | None = _given(ONCE_DOC)


@strawberry.input(description="A name of an actor.")
class AliasInput:
    name: str = _needed(f"The name, at most {NAME_MAX} characters.")
    language: str | None = _given("The language in which it bears this name, BCP 47; absent for any.")


@strawberry.input(
    description="An actor: a known one by `id`, else by `wikidataId`, else by `name` and `kind`; made when unknown."
)
class UpsertActorInput:
    id: strawberry.ID | None = _given("A known actor; needs `version`.")
    version: int | None = _given(VERSION_DOC)
    wikidata_id: str | None = _given("Wikidata item, such as `Q312`; null clears it, given an `id`.")
    kind: ActorKind | None = _given("What it is; needed to make one.")
    name: str | None = _given(
        f"Its main name, at most {NAME_MAX} characters; needed to make one. The old one stays an alias."
    )
    description: str | None = _given(f"A sentence about it, at most {PROSE_MAX:,} characters; null clears it.")
    aliases: list[AliasInput] | None = _given(f"Names to add, at most {ALIASES_MAX}; none is taken away.")
    client_mutation_id: str | None = _given(ONCE_DOC)


@strawberry.input(description="Two actors that are one.")
class MergeActorsInput:
    winner_id: strawberry.ID = _needed("The actor that stays, with its name and kind.")
    loser_id: strawberry.ID = _needed("The actor that becomes part of it; its id keeps answering, with the winner.")
    client_mutation_id: str | None = _given(ONCE_DOC)


@strawberry.input(description="A merge to take back.")
class SplitActorInput:
    actor_id: strawberry.ID = _needed("The actor that was merged into another.")
    client_mutation_id: str | None = _given(ONCE_DOC)


@strawberry.input(description="Words that carry a claim's hedge, negation or attribution, or name its source.")
class CueInput:
    kind: CueKind = _needed("What they do.")
    start: int = _needed("First code point in the article's body.")
    end: int = _needed("The code point after the last.")
    quote: str | None = _given("The words, to have the span checked.")


@strawberry.input(
    description="A claim: a known one by `id`, or by its article, span and `text`; made when unknown. Its place is"
    " given by `start` and `end`, with `quote` to have them checked, or by `quote` alone where that occurs once."
    " Whose word it is: `claimantId`, or `unnamedSource`, or neither for the article's own voice."
)
class UpsertClaimInput:
    id: strawberry.ID | None = _given("A known claim; needs `version`.")
    version: int | None = _given(VERSION_DOC)
    article_id: strawberry.ID | None = _given("The article that it is in; required for a new claim.")
    start: int | None = _given("First code point in the article's body.")
    end: int | None = _given("The code point after its last.")
    quote: str | None = _given("The exact words.")
    text: str | None = _given(
        f"The proposition, readable on its own, at most {PROSE_MAX:,} characters; needed to make one."
    )
    modality: Modality | None = _given("How it is put forward; needed to make one.")
    polarity: Polarity | None = _given("Whether `text` affirms or negates; needed to make one.")
    stance: Stance | None = _given("What the claimant does with `text`; SAYS when absent.")
    claimant_id: strawberry.ID | None = _given("The actor whose word it is.")
    unnamed_source: str | None = _given(
        'The words for an unnamed source ("people close to …"); "" where there are none.'
    )
    subject_id: strawberry.ID | None = _given("The actor that it is about.")
    object_ids: list[strawberry.ID] | None = _given(
        f"Other actors that it involves, at most {OBJECTS_MAX}, instead of those it has."
    )
    cues: list[CueInput] | None = _given(f"Its cues, at most {CUES_MAX}, instead of those it has.")
    client_mutation_id: str | None = _given(ONCE_DOC)


@strawberry.input(description="How one claim bears on another. Two claims have one link of each kind.")
class LinkClaimsInput:
    from_id: strawberry.ID = _needed("The claim that repeats, supports or contradicts.")
    to_id: strawberry.ID = _needed("The claim that it bears on.")
    kind: ClaimLinkKind = _needed("How it bears on it.")
    score: float | None = _given("How sure that is, 0 to 1; 1 when absent.")
    client_mutation_id: str | None = _given(ONCE_DOC)


@strawberry.input(description="A verdict on a claim. It is the same one as before when its `url` is.")
class ReviewClaimInput:
    claim_id: strawberry.ID = _needed("The claim.")
    reviewer: str = _needed(f"Who reviewed it, at most {NAME_MAX} characters.")
    rating: str = _needed(f"The verdict, in the reviewer's words, at most {NAME_MAX} characters.")
    url: str | None = _given(f"The review's address, http or https, at most {URL_BYTES_MAX:,} bytes.")
    reviewed_at: datetime | None = _given(f"When it was reviewed, in a year from {YEAR_FIRST} to {YEAR_LAST}.")
    client_mutation_id: str | None = _given(ONCE_DOC)


@strawberry.input(
    description=("A claim to delete, with its links and reviews. It is not found again when the text is read anew.")
)
class DeleteClaimInput:
    id: strawberry.ID = _needed("The claim.")
    version: int | None = _given(VERSION_DOC)
    reason: str | None = _given(REASON_DOC)
    client_mutation_id: str | None = _given(ONCE_DOC)


@strawberry.input(description="A review to delete.")
class DeleteReviewInput:
    id: strawberry.ID = _needed("The review.")
    reason: str | None = _given(REASON_DOC)
    client_mutation_id: str | None = _given(ONCE_DOC)


@strawberry.input(description="A link between two claims to delete. No rule links the two again.")
class DeleteClaimLinkInput:
    id: strawberry.ID = _needed("The link, by the `id` of its edge.")
    reason: str | None = _given(REASON_DOC)
    client_mutation_id: str | None = _given(ONCE_DOC)


@strawberry.input(description="A name to take away from an actor, other than its main name.")
class DeleteAliasInput:
    id: strawberry.ID = _needed("The name, by its `id`.")
    reason: str | None = _given(REASON_DOC)
    client_mutation_id: str | None = _given(ONCE_DOC)


@strawberry.input(description="A relation between two actors to delete.")
class DeleteActorRelationInput:
    id: strawberry.ID = _needed("The relation.")
    reason: str | None = _given(REASON_DOC)
    client_mutation_id: str | None = _given(ONCE_DOC)


@strawberry.input(description="A source to delete; only one without articles.")
class DeleteSourceInput:
    id: strawberry.ID = _needed("The source.")
    reason: str | None = _given(REASON_DOC)
    client_mutation_id: str | None = _given(ONCE_DOC)


@strawberry.input(
    description=(
        "An actor to delete, with its names and relations; only one that no text mentions and no claim involves."
    )
)
class DeleteActorInput:
    id: strawberry.ID = _needed("The actor.")
    version: int | None = _given(VERSION_DOC)
    reason: str | None = _given(REASON_DOC)
    client_mutation_id: str | None = _given(ONCE_DOC)


@strawberry.input(description="Two actors that are two. They are not offered again.")
class DismissMergeCandidateInput:
    id: strawberry.ID = _needed("The candidate.")
    reason: str | None = _given(REASON_DOC)
    client_mutation_id: str | None = _given(ONCE_DOC)


@strawberry.input(description="Something deleted or dismissed, to be brought back with all that went with it.")
class RestoreInput:
    id: strawberry.ID = _needed("Its id, as it was.")
    client_mutation_id: str | None = _given(ONCE_DOC)


@strawberry.input(description="A version to go back to. It becomes the next version; none is taken away.")
class RestoreVersionInput:
    id: strawberry.ID = _needed("An article, actor, claim or review.")
    version: int = _needed(VERSION_DOC)
    to_version: int = _needed(
        "The version that it shall be like: one of its history, or the one before its first change."
    )
    client_mutation_id: str | None = _given(ONCE_DOC)


@strawberry.input(description="An article to retract: it stays, marked, and is out of lists and search.")
class RetractArticleInput:
    id: strawberry.ID = _needed("The article.")
    version: int | None = _given(VERSION_DOC)
    reason: str = _needed("Why, at most 1,000 characters; the article shows it.")
    client_mutation_id: str | None = _given(ONCE_DOC)


@strawberry.input(description="A retraction to take back.")
class UnretractArticleInput:
    id: strawberry.ID = _needed("The article.")
    version: int | None = _given(VERSION_DOC)
    client_mutation_id: str | None = _given(ONCE_DOC)
