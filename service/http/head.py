"""HEAD (RFC 9110, 9.3.2): what GET answers, without the body."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
App = Callable[[Any, Any, Any], Awaitable[None]]

_LEFT_ALONE = frozenset({"/graphql", "/v1/export"})
"""GraphQL answers by itself; an export would be read to its end for nothing."""


def with_head(app: App) -> App:
    """The application, which need not know of HEAD."""

    async def answering(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD" or scope["path"] in _LEFT_ALONE:
            await app(scope, receive, send)
            return

        async def bodiless(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await app({**scope, "method": "GET"}, receive, bodiless)

    return answering
