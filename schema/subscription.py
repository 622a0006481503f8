"""The subscription root and its events."""

from __future__ import annotations

from typing import Annotated

import strawberry

from schema.mapping import Column, Condition, Event, One, compiled, edge, mapped
from schema.types import Actor, Article, Claim, ClaimFilterArgument

CURSOR_DOC = "The event's place: give it as `after` to go on behind it, with nothing lost or doubled."

AfterEvent = Annotated[
    str | None,
    strawberry.argument(description="Begin behind the event with this cursor; absent, with what happens from now on."),
]
# A merged actor's id and those that were merged into it all stand for one actor.
SAME_ACTOR = Condition("coalesce({t}.merged_into_id, {t}.id) = claimgraph.living_actor({v})", "bigint", id_of="Actor")


@strawberry.type(description="An article came in, or came again and was changed.")
class ArticleEvent:
    cursor: str = mapped(Column("{t}.cursor"), CURSOR_DOC)
    article: Article = mapped(
        One("article {t}", "{t}.id = {p}.key"), "The article as it stands now; its `version` is 1 while it is new."
    )


@strawberry.type(description="A claim was found in an article, or added to one.")
class ClaimEvent:
    cursor: str = mapped(Column("{t}.cursor"), CURSOR_DOC)
    claim: Claim = mapped(One("claim {t}", "{t}.id = {p}.key"), "The claim as it stands now.")


@strawberry.type(description="An actor is new, or its record changed: its name, kind or description, or by a merge.")
class ActorEvent:
    cursor: str = mapped(Column("{t}.cursor"), CURSOR_DOC)
    actor: Actor = mapped(
        One("actor {t}", "{t}.id = claimgraph.living_actor({p}.key)"),
        "The actor as it stands now: after a merge, the one that it became part of.",
    )


@strawberry.type(
    description="What happens, as it happens. Served over graphql-transport-ws and server-sent events. Each"
    " transaction's events come together, and only once it is committed; what was deleted or retired since is left out."
)
class Subscription:
    @edge(Event("article"), "Articles that come in or come again changed.")
    def article_ingested(self, after: AfterEvent = None) -> ArticleEvent:
        compiled()

    @edge(Event("claim", on="{t}.live"), "Claims that are found or added, or stand again.")
    def claim_added(self, filter: ClaimFilterArgument = None, after: AfterEvent = None) -> ClaimEvent:
        compiled()

    @edge(Event("actor", {"actorId": SAME_ACTOR}), "Actors that are new, or whose record changes.")
    def actor_changed(
        self,
        actor_id: Annotated[strawberry.ID | None, strawberry.argument(description="Only this actor.")] = None,
        after: AfterEvent = None,
    ) -> ActorEvent:
        compiled()
