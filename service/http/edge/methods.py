"""HEAD and OPTIONS (RFC 9110, 9.3.2 and 9.3.7): what GET answers without the body, and what an address takes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from operator import itemgetter
from typing import Any

from litestar import Litestar
from litestar.routes import HTTPRoute

Message = MutableMapping[str, Any]
Handler = Callable[[Any, Any, Any], Awaitable[None]]

JSON = "application/json"
MERGE_PATCH = "application/merge-patch+json"
PATCHES = f"{JSON}, {MERGE_PATCH}"
"""What a body of PATCH may be sent as (RFC 5789, 3.1): both mean the same here, changes as RFC 7396 has them."""

_LEFT_ALONE = frozenset({"/graphql", "/v1/export"})
"""GraphQL answers by itself; an export would be read to its end for nothing."""


def allowed_methods(app: Litestar, path: str) -> set[str]:
    """The methods of the route at `path`: the one with the fewest placeholders that fits; empty for none."""
    asked = path.rstrip("/").split("/")
    fitting = [
        (template.count("{"), route.methods)
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for template in [route.path_format]
        if len(steps := template.split("/")) == len(asked)
        and all(step.startswith("{") or step == name for step, name in zip(steps, asked, strict=True))
    ]
    methods = {str(method) for method in min(fitting, key=itemgetter(0))[1]} if fitting else set()
    return methods | {"HEAD"} if "GET" in methods else methods


def with_methods(app: Litestar, handler: Handler) -> Handler:
    """The application's handler, which need not know of HEAD, and tells all methods of an address."""

    async def answering(scope: Any, receive: Any, send: Any) -> None:
        method = scope.get("method") if scope["type"] == "http" and scope["path"] not in _LEFT_ALONE else None
        if method == "HEAD":
            await handler({**scope, "method": "GET"}, receive, _bodiless(send))
        elif method == "OPTIONS" and (methods := allowed_methods(app, scope["path"])):
            headers = [(b"allow", ", ".join(sorted(methods)).encode())]
            if "PATCH" in methods:
                headers.append((b"accept-patch", PATCHES.encode()))
            await send({"type": "http.response.start", "status": 204, "headers": headers})
            await send({"type": "http.response.body", "body": b""})
        else:
            await handler(scope, receive, send)

    return answering


def _bodiless(send: Any) -> Callable[[Message], Awaitable[None]]:
    async def sending(message: Message) -> None:
        await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

    return sending
