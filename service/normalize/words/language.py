"""Which language a text is in, among those that news comes in, or "und"."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from service.normalize.lang.language import languages
from service.normalize.words.wordset import wordset

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_SAMPLE = 600
"""Characters that are enough to tell; more only costs time."""
_SURE = 0.8
_SHORTEST = 20
_TELLING = {code: wordset("words.language.telling", code) for code in languages()}
_PLAIN = 0.12
"""Share of such words from which on the model need not be asked."""
_ALMOST = 0.04
"""The same where `_USUAL` words are many and none is one of `_FOREIGN`: names and elisions take the room."""
_USUAL = {code: wordset("words.language.usual", code) for code in languages()}
_MANY = 0.22
_FOREIGN = wordset("words.language.foreign")
_STRANGE = 0.05


@cache
def _identifier() -> LanguageIdentifier:
    # Loaded only when asked: the model and numpy weigh some 50 MB, and most texts are plainly French or English.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _plainly(sample: str) -> str | None:
    """A language that has rules, where its function words leave no doubt, else None."""
    words = sample.lower().split()
    if len(words) < 20:
        return None
    shares = {code: _share(words, telling) for code, telling in _TELLING.items()}
    language = max(shares, key=shares.__getitem__)
    telling = shares.pop(language)
    if any(share > _STRANGE for share in shares.values()):
        return None
    if telling >= _PLAIN:
        return language
    unmixed = telling >= _ALMOST and _FOREIGN.isdisjoint(words)
    return language if unmixed and _share(words, _USUAL[language]) >= _MANY else None


def _share(words: list[str], known: frozenset[str]) -> float:
    return sum(map(known.__contains__, words)) / len(words)


def detect_language(text: str) -> str:
    """The BCP 47 primary language of `text`, "und" when it is too short or not sure. Never raises."""
    sample = " ".join(text[:_SAMPLE].split())
    if sum(map(str.isalpha, sample)) < _SHORTEST:
        return "und"
    plain = _plainly(sample)
    if plain is not None:
        return plain
    language, probability = _identifier().classify(sample)
    return str(language) if probability >= _SURE else "und"
