"""What a name most often stands for, by lists of family names, first names and towns (docs/licences.md).

It is asked only where nothing in the text tells; a name that no list has stays without an answer.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib import resources

from service.document import ActorKind
from service.normalize.words.dictionary import known


@cache
def _listed(sort: str) -> str:
    """A list as one text, each name between blanks: a twentieth of what a set of so many names weighs."""
    return " " + " ".join(_lists()[sort].split()) + " "


@cache
def _lists() -> dict[str, str]:
    file = resources.files("service.normalize") / "lang" / "common" / "lexicon" / "prior.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


@lru_cache(maxsize=20_000)
def is_listed(word: str, sort: str) -> bool:
    """Whether a name in lower case is a "surname", a "given" name or a "town"; a long one with blanks between."""
    return f" {word.replace(' ', '_')} " in _listed(sort)


def prior_kind(words: Sequence[str], language: str) -> ActorKind | None:
    """What a name of these words, in lower case, most often stands for; None where no list tells.

    Words that the language has, too ("Red Cross"), are no person's name by themselves.
    """
    whole = " ".join(words)
    if len(words) == 1:
        if is_listed(whole, "town"):
            return "PLACE"
        named = is_listed(whole, "surname") or is_listed(whole, "given")
        return "PERSON" if named and known(whole, language) is None else None
    if is_listed(whole, "town"):
        return "PLACE"
    if not is_listed(words[0], "given") or is_listed(words[-1], "town"):
        return None
    common = known(words[0], language) is not None and known(words[-1], language) is not None
    return "PERSON" if is_listed(words[-1], "surname") and not common else None
