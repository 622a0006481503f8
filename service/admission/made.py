"""What an extractor made: how long its name, its notes, and what it takes from a claim's words may be.

Quotes need no limit of their own, being pieces of a body that has one.
"""

from __future__ import annotations

from collections.abc import Sequence

from schema.limits import DATE_WORDS_MAX, NAME_MAX, NOTES_MAX, PROSE_MAX
from service.admission import values
from service.admission.fields import Place, Tell
from service.admission.values import WrongValueError


def admit_maker(extractor: str, version: str, tell: Tell, extractor_at: Place, version_at: Place) -> None:
    """Tell of an extractor's name or version that is too long, or that can't be stored."""
    _admit(extractor, NAME_MAX, extractor_at, tell)
    _admit(version, NAME_MAX, version_at, tell)


def admit_notes(notes: Sequence[str], tell: Tell, under: Place) -> None:
    """Tell of notes that are too many, too long, or that can't be stored."""
    if len(notes) > NOTES_MAX:
        tell(under, f"holds {len(notes):,} values; at most {NOTES_MAX:,} are taken.")
    for place, note in enumerate(notes):
        admit_note(note, tell, (*under, place))


def admit_note(note: str, tell: Tell, place: Place) -> None:
    """Tell of one that is too long, or that can't be stored."""
    _admit(note, PROSE_MAX, place, tell)


def admit_unit(unit: str, tell: Tell, place: Place) -> None:
    """Tell of an amount's unit that is too long, or that can't be stored."""
    _admit(unit, NAME_MAX, place, tell)


def admit_date(date: str, tell: Tell, place: Place) -> None:
    """Tell of a date in a claim's words that is too long, or that can't be stored."""
    _admit(date, DATE_WORDS_MAX, place, tell)


def fitting_notes(notes: Sequence[str]) -> tuple[str, ...]:
    """Notes of our own on a text, which no length of theirs keeps out: cut where they are too long, and counted where
    they are too many."""
    shown = [note if len(note) <= PROSE_MAX else note[: PROSE_MAX - 1] + "…" for note in notes]
    if len(shown) <= NOTES_MAX:
        return tuple(shown)
    kept = shown[: NOTES_MAX // 2]
    return (*kept, f"{len(shown) - len(kept):,} more notes were left out.")


def _admit(text: str, longest: int, place: Place, tell: Tell) -> None:
    try:
        values.text(text, longest, blank=True)
    except WrongValueError as problem:
        tell(place, str(problem))
