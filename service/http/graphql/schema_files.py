"""The contract as files for the tools of clients: its SDL, and which types its interfaces and unions may be."""

from __future__ import annotations

import asyncio
from functools import cache

import msgspec
from litestar import Response, get
from litestar.datastructures import State

from schema import possible_types, sdl
from service.errors import Forbidden
from service.http.edge.access import current_caller
from service.http.rest.read_requests import AnyRequest, unless_known

SDL = "text/plain"
"""What every tool takes SDL as, and browsers show; no type of its own is registered."""


@get("/schema.graphql", include_in_schema=False, media_type=SDL)
async def schema_graphql(state: State, request: AnyRequest) -> Response[bytes]:
    """The contract in GraphQL's schema language."""
    _permit(state)
    return unless_known(request, await asyncio.to_thread(_sdl), media_type=SDL)


@get("/schema/possible-types.json", include_in_schema=False)
async def possible_types_json(state: State, request: AnyRequest) -> Response[bytes]:
    """The types of each interface and union, as Apollo Client's `InMemoryCache` takes them."""
    _permit(state)
    return unless_known(request, await asyncio.to_thread(_possible_types))


def _permit(state: State) -> None:
    """Raises Forbidden where the contract is told to nobody but administrators."""
    if not state.introspection and "admin" not in current_caller().scopes:
        message = "This service does not tell its schema; ask its operator for it, or use a key with `admin`."
        raise Forbidden(message, scope="admin")


@cache
def _sdl() -> bytes:
    return sdl().encode()


@cache
def _possible_types() -> bytes:
    return msgspec.json.encode(possible_types())


ROUTES = [schema_graphql, possible_types_json]
