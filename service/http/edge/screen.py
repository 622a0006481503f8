"""What a route takes of a request: its query parameters, the types of its answer and its body. The rest is refused.

A parameter that is passed over in silence gives an answer to another question, with 200: so unknown ones, and
a second value of one that takes one, are named, with the parameter that may be meant.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, get_args

import msgspec
from litestar import Litestar
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute
from msgspec import structs

from service.http.edge.acceptance import acceptable
from service.http.edge.methods import JSON, MERGE_PATCH
from service.http.edge.problems import RefusedQueryError
from service.http.edge.query_string import pairs_of
from service.http.edge.signatures import taken_by
from service.http.rest.forms.form import Offer
from service.http.rest.forms.negotiation import FORMAT, OFFER, negotiated
from service.http.rest.forms.table import offers_of
from service.http.rest.whole_lists import ONLY_OF_PAGES, WHOLE, of_a_whole
from service.nearest import instead

App = Callable[[Any, Any, Any], Awaitable[None]]

OWN_TYPES = "own_types"
"""The option of a route that looks at the types of its answer and body by itself."""
_NAME_SHOWN = 100
_NO_CONTENT = 204


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What one method of one route takes."""

    parameters: Mapping[str, bool]
    """Query parameters by name, and whether each may come several times."""
    typed: frozenset[str] = frozenset()
    """Those that hold no text, for which the framework reads the word "null" as if they were not given."""
    answers: str | None = None
    """The media type of its answer; None where that differs or there is none."""
    offers: tuple[Offer, ...] = ()
    """The forms in which it answers, for a list; `format` and `Accept` choose one."""
    bodies: tuple[str, ...] = ()
    """The media types of a body; none where it reads none, or looks at it by itself."""


def all_taken(app: Litestar) -> dict[tuple[str, str], Taken]:
    """What every method of every route takes, by the route's path as the router has it, and the method."""
    return {
        (route.path_format, method): _taken(
            handler,
            {p.field_alias: p.is_sequence for p in model.expected_query_params},
        )
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for method, (handler, model) in route.route_handler_map.items()
    }


def screened(app: App) -> App:
    """The routes after it, asked only what they take. Needs `all_taken` as `taken` in the application's state."""

    async def screening(scope: Any, receive: Any, send: Any) -> None:
        taken: Taken | None = scope["litestar_app"].state.taken.get((scope["path_template"], scope["method"]))
        if taken is not None:
            taken = _of_whole(taken) if WHOLE in scope else taken
            given = pairs_of(scope["query_string"])
            refuse_unknown(given, taken.parameters)
            _refuse_null(given, taken.typed)
            if taken.offers:
                scope[OFFER] = negotiated(dict(given).get(FORMAT), _joined(scope, b"accept"), taken.offers)
            elif taken.answers is not None:
                refuse_unacceptable(_joined(scope, b"accept"), taken.answers)
            if taken.bodies:
                _refuse_unreadable(_joined(scope, b"content-type") or "", taken.bodies)
        await app(scope, receive, send)

    return screening


def _of_whole(taken: Taken) -> Taken:
    """What the route of a list takes where all of the list is asked for."""
    kept = {name: several for name, several in taken.parameters.items() if name not in ONLY_OF_PAGES}
    return structs.replace(taken, parameters=kept, offers=of_a_whole(taken.offers))


def refuse_unknown(given: Iterable[tuple[str, str]], known: Mapping[str, bool]) -> None:
    """Raise RefusedQueryError for parameters that are not known, or come several times where one value is taken."""
    errors = []
    seen: set[str] = set()
    for name, _ in given:
        shown = name[:_NAME_SHOWN]
        if name not in known:
            errors.append(_refusal(shown, f"Parameter `{shown}` is unknown here; {instead(name, known)}"))
        elif name in seen and not known[name]:
            errors.append(_refusal(shown, f"Parameter `{shown}` is given several times; it takes one value."))
        seen.add(name)
    if errors:
        raise RefusedQueryError(errors)


def _refuse_null(given: Iterable[tuple[str, str]], typed: frozenset[str]) -> None:
    """Raise RefusedQueryError for the word null where it is no text: what isn't asked for is left out."""
    errors = [
        _refusal(name, f"Parameter `{name}` is {value}, which is no value of it; leave it out for whatever there is.")
        for name, value in given
        if name in typed and value.strip().lower() == "null"
    ]
    if errors:
        raise RefusedQueryError(errors)


def _refusal(name: str, message: str) -> dict[str, Any]:
    return {"message": message, "extensions": {"argument": name}}


def refuse_unacceptable(accept: str | None, answers: str) -> None:
    """Raise HTTPException (406) where an `Accept` header doesn't take the media type of the answer."""
    if not acceptable(accept, answers):
        detail = f"`Accept` names nothing that is served here; that is {answers}."
        raise HTTPException(status_code=406, detail=detail)


def _refuse_unreadable(content_type: str, bodies: tuple[str, ...]) -> None:
    media_type, _, options = content_type.partition(";")
    named = media_type.strip().lower()
    charset = options.lower().partition("charset=")[2].partition(";")[0].strip(' "')
    if named in bodies and charset in ("", "utf-8", "utf8"):
        return
    # Also keeps other sites' forms out, which browsers send without asking first.
    wrong = f"its charset is {charset[:40]}" if named in bodies else f"its type is {named[:80] or 'missing'}"
    listed = ", ".join(bodies)
    header = "Accept-Patch" if MERGE_PATCH in bodies else "Accept"
    detail = f"The body is not JSON that can be read: {wrong}; send {' or '.join(bodies)} in UTF-8."
    raise HTTPException(status_code=415, detail=detail, headers={header: listed})


def _taken(handler: HTTPRouteHandler, parameters: Mapping[str, bool]) -> Taken:
    typed = frozenset(parameters) - _texts(handler)
    if handler.opt.get(OWN_TYPES):
        return Taken(parameters=parameters, typed=typed)
    # The framework leaves the type of JSON unsaid.
    answers = str(getattr(handler.media_type, "value", handler.media_type)) if handler.media_type else JSON
    bodies = (JSON, MERGE_PATCH) if "PATCH" in handler.http_methods else (JSON,)
    return Taken(
        parameters=parameters,
        typed=typed,
        answers=None if handler.status_code == _NO_CONTENT else answers,
        offers=offers_of(model) if FORMAT in parameters and (model := _model(handler)) is not None else (),
        bodies=bodies if "data" in handler.parsed_fn_signature.parameters else (),
    )


def _texts(handler: HTTPRouteHandler) -> frozenset[str]:
    """The query parameters that hold text."""
    return frozenset(
        getattr(field.kwarg_definition, "name", None) or name
        for name, field in taken_by(handler)
        if str in _types(field.annotation)
    )


def _types(annotation: Any) -> set[Any]:
    """The types that an optional or list type is made of."""
    parts = get_args(annotation)
    return {annotation}.union(*(_types(part) for part in parts))


def _model(handler: HTTPRouteHandler) -> Any:
    """The model of what a handler answers: of `Response[ArticlePage]` the page."""
    return next(iter(get_args(handler.parsed_fn_signature.return_type.raw)), None)


def _joined(scope: Any, name: bytes) -> str | None:
    lines = [value.decode("latin-1") for key, value in scope["headers"] if key == name]
    return ", ".join(lines) if lines else None
