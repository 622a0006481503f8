"""The object types under their names, for modules whose types refer to each other in a circle.

To a type checker these are the types themselves; Strawberry finds them by their modules once all are loaded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from strawberry import LazyType

if TYPE_CHECKING:
    from schema.actor import Actor, ActorConnection
    from schema.article import Article, ArticleConnection
    from schema.claim import Claim, ClaimConnection
    from schema.mention import MentionConnection
    from schema.source import Source
else:
    Actor, ActorConnection = (LazyType(name, "schema.actor") for name in ("Actor", "ActorConnection"))
    Article, ArticleConnection = (LazyType(name, "schema.article") for name in ("Article", "ArticleConnection"))
    Claim, ClaimConnection = (LazyType(name, "schema.claim") for name in ("Claim", "ClaimConnection"))
    MentionConnection = LazyType("MentionConnection", "schema.mention")
    Source = LazyType("Source", "schema.source")

__all__ = [
    "Actor",
    "ActorConnection",
    "Article",
    "ArticleConnection",
    "Claim",
    "ClaimConnection",
    "MentionConnection",
    "Source",
]
