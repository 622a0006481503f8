"""Keyset cursors: opaque, bound to their ordering, and checked, so that a damaged or foreign one is told.

A cursor is base64url of `check | order's name | keys as JSON`, the check being six hex digits of the MD5
of the rest. It is no secret and no signature: it tells accidents, and a forged one only names another
place in a list that its caller may read anyway. The SQL side is `claimgraph.cursor`.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from schema.mapping import Key, Order
from service.admission.moments import UNDATED
from service.query.convert import bad_input
from service.query.values import Value

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CHECK_LENGTH = 6
_CURSOR_MAX = 2000
_REAL_MAX = 3.4028234663852886e38
"""The largest number of Postgres' `real`."""


def cursor_sql(order: Order, key_columns: list[str]) -> str:
    """The SQL expression of a row's cursor; `key_columns` are the page's columns that hold the keys."""
    return f"claimgraph.cursor('{order.name}', {keys_sql(order, key_columns)})"


def keys_sql(order: Order, key_columns: list[str]) -> str:
    """The SQL expression of a row's keys as JSON: moments in microseconds since 1970, null for the undated's."""
    keys = ", ".join(
        f"case when isfinite({column}) then (extract(epoch from {column}) * 1000000)::bigint end"
        if key.type == "timestamptz"
        else column
        for key, column in zip(order.keys, key_columns, strict=True)
    )
    return f"json_build_array({keys})"


def decode_cursor(given: Any, value: Value, order: Order) -> list[Any]:
    """The keys that a cursor holds, as Postgres parameters; a request error for a damaged or foreign one."""
    text = str(given)
    try:
        if len(text) > _CURSOR_MAX:
            raise ValueError("too long")
        raw = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
        check, rest = raw[:_CHECK_LENGTH], raw[_CHECK_LENGTH:]
        if hashlib.md5(rest, usedforsecurity=False).hexdigest()[:_CHECK_LENGTH].encode() != check:
            raise ValueError("check")
        name, _, keys_text = rest.partition(b"|")
        keys = msgspec.json.decode(keys_text)
    except (ValueError, binascii.Error, UnicodeError, msgspec.DecodeError):
        raise bad_input(value, "is no cursor of this service, or a damaged one; take it from `pageInfo`") from None
    if name.decode("utf-8", "replace") != order.name:
        raise bad_input(value, "is the cursor of a list in another order; use it with the list that gave it")
    try:
        return [_parameter(key, item) for key, item in zip(order.keys, keys, strict=True)]
    except (TypeError, ValueError, OverflowError):
        raise bad_input(value, "is no cursor of this service, or a damaged one; take it from `pageInfo`") from None


def _parameter(key: Key, item: Any) -> Any:
    match key.type:
        case "timestamptz":
            return UNDATED if item is None else _EPOCH + timedelta(microseconds=_whole(item, 2**63))
        case "bigint":
            return _whole(item, 2**63)
        case "integer":
            return _whole(item, 2**31)
        case "real":
            return _real(item)
        case _:
            if not isinstance(item, str) or "\x00" in item:
                raise ValueError("no text")
            return item


def _real(item: Any) -> float:
    if not isinstance(item, int | float) or isinstance(item, bool) or not abs(item) <= _REAL_MAX:
        raise ValueError("no number of this size")
    return float(item)


def _whole(item: Any, limit: int) -> int:
    if not isinstance(item, int) or isinstance(item, bool) or not -limit <= item < limit:
        raise ValueError("no integer of this size")
    return item
