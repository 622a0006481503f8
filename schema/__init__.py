"""The contract: Strawberry types that say, field by field, where the data lives."""

from __future__ import annotations

from datetime import datetime

import strawberry
from graphql import GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema, GraphQLUnionType, print_schema

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
    return print_schema(_for_clients()) + "\n"


def possible_types() -> dict[str, list[str]]:
    """The types that each interface and union may be, as Apollo Client's cache takes them (`possibleTypes`)."""
    plain = _for_clients()
    return {
        name: sorted(possible.name for possible in plain.get_possible_types(named))
        for name, named in sorted(plain.type_map.items())
        if isinstance(named, GraphQLInterfaceType | GraphQLUnionType)
    }


def _for_clients() -> GraphQLSchema:
    federated: GraphQLSchema = SCHEMA._schema
    if federated.query_type is None:
        raise TypeError("the schema has no query type")
    options = federated.query_type.to_kwargs()
    options["fields"] = {name: field for name, field in options["fields"].items() if not name.startswith("_")}
    nodes = [named for name, named in federated.type_map.items() if name in PREFIXES]
    return GraphQLSchema(
        query=GraphQLObjectType(**options),
        mutation=federated.mutation_type,
        subscription=federated.subscription_type,
        types=nodes,
    )
