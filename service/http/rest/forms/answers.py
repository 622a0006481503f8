"""A list's answer in the form that was chosen: which fields it asks for, and what becomes of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import msgspec
from litestar import Request

from service.http.edge.problems import RefusedQueryError
from service.http.rest.fields import narrowed, widened
from service.http.rest.forms.form import Item, Listing, Offer
from service.http.rest.forms.negotiation import FORMAT, OFFER
from service.http.rest.forms.table import IN_JSON
from service.http.rest.models import PageInfo
from service.http.rest.paging_links import PLACE, Given, page_addresses
from service.http.rest.whole_lists import EXPORT, KIND, WHOLE

AnyRequest = Request[Any, Any, Any]

_HOST = re.compile(r"[A-Za-z0-9._-]+(?::\d{1,5})?|\[[0-9A-Fa-f:.]+\](?::\d{1,5})?")


class Page(msgspec.Struct, frozen=True, rename="camel"):
    """A page of a list as JSON has it: items by themselves, or edges that tell something beside them."""

    page_info: PageInfo
    nodes: list[msgspec.Raw] = []
    edges: list[msgspec.Raw] = []
    total_count: int | None = None

    @property
    def items(self) -> Sequence[msgspec.Raw]:
        """The items, whichever way they come."""
        return self.nodes or self.edges


PAGES = msgspec.json.Decoder(Page)
_ITEM = msgspec.json.Decoder(Item)
_ITEMS = msgspec.json.Decoder(list[msgspec.Raw])


def offer_of(request: AnyRequest) -> Offer:
    """The form that the request was found to want; JSON from a route that has no other."""
    offer: Offer = request.scope.get(OFFER, IN_JSON)  # type: ignore[assignment]  # a key of our own
    return offer


def document_in(offer: Offer, document: str, fields: str | None, *, facets: bool = False) -> str:
    """A list's document with the fields that the form needs, or with those chosen by `fields`.

    Raises RefusedQueryError (400) for what the form can't hold.
    """
    name = offer.form.name
    if fields is not None and not offer.form.chosen_fields:
        raise _refused("fields", f"the form {name} has fields of its own; leave it out, or ask for JSON")
    if facets and offer is not IN_JSON:
        raise _refused("facets", f"the form {name} holds items only; ask for the facets in JSON")
    if offer.more:
        document = widened(document, offer.more)
    return document if fields is None else narrowed(document, fields)


def page_in(request: AnyRequest, offer: Offer, document: str, page: Page) -> bytes:
    """A page of a list in the form of the offer."""
    base, given = base_of(request), _given(request)
    path = f"{base}{request.url.path}"
    named = [*given, (FORMAT, offer.form.name)]
    listing = Listing(
        base=base,
        address=_asked(path, named),
        identity=_asked(path, [pair for pair in named if pair[0] not in PLACE]),
        title=_title(request),
        document=document,
        pages=page_addresses(path, named, page.page_info),
        total=page.total_count,
    )
    return _written(offer, listing, page.items)


def items_in(request: AnyRequest, offer: Offer, document: str, body: bytes) -> bytes:
    """A list without pages, which as JSON is an array, in the form of the offer."""
    return _written(offer, whole_listing(request, offer, document), _ITEMS.decode(body))


def item_in(request: AnyRequest, offer: Offer, body: bytes) -> bytes:
    """A thing by itself, which as JSON is an object, in the form of the offer."""
    if offer.form.write_one is None or offer.describe is None:
        raise TypeError(f"nothing by itself comes as {offer.form.name}")
    base = base_of(request)
    return offer.form.write_one(offer.describe(_ITEM.decode(body), base), base)


def whole_listing(request: AnyRequest, offer: Offer, document: str) -> Listing:
    """All of a list, which has no pages."""
    base, given = base_of(request), [*_given(request), (FORMAT, offer.form.name)]
    kind: str | None = request.scope.get(WHOLE)  # type: ignore[assignment]  # a key of our own
    if kind is None:
        address = _asked(f"{base}{request.url.path}", given)
    else:
        address = _asked(f"{base}{EXPORT}", [(KIND, kind), *given])
    return Listing(base=base, address=address, identity=address, title=_title(request), document=document)


def base_of(request: AnyRequest) -> str:
    """The service's address as the operator tells it, else as this request has it."""
    public: str | None = request.app.state.public_url
    if public is not None:
        return public
    host = request.headers.get("host", "")
    if not _HOST.fullmatch(host):
        name, port = request.scope.get("server") or ("localhost", None)
        host = f"{name}:{port}" if port else name
    return f"{request.scope['scheme']}://{host}"


def _written(offer: Offer, listing: Listing, items: Sequence[msgspec.Raw]) -> bytes:
    if offer.form.write is None:
        raise TypeError("JSON comes as the database made it")
    writer = offer.form.write(listing, offer.describe)
    return writer.begin() + writer.items(items) + writer.end()


def _given(request: AnyRequest) -> Given:
    pairs = [(name, value) for name, value in request.query_params.multi_items() if value is not None]
    return [pair for pair in pairs if pair[0] != FORMAT]


def _asked(path: str, given: Given) -> str:
    return f"{path}?{urlencode(given)}" if given else path


def _title(request: AnyRequest) -> str:
    handler: Any = request.route_handler
    return f"Claimgraph: {handler.summary}"


def _refused(argument: str, message: str) -> RefusedQueryError:
    told: Mapping[str, Any] = {"message": f"Parameter `{argument}`: {message}.", "extensions": {"argument": argument}}
    return RefusedQueryError([told])
