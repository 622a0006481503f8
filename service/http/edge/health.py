"""Liveness and readiness, for load balancers and orchestrators."""

from __future__ import annotations

import msgspec
from litestar import Response, get
from litestar.openapi.datastructures import ResponseSpec

from service.http.edge.problems import PROBLEM_JSON, documented
from service.http.rest.models import Problem
from service.store.pool import Store


class Health(msgspec.Struct, frozen=True):
    """`ok` when the process (or its database) answers."""

    status: str


@get("/healthz", operation_id="healthz", summary="The process lives", tags=["Health"])
async def healthz() -> Health:
    """200 as long as the process can answer at all; asks nothing of the database."""
    return Health("ok")


@get(
    "/readyz",
    operation_id="readyz",
    summary="The service can answer reads",
    tags=["Health"],
    responses={
        503: ResponseSpec(Problem, generate_examples=False, description=documented(503)[503], media_type=PROBLEM_JSON)
    },
)
async def readyz(store: Store) -> Response[Health]:
    """200 when the database answers, 503 while it doesn't."""
    await store.ping()
    return Response(Health("ok"))


ROUTES = [healthz, readyz]
