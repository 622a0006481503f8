"""The contract: Strawberry types that say, field by field, where the data lives."""

from __future__ import annotations

from datetime import datetime

import strawberry
from graphql import GraphQLObjectType, GraphQLSchema, print_schema

from schema.actor import ActorRelation
from schema.claim import ClaimLink, ClaimReview
from schema.ids import PREFIXES
from schema.mention import Mention
from schema.moments import DateTime
from schema.mutation import Mutation
from schema.query import Query
from schema.source import Source
from schema.subscription import Subscription

SCHEMA = strawberry.federation.Schema(
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    types=[Mention, Source, ClaimReview, ClaimLink, ActorRelation],
    scalar_overrides={datetime: DateTime},
)
"""The one schema of the service, an Apollo Federation 2 subgraph. `service.query` compiles it to SQL."""


def sdl() -> str:
    """The schema for clients, as `schema/schema.graphql` holds it: without what only a gateway asks for."""
    federated: GraphQLSchema = SCHEMA._schema
    if federated.query_type is None:
        raise TypeError("the schema has no query type")
    options = federated.query_type.to_kwargs()
    options["fields"] = {name: field for name, field in options["fields"].items() if not name.startswith("_")}
    nodes = [named for name, named in federated.type_map.items() if name in PREFIXES]
    plain = GraphQLSchema(
        query=GraphQLObjectType(**options),
        mutation=federated.mutation_type,
        subscription=federated.subscription_type,
        types=nodes,
    )
    return print_schema(plain) + "\n"
