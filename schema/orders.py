"""Orders of lists, and what most lists leave out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from schema import costs
from schema.enums import ActorOrder, ArticleOrder, ClaimOrder, RecordOrder, SourceOrder
from schema.fields import Argument
from schema.mapping import Key, Order

NEWEST_ARTICLES = Order(
    "article.newest",
    (Key("{t}.sort_at", "timestamptz", descending=True), Key("{t}.id", "bigint", descending=True)),
)
NEWEST_CLAIMS = Order(
    "claim.newest",
    (Key("{t}.sort_at", "timestamptz", descending=True), Key("{t}.id", "bigint", descending=True)),
)
OLDEST = (Key("{t}.sort_at", "timestamptz"), Key("{t}.id", "bigint"))
NEWEST_LINKED = Order(
    "linked.newest",
    (Key("{l}.sort_at", "timestamptz", descending=True), Key("{t}.id", "bigint", descending=True)),
)
TEXT_ORDER = Order("text", (Key("{t}.start_at", "integer"), Key("{t}.id", "bigint")))
BY_ID = Order("id", (Key("{t}.id", "bigint"),))
NEWEST_BY_ID = Order("id.newest", (Key("{t}.id", "bigint", descending=True),))
RECENTLY_UPDATED = (Key("{t}.updated_at", "timestamptz", descending=True), Key("{t}.id", "bigint", descending=True))
NEWEST_VERSION = Order(
    "history.newest",
    (Key("{t}.version", "integer", descending=True), Key("{t}.nth", "integer", descending=True)),
)
OLDEST_LINKED = Order("linked.oldest", (Key("{l}.sort_at", "timestamptz"), Key("{t}.id", "bigint")))
OLDEST_VERSION = Order("history.oldest", (Key("{t}.version", "integer"), Key("{t}.nth", "integer")))

NOT_RETRACTED = "not in (select x.id from article x where x.retracted_at is not null)"
"""A set that is small, found once and looked up in memory: articles are retracted rarely."""


def most(name: str, sql: str) -> Order:
    """By a count, most first; `sql` makes it for each row."""
    return Order(
        name,
        (Key(f"(select {sql})", "integer", descending=True), Key("{t}.id", "bigint", descending=True)),
        counts=True,
    )


ARTICLE_ORDERS = {
    "NEWEST": NEWEST_ARTICLES,
    "OLDEST": Order("article.oldest", OLDEST),
    "RECENTLY_INGESTED": Order(
        "article.ingested",
        (Key("{t}.ingested_at", "timestamptz", descending=True), Key("{t}.id", "bigint", descending=True)),
    ),
    "RECENTLY_UPDATED": Order("article.updated", RECENTLY_UPDATED),
    "MOST_CLAIMS": most("article.claims", "count(*)::integer from claim x where x.article_id = {t}.id and x.live"),
    "MOST_MENTIONS": most(
        "article.mentions",
        "coalesce(sum(x.mention_count), 0)::integer from article_actor x where x.article_id = {t}.id",
    ),
}
ACTOR_ORDERS = {
    "NAME": Order("actor.name", (Key("{t}.sort_name", "text"), Key("{t}.id", "bigint"))),
    "MOST_MENTIONED": Order(
        "actor.mentions",
        (Key("{t}.mention_count", "integer", descending=True), Key("{t}.id", "bigint", descending=True)),
    ),
    "RECENTLY_ADDED": NEWEST_BY_ID,
    "RECENTLY_UPDATED": Order("actor.updated", RECENTLY_UPDATED),
    "MOST_ARTICLES": most(
        "actor.articles",
        f"count(*)::integer from article_actor x where x.actor_id = {{t}}.id and x.article_id {NOT_RETRACTED}",
    ),
    "MOST_CLAIMS": most("actor.claims", "count(*)::integer from claim_actor x where x.actor_id = {t}.id and x.live"),
}
CLAIM_ORDERS = {
    "NEWEST": NEWEST_CLAIMS,
    "OLDEST": Order("claim.oldest", OLDEST),
    "RECENTLY_ADDED": NEWEST_BY_ID,
    "RECENTLY_UPDATED": Order("claim.updated", RECENTLY_UPDATED),
    # Without words to match, none is better than another.
    "RELEVANCE": NEWEST_CLAIMS,
    "MOST_LINKS": most(
        "claim.links",
        "count(*)::integer from (select l.to_id from claim_link l where l.from_id = {t}.id"
        " union all select l.from_id from claim_link l where l.to_id = {t}.id) x (id) join claim y using (id) where y.live",
    ),
    "MOST_REVIEWS": most(
        "claim.reviews",
        "count(*)::integer from (select from claim_review r where r.claim_id = {t}.id"
        " union all select from claim_review_match m where m.claim_id = {t}.id) x",
    ),
}
RELATED_ORDERS = {
    # Two claims may be linked in several ways, so that links tell the rows apart.
    name: replace(
        order,
        name=f"related.{order.name}",
        keys=(*(order.keys[:-1] or order.keys), replace(order.keys[-1], sql="{l}.id")),
    )
    for name, order in CLAIM_ORDERS.items()
}
SOURCE_ORDERS = {
    "NAME": Order("source.name", (Key("{t}.name", "text"), Key("{t}.id", "bigint"))),
    "RECENTLY_ADDED": NEWEST_BY_ID,
    "MOST_ARTICLES": most(
        "source.articles", "count(*)::integer from article x where x.source_id = {t}.id and x.retracted_at is null"
    ),
}
RECORD_ORDERS = {"OLDEST": BY_ID, "NEWEST": NEWEST_BY_ID}
VERSION_ORDERS = {"OLDEST": OLDEST_VERSION, "NEWEST": NEWEST_VERSION}
LINKED = {"NEWEST": NEWEST_LINKED, "OLDEST": OLDEST_LINKED}
"""Through what ties rows to their parent, where its index has their dates."""


def own(order: Order, others: Mapping[str, Order]) -> dict[str, Order]:
    """The orders of a list that has one of its own, which stands where `orderBy` is absent."""
    return {"": order, **others}


SEVERAL = " Of several, each orders what those before it leave equal."
COUNTED = f" Those by counts (`MOST_…` of other things) cost {costs.ORDER_BY_COUNT:,}, at the root {costs.ORDER_BY_COUNT_OF_ALL:,}."


def order_by(values: Any, default: Any) -> Argument:
    """The argument `orderBy` of a list at the root, which has the order `default`."""
    return Argument("order_by", list[values], "In which order." + SEVERAL + COUNTED, default=[default])


def order_below(values: Any) -> Argument:
    """The argument `orderBy` of a list below an object."""
    return Argument("order_by", list[values] | None, "In which order; absent, its own." + SEVERAL)


ARTICLE_ORDER = order_below(ArticleOrder)
ACTOR_ORDER = order_below(ActorOrder)
CLAIM_ORDER = order_below(ClaimOrder)
RECORD_ORDER = order_below(RecordOrder)
ARTICLES_ORDER = order_by(ArticleOrder, ArticleOrder.NEWEST)
ACTORS_ORDER = order_by(ActorOrder, ActorOrder.NAME)
CLAIMS_ORDER = order_by(ClaimOrder, ClaimOrder.NEWEST)
SOURCES_ORDER = order_by(SourceOrder, SourceOrder.NAME)
