"""The normalizer's data: what an `Extractor` makes of a text, before any database is involved.

Offsets are Unicode code points into `Article.body` (W3C Web Annotation `TextPositionSelector`:
`start` inclusive, `end` exclusive), and every `quote` equals `body[start:end]`
(`TextQuoteSelector.exact`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal, Protocol

import msgspec

ActorKind = Literal["PERSON", "ORGANIZATION", "PRODUCT", "PLACE", "GROUP", "UNKNOWN"]
Modality = Literal["ASSERTED", "REPORTED", "PROBABLE", "POSSIBLE", "CONDITIONAL", "PREDICTED"]
Polarity = Literal["POSITIVE", "NEGATIVE"]
Stance = Literal["SAYS", "DENIES", "DOUBTS", "ASKS"]
Factuality = Literal["CT_PLUS", "CT_MINUS", "PR_PLUS", "PR_MINUS", "PS_PLUS", "PS_MINUS", "UNDERSPECIFIED"]

Completeness = Literal["FULL", "SUMMARY", "HEADLINE"]
"""How much of an article a text is: all of it, what a feed or markup says of it, or its title alone."""

ARTICLE_VOICE = "ARTICLE"
"""`Claim.claimant` when the article says it in its own voice."""
UNNAMED_SOURCE = "UNNAMED"
"""`Claim.claimant` when somebody says it whom the article does not name ("sources say")."""
UNREAD_LANGUAGE = "No rules for language"
"""How the note begins that a text's language has no rules; known actors are found in it by their names."""
UNREAD = "none"
"""`Provenance.extractor` of a text that nothing could read; once something can, what it finds is stored."""


class Struct(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=False):
    """Base of the wire structs: immutable, named arguments only, unknown fields refused."""


class Span(Struct, frozen=True):
    """A piece of the body: `start` inclusive, `end` exclusive, in code points, and its exact `quote`."""

    start: int
    end: int
    quote: str


class Cue(Span, frozen=True):
    """The words that carry a claim's hedge, negation or attribution, or name its source, and which of these."""

    kind: Literal["MODALITY", "NEGATION", "ATTRIBUTION", "SOURCE"] = "MODALITY"


class SentenceSpan(Struct, frozen=True):
    """A sentence of the body: `start` inclusive, `end` exclusive, in code points, and its `text`."""

    start: int
    end: int
    text: str


class Amount(Struct, frozen=True):
    """A quantity that a claim names: `value` in plain units ("50 milliards" is 5e10) of `unit`.

    `unit` is an ISO 4217 code for money ("USD"), "%" for shares, else the noun as written.
    """

    start: int
    end: int
    quote: str
    value: float
    unit: str


class DateRef(Struct, frozen=True):
    """A date that a claim names, resolved against the article's publishedAt: ISO 8601, as coarse as said."""

    start: int
    end: int
    quote: str
    date: str


class ActorDraft(Struct, frozen=True):
    """An actor as one article shows it; `name` is unique in the document and its key there."""

    name: str
    kind: ActorKind
    aliases: tuple[str, ...] = ()
    mentions: tuple[Span, ...] = ()


class ClaimDraft(Struct, frozen=True):
    """One proposition: where it stands, what it says, whose word it is and how sure that makes it.

    `claimant` is an actor's name, `ARTICLE_VOICE` or `UNNAMED_SOURCE`; `subject` and `objects` are
    names of actors in the same document. `cue` quotes the first of `cues`, for people who read.

    `claimant`, `stance` and `text` together read true ("Nordia DENIES: It had ignored a warning."), and
    `polarity` is that of `text` (docs/reading.md).
    """

    start: int
    end: int
    quote: str
    text: str
    modality: Modality
    polarity: Polarity
    factuality: Factuality
    claimant: str
    stance: Stance = "SAYS"
    claimants: tuple[str, ...] = ()
    """All who say it, `claimant` the first of them, where more than one does."""
    subject: str | None = None
    objects: tuple[str, ...] = ()
    cue: str | None = None
    cues: tuple[Cue, ...] = ()
    unnamed_source: str | None = msgspec.field(default=None, name="unnamedSource")
    amounts: tuple[Amount, ...] = ()
    dates: tuple[DateRef, ...] = ()
    sentence: SentenceSpan | None = None


class ArticleDraft(Struct, frozen=True):
    """The text and what is known of it. `language` is BCP 47, "und" when it can't be told.

    `guid` is the item's identifier in its feed. `shared_url` says that the address is that of several articles,
    so that the guid alone tells which one this is.
    """

    title: str
    body: str
    language: str
    url: str | None = None
    authors: tuple[str, ...] = ()
    published_at: datetime | None = msgspec.field(default=None, name="publishedAt")
    guid: str | None = None
    completeness: Completeness = "FULL"
    shared_url: bool = msgspec.field(default=False, name="sharedUrl")


class SourceDraft(Struct, frozen=True):
    """A publisher. It is the same one when its domain is, or, without a domain, its folded name.

    `domain` as in a URL's host, `country` ISO 3166-1 alpha-2, `language` BCP 47.
    """

    name: str
    domain: str | None = None
    country: str | None = None
    language: str | None = None


class Provenance(Struct, frozen=True):
    """Who extracted this: the extractor's name and version, and notes a reader should see (PROV)."""

    extractor: str
    version: str
    notes: tuple[str, ...] = ()


class Document(Struct, frozen=True):
    """What `claimgraph normalize` prints: one article with its actors and claims."""

    article: ArticleDraft
    actors: tuple[ActorDraft, ...]
    claims: tuple[ClaimDraft, ...]
    provenance: Provenance


class Extractor(Protocol):
    """Turns an article's text into a document. Implementations keep no state between calls."""

    name: str
    version: str

    def extract(self, article: ArticleDraft) -> Document:
        """Find actors, mentions and claims in `article.body`; never raises for any text."""
        ...


FACTUALITY: dict[tuple[Modality, Polarity], Factuality] = {
    ("ASSERTED", "POSITIVE"): "CT_PLUS",
    ("ASSERTED", "NEGATIVE"): "CT_MINUS",
    ("PROBABLE", "POSITIVE"): "PR_PLUS",
    ("PROBABLE", "NEGATIVE"): "PR_MINUS",
    ("PREDICTED", "POSITIVE"): "PR_PLUS",
    ("PREDICTED", "NEGATIVE"): "PR_MINUS",
    ("POSSIBLE", "POSITIVE"): "PS_PLUS",
    ("POSSIBLE", "NEGATIVE"): "PS_MINUS",
    ("REPORTED", "POSITIVE"): "UNDERSPECIFIED",
    ("REPORTED", "NEGATIVE"): "UNDERSPECIFIED",
    ("CONDITIONAL", "POSITIVE"): "UNDERSPECIFIED",
    ("CONDITIONAL", "NEGATIVE"): "UNDERSPECIFIED",
}
"""The one documented table from modality and polarity to factuality, whose values are named as in FactBank (Saurí &
Pustejovsky 2009); the table is this project's own.

Somebody else's word and an "if" leave the article's own commitment open, hence UNDERSPECIFIED.
"""
