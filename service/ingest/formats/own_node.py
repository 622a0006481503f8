"""Which of a page's schema.org things is the page's own article, and no teaser of another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from service.address import address_key
from service.ingest.formats.jsonld import addresses_of, is_article
from service.ingest.formats.nodes import LISTED, Node, line_of

_ALIKE = 0.5
"""Share of the shorter title's words that two titles of one article have in common."""
_WORD = re.compile(r"\w+")
_DEVICE = re.compile(r"^(?:m|amp|mobile)\.")
_FORM = re.compile(r"(?:/amp|\.html?|\.amp|/index|/)+$", re.I)


def own_article(
    nodes: Sequence[Node], addresses: Sequence[str | None], titles: Sequence[str | None], base: str | None
) -> tuple[Node | None, tuple[str, ...]]:
    """The thing that is the page's own article, and notes on those that were not believed to be.

    It has one of the page's `addresses`; else it stands in no list of things and has one of the page's `titles`;
    else it is the only one, and nothing that it says of itself is said otherwise by the page. Things with one
    address are one, told in pieces.
    """
    articles = sorted(filter(is_article, nodes), key=lambda node: "articleBody" not in node)
    own = {_loose(address) for address in addresses if address}
    by_address = [node for node in articles if not own.isdisjoint(_addresses(node, base))]
    if by_address:
        return _together(by_address), ()
    alone = [node for node in articles if LISTED not in node]
    by_title = [node for node in alone if any(_alike(_title(node), title) for title in titles)]
    if by_title:
        return by_title[0], ()
    heads = {_title(node) for node in alone}
    # A page without a title can't contradict.
    if alone and len(heads) == 1 and (not any(titles) or not own or not any(_addresses(node, base) for node in alone)):
        return alone[0], ()
    others = ", ".join(repr(head[:80]) for head in sorted({_title(node) or "" for node in articles} - {""})[:3])
    note = f"The markup's articles ({others}) are others than the page's; they were not believed."
    return None, (note,) if others else ()


def _together(nodes: Sequence[Node]) -> Node:
    found: Node = {}
    for node in nodes:
        for name, value in node.items():
            found.setdefault(name, value)
    return found


def _addresses(node: Node, base: str | None) -> set[str]:
    return {_loose(address) for address in addresses_of(node, base) if address}


def _loose(address: str) -> str:
    """What an address is in all the forms of one page: for telephones, as AMP, with or without a slash at the end."""
    key = _DEVICE.sub("", address_key(address))
    path, mark, query = key.partition("?")
    return _FORM.sub("", path) + mark + query if urlsplit(f"//{path}").path.strip("/") else key


def _title(node: Node) -> str | None:
    return line_of(node, "headline") or line_of(node, "name")


def _alike(one: str | None, other: str | None) -> bool:
    """Whether two titles are of one article; pages add their site's name, and markup may cut."""
    mine, theirs = (set(_WORD.findall((title or "").casefold())) for title in (one, other))
    if not mine or not theirs:
        return False
    common, shorter = len(mine & theirs), min(len(mine), len(theirs))
    return common > _ALIKE * shorter and common >= min(2, shorter)
