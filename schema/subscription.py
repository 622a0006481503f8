"""The subscription root and its events."""

from __future__ import annotations

from datetime import datetime

import strawberry

from schema.actor import Actor
from schema.article import Article
from schema.claim import Claim
from schema.connection import Connection
from schema.enums import EventAction, EventKind
from schema.fields import Argument, event
from schema.filters import CLAIM_FILTER
from schema.mapping import Column, Condition, One, mapped

CURSOR_DOC = "The event's place: pass it as `after` to go on from there, with nothing lost or doubled."
# A merged actor's id and those that were merged into it all stand for one actor.
SAME_ACTOR = Condition("coalesce({t}.merged_into_id, {t}.id) = claimgraph.living_actor({v})", "bigint", id_of="Actor")


@strawberry.type(description="An article came in, or came again and was changed.")
class ArticleEvent:
    cursor: str = mapped(Column("{t}.cursor"), CURSOR_DOC)
    article: Article = mapped(
        One("article {t}", "{t}.id = {p}.key"), "The article as it is now; its `version` is 1 while it is new."
    )


@strawberry.type(description="A claim was found in an article, or added to one.")
class ClaimEvent:
    cursor: str = mapped(Column("{t}.cursor"), CURSOR_DOC)
    claim: Claim = mapped(One("claim {t}", "{t}.id = {p}.key"), "The claim as it is now.")


@strawberry.type(description="An actor is new, or its record changed: its name, kind or description, or by a merge.")
class ActorEvent:
    cursor: str = mapped(Column("{t}.cursor"), CURSOR_DOC)
    actor: Actor = mapped(
        One("actor {t}", "{t}.id = claimgraph.living_actor({p}.key)"),
        "The actor as it is now: after a merge, the one that it became part of.",
    )


@strawberry.type(
    description="Something happened to a thing that has an id of its own. Read it again by that id; what went with it,"
    " such as a deleted article's claims, has changes of its own in the same transaction."
)
class ChangeEvent:
    cursor: str = mapped(Column("{t}.cursor"), CURSOR_DOC)
    kind: EventKind = mapped(Column("{t}.kind"), "What it is about.")
    id: strawberry.ID = mapped(Column("{t}.id"), "Its global id.")
    action: EventAction = mapped(Column("{t}.action"), "What became of it, at the end of the transaction.")
    at: datetime = mapped(Column("{t}.at"), "When the transaction began.")
    reason: str | None = mapped(Column("{t}.reason"), "Why, where somebody said so.")


@strawberry.type(description="A page of what happened, oldest first; `endCursor` is where to go on.")
class ChangeEventConnection(Connection[ChangeEvent]):
    pass


@strawberry.type(
    description="What happens, as it happens. Served over graphql-transport-ws and server-sent events. Each"
    " transaction's events come together, and only once it is committed; what was deleted or retired since is left out."
)
class Subscription:
    article_ingested: ArticleEvent = event("article", "Articles that come in or come again changed.")
    claim_added: ClaimEvent = event(
        "claim",
        "Claims that are found or added, or come back.",
        CLAIM_FILTER,
        on="{t}.live",
        actions=("CREATED", "RESTORED"),
    )
    actor_changed: ActorEvent = event(
        "actor",
        "Actors that are new, or whose record changes.",
        Argument("actor_id", strawberry.ID | None, "Only this actor.", SAME_ACTOR),
    )
    changed: ChangeEvent = event(
        "change", "Whatever happens to anything, as `changes` lists it, for a copy elsewhere that follows."
    )
