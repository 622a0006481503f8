"""Takes lines of an export back, ids included, so that the database equals the one exported.

For an empty database, or one that holds a part of the same export (an import that broke off is simply
sent again). A batch of lines of one type is a handful of set-based statements over the lines as they
are; if one line is bad, the batch is taken back and its lines go in one by one, so that it spoils
nothing else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from itertools import groupby

import asyncpg
import msgspec

from schema.ids import parse_id_of
from service.errors import BadInput, TooSlow
from service.exchange.changes import unreadable
from service.exchange.line_rules import admit_line
from service.exchange.lines import AnyLine, ArticleLine, ChangeLine
from service.exchange.restore_statements import SEQUENCES, STATEMENTS
from service.store.addresses import Address, keep_addresses, key_guids
from service.store.caller import say_caller
from service.store.connect import Connection
from service.store.history import say_restoring
from service.store.pool import Store

_LINE = msgspec.json.Decoder(AnyLine)
_WITHIN_S = 75.0
"""How long a batch may take in all, before the database counts as silent."""


class Parsed(msgspec.Struct, frozen=True):
    """A line by its number, its bytes and what they say."""

    number: int
    raw: bytes
    line: AnyLine


class Restored(msgspec.Struct, frozen=True):
    """What became of a line: `created`, `unchanged` (it was there) or `rejected`, with the reason."""

    number: int
    id: str
    status: str
    reason: str | None = None


async def restore(store: Store, batch: Sequence[Parsed], caller: str) -> list[Restored]:
    """Store a batch of lines of one type for `caller`. Raises Unavailable while the database is away."""
    refused = [result for result in map(_refused, batch) if result is not None]
    numbers = {result.number for result in refused}
    fine = [parsed for parsed in batch if parsed.number not in numbers]
    try:
        async with store.connection(_WITHIN_S) as connection:
            done = await _store(connection, fine, caller) if fine else []
    except (asyncpg.PostgresError, BadInput, TooSlow):
        done = [await _store_one(store, parsed, caller) for parsed in fine]
    return sorted([*refused, *done], key=lambda result: result.number)


async def put_back(connection: Connection, lines: Sequence[bytes], caller: str) -> None:
    """Store lines of an export in the transaction that is open; what is there already stays as it is.

    Raises what the database raises for a line that it can't store.
    """
    parsed = [Parsed(number, raw, _LINE.decode(raw)) for number, raw in enumerate(lines, start=1)]
    for _, batch in groupby(parsed, key=lambda item: item.line.__struct_config__.tag):
        await _store(connection, list(batch), caller)


def line_id(line: AnyLine) -> str:
    """What a result calls a line: its id, or the article that it is about."""
    return str(getattr(line, "id", None) or getattr(line, "article", ""))


def _refused(parsed: Parsed) -> Restored | None:
    line = parsed.line
    try:
        admit_line(line)
    except BadInput as error:
        return Restored(parsed.number, line_id(line), "rejected", str(error))
    if isinstance(line, ArticleLine):
        digest = hashlib.sha256(f"{line.title}\0{line.body}".encode("utf-8", "surrogatepass")).hexdigest()
        if digest != line.content_hash:
            reason = "contentHash is not the SHA-256 of title, NUL and body; the line was changed."
            return Restored(parsed.number, line.id, "rejected", reason)
    wrong = unreadable(line) if isinstance(line, ChangeLine) else None
    return None if wrong is None else Restored(parsed.number, line_id(line), "rejected", wrong)


async def _store_one(store: Store, parsed: Parsed, caller: str) -> Restored:
    try:
        async with store.connection() as connection:
            return (await _store(connection, [parsed], caller))[0]
    except asyncpg.PostgresError as error:
        reason = reason_of(error)
    except (BadInput, TooSlow) as error:
        reason = str(error)
    return Restored(parsed.number, line_id(parsed.line), "rejected", reason)


async def _store(connection: Connection, batch: Sequence[Parsed], caller: str) -> list[Restored]:
    """The batch in one transaction: created where the id was free, unchanged where it was taken."""
    kind = batch[0].line.__struct_config__.tag
    first, *others = STATEMENTS[str(kind)]
    async with connection.transaction():
        await say_caller(connection, caller)
        await say_restoring(connection)
        created = {row[0] for row in await connection.fetch(first, _as_array(batch))}
        new = [parsed for parsed in batch if line_id(parsed.line) in created]
        if new:
            for statement in others:
                await connection.execute(statement, _as_array(new))
            await _restore_identity(connection, [parsed.line for parsed in new])
            for table in SEQUENCES[str(kind)]:
                await connection.execute(
                    f"select setval(pg_get_serial_sequence('claimgraph.{table}', 'id'),"
                    f" greatest((select max(id) from {table}), (select last_value from {table}_id_seq)))"
                )
    return [
        Restored(parsed.number, line_id(parsed.line), "created" if line_id(parsed.line) in created else "unchanged")
        for parsed in batch
    ]


async def _restore_identity(connection: Connection, lines: Sequence[AnyLine]) -> None:
    """What articles are known by; its normal forms are this code's, not the export's."""
    articles = [(_key_of(line), line) for line in lines if isinstance(line, ArticleLine)]
    await key_guids(connection, [(key, line.guid) for key, line in articles if line.guid is not None])
    await keep_addresses(connection, [address for key, line in articles for address in _addresses(key, line)])


def _addresses(key: int, line: ArticleLine) -> list[Address]:
    if line.urls is None:
        return [Address(key, line.url)] if line.url else []  # Written before other addresses were kept.
    return [Address(key, part.url, part.names) for part in line.urls]


def _key_of(line: ArticleLine) -> int:
    return parse_id_of(line.id, "Article")


def _as_array(batch: Sequence[Parsed]) -> str:
    return (b"[" + b",".join(parsed.raw for parsed in batch) + b"]").decode()


def reason_of(error: asyncpg.PostgresError) -> str:
    """What the database has against a line; its constraints are named after their rules."""
    parts = [str(error).splitlines()[0], getattr(error, "detail", None) or ""]
    return " ".join(part for part in parts if part)
