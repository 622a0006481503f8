"""Errors of the REST twin: problem+json (RFC 9457), from one table of status, code and title."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException

from service.errors import Gone, ServiceError
from service.http.edge.headers import of_error
from service.http.edge.methods import allowed_methods
from service.http.edge.signatures import taken_by
from service.http.rest.problem_models import InputProblem, Problem
from service.logs import current_request_id
from service.misfit import members, no_value
from service.nearest import instead

PROBLEM_JSON = "application/problem+json"

log = structlog.get_logger("claimgraph.rest")

_CODES = {
    400: "BAD_USER_INPUT",
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    406: "NOT_ACCEPTABLE",
    412: "PRECONDITION_FAILED",
    413: "BODY_TOO_LARGE",
    415: "UNSUPPORTED_MEDIA_TYPE",
    428: "PRECONDITION_REQUIRED",
    503: "SERVICE_UNAVAILABLE",
}


_EXPECTED = re.compile(r"Expected `([^`]+)`, got `([^`]+)`")
_UNKNOWN = re.compile(r"Object contains unknown field `(.*)`", re.DOTALL)
_VARIABLE = re.compile(r"Variable '\$(\w+)'")
_NAME = re.compile(r"[A-Za-z]\w*")
_TYPES = {
    "int": "a whole number",
    "float": "a number",
    "str": "text",
    "bool": "true or false",
    "array": "a list",
    "object": "an object",
    "datetime": "a date and time",
    "null": "null",
}


class RefusedQueryError(Exception):
    """The engine refused a request's values; `errors` are as in a GraphQL answer."""

    def __init__(self, errors: Sequence[Mapping[str, Any]]) -> None:
        super().__init__(str(errors[0]["message"]))
        self.errors = errors


def problem(
    status: int,
    detail: str,
    code: str | None = None,
    errors: Sequence[InputProblem] = (),
    headers: Mapping[str, str] | None = None,
    gone: Gone | None = None,
) -> Response[bytes]:
    """One problem as an HTTP response."""
    body = problem_body(status, detail, code, errors, gone)
    return Response(body, status_code=status, media_type=PROBLEM_JSON, headers=dict(headers or {}))


def problem_body(
    status: int,
    detail: str,
    code: str | None = None,
    errors: Sequence[InputProblem] = (),
    gone: Gone | None = None,
) -> bytes:
    """One problem as JSON, with the request's id, and with `gone` what is known of the deletion; `code` is the
    status' own unless told."""
    code = code or _CODES.get(status, "INTERNAL_SERVER_ERROR" if status >= 500 else "BAD_REQUEST")
    body = Problem(
        # The specification's word for "the status says it all".
        type="about:blank",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        code=code,
        errors=list(errors),
        request_id=current_request_id(),
        deleted_at=None if gone is None else gone.deleted_at,
        deleted_by=None if gone is None else gone.deleted_by,
        reason=None if gone is None else gone.reason,
    )
    return msgspec.json.encode(body)


def of_refusal(request: Request[Any, Any, Any], error: RefusedQueryError) -> Response[bytes]:
    """400 for values that the engine refused."""
    problems = [_in_address(request, entry) for entry in error.errors]
    return problem(400, problems[0].message, errors=problems)


def _in_address(request: Request[Any, Any, Any], entry: Mapping[str, Any]) -> InputProblem:
    """A refused argument or variable as the parameter of the address that it was given by, if it was."""
    message, argument = str(entry["message"]), entry.get("extensions", {}).get("argument")
    given = request.query_params
    name = str(argument).rpartition(".")[2]
    if name != argument and name in given and "filter" not in given:
        return InputProblem(message=message.replace(f"Argument `{argument}`", f"Parameter `{name}`"), argument=name)
    variable = _VARIABLE.match(message)
    if variable is not None and variable[1] in given:
        return InputProblem(message=f"Parameter `{variable[1]}`{message[variable.end() :]}", argument=variable[1])
    return InputProblem(message=message, argument=argument)


def of_http(request: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    """The framework's own refusals: no such path, wrong method, a parameter that won't parse."""
    extra = error.extra if isinstance(error.extra, list) else []
    problems = [
        _misfit(request, str(entry.get("message", "")), entry.get("key"))
        or InputProblem(message=_in_words(str(entry.get("message", ""))), argument=_query_name(entry.get("key")))
        for entry in extra
        if isinstance(entry, dict)
    ]
    detail = error.detail
    if problems:
        detail = "; ".join(f"Parameter `{entry.argument}`: {entry.message}" for entry in problems)
    headers = {name: value for name, value in (error.headers or {}).items() if name.lower() != "allow"}
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(sorted(allowed_methods(request.app, request.url.path))) or "OPTIONS"
        detail = f"{request.method} is not for this address; it takes {headers['Allow']}."
    return problem(error.status_code, detail, errors=problems, headers=headers)


def _misfit(request: Request[Any, Any, Any], message: str, key: object) -> InputProblem | None:
    """An unknown member of a JSON body or a value that an enum doesn't have, with what may be meant; None for any
    other problem."""
    handler = request.scope.get("route_handler")
    if handler is None:
        return None
    name = str(key or "")
    if handler.parsed_data_field is None:
        kinds = [field.annotation for taken, field in taken_by(handler) if taken == name]
        told = no_value(message, kinds[0], ()) if kinds else None
        return None if told is None else InputProblem(message=told, argument=_query_name(name))
    body, place = handler.parsed_data_field.annotation, "" if name == "data" else name
    told = no_value(message, body, _NAME.findall(place))
    if told is not None:
        return InputProblem(message=told, argument=place)
    unknown = _UNKNOWN.fullmatch(message)
    if unknown is None:
        return None
    path = f"{place}.{unknown[1]}" if place else unknown[1]
    told = f"it is unknown here; {instead(unknown[1], members(body, _NAME.findall(place)))}"
    return InputProblem(message=told, argument=path)


def _in_words(message: str) -> str:
    """msgspec's message without the names of types: "Expected `int | null`, got `str`"."""

    def told(match: re.Match[str]) -> str:
        expected, got = (
            " or ".join(_TYPES.get(name, f"`{name}`") for name in types.split(" | ") if name != "null" or types == name)
            for types in match.groups()
        )
        return f"Expected {expected}, got {got}"

    message = _EXPECTED.sub(told, message)
    return f"{message}; write one as `2026-01-31T12:00:00Z`" if "RFC3339" in message else message


def _query_name(name: str | None) -> str | None:
    """A handler's argument as the query string has it: the framework tells `published_after`."""
    head, *words = (name or "").split("_")
    return head + "".join(word.capitalize() for word in words) or None


def of_gone(_request: Request[Any, Any, Any], gone: Gone) -> Response[bytes]:
    """410 for what was deleted."""
    return problem(gone.status, str(gone), gone.code, gone=gone)


def of_service(_request: Request[Any, Any, Any], error: ServiceError) -> Response[bytes]:
    """Errors that the service itself names."""
    return problem(error.status, str(error), error.code, headers=of_error(error))


def of_anything(_request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """The last line of defence: logged here, and nothing internal in the answer."""
    log.error("request failed", error=repr(error), exc_info=error)
    return problem(500, "The service failed to answer; the failure is logged. Try again, or ask for less.")


def documented(*statuses: int) -> dict[int, str]:
    """What each status means, for the OpenAPI document."""
    meanings = {
        400: "A parameter is wrong; `errors` says which and why.",
        404: "There is no such thing.",
        410: "It was deleted; `deletedAt`, `deletedBy` and `reason` say when, by whom and why.",
        503: "The database can't be reached; try again after `Retry-After` seconds.",
    }
    return {status: meanings[status] for status in statuses}
