"""The things of a schema.org text, whatever shape they were written in: an object, an array, `@graph`, references.

Types and names are read with or without their prefix. No context is fetched, and nothing is executed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from service.ingest.formats.fragment import unescaped
from service.ingest.formats.loose_json import loads_loosely
from service.ingest.formats.page import words

Node = dict[str, Any]
"""A thing: what stands under each name, in JSON's types."""

LISTED = "@listed"
"""Is true in a thing that stands in a list of things: a teaser, where a page is about one of its own."""

_DEEP = 12
# Where publishers put one thing into another.
_HOLDERS = (
    "@graph", "mainEntity", "mainEntityOfPage", "hasPart", "subjectOf", "review", "itemListElement", "item",
    "dataFeedElement", "blogPost",
)  # fmt: skip
_LISTS = frozenset(["itemListElement", "blogPost"])
_COLLECTIONS = frozenset(["CollectionPage", "ItemList", "SearchResultsPage", "Collection"])
_VOCABULARIES = ("http://schema.org/", "https://schema.org/", "schema:")
_WRAPPED_AT_MOST = 3


def nodes_of(text: str) -> list[Node]:
    """Every thing in a JSON-LD text, references resolved one level deep. Raises Unreadable for what is no JSON."""
    return nodes_in(loads_loosely(text))


def nodes_in(value: Any) -> list[Node]:
    """Every thing in a value that was read from JSON-LD."""
    nodes = list(_walk(value, 0, listed=False))
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    return [{key: _resolved(item, by_id) for key, item in node.items()} for node in nodes if "@type" in node]


def types_of(node: Node) -> list[str]:
    """The types of a thing, without the vocabulary's prefix."""
    given = node.get("@type")
    return [_short(kind) for kind in (given if isinstance(given, list) else [given]) if isinstance(kind, str)]


def things_of(node: Node | None, name: str) -> list[Node]:
    """The things that stand under a name; bare text is a thing with that name."""
    value = (node or {}).get(name)
    return [
        {_short(key): inner for key, inner in item.items()} if isinstance(item, dict) else {"name": item}
        for item in (value if isinstance(value, list) else [value])
        if isinstance(item, dict | str)
    ]


def thing_of(node: Node | None, name: str) -> Node | None:
    """The first thing that stands under a name."""
    return next(iter(things_of(node, name)), None)


def text_of(node: Node | None, name: str, inner: str = "name") -> str | None:
    """The text that stands under a name: itself, a value object's, or a thing's `inner`."""
    value = (node or {}).get(name)
    for _ in range(_WRAPPED_AT_MOST):
        value = value[0] if isinstance(value, list) and value else value
        if isinstance(value, dict):
            value = value.get("@value", value.get(inner, value.get("@id") if name == "url" else None))
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value)


def line_of(node: Node | None, name: str) -> str | None:
    """The text that stands under a name, on one line."""
    return line(text_of(node, name))


def line(text: str | None) -> str | None:
    """A text on one line, its HTML entities resolved, also where they were escaped twice; None for nothing."""
    return words(unescaped(text)) if text else None


def reference_of(node: Node, name: str) -> str | None:
    """The address or identifier that stands under a name."""
    value = node.get(name)
    value = value[0] if isinstance(value, list) and value else value
    if isinstance(value, dict):
        value = value.get("@id") or value.get("url")
    return value if isinstance(value, str) else None


def names_of(value: Any) -> Iterator[str]:
    """The names of those who stand under a name, each once: things, texts, or both. Addresses are no names."""
    seen: set[str] = set()
    for item in value if isinstance(value, list) else [value]:
        name = line(text_of({"of": item}, "of"))
        if name and name not in seen and not name.startswith(("http://", "https://")):
            seen.add(name)
            yield name


def _walk(value: Any, depth: int, *, listed: bool) -> Iterator[Node]:
    if depth > _DEEP:
        return
    if isinstance(value, list):
        for item in value:
            yield from _walk(item, depth + 1, listed=listed)
    elif isinstance(value, dict):
        node = {_short(key): item for key, item in value.items() if key != LISTED}
        yield node | {LISTED: True} if listed else node
        for holder in _HOLDERS:
            if holder in node:
                parts = holder == "hasPart" and not _COLLECTIONS.isdisjoint(types_of(node))
                yield from _walk(node[holder], depth + 1, listed=listed or parts or holder in _LISTS)


def _resolved(value: Any, by_id: dict[str, Node]) -> Any:
    if isinstance(value, list):
        return [_resolved(item, by_id) for item in value]
    if isinstance(value, dict) and len(value) == 1 and isinstance(value.get("@id"), str):
        return by_id.get(value["@id"], value)
    return value


def _short(name: str) -> str:
    for vocabulary in _VOCABULARIES:
        name = name.removeprefix(vocabulary)
    return name
