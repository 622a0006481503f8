"""Medicines by the names of their substances, which are written in lower case: "sevoracept", « nirsévimab »."""

from __future__ import annotations

import re

from service.normalize.words.dictionary import known
from service.normalize.words.tokens import Tokens
from service.normalize.words.wordset import places_of, wordset

_STEM = re.compile(
    r"[a-zéèïû]{3,}(?:mab|nib|cept|tide|gliptine?|gliflozine?|statine?|prazole?|cycline|mycine?|cilline?|sartan|vir|parib|"
    r"ciclib|citinib|zomib|cel|gene|tocel|siran|rsen|lukast|triptan|setron|oxacine?|floxacine?|dipine|afil|grel|xaban|"
    r"gatran|fungine?|conazole?|lisib|rafenib|metinib|degib|clax|tug|fusp)$"
)
"""Endings that the World Health Organization gives to substances of one kind."""
_LAST = wordset("names.substances.last")
_SHORTEST = 8


def is_substance(word: str, language: str) -> bool:
    """Whether a word in lower case names a substance."""
    likely = word[-3:] in _LAST and len(word) >= _SHORTEST and _STEM.match(word)
    return bool(likely) and known(word, language) is None


def substances(tokens: Tokens, vocabulary: set[str], language: str) -> list[int]:
    """The tokens that name a substance: an official ending on a word that no dictionary has."""
    found = {word for word in vocabulary if word[-3:] in _LAST and is_substance(word, language)}
    return places_of(tokens.word, found) if found else []
