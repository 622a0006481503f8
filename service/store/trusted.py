"""Trusted documents in the database."""

from __future__ import annotations

from datetime import datetime

import msgspec

from service.errors import Conflict
from service.query.trusted import TrustedDocument
from service.store.pool import Store

_REGISTER = """
    insert into trusted_document (id, name, body)
    select * from unnest ($1::text[], $2::text[], $3::text[])
    on conflict (id) do nothing
    returning id
"""

_CHANGED = """
    select d.id
    from trusted_document d
    join unnest ($1::text[], $2::text[]) given (id, body) using (id)
    where d.body <> given.body
    order by d.id
    limit 1
"""


class Registered(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A registered document, without its text."""

    id: str
    name: str | None
    registered_at: datetime


async def register_documents(store: Store, documents: list[TrustedDocument]) -> int:
    """Register documents, all or none; how many of them are new.

    Raises Conflict for an id that is taken by another text: apps that are out there rely on it.
    """
    ids, bodies = [document.id for document in documents], [document.body for document in documents]
    async with store.connection() as connection, connection.transaction():
        new = await connection.fetch(_REGISTER, ids, [document.name for document in documents], bodies)
        changed = await connection.fetchval(_CHANGED, ids, bodies)
        if changed is not None:
            raise Conflict(
                f"The id {changed[:80]!r} is registered with another document; take a new id, or remove the old"
                " one first."
            )
    return len(new)


async def find_document(store: Store, document_id: str) -> str | None:
    """A registered document's text."""
    async with store.connection() as connection:
        found: str | None = await connection.fetchval("select body from trusted_document where id = $1", document_id)
    return found


async def list_documents(store: Store) -> list[Registered]:
    """Every registered document, oldest first."""
    async with store.connection() as connection:
        rows = await connection.fetch("select id, name, registered_at from trusted_document order by registered_at, id")
    return [Registered(**row) for row in rows]


async def remove_documents(store: Store, ids: list[str]) -> int:
    """Take documents out of trust; how many were there."""
    async with store.connection() as connection:
        gone = await connection.fetch("delete from trusted_document where id = any ($1) returning id", ids)
    return len(gone)
