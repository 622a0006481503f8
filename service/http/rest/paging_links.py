"""`Link` headers of lists (RFC 8288): the first, next and previous page, as addresses relative to the request's."""

from __future__ import annotations

from urllib.parse import urlencode

from service.http.rest.models import PageInfo

_PLACE = frozenset({"first", "after", "last", "before"})
_SIZE = "20"


def page_links(path: str, given: list[tuple[str, str]], page: PageInfo) -> str:
    """The header's value for a list at `path`, asked for with the query parameters `given`."""
    kept = [(name, value) for name, value in given if name not in _PLACE]
    sizes = {name: value for name, value in given if name in ("first", "last")}
    size = sizes.get("first") or sizes.get("last") or _SIZE
    links = {"first": {"first": size}}
    if page.has_next_page and page.end_cursor is not None:
        links["next"] = {"first": size, "after": page.end_cursor}
    if page.has_previous_page and page.start_cursor is not None:
        links["prev"] = {"last": size, "before": page.start_cursor}
    return ", ".join(
        f'<{path}?{urlencode([*kept, *place.items()])}>; rel="{relation}"' for relation, place in links.items()
    )
