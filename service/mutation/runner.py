"""Runs the root fields of a mutation one after the other (GraphQL specification 6.2.2).

A field's effect is one transaction; then its payload is read by one statement. What the caller can put
right is in the payload's `userErrors`; everything else is an entry in `errors` and the field is null.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import structlog
from graphql import (
    FieldNode,
    GraphQLError,
    GraphQLField,
    GraphQLObjectType,
    OperationDefinitionNode,
    get_named_type,
)
from graphql.execution.values import VariableValues, get_argument_values

from schema.mapping import Effect as EffectMapping
from service.errors import ServiceError, Unavailable
from service.mutation.attempt import Key, attempt, echo, header_key, own_key
from service.mutation.checks import Checks
from service.mutation.effects import EFFECTS
from service.mutation.outcome import Context, Effect, RefusedError
from service.mutation.patience import Patience
from service.mutation.payload import PayloadPlan, Result
from service.normalize.extraction import Extraction
from service.query.compiler import Compiler
from service.query.document import Document
from service.query.engine import Request, Response, formatted
from service.query.statement import Contract
from service.store.pool import Store

ITEMS_MAX = 100
"""The most articles that one `ingestArticles` takes."""
EFFECT_COST = 100
"""What one effect adds to an operation's cost, in objects: it reads a text and writes many rows."""
_INPUT = "input"

log = structlog.get_logger("claimgraph.mutation")


class _Field(msgspec.Struct, frozen=True, kw_only=True):
    """One root field, ready to run."""

    key: str
    nodes: list[FieldNode]
    mapping: EffectMapping
    given: Mapping[str, Any]
    payload: PayloadPlan


class Runner:
    """Executes mutations over `store`; `effects` are the functions behind the `Effect` mappings.

    Texts are read by `extraction`, by the rules when it is None.
    """

    def __init__(
        self,
        contract: Contract,
        store: Store,
        effects: Mapping[str, Effect] = EFFECTS,
        extraction: Extraction | None = None,
    ) -> None:
        root = contract.schema.mutation_type
        if root is None:
            raise TypeError("the schema has no mutation type")
        self._root = root
        self._contract = contract
        self._store = store
        self._effects = effects
        self._extraction = extraction or Extraction()
        self._patience = Patience()

    async def execute(
        self,
        document: Document,
        operation: OperationDefinitionNode,
        variables: VariableValues,
        request: Request,
        charge: Callable[[int], bytes],
    ) -> Response:
        """Answer a mutation. `charge` takes the operation's cost, refuses it over the budget, and gives
        the answer's closing bytes. Raises GraphQLError before anything is done, and ServiceError when
        nothing was done."""
        compiler = self._compiler(document, variables)
        selected = compiler.selections.of(self._root, [operation.selection_set])
        planned = {
            key: None if nodes[0].name.value == "__typename" else self._planned(key, nodes, document, variables)
            for key, nodes in selected.items()
        }
        fields = [field for field in planned.values() if field is not None]
        cost = sum(field.payload.cost(variables.coerced) + EFFECT_COST * _items(field) for field in fields)
        closing = charge(cost)
        answer = await self._in_order(planned, variables, request)
        return Response(msgspec.json.encode(answer)[:-1] + closing)

    async def _in_order(
        self, planned: Mapping[str, _Field | None], variables: VariableValues, request: Request
    ) -> dict[str, Any]:
        """The answer's `data` and `errors`. A field that fails stops none but those that need what is away."""
        data: dict[str, Any] = {}
        errors: list[dict[str, Any]] = []
        away: Unavailable | None = None
        for key, field in planned.items():
            if field is None:
                data[key] = self._root.name
                continue
            data[key] = None
            try:
                if away is not None:
                    raise away
                data[key] = await self._run(field, variables, request)
            except ServiceError as error:
                if len(planned) == 1:
                    # Nothing else to tell, so it is answered as a query's would be.
                    raise
                away = error if isinstance(error, Unavailable) else away
                errors.append(_error(field, str(error), error.code))
            except Exception as error:
                log.error("mutation failed", field=key, error=repr(error), exc_info=error)
                message = "The service failed here; the failure is logged. Read what is stored before you try again."
                errors.append(_error(field, message, "INTERNAL_SERVER_ERROR"))
        return {"data": data} | ({"errors": errors} if errors else {})

    def _compiler(self, document: Document, variables: VariableValues) -> Compiler:
        return Compiler(self._contract, document.fragments, variables)

    def _planned(self, key: str, nodes: list[FieldNode], document: Document, variables: VariableValues) -> _Field:
        definition = self._root.fields[nodes[0].name.value]
        mapping = self._contract.mapping(self._root.name, nodes[0].name.value)
        if not isinstance(mapping, EffectMapping):
            raise TypeError(f"Mutation.{nodes[0].name.value} is mapped to {mapping!r}, which is no effect")
        given = get_argument_values(definition, nodes[0], variables)[_INPUT]
        items = len(given[mapping.each]) if mapping.each else 1
        payload = PayloadPlan(self._compiler(document, variables), _payload_type(definition), nodes, items)
        return _Field(key=key, nodes=nodes, mapping=mapping, given=given, payload=payload)

    async def _run(self, field: _Field, variables: VariableValues, request: Request) -> dict[str, Any]:
        context = Context(
            store=self._store,
            caller=request.caller,
            owner=request.owner or request.caller,
            extraction=self._extraction,
            patience=self._patience,
        )
        key = header_key(request.idempotency_key, field.key, any_version=request.version_chosen)
        result = await self._result(field, context, key)
        try:
            return await field.payload.fill(result, variables.coerced, self._store.fetch_json)
        except ServiceError as error:
            # The effect stands; who sends it again under its key gets the answer.
            error.args = (f"It was written, but could not be read back. {error}",)
            raise

    async def _result(self, field: _Field, context: Context, inherited: Key | None) -> Result:
        name, each = field.mapping.name, field.mapping.each
        effect = self._effects[name]
        if each is None:
            return await attempt(effect, name, context, field.given, (_INPUT,), inherited)
        items = field.given[each]
        try:
            checks = Checks((_INPUT,))
            if not 1 <= len(items) <= ITEMS_MAX:
                checks.refuse(each, f"`{each}` holds {len(items):,} items; 1 to {ITEMS_MAX} are taken.")
            checks.done()
            key = own_key(field.given, (_INPUT,)) or inherited
        except RefusedError as refusal:
            return Result(made={}, errors=refusal.errors, client_mutation_id=echo(field.given))
        results = [
            await attempt(effect, name, context, item, (_INPUT, each, str(place)), key and key.of_item(place))
            for place, item in enumerate(items)
        ]
        return Result(made={}, items=tuple(results), client_mutation_id=echo(field.given))


def _items(field: _Field) -> int:
    return len(field.given[field.mapping.each]) if field.mapping.each else 1


def _payload_type(definition: GraphQLField) -> GraphQLObjectType:
    named = get_named_type(definition.type)
    if not isinstance(named, GraphQLObjectType):
        raise TypeError(f"{named} is no payload")
    return named


def _error(field: _Field, message: str, code: str) -> dict[str, Any]:
    return formatted(GraphQLError(message, nodes=field.nodes, path=[field.key]), code)
