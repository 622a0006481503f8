"""Pages that list articles and are none: a section's first page, a search, a tag."""

from __future__ import annotations

from collections.abc import Sequence

import lxml.html

from service.ingest.formats.jsonld import is_article
from service.ingest.formats.nodes import LISTED, Node, types_of

_KINDS = frozenset(["CollectionPage", "SearchResultsPage"])
_FEWEST = 3
"""Articles of a list."""
_MOST = 0.5
"""Share of a page's words that the article has which the page is about."""


def is_listing(nodes: Sequence[Node], tree: lxml.html.HtmlElement, kind: str | None) -> bool:
    """Whether a page without an article of its own in its markup is a list of others, by what it says and shows.

    `kind` is what it says of itself to those who share it (`og:type`).
    """
    if kind == "article":
        return False
    if any(not _KINDS.isdisjoint(types_of(node)) for node in nodes):
        return True
    listed = sum(LISTED in node and is_article(node) for node in nodes)
    if kind == "website" and listed >= _FEWEST:
        return True
    lengths = [
        len(article.text_content())
        for article in tree.iter("article")
        if next(article.iterancestors("article"), None) is None
    ]
    return len(lengths) >= _FEWEST and max(lengths) < _MOST * sum(lengths)
