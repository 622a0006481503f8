"""The normalizer against gold: measures for each file and for all of them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from service.document import Extractor, Struct
from service.evaluate.gold import gold_files, read_gold
from service.evaluate.measures import Measures, measure
from service.normalize import normalize


class FileScore(Struct, frozen=True):
    """The measures of one gold file."""

    name: str
    measures: Measures


class Evaluation(Struct, frozen=True):
    """The measures of all files, one by one and added up."""

    files: tuple[FileScore, ...]
    overall: Measures


def evaluate(gold_paths: Iterable[Path], *, extractor: Extractor | None = None) -> Evaluation:
    """Normalize the text of each gold file (or of all in a folder) and compare. Raises GoldError."""
    scores = []
    overall = Measures()
    for path in gold_files(gold_paths):
        gold = read_gold(path)
        article = gold.document.article
        found = normalize(article.body, language=article.language or None, extractor=extractor)
        measures = measure(gold.document, found, claims_annotated=gold.claims_annotated)
        scores.append(FileScore(name=path.stem, measures=measures))
        overall = overall + measures
    return Evaluation(files=tuple(scores), overall=overall)
