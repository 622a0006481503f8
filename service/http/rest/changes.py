"""The REST twin, reads: what happened, for a copy elsewhere that follows."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, get
from litestar.params import QueryParameter

from schema.connection import PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX
from service.http.rest.page_models import EventPage
from service.http.rest.parameters import Format
from service.http.rest.read_requests import AnyRequest, document, page, problems
from service.query.engine import Engine

CHANGES = document("changes")


@get(
    "/v1/changes",
    operation_id="listChanges",
    summary="What happened",
    tags=["Bulk"],
    responses=problems(400, 410, 503),
)
async def list_changes(
    engine: Engine,
    request: AnyRequest,
    after: Annotated[
        str | None,
        QueryParameter(
            name="after",
            max_length=2000,
            description="Go on after the change with this cursor; without it, from the oldest that is kept.",
        ),
    ] = None,
    first: Annotated[
        int,
        QueryParameter(
            name="first", ge=0, le=PAGE_SIZE_MAX, description="How many; 0 without `after` tells the cursor of now."
        ),
    ] = PAGE_SIZE_DEFAULT,
    format: Format = None,
) -> Response[EventPage]:
    """Changes of anything, oldest first, as far as their order is final. An empty page means that nothing happened
    since; `endCursor` is where to go on, there as well. 410 says that what follows the cursor is not kept any more."""
    return await page(engine, request, CHANGES, {"after": after, "first": first})


ROUTES = [list_changes]
