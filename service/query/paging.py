"""Keyset paging: which rows of an ordering stand on a page, and whether there are more.

Relay's GraphQL Cursor Connections Specification, "Pagination algorithm".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from schema.connection import PAGE_SIZE_DEFAULT
from schema.mapping import Key, Order
from service.query.convert import bad_input, bound, page_size
from service.query.cursors import decode_cursor
from service.query.statement import Statement
from service.query.values import Fetch, Value, Variables, plain


@dataclass(frozen=True, slots=True)
class Window:
    """The page that a connection's arguments ask for.

    `size` is the parameter of the page's size, `rows` fetches it, `one_more` is the same plus one.
    `after` and `before` are predicates over the rows (None when not asked), `not_after` and
    `not_before` their complements.
    """

    order: Order
    backward: bool
    size: str
    rows: Fetch
    one_more: str
    after: str | None
    not_after: str | None
    before: str | None
    not_before: str | None

    @property
    def bounds(self) -> list[str]:
        """The predicates that the page's rows must meet."""
        return [predicate for predicate in (self.after, self.before) if predicate is not None]

    def order_by(self, row: str, link: str) -> str:
        """The order in which rows are walked: backward pages are walked from their end."""
        return ", ".join(
            key.sql.format(t=row, l=link) + (" desc" if key.descending != self.backward else "")
            for key in self.order.keys
        )


def window(statement: Statement, order: Order, given: Mapping[str, Value], row: str, link: str) -> Window:
    """Read `first`, `last`, `after`, `before`; raises GraphQLError where they don't go together."""
    first, last = given.get("first"), given.get("last")
    if first is not None and last is not None:
        raise bad_input(last, "can't be used together with `first`; a page has one end")
    asked = first or last
    size: Fetch = bound(asked, page_size) if asked is not None else _default_size
    after = _bound_by(statement, order, given.get("after"), row, link, forward=True)
    before = _bound_by(statement, order, given.get("before"), row, link, forward=False)
    return Window(
        order=order,
        backward=last is not None,
        size=statement.parameter(size, "bigint"),
        rows=size,
        one_more=statement.parameter(lambda variables: size(variables) + 1, "bigint"),
        after=after[0],
        not_after=after[1],
        before=before[0],
        not_before=before[1],
    )


def _default_size(_variables: Variables) -> int:
    return PAGE_SIZE_DEFAULT


def _bound_by(
    statement: Statement, order: Order, cursor: Value | None, row: str, link: str, *, forward: bool
) -> tuple[str | None, str | None]:
    """The predicate "comes after (before) the cursor" and its complement."""
    if cursor is None:
        return None, None
    parameters = [statement.parameter(key_at(cursor, order, index), key.type) for index, key in enumerate(order.keys)]
    columns = [key.sql.format(t=row, l=link) for key in order.keys]
    if len({key.descending for key in order.keys}) == 1:
        # One direction: a row comparison, which an index on the keys answers directly.
        upward = order.keys[0].descending != forward
        left, right = ", ".join(columns), ", ".join(parameters)
        beyond, complement = (">", "<=") if upward else ("<", ">=")
        return f"({left}) {beyond} ({right})", f"({left}) {complement} ({right})"
    predicate = _mixed(order.keys, columns, parameters, forward=forward)
    return predicate, f"not {predicate}"


def _mixed(keys: tuple[Key, ...], columns: list[str], parameters: list[str], *, forward: bool) -> str:
    """Keys of both directions: beyond in the first key, or equal there and beyond in the rest."""
    operator = ">" if keys[0].descending != forward else "<"
    beyond = f"{columns[0]} {operator} {parameters[0]}"
    if len(keys) == 1:
        return f"({beyond})"
    rest = _mixed(keys[1:], columns[1:], parameters[1:], forward=forward)
    return f"({beyond} or ({columns[0]} = {parameters[0]} and {rest}))"


def key_at(cursor: Value, order: Order, index: int) -> Fetch:
    return lambda variables: decode_cursor(cursor.fetch(variables), cursor, order)[index]


def chosen_order(orders: Order | Mapping[str, Order], given: Mapping[str, Value]) -> Order:
    """The ordering that `orderBy` names, the first when it is absent or names none; several of them as one."""
    if isinstance(orders, Order):
        return orders
    names = order_names(given)
    if len(set(names)) != len(names):
        raise bad_input(given["orderBy"], "names an order twice; name each once")
    chosen = [orders[name] for name in names] or [next(iter(orders.values()))]
    return chosen[0] if len(chosen) == 1 else _combined(chosen)


def order_names(given: Mapping[str, Value]) -> list[str]:
    """The values of `orderBy`, in their order."""
    asked = given.get("orderBy")
    return [plain(item) for item in asked.now] if asked is not None else []


def _combined(orders: Sequence[Order]) -> Order:
    """One after the other: each orders what those before it leave equal; the last key tells the rest apart."""
    keys: list[Key] = []
    for order in orders:
        keys += order.keys[:-1] or order.keys
        if len(order.keys) == 1:
            # Nothing is left equal.
            break
    else:
        keys.append(orders[0].keys[-1])
    return Order("+".join(order.name for order in orders), tuple(keys), any(order.counts for order in orders))
