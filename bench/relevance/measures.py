"""How good a ranking is: nDCG at 10 and the reciprocal rank of the first real answer."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence

DEPTH = 10
"""How far down people look."""
ANSWER = 2
"""The least grade that ends a search: a mention is none."""
_RESAMPLES = 4000


def dcg(grades: Sequence[int], depth: int = DEPTH) -> float:
    """Discounted cumulative gain of the first `depth` grades, best place first.

    Gain is 2^grade - 1 and the discount log2(place + 1) (Burges et al., "Learning to rank using
    gradient descent", ICML 2005).
    """
    return sum(float(2**grade - 1) / math.log2(place + 1) for place, grade in enumerate(grades[:depth], start=1))


def ndcg(ranking: Sequence[str], answers: Mapping[str, int], depth: int = DEPTH) -> float:
    """DCG of a ranking over that of the best possible one (Järvelin and Kekäläinen, 2002): 0 to 1.

    Raises ValueError where nothing can be gained, since no ranking is better than another there.
    """
    best = dcg(sorted(answers.values(), reverse=True), depth)
    if best == 0:
        raise ValueError("nDCG needs an answer to find")
    return dcg([answers.get(name, 0) for name in ranking], depth) / best


def reciprocal_rank(ranking: Sequence[str], answers: Mapping[str, int], depth: int = DEPTH) -> float:
    """1 over the place of the first answer of grade 2 or 3, 0 when the first `depth` hold none."""
    for place, name in enumerate(ranking[:depth], start=1):
        if answers.get(name, 0) >= ANSWER:
            return 1 / place
    return 0.0


def mean(values: Sequence[float]) -> float:
    """The mean, 0 of nothing."""
    return sum(values) / len(values) if values else 0.0


def lead_interval(ours: Sequence[float], theirs: Sequence[float]) -> tuple[float, float]:
    """Where the mean difference lies at 95 %: the paired bootstrap over searches, with a fixed seed."""
    differences = [a - b for a, b in zip(ours, theirs, strict=True)]
    chance = random.Random(1)  # noqa: S311 - resampling, no secret
    means = sorted(mean(chance.choices(differences, k=len(differences))) for _ in range(_RESAMPLES))
    return means[round(_RESAMPLES * 0.025)], means[round(_RESAMPLES * 0.975) - 1]
