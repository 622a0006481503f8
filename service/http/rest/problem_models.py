"""Errors as REST answers them (RFC 9457)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta, field

from service.http.rest.models import Model


class InputProblem(Model, frozen=True):
    """One argument's problem."""

    message: Annotated[str, Meta(description="What is wrong with it, and the way out: for people.")]
    argument: Annotated[str | None, Meta(description="The parameter, or the path of the body's member.")] = None


class Problem(Model, frozen=True, omit_defaults=True):
    """An error (RFC 9457, `application/problem+json`). `code` is stable; `detail` is for people. With the code
    `GONE` it says when something was deleted, by whom and, where somebody said so, why."""

    type: Annotated[str, Meta(description="`about:blank`: the status says it all.")]
    title: Annotated[str, Meta(description="What the status is called.")]
    status: Annotated[int, Meta(description="The HTTP status.")]
    detail: Annotated[str, Meta(description="What went wrong, in a sentence for people.")]
    code: Annotated[str, Meta(description="What went wrong, for programs: `docs/errors.md` lists the codes.")]
    errors: Annotated[list[InputProblem], Meta(description="Each value that is wrong.")] = field(default_factory=list)
    request_id: Annotated[str | None, Meta(description="The request's id, as in the service's log.")] = None
    deleted_at: Annotated[datetime | None, Meta(description="When it was deleted.")] = None
    deleted_by: Annotated[str | None, Meta(description="Who deleted it.")] = None
    reason: Annotated[str | None, Meta(description="Why it was deleted.")] = None
