"""How every read of the REST twin is answered: a GraphQL document, so there is one way to read data."""

# The path parameter is called id in the contract.

from __future__ import annotations

from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import msgspec
from litestar import Request as HTTPRequest
from litestar import Response
from litestar.exceptions import HTTPException, NotFoundException
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import PathParameter

from schema.connection import PAGE_SIZE_MAX
from service.errors import Gone
from service.http.edge.caching import UNSENT, caching_headers, entity_tag, unmet
from service.http.edge.problems import PROBLEM_JSON, RefusedQueryError, documented
from service.http.rest.fields import joined, narrowed, widened
from service.http.rest.forms.answers import PAGES, document_in, item_in, items_in, offer_of, page_in
from service.http.rest.forms.form import Offer
from service.http.rest.forms.table import IN_JSON
from service.http.rest.models import PageInfo
from service.http.rest.paging_links import link_header, page_addresses
from service.http.rest.problem_models import Problem
from service.http.rest.whole_answers import whole_answer
from service.http.rest.whole_lists import WHOLE, WHOLE_LISTS
from service.query.engine import Engine, Request

AnyRequest = HTTPRequest[Any, Any, Any]
ItemId = Annotated[str, PathParameter(description="Global id, the same as in GraphQL.")]

MEDIA_TYPE = "application/json"
_VERSION = "version"
_DOCUMENTS = Path(__file__).parent / "documents"


class _Answer(msgspec.Struct, frozen=True):
    data: dict[str, msgspec.Raw] | None = None
    errors: list[dict[str, Any]] | None = None


class _Listed(msgspec.Struct, frozen=True, rename={"page_info": "pageInfo"}):
    page_info: PageInfo


class _Within(msgspec.Struct, frozen=True):
    page: msgspec.Raw


class _Versioned(msgspec.Struct, frozen=True):
    version: int | None = None


_LISTED = msgspec.json.Decoder(_Listed)
_WITHIN = msgspec.json.Decoder(_Within)
_VERSIONED = msgspec.json.Decoder(_Versioned)
_RECORD = msgspec.json.Decoder(dict[str, msgspec.Raw])
_ANSWER = msgspec.json.Decoder(_Answer)


def document(name: str) -> str:
    """A document of the folder `documents`; it selects `result`."""
    return (_DOCUMENTS / f"{name}.graphql").read_text(encoding="utf-8")


def problems(*statuses: int) -> dict[int, ResponseSpec]:
    """What each status means for a read, for the OpenAPI document."""
    return {
        status: ResponseSpec(Problem, generate_examples=False, description=meaning, media_type=PROBLEM_JSON)
        for status, meaning in documented(*statuses).items()
    }


LISTS = problems(400, 503)
ITEMS = problems(400, 404, 410, 503)


async def read(engine: Engine, query: str, variables: dict[str, Any]) -> bytes:
    """The result of a document, its bytes as the database wrote them.

    Raises RefusedQueryError for values that won't do, NotFoundException where the result is null, Gone where
    it was deleted.
    """
    given = {name: _plain(value) for name, value in variables.items() if value is not None}
    answer = await engine.execute(Request(query=query, variables=given, trusted=True))
    decoded = _ANSWER.decode(answer.body)
    for error in decoded.errors or ():
        raise_if_gone(error)
    if decoded.errors or decoded.data is None:
        raise RefusedQueryError(decoded.errors or [{"message": "No answer."}])
    result = bytes(decoded.data["result"])
    if result == b"null":
        raise NotFoundException(f"There is nothing with the id {given.get('id')!r}.")
    return result


def raise_if_gone(error: dict[str, Any]) -> None:
    """Raise Gone for an error of GraphQL's that tells of a deletion."""
    told = error.get("extensions", {})
    if told.get("code") == Gone.code:
        at = datetime.fromisoformat(told["deletedAt"])
        raise Gone(error["message"], deleted_at=at, deleted_by=told["deletedBy"], reason=told["reason"])


async def page(
    engine: Engine, request: AnyRequest, query: str, variables: dict[str, Any], fields: list[str] | None = None
) -> Response[Any]:
    """A page of a list, with links to its neighbours; for an export all of the list."""
    offer, wanted = offer_of(request), joined(fields)
    if WHOLE in request.scope:
        return await _whole(engine, request, query, variables, wanted)
    asked = document_in(offer, query, wanted, facets=bool(variables.get("facets")))
    return _linked(request, offer, asked, await read(engine, asked, variables))


async def page_within(
    engine: Engine, request: AnyRequest, query: str, variables: dict[str, Any], fields: list[str] | None = None
) -> Response[Any]:
    """A page of the list `page` of the item with the id of `variables`; 404 without that item."""
    offer = offer_of(request)
    asked = document_in(offer, query, joined(fields))
    return _linked(request, offer, asked, within(await read(engine, asked, variables)))


def all_items(request: AnyRequest, query: str, body: bytes) -> Response[Any]:
    """A list without pages, `body` being its array as JSON."""
    offer = offer_of(request)
    if offer is IN_JSON:
        return unless_known(request, body)
    return unless_known(request, items_in(request, offer, query, body), media_type=offer.form.media_type)


def within(body: bytes) -> bytes:
    """The field `page` of a result."""
    return bytes(_WITHIN.decode(body).page)


async def item(engine: Engine, request: AnyRequest, query: str, id: str, fields: list[str] | None) -> Response[Any]:
    """One record; its `ETag` holds its version, for the `If-Match` of a change."""
    offer, wanted = offer_of(request), joined(fields)
    if offer is not IN_JSON:
        body = await read(engine, document_in(offer, query, wanted), {"id": id})
        told = item_in(request, offer, body)
        return unless_known(request, told, version=_VERSIONED.decode(body).version, media_type=offer.form.media_type)
    body = await read(engine, query if wanted is None else narrowed(query, wanted, _VERSION), {"id": id})
    version = _VERSIONED.decode(body).version
    if wanted is not None and _VERSION not in [name.strip() for name in wanted.split(",")]:
        record = _RECORD.decode(body)
        record.pop(_VERSION, None)
        body = msgspec.json.encode(record)
    return unless_known(request, body, version=version)


def unless_known(
    request: AnyRequest,
    body: bytes,
    headers: dict[str, str] | None = None,
    version: int | None = None,
    media_type: str = MEDIA_TYPE,
) -> Response[Any]:
    """The answer, or 304 when the caller has it, or 412 when it is not the one that `If-Match` names."""
    tag = entity_tag(body, media_type, version)
    headers = caching_headers(tag, shared=False, max_age_s=0) | (headers or {})
    lines = request.headers
    match unmet(tag, lines.getall("if-match", ()), lines.getall("if-none-match", ())):
        case 304:
            request.scope[UNSENT] = (media_type, len(body))  # type: ignore[literal-required]  # a key of our own
            return Response(b"", status_code=304, headers=headers)
        case 412:
            raise HTTPException(
                status_code=412, detail=f'The answer has the tag "{tag}" now; `If-Match` names another.'
            )
        case _:
            return Response(body, media_type=media_type, headers=headers)


def _of_export(request: AnyRequest, query: str) -> str:
    more = WHOLE_LISTS[request.scope[WHOLE]].more  # type: ignore[literal-required]  # a key of our own
    return widened(query, more) if more else query


async def _whole(
    engine: Engine, request: AnyRequest, query: str, variables: dict[str, Any], fields: str | None
) -> Response[Any]:
    offer = offer_of(request)
    asked = document_in(offer, _of_export(request, query), fields)

    async def read_page(reader: Engine, after: str | None) -> bytes:
        return await read(reader, asked, {**variables, "first": PAGE_SIZE_MAX, "after": after})

    return await whole_answer(request, engine, offer, asked, read_page)


def _linked(request: AnyRequest, offer: Offer, asked: str, body: bytes) -> Response[Any]:
    given = [(name, value) for name, value in request.query_params.multi_items() if value is not None]
    if offer is IN_JSON:
        links = page_addresses(request.url.path, given, _LISTED.decode(body).page_info)
        return unless_known(request, body, {"Link": link_header(links)})
    found = PAGES.decode(body)
    headers = {"Link": link_header(page_addresses(request.url.path, given, found.page_info))}
    if found.total_count is not None:
        headers["Total-Count"] = str(found.total_count)
    told = page_in(request, offer, asked, found)
    return unless_known(request, told, headers, media_type=offer.form.media_type)


def _plain(value: Any) -> Any:
    """Variables as JSON has them: enums by name, dates as text, filters without what was not asked."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, list):
        return [_plain(entry) for entry in value]
    if isinstance(value, dict):
        return {name: _plain(entry) for name, entry in value.items() if entry is not None}
    return value
