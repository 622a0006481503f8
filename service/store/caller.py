"""Who writes: told once a transaction, so that what triggers write down has a name to it."""

from __future__ import annotations

from service.store.connect import Connection

SYSTEM = "system"
"""Who writes where nobody said so; `claimgraph.caller()` answers the same."""
COMMAND_LINE = "cli"
"""Who writes from the command line."""


async def say_caller(connection: Connection, caller: str) -> None:
    """Say who writes in the transaction that is open: a key's name, or `COMMAND_LINE`.

    It holds until the transaction ends. SQL reads it by `claimgraph.caller()`.
    """
    await connection.execute("select set_config('claimgraph.caller', $1, true)", caller)


async def say_reader(connection: Connection, extractor: str) -> None:
    """Say that what becomes of actors and claims from now on, until the transaction ends, is an extractor's word."""
    await connection.execute("select set_config('claimgraph.reader', $1, true)", f"extractor:{extractor}")


async def say_why(connection: Connection, reason: str | None) -> None:
    """Say why the transaction that is open deletes or retracts, for the events that tell of it."""
    await connection.execute("select set_config('claimgraph.reason', $1, true)", reason or "")
