"""Lists of the REST twin as rows of a table: what a list is; its handler is made of that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from inspect import Parameter, Signature
from typing import Annotated, Any

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler

from service.http.rest.parameters import ORDER_DOC, PAGING, Count, Fields, Filter, Variables, about, whole_filter
from service.http.rest.read_requests import ITEMS, LISTS, AnyRequest, ItemId, document, page, page_within
from service.query.engine import Engine


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A list: its path, the document that it answers with, its page's type, and what OpenAPI says of it.

    With `{id:str}` in the path it belongs to one item, and answers 404 without that. `parameters` are those beside
    the page's place: variables of the document, each with its type and what OpenAPI says of it.
    """

    path: str
    document: str
    page: type
    operation_id: str
    summary: str
    tag: str
    description: str
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def query(self) -> str:
        """The document's text."""
        return document(self.document)


def ordered_by(values: type[Enum]) -> dict[str, Any]:
    """The parameter of a list's orders."""
    return {"orderBy": Annotated[list[values] | None, about("orderBy", ORDER_DOC.format("the list's own"))]}  # type: ignore[valid-type]  # a type of values


def narrowed_by(values: type[Enum]) -> dict[str, Any]:
    """The parameters of a list's filter and orders."""
    return {"filter": Filter, **ordered_by(values)}


def handler(row: Listed) -> HTTPRouteHandler:
    """The route of a row: it reads the document with the row's parameters, the page's place and `count`."""
    within, query = "{id:str}" in row.path, row.query

    async def read_list(**given: Any) -> Response[Any]:
        variables: Variables = {name: given[name] for name in row.parameters}
        variables |= {"count": given["count"], **given["paging"]}
        if "filter" in row.parameters:
            variables["filter"] = whole_filter({}, given["filter"])
        if within:
            variables["id"] = given["id"]
        read = page_within if within else page
        return await read(given["engine"], given["request"], query, variables, given["fields"])

    answer = Response[row.page]  # type: ignore[name-defined]  # a type that the row holds
    arguments = {
        "engine": (Engine, Parameter.empty),
        "request": (AnyRequest, Parameter.empty),
        **({"id": (ItemId, Parameter.empty)} if within else {}),
        "paging": (Variables, Parameter.empty),
        **{name: (kind, None) for name, kind in row.parameters.items()},
        "count": (Count, False),
        "fields": (Fields, None),
    }
    # What Litestar reads parameters and OpenAPI's answer from.
    read_list.__signature__ = Signature(  # type: ignore[attr-defined]  # as inspect documents it
        [
            Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=kind)
            for name, (kind, default) in arguments.items()
        ],
        return_annotation=answer,
    )
    read_list.__annotations__ = {name: kind for name, (kind, _) in arguments.items()} | {"return": answer}
    read_list.__doc__ = row.description
    read_list.__name__ = read_list.__qualname__ = row.operation_id
    return get(
        row.path,
        operation_id=row.operation_id,
        summary=row.summary,
        tags=[row.tag],
        responses=ITEMS if within else LISTS,
        dependencies=PAGING,
    )(read_list)
