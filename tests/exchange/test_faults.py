"""An article that a rule or a reader fails on stops no other of an import, and is blamed on no other."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest

from service.document import ArticleDraft, Document
from service.exchange import importer
from service.exchange.importer import import_lines
from service.exchange.results import Result
from service.normalize.extraction import Extraction
from service.normalize.rules import RulesExtractor
from service.store.pool import Store

TEXTS = ["Ann Roe bought a mill.", "Bob Stone sold Acme.", "Eve Ray opened a school."]


class Breaking(RulesExtractor):
    """The rules, which fail on every text about Bob."""

    def extract(self, article: ArticleDraft) -> Document:
        if "Bob" in article.body:
            raise IndexError("tuple index out of range")
        return super().extract(article)


async def chunks(lines: list[dict[str, Any]]) -> AsyncIterator[bytes]:
    for line in lines:
        yield msgspec.json.encode(line) + b"\n"


async def imported(store: Store, lines: list[dict[str, Any]], extraction: Extraction) -> list[Result]:
    return [result async for part in import_lines(store, chunks(lines), extraction) for result in part]


async def test_a_text_that_an_extractor_fails_on_is_stored_with_a_note(fresh_store: Store) -> None:
    lines = [{"article": {"body": text, "language": "en"}} for text in TEXTS]
    results = await imported(fresh_store, lines, Extraction(Breaking()))
    assert [(result.line, result.status) for result in results] == [(1, "created"), (2, "created"), (3, "created")]
    async with fresh_store.connection() as connection:
        found = await connection.fetch(
            "select body, notes, (select count(*) from claim c where c.article_id = a.id) from article a order by id"
        )
    assert [(row[0], row[2]) for row in found] == list(zip(TEXTS, [1, 0, 1], strict=True))
    assert "(IndexError): no actors and claims were found" in " ".join(found[1][1])


async def test_a_line_whose_reader_fails_is_rejected_and_no_other(
    fresh_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_raw = importer.read_raw

    def fails(line: Any, extractor: Any) -> Any:
        if "Bob" in line.article.body:
            raise ZeroDivisionError
        return read_raw(line, extractor)

    monkeypatch.setattr(importer, "read_raw", fails)
    lines = [{"article": {"body": f"<p>{text}</p>" * 9, "format": "html"}} for text in TEXTS]
    results = await imported(fresh_store, lines, Extraction())
    assert [result.status for result in results] == ["created", "rejected", "created"]
    assert "ZeroDivisionError" in (results[1].reason or "")
