"""The first, next and previous page of a list: their addresses, relative to the request's, and the `Link` header."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from service.http.rest.models import PageInfo

PLACE = frozenset({"first", "after", "last", "before"})
"""The parameters that choose a page."""
_SIZE = "20"

Given = list[tuple[str, str]]
"""Query parameters in their order."""


def page_addresses(path: str, given: Given, page: PageInfo) -> dict[str, str]:
    """The pages around the one of a list at `path`, asked for with the query parameters `given`, by their relation."""
    kept = [(name, value) for name, value in given if name not in PLACE]
    sizes = {name: value for name, value in given if name in ("first", "last")}
    size = sizes.get("first") or sizes.get("last") or _SIZE
    places = {"first": {"first": size}}
    if page.has_next_page and page.end_cursor is not None:
        places["next"] = {"first": size, "after": page.end_cursor}
    if page.has_previous_page and page.start_cursor is not None:
        places["prev"] = {"last": size, "before": page.start_cursor}
    return {relation: f"{path}?{urlencode([*kept, *place.items()])}" for relation, place in places.items()}


def link_header(addresses: Mapping[str, str]) -> str:
    """The value of a `Link` header (RFC 8288)."""
    return ", ".join(f'<{address}>; rel="{relation}"' for relation, address in addresses.items())
