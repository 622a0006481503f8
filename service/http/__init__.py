"""Thin HTTP layer: GraphQL over HTTP, REST, GraphiQL, health."""
