"""The parts of objects: types that have no id of their own."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry

from schema import costs
from schema.connection import FacetCount
from schema.enums import CueKind
from schema.mapping import Facet, One, column, mapped

MONTH = "coalesce(to_char({t}.sort_at at time zone 'utc', 'YYYY-MM'), 'undated')"
"""The month of an article or claim; to_char has no words for the -infinity of those without a date."""
MONTH_DOC = "`2023-11`, UTC; `undated` for articles without a date"


FACETS_DOC = (
    "Counts over the whole list, the 50 most frequent values each; counted only when selected."
    f" Each costs {costs.FACET_OF_ALL:,} at the root, {costs.FACET:,} below an object and {costs.FACET_OF_SEARCH:,}"
    " for a search."
)


@strawberry.type(description="Who extracted or made this and what a reader should know of it (PROV).")
class Provenance:
    extractor: str = column(
        "extractor", "The extractor's name: `rules`, `llm` or the caller's own; of what was made otherwise, by whom."
    )
    version: str = column("extractor_version", "The extractor's version; empty for what was made otherwise.")
    notes: list[str] = column("notes", "What the extractor could not do, in sentences.")


def provenance_of(rows: str, who: str, version: str = "''", notes: str = "array[]::text[]") -> Any:
    """The provenance of an object that has none of its own row: SQL over the rows `x` of `rows`, by their id."""
    told = f"(select x.id, {who} as extractor, {version} as extractor_version, {notes} as notes from {rows}) {{t}}"
    return mapped(One(told, "{t}.id = {p}.id"), "Who says so.")


@strawberry.type(description="That an article was retracted.")
class Retraction:
    at: datetime = column("retracted_at", "Since when.")
    by: str = column("retracted_by", "Who retracted it.")
    reason: str = column("retraction_reason", "Why.")


@strawberry.type(description="The words that carry a claim's hedge, negation or attribution, or name its source.")
class Cue:
    kind: CueKind = column("kind", "What it does.")
    start: int = column("start_at", "First code point in the article's body.")
    end: int = column("end_at", "The code point after its last.")
    quote: str = column("quote", "The exact words.")


@strawberry.type(description="A sentence of an article's body.")
class Sentence:
    start: int = column("start_at", "First code point in the article's body.")
    end: int = column("end_at", "The code point behind its last.")
    text: str = column("text", "The whole sentence: `body[start:end]`.")


@strawberry.type(description="A quantity that a claim names.")
class Amount:
    value: float = column("value", "In plain units: « 50 milliards » is 50000000000.")
    unit: str = column("unit", "ISO 4217 for money, `%` for shares, else the noun as written.")
    start: int = column('{t}."start"', "First code point in the article's body.")
    end: int = column('{t}."end"', "The code point after its last.")
    quote: str = column("quote", "The exact words.")


@strawberry.type(description="A date that a claim names, resolved against the article's publication date.")
class DateReference:
    date: str = column('{t}."date"', "ISO 8601, as coarse as the text says it: `2023-11`, `2023-11-22`.")
    start: int = column('{t}."start"', "First code point in the article's body.")
    end: int = column('{t}."end"', "The code point after its last.")
    quote: str = column("quote", "The exact words.")


@strawberry.type(description="Counts of articles by what they have in common.")
class ArticleFacets:
    language: list[FacetCount] = mapped(Facet("{t}.language"), "By language.")
    source: list[FacetCount] = mapped(
        Facet("j.name", " join source j on j.id = {t}.source_id", "'src_' || j.id"), "By the source's name."
    )
    month: list[FacetCount] = mapped(Facet(MONTH), f"By month, {MONTH_DOC}.")


@strawberry.type(description="Counts of actors by what they have in common.")
class ActorFacets:
    kind: list[FacetCount] = mapped(Facet("{t}.kind"), "By kind.")


@strawberry.type(description="Counts of claims by what they have in common.")
class ClaimFacets:
    modality: list[FacetCount] = mapped(Facet("{t}.modality"), "By modality.")
    polarity: list[FacetCount] = mapped(Facet("{t}.polarity"), "By polarity.")
    stance: list[FacetCount] = mapped(Facet("{t}.stance"), "By their claimants' stance.")
    factuality: list[FacetCount] = mapped(Facet("{t}.factuality"), "By factuality.")
    attribution: list[FacetCount] = mapped(Facet("{t}.attribution"), "By whose word they are.")
    month: list[FacetCount] = mapped(Facet(MONTH), f"By month, {MONTH_DOC}.")


@strawberry.type(description="What was written about an actor, and what it said, in one period.")
class TimelinePoint:
    period: str = column("period", "The day, month or year, UTC: `2023-11`; `undated` for articles without a date.")
    articles: int = column("articles", "Articles that mention it.")
    mentions: int = column("mentions", "Its mentions in them.")
    claims: int = column("claims", "Claims that involve it.")
    as_claimant: int = column("said", "Claims that are its word.")
    as_subject: int = column("told", "Claims about it.")
