"""What every engine that is measured has in common."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Protocol

from bench.relevance.judged import Text


class Peer(Protocol):
    """An engine with the judged texts in it."""

    @property
    def name(self) -> str:
        """What the report calls it."""
        ...

    @property
    def version(self) -> str:
        """The packages that it is made of, each as name==version."""
        ...

    async def rank(self, query: str) -> list[str]:
        """The names of the articles that it finds, best first, ten at most."""
        ...


def newest_first(texts: Sequence[Text]) -> list[Text]:
    """The texts in the order that breaks ties in every engine, so that none wins or loses by chance."""
    undated = datetime.min.replace(tzinfo=UTC)
    return sorted(texts, key=lambda text: (text.published_at or undated, text.name), reverse=True)
