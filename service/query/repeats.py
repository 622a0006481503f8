"""What an operation asks for more than once, under several aliases, is planned and read once.

    select json_build_object('a', once.c1, 'b', once.c1, 'x', once.c2[1], 'y', once.c2[2])
    from (select <search> as c1, <objects by their ids> as c2 offset 0) once

Two root fields are alike when but their aliases differ; of `node`, when but the ids do, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from graphql import FieldNode, print_ast

from service.query.statement import Statement

NODE = "node"
"""The root field whose ids differ where the rest is alike."""


class Once:
    """The columns of the one row that is read before the answer is put together."""

    def __init__(self, statement: Statement) -> None:
        self._statement = statement
        self._alias = ""
        self._columns: list[str] = []

    def column(self, sql: str) -> str:
        """A new column; the expression by which the answer names it."""
        self._alias = self._alias or self._statement.alias()
        self._columns.append(sql)
        return f"{self._alias}.c{len(self._columns)}"

    @property
    def source(self) -> str:
        """The from clause of the statement, empty where there are no columns."""
        if not self._columns:
            return ""
        columns = ", ".join(f"{sql} as c{number}" for number, sql in enumerate(self._columns, start=1))
        # Without `offset 0` Postgres would put each expression wherever it is named, and run it as often.
        return f" from (select {columns} offset 0) {self._alias}"


def alike(fields: Mapping[str, list[FieldNode]]) -> Iterable[Sequence[list[FieldNode]]]:
    """The root fields by what they ask, in the order first met."""
    if len(fields) == 1:
        return [list(fields.values())]
    groups: dict[tuple[str, ...], list[list[FieldNode]]] = {}
    for nodes in fields.values():
        groups.setdefault(tuple(_asked(node) for node in nodes), []).append(nodes)
    return groups.values()


def response_key(nodes: Sequence[FieldNode]) -> str:
    """The name of a field in the answer."""
    return (nodes[0].alias or nodes[0].name).value


def _asked(node: FieldNode) -> str:
    name = node.name.value
    given = "" if name == NODE else ", ".join(sorted(print_ast(argument) for argument in node.arguments or ()))
    below = print_ast(node.selection_set) if node.selection_set is not None else ""
    return f"{name}({given}) {below}"
