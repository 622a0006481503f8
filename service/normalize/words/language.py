"""Which language a text is in, among those that news comes in, or "und"."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from service.normalize.lang.language import languages
from service.normalize.words.wordset import wordset

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_NO_LANGUAGE = "zxx"
"""The detector's word for what is no language (BCP 47), such as a code or a word without end."""
_SAMPLE = 600
"""Characters that are enough to tell; more only costs time."""
_SURE = 0.8
_SHORTEST = 20
_SUFFICIENT = 150
"""Letters of a sample from which the detector's word counts more than the declaration."""
_CERTAIN = 0.99
_PLAUSIBLE = 0.07
"""Share of function words from which a text is not doubted to be in its declared language."""
_SAME = {
    "no": ("nb", "nn"),
    "nb": ("no", "nn"),
    "nn": ("no", "nb"),
    "sr": ("hr", "bs", "sh"),
    "hr": ("sr", "bs", "sh"),
    "bs": ("hr", "sr", "sh"),
    "id": ("ms",),
    "ms": ("id",),
    "gl": ("pt", "es"),
    "zh": ("yue",),
}
"""Languages that the detector does not tell apart, or that go by another code."""
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


def contradicted(text: str, declared: str) -> str | None:
    """The language in which a text is written, where that is surely another than declared; else None.

    Both the beginning and the middle of the text must tell so. Never raises.
    """
    primary = declared.lower().replace("_", "-").split("-")[0]
    middle = len(text) // 2
    samples = [" ".join(part.split()) for part in (text[:_SAMPLE], text[middle : middle + _SAMPLE])]
    found: str | None = None
    for sample in samples:
        language = None if _plausible(sample, primary) else _surely(sample)
        same = language == primary or primary in _SAME.get(language or "", ())
        if language is None or same or found not in {None, language}:
            return None
        found = language
    return found


def _plausible(sample: str, language: str) -> bool:
    """Whether a sample has the function words of a language with rules, so that the model need not be asked."""
    telling = _TELLING.get(language)
    return telling is not None and _share(sample.lower().split() or [""], telling) >= _PLAUSIBLE


def _surely(sample: str) -> str | None:
    """The language of a sample that is long enough to leave no doubt, else None."""
    if sum(map(str.isalpha, sample)) < _SUFFICIENT:
        return None
    plain = _plainly(sample)
    if plain is not None:
        return plain
    language, probability = _identifier().classify(sample)
    return str(language) if probability >= _CERTAIN and language != _NO_LANGUAGE else None


def detect_language(text: str) -> str:
    """The BCP 47 primary language of `text`, "und" when it is too short or not sure. Never raises."""
    sample = " ".join(text[:_SAMPLE].split())
    if sum(map(str.isalpha, sample)) < _SHORTEST:
        return "und"
    plain = _plainly(sample)
    if plain is not None:
        return plain
    language, probability = _identifier().classify(sample)
    return str(language) if probability >= _SURE and language != _NO_LANGUAGE else "und"
