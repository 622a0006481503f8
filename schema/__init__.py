"""The contract: Strawberry types that say, field by field, where the data lives."""

from __future__ import annotations

import strawberry

from schema.mutation import Mutation
from schema.query import Query
from schema.types import ActorRelation, ClaimReview, Mention, Source

SCHEMA = strawberry.Schema(query=Query, mutation=Mutation, types=[Mention, Source, ClaimReview, ActorRelation])
"""The one schema of the service. Its fields are compiled to SQL by `service.query`."""


def sdl() -> str:
    """The schema in the GraphQL schema definition language, as `schema/schema.graphql` holds it."""
    return SCHEMA.as_str() + "\n"
