"""Every search put to every engine, and what the measures say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from bench.relevance.judged import NOTHING, JudgedSet, Search, Split
from bench.relevance.measures import lead_interval, mean, ndcg, reciprocal_rank
from bench.relevance.peer import Peer

BEYOND_WORDS = frozenset({"alias", "typo"})
"""Groups that ask for more than the words typed: other names of an actor, words as they were meant."""


class Ranked(msgspec.Struct, frozen=True, kw_only=True):
    """One search by one engine; both measures are absent where there is nothing to find."""

    search: Search
    ranking: tuple[str, ...]
    ndcg: float | None
    reciprocal_rank: float | None


class Score(msgspec.Struct, frozen=True, kw_only=True):
    """The means of some searches."""

    ndcg: float
    mrr: float


class EngineScores(msgspec.Struct, frozen=True, kw_only=True):
    """What one engine made of all searches."""

    name: str
    version: str
    ranked: tuple[Ranked, ...]

    def score(self, groups: frozenset[str] | None = None, split: Split | None = None) -> Score:
        """The means over the searches with answers; of some groups or one split only."""
        chosen = [
            r for r in self.ranked if (groups is None or r.search.group in groups) and split in (None, r.search.split)
        ]
        return Score(
            ndcg=mean([r.ndcg for r in chosen if r.ndcg is not None]),
            mrr=mean([r.reciprocal_rank for r in chosen if r.reciprocal_rank is not None]),
        )

    def silent(self) -> float:
        """The share of the searches without an answer that found nothing."""
        return mean([float(not r.ranking) for r in self.ranked if r.search.group == NOTHING])


class Evaluation(msgspec.Struct, frozen=True, kw_only=True):
    """All engines over one judged set; ours is the first."""

    articles: int
    searches: tuple[Search, ...]
    engines: tuple[EngineScores, ...]

    def groups(self) -> list[str]:
        """The groups with answers, in the order of the file."""
        return list(dict.fromkeys(s.group for s in self.searches if s.group != NOTHING))

    def lead(self, peer: EngineScores, split: Split | None = None) -> tuple[float, float]:
        """The interval (95 %) in which our lead in nDCG over a peer lies."""
        ours, theirs = (
            [r.ndcg for r in engine.ranked if r.ndcg is not None and split in (None, r.search.split)]
            for engine in (self.engines[0], peer)
        )
        return lead_interval(ours, theirs)

    def losses(self, split: Split | None = None) -> list[tuple[float, Ranked, Ranked]]:
        """Where a peer is ahead of us: by how much, our answer, and the best peer's; worst first."""
        ours, *peers = self.engines
        found = []
        for place, mine in enumerate(ours.ranked):
            if mine.ndcg is None or split not in (None, mine.search.split):
                continue
            best = max((peer.ranked[place] for peer in peers), key=lambda r: r.ndcg or 0.0)
            found.append(((best.ndcg or 0.0) - mine.ndcg, mine, best))
        return sorted((loss for loss in found if loss[0] > 0.0005), key=lambda loss: -loss[0])


async def evaluate(judged: JudgedSet, engines: Iterable[Peer]) -> Evaluation:
    """Put every search to every engine."""
    return Evaluation(
        articles=len(judged.texts),
        searches=judged.searches,
        engines=tuple([await _scores(engine, judged.searches) for engine in engines]),
    )


async def _scores(engine: Peer, searches: Sequence[Search]) -> EngineScores:
    ranked = [_ranked(search, await engine.rank(search.query)) for search in searches]
    return EngineScores(name=engine.name, version=engine.version, ranked=tuple(ranked))


def _ranked(search: Search, ranking: Sequence[str]) -> Ranked:
    answered = bool(search.answers)
    return Ranked(
        search=search,
        ranking=tuple(ranking),
        ndcg=ndcg(ranking, search.answers) if answered else None,
        reciprocal_rank=reciprocal_rank(ranking, search.answers) if answered else None,
    )
