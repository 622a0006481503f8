"""The words of a real dictionary, for the questions that the lexicon's few thousand words leave open.

The lexicon says what a word can be; the dictionary (simplemma's, 180,000 English and 250,000 French
forms) only says that a form is a common word and which lemma it belongs to. That tells "Homesickness
grew" from "Calderby grew", and « convoiterait » (a form of « convoiter », so a verb) from a name.
"""

from __future__ import annotations

from functools import cache, lru_cache

from simplemma.strategies.dictionaries.stream_dictionary_factory import StreamMap


@cache
def _forms(language: str) -> StreamMap:
    # Read block by block out of 2 MB: a plain dictionary of it would weigh 28 MB a language.
    return StreamMap(language)


@lru_cache(maxsize=50_000)
def known(word: str, language: str) -> str | None:
    """The lemma of a common word ("walked": "walk", « réclament » : « réclamer »), None for any other.

    `word` is in lower case with straight apostrophes, `language` a code that simplemma knows. Names that the
    dictionary has with a capital only ("Paris") are no common words. About 8 µs for a new word.
    """
    lemma = _forms(language).get(word)
    return lemma if lemma and not lemma[0].isupper() else None
