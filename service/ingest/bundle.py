"""The shapes that ingest hands around: a document with its publisher and reviews, and an item read."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from service.document import Completeness, Document, Struct
from service.errors import BadInput
from service.store.write import SourceDraft


class ReviewDraft(Struct, frozen=True):
    """A fact-checker's verdict on one claim of the document; `claim` counts its claims from 0."""

    claim: int
    reviewer: str
    rating: str
    url: str | None = None
    reviewed_at: datetime | None = msgspec.field(default=None, name="reviewedAt")


class BundleLine(Document, frozen=True):
    """A document, its publisher, and what fact-checkers said of its claims."""

    source: SourceDraft | None = None
    reviews: tuple[ReviewDraft, ...] = ()


class RawArticle(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """A text that nobody has normalized; what is left out is found in it.

    `format` says what `body` is: the text itself, or an HTML page, of which the article's text is taken.
    """

    body: str
    format: Literal["text", "html"] = "text"
    title: str | None = None
    language: str | None = None
    url: str | None = None
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    guid: str | None = None
    completeness: Completeness = "FULL"


class RawLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A raw article and its publisher."""

    article: RawArticle
    source: SourceDraft | None = None


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """What the caller says about files; it goes before what they say of themselves."""

    language: str | None = None
    title: str | None = None
    url: str | None = None
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    guid: str | None = None
    completeness: Completeness | None = None
    source: SourceDraft | None = None


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One thing read: a document, a bundle's line as it stands (`raw`), or why there is neither (`refused`).

    `label` tells people where it stands, `line` is its line in a bundle, `size` its bytes in the file.
    """

    label: str
    size: int
    line: int | None = None
    document: Document | None = None
    source: SourceDraft | None = None
    raw: bytes | None = None
    refused: str | None = None


def check_reviews(line: BundleLine) -> None:
    """Raise BadInput naming the first field of a review that can't be stored."""
    for place, review in enumerate(line.reviews):
        if not 0 <= review.claim < len(line.claims):
            raise BadInput(
                f"reviews[{place}].claim is {review.claim}, but must be the place of one of the"
                f" {len(line.claims)} claims, counted from 0."
            )
        for name in ("reviewer", "rating"):
            if not getattr(review, name).strip():
                raise BadInput(f"reviews[{place}].{name} is empty; say it, or leave the review out.")
        if review.url is not None and not review.url.strip():
            raise BadInput(f"reviews[{place}].url is empty; leave it out when the review has none.")
