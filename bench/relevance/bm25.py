"""BM25 in memory, by bm25s."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version

import bm25s

from bench.relevance.judged import Text
from bench.relevance.measures import DEPTH
from bench.relevance.peer import newest_first
from bench.relevance.words import LANGUAGES, word_cutter


class BM25:
    """Title and body as one bag of words, the title `title_weight` times (BM25F's usual approximation).

    Each text is cut by its own language, and a query by that of each text it is compared with.
    """

    name = "BM25"
    version = f"bm25s=={version('bm25s')} PyStemmer=={version('PyStemmer')}"

    def __init__(self, texts: Sequence[Text], *, title_weight: int = 2, k1: float = 1.2, b: float = 0.3) -> None:
        self._cutters = {language: word_cutter(language) for language in LANGUAGES}
        self._texts = newest_first(texts)
        bags = [self._cutters[t.language](" ".join([t.title] * title_weight + [t.body])) for t in self._texts]
        self._index = bm25s.BM25(k1=k1, b=b, method="lucene")
        self._index.index(bags, show_progress=False)

    async def rank(self, query: str) -> list[str]:
        """The names of the articles with any of the words, best first, ten at most."""
        scores = {language: self._scores(cut(query)) for language, cut in self._cutters.items()}
        found = [(scores[text.language][place], -place) for place, text in enumerate(self._texts)]
        best = sorted((pair for pair in found if pair[0] > 0), reverse=True)[:DEPTH]
        return [self._texts[-place].name for _, place in best]

    def _scores(self, words: list[str]) -> Sequence[float]:
        known = [word for word in words if word in self._index.vocab_dict]
        return [0.0] * len(self._texts) if not known else list(map(float, self._index.get_scores(known)))
