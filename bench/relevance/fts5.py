"""SQLite's FTS5, with its own bm25()."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence

from bench.relevance.judged import Text
from bench.relevance.measures import DEPTH
from bench.relevance.peer import newest_first

_PART = re.compile(r'"([^"]*)"|(\w+)')


class FTS5:
    """A table of titles and bodies, the title weighted; `any_word` asks for any of the words, not all."""

    name = "SQLite FTS5"
    version = f"sqlite=={sqlite3.sqlite_version}"

    def __init__(
        self,
        texts: Sequence[Text],
        *,
        tokenizer: str = "porter unicode61 remove_diacritics 2",
        title_weight: float = 2.0,
        any_word: bool = True,
    ) -> None:
        self._title_weight, self._joint = title_weight, " OR " if any_word else " AND "
        self._connection = sqlite3.connect(":memory:")
        self._connection.execute(
            f"create virtual table text using fts5(name unindexed, title, body, tokenize='{tokenizer}')"
        )
        self._connection.executemany(
            "insert into text (name, title, body) values (?, ?, ?)",
            [(text.name, text.title, text.body) for text in newest_first(texts)],
        )

    async def rank(self, query: str) -> list[str]:
        """The names of the articles found, best first, ten at most."""
        match = self._match(query)
        if not match:
            return []
        rows = self._connection.execute(
            "select name from text where text match ? order by bm25(text, 0, ?, 1), rowid limit ?",
            (match, self._title_weight, DEPTH),
        )
        return [name for (name,) in rows]

    def _match(self, query: str) -> str:
        """The query in FTS5's language: phrases stay phrases, and no word is an operator."""
        parts = [found.group(1) or found.group(2) for found in _PART.finditer(query)]
        return self._joint.join(f'"{part}"' for part in parts if part)
