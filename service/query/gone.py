"""Tells what was deleted from what never was: a second statement, only where something asked for by name is null.

Reads stay one statement; the names of a field's things (`service.query.statement.Sought`) are looked at only when
the answer holds a null in its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from graphql import GraphQLError

from schema.ids import KINDS, PREFIXES, TYPE_OF_KIND
from service.query.statement import Sought
from service.query.values import Variables

GONE = """
    select coalesce(json_agg(
      json_build_object('place', s.place - 1, 'kind', t.kind, 'key', t.key, 'at', t.at, 'by', t.said_by,
        'reason', t.reason)
      order by s.place
    ), '[]')
    from unnest($1::text[]::smallint[], $2::text[]::bigint[], $3::text[]) with ordinality as s (kind, key, name, place)
    cross join lateral (
      select g.*
      from (
        select t.* from claimgraph.tombstone t where t.kind = s.kind and t.key = s.key
        union all
        select t.*
        from claimgraph.tombstone t
        where t.kind = s.kind and t.known_as <> '{}' and t.known_as @> array[s.name]
      ) g
      order by g.at desc
      limit 1
    ) t
"""
"""The tombstones of things by kind and by key or other name, as JSON."""


class Missing(msgspec.Struct, frozen=True):
    """A name that found nothing: of what type, by key or text, and where in the answer it was asked for."""

    type: str
    name: int | str
    field: Sought
    path: list[str | int]


class _Found(msgspec.Struct, frozen=True):
    place: int
    kind: int
    key: int
    at: str
    by: str
    reason: str | None


_FOUND = msgspec.json.Decoder(list[_Found])
_FIELDS = msgspec.json.Decoder(dict[str, msgspec.Raw])
_ITEMS = msgspec.json.Decoder(list[msgspec.Raw])


def missing_names(sought: Sequence[Sought], variables: Variables, data: bytes) -> list[Missing]:
    """The names whose things are null in the answer `data`, an object as Postgres writes it."""
    missing: list[Missing] = []
    for field in sought:
        key = field.response_key
        if field.many:
            # No element of the list is null unless one of these stands somewhere.
            if b"[null" not in data and b", null" not in data and b"\n null" not in data:
                continue
            items = _ITEMS.decode(_FIELDS.decode(data)[key])
            places = [place for place, item in enumerate(items) if bytes(item) == b"null"]
            names = field.names(variables) if places else []
            missing += [_missing(names[place], field, [key, place]) for place in places]
        elif b'"%s" : null' % key.encode() in data and bytes(_FIELDS.decode(data)[key]) == b"null":
            missing += [_missing(name, field, [key]) for name in field.names(variables)]
    return missing


def _missing(name: tuple[str, int | str], field: Sought, path: list[str | int]) -> Missing:
    type_name, found_by = name
    return Missing(type_name, found_by, field, path)


def parameters_of(missing: Sequence[Missing]) -> list[object]:
    """The parameters of `GONE`."""
    # As text, which asyncpg knows by heart.
    return [
        [str(KINDS[item.type]) for item in missing],
        [str(item.name) if isinstance(item.name, int) else None for item in missing],
        [item.name if isinstance(item.name, str) else None for item in missing],
    ]


def gone_errors(missing: Sequence[Missing], found: bytes) -> list[GraphQLError]:
    """An error for each name whose tombstone was found: when, by whom and why."""
    return [_error(missing[tombstone.place], tombstone) for tombstone in _FOUND.decode(found)]


def _error(item: Missing, tombstone: _Found) -> GraphQLError:
    type_name = TYPE_OF_KIND[tombstone.kind]
    id_ = f"{PREFIXES[type_name]}_{tombstone.key}"
    why = f": {tombstone.reason}" if tombstone.reason else ""
    told: dict[str, Any] = {
        "code": "GONE",
        "id": id_,
        "deletedAt": tombstone.at,
        "deletedBy": tombstone.by,
        "reason": tombstone.reason,
    }
    return GraphQLError(
        f"{type_name} {id_} was deleted on {tombstone.at[:16].replace('T', ' ')} UTC by {tombstone.by}{why}.",
        nodes=list(item.field.nodes),
        path=item.path,
        extensions=told,
    )
