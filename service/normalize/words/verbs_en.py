"""English verb forms, derived from base forms."""

from __future__ import annotations

from collections.abc import Iterator

from service.normalize.words import tags as t
from service.normalize.words.wordset import wordset

_DOUBLING = wordset("words.verbs_en.doubling", "en")
_VOWELS = "aeiou"


def _third_person(base: str) -> str:
    if base.endswith(("s", "x", "z", "ch", "sh", "o")):
        return base + "es"
    if base.endswith("y") and base[-2] not in _VOWELS:
        return base[:-1] + "ies"
    return base + "s"


def _past(base: str, doubles: bool) -> str:
    if base.endswith("e"):
        return base + "d"
    if base.endswith("y") and base[-2] not in _VOWELS:
        return base[:-1] + "ied"
    return base + (base[-1] if doubles else "") + "ed"


def _gerund(base: str, doubles: bool) -> str:
    if base.endswith("ie"):
        return base[:-2] + "ying"
    if base.endswith("e") and not base.endswith(("ee", "oe", "ye")):
        return base[:-1] + "ing"
    return base + (base[-1] if doubles else "") + "ing"


def english_forms(
    regular: list[str], irregular: list[list[str]], double: frozenset[str]
) -> Iterator[tuple[str, str, int]]:
    """Each form of each verb as (form, base, tag bits)."""
    for base in regular:
        past = _past(base, base in double)
        yield base, base, t.BASE | t.INF
        yield _third_person(base), base, t.FIN_AMBIGUOUS
        yield past, base, t.FIN_AMBIGUOUS | t.PART | t.PAST
        yield _gerund(base, base in double), base, t.GER
    for base, past, participle in irregular:
        if base in {"be", "have", "do"}:
            continue
        yield base, base, t.BASE | t.INF
        yield _third_person(base), base, t.FIN_AMBIGUOUS
        doubles = base in _DOUBLING
        yield _gerund(base, doubles), base, t.GER
        if past == participle:
            yield past, base, t.FIN_AMBIGUOUS | t.PART | t.PAST
        else:
            yield past, base, t.FIN | t.PAST
            yield participle, base, t.PART
