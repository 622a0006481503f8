"""Compiles a subscription: one statement that tells any number of its subscribers of a batch of events.

    with event (cursor, key, place), asked (place, p1, p2, ...)
    select <asked>, <event>, <the answer's JSON> from event join <the row> cross join asked where <filter>

Subscribers whose operations compile to the same text differ only in their parameters, so those are not
bound one by one: they come as a set of rows, and each answer says whose parameters it is for. A
thousand subscribers that follow an actor each cost one statement, and equal ones share one answer.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec
from graphql import (
    FieldNode,
    GraphQLError,
    GraphQLField,
    GraphQLObjectType,
    OperationDefinitionNode,
    get_named_type,
)
from graphql.execution.values import VariableValues

from schema.ids import KINDS
from schema.mapping import Event
from service.query.changes import PLACE as _PLACE
from service.query.changes import place_of
from service.query.compiler import Compiler
from service.query.convert import bad_input
from service.query.document import Document
from service.query.filters import FilteredRow, argument_filter, condition_sql, conjunction
from service.query.selection import subsets
from service.query.statement import Contract, Plan, build_object, quoted
from service.query.values import Value, arguments

_EVERY_KIND = frozenset(KINDS.values())
_ABOUT = {
    "article": frozenset({KINDS["Article"]}),
    "actor": frozenset({KINDS["Actor"]}),
    "claim": frozenset({KINDS["Claim"]}),
    "change": _EVERY_KIND,
}
"""What the outbox's events are about, by table."""
_THE_EVENT = "(e.xid, e.kind, e.key) = (event.xid::xid8, event.kind::smallint, event.key)"

_CHECK_LENGTH = 6
_PARAMETER = re.compile(r"\$(\d+)::([a-z0-9_]+(?:\[\])?)")


class Place(NamedTuple):
    """Where an event stands: its transaction, its kind (`KINDS`), its row's key. Places compare in order."""

    xid: int
    kind: int
    key: int


class Feed(msgspec.Struct, frozen=True, kw_only=True):
    """A compiled subscription.

    `kinds` number what it is told of. `statement` takes the parameter sets as a JSON array, then keys, cursors,
    transactions and kinds of events as arrays of text; its rows are the number of the set and of the event, from 1,
    and the answer's `data`. `parameters` is this subscriber's set, as JSON. `cost` is what one event may cost, in
    objects. `after` is the place to begin behind with the lineage that its cursor names, None to begin now.
    """

    kinds: frozenset[int]
    statement: str
    parameters: bytes
    cost: int
    after: tuple[int, Place] | None


def encode_place(lineage: int, place: Place) -> str:
    """The cursor of an event: see `service.query.cursors` for the form."""
    # As Postgres writes the array, so that an event has one cursor.
    rest = f"{_PLACE.name}|[{lineage}, {place.xid}, {place.kind}, {place.key}]".encode()
    check = hashlib.md5(rest, usedforsecurity=False).hexdigest()[:_CHECK_LENGTH].encode()
    return base64.urlsafe_b64encode(check + rest).rstrip(b"=").decode("ascii")


def resumed(feed: Feed, cursor: str) -> Feed:
    """The feed after a cursor that came with the document. Raises GraphQLError for a damaged one."""
    value = Value("Last-Event-ID", cursor, lambda _variables: cursor, None)
    return msgspec.structs.replace(feed, after=_after(value, cursor))


def compile_subscription(
    contract: Contract, document: Document, operation: OperationDefinitionNode, variables: VariableValues
) -> Feed:
    """The feed of a valid subscription operation. Raises GraphQLError for values that won't do."""
    compiler = Compiler(contract, document.fragments, variables)
    root = contract.schema.subscription_type
    if root is None:
        raise GraphQLError("the schema has no subscription type")
    fields = compiler.selections.of(root, [operation.selection_set])
    if len(fields) != 1:
        # Validation sees to more than one; @skip and @include can leave none.
        raise GraphQLError("A subscription selects exactly one field; leave none out.", nodes=[operation])
    ((response_key, nodes),) = fields.items()
    definition, mapping = root.fields[nodes[0].name.value], contract.mapping(root.name, nodes[0].name.value)
    if not isinstance(mapping, Event):
        raise TypeError(f"{root.name}.{nodes[0].name.value} is mapped to {mapping!r}, which is no event")
    given = arguments(nodes[0], definition.args, variables.coerced)
    plan = _plan(compiler, mapping, definition, given, response_key, nodes)
    return Feed(
        kinds=_ABOUT[mapping.table],
        statement=_for_many(plan.sql),
        parameters=msgspec.json.encode(plan.bind(variables.coerced)),
        cost=plan.cost(variables.coerced),
        after=_after(given["after"], given["after"].fetch(variables.coerced)) if "after" in given else None,
    )


def _plan(
    compiler: Compiler,
    mapping: Event,
    definition: GraphQLField,
    given: Mapping[str, Value],
    response_key: str,
    nodes: list[FieldNode],
) -> Plan:
    """The statement and one subscriber's parameters."""
    event_type = get_named_type(definition.type)
    if not isinstance(event_type, GraphQLObjectType):
        raise TypeError(f"{event_type} is no event type")
    predicates = [] if mapping.on is None else [mapping.on.format(t="about")]
    predicates += [
        condition_sql(compiler.statement, condition, given[name], FilteredRow("about"))
        for name, condition in mapping.arguments.items()
        if name in given
    ]
    if "filter" in given:
        asked = given["filter"]
        predicates.append(argument_filter(compiler.contract, compiler.statement, definition, "filter", asked, "about"))
    compiler.statement.charge()
    answer = build_object([(response_key, compiler.object(event_type, subsets(nodes), "event"))])
    if mapping.table == "change":
        events = (
            "(select event.place, event.cursor, c.* from event join claimgraph.change c on"
            " (c.xid, c.number, c.key) = (event.xid::xid8, event.kind::smallint, event.key)) event"
        )
    else:
        events = f"event join {mapping.table} about on about.id = event.key"
    if mapping.actions:
        actions = ", ".join(quoted(action) for action in mapping.actions)
        events += f" join claimgraph.event e on {_THE_EVENT} and e.action in ({actions})"
    return compiler.statement.finish(
        f"select asked.place, event.place, {answer} from {events}"
        f" cross join asked where {conjunction(predicates)} order by event.place"
    )


def _for_many(sql: str) -> str:
    """The statement with parameters taken from the rows of `asked`."""
    types: dict[int, str] = {}

    def column(match: re.Match[str]) -> str:
        types[int(match.group(1))] = match.group(2)
        return f"asked.p{match.group(1)}"

    body = _PARAMETER.sub(column, sql)
    columns = "".join(f", {_unpacked(number, pg_type)} as p{number}" for number, pg_type in sorted(types.items()))
    return (
        # Materialized, so that parameters are unpacked once and not once an event.
        "with asked as materialized ("
        f"select s.place{columns} from jsonb_array_elements($1::jsonb) with ordinality as s (given, place)),"
        " event as materialized (select * from unnest($2::text[]::bigint[], $3::text[], $4::text[], $5::text[])"
        f" with ordinality as e (key, cursor, xid, kind, place)) {body}"
    )


def _unpacked(number: int, pg_type: str) -> str:
    """A parameter out of its set, in its type."""
    if pg_type.endswith("[]"):
        elements = f"jsonb_array_elements_text(s.given -> {number - 1})"
        return f"array(select x.item::{pg_type[:-2]} from {elements} with ordinality as x (item, at) order by x.at)"
    return f"(s.given ->> {number - 1})::{pg_type}"


def _after(value: Value, given: Any) -> tuple[int, Place]:
    try:
        lineage, xid, kind, key = place_of(given, value)
    except GraphQLError:
        xid = -1
    if xid < 0:
        raise bad_input(value, "is no event's cursor, or a damaged one; take it from an event's `cursor`")
    return lineage, Place(xid, kind, key)
