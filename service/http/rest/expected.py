"""Which version of a record a change is for: the preconditions of PATCH and DELETE (RFC 9110, 13.1.1 and 13.1.2)."""

# The path parameter is called id in the contract.

from __future__ import annotations

from typing import Literal

import msgspec
from litestar.exceptions import HTTPException

from service.http.edge.caching import Tags, tags_of
from service.http.rest.read_requests import AnyRequest, read
from service.query.engine import Engine

Kind = Literal["article", "actor", "claim", "claimReview"]

_NEEDED = 'It is at version {0}: if that is what you read, send `If-Match: "{0}"`; `*` is any version.'


class Expected(msgspec.Struct, frozen=True, kw_only=True):
    """The version that a change asks for, None for any."""

    version: int | None
    chosen: bool = False
    """Whether the caller allowed several, so that the same request sent again may ask for another one."""


class _Stored(msgspec.Struct, frozen=True):
    version: int


_STORED = msgspec.json.Decoder(_Stored)


async def expected_version(engine: Engine, request: AnyRequest, kind: Kind, id: str) -> Expected:
    """The version that `If-Match` names; the current one, where it is `*`.

    Raises HTTPException: 428 without `If-Match`, 412 where no tag can be of the record as it is, or
    `If-None-Match` is; 404 where a record that has to be looked at is missing, and Gone where it was deleted.
    """
    match = tags_of(request.headers.getall("if-match", []))
    if match is None:
        raise HTTPException(status_code=428, detail=_NEEDED.format(await _current(engine, kind, id)))
    named = match.versions()
    if len(named) == 1:
        expected = Expected(version=named[0])
    else:
        current = await _current(engine, kind, id)
        if not named and not match.anything:
            raise HTTPException(
                status_code=412,
                detail=f"It is at version {current} now, which `If-Match` does not name as a strong tag."
                f' Read it again, then decide; "{current}" is the tag of that version.',
            )
        # Without the current one, the write tells what differs, or what it did when it was sent before.
        expected = Expected(version=current if match.anything or current in named else named[0], chosen=True)
    _refuse_known(tags_of(request.headers.getall("if-none-match", [])), expected.version)
    return expected


async def expected_if_any(engine: Engine, request: AnyRequest, kind: Kind, id: str) -> Expected:
    """As `expected_version`, of a change that needs no `If-Match`."""
    match = tags_of(request.headers.getall("if-match", []))
    if match is not None and not match.anything:
        return await expected_version(engine, request, kind, id)
    none_match = tags_of(request.headers.getall("if-none-match", []))
    if none_match is not None:
        _refuse_known(none_match, await _current(engine, kind, id))
    return Expected(version=None)


async def _current(engine: Engine, kind: Kind, id: str) -> int:
    query = f"query Version($id: ID!) {{ result: {kind}(id: $id) {{ version }} }}"
    return _STORED.decode(await read(engine, query, {"id": id})).version


def _refuse_known(none_match: Tags | None, version: int | None) -> None:
    if none_match is not None and (none_match.anything or version in none_match.versions(weak=True)):
        raise HTTPException(status_code=412, detail="`If-None-Match` names the record as it is, so it stays so.")
