"""What a page says of itself, as far as it can be stored.

Nobody who ingests a folder can mend its pages, so what a page says wrongly costs no article: it is left out, or cut
where it is too long, and a note says so. The article's date alone is not left out: one of the year 9998 is refused, as
by every way in.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from schema.limits import APPEARANCES_MAX, AUTHORS_MAX, NAME_MAX, PROSE_MAX, TITLE_MAX
from service.admission import values
from service.admission.values import WrongValueError
from service.document import SourceDraft
from service.ingest.formats.page import Page, Verdict

_SHOWN = 80


def as_found(page: Page) -> Page:
    """The page with what it says of itself in the form that is stored; notes tell what is lost."""
    notes = list(page.notes)
    kept = _keeper(notes)
    authors = [kept("author", values.name, author, NAME_MAX) for author in page.authors]
    if len(authors) > AUTHORS_MAX:
        notes.append(f"The page names {len(authors):,} authors; the first {AUTHORS_MAX} were kept.")
    source = page.source
    name = None if source is None else kept("publisher", values.name, source.name, NAME_MAX)
    if source is not None:
        domain = kept("publisher's domain", values.domain, source.domain)
        language = kept("publisher's language", values.language, source.language)
        source = SourceDraft(name=name, domain=domain, language=language) if name else None
    return msgspec.structs.replace(
        page,
        title=kept("title", values.title, page.title, TITLE_MAX),
        language=kept("language", values.language, page.language),
        url=kept("address", values.url, page.url),
        guid=kept("guid", values.guid, page.guid),
        authors=tuple(dict.fromkeys(author for author in authors if author is not None))[:AUTHORS_MAX],
        source=source,
        verdicts=tuple(found for verdict in page.verdicts if (found := verdict_as_found(verdict)) is not None),
        notes=tuple(notes),
    )


def verdict_as_found(verdict: Verdict) -> Verdict | None:
    """The verdict in the form that is stored, with notes on what is lost; None for one that says nothing."""
    notes = list(verdict.notes)
    kept = _keeper(notes)
    claim = kept("claim under review", values.statement, verdict.claim, PROSE_MAX)
    reviewer = kept("reviewer", values.saying, verdict.reviewer, NAME_MAX)
    rating = kept("rating", values.saying, verdict.rating, NAME_MAX)
    if claim is None or reviewer is None or rating is None:
        return None
    appearances = (kept("appearance", values.url, url) for url in verdict.appearances[:APPEARANCES_MAX])
    return msgspec.structs.replace(
        verdict,
        claim=claim,
        reviewer=reviewer,
        rating=rating,
        url=kept("review's address", values.url, verdict.url),
        reviewed_at=kept("review's date", values.moment, verdict.reviewed_at),
        claimed_by=kept("claimant", values.saying, verdict.claimed_by, NAME_MAX),
        claimed_at=kept("claim's date", values.moment, verdict.claimed_at),
        appearances=tuple(url for url in appearances if url is not None),
        notes=tuple(note[:NAME_MAX] for note in notes[:APPEARANCES_MAX]),
    )


def _keeper(notes: list[str]) -> Callable[..., Any]:
    """What takes a value by its rule, and writes a note where it is cut or left out."""

    def kept(what: str, rule: Callable[[Any], Any], given: Any, longest: int | None = None) -> Any:
        if given is None:
            return None
        if longest is not None and len(given) > longest:
            notes.append(f"The page's {what} is longer than {longest:,} characters; it was cut.")
            given = given[:longest]
        try:
            return rule(given)
        except WrongValueError as problem:
            notes.append(f"The page's {what} {_shown(given)} was left out: it {problem}")
            return None

    return kept


def _shown(given: Any) -> str:
    return repr(given if isinstance(given, str) else str(given))[: _SHOWN + 2]
