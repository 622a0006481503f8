"""The known name that somebody may have meant, for what is refused as unknown."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

_LONGEST = 100
"""Longer names are no slips of known ones, and would take long to compare."""
_LIKENESS = 0.7
"""As difflib measures it, from 0 to 1; with less, it proposes words that only share letters."""
_ALL_NAMED = 12


def nearest(given: str, known: Iterable[str]) -> str | None:
    """The one of `known` that `given` is nearly, whatever the case of its letters; None where none is near."""
    if len(given) > _LONGEST:
        return None
    folded = {name.casefold(): name for name in known}
    near = get_close_matches(given.casefold(), folded, n=1, cutoff=_LIKENESS)
    return folded[near[0]] if near else None


def instead(given: str, known: Iterable[str]) -> str:
    """The rest of a sentence that says `given` is unknown: what may be meant, or what there is."""
    names = sorted(known)
    near = nearest(given, names)
    if near is not None:
        return f"did you mean `{near}`?"
    if not names:
        return "it takes none."
    shown = ", ".join(f"`{name}`" for name in names[:_ALL_NAMED])
    return f"there {'is' if len(names) == 1 else 'are'} {shown}{' and others' if len(names) > _ALL_NAMED else ''}."
