"""`claims(search:)`: the claims that match a text and a filter, as the list of claims that they are.

The candidates and their scores are those of `search` (`service.search.page`), claims only; the filter
narrows them while they are gathered, and rows, orders by date and facets are those of any list of claims.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from graphql import FieldNode, GraphQLField

from schema.enums import ClaimOrder
from schema.mapping import Connection, Key, Order
from service.query.connections import COUNT_COST
from service.query.paging import chosen_order, window
from service.query.values import Value, plain
from service.search.candidates import Walk
from service.search.page import SEARCH_COST, Parameters, SearchPage, narrowing_of

if TYPE_CHECKING:
    from service.query.compiler import Compiler

BEST = Order(
    "claim.relevance",
    (
        Key("{l}.tier", "integer", descending=True),
        Key("{l}.score", "real", descending=True),
        Key("{t}.id", "bigint", descending=True),
    ),
)


def claim_search_sql(
    compiler: Compiler,
    mapping: Connection,
    definition: GraphQLField,
    given: Mapping[str, Value],
    nodes: list[FieldNode],
) -> str:
    """The list of claims as one SQL expression; `given` holds `search`."""
    statement = compiler.statement
    statement.charge(SEARCH_COST + COUNT_COST)
    row, link = statement.alias(), statement.alias()
    by_date = "orderBy" not in given or plain(given["orderBy"].now) != ClaimOrder.RELEVANCE.value
    order = chosen_order(mapping.order, given) if by_date else BEST
    page = ClaimSearchPage(
        compiler=compiler,
        source="",
        where=[],
        window=window(statement, order, given, row, link),
        row=row,
        link=link,
        asked=Parameters.of(compiler, {**given, "query": given["search"]}),
        kinds=frozenset({"CLAIM"}),
        narrowing=narrowing_of(compiler, definition, {"claimFilter": "filter"}, given),
        by_date=by_date,
        loosens=not by_date,
        narrowed="filter" in given,
        names=[statement.alias() for _ in range(9)],
    )
    page.source = f"claim {row} join {page.name('ranked')} {link} on {link}.id = {row}.id"
    body = page.sql(definition.type, nodes)
    return f"(with {page.tables(given)} select {body})"


class ClaimSearchPage(SearchPage):
    """A page of claims, whose rows are the claims' own."""

    def facet_source(self) -> str:
        """What facets count: the claims among the candidates."""
        found = f"({self._hits('queries', Walk())})" if self.by_date else self.name("found")
        return f"claim {self.row} join {found} h on h.id = {self.row}.id"

    def walk_start(self, moment: str, *rest: str) -> tuple[str, str, str]:
        """Cursors of lists of claims hold a date and a key; all are of one kind."""
        return moment, "'Claim'::text", rest[-1]
