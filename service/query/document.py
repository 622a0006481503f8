"""Documents: read within limits, validated once, kept with their plans.

The limits are counted by the lexer before anything is parsed, because parsers recurse: ten thousand
braces or a megabyte of aliases are refused after a few thousand tokens.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Hashable, Iterator, Mapping
from functools import cached_property
from typing import Generic, TypeVar

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    Source,
    TokenKind,
    VariableNode,
    Visitor,
    parse,
    validate,
    visit,
)
from graphql.language.lexer import Lexer

from service.query.repeats import NODE
from service.query.statement import Plan
from service.query.validation import RULES

TOKENS_MAX = 5_000
DEPTH_MAX = 40
"""The deepest nesting of braces, brackets and parentheses together."""
CHARACTERS_MAX = 100_000
FRAGMENTS_MAX = 100
VALUES_MAX = 5_000
"""The most values that a query's variables may hold, lists and objects counted too."""
REPEATS_MAX = 20
"""The most times that one selection set may ask for the same response key: merging them is quadratic."""
DOCUMENTS_KEPT = 1_000
PLANS_KEPT = 64
"""Plans kept for each document: one for each shape of its variables."""
INTROSPECTION = frozenset({"__schema", "__type", "_service"})
"""Root fields about the schema, which is not in the database."""
_ERRORS_MAX = 20

_OPENING = {TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L}
_CLOSING = {TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R}

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """A map that keeps the `size` entries used last."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._entries: OrderedDict[K, V] = OrderedDict()

    def get(self, key: K) -> V | None:
        """The entry, now the most recent one."""
        entry = self._entries.get(key)
        if entry is not None:
            self._entries.move_to_end(key)
        return entry

    def put(self, key: K, entry: V) -> V:
        """Keep an entry, dropping the one that was used longest ago."""
        self._entries[key] = entry
        if len(self._entries) > self._size:
            self._entries.popitem(last=False)
        return entry

    def __len__(self) -> int:
        return len(self._entries)


class RefusedDocumentError(Exception):
    """A document that is not executed, with the errors to answer and their code."""

    def __init__(self, errors: list[GraphQLError], code: str) -> None:
        super().__init__(errors[0].message)
        self.errors = errors
        self.code = code


class _NodeIds(Visitor):
    """Collects the variables that stand as the id of a field `node`."""

    def __init__(self) -> None:
        super().__init__()
        self.names: dict[str, None] = {}

    def enter_field(self, node: FieldNode, *_: object) -> None:
        if node.name.value == NODE:
            for argument in node.arguments or ():
                if isinstance(argument.value, VariableNode):
                    self.names[argument.value.name.value] = None


class Document:
    """A valid document, its operations, and the plans made for it so far."""

    def __init__(self, node: DocumentNode) -> None:
        self.node = node
        self.operations: list[OperationDefinitionNode] = []
        self.fragments: dict[str, FragmentDefinitionNode] = {}
        self.plans: Recent[Hashable, Plan] = Recent(PLANS_KEPT)
        for definition in node.definitions:
            if isinstance(definition, OperationDefinitionNode):
                self.operations.append(definition)
            elif isinstance(definition, FragmentDefinitionNode):
                self.fragments[definition.name.value] = definition

    @cached_property
    def node_ids(self) -> tuple[str, ...]:
        """The variables that hold an id of any type: a plan is made for the types that they are of."""
        found = _NodeIds()
        visit(self.node, found)
        return tuple(found.names)

    def introspects(self, operation: OperationDefinitionNode) -> bool:
        """Whether the operation's root, fragments included, asks for the schema itself."""
        return self._introspects(operation.selection_set, set())

    def _introspects(self, selections: SelectionSetNode, seen: set[str]) -> bool:
        for selection in selections.selections:
            if isinstance(selection, FieldNode):
                if selection.name.value in INTROSPECTION:
                    return True
            elif isinstance(selection, InlineFragmentNode):
                if self._introspects(selection.selection_set, seen):
                    return True
            elif isinstance(selection, FragmentSpreadNode) and selection.name.value not in seen:
                # Once each: fragments that spread the next one twice would be walked 2 to their number times.
                seen.add(selection.name.value)
                if self._introspects(self.fragments[selection.name.value].selection_set, seen):
                    return True
        return False

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """The operation to run (GraphQL specification 6.1 GetOperation); raises `RefusedDocumentError`."""
        named = [o for o in self.operations if name is None or (o.name is not None and o.name.value == name)]
        if len(named) == 1:
            return named[0]
        if not self.operations:
            problem = "The document holds no operation; add a query."
        elif name is None:
            problem = "The document holds several operations; name one in `operationName`."
        else:
            problem = f"The document holds no operation named {name[:80]!r}."
        raise RefusedDocumentError([GraphQLError(problem)], "OPERATION_RESOLUTION_FAILURE")


class Documents:
    """Reads documents, keeping those used last."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._kept: Recent[str, Document] = Recent(DOCUMENTS_KEPT)

    def read(self, text: str) -> Document:
        """The document of a query text; raises `RefusedDocumentError` for one that can't be executed."""
        return self._kept.get(text) or self._kept.put(text, self._read(text))

    def _read(self, text: str) -> Document:
        check_size(text)
        try:
            node = parse(text, allow_empty_selection_sets=False)
        except GraphQLError as error:
            raise RefusedDocumentError([error], "GRAPHQL_PARSE_FAILED") from None
        check_repeats(node)
        errors = validate(self._schema, node, RULES, max_errors=_ERRORS_MAX)
        if errors:
            raise RefusedDocumentError(errors, "GRAPHQL_VALIDATION_FAILED")
        return Document(node)


def check_size(text: str) -> None:
    """Count characters, tokens and nesting; raises `RefusedDocumentError` at the first limit passed."""
    if len(text) > CHARACTERS_MAX:
        raise _over("characters", CHARACTERS_MAX)
    lexer = Lexer(Source(text))
    tokens = depth = 0
    try:
        while (token := lexer.advance()).kind is not TokenKind.EOF:
            tokens += 1
            if token.kind in _OPENING:
                depth += 1
            elif token.kind in _CLOSING:
                depth -= 1
            if tokens > TOKENS_MAX:
                raise _over("tokens", TOKENS_MAX)
            if depth > DEPTH_MAX:
                raise _over("levels of nesting", DEPTH_MAX)
    except GraphQLSyntaxError as error:
        raise RefusedDocumentError([error], "GRAPHQL_PARSE_FAILED") from None


def check_values(variables: Mapping[str, object]) -> None:
    """Count what a query's variables hold, before they are coerced: a filter is small to send and slow to compile.

    Raises `RefusedDocumentError` behind `VALUES_MAX`.
    """
    waiting: list[object] = [variables]
    counted = 0
    while waiting:
        value = waiting.pop()
        if isinstance(value, Mapping):
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
        counted += 1
        if counted > VALUES_MAX:
            message = f"The variables hold more than {VALUES_MAX:,} values; ask for less, or in several requests."
            raise RefusedDocumentError([GraphQLError(message)], "DOCUMENT_TOO_LARGE")


def check_repeats(document: DocumentNode) -> None:
    """Refuse documents that are small to write and quadratic to validate."""
    fragments = sum(isinstance(definition, FragmentDefinitionNode) for definition in document.definitions)
    if fragments > FRAGMENTS_MAX:
        raise _over("fragments", FRAGMENTS_MAX)
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode | FragmentDefinitionNode):
            _check_repeats(definition.selection_set)


def _check_repeats(selections: SelectionSetNode) -> None:
    below: list[SelectionSetNode] = []
    keys = Counter(_response_keys(selections, below))
    if keys and max(keys.values()) > REPEATS_MAX:
        raise _over("fields of one name in one place", REPEATS_MAX)
    for inner in below:
        _check_repeats(inner)


def _response_keys(selections: SelectionSetNode, below: list[SelectionSetNode]) -> Iterator[str]:
    """The response keys of a selection set, inline fragments included; its fields' own sets go to `below`."""
    for selection in selections.selections:
        if isinstance(selection, FieldNode):
            yield selection.alias.value if selection.alias else selection.name.value
            if selection.selection_set is not None:
                below.append(selection.selection_set)
        elif isinstance(selection, InlineFragmentNode):
            yield from _response_keys(selection.selection_set, below)


def _over(what: str, limit: int) -> RefusedDocumentError:
    message = f"The document has more than {limit:,} {what}; ask for less, or in several requests."
    return RefusedDocumentError([GraphQLError(message)], "DOCUMENT_TOO_LARGE")
