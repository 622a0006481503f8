"""Fields that take arguments, each in one declaration: the arguments, what they say and what they mean in SQL.

Such a field is compiled to SQL like all others, so it has no resolver, and its arguments are data:

    articles: ArticleConnection = connection(
        "article {t}", "{t}.source_id = {p}.id", NEWEST_ARTICLES, "Its articles, newest first."
    )
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.unset import UNSET
from strawberry.utils.str_converters import to_camel_case

from schema.connection import PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX
from schema.mapping import (
    Choice,
    Condition,
    Connection,
    Effect,
    Event,
    Lookup,
    Mapped,
    Order,
    SearchableConnection,
    mapped,
)


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a field: its name here, its type, its public doc and the predicate that it stands for.

    `on` is None where the field's mapping says what the argument does. One that may be null is null unless it
    is given; any other is required unless it has a `default`.
    """

    name: str
    type: Any
    description: str
    on: Condition | Choice | None = None
    default: Any = UNSET

    def declared(self) -> StrawberryArgument:
        """The argument as Strawberry knows it."""
        nullable = type(None) in get_args(self.type)
        return StrawberryArgument(
            python_name=self.name,
            graphql_name=None,
            type_annotation=StrawberryAnnotation(self.type),
            description=self.description,
            default=None if nullable and self.default is UNSET else self.default,
        )


PAGE = (
    Argument("first", int | None, f"Items from the front, 0 to {PAGE_SIZE_MAX}; {PAGE_SIZE_DEFAULT} when absent."),
    Argument("after", str | None, "Items after this cursor."),
    Argument("last", int | None, f"Items from the end, 0 to {PAGE_SIZE_MAX}; not with `first`."),
    Argument("before", str | None, "Items before this cursor."),
)
"""Which page of a list (GraphQL Cursor Connections Specification, 4)."""
AFTER_EVENT = Argument(
    "after", str | None, "Start after the event with this cursor; without it, with what happens from now on."
)


def field(mapping: Mapped, description: str, *arguments: Argument) -> Any:
    """A field that takes arguments, which the compiler reads from `mapping`; `description` is its public doc."""
    declared = mapped(mapping, description)
    declared.arguments = [argument.declared() for argument in arguments]
    return declared


def connection(
    source: str,
    on: str | None,
    order: Order | Mapping[str, Order],
    description: str,
    *arguments: Argument,
    edge: Mapping[str, str] | None = None,
    unless: Mapping[str, str] | None = None,
    searchable: bool = False,
    cost: int = 0,
) -> Any:
    """A page of a list, as `mapping.Connection` says; `arguments` come before those that choose the page."""
    kind = SearchableConnection if searchable else Connection
    mapping = kind(source, on, order, _predicates(arguments), edge or {}, unless or {}, cost)
    return field(mapping, description, *arguments, *PAGE)


def lookup(table: str, description: str, *arguments: Argument) -> Any:
    """At most one row of `table`, by exactly one of `arguments`."""
    return field(Lookup(table, _conditions(arguments)), description, *arguments)


def effect(name: str, input_type: type, description: str, *, each: str | None = None, into: str | None = None) -> Any:
    """A write: the effect `name` over an input; `each` and `into` as `mapping.Effect` says."""
    return field(Effect(name, each, into), description, Argument("input", input_type, "What to write."))


def event(
    table: Literal["article", "actor", "claim", "change"],
    description: str,
    *arguments: Argument,
    on: str | None = None,
    actions: tuple[str, ...] = (),
) -> Any:
    """What happens to rows of `table`, as `mapping.Event` says."""
    return field(Event(table, _conditions(arguments), on, actions), description, *arguments, AFTER_EVENT)


def _predicates(arguments: tuple[Argument, ...]) -> dict[str, Condition | Choice]:
    return {to_camel_case(argument.name): argument.on for argument in arguments if argument.on is not None}


def _conditions(arguments: tuple[Argument, ...]) -> dict[str, Condition]:
    conditions = {}
    for name, on in _predicates(arguments).items():
        if not isinstance(on, Condition):
            raise TypeError(f"the argument {name} binds no value, as it has to here")
        conditions[name] = on
    return conditions
