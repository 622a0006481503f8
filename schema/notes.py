"""What a search tells of its query."""

from __future__ import annotations

import strawberry

from schema.enums import SearchNoteCode, SearchTakenAs

NOTES_DOC = (
    "What of the query was not searched for as it stands, and why little was found: operators half typed or unknown,"
    " names that nobody has, quotation marks and parentheses without a partner, words too common or too many."
)


@strawberry.type(description="A part of a query that was not searched for as it stands, or why little was found.")
class SearchNote:
    code: SearchNoteCode = strawberry.field(description="What it is about.")
    message: str = strawberry.field(description="A sentence for people.")
    text: str | None = strawberry.field(description="That part of the query; null where it is about the whole.")
    start: int | None = strawberry.field(description="The first code point of that part in the query.")
    end: int | None = strawberry.field(description="The code point after its last.")
    taken_as: SearchTakenAs = strawberry.field(description="What it was taken as.")
