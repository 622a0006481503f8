"""Which words are finite verbs here: ambiguous forms are settled by their neighbours."""

from __future__ import annotations

from collections.abc import Iterable

from service.normalize.verbs import finite_en, finite_fr
from service.normalize.words import tags as t
from service.normalize.words.token_index import Survey
from service.normalize.words.tokens import Tokens


def finite_verbs(
    tokens: Tokens, seen: Survey, named: list[bool], language: str, shouting: Iterable[range] = ()
) -> tuple[list[bool], list[int]]:
    """For each token whether it is a finite verb of its clause, and which are verbs only by their pronoun.

    `named` tells which tokens are parts of names; in `shouting` every word has a capital, as in headlines.
    """
    maybe = t.FIN | t.FIN_AMBIGUOUS | t.BASE | t.BE
    found = [False] * len(tokens.word)
    tags = tokens.tag
    if language == "fr":
        for i in seen.told:
            if tags[i] & maybe and not named[i]:
                found[i] = finite_fr.is_finite(tokens, i, tags[i], named, found)
        return found, finite_fr.follow_pronouns(tokens, seen.pronouns, found)
    shouted = {i for headline in shouting for i in headline}
    for i in seen.told:
        if tags[i] & maybe and not named[i]:
            found[i] = finite_en.is_finite(tokens, i, tags[i], named, found, i in shouted)
    return found, finite_en.follow_pronouns(tokens, seen.pronouns, found)
