"""Random valid operations, drawn from the schema itself and the same for the same seed."""

from __future__ import annotations

import base64
import json
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
    parse,
    validate,
)

from tests.query.content import LANGUAGES, MOMENTS, NAMES
from tests.query.pages import order_name
from tests.query.rows import PREFIXES, TABLES, Rows

LEFT_OUT = {
    # Ranked by Postgres' own full text and trigrams, which plain Python can't tell.
    "search", "suggest",
    # Counts by dimensions, compared with plain counting in test_claim_stats.py.
    "claimStats",
    # The contract's text.
    "_service", "__schema", "__type",
}  # fmt: skip
"""Fields with tests of their own."""
NEEDLES = (*NAMES, "", "ALTMAN", "elo", "l'oreal", "nobody", "%", "_", "\\", "é", "e\u0301", " 😀 ", "sam  altman", "-")
ID_TYPES = {
    "actorId": "Actor", "claimantId": "Actor", "subjectId": "Actor", "articleId": "Article", "sourceId": "Source",
    "article": "Article", "actor": "Actor", "claim": "Claim", "source": "Source", "claimReview": "ClaimReview",
    "claimLink": "ClaimLink", "actorRelation": "ActorRelation", "objectId": "Actor",
    "any": "Actor", "all": "Actor", "none": "Actor",
}  # fmt: skip
DEPTH = 4


class Name(str):
    """An enum value: bare in a document, a string among variables."""

    __slots__ = ()


@dataclass(frozen=True)
class Variable:
    """A reference to a variable."""

    name: str


@dataclass
class Operation:
    """A generated document with its variables."""

    text: str
    variables: dict[str, Any]


@dataclass
class Pools:
    """Values worth asking for: keys and unique texts of the rows, and cursors of earlier answers."""

    rows: Rows
    cursors: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def harvest(self, answer: Any) -> None:
        """Keep the cursors of an answer, told by the order that they carry."""
        for text in _strings(answer):
            try:
                raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))[6:].decode()
            except ValueError:
                continue
            name, bar, _keys = raw.partition("|")
            kept = self.cursors[name]
            if bar and len(kept) < 200 and text not in kept:
                kept.append(text)


def _strings(answer: Any) -> Iterator[str]:
    """The strings under a key that may hold a cursor; aliases hide which, so all short ASCII ones."""
    if isinstance(answer, dict):
        for value in answer.values():
            yield from _strings(value)
    elif isinstance(answer, list):
        for value in answer:
            yield from _strings(value)
    elif isinstance(answer, str) and answer.isascii() and len(answer) > 12:
        yield answer


class Generator:
    """Makes operations; `operation` never fails and only returns what validates."""

    def __init__(self, schema: GraphQLSchema, pools: Pools, seed: int) -> None:
        self.schema = schema
        self.pools = pools
        self.random = random.Random(seed)
        self.discarded = 0
        self._start()

    def _start(self) -> None:
        self._number = 0
        self._definitions: dict[str, str] = {}
        self._variables: dict[str, Any] = {}
        self._fragments: list[str] = []

    def operation(self) -> Operation:
        """The next valid operation."""
        while True:
            self._start()
            root = self.schema.query_type
            assert root is not None
            body = self._root(root)
            head = ", ".join(f"${name}: {declared}" for name, declared in self._definitions.items())
            query = f"query Q({head}) {body}" if head else f"query Q {body}"
            text = "\n".join([query, *self._fragments])
            if not validate(self.schema, parse(text)):
                return Operation(text, self._variables)
            self.discarded += 1

    def _chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def _fresh(self, letter: str) -> str:
        self._number += 1
        return f"{letter}{self._number}"

    def _root(self, root: GraphQLObjectType) -> str:
        names = [name for name in root.fields if name not in LEFT_OUT]
        chosen = self.random.choices(names, k=self.random.choice((1, 1, 1, 2, 3)))
        fields = [self._field(root, name, DEPTH) for name in chosen]
        if self._chance(0.1):
            fields.append(self.random.choice(("__typename", 'shape: __type(name: "Actor") { name kind }')))
        if self._chance(0.15):
            fields = [self._in_fragment(root.name, "{ " + " ".join(fields) + " }")]
        return "{ " + " ".join(fields) + " }"

    # Selections

    def _selection(self, named: GraphQLNamedType, depth: int) -> str:
        if isinstance(named, GraphQLObjectType):
            return "{ " + " ".join(self._fields(named, depth)) + " }"
        assert isinstance(named, GraphQLInterfaceType | GraphQLUnionType)
        parts = ["__typename"] if self._chance(0.6) else []
        if isinstance(named, GraphQLInterfaceType):
            parts.append("id")
        possible = self.schema.get_possible_types(named)
        for object_type in self.random.sample(list(possible), self.random.randint(1, min(3, len(possible)))):
            inner = "{ " + " ".join(self._fields(object_type, depth, unique=True)) + " }"
            parts.append(self._in_fragment(object_type.name, inner))
        return "{ " + " ".join(parts) + " }"

    def _in_fragment(self, type_name: str, selection: str) -> str:
        if self._chance(0.5):
            return f"... on {type_name}{self._directives()} {selection}"
        name = self._fresh("F")
        self._fragments.append(f"fragment {name} on {type_name} {selection}")
        return f"...{name}{self._directives()}"

    def _fields(self, object_type: GraphQLObjectType, depth: int, unique: bool = False) -> list[str]:
        leaves = [name for name, each in object_type.fields.items() if is_leaf_type(get_named_type(each.type))]
        inner = [name for name in object_type.fields if name not in leaves and name not in LEFT_OUT]
        chosen = self.random.sample(leaves, self.random.randint(0, min(4, len(leaves))))
        if inner and depth > 0:
            most = 3 if object_type.name.endswith(("Connection", "Edge")) else 2
            chosen += self.random.choices(inner, k=self.random.randint(0 if chosen else 1, most))
        self.random.shuffle(chosen)
        parts = [self._field(object_type, name, depth - 1, unique) for name in chosen]
        if not parts or self._chance(0.1):
            parts.append("__typename")
        if self._chance(0.1):
            # The same again, in another place, to be merged.
            parts.append(self._in_fragment(object_type.name, "{ " + self.random.choice(parts) + " }"))
        return parts

    def _field(self, parent: GraphQLObjectType, name: str, depth: int, unique: bool = False) -> str:
        definition = parent.fields[name]
        named = get_named_type(definition.type)
        arguments = self._arguments(parent, name, definition, depth)
        leaf = is_leaf_type(named)
        alias = f"{self._fresh('a')}: " if unique or not leaf or self._chance(0.2) else ""
        head = f"{alias}{name}{arguments}{self._directives()}"
        if leaf:
            return head
        text = f"{head} {self._selection(named, depth)}"
        if self._chance(0.07):
            return f"{text} {alias}{name}{arguments} {self._selection(named, depth)}"
        return text

    def _directives(self) -> str:
        if not self._chance(0.08):
            return ""
        directive = self.random.choice(("include", "skip"))
        value: Any = self._chance(0.5)
        if self._chance(0.6):
            value = self._declare("Boolean!", value)
        return f" @{directive}(if: {literal(value)})"

    # Arguments

    def _arguments(self, parent: GraphQLObjectType, field_name: str, definition: GraphQLField, depth: int) -> str:
        given: dict[str, Any] = {}
        order = definition.args.get("orderBy")
        order_by = None
        if order is not None and self._chance(0.6):
            order_by = self._orders(order.type)
            given["orderBy"] = order_by
        self._paging(parent, field_name, definition, depth, order_by, given)
        for name, argument in definition.args.items():
            if name in ("orderBy", "first", "last", "after", "before", "search"):
                continue
            if self._wanted(argument, field_name, name):
                nothing = name == "filter" and self._chance(0.05)
                given[name] = None if nothing else self._value(argument.type, name, field_name)
        if parent.name == "Query" and field_name in ("article", "actor", "source"):
            given = dict([self.random.choice(list(given.items()) or [("id", self._id("id", field_name))])])
        items = [f"{name}: {self._written(value, definition.args[name].type)}" for name, value in given.items()]
        self.random.shuffle(items)
        return f"({', '.join(items)})" if items else ""

    def _wanted(self, argument: GraphQLArgument, field_name: str, name: str) -> bool:
        if isinstance(argument.type, GraphQLNonNull) or field_name in ("article", "actor", "source"):
            return True
        return self._chance(0.5 if name == "filter" else 0.4)

    def _paging(
        self,
        parent: GraphQLObjectType,
        field_name: str,
        definition: GraphQLField,
        depth: int,
        order_by: Any,
        given: dict[str, Any],
    ) -> None:
        if "first" not in definition.args:
            return
        if depth < DEPTH - 1 or self._chance(0.8):
            size = self.random.choice((0, 1, 2, 3)) if depth < DEPTH else self.random.choice((0, 1, 3, 5, 20, 100))
            given[self.random.choice(("first", "first", "last")) if "last" in definition.args else "first"] = size
        cursors = self.pools.cursors[order_name(parent.name, field_name, order_by)]
        for name in ("after", "before"):
            if name in definition.args and cursors and self._chance(0.25):
                given[name] = self.random.choice(cursors)

    def _orders(self, input_type: GraphQLInputType) -> Any:
        """Some orders, none of them twice; one of them as it is, or in a list."""
        named = get_named_type(input_type)
        assert isinstance(named, GraphQLEnumType)
        count = min(self.random.choice((0, 1, 1, 2, 3)), len(named.values))
        chosen = [Name(value) for value in self.random.sample(list(named.values), count)]
        return chosen[0] if len(chosen) == 1 and self._chance(0.5) else chosen

    def _value(self, input_type: GraphQLInputType, name: str, field_name: str, depth: int = 2) -> Any:
        """A random value of a type; `name` tells what a text is for."""
        if isinstance(input_type, GraphQLNonNull):
            return self._value(input_type.of_type, name, field_name, depth)
        if isinstance(input_type, GraphQLList):
            items = [self._value(input_type.of_type, name, field_name, depth) for _ in range(self.random.randrange(4))]
            return items[0] if len(items) == 1 and self._chance(0.3) else items
        if isinstance(input_type, GraphQLInputObjectType):
            return self._input(input_type, field_name, depth, name)
        if isinstance(input_type, GraphQLEnumType):
            return Name(self.random.choice(list(input_type.values)))
        return self._scalar(get_named_type(input_type).name, name, field_name)

    def _input(self, input_type: GraphQLInputObjectType, field_name: str, depth: int, called: str) -> dict[str, Any]:
        """A filter, or the operators of one of its fields, which is `called` so."""
        combined = [name for name in ("and", "or", "not") if name in input_type.fields]
        # Relations lead to filters again, and so far no further.
        plain = [
            name
            for name, each in input_type.fields.items()
            if name not in combined and (depth > 0 or not _leads_on(each.type))
        ]
        chosen = self.random.sample(plain, self.random.randint(0, min(2, len(plain))))
        if combined and depth > 0 and self._chance(0.6):
            chosen += self.random.sample(combined, self.random.randint(1, 2))
        value: dict[str, Any] = {}
        for name in chosen:
            if self._chance(0.07):
                value[name] = None
            else:
                value[name] = self._value(
                    input_type.fields[name].type, _meaning(input_type, name, called), field_name, depth - 1
                )
        return value

    def _scalar(self, type_name: str, name: str, field_name: str) -> Any:
        r = self.random
        match type_name:
            case "Boolean":
                return self._chance(0.5)
            case "Int":
                return r.choice((0, 1, 2, 3))
            case "Float":
                return r.choice((0, -1.5, 0.5, 0.1, 1e-5, 5e10, 1, 0.25))
            case "DateTime":
                moment = r.choice(MOMENTS).isoformat()
                return moment if "9999" in moment or "0001" in moment else moment[:19] + r.choice(("Z", "+02:00", ""))
            case "_Any":
                named = r.choice([t.name for t in self.schema.get_possible_types(self._entity())])
                other = {"Article": "url", "Actor": "wikidataId", "Source": "domain"}.get(named)
                if other is not None and self._chance(0.3):
                    return {"__typename": named, other: self._text(other)}
                return {"__typename": named, "id": self._global_id(named)}
            case "ID":
                return self._id(name, field_name)
            case _:
                return self._text(name)

    def _entity(self) -> GraphQLUnionType:
        union = self.schema.type_map["_Entity"]
        assert isinstance(union, GraphQLUnionType)
        return union

    def _id(self, name: str, field_name: str) -> str:
        if name == "ids" or field_name == "node":
            return self._global_id(self.random.choice(list(PREFIXES)))
        return self._global_id(name if name in PREFIXES else ID_TYPES[field_name if name == "id" else name])

    def _global_id(self, type_name: str) -> str:
        keys = [row["id"] for row in self.pools.rows.all(TABLES[type_name])]
        missing = self.random.choice((999_999, 2**63 - 1))
        return f"{PREFIXES[type_name]}_{self.random.choice(keys) if self._chance(0.95) else missing}"

    def _text(self, name: str) -> str:
        r = self.random
        match name:
            case "language":
                return r.choice((*LANGUAGES, "FR", "zh", "e", "", "fr-"))
            case "name" | "claimant" | "subject" | "names" | "called" | "title" | "reviewer":
                return r.choice(NEEDLES)
            case "period":
                return r.choice(("2023", "2023-11", "2023-11-22", "2023-11-23", "1999", "2024-01"))
            case "externalId":
                return r.choice(("lei:A1", "isni:0:1", "lei:none", "lei", ":"))
            case "country" | "unit" | "rating" | "predicate" | "saidBy":
                return r.choice(("FR", "us", "EUR", "%", "False", "Vrai", "CEO_OF", "OWNS", "rule:x", "none"))
            case "sourceDomain" | "domain":
                return r.choice([*self._column("source", "domain"), "S1.Example", "none.example"])
            case "wikidataId":
                return r.choice([*self._column("actor", "wikidata_id"), "Q0"])
            case "url":
                return r.choice([*self._column("article", "url"), "https://none.example"])
            case _:
                raise KeyError(name)

    def _column(self, table: str, column: str) -> list[str]:
        return [row[column] for row in self.pools.rows.all(table) if row[column]]

    # Literals and variables

    def _written(self, value: Any, input_type: GraphQLInputType) -> str:
        """A value as a literal, or moved to a variable in whole or in parts."""
        return literal(self._moved(value, input_type, 0.35))

    def _moved(self, value: Any, input_type: GraphQLInputType, probability: float) -> Any:
        if self._chance(probability):
            return self._declare(str(input_type), value)
        bare = input_type.of_type if isinstance(input_type, GraphQLNonNull) else input_type
        if isinstance(value, dict) and isinstance(bare, GraphQLInputObjectType):
            return {name: self._moved(member, bare.fields[name].type, 0.15) for name, member in value.items()}
        if isinstance(value, list) and isinstance(bare, GraphQLList):
            return [self._moved(item, bare.of_type, 0.1) for item in value]
        return value

    def _declare(self, type_text: str, value: Any) -> Variable:
        name = self._fresh("v")
        if self._chance(0.1) and "_Any" not in type_text:
            # The declaration's default is the value, and the request leaves the variable out.
            self._definitions[name] = f"{type_text} = {literal(value)}"
        else:
            self._definitions[name] = type_text
            self._variables[name] = value
        return Variable(name)


def _leads_on(input_type: GraphQLInputType) -> bool:
    """Whether a value of a type holds inputs of its own."""
    named = get_named_type(input_type)
    if not isinstance(named, GraphQLInputObjectType):
        return False
    return any(isinstance(get_named_type(each.type), GraphQLInputObjectType) for each in named.fields.values())


def _meaning(input_type: GraphQLInputObjectType, name: str, called: str) -> str:
    """What a value is for: an operator's is for the field that it stands in, an id's is of the type filtered."""
    if name == "id":
        return input_type.name.removesuffix("Filter")
    if input_type.name == "PeriodFilter":
        return "period"
    return called if input_type.name in ("NameFilter", "TitleFilter") else name


def literal(value: Any) -> str:
    """A value in GraphQL's syntax."""
    match value:
        case Variable(name):
            return f"${name}"
        case Name():
            return str(value)
        case dict():
            return "{" + ", ".join(f"{name}: {literal(member)}" for name, member in value.items()) + "}"
        case list():
            return "[" + ", ".join(literal(item) for item in value) + "]"
        case str():
            return json.dumps(value, ensure_ascii=False)
        case _:
            return json.dumps(value)
