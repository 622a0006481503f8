"""What an effect made, or why it made nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Literal, Protocol

import msgspec

from service.mutation.patience import Patience
from service.normalize.extraction import Extraction
from service.store.pool import Store

Path = tuple[str, ...]
Code = Literal["BAD_USER_INPUT", "NOT_FOUND", "CONFLICT", "GONE", "IDEMPOTENCY_KEY_REUSED"]


class Row(msgspec.Struct, frozen=True):
    """An object of a payload by its key: it is read, as selected, after the effect."""

    type: str
    key: int


Counts = tuple[tuple[str, int], ...]
"""An object of a payload that holds numbers: each with its GraphQL name."""

Listed = tuple[tuple[str, int] | str, ...]
"""Such numbers, or names."""

Made = Mapping[str, Row | Listed | str | float | bool | None]
"""The fields of a payload by their GraphQL names; those left out are null."""


class UserError(msgspec.Struct, frozen=True):
    """Something that the caller can put right: where, a stable code, and a sentence with the way out."""

    path: Path
    code: Code
    message: str


class RefusedError(Exception):
    """Nothing was written. `made` holds what the payload shows nevertheless, such as the current object."""

    def __init__(self, errors: Sequence[UserError], made: Made | None = None) -> None:
        super().__init__("; ".join(error.message for error in errors))
        self.errors = tuple(errors)
        self.made: Made = made or {}


def refused(path: Path, code: Code, message: str, made: Made | None = None) -> RefusedError:
    """A refusal for one reason."""
    return RefusedError([UserError(path, code, message)], made)


Apply = Callable[[Any], Awaitable[Made]]
"""Runs an effect's statements on a connection in a transaction, and may be called again after a
rollback. Raises RefusedError."""


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """What effects work with: the database, to read ahead of the transaction, who calls, and who reads texts."""

    store: Store
    caller: str
    owner: str
    """Whose idempotency keys are given: the one key, where several have the caller's name."""
    extraction: Extraction
    patience: Patience
    """Which writes took too long again and again."""


class Effect(Protocol):
    """Checks an input, does the work that needs no transaction, and hands back what is left to run in one."""

    async def __call__(self, context: Context, given: Mapping[str, Any], path: Path, /) -> Apply:
        """`given` is the coerced input by GraphQL names, `path` the way to it. Raises RefusedError."""
        ...
