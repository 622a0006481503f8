"""`/v1/export?kind=claims&…`: the list `/v1/claims`, all of it, with the same filters, orders, fields and forms.

The request goes on to the list's own route, with a mark in its scope, so that there is one place where a list's
parameters are read. What chooses a page of the list has no meaning there, and is refused.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import msgspec

from service.http.edge.query_string import pairs_of
from service.http.rest.forms.form import Offer
from service.http.rest.forms.ndjson import NDJSON
from service.http.rest.paging_links import PLACE

Handler = Callable[[Any, Any, Any], Awaitable[None]]

EXPORT = "/v1/export"
KIND = "kind"
WHOLE = "claimgraph.whole"
"""Where a request's scope holds the kind whose list is wanted as a whole."""
ONLY_OF_PAGES = PLACE | {"count", "facets"}


class WholeList(msgspec.Struct, frozen=True, kw_only=True):
    """A list that can be exported."""

    path: str
    more: str = ""
    """Fields of the items, as GraphQL selects them, that an export has beside those of the list."""


WHOLE_LISTS: Mapping[str, WholeList] = {
    "articles": WholeList(path="/v1/articles", more="body"),
    "actors": WholeList(path="/v1/actors"),
    "claims": WholeList(path="/v1/claims"),
    "sources": WholeList(path="/v1/sources"),
    "search": WholeList(path="/v1/search"),
}


def with_whole_lists(handler: Handler) -> Handler:
    """The application's handler, which need not know that an export of one kind is that kind's list."""

    async def answering(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and scope["method"] == "GET" and scope["path"].rstrip("/") == EXPORT:
            given = pairs_of(scope["query_string"])
            # Actors are filtered by `kind`, too: only the first that names a list does.
            kind = next((value for name, value in given if name == KIND and value in WHOLE_LISTS), None)
            if kind is not None:
                given.remove((KIND, kind))
                path = WHOLE_LISTS[kind].path
                query = urlencode(given).encode()
                scope = {**scope, "path": path, "raw_path": path.encode(), "query_string": query, WHOLE: kind}
        await handler(scope, receive, send)

    return answering


def of_a_whole(offers: Sequence[Offer]) -> tuple[Offer, ...]:
    """The forms of an export: those of the list that need no page around the items, lines unless told otherwise."""
    written = [offer for offer in offers if offer.form.write is not None]
    return tuple(sorted(written, key=lambda offer: offer.form is not NDJSON))
