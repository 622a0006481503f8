# ruff: noqa: A002 - path parameters are called id in the contract.
"""The explorer at `/`: each address answers with a page that can be read as it is, and that a script makes live.

The script is built from `web/explorer` and asks the public API alone; what is written here is read by the same
documents that anyone may send, with the caller's own rights.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec
from litestar import MediaType, Response, get
from litestar.params import QueryParameter

from schema.enums import SearchType
from service.http.edge import pages
from service.http.edge.access import caller_of
from service.http.edge.screen import OWN_TYPES
from service.http.explorer import written
from service.http.graphql.negotiation import prefers_html
from service.http.rest.read_requests import AnyRequest, ItemId
from service.query.engine import Engine, Request

_DOCUMENTS: Final = Path(__file__).parent / "documents"
_INDEX: Final = {
    "graphql": "/graphql",
    "rest": "/v1/articles",
    "openapi": "/openapi.yaml",
    "documentation": "/docs",
    "health": "/healthz",
}
_NOT_FOUND: Final = ("Not found", "<h1>Not found</h1><p>There is nothing at this address.</p>")
_FOR_THOSE_WHO_READ: Final = ("Claimgraph", f"<h1>{written.TITLE}</h1><p>Reading needs a key here.</p>")

Query = Annotated[str, QueryParameter(name="q", description="What to search for.")]
Found = Annotated[SearchType | None, QueryParameter(name="type", description="Only results of this type.")]


class _Answer(msgspec.Struct, frozen=True):
    data: dict[str, Any] | None = None


_ANSWER = msgspec.json.Decoder(_Answer)


@get("/", include_in_schema=False, opt={OWN_TYPES: True})
async def home(engine: Engine, request: AnyRequest) -> Response[Any]:
    """The first page; programs that don't read HTML get the addresses of the API."""
    if not prefers_html(request.headers.get("accept", "*/*")):
        return Response(_INDEX)
    return await _page(engine, request, "home", {}, written.home)


@get("/search", include_in_schema=False, media_type=MediaType.HTML)
async def search(engine: Engine, request: AnyRequest, text: Query = "", found: Found = None) -> Response[Any]:
    """What a search finds."""
    if not text.strip():
        return _shown(*written.search({"search": {"nodes": []}}, text))
    variables = {"query": text, "types": None if found is None else [found.value]}
    return await _page(engine, request, "search", variables, lambda data: written.search(data, text))


@get("/sources", include_in_schema=False, media_type=MediaType.HTML)
async def sources(engine: Engine, request: AnyRequest) -> Response[Any]:
    """How each source puts its claims forward."""
    return await _page(engine, request, "sources", {}, written.sources)


@get("/contradictions", include_in_schema=False, media_type=MediaType.HTML)
async def contradictions(engine: Engine, request: AnyRequest) -> Response[Any]:
    """Claims that can't both be so."""
    return await _page(engine, request, "contradictions", {}, written.contradictions)


@get("/articles/{id:str}", include_in_schema=False, media_type=MediaType.HTML)
async def article(engine: Engine, request: AnyRequest, id: ItemId) -> Response[Any]:
    """An article."""
    return await _page(engine, request, "article", {"id": id}, written.article)


@get("/actors/{id:str}", include_in_schema=False, media_type=MediaType.HTML)
async def actor(engine: Engine, request: AnyRequest, id: ItemId) -> Response[Any]:
    """An actor."""
    return await _page(engine, request, "actor", {"id": id}, written.actor)


@get("/claims/{id:str}", include_in_schema=False, media_type=MediaType.HTML)
async def claim(engine: Engine, request: AnyRequest, id: ItemId) -> Response[Any]:
    """A claim."""
    return await _page(engine, request, "claim", {"id": id}, written.claim)


ROUTES = (home, search, sources, contradictions, article, actor, claim)


async def _page(
    engine: Engine,
    request: AnyRequest,
    name: str,
    variables: dict[str, Any],
    write: Callable[[written.Data], written.Written],
) -> Response[Any]:
    if "read" not in caller_of(request.scope).scopes:
        # The script asks for a key.
        return _shown(*_FOR_THOSE_WHO_READ)
    query = (_DOCUMENTS / f"{name}.graphql").read_text("utf-8")
    answer = await engine.execute(Request(query=query, variables=variables, trusted=True))
    data = _ANSWER.decode(answer.body).data
    if data is None or None in data.values():
        return _shown(*_NOT_FOUND, status=404)
    return _shown(*write(data))


def _shown(title: str, content: str, status: int = 200) -> Response[Any]:
    headers = {"content-security-policy": pages.EXPLORER_CSP, "cache-control": "no-cache"}
    return Response(pages.explorer_html(title, content), status_code=status, media_type=MediaType.HTML, headers=headers)
