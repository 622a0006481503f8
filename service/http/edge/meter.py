"""Around everything: each request is timed and counted, and told in `Server-Timing` what the database took of it."""

from __future__ import annotations

from collections.abc import Awaitable
from time import perf_counter

from service.http.edge.gate import GRAPHQL, App, Message, Receive, Scope, Send
from service.watch.metrics import REFUSED, Operations
from service.watch.request import Seen, begin

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_SENT_AWAY = frozenset({401, 403, 408, 421, 429, 431, 503})
"""Statuses of requests that were not looked into: keys, limits, and what can't be served now."""
_UNROUTED = "unrouted"
_BROKEN_OFF = "broken off"


class Meter:
    """The application, metered."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._operations = Operations()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; a WebSocket is told by its subscriptions, and isn't timed."""
        seen = begin()
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        def watching(message: Message) -> Awaitable[None]:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                took_s = perf_counter() - seen.began
                # Now, not at its end: a stream may go on for days.
                self._note(scope, seen, message["status"], took_s)
                timing = b"db;dur=%.1f, total;dur=%.1f" % (1000 * seen.sql_s, 1000 * took_s)
                message["headers"] = [*message.get("headers", ()), (b"server-timing", timing)]
            return send(message)

        try:
            await self._app(scope, receive, watching)
        finally:
            if not begun:
                self._operations.took(self._operation(scope, seen), _BROKEN_OFF, perf_counter() - seen.began)

    def _note(self, scope: Scope, seen: Seen, status: int, took_s: float) -> None:
        self._operations.took(self._operation(scope, seen), _outcome(status, seen), took_s)
        if status in _SENT_AWAY:
            REFUSED.labels(str(status)).inc()

    def _operation(self, scope: Scope, seen: Seen) -> str:
        """The route, by its template, or the GraphQL operation by its name."""
        path: str | None = scope.get("path_template")
        if path == GRAPHQL:
            return f"graphql {self._operations.named(seen.operation)}"
        method = scope["method"] if scope["method"] in _METHODS else "?"
        return f"{method} {path}" if path is not None else _UNROUTED


def _outcome(status: int, seen: Seen) -> str:
    if status in _SENT_AWAY:
        return "refused"
    if status >= 500:
        return "failed"
    return "invalid" if status >= 400 or seen.refused else "ok"
