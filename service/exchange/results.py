"""The lines that an import answers with."""

from __future__ import annotations

import msgspec

from service.store.reading import ClaimChanges


class Result(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of the answer: `status` is created, updated, unchanged or rejected (then with a `reason`); or
    stopped, as the last one, where the import broke off: `line` is the one to go on from. A line of several reviews
    of which some were taken has a `reason`, too: that of the others.

    `claims` counts what became of the article's claims; absent where they were not read.
    """

    line: int
    status: str
    id: str | None = None
    reason: str | None = None
    claims: ClaimChanges | None = None
