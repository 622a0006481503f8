"""Filters in plain Python: every given member narrows; `not` means "does not match"."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from graphql import GraphQLError

from service.address import address_key
from tests.query.rows import PREFIXES, Row, Rows

Filter = Mapping[str, Any]
Test = Callable[[Rows, Row, Any], bool]


def key_of(global_id: str, type_name: str) -> int:
    """The row's key of a global id of this type; GraphQLError for any other text."""
    prefix, _, digits = global_id.partition("_")
    if prefix != PREFIXES[type_name]:
        raise GraphQLError(f"{global_id!r} is no id of type {type_name}")
    return _key(digits)


def type_and_key(global_id: str) -> tuple[str, int]:
    """Which type and row a global id names; GraphQLError when none."""
    prefix, _, digits = global_id.partition("_")
    for type_name, known in PREFIXES.items():
        if known == prefix:
            return type_name, _key(digits)
    raise GraphQLError(f"{global_id!r} is no id")


def _key(digits: str) -> int:
    if not digits or set(digits) - set("0123456789") or digits[0] == "0" or int(digits) >= 2**63:
        raise GraphQLError(f"{digits!r} is no key")
    return int(digits)


def utc(moment: datetime) -> datetime:
    """Times without an offset are UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def in_language(language: str, asked: str) -> bool:
    """RFC 4647 basic filtering."""
    return language == asked.lower() or language.startswith(asked.lower() + "-")


def of_address(rows: Rows, url: str) -> list[Row]:
    """What is kept of an address, that of the article which it tells first."""
    kept = rows.where("article_url", "key", address_key(url))
    return sorted(kept, key=lambda row: (not row["names"], row["article_id"]))


def is_live(rows: Rows, claim: Row) -> bool:
    """Whether a claim's words still stand, in an article that was not retracted."""
    article = rows.one("article", claim["article_id"])
    return article is not None and article["retracted_at"] is None and claim["retired_at"] is None


def _source_domain(rows: Rows, article: Row, domain: str) -> bool:
    source = rows.one("source", article["source_id"])
    return source is not None and source["domain"] == domain.lower()


def _mentions_actor(rows: Rows, article: Row, actor_id: str) -> bool:
    actor = rows.living_actor(key_of(actor_id, "Actor"))
    return any(link["actor_id"] == actor for link in rows.where("article_actor", "article_id", article["id"]))


def _named(rows: Rows, actor: Row, name: str) -> bool:
    folded = rows.folds[name]
    return any(folded in alias["folded"] for alias in rows.where("actor_alias", "actor_id", actor["id"]))


def _is_actor(column: str) -> Test:
    def matches(rows: Rows, claim: Row, actor_id: str) -> bool:
        actor = rows.living_actor(key_of(actor_id, "Actor"))
        return actor is not None and claim[column] == actor

    return matches


def _is_called(column: str) -> Test:
    def matches(rows: Rows, claim: Row, name: str) -> bool:
        return any(
            alias["folded"] == rows.folds[name] for alias in rows.where("actor_alias", "actor_id", claim[column])
        )

    return matches


def _involves(rows: Rows, claim: Row, actor_id: str) -> bool:
    actor = rows.living_actor(key_of(actor_id, "Actor"))
    return any(link["actor_id"] == actor for link in rows.where("claim_actor", "claim_id", claim["id"]))


def _later(article: Row | None, moment: datetime) -> bool:
    return article is not None and article["published_at"] is not None and article["published_at"] > utc(moment)


def _earlier(article: Row | None, moment: datetime) -> bool:
    return article is not None and article["published_at"] is not None and article["published_at"] < utc(moment)


ARTICLE: dict[str, Test] = {
    "language": lambda rows, row, v: in_language(row["language"], v),
    "sourceId": lambda rows, row, v: row["source_id"] == key_of(v, "Source"),
    "sourceDomain": _source_domain,
    "actorId": _mentions_actor,
    "publishedAfter": lambda rows, row, v: _later(row, v),
    "publishedBefore": lambda rows, row, v: _earlier(row, v),
    "url": lambda rows, row, v: any(kept["article_id"] == row["id"] for kept in of_address(rows, v)),
    "completeness": lambda rows, row, v: row["completeness"] in v,
    "hasClaims": lambda rows, row, v: (
        any(is_live(rows, claim) for claim in rows.where("claim", "article_id", row["id"])) == v
    ),
    "retracted": lambda rows, row, v: (row["retracted_at"] is not None) == v,
    "ingestedAfter": lambda rows, row, v: row["ingested_at"] > utc(v),
    "updatedAfter": lambda rows, row, v: row["updated_at"] > utc(v),
}
ACTOR: dict[str, Test] = {
    "kind": lambda rows, row, v: row["kind"] in v,
    "name": _named,
    "wikidataId": lambda rows, row, v: row["wikidata_id"] == v,
    "ingestedAfter": lambda rows, row, v: row["created_at"] > utc(v),
    "updatedAfter": lambda rows, row, v: row["updated_at"] > utc(v),
}
CLAIM: dict[str, Test] = {
    "articleId": lambda rows, row, v: row["article_id"] == key_of(v, "Article"),
    "claimantId": _is_actor("claimant_id"),
    "subjectId": _is_actor("subject_id"),
    "claimant": _is_called("claimant_id"),
    "subject": _is_called("subject_id"),
    "actorId": _involves,
    "modality": lambda rows, row, v: row["modality"] in v,
    "polarity": lambda rows, row, v: row["polarity"] == v,
    "factuality": lambda rows, row, v: row["factuality"] in v,
    "attribution": lambda rows, row, v: row["attribution"] == v,
    "publishedAfter": lambda rows, row, v: _later(rows.one("article", row["article_id"]), v),
    "publishedBefore": lambda rows, row, v: _earlier(rows.one("article", row["article_id"]), v),
    "ingestedAfter": lambda rows, row, v: row["created_at"] > utc(v),
    "updatedAfter": lambda rows, row, v: row["updated_at"] > utc(v),
}
TESTS = {"Article": ARTICLE, "Actor": ACTOR, "Claim": CLAIM}


def matches(rows: Rows, row: Row, given: Filter | None) -> bool:
    """Whether a row passes the filter of its type."""
    for name, value in (given or {}).items():
        if value is None:
            continue
        if name == "and":
            passes = all(matches(rows, row, part) for part in value)
        elif name == "or":
            passes = any(matches(rows, row, part) for part in value)
        elif name == "not":
            passes = not matches(rows, row, value)
        else:
            passes = TESTS[row["__typename"]][name](rows, row, value)
        if not passes:
            return False
    return True


def check_ids(given: Filter | None) -> None:
    """Refuse ids of other types wherever they stand, even where no row is compared with them."""
    types = {
        "sourceId": "Source",
        "actorId": "Actor",
        "articleId": "Article",
        "claimantId": "Actor",
        "subjectId": "Actor",
    }
    for name, value in (given or {}).items():
        if value is None:
            continue
        if name in types:
            key_of(value, types[name])
        elif name == "not":
            check_ids(value)
        elif name in ("and", "or"):
            for part in value:
                check_ids(part)
