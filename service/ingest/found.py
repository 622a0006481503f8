"""What a page says of itself, as far as it can be stored.

Nobody who ingests a folder can mend its pages, so what a page says wrongly costs no article: it is left out, or cut
where it is too long, and a note says so. The article's date alone is not left out: one of the year 9998 is refused, as
by every way in.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from schema.limits import AUTHORS_MAX, NAME_MAX, TITLE_MAX
from service.admission import values
from service.admission.values import WrongValueError
from service.document import SourceDraft
from service.ingest.formats.page import Page, Verdict

_SHOWN = 80


def as_found(page: Page) -> Page:
    """The page with what it says of itself in the form that is stored; notes tell what is lost."""
    notes = list(page.notes)

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
        verdicts=tuple(found for verdict in page.verdicts if (found := _verdict(verdict, kept)) is not None),
        notes=tuple(notes),
    )


def _verdict(verdict: Verdict, kept: Callable[..., Any]) -> Verdict | None:
    """The verdict as it is stored; None for one that nobody gives, or that says nothing."""
    reviewer = kept("reviewer", values.saying, verdict.reviewer, NAME_MAX)
    rating = kept("rating", values.saying, verdict.rating, NAME_MAX)
    if reviewer is None or rating is None:
        return None
    return msgspec.structs.replace(
        verdict,
        reviewer=reviewer,
        rating=rating,
        url=kept("review's address", values.url, verdict.url),
        reviewed_at=kept("review's date", values.moment, verdict.reviewed_at),
    )


def _shown(given: Any) -> str:
    return repr(given if isinstance(given, str) else str(given))[: _SHOWN + 2]
