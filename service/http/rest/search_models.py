"""What `/v1/search` and `/v1/suggest` find."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta

from schema.enums import HighlightField, MatchedBy, SearchNoteCode, SearchTakenAs, SuggestionKind
from service.http.rest.models import Id, Model


class Suggestion(Model, frozen=True):
    """A name or title that a text may become, and the id of its actor or article."""

    kind: SuggestionKind
    text: str
    id: Id


class TextRange(Model, frozen=True):
    """What stands from `start` up to, not including, `end`."""

    start: int
    end: int


class Highlight(Model, frozen=True):
    """A piece of a text that matches, with the matched words as offsets into the piece."""

    field: HighlightField
    text: str
    start: int
    cut_before: bool
    cut_after: bool
    ranges: list[TextRange]


class Found(Model, frozen=True):
    """Something found: what it is, its id and its title, name or text."""

    type: Literal["Article", "Actor", "Claim"]
    id: Id
    label: Annotated[str, Meta(description="Its title, name or text.")]
    updated_at: datetime


class SearchNote(Model, frozen=True):
    """A part of a query that was not searched for as it stands, by its code points, or why little was found."""

    code: SearchNoteCode
    message: str
    text: str | None
    start: int | None
    end: int | None
    taken_as: SearchTakenAs


class Hit(Model, frozen=True):
    """A search result."""

    cursor: str
    score: float
    matched_by: MatchedBy
    highlights: list[Highlight]
    node: Found
