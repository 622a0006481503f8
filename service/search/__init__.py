"""Full-text search: a query's words, its candidates, and the row sources of pages."""

from __future__ import annotations

from graphql import GraphQLSchema

from schema.mapping import Search, SearchableConnection
from service.query.statement import Contract
from service.search.claims_page import claims_sql
from service.search.page import search_sql

__all__ = ["searchable"]


def searchable(schema: GraphQLSchema) -> Contract:
    """The contract of a schema whose texts can be searched."""
    return Contract(schema, {Search: search_sql, SearchableConnection: claims_sql})
