"""Microdata: the things of a page whose markup stands in its tags (`itemscope`, `itemprop`)."""

from __future__ import annotations

from typing import Any

import lxml.html

from service.ingest.formats.nodes import Node

_ADDRESSES = {
    "a": "href",
    "area": "href",
    "link": "href",
    "img": "src",
    "audio": "src",
    "video": "src",
    "source": "src",
}
_DEEP = 12


def microdata_nodes(tree: lxml.html.HtmlElement, kind: str) -> list[Node]:
    """The things of a page that are of a kind ("ClaimReview"), as JSON-LD would have them."""
    return [
        _node(element, 0)
        for element in tree.iter("*")
        if element.get("itemscope") is not None and kind in _types(element)
    ]


def _node(element: lxml.html.HtmlElement, depth: int) -> Node:
    node: Node = {"@type": _types(element)}
    if element.get("itemid"):
        node["@id"] = element.get("itemid")
    for inner in _properties(element):
        for name in (inner.get("itemprop") or "").split():
            value = _value(inner, depth)
            node[name] = [*_listed(node[name]), value] if name in node else value
    return node


def _properties(element: lxml.html.HtmlElement) -> list[lxml.html.HtmlElement]:
    """What has a name within a thing, but for what stands within another thing of it."""
    return [
        inner
        for inner in element.iterdescendants()
        if inner.get("itemprop")
        and next((outer for outer in inner.iterancestors() if outer.get("itemscope") is not None), None) is element
    ]


def _value(element: lxml.html.HtmlElement, depth: int) -> Any:
    if element.get("itemscope") is not None:
        return _node(element, depth + 1) if depth < _DEEP else None
    if element.get("content") is not None:
        return element.get("content")
    if element.tag == "time":
        return element.get("datetime") or element.text_content()
    if element.tag in _ADDRESSES:
        return element.get(_ADDRESSES[element.tag])
    return " ".join(element.text_content().split())


def _types(element: lxml.html.HtmlElement) -> list[str]:
    return [kind.rpartition("/")[2] for kind in (element.get("itemtype") or "").split()]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
