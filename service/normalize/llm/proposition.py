"""Whether a model's wording of a claim is the article's."""

from __future__ import annotations

import re

from service.normalize.llm.locate import same_spelling

_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\d+")
_DOTTED = re.compile(r"\S*\w\.\w\S*")
"""Addresses, versions, decimal numbers."""
_PUNCTUATION = frozenset(".,;:!?'\"-()%")
_STEM = 4
"""Characters of a word that stay when it is inflected, about."""
_FOREIGN_MAX = 0.2
"""Share of words that may be the model's own: an auxiliary, a pronoun, another form of a verb."""
_LONGER_MAX = 200
"""Characters by which a proposition may be longer than its quote, for the names that pronouns stand for."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


class Vocabulary:
    """The words and numbers of a text."""

    def __init__(self, text: str) -> None:
        folded = same_spelling(text)
        self._stems = {word[:_STEM] for word in _WORD.findall(folded)}
        self._numbers = set(_NUMBER.findall(folded))
        self._text = folded

    def bears_out(self, proposition: str, quote: str) -> bool:
        """Whether `proposition` says what `quote` does as far as its words tell.

        All of its numbers, signs, addresses and capitalized words are in the text, and nearly all of its
        other words, by their beginnings. Scripts without blanks between words are compared by characters.
        """
        folded = same_spelling(proposition)
        words = _WORD.findall(folded)
        if not words or len(proposition) > 2 * len(quote) + _LONGER_MAX:
            return False
        if not set(_NUMBER.findall(folded)) <= self._numbers or self._brings_names(proposition, folded):
            return False
        if not any(character.lower() != character.upper() for character in folded):
            letters = [character for word in words for character in word]
            return sum(letter not in self._text for letter in letters) <= _FOREIGN_MAX * len(letters)
        foreign = sum(word[:_STEM] not in self._stems for word in words)
        return foreign <= _FOREIGN_MAX * len(words)

    def _brings_names(self, proposition: str, folded: str) -> bool:
        """Whether it has a name, an address or a sign that the text has not."""
        signs = {character for character in folded if not (character.isalnum() or character.isspace())}
        names = {word for word in _WORD.findall(proposition) if word[:1].isupper()}
        return (
            not signs - _PUNCTUATION <= set(self._text)
            or any(same_spelling(name)[:_STEM] not in self._stems for name in names)
            or any(dotted not in self._text for dotted in _DOTTED.findall(folded))
        )


def plain_sentence(text: str) -> str:
    """One line with a capital and an end; neither controls nor halves of characters."""
    words = " ".join(_CONTROL.sub(" ", text).split()).rstrip(" ,;:")
    sentence = words[:1].upper() + words[1:]
    return sentence if sentence[-1:] in '.!?…。！？»”"' else sentence + "."
