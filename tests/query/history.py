"""Versions and changes in plain Python: what each change took away is put back, from today's object on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.query.pages import Item
from tests.query.rows import Row, Rows, moment_text

KINDS = {"Article": 1, "Actor": 2, "Claim": 3, "ClaimReview": 4}

SAME = ("title", "body", "language", "url", "completeness", "authors", "guid", "notes", "extractor")
"""Columns of an article whose fields have the same name."""


def entries(type_name: str) -> Callable[..., list[Item]]:
    """The changes of one object of a type."""

    def of(rows: Rows, row: Row) -> list[Item]:
        kept = rows.where("history", "key", row["id"])
        return [Item(entry, {}) for entry in kept if entry["kind"] == KINDS[type_name]]

    return of


def fields(rows: Rows, entry: Row) -> list[Row]:
    """What a change changed, by the fields' names."""
    told = [{"field": name, "from": None, "to": None, **change} for name, change in entry["changes"].items()]
    return sorted(told, key=lambda change: rows.ranks[change["field"]])


def changed(rows: Rows, entry: Row) -> list[str]:
    """The names of what a version changed."""
    return sorted(entry["changes"], key=rows.ranks.__getitem__)


def state(name: str) -> Callable[..., Any]:
    """A field of an article as it was in a version."""
    return lambda rows, entry: _as_of(rows, entry)[name]


def state_row(name: str, table: str) -> Callable[..., Row | None]:
    """An object that an article named in a version."""

    def resolve(rows: Rows, entry: Row) -> Row | None:
        named = _as_of(rows, entry)[name]
        return None if named is None else rows.one(table, int(named.partition("_")[2]))

    return resolve


def _as_of(rows: Rows, entry: Row) -> Row:
    article = rows.one("article", entry["key"])
    assert article is not None
    today = _today(article)
    later = [
        other
        for other in rows.where("history", "key", entry["key"])
        if other["kind"] == KINDS["Article"] and _place(other) > _place(entry)
    ]
    for other in sorted(later, key=_place, reverse=True):
        today |= {name: _before(name, change, today) for name, change in other["changes"].items()}
    return today


def _place(entry: Row) -> tuple[int, int]:
    return entry["version"], entry["nth"]


def _before(name: str, change: Row, after: Row) -> Any:
    if name != "body":
        return change["from"]
    body = after["body"]
    return body[: change["prefix"]] + change["from"] + body[len(body) - change["suffix"] :]


def _today(article: Row) -> Row:
    found = {name: article[name] for name in SAME} | {"extractorVersion": article["extractor_version"]}
    published, source, original = (article[name] for name in ("published_at", "source_id", "translation_of_id"))
    return found | {
        "publishedAt": None if published is None else moment_text(published),
        "source": None if source is None else f"src_{source}",
        "translationOf": None if original is None else f"art_{original}",
    }
