"""Documents by id: trusted ones, which an operator registered, and Apollo's automatic persisted queries.

`documentId` (GraphQL over HTTP, "Persisted Documents") and `extensions.persistedQuery.sha256Hash` (Apollo)
both find trusted documents. A hash that is not registered may be taught by sending it once with its query;
such queries live in this process's memory, within bounds, and their clients teach them again when asked.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from typing import Any

import msgspec
from graphql import GraphQLError

from service.query.document import CHARACTERS_MAX, Recent, RefusedDocumentError
from service.query.trusted import ID_MAX
from service.settings import Settings
from service.store.pool import Store
from service.store.trusted import find_document

FOUND_FOR_S = 60.0
"""Seconds until a registered document is looked up again: how long a removed one may still be served."""
MISSING_FOR_S = 5.0
"""Seconds until an unknown id is looked up again: how soon a new document is served."""
TAUGHT_BYTES_MAX = 10_000_000
"""The most bytes of automatic persisted queries that a process keeps."""
TAUGHT_MAX = 5_000
_LOOKED_UP = 5_000
_HASH_LABEL = "sha256:"


class _PersistedQuery(msgspec.Struct, frozen=True):
    sha256_hash: str = msgspec.field(name="sha256Hash")
    version: int = 1


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """The document that a request means, and whether an operator registered it."""

    query: str
    trusted: bool = False


class PersistedDocuments:
    """Finds the document that a request means."""

    def __init__(self, settings: Settings, store: Store, clock: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._trusted_only = settings.trusted_only
        self._automatic = settings.persisted_queries and not settings.trusted_only
        self._clock = clock
        self._looked_up: Recent[str, tuple[str | None, float]] = Recent(_LOOKED_UP)
        self._taught = Taught()

    async def find(self, query: str | None, document_id: str | None, extensions: dict[str, Any] | None) -> Found | None:
        """The document of a request's parameters, None when they name none.

        Raises RefusedDocumentError, also where they name two that differ: neither is passed over in silence.
        """
        if document_id is not None:
            found = await self._registered(document_id)
            if query is not None and query != found.query:
                message = f"`query` is not the document that is registered by the id {document_id[:80]!r}; send one."
                raise _refusal(message, "PERSISTED_QUERY_MISMATCH")
            return found
        persisted = (extensions or {}).get("persistedQuery")
        if persisted is not None:
            return await self._persisted(query, _persisted(persisted))
        return None if query is None else Found(query=query)

    async def _registered(self, document_id: str) -> Found:
        body = await self._look_up(document_id)
        if body is None and document_id.startswith(_HASH_LABEL):
            body = await self._look_up(document_id.removeprefix(_HASH_LABEL))
        if body is None:
            raise _unregistered(document_id)
        return Found(query=body, trusted=True)

    async def _persisted(self, query: str | None, digest: str) -> Found:
        kept = self._taught.get(digest)
        body = await self._look_up(digest) if kept is None else None
        # What is registered may have an id of another kind.
        if query not in (None, kept, body) and _hash(query) != digest:
            raise _refusal("`sha256Hash` is not the hash of `query`; send the right one.", "PERSISTED_QUERY_MISMATCH")
        if kept is not None:
            return Found(query=kept)
        if body is not None:
            return Found(query=body, trusted=True)
        if query is not None:
            if self._automatic and len(query) <= CHARACTERS_MAX:
                self._taught.put(digest, query)
            return Found(query=query)
        if self._trusted_only:
            raise _unregistered(digest)
        # Apollo's clients know the two messages, too, and send the query.
        if not self._automatic:
            raise _refusal("PersistedQueryNotSupported", "PERSISTED_QUERY_NOT_SUPPORTED")
        raise _refusal("PersistedQueryNotFound", "PERSISTED_QUERY_NOT_FOUND")

    async def _look_up(self, document_id: str) -> str | None:
        if not 1 <= len(document_id) <= ID_MAX or not document_id.isascii() or not document_id.isprintable():
            return None
        known = self._looked_up.get(document_id)
        if known is not None and known[1] > self._clock():
            return known[0]
        body = await find_document(self._store, document_id)
        kept_s = MISSING_FOR_S if body is None else FOUND_FOR_S
        self._looked_up.put(document_id, (body, self._clock() + kept_s))
        return body


class Taught:
    """Queries by hash, bounded in number and bytes; those used last stay."""

    def __init__(self, bytes_max: int = TAUGHT_BYTES_MAX, size: int = TAUGHT_MAX) -> None:
        self._bytes_max = bytes_max
        self._size = size
        self._queries: dict[str, str] = {}
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._queries)

    def get(self, digest: str) -> str | None:
        """The query, now the one used last."""
        query = self._queries.pop(digest, None)
        if query is not None:
            self._queries[digest] = query
        return query

    def put(self, digest: str, query: str) -> None:
        """Keep a query, dropping those used longest ago."""
        replaced = self._queries.pop(digest, None)
        self._bytes -= len(replaced.encode()) if replaced is not None else 0
        self._queries[digest] = query
        self._bytes += len(query.encode())
        while self._queries and (self._bytes > self._bytes_max or len(self._queries) > self._size):
            oldest = next(iter(self._queries))
            self._bytes -= len(self._queries.pop(oldest).encode())


def _hash(query: str | None) -> str:
    return hashlib.sha256((query or "").encode("utf-8", "surrogatepass")).hexdigest()


def _persisted(given: object) -> str:
    try:
        persisted = msgspec.convert(given, _PersistedQuery)
    except msgspec.ValidationError as error:
        raise _refusal(f"`extensions.persistedQuery` is wrong: {error}.", "BAD_REQUEST") from None
    if persisted.version != 1:
        raise _refusal("`extensions.persistedQuery.version` is not 1, the only one there is.", "BAD_REQUEST")
    return persisted.sha256_hash.lower()


def _unregistered(document_id: str) -> RefusedDocumentError:
    return _refusal(f"There is no registered document with the id {document_id[:80]!r}.", "DOCUMENT_NOT_FOUND")


def _refusal(message: str, code: str) -> RefusedDocumentError:
    return RefusedDocumentError([GraphQLError(message)], code)
