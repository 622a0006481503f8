"""How the plain executor finds single things: by id, address, Wikidata item, domain, and lists of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graphql import GraphQLError

from tests.query.matching import key_of, of_address, type_and_key
from tests.query.rows import Row, Rows

Resolve = Callable[..., Any]


def lookup(type_name: str, **columns: str) -> Resolve:
    """One row by exactly one of several arguments: `id`, or a unique column."""

    def resolve(rows: Rows, _root: None, **given: Any) -> Row | None:
        asked = {name: value for name, value in given.items() if value is not None}
        if len(asked) != 1:
            raise GraphQLError("exactly one argument")
        ((name, value),) = asked.items()
        if name == "id":
            return rows.by_type(type_name, key_of(value, type_name))
        if name == "url":
            kept = of_address(rows, value)
            return rows.one("article", kept[0]["article_id"]) if kept else None
        found = rows.where(type_name.lower(), columns[name], value.lower() if name == "domain" else value)
        # One that was merged answers as the one that it became.
        return rows.by_type(type_name, found[0]["id"]) if found else None

    return resolve


def nodes(rows: Rows, _root: None, ids: list[str]) -> list[Row | None]:
    if len(ids) > 100:
        raise GraphQLError("too many")
    return [rows.by_type(*named) for named in [type_and_key(text) for text in ids]]


def _found(type_name: str, by: str) -> Callable[[Rows, str], Row | None]:
    column = {"url": "url", "wikidataId": "wikidata_id", "domain": "domain"}[by]
    find = lookup(type_name, **{by: column})
    return lambda rows, name: find(rows, None, **{by: name})


def each(type_name: str, by: str) -> Resolve:
    """Things by a list of names."""
    find = _found(type_name, by)
    return lambda rows, _root, **given: [find(rows, name) for name in given[by]]


OTHER_KEYS = {"Article": "url", "Actor": "wikidataId", "Source": "domain"}


def entities(rows: Rows, _root: None, representations: list[dict[str, str]]) -> list[Row | None]:
    def entity(named: dict[str, str]) -> Row | None:
        type_name = named["__typename"]
        if "id" in named:
            return rows.by_type(type_name, key_of(named["id"], type_name))
        other = OTHER_KEYS[type_name]
        return _found(type_name, other)(rows, named[other])

    return [entity(named) for named in representations]
