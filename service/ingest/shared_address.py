"""An address that every page of a batch names as its own is a section's or a site's, and no article's."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from service.address import address_key
from service.ingest.formats.compressed import unpacked, unpacked_name
from service.ingest.formats.page import Unreadable
from service.ingest.formats.sniff import BY_EXTENSION, HEAD_BYTES, tell_format

_FEWEST = 3
"""Pages that say something by agreeing."""


def shared_address(files: Sequence[Path]) -> str | None:
    """The normal form of the canonical address that all HTML pages of `files` have, three at least; else None.

    None, too, where two have one title: they may be one article, saved twice. Looks at the pages' beginnings, and at
    no more of them than it takes to find two that differ.
    """
    found: set[str] = set()
    titles: set[str | None] = set()
    pages = 0
    for path in files:
        if BY_EXTENSION.get(unpacked_name(path).suffix.lower()) != "html":
            continue
        try:
            with unpacked(path) as file:
                head = file.read(HEAD_BYTES)
        except (OSError, Unreadable):
            continue  # Told when it is read.
        if tell_format(path, head) != "html":
            continue
        canonical, title = _named(head)
        found.add("" if canonical is None else address_key(canonical))
        titles.add(title)
        pages += 1
        if len(found) > 1 or len(titles) < pages:
            return None
    return next(iter(found)) or None if pages >= _FEWEST else None


def _named(head: bytes) -> tuple[str | None, str | None]:
    # Loaded when there are pages: trafilatura weighs more than all the rest of ingest.
    from service.ingest.formats.webpage import canonical_of

    try:
        return canonical_of(head)
    except Exception:  # noqa: BLE001 - told and logged when the page itself is read
        return None, None
