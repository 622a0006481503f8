"""French verb forms of the third person, participles and infinitives, derived from infinitives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from service.normalize.lang.language import Form
from service.normalize.words import tags as t
from service.normalize.words.wordset import kept


def _participles(participle: str, lemma: str) -> Iterator[Form]:
    stem = participle.replace("dû", "du") if participle == "dû" else participle
    yield participle, lemma, t.PART
    for ending in ("e", "s", "es"):
        if not (ending == "s" and stem.endswith("s")):
            yield stem + ending, lemma, t.PART


def _tenses(lemma: str, imperfect: str, future: str) -> Iterator[Form]:
    for ending in ("ait", "aient", "ais", "ions"):
        yield imperfect + ending, lemma, t.FIN | t.PAST
    yield imperfect + "ant", lemma, t.GER
    for ending in ("ons", "ez"):
        yield imperfect + ending, lemma, t.FIN
    for ending in ("a", "ont", "ai", "ons", "ez"):
        yield future + ending, lemma, t.FIN | t.FUTURE
    for ending in ("ait", "aient", "ais", "ions"):
        yield future + ending, lemma, t.FIN | t.CONDITIONAL


def _silent_stem(stem: str) -> str:
    """The stem before a silent ending: « achet » gives « achèt », « employ » gives « emploi »."""
    if stem.endswith(("oy", "uy")):
        return stem[:-1] + "i"
    for tail in ("et", "el"):
        if stem.endswith(("appel", "rappel", "jet", "projet", "rejet", "renouvel", "étincel", "épel")):
            return stem + stem[-1]
        if stem.endswith(tail) and len(stem) > 3:
            return stem[:-2] + "è" + stem[-1]
    if len(stem) > 2 and stem[-1] in "vmnsrc" and stem[-2] == "e":
        return stem[:-2] + "è" + stem[-1]
    return stem


def _closed_stem(stem: str) -> str:
    """« céd » gives « cèd » before a silent ending."""
    for i in (len(stem) - 2, len(stem) - 3):
        if i > 0 and stem[i] == "é" and all(c not in "aeiouyéè" for c in stem[i + 1 :]):
            return stem[:i] + "è" + stem[i + 1 :]
    return stem


def _first_group(lemma: str) -> Iterator[Form]:
    stem = lemma[:-2]
    soft = stem + "e" if stem.endswith("g") else stem[:-1] + "ç" if stem.endswith("c") else stem
    silent = _silent_stem(stem)
    present = _closed_stem(stem) if silent == stem else silent
    yield lemma, lemma, t.INF
    yield present + "e", lemma, t.FIN_AMBIGUOUS
    yield present + "ent", lemma, t.FIN
    yield soft + "ons", lemma, t.FIN_AMBIGUOUS
    yield soft + "a", lemma, t.FIN | t.PAST
    yield stem + "èrent", lemma, t.FIN | t.PAST
    for ending in ("ait", "aient", "ais"):
        yield soft + ending, lemma, t.FIN | t.PAST
    yield soft + "ant", lemma, t.GER
    yield from (
        (silent + "er" + ending, lemma, t.FIN | mood)
        for ending, mood in (
            ("a", t.FUTURE),
            ("ont", t.FUTURE),
            ("ai", t.FUTURE),
            ("ons", t.FUTURE),
            ("ait", t.CONDITIONAL),
            ("aient", t.CONDITIONAL),
            ("ais", t.CONDITIONAL),
            ("ions", t.CONDITIONAL),
        )
    )
    yield from _participles(stem + "é", lemma)


def _second_group(lemma: str) -> Iterator[Form]:
    stem = lemma[:-1]
    yield lemma, lemma, t.INF
    yield stem + "t", lemma, t.FIN
    yield stem + "ssent", lemma, t.FIN
    yield stem + "sse", lemma, t.FIN
    yield stem + "rent", lemma, t.FIN | t.PAST
    yield from _tenses(lemma, stem + "ss", lemma)
    yield from _participles(stem, lemma)


def _third_group(row: list[str]) -> Iterator[Form]:
    lemma, singular, plural, imperfect, future, participle, subjunctive, simple_past = row
    yield lemma, lemma, t.INF
    yield singular, lemma, (t.FIN_AMBIGUOUS if singular == participle else t.FIN)
    if plural != "-":
        yield plural, lemma, t.FIN
    yield subjunctive, lemma, t.FIN_AMBIGUOUS
    if simple_past != "-":
        yield simple_past, lemma, (t.FIN_AMBIGUOUS if simple_past == participle else t.FIN) | t.PAST
        if simple_past.endswith(("it", "ut")) or simple_past.endswith("int"):
            yield simple_past[:-1] + "rent", lemma, t.FIN | t.PAST
    yield from _tenses(lemma, imperfect, future)
    yield from _participles(participle, lemma)


def french_forms(first: list[str], second: list[str], irregular: list[list[str]]) -> Iterator[Form]:
    """Each form of each verb as (form, infinitive, tag bits)."""
    for lemma in first:
        yield from _first_group(lemma)
    for lemma in second:
        yield from _second_group(lemma)
    for row in irregular:
        yield from _third_group(row)


def plural(noun: str) -> str:
    """The plural of a noun."""
    if noun.endswith(("s", "x", "z")):
        return noun
    if noun.endswith("al"):
        return noun[:-2] + "aux"
    return noun + ("x" if noun.endswith(("eau", "eu")) else "s")


def verb_forms(verbs: dict[str, Any], irregular: list[list[str]], saying: list[str]) -> Iterator[Form]:
    """Each form of the lexicon's verbs, and of the verbs of saying that are regular."""
    first = [*kept(verbs["er"]), *(lemma for lemma in saying if lemma.endswith("er"))]
    return french_forms(first, kept(verbs["ir"]), irregular)
