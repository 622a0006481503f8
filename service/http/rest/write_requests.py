"""REST writes as mutations: the documents, and their payloads as records or problems."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Any

import msgspec
from graphql import FieldNode, OperationDefinitionNode, parse, print_ast
from litestar import Request, Response
from litestar.openapi.datastructures import ResponseSpec

from service.errors import Gone
from service.http.edge.access import current_caller
from service.http.edge.caching import entity_tag
from service.http.edge.problems import PROBLEM_JSON, RefusedQueryError, problem
from service.http.rest.expected import Expected
from service.http.rest.problem_models import InputProblem, Problem
from service.http.rest.read_requests import MEDIA_TYPE
from service.query.engine import Engine
from service.query.engine import Request as Operation

AnyRequest = Request[Any, Any, Any]

_MEANINGS = {
    400: "A value is wrong; `errors` says which and why.",
    404: "There is no such thing.",
    409: "It conflicts with what is stored.",
    410: "It was deleted; `deletedAt`, `deletedBy` and `reason` say when, by whom and why.",
    412: "It has changed since: `If-Match` does not name its version.",
    413: "The body is too large.",
    415: "The body is not JSON.",
    422: "The `Idempotency-Key` was given before, with another body.",
    428: "`If-Match` is missing.",
    503: "The database can't be reached; try again after `Retry-After` seconds.",
}


class UserError(msgspec.Struct, frozen=True):
    """A user error of a mutation; its path starts at `input`."""

    path: tuple[str, ...]
    code: str
    message: str


class Payload(msgspec.Struct, frozen=True, rename="camel"):
    """A mutation's payload: its object as JSON, what tells whether that is new, and what became of claims."""

    user_errors: tuple[UserError, ...]
    item: msgspec.Raw = msgspec.Raw(b"null")
    status: str | None = None
    created: bool | None = None
    claim_changes: dict[str, int] | None = None
    not_restored: tuple[str, ...] | None = None
    deleted_at: datetime | None = None
    deleted_by: str | None = None
    reason: str | None = None

    @property
    def gone(self) -> Gone | None:
        """What is known of the deletion that came first, if one did."""
        if self.deleted_at is None or self.deleted_by is None:
            return None
        message = self.user_errors[0].message
        return Gone(message, deleted_at=self.deleted_at, deleted_by=self.deleted_by, reason=self.reason)


class _Answer(msgspec.Struct, frozen=True):
    data: dict[str, Payload | None] | None = None
    errors: list[dict[str, Any]] | None = None


class _Record(msgspec.Struct, frozen=True):
    id: str
    version: int | None = None


class RefusedWriteError(Exception):
    """The caller can put it right; `errors` are the mutation's user errors. `gone` is the deletion that came
    first, if that is it, and `conditional` whether a version had to be met."""

    def __init__(self, errors: tuple[UserError, ...], gone: Gone | None = None, *, conditional: bool = False) -> None:
        super().__init__(errors[0].message)
        self.errors = errors
        self.gone = gone
        self.conditional = conditional


_ANSWER = msgspec.json.Decoder(_Answer)
_RECORD = msgspec.json.Decoder(_Record)


def document(field: str, item: str, more: str = "") -> str:
    """A mutation that selects one object of the payload as `item`, and what tells how it went."""
    name = field[0].upper() + field[1:]
    return (
        f"mutation {name}($input: {name}Input!)"
        f" {{ result: {field}(input: $input) {{ {item} {more} userErrors {{ path code message }} }} }}"
    )


def selection_of(query: str) -> str:
    """What a read selects of its result, so that writes answer with the same fields."""
    (operation,) = parse(query).definitions
    if not isinstance(operation, OperationDefinitionNode):
        raise TypeError("a document of ours holds one operation")
    (result,) = operation.selection_set.selections
    if not isinstance(result, FieldNode) or result.selection_set is None:
        raise TypeError("a document of ours selects one object")
    return print_ast(result.selection_set)


def nodes_of(query: str) -> str:
    """What a read of a list selects of each item."""
    return selection_of(query).partition("nodes ")[2].partition("pageInfo")[0]


def of_refused_write(_request: AnyRequest, refused: RefusedWriteError) -> Response[bytes]:
    """The problem that user errors make: the most telling one gives the status."""
    telling = min(refused.errors, key=lambda error: _STATUSES.index(_status(error)))
    found = [InputProblem(message=error.message, argument=".".join(error.path[1:])) for error in refused.errors]
    status = _status(telling)
    if status == HTTPStatus.GONE and refused.conditional:
        # What is gone has no version that `If-Match` could meet (RFC 9110, 13.1.1).
        status = HTTPStatus.PRECONDITION_FAILED
    return problem(status, telling.message, telling.code, errors=found, gone=refused.gone)


_STATUSES = (404, 410, 422, 412, 409, 400)
"""In the order in which they tell more: a missing record comes before all that is said of its fields."""
_IN_URL = frozenset({"id", "winnerId", "actorId", "fromId", "claimId"})
"""The inputs that a route takes from its path."""


def _status(error: UserError) -> int:
    match error.code:
        case "NOT_FOUND" if error.path[-1] in _IN_URL:
            return 404
        case "GONE":
            return 410
        case "IDEMPOTENCY_KEY_REUSED":
            return 422
        case "CONFLICT" if error.path[-1] == "version":
            return 412
        case "CONFLICT":
            return 409
        case _:
            return 400


def problems(*statuses: int) -> dict[int, ResponseSpec]:
    """What each status means here, for the OpenAPI document."""
    return {
        status: ResponseSpec(Problem, generate_examples=False, description=_MEANINGS[status], media_type=PROBLEM_JSON)
        for status in statuses
    }


def makes(model: Any) -> dict[int, ResponseSpec]:
    """The answers of a route that makes a record, or finds it made."""
    known = ResponseSpec(model, generate_examples=False, description="It was known; this is how it stands now.")
    return {200: known, **problems(400, 409, 410, 413, 415, 422, 503)}


def given_by(data: msgspec.Struct, **more: Any) -> dict[str, Any]:
    """A body as the mutation's input: what was given, under the names of the contract."""
    return {**msgspec.to_builtins(data), **more}


async def write(
    engine: Engine, mutation: str, given: dict[str, Any], key: str | None, expected: Expected | None = None
) -> Payload:
    """The payload of a mutation, of a record at the `expected` version.

    Raises RefusedWriteError for what the caller can put right.
    """
    if expected is not None:
        given = {**given, "version": expected.version}
    operation = Operation(
        query=mutation,
        variables={"input": given},
        caller=current_caller().name,
        owner=current_caller().owner,
        idempotency_key=key,
        version_chosen=expected is not None and expected.chosen,
        trusted=True,
    )
    answer = _ANSWER.decode((await engine.execute(operation)).body)
    payload = answer.data["result"] if answer.data is not None else None
    if payload is None:
        errors = answer.errors or [{"message": "No answer."}]
        if errors[0].get("extensions", {}).get("code") == "INTERNAL_SERVER_ERROR":
            raise RuntimeError("the mutation failed; its log entry says how")
        raise RefusedQueryError(errors)
    if payload.user_errors:
        conditional = expected is not None and expected.version is not None
        raise RefusedWriteError(payload.user_errors, payload.gone, conditional=conditional)
    return payload


def answered(payload: Payload, place: str) -> Response[Any]:
    """The record as it stands, with the `ETag` that GET has, its address below `place` when it is new, and in
    `Claim-Changes` what became of its claims where it was read."""
    record = _RECORD.decode(payload.item)
    headers = {}
    if record.version is not None:
        headers["ETag"] = f'"{entity_tag(bytes(payload.item), MEDIA_TYPE, record.version)}"'
    if payload.claim_changes is not None:
        # A dictionary of RFC 9651.
        headers["Claim-Changes"] = ", ".join(f"{name}={count}" for name, count in payload.claim_changes.items())
    if payload.not_restored:
        # A list of RFC 9651.
        headers["Not-Restored"] = ", ".join(payload.not_restored)
    new = payload.created is True or payload.status == "CREATED"
    if new:
        headers["Location"] = f"{place}/{record.id}"
    return Response(bytes(payload.item), status_code=201 if new else 200, media_type=MEDIA_TYPE, headers=headers)
