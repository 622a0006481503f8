"""Arguments that are of their type and won't do all the same: an error of the field that was given them (GraphQL
specification, 6.4.4), which is null then, or the nearest field around it that may be.

An operation whose arguments all do never comes here: it is compiled once more when one has failed.
"""

from __future__ import annotations

from collections.abc import Callable

from graphql import GraphQLError, GraphQLNonNull, GraphQLOutputType, get_nullable_type, is_list_type

_MENDABLE = "BAD_USER_INPUT"


class Failures:
    """The errors of an operation's fields, gathered while it is compiled."""

    def __init__(self) -> None:
        self.errors: list[GraphQLError] = []
        self._way: list[tuple[str, bool]] = []

    def guard(self, key: str, output_type: GraphQLOutputType, build: Callable[[], str]) -> str:
        """The SQL of the field with this response key, or null where it failed and may be null.

        Raises GraphQLError, with its path, where it may not, and where more than an argument is wrong.
        """
        self._way.append((key, is_list_type(get_nullable_type(output_type))))
        try:
            return build()
        except GraphQLError as error:
            if (error.extensions or {}).get("code", _MENDABLE) != _MENDABLE:
                raise
            told = error if error.path else self._placed(error)
            if isinstance(output_type, GraphQLNonNull):
                raise told from None
            self.errors.append(told)
            return "null"
        finally:
            self._way.pop()

    def _placed(self, error: GraphQLError) -> GraphQLError:
        """The error at its field; of fields of a list's items, which all fail alike, at the list."""
        path: list[str | int] = []
        for key, listed in self._way:
            path.append(key)
            if listed:
                break
        return GraphQLError(
            error.message, error.nodes, error.source, error.positions, path, error.original_error, error.extensions
        )
