"""Actors without a name of their own: groups ("OpenAI staff") and descriptions ("the company")."""

from __future__ import annotations

from service.normalize import tags as t
from service.normalize.actors import Actor, Cast
from service.normalize.lexicon import Lexicon
from service.normalize.sentences import Sentence
from service.normalize.tokens import Tokens

_DEFINITE = frozenset(["le", "la", "l'", "les", "ce", "cette", "cet", "the", "this", "that"])
_OF = frozenset(["de", "d'", "du", "des", "of"])
_FAR = 3
"""Sentences back in which a description may find whom it means."""


def _match(table: dict[str, tuple[tuple[tuple[str, ...], str], ...]], low: list[str], i: int) -> tuple[int, str] | None:
    for words, category in table.get(low[i], ()):
        n = len(words)
        if tuple(low[i : i + n]) == words:
            return n, category
    return None


def find_groups(tokens: Tokens, cast: Cast, lexicon: Lexicon, body: str) -> None:
    """Add the groups that belong to a named actor, one actor for each owner and sort of group."""
    known: dict[tuple[int, str], int] = {}
    low = tokens.low
    for i in range(len(low)):
        found = _match(lexicon.group_nouns, low, i) if low[i] in lexicon.group_nouns else None
        if found is None or i in cast.at:
            continue
        n, category = found
        first, last, owner = _owned(tokens, cast, i, i + n)
        if owner is None:
            index = _lone(tokens, known, i, category)
            if index is not None:
                _mention(cast, tokens, index, i, i + n)
            continue
        if cast.actors[owner].kind not in {"ORGANIZATION", "PRODUCT", "UNKNOWN"}:
            continue
        key = (owner, category if category != "other_group_noun" else low[i])
        index = known.get(key)
        text = body[tokens.start[first] : tokens.end[last - 1]]
        if index is None:
            index = len(cast.actors)
            cast.actors.append(Actor(text, "GROUP", [], [], [], set(), plural=True))
            known[key] = index
        _mention(cast, tokens, index, first, last)
        if text not in cast.actors[index].forms:
            cast.actors[index].forms.append(text)


def _owned(tokens: Tokens, cast: Cast, first: int, last: int) -> tuple[int, int, int | None]:
    """The group's words with its owner's, and the owner: « personnel d'OpenAI », "OpenAI's staff"."""
    low = tokens.low
    k = last
    if k < len(low) and low[k] in _OF:
        k += 1
        if k < len(low) and low[k] in {"la", "l'", "le", "the"}:
            k += 1
        if k in cast.at:
            return first, cast.ends[k], cast.at[k]
    if k in cast.at and k == last and low[first] in {"équipe", "équipes"}:
        return first, cast.ends[k], cast.at[k]
    before = first - 1
    if before >= 0 and low[before] in {"'s", "'"}:
        before -= 1
    for a, index in ((before - n, cast.at.get(before - n)) for n in range(4)):
        if index is not None and cast.ends[a] == before + 1 and tokens.start[first] - tokens.end[before] <= 3:
            return a, last, index
    return first, last, None


def _lone(tokens: Tokens, known: dict[tuple[int, str], int], i: int, category: str) -> int | None:
    """« le conseil d'administration » again, when the article has but one."""
    if category != "board_noun" or not i or tokens.low[i - 1] not in _DEFINITE:
        return None
    same = [index for (_, sort), index in known.items() if sort == category]
    return same[0] if len(same) == 1 else None


def _mention(cast: Cast, tokens: Tokens, index: int, first: int, last: int) -> None:
    cast.actors[index].mentions.append((tokens.start[first], tokens.end[last - 1]))
    if first in cast.at:
        cast.inner[first] = cast.at[first]
    cast.at[first] = index
    cast.ends[first] = last


def resolve_descriptions(tokens: Tokens, sentences: list[Sentence], cast: Cast, lexicon: Lexicon) -> None:
    """Let "the company" and « le président » point at the actor they stand for, where one stands out."""
    recent: list[int | None] = []
    low, tags = tokens.low, tokens.tag
    by_title = _titles(cast)
    for sentence in sentences:
        here: int | None = None
        i = sentence.first
        while i < sentence.last:
            index = cast.at.get(i)
            if index is not None:
                if here is None and cast.actors[index].kind == "ORGANIZATION":
                    here = index
                i = max(cast.ends[i], i + 1)
                continue
            if tags[i] & t.DET and low[i] in _DEFINITE and i + 1 < sentence.last:
                target, n = _described(tokens, cast, lexicon, i + 1, [*recent[-_FAR:], here], by_title)
                if target is not None:
                    start = i + 1 if low[i] == "l'" else i
                    cast.actors[target].mentions.append((tokens.start[start], tokens.end[i + n]))
                    cast.at[i] = target
                    cast.ends[i] = i + 1 + n
                    i += 1 + n
                    continue
            i += 1
        recent.append(here)


def _titles(cast: Cast) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for index, actor in enumerate(cast.actors):
        for title in actor.titles:
            found.setdefault(title, set()).add(index)
    return found


def _described(
    tokens: Tokens, cast: Cast, lexicon: Lexicon, i: int, recent: list[int | None], by_title: dict[str, set[int]]
) -> tuple[int | None, int]:
    """The actor that the noun at `i` stands for and the noun's length in tokens."""
    low = tokens.low
    noun, n = low[i], 1
    two = " ".join(low[i : i + 2])
    if two in lexicon.anaphors:
        noun, n = two, 2
    kind = lexicon.anaphors.get(noun)
    after = i + n
    if kind is None or (
        after < len(low)
        and (
            low[after] in _OF
            or low[after] in {"'s", "that", "which", "who", "qui", "que", "à", "pour", "for", "in"}
            or after in cast.at
        )
    ):
        return None, n
    if (
        after < len(low)
        and tokens.tag[after] & (t.ADJ | t.DEMONYM | t.NOUN | t.TITLE)
        and not tokens.tag[after] & (t.FIN_AMBIGUOUS | t.PREP | t.ADV | t.BASE | t.DET)
    ):
        return None, n
    if kind == "PERSON":
        candidates = by_title.get(noun, set())
        return (next(iter(candidates)), n) if len(candidates) == 1 else (None, n)
    return next((r for r in reversed(recent) if r is not None), None), n
