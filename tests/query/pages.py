"""Pages of lists in plain Python: orders, cursors, windows and facets."""

from __future__ import annotations

import base64
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cmp_to_key
from typing import Any

from graphql import GraphQLError

from tests.query.rows import UNDATED, Row, Rows, microseconds

PAGE_SIZE = 20
PAGE_SIZE_MAX = 100
FACET_VALUES = 50


@dataclass(frozen=True)
class Item:
    """One entry of a list: the node's row, and the row that links it to its parent where there is one."""

    node: Row
    link: Row


@dataclass(frozen=True)
class By:
    """One key of an order: how to read it, and which end comes first."""

    read: Callable[[Item], Any]
    descending: bool = False
    is_text: bool = False
    column: str = ""


def node(column: str, *, descending: bool = False, is_text: bool = False) -> By:
    """A key that is a column of the node."""
    return By(lambda item: item.node[column], descending, is_text, column)


def link(column: str, *, descending: bool = False) -> By:
    """A key that is a column of the link."""
    return By(lambda item: item.link[column], descending, False, column)


LATEST_ID = node("id", descending=True)
ORDERS: dict[str, tuple[By, ...]] = {
    "article.newest": (node("sort_at", descending=True), LATEST_ID),
    "article.oldest": (node("sort_at"), node("id")),
    "article.ingested": (node("ingested_at", descending=True), LATEST_ID),
    **{f"{of}.updated": (node("updated_at", descending=True), LATEST_ID) for of in ("article", "actor", "claim")},
    "linked.newest": (link("sort_at", descending=True), LATEST_ID),
    "linked.oldest": (link("sort_at"), node("id")),
    "history.oldest": (node("version"), node("nth")),
    **{
        name: (node(column, descending=True), LATEST_ID)
        for name, column in (
            ("article.claims", "claim_count"),
            ("article.mentions", "mention_total"),
            ("actor.articles", "article_count"),
            ("actor.claims", "claim_count"),
            ("claim.links", "link_count"),
            ("claim.reviews", "review_count"),
            ("source.articles", "article_count"),
        )
    },
    "text": (node("start_at"), node("id")),
    "id": (node("id"),),
    "id.newest": (LATEST_ID,),
    "mentions.most": (link("mention_count", descending=True), link("actor_id")),
    "actor.name": (node("sort_name", is_text=True), node("id")),
    "actor.mentions": (node("mention_count", descending=True), LATEST_ID),
    "co.most": (link("articles", descending=True), node("id")),
    "claim.newest": (node("sort_at", descending=True), LATEST_ID),
    "claim.oldest": (node("sort_at"), node("id")),
    "link.best": (link("score", descending=True), link("id", descending=True)),
    "match.best": (link("score", descending=True), node("id")),
    "candidate.best": (node("score", descending=True), LATEST_ID),
    "source.name": (node("name", is_text=True), node("id")),
    "history.newest": (node("version", descending=True), node("nth", descending=True)),
    "event": (node("lineage"), node("xid"), node("number"), node("key")),
}

ORDERS |= {
    f"related.{name}": (*ORDERS[name][:-1], link("id", descending=ORDERS[name][-1].descending))
    for name in ("claim.newest", "claim.oldest", "claim.updated", "claim.links", "claim.reviews")
}
ORDERS["related.id.newest"] = (LATEST_ID, link("id", descending=True))
ARTICLE_ORDERS = {
    "NEWEST": "article.newest",
    "OLDEST": "article.oldest",
    "RECENTLY_INGESTED": "article.ingested",
    "RECENTLY_UPDATED": "article.updated",
    "MOST_CLAIMS": "article.claims",
    "MOST_MENTIONS": "article.mentions",
}
ACTOR_ORDERS = {
    "NAME": "actor.name",
    "MOST_MENTIONED": "actor.mentions",
    "RECENTLY_ADDED": "id.newest",
    "RECENTLY_UPDATED": "actor.updated",
    "MOST_ARTICLES": "actor.articles",
    "MOST_CLAIMS": "actor.claims",
}
CLAIM_ORDERS = {
    "NEWEST": "claim.newest",
    "OLDEST": "claim.oldest",
    "RECENTLY_ADDED": "id.newest",
    "RECENTLY_UPDATED": "claim.updated",
    "RELEVANCE": "claim.newest",
    "MOST_LINKS": "claim.links",
    "MOST_REVIEWS": "claim.reviews",
}
SOURCE_ORDERS = {"NAME": "source.name", "RECENTLY_ADDED": "id.newest", "MOST_ARTICLES": "source.articles"}
RECORD_ORDERS = {"OLDEST": "id", "NEWEST": "id.newest"}
VERSION_ORDERS = {"OLDEST": "history.oldest", "NEWEST": "history.newest"}
LINKED = {"NEWEST": "linked.newest", "OLDEST": "linked.oldest"}
ORDERS_OF: dict[tuple[str, str], tuple[str, dict[str, str]]] = {
    ("Query", "articles"): ("article.newest", ARTICLE_ORDERS),
    ("Query", "actors"): ("actor.name", ACTOR_ORDERS),
    ("Query", "claims"): ("claim.newest", CLAIM_ORDERS),
    ("Query", "sources"): ("source.name", SOURCE_ORDERS),
    ("Query", "actorMergeCandidates"): ("candidate.best", RECORD_ORDERS),
    ("Query", "changes"): ("event", {}),
    ("Source", "articles"): ("article.newest", ARTICLE_ORDERS),
    ("Article", "translations"): ("article.newest", ARTICLE_ORDERS),
    ("Article", "copies"): ("article.newest", ARTICLE_ORDERS),
    ("Article", "actors"): ("mentions.most", ACTOR_ORDERS),
    ("Article", "mentions"): ("text", RECORD_ORDERS),
    ("Article", "claims"): ("text", CLAIM_ORDERS),
    ("Article", "versions"): ("history.newest", VERSION_ORDERS),
    ("Actor", "articles"): ("linked.newest", ARTICLE_ORDERS | LINKED),
    ("Actor", "mentions"): ("id.newest", RECORD_ORDERS),
    ("Actor", "claims"): ("linked.newest", CLAIM_ORDERS | LINKED | {"RELEVANCE": "linked.newest"}),
    ("Actor", "coMentioned"): ("co.most", ACTOR_ORDERS),
    ("Actor", "relations"): ("id", RECORD_ORDERS),
    ("Actor", "history"): ("history.newest", VERSION_ORDERS),
    ("Claim", "actors"): ("id", ACTOR_ORDERS),
    ("Claim", "related"): ("link.best", {value: f"related.{name}" for value, name in CLAIM_ORDERS.items()}),
    ("Claim", "reviews"): ("id", RECORD_ORDERS),
    ("Claim", "history"): ("history.newest", VERSION_ORDERS),
    ("ClaimReview", "claims"): ("match.best", {}),
    ("ClaimReview", "history"): ("history.newest", VERSION_ORDERS),
}


def order_name(parent: str, field: str, order_by: Any) -> str:
    """The name of a list's order, which its cursors carry: of several, their names in a row."""
    own, named = ORDERS_OF[parent, field]
    values = [order_by] if isinstance(order_by, str) else order_by or []
    if len(set(values)) != len(values):
        raise GraphQLError("an order twice")
    return "+".join(named[value] for value in values) or own


def keys_of(order: str) -> tuple[By, ...]:
    """The keys of an order, or of several in a row, of which the first has the last word."""
    names = order.split("+")
    keys: list[By] = []
    for name in names:
        if len(ORDERS[name]) == 1:
            return (*keys, ORDERS[name][0])
        keys += ORDERS[name][:-1]
    return (*keys, ORDERS[names[0]][-1])


@dataclass
class Page:
    """What a connection object resolves from."""

    rows: Rows
    order: str
    whole: list[Item]
    items: list[Item]
    has_next: bool
    has_previous: bool
    end: str | None = None
    """Where an empty page ends, for the one list that says so."""

    def cursor(self, item: Item) -> str:
        """The item's place as text."""
        return cursor(self.order, item)


def cursor(order: str, item: Item) -> str:
    """base64url of check, order and keys."""
    keys = ", ".join(_key_text(by, item) for by in keys_of(order))
    rest = f"{order}|[{keys}]".encode()
    check = hashlib.md5(rest, usedforsecurity=False).hexdigest()[:6].encode()
    return base64.urlsafe_b64encode(check + rest).decode().rstrip("=")


def _key_text(by: By, item: Item) -> str:
    value = by.read(item)
    if isinstance(value, datetime):
        return "null" if value == UNDATED else str(microseconds(value))
    if by.column == "score":
        text: str = (item.link if "score_text" in item.link else item.node)["score_text"]
        return text
    return json.dumps(value, ensure_ascii=False)


def decoded(text: str, order: str) -> list[Any]:
    """The keys in a cursor of this order; GraphQLError for any other text."""
    try:
        raw = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
        check, rest = raw[:6], raw[6:]
        name, _, keys = rest.decode().partition("|")
        found = json.loads(keys)
    except ValueError:
        raise GraphQLError("no cursor") from None
    if hashlib.md5(rest, usedforsecurity=False).hexdigest()[:6].encode() != check or name != order:
        raise GraphQLError("a cursor of something else")
    return [
        microseconds(UNDATED) if value is None and by.column == "sort_at" else value
        for by, value in zip(keys_of(order), found, strict=True)
    ]


def comparison(rows: Rows, order: str) -> Callable[[list[Any], list[Any]], int]:
    """Compares the keys of two places: negative when the first comes first."""

    def compare(one: list[Any], other: list[Any]) -> int:
        for by, left, right in zip(keys_of(order), one, other, strict=True):
            if by.is_text:
                left, right = rows.ranks[left], rows.ranks[right]
            if left != right:
                return (-1 if left < right else 1) * (-1 if by.descending else 1)
        return 0

    return compare


def _keys(order: str, item: Item) -> list[Any]:
    values = [by.read(item) for by in keys_of(order)]
    return [microseconds(value) if isinstance(value, datetime) else value for value in values]


def page(rows: Rows, order: str, items: Iterable[Item], given: Mapping[str, Any]) -> Page:
    """The page that first, after, last, before ask for (Relay, "Pagination algorithm")."""
    first, last = given.get("first"), given.get("last")
    if first is not None and last is not None:
        raise GraphQLError("first and last")
    for size in (first, last):
        if size is not None and not 0 <= size <= PAGE_SIZE_MAX:
            raise GraphQLError("page size")
    compare = comparison(rows, order)

    def items_apart(one: Item, other: Item) -> int:
        return compare(_keys(order, one), _keys(order, other))

    whole = sorted(items, key=cmp_to_key(items_apart))
    after = None if given.get("after") is None else decoded(given["after"], order)
    before = None if given.get("before") is None else decoded(given["before"], order)
    behind = [item for item in whole if after is None or compare(_keys(order, item), after) > 0]
    between = [item for item in behind if before is None or compare(_keys(order, item), before) < 0]
    follows = any(before is not None and compare(_keys(order, item), before) >= 0 for item in whole)
    precedes = any(after is not None and compare(_keys(order, item), after) <= 0 for item in whole)
    if last is not None:
        kept = between[len(between) - min(last, len(between)) :]
        return Page(rows, order, whole, kept, follows, precedes or len(between) > last)
    size = PAGE_SIZE if first is None else first
    return Page(rows, order, whole, between[:size], follows or len(between) > size, precedes)


def month(row: Row) -> str:
    """A row's month in UTC."""
    moment: datetime = row["sort_at"]
    return "undated" if moment == UNDATED else f"{moment.astimezone(UTC):%Y-%m}".rjust(7, "0")


def facet(page_: Page, name: str) -> list[dict[str, Any]]:
    """How many rows of the whole list have each value, most frequent first."""
    counts = Counter(
        found for item in page_.whole if (found := _facet_value(page_.rows, item.node, name))[0] is not None
    )
    ranks = page_.rows.ranks

    def place(counted: tuple[tuple[str | None, str | None], int]) -> tuple[int, int, str, str]:
        (value, key), count = counted
        return -count, ranks.get(value or "", 0), value or "", key or ""

    ordered = sorted(counts.items(), key=place)[:FACET_VALUES]
    return [{"__typename": "FacetCount", "value": value, "count": count, "id": key} for (value, key), count in ordered]


def _facet_value(rows: Rows, row: Row, name: str) -> tuple[str | None, str | None]:
    """A row's value, and the global id of what it names."""
    if name == "month":
        return month(row), None
    if name == "source":
        source = rows.one("source", row["source_id"])
        return (None, None) if source is None else (source["name"], f"src_{source['id']}")
    return row[name], None
