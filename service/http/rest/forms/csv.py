"""Comma-separated values (RFC 4180): a header row, CRLF after every record, UTF-8 without a mark.

A cell holds what JSON has: a text or a number as it is, `true` or `false`, nothing for null, and JSON for a list.

Spreadsheets take a cell that begins like a formula for one, and what people wrote could then run on the reader's
machine. So a text that begins with `=`, `+`, `-`, `@`, their full-width forms, a tab or a line break gets an
apostrophe in front; so does one that begins with apostrophes and then one of these, which makes it reversible:
whoever reads by program takes one apostrophe off where `'+[=+\\-@…]` begins a cell.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from service.http.rest.forms.columns import Path, columns
from service.http.rest.forms.form import Describe, Form, Listing

_FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
_ROW = msgspec.json.Decoder(dict[str, Any])


class Table:
    """Writes a list as a table: a column for each field, named by its path: `id`, `source.name`."""

    def __init__(self, listing: Listing, _describe: Describe | None) -> None:
        self._columns = columns(listing.document)

    def begin(self) -> bytes:
        """The header row."""
        return _written([[".".join(path) for path in self._columns]])

    def items(self, items: Sequence[msgspec.Raw]) -> bytes:
        """A record for each item."""
        rows = (_ROW.decode(item) for item in items)
        return _written([_cell(_at(row, path)) for path in self._columns] for row in rows)

    def end(self) -> bytes:
        """Nothing."""
        return b""


def guarded(text: str) -> str:
    """The text as no spreadsheet takes it for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def _written(rows: Iterable[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


def _at(row: Any, path: Path) -> Any:
    for name in path:
        row = row.get(name) if isinstance(row, dict) else None
    return row


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case str():
            return guarded(value)
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case _:
            return guarded(msgspec.json.encode(value).decode())


CSV = Form(
    name="csv",
    # The framework adds the charset.
    media_type="text/csv",
    types=("text/csv",),
    write=Table,
    chosen_fields=True,
)
