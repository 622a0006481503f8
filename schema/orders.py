"""Orders of lists, and what most lists leave out."""

from __future__ import annotations

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

NOT_RETRACTED = "not in (select x.id from article x where x.retracted_at is not null)"
"""A set that is small, found once and looked up in memory: articles are retracted rarely."""
