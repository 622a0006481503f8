"""Trusted documents: the manifests that Relay and Apollo compilers write, read and checked.

Relay's persisted queries are one object, `{"<id>": "<document>"}`. Apollo's manifest is
`{"format": "apollo-persisted-query-manifest", "version": 1, "operations": [{"id", "name", "type", "body"}]}`.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from graphql import GraphQLSchema

from service.errors import BadInput
from service.query.document import Documents, RefusedDocumentError

ID_MAX = 200
_NAME_MAX = 200

Id = Annotated[str, msgspec.Meta(min_length=1, max_length=ID_MAX, pattern=r"^[!-~]+$")]


class TrustedDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A document by the id that clients send for it. `name` is the operation's, where the manifest says it."""

    id: str
    body: str
    name: str | None = None


class _Operation(msgspec.Struct, frozen=True):
    id: Id
    body: str
    name: Annotated[str, msgspec.Meta(max_length=_NAME_MAX)] | None = None
    type: Literal["query", "mutation", "subscription"] | None = None


class _ApolloManifest(msgspec.Struct, frozen=True):
    format: Literal["apollo-persisted-query-manifest"]
    version: Literal[1]
    operations: list[_Operation]


def read_manifest(raw: bytes) -> list[TrustedDocument]:
    """The documents of a manifest in JSON, of either format. Raises BadInput with what is wrong."""
    try:
        members = msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
        if "format" in members:
            manifest = msgspec.json.decode(raw, type=_ApolloManifest)
            found = [TrustedDocument(id=entry.id, body=entry.body, name=entry.name) for entry in manifest.operations]
        else:
            texts = msgspec.json.decode(raw, type=dict[Id, str])
            found = [TrustedDocument(id=name, body=body) for name, body in texts.items()]
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput(f"it is no manifest of Relay or Apollo: {error}") from None
    bodies: dict[str, str] = {}
    for document in found:
        if bodies.setdefault(document.id, document.body) != document.body:
            raise BadInput(f"it has two documents with the id {document.id[:80]!r}")
    return found


def check_documents(schema: GraphQLSchema, found: list[TrustedDocument]) -> list[str]:
    """What is wrong with documents, one sentence each; none when the service can run all of them."""
    documents = Documents(schema)
    problems = []
    for entry in found:
        try:
            operations = documents.read(entry.body).operations
        except RefusedDocumentError as refused:
            problems.append(f"{entry.name or entry.id[:80]}: {refused}")
            continue
        if not operations:
            problems.append(f"{entry.name or entry.id[:80]}: the document holds no operation")
    return problems
