"""Newline-delimited JSON: an item a line, as the JSON of the list has it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from service.http.rest.forms.form import Describe, Form, Listing


class Lines:
    """Writes a list line by line."""

    def __init__(self, _listing: Listing, _describe: Describe | None) -> None:
        pass

    def begin(self) -> bytes:
        """Nothing."""
        return b""

    def items(self, items: Sequence[msgspec.Raw]) -> bytes:
        """A line for each item."""
        # Postgres may break a line between values; within a text a line break is always escaped.
        return b"".join(bytes(item).replace(b"\n", b" ") + b"\n" for item in items)

    def end(self) -> bytes:
        """Nothing."""
        return b""


NDJSON = Form(
    name="ndjson",
    media_type="application/x-ndjson",
    types=("application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines"),
    write=Lines,
    chosen_fields=True,
)
