"""Articles."""

from __future__ import annotations

from datetime import datetime

import strawberry

from schema.connection import Connection
from schema.enums import ActorKind, Completeness
from schema.fields import Argument, connection
from schema.filters import ACTOR_FILTER, ARTICLE_FILTER, CLAIM_FILTER, UNRETRACTED
from schema.history import ArticleVersionConnection
from schema.ids import KINDS
from schema.mapping import Condition, Key, One, Order, Part, SameRow, column, mapped
from schema.node import Node, own_id
from schema.orders import (
    ACTOR_ORDER,
    ACTOR_ORDERS,
    ARTICLE_ORDER,
    ARTICLE_ORDERS,
    CLAIM_ORDER,
    CLAIM_ORDERS,
    NEWEST_VERSION,
    RECORD_ORDER,
    RECORD_ORDERS,
    TEXT_ORDER,
    VERSION_ORDERS,
    own,
)
from schema.parts import FACETS_DOC, ArticleFacets, Provenance, Retraction
from schema.references import ActorConnection, ClaimConnection, MentionConnection, Source
from schema.ties import MENTION_FILTER


@strawberry.federation.type(
    keys=["id", "url"], description="A text with its source, language, dates and provenance (schema.org NewsArticle)."
)
class Article(Node):
    id: strawberry.ID = own_id("Article")
    url: str | None = column("url", "Canonical address, as it was given.")
    urls: list[str] = column(
        "(select coalesce(json_agg(u.url order by u.url is distinct from {t}.url, u.id), '[]'::json)"
        " from article_url u where u.article_id = {t}.id)",
        "Every address under which it was seen, the canonical one first; `article(url:)` finds it by each, however"
        " that is written.",
    )
    guid: str | None = column("guid", "Its identifier in its source's feed, as RSS (`guid`) or Atom (`id`) has it.")
    completeness: Completeness = column("completeness", "How much of the article `body` is.")
    title: str = column("title", "Headline.")
    body: str = column("body", "The full text. Every span of the article counts its Unicode code points.")
    language: str = column("language", "BCP 47 tag, lower case; `und` when it can't be told.")
    authors: list[str] = column("to_json({t}.authors)", "Bylines.")
    published_at: datetime | None = column("published_at", "When it was published, as its source says.")
    ingested_at: datetime = column("ingested_at", "When it came here.")
    created_at: datetime = column("ingested_at", "The same as `ingestedAt`, by the name that other types have.")
    updated_at: datetime = column("updated_at", "When its record last changed.")
    version: int = column("version", "Grows by one with every change.")
    content_hash: str = column("content_hash", "SHA-256 of title, NUL and body, in hex.")
    source: Source | None = mapped(One("source {t}", "{t}.id = {p}.source_id"), "Its publisher.")
    translation_of: Article | None = mapped(
        One("article {t}", "{t}.id = {p}.translation_of_id"), "The article that this one translates."
    )
    provenance: Provenance = mapped(SameRow(), "Who found its actors and claims.")
    retraction: Retraction | None = mapped(
        One("article {t}", "{t}.id = {p}.id and {t}.retracted_at is not null"),
        "When, by whom and why it was retracted; null where it wasn't. A retracted article and its claims are in no"
        " list, facet or search, but keep answering by their ids; `ArticleFilter.retracted` lists such articles.",
    )
    copies: ArticleConnection = connection(
        "article {t}",
        "{t}.content_hash = {p}.content_hash and {t}.id <> {p}.id",
        ARTICLE_ORDERS,
        "Other articles with this title and body, newest first: wire stories, say, under other addresses.",
        ARTICLE_FILTER,
        ARTICLE_ORDER,
        unless=UNRETRACTED,
    )
    translations: ArticleConnection = connection(
        "article {t}",
        "{t}.translation_of_id = {p}.id",
        ARTICLE_ORDERS,
        "Its translations, newest first.",
        ARTICLE_FILTER,
        ARTICLE_ORDER,
        unless=UNRETRACTED,
    )
    actors: ActorConnection = connection(
        "article_actor {l} join actor {t} on {t}.id = {l}.actor_id",
        "{l}.article_id = {p}.id",
        own(
            Order(
                "mentions.most", (Key("{l}.mention_count", "integer", descending=True), Key("{l}.actor_id", "bigint"))
            ),
            ACTOR_ORDERS,
        ),
        "The actors that it mentions, most mentioned first.",
        Argument("kind", ActorKind | None, "Only of this kind.", Condition("{t}.kind = {v}")),
        ACTOR_FILTER,
        ACTOR_ORDER,
    )
    mentions: MentionConnection = connection(
        "mention {t}",
        "{t}.article_id = {p}.id",
        own(TEXT_ORDER, RECORD_ORDERS),
        "Where it mentions actors, in text order.",
        Argument(
            "actor_id",
            strawberry.ID | None,
            "Only of this actor.",
            Condition("{t}.actor_id = claimgraph.living_actor({v})", "bigint", id_of="Actor"),
        ),
        MENTION_FILTER,
        RECORD_ORDER,
    )
    claims: ClaimConnection = connection(
        "claim {t}",
        "{t}.article_id = {p}.id and {t}.live",
        own(TEXT_ORDER, CLAIM_ORDERS),
        "The claims that it carries, in text order.",
        CLAIM_FILTER,
        CLAIM_ORDER,
    )
    versions: ArticleVersionConnection = connection(
        "history {t}",
        f"{{t}}.kind = {KINDS['Article']} and {{t}}.key = {{p}}.id",
        own(NEWEST_VERSION, VERSION_ORDERS),
        "Its versions, newest first: its texts and other fields, and who changed them when.",
        RECORD_ORDER,
        # Made of the rows of a page alone, and only where a field of it is selected.
        edge={"state": "claimgraph.as_of({t}.kind, {t}.key, {t}.version, {t}.nth)"},
    )


@strawberry.type(description="A page of articles.")
class ArticleConnection(Connection[Article]):
    facets: ArticleFacets = mapped(Part("facets"), FACETS_DOC)
