"""Objects with a global id."""

from __future__ import annotations

import strawberry

from schema.ids import id_sql
from schema.mapping import Column, mapped

ID_DOC = "Global id: opaque, stable, good for `node(id:)`."


@strawberry.interface(description="An object with a global id (Relay).")
class Node:
    id: strawberry.ID = strawberry.field(description=ID_DOC)


def own_id(type_name: str) -> strawberry.ID:
    """The field `id` of a type."""
    field: strawberry.ID = mapped(Column(id_sql(type_name)), ID_DOC)
    return field
