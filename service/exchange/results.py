"""The lines that an import answers with."""

from __future__ import annotations

import msgspec


class Result(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of the answer: `status` is created, updated, unchanged or rejected (then with a `reason`)."""

    line: int
    status: str
    id: str | None = None
    reason: str | None = None
