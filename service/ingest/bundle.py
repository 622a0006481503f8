"""The shapes that ingest hands around: a document with its publisher and reviews, and an item read."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

import msgspec

from service.admission.fields import article_fields, published_review_fields, raising, review_fields, source_draft, told
from service.document import ArticleDraft, Completeness, Document, SourceDraft, Struct


class ReviewDraft(Struct, frozen=True, kw_only=True):
    """A fact-checker's verdict: on one claim of the document, on a claim in the checker's words, or both.

    `claim` counts the document's claims from 0.
    """

    claim: int | None = None
    reviewer: str
    rating: str
    url: str | None = None
    reviewed_at: datetime | None = msgspec.field(default=None, name="reviewedAt")
    claim_reviewed: str | None = msgspec.field(default=None, name="claimReviewed")
    claimed_by: str | None = msgspec.field(default=None, name="claimedBy")
    claimed_at: datetime | None = msgspec.field(default=None, name="claimedAt")
    appearances: tuple[str, ...] = ()
    rating_value: float | None = msgspec.field(default=None, name="ratingValue")
    best_rating: float | None = msgspec.field(default=None, name="bestRating")
    worst_rating: float | None = msgspec.field(default=None, name="worstRating")
    notes: tuple[str, ...] = ()


class BundleLine(Document, frozen=True):
    """A document, its publisher, and what fact-checkers said of its claims."""

    source: SourceDraft | None = None
    reviews: tuple[ReviewDraft, ...] = ()


class WireArticle(ArticleDraft, frozen=True):
    """An article of a document as it is written by whoever writes it: its dates and authors are still to be read."""

    authors: tuple[str, ...] | None = ()  # type: ignore[assignment]  # wider than what is stored
    published_at: Any = msgspec.field(default=None, name="publishedAt")


class WireReview(ReviewDraft, frozen=True, kw_only=True):
    """A review as it is written."""

    reviewed_at: Any = msgspec.field(default=None, name="reviewedAt")
    claimed_at: Any = msgspec.field(default=None, name="claimedAt")


class WireLine(BundleLine, frozen=True):
    """A document as it is written."""

    article: WireArticle
    reviews: tuple[WireReview, ...] = ()

    def read(self) -> BundleLine:
        """The document as it is stored. Raises BadInput naming the first field that can't be."""
        fields = told(self.article)
        admitted = article_fields(fields, raising, ("article",))
        article = msgspec.structs.replace(self.article, **admitted | {"authors": tuple(admitted["authors"])})
        return admit_reviews(
            BundleLine(
                article=ArticleDraft(**{name: getattr(article, name) for name in ArticleDraft.__struct_fields__}),
                actors=self.actors,
                claims=self.claims,
                provenance=self.provenance,
                source=None if self.source is None else source_draft(told(self.source), raising),
                reviews=self.reviews,
            )
        )


class RawArticle(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """A text that nobody has normalized; what is left out is found in it.

    `format` says what `body` is: the text itself, or an HTML page, of which the article's text is taken.
    """

    body: str
    format: Literal["text", "html"] = "text"
    title: str | None = None
    language: str | None = None
    url: str | None = None
    authors: tuple[str | None, ...] | None = ()
    published_at: Any = None
    guid: str | None = None
    completeness: Completeness | None = None


class RawLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A raw article and its publisher, as they are written."""

    article: RawArticle
    source: SourceDraft | None = None

    def read(self) -> Given:
        """What the line says besides the text. Raises BadInput naming the first field that can't be stored."""
        fields = {name: given for name, given in told(self.article).items() if given is not None}
        if self.article.format == "html":
            del fields["body"]  # A page; the text in it is looked at when it is found.
        admitted = article_fields(fields, raising, ("article",))
        admitted.pop("body", None)
        source = None if self.source is None else source_draft(told(self.source), raising)
        authors = tuple(admitted.pop("authors", ()))
        return Given(**admitted, authors=authors, completeness=self.article.completeness, source=source)


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """What the caller says about files; it goes before what they say of themselves.

    `doubted` is the normal form of an address that no page is believed to have as its own.
    """

    language: str | None = None
    title: str | None = None
    url: str | None = None
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    guid: str | None = None
    completeness: Completeness | None = None
    doubted: str | None = None
    source: SourceDraft | None = None


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One thing read: a document, a review by itself, a bundle's line as it stands (`raw`), or why there is none of
    them (`refused`).

    `label` tells people where it stands, `line` is its line in a bundle, `size` its bytes in the file.
    """

    label: str
    size: int
    line: int | None = None
    document: Document | None = None
    source: SourceDraft | None = None
    raw: bytes | None = None
    review: ReviewDraft | None = None
    refused: str | None = None


def admit_reviews(line: BundleLine) -> BundleLine:
    """The document with its reviews as they are stored. Raises BadInput naming the first field that can't be."""
    if not line.reviews:
        return line
    return msgspec.structs.replace(line, reviews=tuple(_review(line, *placed) for placed in enumerate(line.reviews)))


def _review(line: BundleLine, place: int, review: ReviewDraft) -> ReviewDraft:
    under = ("reviews", place)
    if review.claim is not None and not 0 <= review.claim < len(line.claims):
        problem = f"is {review.claim}, but must be the place of one of the {len(line.claims)} claims, counted from 0."
        raising((*under, "claim"), problem)
    return admit_review(review, under)


def admit_review(review: ReviewDraft, under: tuple[str | int, ...] = ()) -> ReviewDraft:
    """The review as it is stored. Raises BadInput naming the first field that can't be."""
    if review.claim is None and not review.claim_reviewed:
        raising((*under, "claimReviewed"), "is missing; give the claim in the reviewer's words, or `claim`.")
    given = told(review)
    return ReviewDraft(
        claim=review.claim,
        **review_fields(given, raising, under),
        **published_review_fields(given, raising, under),
    )
