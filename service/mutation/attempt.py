"""One effect under its key: checked, recalled or run in its transaction, a refusal told as a result."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec

from schema.limits import KEY_MAX
from service.admission.values import storable
from service.errors import TooSlow
from service.mutation.checks import Checks
from service.mutation.idempotency import Once, recall, request_hash
from service.mutation.outcome import Context, Effect, Made, Path, RefusedError, refused
from service.mutation.payload import Result
from service.mutation.transact import transact

KEY = "clientMutationId"
HEADER = "Idempotency-Key"
VERSION = "version"
_TOO_SLOW = (
    "This took longer than the database allows, again and again, and is not tried for now: send a shorter text or"
    " less at once, or have the operator raise CLAIMGRAPH_STATEMENT_TIMEOUT_S."
)


class Key(msgspec.Struct, frozen=True, kw_only=True):
    """A caller's key for one write, and the path that messages name it by."""

    text: str
    path: Path
    any_version: bool = False
    """Whether it stands for the same write of whichever version."""

    def of_item(self, place: int) -> Key:
        """The key of one item of a write that holds many."""
        return Key(text=f"{self.text}/{place}", path=self.path, any_version=self.any_version)

    def once(self, owner: str, effect: str, given: Mapping[str, Any]) -> Once:
        """The write that this key stands for."""
        # Its hash has one length, whatever the caller and the document make of the key.
        digest = hashlib.sha256(self.text.encode()).hexdigest()
        asked = {name: value for name, value in given.items() if not self.any_version or name != VERSION}
        return Once(caller=owner, key=digest, request_hash=request_hash(effect, asked), path=self.path)


def header_key(header: str | None, response_key: str, *, any_version: bool = False) -> Key | None:
    """The key that the request's header gives to one of its root fields."""
    if header is None:
        return None
    return Key(text=f"header {header}/{response_key}", path=(HEADER,), any_version=any_version)


def own_key(given: Mapping[str, Any], path: Path) -> Key | None:
    """The key that the input gives. Raises RefusedError for one that can't be stored."""
    text = given.get(KEY)
    if text is None:
        return None
    checks = Checks(path)
    checks.text(KEY, text, KEY_MAX)
    checks.done()
    return Key(text=f"own {text}", path=(*path, KEY))


def echo(given: Mapping[str, Any]) -> str | None:
    """The payload's `clientMutationId`: the one given, where JSON can hold it."""
    text = given.get(KEY)
    return text if isinstance(text, str) and storable(text) else None


async def attempt(
    effect: Effect, name: str, context: Context, given: Mapping[str, Any], path: Path, inherited: Key | None
) -> Result:
    """Run one effect under the input's own key, else the inherited one, else none."""
    try:
        key = own_key(given, path) or inherited
        once = None if key is None else key.once(context.owner, name, given)
        if context.patience.is_over(lambda: request_hash(name, given)):
            raise refused(path, "BAD_USER_INPUT", _TOO_SLOW)
        made = await _made(effect, context, given, path, once)
    except TooSlow:
        context.patience.took_too_long(request_hash(name, given))
        raise
    except RefusedError as refusal:
        return Result(made=refusal.made, errors=refusal.errors, client_mutation_id=echo(given))
    return Result(made=made, client_mutation_id=echo(given))


async def _made(effect: Effect, context: Context, given: Mapping[str, Any], path: Path, once: Once | None) -> Made:
    if once is not None and (before := await _recalled(context, once)) is not None:
        return before
    try:
        apply = await effect(context, given, path)
        return await transact(context.store, apply, path, once, context.caller)
    except RefusedError:
        # The same request may have run meanwhile and have made what this one trips over.
        if once is not None and (before := await _recalled(context, once)) is not None:
            return before
        raise


async def _recalled(context: Context, once: Once) -> Made | None:
    async with context.store.connection() as connection:
        return await recall(connection, once)
