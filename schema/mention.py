"""Where articles mention actors."""

from __future__ import annotations

import strawberry

from schema.connection import Connection
from schema.mapping import One, column, mapped
from schema.node import Node, own_id
from schema.references import Actor, Article


@strawberry.type(description="An actor's name, or words that stand for it, at exact characters of an article.")
class Mention(Node):
    id: strawberry.ID = own_id("Mention")
    article: Article = mapped(One("article {t}", "{t}.id = {p}.article_id"), "The article that it is in.")
    actor: Actor = mapped(One("actor {t}", "{t}.id = {p}.actor_id"), "Whom it names.")
    start: int = column("start_at", "First code point in `article.body`.")
    end: int = column("end_at", "The code point after its last.")
    quote: str = column("quote", "The exact words: `body[start:end]`.")


@strawberry.type(description="A page of mentions.")
class MentionConnection(Connection[Mention]):
    pass
