"""Patterns that words and marks of any language are made of."""

from __future__ import annotations

from service.normalize.words.wordset import wordset

WORD = r"[^\W_]+(?:(?:[-&]|\.(?=\d)|\.(?=(?:com|org|net|fr|io|ai)\b))[^\W_]+)*"
NUMBER = r"\d+(?:[.,\u00a0\u202f ]\d{3}(?!\d))*(?:[.,]\d+)?(?![^\W_]|-[^\W\d_])"
PLAIN = r"[a-zA-Zà-öø-ÿÀ-ÖØ-Þœ]++(?=[\s,;:)])"
"""Most words: French and English letters and then a blank. Tried first, because it is quick."""
MARK = r"[,;:()«»“”!?\[\]]"
"""Marks that no longer token begins with."""
TAIL = r"|\.\.\.|\S"
_OPENERS = "|".join(sorted(word.capitalize() for word in wordset("words.spelling.openers")))
INITIALS = rf"(?:[^\W\d_]\.){{2,}}|(?:(?<!on )(?<!sur )|(?!X))[A-ZÀ-Ý]\.(?=[ \u00a0]?(?!(?:{_OPENERS})\b)[A-ZÀ-Ý])"
