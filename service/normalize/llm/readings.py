"""The last articles that the model read, so that one which is sent again costs nothing and stays as it is."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict

import msgspec

from service.document import ArticleDraft, Document

_ARTICLES_MAX = 256
_CHARACTERS_MAX = 100_000
"""Longer bodies are not kept: they are rare, and memory is for other things."""


class Readings:
    """Documents by what the model was shown; the one used longest ago goes first. For many threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[bytes, Document] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, article: ArticleDraft) -> Document | None:
        """The article's document, if the model read the same text before."""
        with self._lock:
            document = self._kept.get(_key(article))
            if document is None:
                return None
            self._kept.move_to_end(_key(article))
        return msgspec.structs.replace(document, article=article)

    def keep(self, document: Document) -> None:
        """Keep what the model found."""
        if len(document.article.body) > _CHARACTERS_MAX:
            return
        with self._lock:
            self._kept[_key(document.article)] = document
            if len(self._kept) > _ARTICLES_MAX:
                self._kept.popitem(last=False)


def _key(article: ArticleDraft) -> bytes:
    shown = (article.language, str(article.published_at), article.title, article.body)
    return hashlib.sha256("\0".join(shown).encode("utf-8", "surrogatepass")).digest()
