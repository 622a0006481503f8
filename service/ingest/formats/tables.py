"""Tables: what stands in cells is read as lines of text, and what only lays out a page is no table."""

from __future__ import annotations

import lxml.html

_OF_TABLES = ("table", "thead", "tbody", "tfoot", "tr", "td", "th", "colgroup", "caption")
_BLOCKS = frozenset(["p", "h1", "h2", "h3", "article", "section", "table", "ul", "blockquote"])


def without_layout(tree: lxml.html.HtmlElement) -> None:
    """Make divisions of the tables that hold paragraphs, as pages were laid out before there were styles."""
    # The outer ones first: what is within is asked while it is still a table.
    for table in list(tree.iter("table")):
        inside = [element for element in table.iterdescendants() if element.tag in _OF_TABLES]
        if any(element.tag in _BLOCKS for element in table.iterdescendants()):
            own = [element for element in inside if next(element.iterancestors("table"), table) is table]
            for element in (*own, table):
                element.tag = "div"


def cells(line: str) -> str | None:
    """A row as the reader of pages writes it (`| a | b |`), a cell a line; empty for its rule, None for other text."""
    if not (line.startswith("|") and line.endswith("|") and len(line) > 1):
        return None
    found = [cell.strip() for cell in line.strip("|").split("|")]
    return "\n".join(cell for cell in found if cell and cell.strip("-"))
