"""Whatever a reader trips over costs that thing alone, and is told with the rule that failed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from service.cli.normalize import normalize_file
from service.errors import BadInput
from service.exchange.ingest import ingest
from service.ingest import read
from service.ingest.bundle import BundleLine, Given, Item
from service.ingest.formats import feed, jsonld, webpage
from service.normalize import COMPILED
from service.normalize.claims import claims
from service.store.pool import Store

FILES = Path(__file__).parent / "files"
GOOD = "Ann Roe bought the old mill in Riverton."
BAD = "Bob Stone sold Acme in May."


def failing_at(word: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """`function`, but for a fault wherever an argument's repr holds `word`."""

    def fails(*arguments: Any, **named: Any) -> Any:
        if any(word in repr(argument) for argument in (*arguments, *named.values())):
            raise IndexError("tuple index out of range")
        return function(*arguments, **named)

    return fails


def documents(items: list[Item]) -> list[BundleLine]:
    return [item.document for item in items if isinstance(item.document, BundleLine)]


def read_all(*files: Path) -> list[Item]:
    return list(read.read_files(files, Given(language="en")))


@pytest.mark.skipif(COMPILED, reason="compiled rules call each other without a look at the module")
async def test_a_folder_is_stored_with_the_text_that_a_rule_fails_on(
    fresh_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in (("1.txt", GOOD), ("2.txt", BAD), ("3.txt", GOOD.replace("Ann", "Eve"))):
        (tmp_path / name).write_text(text)
    monkeypatch.setattr(claims, "_proposition", failing_at("Bob Stone", claims._proposition))
    items = read.read_files(read.find_files([tmp_path]), Given(language="en"))
    outcome = await ingest(fresh_store, items, lambda _item: None)
    assert (outcome.created, outcome.rejected) == (3, 0)
    async with fresh_store.connection() as connection:
        found = await connection.fetch(
            "select body, notes, (select count(*) from claim where article_id = a.id) from article a order by id"
        )
    assert [(row[0], row[2]) for row in found] == [(GOOD, 1), (BAD, 0), (GOOD.replace("Ann", "Eve"), 1)]
    assert [bool(row[1]) for row in found] == [False, True, False]


def test_an_item_that_cannot_be_read_costs_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    before = read_all(FILES / "feed.rss")
    title = documents(before)[0].article.title
    monkeypatch.setattr(feed, "_page", failing_at(title, feed._page))
    after = read_all(FILES / "feed.rss")
    assert len(after) == len(before)
    assert "service.ingest.formats.feed._item (IndexError)" in (after[0].refused or "")
    assert documents(after) == documents(before)[1:]


def test_an_article_of_jsonld_that_cannot_be_read_costs_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    before = read_all(FILES / "articles.jsonld")
    title = documents(before)[0].article.title
    monkeypatch.setattr(jsonld, "page_of", failing_at(title, jsonld.page_of))
    after = read_all(FILES / "articles.jsonld")
    assert len(after) == len(before)
    assert sum("(IndexError)" in (item.refused or "") for item in after) == 1
    assert len(documents(after)) == len(documents(before)) - 1


def test_reviews_that_cannot_be_read_cost_no_article(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "with_verdicts", failing_at("Verdict(", read.with_verdicts))
    [document] = documents(read_all(FILES / "factcheck.html"))
    assert document.reviews == ()
    assert document.claims
    assert "The page's reviews are missing: reading failed in" in " ".join(document.provenance.notes)


def test_a_page_that_trafilatura_fails_on_is_taken_from_its_markup(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(webpage.trafilatura, "bare_extraction", fails)
    page = tmp_path / "page.html"
    page.write_text(
        "<html><head><title>Mills</title></head><body><nav>Home</nav><h1>Mills</h1>"
        f"<p>{GOOD}</p><p>It will open in May.</p></body></html>"
    )
    [document] = documents(read_all(page))
    assert document.article.body == f"{GOOD}\n\nIt will open in May."
    assert "ZeroDivisionError" in " ".join(document.provenance.notes)


@pytest.mark.parametrize("name", ["article.html", "feed.rss", "articles.jsonld", "text.txt"])
def test_a_file_whose_reader_fails_stops_no_other(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file, good = tmp_path / name, tmp_path / "good.txt"
    file.write_bytes((FILES / name).read_bytes() if (FILES / name).exists() else BAD.encode())
    good.write_text(GOOD)
    monkeypatch.setattr(read, "_parts", failing_at(f"{file.read_bytes()[:40]!r}"[2:-1], read._parts))
    bad, after = read_all(file, good)
    assert bad.refused == "reading failed in service.ingest.read._parts_of (IndexError); the log has more"
    assert after.document is not None
    with pytest.raises(BadInput, match="reading failed in"):
        normalize_file(file, "en")


def test_a_tag_with_attributes_without_end_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    page, feed_ = tmp_path / "page.html", tmp_path / "feed.rss"
    tag = "<p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">"
    page.write_text(f"<html><body>{tag}{GOOD}</p></body></html>")
    described = f"<description><![CDATA[{tag}{GOOD}</p>]]></description>"
    feed_.write_text(f"<rss version='2.0'><channel><item>{described}</item></channel></rss>")
    refused, item = read_all(page, feed_)
    assert refused.refused == "one of its tags has more than 1,000 attributes"
    assert item.document is not None
    assert item.document.article.body == GOOD


def test_attributes_of_many_words_are_no_fault(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(f"<html><body><p class='{'word ' * 5_000}'>{GOOD}</p><p>It will open in May.</p></body></html>")
    assert len(documents(read_all(page))) == 1
