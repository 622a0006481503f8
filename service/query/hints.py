"""What the library's refusals leave out: which values an enum has, which fields an input."""

from __future__ import annotations

import re
from collections.abc import Sequence

from graphql import GraphQLEnumType, GraphQLError, GraphQLInputObjectType, GraphQLSchema

_GUESS = re.compile(r" Did you mean [^?]*\?")
_NO_VALUE = re.compile(r"does not exist in '(\w+)' enum\.|'(\w+)' cannot represent (?:non-enum|non-string) value")
_NO_FIELD = re.compile(r"of type '(\w+)' not to include unknown field")


def with_hints(schema: GraphQLSchema, errors: Sequence[GraphQLError]) -> list[GraphQLError]:
    """The errors with an enum's values, or an input's fields where the library guesses none."""
    return [_told(error, error.message + _hint(schema, error.message)) for error in errors]


def without_hints(errors: Sequence[GraphQLError]) -> list[GraphQLError]:
    """The errors without guesses at what was meant, which tell a schema piece by piece."""
    return [_told(error, _GUESS.sub("", error.message)) for error in errors]


def _hint(schema: GraphQLSchema, message: str) -> str:
    no_value, no_field = _NO_VALUE.search(message), _NO_FIELD.search(message)
    if no_value is not None:
        enum = schema.type_map.get(no_value[1] or no_value[2])
        return f" Its values are {', '.join(enum.values)}." if isinstance(enum, GraphQLEnumType) else ""
    if no_field is not None and not _GUESS.search(message):
        given = schema.type_map.get(no_field[1])
        return f" Its fields are {', '.join(given.fields)}." if isinstance(given, GraphQLInputObjectType) else ""
    return ""


def _told(error: GraphQLError, message: str) -> GraphQLError:
    return GraphQLError(
        message, error.nodes, error.source, error.positions, error.path, error.original_error, error.extensions
    )
