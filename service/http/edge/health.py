"""Liveness and readiness, for load balancers and orchestrators."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, get
from litestar.datastructures import State
from litestar.openapi.datastructures import ResponseSpec
from msgspec import Meta

from service.http.edge.problems import PROBLEM_JSON, documented
from service.http.rest.models import Model
from service.http.rest.problem_models import Problem
from service.store.readiness import Readiness


class Health(Model, frozen=True):
    """The process, or its database too, answers."""

    status: Annotated[str, Meta(description="`ok`; otherwise the answer is a problem.")]


@get("/healthz", operation_id="healthz", summary="The process lives", tags=["Health"])
async def healthz() -> Health:
    """200 as long as the process can answer at all; asks nothing of the database."""
    return Health(status="ok")


@get(
    "/readyz",
    operation_id="readyz",
    summary="The service can answer reads and writes",
    tags=["Health"],
    responses={
        503: ResponseSpec(Problem, generate_examples=False, description=documented(503)[503], media_type=PROBLEM_JSON)
    },
)
async def readyz(state: State) -> Response[Health]:
    """200 when the database answers in time, takes writes and has the schema of this version, 503 while it doesn't;
    on a read-only server, such as a standby after a failover, reads go on all the same. The answer comes within
    `CLAIMGRAPH_READY_TIMEOUT_S` whatever the database does."""
    readiness: Readiness = state.readiness
    await readiness.check()
    return Response(Health(status="ok"))


ROUTES = [healthz, readyz]
