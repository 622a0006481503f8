"""GraphQL over HTTP: POST and GET on one path, and GraphiQL for a browser that opens it.

A bare ASGI handler, because a framework's request and response objects cost more than the rest of a
cached read. Follows the GraphQL-over-HTTP specification: `application/graphql-response+json` answers
400 for a request error and `application/json` answers 200, as old clients expect.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any
from urllib.parse import parse_qsl

import msgspec
import structlog

from service.errors import Forbidden, ServiceError, Unauthenticated, Unavailable
from service.http.edge.access import Caller, caller_of, require
from service.http.edge.body import RefusedBodyError, read_body
from service.http.edge.caching import NO_STORE, UNSENT, caching_headers, entity_tag, unmet
from service.http.edge.headers import of_error
from service.http.edge.problems import RefusedQueryError
from service.http.edge.query_string import pairs_of
from service.http.edge.screen import refuse_unknown
from service.http.graphql.negotiation import GRAPHQL_RESPONSE, JSON, prefers_html, response_type
from service.http.graphql.persisted import PersistedDocuments
from service.http.graphql.sse import EventStreams, takes_events
from service.logs import current_request_id
from service.query.document import RefusedDocumentError
from service.query.engine import Engine, Request, Response, WriteRefusedError, refusal
from service.settings import Settings
from service.watch.request import current

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

log = structlog.get_logger("claimgraph.graphql")

IDEMPOTENCY_KEY_MAX = 200
"""The most characters of an `Idempotency-Key` header."""

_PARAMETERS_MAX = 20
_IN_ADDRESS = dict.fromkeys(("query", "documentId", "operationName", "variables", "extensions"), False)
"""The query parameters of a GET request: none may come twice."""
_SHAPE = 'a JSON object such as {"query": "{ articles { totalCount } }"}'


class Parameters(msgspec.Struct, frozen=True, rename="camel"):
    """The body of a POST request; unknown members are left alone, as the specification asks."""

    query: str | None = None
    document_id: str | None = None
    operation_name: str | None = None
    variables: dict[str, Any] | None = None
    extensions: dict[str, Any] | None = None


class RefusedRequestError(Exception):
    """A request that is no GraphQL request: answered with an HTTP status and an `errors` entry."""

    def __init__(self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.headers = dict(headers or {})


class GraphQLEndpoint:
    """The ASGI application at `/graphql`; without a `page`, browsers are answered like anyone."""

    def __init__(
        self,
        engine: Engine,
        events: EventStreams,
        documents: PersistedDocuments,
        settings: Settings,
        page: Callable[[], tuple[bytes, dict[str, str]]] | None = None,
    ) -> None:
        self._documents = documents
        self._body_bytes_max = settings.body_bytes_max
        self._cache_s = settings.cache_s
        self._engine = engine
        self._events = events
        self._page = page
        self._decoder = msgspec.json.Decoder(Parameters)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: C901
        """Answer one request."""
        headers: dict[bytes, bytes] = dict(scope["headers"])
        accept = _text(headers.get(b"accept"))
        reading = scope["method"] in ("GET", "HEAD")
        if reading and self._page is not None and not scope["query_string"] and prefers_html(accept):
            body, page_headers = self._page()
            await _send(send, scope, 200, "text/html; charset=utf-8", body, page_headers)
            return
        media_type = response_type(accept)
        try:
            caller = require(scope, "read")
            if media_type is None and not takes_events(accept):
                raise RefusedRequestError(406, "NOT_ACCEPTABLE", f"Accept {GRAPHQL_RESPONSE} or {JSON}.")
            request = await self._request(scope, headers, receive, caller)
            streams = scope["method"] != "HEAD" and self._events.wanted(request, accept)
            if streams and request.read_only and self._events.writes(request):
                # Known before the stream begins, so its status still tells.
                raise _unwritable(scope)
            answer = None if streams else await self._execute(scope, request)
        except RefusedDocumentError as unknown:
            answer = refusal(unknown.errors, unknown.code)
        except (Unauthenticated, Forbidden) as error:
            body = _errors(error.code, str(error))
            await _send(send, scope, error.status, media_type or JSON, body, of_error(error))
            return
        except RefusedRequestError as refused:
            body = _errors(refused.code, str(refused))
            await _send(send, scope, refused.status, media_type or JSON, body, refused.headers)
            return
        except Unavailable as error:
            body = _errors(error.code, str(error), data=True)
            await _send(send, scope, 503, media_type or JSON, body, of_error(error))
            return
        except ServiceError as error:
            await _send(send, scope, error.status, media_type or JSON, _errors(error.code, str(error), data=True))
            return
        except Exception as error:
            log.error("request failed", error=repr(error), exc_info=error)
            message = "The service failed to answer; the failure is logged. Try again, or ask for less."
            await _send(send, scope, 500, media_type or JSON, _errors("INTERNAL_SERVER_ERROR", message, data=True))
            return
        if answer is not None and not answer.executed and (seen := current()) is not None:
            seen.refused = True
        if answer is None:
            await self._events(request, _text(headers.get(b"last-event-id")), receive, send)
        elif reading:
            await self._send_cacheable(send, scope, answer, media_type or JSON)
        else:
            await _send(send, scope, _status(answer, media_type), media_type or JSON, answer.body)

    async def _send_cacheable(self, send: Send, scope: Scope, answer: Response, media_type: str) -> None:
        if not answer.executed:
            await _send(send, scope, _status(answer, media_type), media_type, answer.body, NO_STORE)
            return
        # What anyone may read may be kept for anyone.
        shared = caller_of(scope).kind == "anonymous"
        tag = entity_tag(answer.body, media_type)
        more = caching_headers(tag, shared=shared, max_age_s=self._cache_s)
        status = unmet(tag, _lines(scope, b"if-match"), _lines(scope, b"if-none-match"))
        if status == 412:
            body = _errors("PRECONDITION_FAILED", f'The answer has the tag "{tag}" now; `If-Match` names another.')
            await _send(send, scope, 412, media_type, body, NO_STORE)
        elif status == 304:
            scope[UNSENT] = (media_type, len(answer.body))
            lines = [(name.encode(), value.encode()) for name, value in more.items()]
            await send({"type": "http.response.start", "status": 304, "headers": lines})
            await send({"type": "http.response.body", "body": b""})
        else:
            await _send(send, scope, 200, media_type, answer.body, more)

    async def _execute(self, scope: Scope, request: Request) -> Response:
        try:
            return await self._engine.execute(request)
        except WriteRefusedError:
            raise _unwritable(scope) from None

    async def _request(self, scope: Scope, headers: Mapping[bytes, bytes], receive: Receive, caller: Caller) -> Request:
        method = scope["method"]
        if method in ("GET", "HEAD"):
            parameters = self._from_query_string(scope["query_string"])
        elif method == "POST":
            parameters = await self._from_body(scope, headers, receive)
        else:
            raise RefusedRequestError(
                405,
                "METHOD_NOT_ALLOWED",
                f"{method} is not taken here; use POST, or GET.",
                {"allow": "GET, HEAD, POST"},
            )
        query, trusted = parameters.query, False
        if parameters.document_id is not None or parameters.extensions:
            found = await self._documents.find(query, parameters.document_id, parameters.extensions)
            query, trusted = (None, False) if found is None else (found.query, found.trusted)
        if query is None:
            raise RefusedRequestError(400, "BAD_REQUEST", f"`query` is missing; send {_SHAPE}.")
        return Request(
            query=query,
            operation_name=parameters.operation_name or None,
            variables=parameters.variables,
            caller=caller.name,
            owner=caller.owner,
            idempotency_key=_idempotency_key(headers),
            read_only=method != "POST" or "write" not in caller.scopes,
            trusted=trusted,
            admin="admin" in caller.scopes,
        )

    async def _from_body(self, scope: Scope, headers: Mapping[bytes, bytes], receive: Receive) -> Parameters:
        for name, _ in pairs_of(scope["query_string"]):
            message = (
                f"Parameter `{name[:100]}` of the address is not read with POST; what is taken stands in the body."
            )
            raise RefusedRequestError(400, "BAD_REQUEST", message)
        content_type, _, options = _text(headers.get(b"content-type", b"")).partition(";")
        if content_type.strip().lower() != JSON:
            given = content_type.strip()[:80] or "nothing"
            raise RefusedRequestError(
                415, "UNSUPPORTED_MEDIA_TYPE", f"The content type is {given}; send {JSON}.", {"accept": JSON}
            )
        charset = options.lower().partition("charset=")[2].strip(' "')
        if charset not in ("", "utf-8", "utf8"):
            raise RefusedRequestError(415, "UNSUPPORTED_MEDIA_TYPE", "The charset is not UTF-8; send JSON in UTF-8.")
        try:
            body = await read_body(scope, headers, receive, self._body_bytes_max)
        except RefusedBodyError as refused:
            raise RefusedRequestError(refused.status, refused.code, str(refused)) from None
        return self._decode(body)

    def _decode(self, body: bytes) -> Parameters:
        try:
            return self._decoder.decode(body)
        except msgspec.ValidationError as error:
            raise RefusedRequestError(400, "BAD_REQUEST", f"The body is not {_SHAPE}: {error}.") from None
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError) as error:
            raise RefusedRequestError(400, "BAD_REQUEST", f"The body is no JSON in UTF-8: {error}.") from None

    def _from_query_string(self, query_string: bytes) -> Parameters:
        try:
            given = parse_qsl(
                query_string.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_PARAMETERS_MAX
            )
            refuse_unknown(given, _IN_ADDRESS)
        except (UnicodeDecodeError, ValueError):
            raise RefusedRequestError(400, "BAD_REQUEST", "The query string is not UTF-8, percent-encoded.") from None
        except RefusedQueryError as unknown:
            raise RefusedRequestError(400, "BAD_REQUEST", str(unknown)) from None
        single = dict(given)
        return Parameters(
            query=single.get("query"),
            document_id=single.get("documentId"),
            operation_name=single.get("operationName"),
            variables=_object(single, "variables"),
            extensions=_object(single, "extensions"),
        )


def _object(fields: Mapping[str, str], name: str) -> dict[str, Any] | None:
    """A query-string parameter that holds a JSON object, None where it is absent or empty."""
    if not fields.get(name):
        return None
    try:
        return msgspec.json.decode(fields[name].encode(), type=dict[str, Any] | None)
    except (msgspec.MsgspecError, UnicodeEncodeError, RecursionError, ValueError) as error:
        raise RefusedRequestError(400, "BAD_REQUEST", f"`{name}` is no JSON object: {error}.") from None


def _idempotency_key(headers: Mapping[bytes, bytes]) -> str | None:
    key = headers.get(b"idempotency-key")
    if key is not None and not 1 <= len(key) <= IDEMPOTENCY_KEY_MAX:
        message = f"`Idempotency-Key` holds {len(key):,} characters; 1 to {IDEMPOTENCY_KEY_MAX} are taken."
        raise RefusedRequestError(400, "BAD_REQUEST", message)
    return None if key is None else _text(key)


def _unwritable(scope: Scope) -> RefusedRequestError:
    """Why a mutation is refused: its method. Raises Unauthenticated or Forbidden where it is the key."""
    if scope["method"] == "POST":
        require(scope, "write")
    message = "A mutation is not taken over GET; use POST."
    return RefusedRequestError(405, "METHOD_NOT_ALLOWED", message, {"allow": "POST"})


def _status(answer: Response, media_type: str | None) -> int:
    return 400 if media_type == GRAPHQL_RESPONSE and not answer.executed else 200


def _errors(code: str, message: str, *, data: bool = False) -> bytes:
    """An answer without a result; `data: null` where execution had begun."""
    extensions = {"code": code, "requestId": current_request_id()}
    entry: dict[str, Any] = {"errors": [{"message": message, "extensions": extensions}]}
    return msgspec.json.encode(entry | ({"data": None} if data else {}))


def _lines(scope: Scope, name: bytes) -> list[str]:
    """The values of a header that may come in several lines."""
    return [value.decode("latin-1") for key, value in scope["headers"] if key == name]


def _text(header: bytes | None) -> str:
    return header.decode("latin-1") if header is not None else ""


async def _send(
    send: Send, scope: Scope, status: int, media_type: str, body: bytes, headers: Mapping[str, str] | None = None
) -> None:
    if media_type in (JSON, GRAPHQL_RESPONSE):
        media_type += "; charset=utf-8"
    lines = [
        (b"content-type", media_type.encode()),
        (b"content-length", str(len(body)).encode()),
        *([(b"vary", b"Accept")] if headers is None or "vary" not in headers else ()),
        *((name.lower().encode(), value.encode()) for name, value in (headers or {}).items()),
    ]
    await send({"type": "http.response.start", "status": status, "headers": lines})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
