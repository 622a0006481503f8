"""Runs operations: document, plan, one SQL statement, and its JSON passed through.

Introspection is the one thing that is not in the database; the reference executor answers it, and a
document that mixes both has its parts put together in the order asked.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from copy import copy
from typing import Any, Protocol

import msgspec
from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    execute_sync,
)
from graphql.execution import ExecutionResult
from graphql.execution.values import VariableValues, get_variable_values

from schema.costs import BUDGET
from schema.ids import type_of
from service.logs import current_request_id
from service.query.compiler import Compiler
from service.query.document import INTROSPECTION, Document, Documents, Recent, RefusedDocumentError, check_values
from service.query.failures import Failures
from service.query.gone import GONE, gone_errors, missing_names, parameters_of
from service.query.hints import with_hints, without_hints
from service.query.statement import Contract, Plan
from service.query.subscription import Feed, compile_subscription
from service.query.values import shape
from service.watch.metrics import PLAN_HIT, PLAN_MISS
from service.watch.request import current

FetchJson = Callable[[str, Sequence[object]], Awaitable[bytes]]
"""Runs a statement with its parameters and returns its one JSON value as bytes."""

_INTROSPECTIONS_KEPT = 50
_ERRORS_MAX = 20


class Request(msgspec.Struct, frozen=True):
    """The parameters of a GraphQL request (GraphQL over HTTP, "Request Parameters")."""

    query: str
    operation_name: str | None = None
    variables: dict[str, Any] | None = None
    caller: str = "anonymous"
    """Who asks, for what is written: a key's name."""
    owner: str | None = None
    """Whose idempotency keys are given: unlike a name, no other's. None for the caller's name."""
    idempotency_key: str | None = None
    """The `Idempotency-Key` header of a write."""
    version_chosen: bool = False
    """Whether the caller allowed several versions, of which `version` is one: the key then stands for all."""
    read_only: bool = False
    """Whether a mutation is refused, as for GET."""
    trusted: bool = False
    """Whether the document is the operator's: registered, or one of our own."""
    admin: bool = False
    """Whether the schema may be asked for where others may not."""


class Response(msgspec.Struct, frozen=True):
    """An answer as JSON bytes. `executed` is whether it has a `data` entry: a request error has none."""

    body: bytes
    executed: bool = True


class WriteRefusedError(Exception):
    """A mutation in a request that may only read."""


class Mutations(Protocol):
    """Runs mutations: see `service.mutation.runner`."""

    async def execute(
        self,
        document: Document,
        operation: OperationDefinitionNode,
        variables: VariableValues,
        request: Request,
        charge: Callable[[int], bytes],
    ) -> Response:
        """Answer a mutation. `charge` takes its cost, refuses it over the budget, and gives the answer's end."""
        ...


class Engine:
    """The one way to read data: compiles operations and runs them through `fetch_json`."""

    def __init__(
        self,
        contract: Contract,
        fetch_json: FetchJson,
        cost_budget: int = BUDGET,
        mutations: Mutations | None = None,
        *,
        introspection: bool = True,
        trusted_only: bool = False,
    ) -> None:
        self._introspection = introspection
        self._trusted_only = trusted_only
        self._mutations = mutations
        self._cost_budget = cost_budget
        self._schema = contract.schema
        self._contract = contract
        self._documents = Documents(contract.schema)
        self._fetch_json = fetch_json
        self._introspections: Recent[tuple[str, str | None], bytes] = Recent(_INTROSPECTIONS_KEPT)

    def through(self, fetch_json: FetchJson) -> Engine:
        """The same engine, plans and all, whose statements run elsewhere: within a snapshot, say."""
        other = copy(self)
        other._fetch_json = fetch_json
        return other

    async def execute(self, request: Request) -> Response:
        """Answer an operation. Caller's mistakes become errors in the response; the database's are raised,
        and WriteRefusedError for a mutation in a request that may only read."""
        try:
            document = self._document(request)
            operation = document.operation(request.operation_name)
            _name(operation)
            if operation.operation is OperationType.MUTATION and request.read_only:
                raise WriteRefusedError
            if operation.operation is OperationType.SUBSCRIPTION:
                message = "A subscription needs a stream: speak graphql-transport-ws, or accept text/event-stream."
                raise RefusedDocumentError([GraphQLError(message)], "SUBSCRIPTION_NEEDS_STREAM")
            if operation.operation is OperationType.QUERY:
                check_values(request.variables or {})
            variables = self._coerce(operation, request.variables or {})
            if operation.operation is OperationType.MUTATION:
                return await self._mutate(request, document, operation, variables)
            if document.introspects(operation):
                self._permit_introspection(request)
                return await self._with_introspection(request, document, operation, variables)
            try:
                plan = self._plan(document, operation, variables)
                parameters = plan.bind(variables.coerced)
            except GraphQLError as error:
                return await self._despite(error, document, operation, variables)
            cost = self._cost(plan, variables)
        except RefusedDocumentError as refused:
            return refusal(refused.errors, refused.code)
        except GraphQLError as error:
            return refusal([error], "BAD_USER_INPUT")
        data = await self._fetch_json(plan.sql, parameters)
        gone = await self._gone(plan, variables, data) if plan.sought else b""
        return Response(b'{"data":' + data + gone + self._extensions(cost))

    def feed(self, request: Request) -> Feed | None:
        """What a subscription asks for, compiled; None for another operation, which `execute` answers.

        Raises RefusedDocumentError for the caller's mistakes.
        """
        document = self._document(request)
        operation = document.operation(request.operation_name)
        if operation.operation is not OperationType.SUBSCRIPTION:
            return None
        check_values(request.variables or {})
        variables = self._coerce(operation, request.variables or {})
        try:
            feed = compile_subscription(self._contract, document, operation, variables)
        except GraphQLError as error:
            raise RefusedDocumentError([error], "BAD_USER_INPUT") from None
        self._within_budget(feed.cost)
        return feed

    def mutates(self, request: Request) -> bool:
        """Whether the request is a mutation that can be run; False for one that is refused as it is."""
        try:
            document = self._document(request)
            return document.operation(request.operation_name).operation is OperationType.MUTATION
        except RefusedDocumentError:
            return False

    def compile(self, request: Request) -> tuple[str, list[object]]:
        """The SQL and parameters of a query, for tests and for people who want to see the plan."""
        document = self._documents.read(request.query)
        operation = document.operation(request.operation_name)
        variables = self._coerce(operation, request.variables or {})
        plan = self._plan(document, operation, variables)
        return plan.sql, plan.bind(variables.coerced)

    def _document(self, request: Request) -> Document:
        if self._trusted_only and not request.trusted:
            message = "This service runs registered documents only; send `documentId`, or have the document registered."
            raise RefusedDocumentError([GraphQLError(message)], "TRUSTED_DOCUMENT_REQUIRED")
        try:
            return self._documents.read(request.query)
        except RefusedDocumentError as refused:
            told = with_hints(self._schema, refused.errors) if self._introspection else without_hints(refused.errors)
            raise RefusedDocumentError(told, refused.code) from None

    def _permit_introspection(self, request: Request) -> None:
        if not self._introspection and not request.admin:
            message = "This service does not tell its schema; ask its operator for it, or use a key with `admin`."
            raise RefusedDocumentError([GraphQLError(message)], "INTROSPECTION_DISABLED")

    async def _mutate(
        self, request: Request, document: Document, operation: OperationDefinitionNode, variables: VariableValues
    ) -> Response:
        if self._mutations is None:
            raise RefusedDocumentError([GraphQLError("This service takes no mutations.")], "MUTATIONS_NOT_SERVED")
        return await self._mutations.execute(
            document, operation, variables, request, lambda cost: self._extensions(self._within_budget(cost))
        )

    def _cost(self, plan: Plan, variables: VariableValues) -> int:
        """What the operation costs; refused over the budget."""
        return self._within_budget(plan.cost(variables.coerced))

    def _within_budget(self, cost: int) -> int:
        if cost > self._cost_budget:
            message = (
                f"The operation costs {cost:,}, which is more than the budget of {self._cost_budget:,}:"
                " every object counts, page sizes multiply, and searches, counts and facets have prices of their own."
                " Ask for smaller pages (`first`), fewer nested lists, or in several requests."
            )
            extensions = {"cost": {"requested": cost, "budget": self._cost_budget}}
            raise RefusedDocumentError([GraphQLError(message, extensions=extensions)], "COST_EXCEEDED")
        return cost

    def _extensions(self, cost: int) -> bytes:
        return b',"extensions":{"cost":{"requested":%d,"budget":%d}}}' % (cost, self._cost_budget)

    def _coerce(self, operation: OperationDefinitionNode, given: Mapping[str, Any]) -> VariableValues:
        values = get_variable_values(
            self._schema, operation.variable_definitions or (), dict(given), max_errors=_ERRORS_MAX
        )
        if isinstance(values, list):
            errors = with_hints(self._schema, values) if self._introspection else without_hints(values)
            raise RefusedDocumentError(errors, "BAD_USER_INPUT")
        return values

    def _plan(self, document: Document, operation: OperationDefinitionNode, variables: VariableValues) -> Plan:
        name = operation.name.value if operation.name else None
        of_types = tuple(type_of(variables.coerced.get(given)) for given in document.node_ids)
        key: Hashable = (name, of_types, shape(variables.coerced))
        plan = document.plans.get(key)
        if plan is not None:
            PLAN_HIT()
        else:
            PLAN_MISS()
            compiler = Compiler(self._contract, document.fragments, variables)
            plan = document.plans.put(key, compiler.operation(operation, skip=INTROSPECTION))
        return plan

    async def _with_introspection(
        self, request: Request, document: Document, operation: OperationDefinitionNode, variables: VariableValues
    ) -> Response:
        compiler = Compiler(self._contract, document.fragments, variables)
        root = self._schema.query_type
        if root is None:
            raise GraphQLError("the schema has no query type")
        fields = compiler.selections.of(root, [operation.selection_set])
        compiled = {key for key, nodes in fields.items() if nodes[0].name.value not in INTROSPECTION}
        cache_key = (request.query, request.operation_name)
        if not compiled and not variables.coerced:
            kept = self._introspections.get(cache_key)
            if kept is not None:
                return Response(kept)
        nodes = [node for key, group in fields.items() if key not in compiled for node in group]
        result = _introspect(self._schema, document, operation, nodes, request.variables or {})
        if result.errors or result.data is None:
            return refusal(list(result.errors or [GraphQLError("introspection failed")]), "BAD_USER_INPUT")
        if not compiled:
            body = msgspec.json.encode({"data": result.data})
            return Response(body if variables.coerced else self._introspections.put(cache_key, body))
        plan = self._plan(document, operation, variables)
        parameters = plan.bind(variables.coerced)
        cost = self._cost(plan, variables)
        data = await self._fetch_json(plan.sql, parameters)
        gone = await self._gone(plan, variables, data)
        found = msgspec.json.decode(data, type=dict[str, msgspec.Raw])
        merged = {key: found[key] if key in compiled else result.data[key] for key in fields}
        return Response(msgspec.json.encode({"data": merged})[:-1] + gone + self._extensions(cost))

    async def _despite(
        self, error: GraphQLError, document: Document, operation: OperationDefinitionNode, variables: VariableValues
    ) -> Response:
        """The fields that can be answered, where arguments of others won't do; no data where a field failed that has to
        be there. Raises the error itself where it is of no field."""
        failures = Failures()
        compiler = Compiler(self._contract, document.fragments, variables, failures)
        try:
            plan = compiler.operation(operation)
            parameters = plan.bind(variables.coerced)
        except GraphQLError as failed:
            if not failed.path:
                raise error from None
            return Response(b'{"data":null,"errors":' + _encoded([failed], "BAD_USER_INPUT") + b"}")
        cost = self._cost(plan, variables)
        data = await self._fetch_json(plan.sql, parameters)
        gone = await self._gone_errors(plan, variables, data)
        told = _encoded([*failures.errors, *gone], "BAD_USER_INPUT")
        return Response(b'{"data":' + data + b',"errors":' + told + self._extensions(cost))

    async def _gone(self, plan: Plan, variables: VariableValues, data: bytes) -> bytes:
        """The answer's `errors`, where something that was asked for by name is null because it was deleted."""
        errors = await self._gone_errors(plan, variables, data)
        return b',"errors":' + _encoded(errors, "GONE") if errors else b""

    async def _gone_errors(self, plan: Plan, variables: VariableValues, data: bytes) -> list[GraphQLError]:
        missing = missing_names(plan.sought, variables.coerced, data)
        return gone_errors(missing, await self._fetch_json(GONE, parameters_of(missing))) if missing else []


def _name(operation: OperationDefinitionNode) -> None:
    """Have the request's logs and metrics name the operation."""
    seen = current()
    if seen is not None and operation.name is not None:
        seen.operation = operation.name.value


def refusal(errors: Sequence[GraphQLError], code: str) -> Response:
    """A request error: `errors` without `data` (GraphQL specification 7.1.2)."""
    return Response(msgspec.json.encode({"errors": [formatted(error, code) for error in errors]}), executed=False)


def _encoded(errors: Sequence[GraphQLError], code: str) -> bytes:
    return msgspec.json.encode([formatted(error, code) for error in errors])


def formatted(error: GraphQLError, code: str) -> dict[str, Any]:
    """An error as the specification has it, always with a stable `extensions.code`."""
    entry: dict[str, Any] = dict(error.formatted)
    entry["extensions"] = {"code": code, **(error.extensions or {})}
    request_id = current_request_id()
    if request_id is not None:
        entry["extensions"]["requestId"] = request_id
    return entry


def _introspect(
    schema: GraphQLSchema,
    document: Document,
    operation: OperationDefinitionNode,
    nodes: list[FieldNode],
    variables: dict[str, Any],
) -> ExecutionResult:
    """Run only the introspection fields, by the reference executor."""
    if not nodes:
        return ExecutionResult({}, None)
    alone = OperationDefinitionNode(
        operation=operation.operation,
        name=operation.name,
        variable_definitions=operation.variable_definitions,
        directives=operation.directives,
        selection_set=SelectionSetNode(selections=tuple(nodes)),
    )
    definitions = (alone, *document.fragments.values())
    result = execute_sync(schema, DocumentNode(definitions=definitions), variable_values=variables)
    if not isinstance(result, ExecutionResult):
        raise TypeError("introspection does not stream")
    return result
