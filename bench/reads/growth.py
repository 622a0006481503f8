"""What a larger corpus costs: the service's answer times, one request at a time, on corpora of several sizes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median

import msgspec

from bench.reads.measure import Generator
from bench.reads.pages import OURS, Page, pages
from bench.reads.peers import Peer
from bench.reads.pressure import Order
from service.errors import StartupError

_ROUNDS = 4
_SECONDS = 1.0
_WARM_UP_S = 0.5
_FIRST_WARM_UP_S = 8.0
"""Before a page's first round on a corpus: until what its values need is in memory, not on disk."""


class Growth(msgspec.Struct, frozen=True, kw_only=True):
    """Median answer times of a page in seconds, by the corpus' number of articles."""

    title: str
    name: str
    p50: Mapping[int, float]


def measure_growth(peers: Mapping[int, Peer], generator: Generator) -> list[Growth]:
    """Every page on every corpus, in turn; `peers` are our service by the number of its articles."""
    by_size: dict[int, Sequence[Page]] = {articles: pages(articles) for articles in peers}
    found = []
    for place, page in enumerate(next(iter(by_size.values()))):
        medians: dict[int, list[float]] = {articles: [] for articles in peers}
        for turn in range(_ROUNDS):
            warm_up_s = _WARM_UP_S if turn else _FIRST_WARM_UP_S
            for articles, peer in peers.items():
                bodies = [by_size[articles][place].body(OURS, value) for value in by_size[articles][place].values]
                outcome = generator.press(
                    Order(port=peer.port, bodies=bodies, connections=1, seconds=_SECONDS, warm_up_s=warm_up_s)
                )
                if outcome.failures or not outcome.latencies:
                    raise StartupError(f"The {page.title} failed on {articles:,} articles.")
                medians[articles].append(median(outcome.latencies))
        p50 = {articles: median(times) for articles, times in medians.items()}
        found.append(Growth(title=page.title, name=page.name, p50=p50))
    return found
