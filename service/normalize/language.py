"""Which language a text is in, among those that news comes in, or "und"."""

from __future__ import annotations

from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

_SAMPLE = 300
"""Characters that are enough to tell; more only costs time."""
_SURE = 0.8
_SHORTEST = 20


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def detect_language(text: str) -> str:
    """The BCP 47 primary language of `text`, "und" when it is too short or not sure. Never raises."""
    sample = " ".join(text[:_SAMPLE].split())
    if sum(map(str.isalpha, sample)) < _SHORTEST:
        return "und"
    language, probability = _identifier().classify(sample)
    return str(language) if probability >= _SURE else "und"
