"""Words for engines that bring no French and English of their own: folded, without stop words, stemmed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

import bm25s.stopwords
import Stemmer

_WORD = re.compile(r"\w+")
_STOP_LISTS = {"en": bm25s.stopwords.STOPWORDS_EN_PLUS, "fr": bm25s.stopwords.STOPWORDS_FRENCH}
_STEMMERS = {"en": "english", "fr": "french"}
LANGUAGES = tuple(_STEMMERS)
"""The languages of the judged texts."""


def folded(text: str) -> str:
    """Lower case, without accents, ligatures taken apart."""
    decomposed = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe").replace("æ", "ae"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def stop_words(language: str) -> frozenset[str]:
    """A language's stop words, folded and cut as texts are: "qu'" is "qu"."""
    return frozenset(word for entry in _STOP_LISTS[language] for word in _WORD.findall(folded(entry)))


def word_cutter(language: str) -> Callable[[str], list[str]]:
    """What turns a text of the language into the words that it is found by."""
    stop, stem = stop_words(language), Stemmer.Stemmer(_STEMMERS[language]).stemWord

    def cut(text: str) -> list[str]:
        return [stem(word) for word in _WORD.findall(folded(text)) if word not in stop]

    return cut
