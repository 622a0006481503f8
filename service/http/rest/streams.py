"""Answers that are streamed from an iterator, which is closed in the end."""

from __future__ import annotations

from typing import Any, ClassVar, Protocol, cast

from litestar.response import Stream
from litestar.response.streaming import ASGIStreamingResponse
from litestar.types import Receive, Scope, Send


class _Bulk(ASGIStreamingResponse):
    """A stream whose iterator is closed in the end, also where nobody began to take it, as for HEAD."""

    __slots__ = ()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            await cast("Closable", self.iterator).aclose()


class _TwoWay(_Bulk):
    """Streams out while the request still streams in: the body's messages are the import's to read."""

    __slots__ = ()

    async def send_body(self, send: Send, receive: Receive) -> None:  # noqa: ARG002 - the base's signature
        """Send what the iterator gives; unlike the base's, it doesn't listen for a disconnect itself."""
        await self._stream(send)


class Closable(Protocol):
    """An iterator that holds something."""

    async def aclose(self) -> None:
        """Let go of it."""
        ...


class BulkStream(Stream):
    response: ClassVar[type[ASGIStreamingResponse]] = _Bulk

    def to_asgi_response(self, *arguments: Any, **options: Any) -> ASGIStreamingResponse:
        """The framework's streaming response, made ours."""
        response = super().to_asgi_response(*arguments, **options)
        response.__class__ = self.response
        return response  # type: ignore[return-value]  # a streaming response by its base's word


class TwoWayStream(BulkStream):
    response = _TwoWay
