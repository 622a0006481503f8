"""A clause as a sentence that can be read alone."""

from __future__ import annotations

import re

from service.normalize.phrases.discourse import Scene
from service.normalize.words import tags as t
from service.normalize.words.wordset import wordset

_RESOLVED = wordset("claims.propositions.resolved")
_VOWELS = frozenset("aàâeéèêiîoôuœ")
_ELIDED = re.compile(r"(?:[cdjlmnst]|qu|lorsqu|puisqu|quoiqu|jusqu)['’]", re.IGNORECASE)


def readable(
    scene: Scene,
    first: int,
    last: int,
    verb: int | None,
    subject: int | None,
    body: str,
    *,
    shared: tuple[int, int] | None = None,
) -> str:
    """The clause with its subject pronoun replaced by the actor's name, a capital and a full stop.

    A clause whose subject stands elsewhere, at the tokens `shared`, gets it in front.
    """
    tokens = scene.tokens
    start = first
    while start < last and tokens.tag[start] & t.SUB and tokens.low[start] in {"que", "qu'", "that"}:
        start += 1
    end = last
    while end > start and tokens.word[end - 1] in '.!…»”"':
        end -= 1
    if start >= end:
        return body[tokens.start[first] : tokens.end[last - 1]]
    text = body[tokens.start[start] : tokens.end[end - 1]]
    if subject is not None and verb is not None and not _RESOLVED.isdisjoint(tokens.low[start:verb]):
        pronoun = next(k for k in range(start, verb) if tokens.low[k] in _RESOLVED)
        if _is_subject(scene, pronoun, verb):
            name = scene.actor(subject).name
            left = _unelided(body[tokens.start[start] : tokens.start[pronoun]], name)
            text = left + name + _gap(scene, pronoun) + body[tokens.end[pronoun] : tokens.end[end - 1]].lstrip()
    if shared is not None:
        words = body[tokens.start[shared[0]] : tokens.end[shared[1] - 1]]
        text = f"{scene.actor(subject).name if subject is not None else words} {text}"
    if not text.isprintable() or "  " in text:
        # Line breaks, tabs and blanks that do not break.
        text = " ".join(text.split())
    return _capitalised(text) + "."


def _unelided(left: str, name: str) -> str:
    """« s'il » becomes « si Microsoft », « qu'elle » « que Microsoft » or « qu'OpenAI »."""
    if left[-2:].lower() in {"s'", "s’"}:
        return left[:-1] + "i "
    elided = left[-1:] in {"'", "’"} and left[-2:-1] == "u"
    return left[:-1] + "e " if elided and name[0].lower() not in _VOWELS else left


def _capitalised(text: str) -> str:
    """With a capital in front, but for names that have theirs further in: "xAI", "iPhone"."""
    word = text.split(" ", 1)[0]
    own = word[0].islower() and word != word.lower() and not _ELIDED.match(word)
    return text if own else text[0].upper() + text[1:]


def _is_subject(scene: Scene, pronoun: int, verb: int) -> bool:
    """Whether only clitics, negation and adverbs stand between the pronoun and the verb."""
    return all(scene.tokens.tag[k] & (t.CLITIC | t.NEG | t.ADV) for k in range(pronoun + 1, verb))


def _gap(scene: Scene, pronoun: int) -> str:
    following = scene.tokens.low[pronoun + 1] if pronoun + 1 < len(scene.tokens.word) else ""
    return "" if following.startswith("'") else " "
