"""How long and how many: the limits of what callers write, each spelled here and nowhere else."""

from __future__ import annotations

TITLE_MAX = 1_000
BODY_MAX = 1_000_000
NAME_MAX = 300
"""Characters of a name, and of a fact-checker's rating."""
PROSE_MAX = 5_000
REASON_MAX = 1_000
KEY_MAX = 200
LANGUAGE_MAX = 35
"""RFC 5646, 4.4.1: the longest tag that a system must take."""
DOMAIN_MAX = 253
"""RFC 1035, 2.3.4, as text."""
GUID_MAX = 2_000
URL_BYTES_MAX = 2_000
"""An index entry of Postgres holds 2,704 bytes."""
AUTHORS_MAX = 100
APPEARANCES_MAX = 100
"""Addresses at which a claim under review was made, and notes on the review."""
ALIASES_MAX = 100
OBJECTS_MAX = 100
DOCUMENT_NAME_MAX = 10_000
"""Characters of an actor's name or alias in a normalized document: longer than people write, as texts have them."""
DOCUMENT_ALIASES_MAX = 1_000
DOCUMENT_PROSE_MAX = 20_000
"""Characters of a claim's proposition, or of its words for an unnamed source, in a normalized document."""
NOTES_MAX = 200
"""Notes on how an article was read; each is prose."""
DATE_WORDS_MAX = 100
"""Characters of a date that a claim names, in ISO 8601: an interval of two moments takes about fifty."""
CUES_MAX = 20
YEAR_FIRST = 1_000
YEAR_LAST = 2_999
"""Years, UTC, of which a publication's or a review's date may be."""
FILTER_DEPTH_MAX = 3
"""Relations that a filter follows from one to the next: articles of actors of claims."""
FILTER_RELATIONS_MAX = 20
"""Relations that one filter follows in all."""
