"""What becomes of a text that no reader could read: it is stored, without actors and claims, and a note says why."""

from __future__ import annotations

import structlog

from service.document import UNREAD, ArticleDraft, Document, Provenance
from service.normalize.failures import named

log = structlog.get_logger("claimgraph.readers")


class Unread:
    """An extractor that finds nothing, and says why."""

    name = UNREAD
    version = "1"

    def __init__(self, why: str) -> None:
        self._why = why

    def extract(self, article: ArticleDraft) -> Document:
        """The text alone, with a note."""
        log.error("text not read", why=self._why, **named(article))
        note = f"No actors and claims were found, as reading was stopped: {self._why}."
        provenance = Provenance(extractor=self.name, version=self.version, notes=(note,))
        return Document(article=article, actors=(), claims=(), provenance=provenance)


def by_rules(article: ArticleDraft) -> Document:
    """The article read by the rules, for a reader to call."""
    from service.normalize.rules import RulesExtractor

    return RulesExtractor().extract(article)
