"""English verb forms, derived from base forms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from service.normalize.lang.language import Form
from service.normalize.words import tags as t
from service.normalize.words.wordset import kept, wordset

_DOUBLING = wordset("words.forms.doubling", "en")
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


def english_forms(regular: list[str], irregular: list[list[str]], double: frozenset[str]) -> Iterator[Form]:
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


def plural(noun: str) -> str:
    """The plural of a noun."""
    if noun.endswith("man"):
        return noun[:-3] + "men"
    if noun.endswith(("s", "x", "ch", "sh", "z")):
        return noun + "es"
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + "s"


def verb_forms(verbs: dict[str, Any], irregular: list[list[str]], saying: list[str]) -> Iterator[Form]:
    """Each form of the lexicon's verbs, and of the verbs of saying that are regular."""
    return english_forms([*kept(verbs["regular"]), *saying], irregular, frozenset(verbs["double"].split()))
