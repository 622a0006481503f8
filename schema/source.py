"""Publishers."""

from __future__ import annotations

from datetime import datetime

import strawberry

from schema.connection import Connection
from schema.fields import connection
from schema.filters import ARTICLE_FILTER, UNRETRACTED
from schema.mapping import column
from schema.node import Node, own_id
from schema.orders import ARTICLE_ORDER, ARTICLE_ORDERS
from schema.parts import Provenance, provenance_of
from schema.references import ArticleConnection


@strawberry.federation.type(keys=["id", "domain"], description="A publisher.")
class Source(Node):
    id: strawberry.ID = own_id("Source")
    name: str = column("name", "Its name.")
    domain: str | None = column("domain", "Its domain, such as `lemonde.fr`; unique.")
    country: str | None = column("country", "ISO 3166-1 alpha-2 code.")
    language: str | None = column("language", "Its main language, BCP 47.")
    created_at: datetime = column("created_at", "When its first article came.")
    updated_at: datetime = column("coalesce({t}.updated_at, {t}.created_at)", "When its record last changed.")
    provenance: Provenance = provenance_of("source x", "coalesce(x.said_by, 'system')")
    articles: ArticleConnection = connection(
        "article {t}",
        "{t}.source_id = {p}.id",
        ARTICLE_ORDERS,
        "Its articles, newest first.",
        ARTICLE_FILTER,
        ARTICLE_ORDER,
        unless=UNRETRACTED,
    )


@strawberry.type(description="A page of sources.")
class SourceConnection(Connection[Source]):
    pass
