"""Filters in plain Python: every given member narrows; `not` means "does not match"."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
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


def _any(test: Test) -> Test:
    """Whether a test holds for one of the values of a list."""
    return lambda rows, row, values: any(test(rows, row, value) for value in values)


def _column(name: str) -> Test:
    return _any(lambda rows, row, value: row[name] == value)


def _refers(name: str, type_name: str) -> Test:
    return _any(lambda rows, row, value: row[name] is not None and row[name] == key_of(value, type_name))


def _is_actor(column: str) -> Test:
    def matches(rows: Rows, row: Row, actor_id: str) -> bool:
        actor = rows.living_actor(key_of(actor_id, "Actor"))
        return actor is not None and row[column] == actor

    return _any(matches)


def _is_meant(column: str) -> Test:
    return _any(lambda rows, row, name: row[column] in rows.meant[name])


def _has_actor(table: str, column: str) -> Test:
    def matches(rows: Rows, row: Row, actor_id: str) -> bool:
        actor = rows.living_actor(key_of(actor_id, "Actor"))
        return any(link["actor_id"] == actor for link in rows.where(table, column, row["id"]))

    return _any(matches)


def _given(name: str) -> Test:
    """Whether a column has a value, as asked."""
    return lambda rows, row, asked: (row[name] is not None) == asked


def _article(rows: Rows, claim: Row) -> Row:
    return rows.by_type("Article", claim["article_id"]) or {}


def _of_article(test: Test) -> Test:
    return lambda rows, claim, value: test(rows, _article(rows, claim), value)


def _has_domain(rows: Rows, article: Row, domain: str) -> bool:
    source = rows.one("source", article["source_id"])
    return source is not None and source["domain"] == domain.lower()


def _part_of_name(rows: Rows, name: str, part: str) -> bool:
    return part == "" or (rows.folds[part] != "" and rows.folds[part] in name)


def _named(rows: Rows, actor: Row, part: str) -> bool:
    aliases = rows.where("actor_alias", "actor_id", actor["id"])
    return any(_part_of_name(rows, alias["folded"], part) for alias in aliases)


_LANGUAGE = _any(lambda rows, row, asked: row["language"] is not None and in_language(row["language"], asked))
_DOMAIN = _any(_has_domain)
_SOURCE = _refers("source_id", "Source")


def _is_live(rows: Rows, article: Row, asked: bool) -> bool:
    return any(is_live(rows, claim) for claim in rows.where("claim", "article_id", article["id"])) == asked


# Operators

BOUNDS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda own, value: bool(own == value),
    "lt": lambda own, value: bool(own < value),
    "lte": lambda own, value: bool(own <= value),
    "gt": lambda own, value: bool(own > value),
    "gte": lambda own, value: bool(own >= value),
}


def _compared(read: Callable[[Rows, Row], Any]) -> Test:
    """Bounds of a number or a moment; what has no value is within none."""

    def matches(rows: Rows, row: Row, operators: Filter) -> bool:
        own = read(rows, row)
        for name, value in operators.items():
            if value is None:
                continue
            if name == "isNull":
                holds = (own is None) == value
            else:
                bound = utc(value) if isinstance(value, datetime) else value
                holds = own is not None and BOUNDS[name](own, bound)
            if not holds:
                return False
        return True

    return matches


def _bounds(name: str) -> Test:
    return _compared(lambda rows, row: row[name])


def _bound(operator: str, read: Callable[[Rows, Row], Any]) -> Test:
    compared = _compared(read)
    return lambda rows, row, value: compared(rows, row, {operator: value})


def _published(rows: Rows, claim: Row) -> Any:
    return _article(rows, claim)["published_at"]


def _name(read: Callable[[Rows, Row], str], longest: int | None = None) -> Test:
    """Operators of a folded text."""

    def matches(rows: Rows, row: Row, operators: Filter) -> bool:
        own = read(rows, row)
        for name, value in operators.items():
            if value is None:
                continue
            if name == "in":
                holds = any(own == rows.folds[each] for each in value)
            elif name == "contains":
                holds = _part_of_name(rows, own, value)
            else:
                start = rows.folds[value][:longest]
                holds = value == "" or (start != "" and own.startswith(start))
            if not holds:
                return False
        return True

    return matches


def _first_day(period: str) -> str:
    return period + "-01" * ((10 - len(period)) // 3)


PERIODS: dict[str, Callable[[str, Any], bool]] = {
    "in": lambda date, periods: any(date.startswith(period) for period in periods),
    "lt": lambda date, period: _first_day(date) < _first_day(period),
    "lte": lambda date, period: _first_day(date) < period + "~",
    "gt": lambda date, period: _first_day(date) > period + "~",
    "gte": lambda date, period: _first_day(date) >= _first_day(period),
}


def _period(_rows: Rows, date: Row, operators: Filter) -> bool:
    return all(PERIODS[name](date["date"], value) for name, value in operators.items() if value is not None)


# Related rows

Pair = tuple[Row, Row]
Find = Callable[[Rows, Row], Iterable[Pair]]
FLAGS = {"SUBJECT": "is_subject", "OBJECT": "is_object", "CLAIMANT": "is_claimant"}


def _pairs(table: str, column: str, other: str = "", target: str = "") -> Find:
    """The rows of a table that have this row's key, or behind them those of `target`: node and link."""

    def find(rows: Rows, row: Row) -> Iterable[Pair]:
        for link in rows.where(table, column, row["id"]):
            node = rows.one(target, link[other]) if target else link
            if node is not None:
                yield node, link

    return find


def _reviews(rows: Rows, claim: Row) -> Iterable[Pair]:
    """The reviews on a claim, and those of what it says."""
    yield from _pairs("claim_review", "claim_id")(rows, claim)
    yield from _pairs("claim_review_match", "claim_id", "review_id", "claim_review")(rows, claim)


def _one(table: str, column: str) -> Find:
    def find(rows: Rows, row: Row) -> Iterable[Pair]:
        node = rows.one(table, row[column])
        return [] if node is None else [(node, row)]

    return find


def _live_only(find: Find) -> Find:
    return lambda rows, row: ((node, link) for node, link in find(rows, row) if is_live(rows, node))


def _linked(rows: Rows, claim: Row) -> Iterable[Pair]:
    links = [link | {"claim_id": link["to_id"]} for link in rows.where("claim_link", "from_id", claim["id"])]
    links += [link | {"claim_id": link["from_id"]} for link in rows.where("claim_link", "to_id", claim["id"])]
    return ((link, link) for link in links if is_live(rows, rows.one("claim", link["claim_id"]) or {}))


def _related(find: Find, type_name: str) -> Test:
    """One such row passes the filter."""
    return lambda rows, row, given: any(
        passes(rows, type_name, node, given) and _listed(type_name, node, given) for node, _ in find(rows, row)
    )


def _listed(type_name: str, node: Row, given: Filter) -> bool:
    """Retracted articles are left out unless they are asked for."""
    if type_name != "Article" or given.get("retracted") is not None:
        return True
    return node["retracted_at"] is None


def _many(find: Find, type_name: str) -> Test:
    """Some, every, none of such rows pass filters, or ids are among them."""

    def matches(rows: Rows, row: Row, given: Filter) -> bool:
        asked = {name: value for name, value in given.items() if value is not None}
        role = asked.pop("role", None)
        found = [(node, link) for node, link in find(rows, row) if role is None or link[FLAGS[role]]]
        if role is not None and not asked:
            return bool(found)
        return all(
            _quantified(rows, type_name, name, value, [node for node, _ in found]) for name, value in asked.items()
        )

    return matches


def _quantified(rows: Rows, type_name: str, name: str, value: Any, nodes: list[Row]) -> bool:
    if isinstance(value, list):
        keys = {node["id"] for node in nodes}
        wanted = [rows.living_actor(key_of(each, type_name)) in keys for each in value]
        return {"any": any(wanted), "all": all(wanted), "none": not any(wanted)}[name]
    met = [passes(rows, type_name, node, value) for node in nodes if _listed(type_name, node, value)]
    return {"some": any(met), "every": all(met), "none": not any(met)}[name]


ARTICLE: dict[str, Test] = {
    "id": _refers("id", "Article"),
    "language": _LANGUAGE,
    "sourceId": _SOURCE,
    "sourceDomain": _DOMAIN,
    "hasSource": _given("source_id"),
    "actorId": _has_actor("article_actor", "article_id"),
    "publishedAfter": _bound("gt", lambda rows, row: row["published_at"]),
    "publishedBefore": _bound("lt", lambda rows, row: row["published_at"]),
    "publishedAt": _bounds("published_at"),
    "ingestedAt": _bounds("ingested_at"),
    "title": _name(lambda rows, row: rows.titles[row["title"]], 200),
    "url": _any(lambda rows, row, v: any(kept["article_id"] == row["id"] for kept in of_address(rows, v))),
    "completeness": _column("completeness"),
    "hasClaims": _is_live,
    "retracted": _given("retracted_at"),
    "ingestedAfter": _bound("gt", lambda rows, row: row["ingested_at"]),
    "updatedAfter": _bound("gt", lambda rows, row: row["updated_at"]),
    "source": _related(_one("source", "source_id"), "Source"),
    "actors": _many(_pairs("article_actor", "article_id", "actor_id", "actor"), "Actor"),
    "claims": _many(_live_only(_pairs("claim", "article_id")), "Claim"),
}
ACTOR: dict[str, Test] = {
    "id": _is_actor("id"),
    "kind": _column("kind"),
    "name": _named,
    "names": _related(_pairs("actor_alias", "actor_id"), "Alias"),
    "called": _is_meant("id"),
    "wikidataId": _column("wikidata_id"),
    "externalId": _any(lambda rows, row, v: row["external_ids"].get(v.partition(":")[0]) == v.partition(":")[2]),
    "hasWikidataId": _given("wikidata_id"),
    "ingestedAfter": _bound("gt", lambda rows, row: row["created_at"]),
    "updatedAfter": _bound("gt", lambda rows, row: row["updated_at"]),
    "mentionCount": _bounds("mention_count"),
    "articles": _many(_pairs("article_actor", "actor_id", "article_id", "article"), "Article"),
    "claims": _many(_live_only(_pairs("claim_actor", "actor_id", "claim_id", "claim")), "Claim"),
}
CLAIM: dict[str, Test] = {
    "id": _refers("id", "Claim"),
    "articleId": _refers("article_id", "Article"),
    "sourceId": _of_article(_SOURCE),
    "sourceDomain": _of_article(_DOMAIN),
    "language": _of_article(_LANGUAGE),
    "claimantId": _is_actor("claimant_id"),
    "subjectId": _is_actor("subject_id"),
    "hasSubject": _given("subject_id"),
    "ingestedAfter": _bound("gt", lambda rows, row: row["created_at"]),
    "updatedAfter": _bound("gt", lambda rows, row: row["updated_at"]),
    "claimant": _is_meant("claimant_id"),
    "subject": _is_meant("subject_id"),
    "actorId": _has_actor("claim_actor", "claim_id"),
    "modality": _column("modality"),
    "polarity": _column("polarity"),
    "stance": _column("stance"),
    "factuality": _column("factuality"),
    "attribution": _column("attribution"),
    "publishedAfter": _bound("gt", _published),
    "publishedBefore": _bound("lt", _published),
    "publishedAt": _compared(_published),
    "article": _related(_one("article", "article_id"), "ClaimsArticle"),
    "actors": _many(_pairs("claim_actor", "claim_id", "actor_id", "actor"), "Actor"),
    "amounts": _many(lambda rows, row: ((amount, amount) for amount in row["amounts"]), "Amount"),
    "dates": _many(lambda rows, row: ((date, date) for date in row["dates"]), "Date"),
    "reviews": _many(_reviews, "ClaimReview"),
    "links": _many(_linked, "ClaimLink"),
}
SOURCE: dict[str, Test] = {
    "id": _refers("id", "Source"),
    "name": _name(lambda rows, row: rows.folds[row["name"]]),
    "domain": _any(lambda rows, row, v: row["domain"] == v.lower()),
    "country": _any(lambda rows, row, v: row["country"] == v.upper()),
    "language": _LANGUAGE,
    "articles": _many(_pairs("article", "source_id"), "Article"),
}
TESTS: dict[str, dict[str, Test]] = {
    "Article": ARTICLE,
    "ClaimsArticle": ARTICLE,
    "Actor": ACTOR,
    "Claim": CLAIM,
    "Source": SOURCE,
    "Amount": {"value": _bounds("value"), "unit": _column("unit")},
    "ClaimReview": {
        "reviewer": _name(lambda rows, row: rows.folds[row["reviewer"]]),
        "rating": _column("rating"),
        "reviewedAt": _bounds("reviewed_at"),
    },
    "ClaimLink": {
        "kind": _column("kind"),
        "score": _bounds("score"),
        "saidBy": _column("said_by"),
        "claim": _related(_one("claim", "claim_id"), "Claim"),
    },
    "Mention": {
        "actorId": _is_actor("actor_id"),
        "articleId": _refers("article_id", "Article"),
        "actor": _related(_one("actor", "actor_id"), "Actor"),
        "article": _related(_one("article", "article_id"), "ClaimsArticle"),
    },
    "ActorRelation": {
        "predicate": _column("predicate"),
        "subjectId": _is_actor("subject_id"),
        "objectId": _is_actor("object_id"),
        "subject": _related(_one("actor", "subject_id"), "Actor"),
        "object": _related(_one("actor", "object_id"), "Actor"),
    },
    "ActorMergeCandidate": {"rule": _column("rule"), "score": _bounds("score")},
}
WHOLE: dict[str, Test] = {"Date": _period, "Alias": _name(lambda rows, row: row["folded"])}
"""Inputs of operators alone."""


def passes(rows: Rows, type_name: str, row: Row, given: Filter) -> bool:
    """Whether a row of a type passes its filter."""
    if type_name in WHOLE:
        return WHOLE[type_name](rows, row, given)
    for name, value in given.items():
        if value is None:
            continue
        if name == "and":
            met = all(passes(rows, type_name, row, part) for part in value)
        elif name == "or":
            met = any(passes(rows, type_name, row, part) for part in value)
        elif name == "not":
            met = not passes(rows, type_name, row, value)
        else:
            met = TESTS[type_name][name](rows, row, value)
        if not met:
            return False
    return True


def matches(rows: Rows, row: Row, given: Filter | None) -> bool:
    """Whether a listed row passes the filter of its type."""
    return not given or passes(rows, row["__typename"], row, given)
