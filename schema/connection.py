"""Relay connections (GraphQL Cursor Connections Specification), with the shortcut `nodes`."""

from __future__ import annotations

from typing import Generic, TypeVar

import strawberry

from schema import costs
from schema.mapping import Part, mapped

T = TypeVar("T")

PAGE_SIZE_DEFAULT = 20
PAGE_SIZE_MAX = 100


TOTAL_DOC = (
    "All items of the list, over all pages; counted only when selected."
    f" Costs {costs.COUNT_OF_ALL:,} at the root, {costs.COUNT:,} below an object."
)


@strawberry.type(description="Where a page is in its list.")
class PageInfo:
    has_next_page: bool = mapped(Part("hasNextPage"), "Whether items follow this page.")
    has_previous_page: bool = mapped(Part("hasPreviousPage"), "Whether items stand before this page.")
    start_cursor: str | None = mapped(Part("startCursor"), "The first item's cursor; null on an empty page.")
    end_cursor: str | None = mapped(Part("endCursor"), "The last item's cursor; null on an empty page.")


@strawberry.type(description="One item of a page, with its place in the list.")
class Edge(Generic[T]):
    cursor: str = mapped(Part("cursor"), "The item's place: opaque, and bound to the list's order.")
    node: T = mapped(Part("node"), "The item.")


@strawberry.type(description="A page of a list. Cursors neither skip nor repeat while items are added.")
class Connection(Generic[T]):
    edges: list[Edge[T]] = mapped(Part("edges"), "The page's items with their cursors.")
    nodes: list[T] = mapped(Part("nodes"), "The page's items, for callers that need no cursors.")
    page_info: PageInfo = mapped(Part("pageInfo"), "Where the page is.")
    total_count: int = mapped(Part("totalCount"), TOTAL_DOC)


@strawberry.type(description="How many items of a list have a value.")
class FacetCount:
    value: str = strawberry.field(description="The value.")
    count: int = strawberry.field(description="The number of items that have it.")
    id: strawberry.ID | None = strawberry.field(
        description="Global id of what the value names, for filters; null where it is a plain value."
    )
