"""Where articles mention actors."""

from __future__ import annotations

from datetime import datetime

import strawberry

from schema.connection import Connection
from schema.mapping import One, column, mapped
from schema.node import Node, own_id
from schema.parts import Provenance
from schema.references import Actor, Article


@strawberry.type(description="An actor's name, or words that stand for it, at exact characters of an article.")
class Mention(Node):
    id: strawberry.ID = own_id("Mention")
    article: Article = mapped(One("article {t}", "{t}.id = {p}.article_id"), "The article that it is in.")
    actor: Actor = mapped(One("actor {t}", "{t}.id = {p}.actor_id"), "Whom it names.")
    start: int = column("start_at", "First code point in `article.body`.")
    end: int = column("end_at", "The code point after its last.")
    quote: str = column("quote", "The exact words: `body[start:end]`.")
    created_at: datetime = column(
        "coalesce({t}.created_at, (select x.ingested_at from article x where x.id = {t}.article_id))",
        "When it was first found.",
    )
    updated_at: datetime = column(
        "coalesce({t}.updated_at, {t}.created_at, (select x.ingested_at from article x where x.id = {t}.article_id))",
        "When it was last found elsewhere, or for another actor.",
    )
    provenance: Provenance = mapped(One("article {t}", "{t}.id = {p}.article_id"), "Who found it: as of its article.")


@strawberry.type(description="A page of mentions.")
class MentionConnection(Connection[Mention]):
    pass
