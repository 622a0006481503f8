"""`claims(search:)`: the claims that match a text and a filter, as the list of claims that they are.

The candidates and their scores are those of `search` (`service.search.page`), claims only; the filter
narrows them while they are gathered, and rows, orders by date and facets are those of any list of claims.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from graphql import FieldNode, GraphQLField

from schema import costs
from schema.enums import ClaimOrder
from schema.mapping import Key, Order, SearchableConnection
from service.query.connections import Page, connection_sql
from service.query.convert import bad_input
from service.query.paging import chosen_order, order_names, window
from service.query.values import Value
from service.search.page import Parameters, SearchRows, narrowing_of

if TYPE_CHECKING:
    from service.query.compiler import Compiler

BEST = Order(
    "claim.relevance",
    (
        Key("{l}.tier", "integer", descending=True),
        Key("{l}.score", "real", descending=True),
        Key("{l}.sort_at", "timestamptz", descending=True),
        Key("{t}.id", "bigint", descending=True),
    ),
)

_SEARCHED = frozenset({ClaimOrder.NEWEST.value, ClaimOrder.OLDEST.value, ClaimOrder.RELEVANCE.value})


def claims_sql(
    compiler: Compiler,
    mapping: SearchableConnection,
    definition: GraphQLField,
    given: Mapping[str, Value],
    nodes: list[FieldNode],
) -> str:
    """The list of claims as one SQL expression: those that match `search`, where it is given."""
    if "search" not in given:
        return connection_sql(compiler, mapping, definition, given, nodes, "")
    statement = compiler.statement
    statement.charge(costs.SEARCH)
    row, link = statement.alias(), statement.alias()
    names = order_names(given)
    if len(names) > 1 or not _SEARCHED.issuperset(names):
        raise bad_input(
            given["orderBy"], "is no order of a search; with `search`, give one of NEWEST, OLDEST, RELEVANCE"
        )
    by_date = names != [ClaimOrder.RELEVANCE.value]
    order = chosen_order(mapping.order, given) if by_date else BEST
    found = SearchRows(
        compiler=compiler,
        window=window(statement, order, given, row, link),
        row=row,
        claim_link=link,
        asked=Parameters.of(compiler, {**given, "query": given["search"]}),
        kinds=frozenset({"CLAIM"}),
        narrowing=narrowing_of(compiler, definition, {"claimFilter": "filter"}, given),
        by_date=by_date,
        loosens=not by_date,
        narrowed="filter" in given,
        names=[statement.alias() for _ in range(8)],
    )
    page = Page(compiler=compiler, rows=found, window=found.window, row=row, link=link)
    body = page.sql(definition.type, nodes)
    return f"(with {found.tables(given)} select {body})"
