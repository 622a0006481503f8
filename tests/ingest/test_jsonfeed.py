"""JSON Feed, as jsonfeed.org has it in both versions; and tables, in feeds and pages."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from service.ingest.bundle import Given, Item
from service.ingest.read import read_files

ITEM = {
    "id": "1", "url": "https://ports.example/1", "title": "Le port &amp; la grève",
    "date_published": "2024-03-04T18:05:00+01:00",
    "content_html": "<p>La grève a coûté 12 millions d’euros.</p><p>La CGT dément.</p>", "summary": "La grève coûte.",
}  # fmt: skip
TABLE = (
    "<table><tr><th>Party</th><th>Seats</th></tr><tr><td>The Greens won</td><td>12</td></tr>"
    "<tr><td>The Reds lost</td><td>5</td></tr></table>"
)
SENTENCES = (
    "The city council of Riverton approved a new budget on Monday after a debate of six hours.",
    "Mayor Jane Roe said the plan would cut the deficit by a third over the next four years.",
)


def read(tmp_path: Path, *items: Any, version: str = "1.1", name: str = "feed.json", **feed: Any) -> list[Item]:
    whole = {
        "version": f"https://jsonfeed.org/version/{version}",
        "title": "La Dépêche des ports",
        "home_page_url": "https://ports.example/",
        "items": list(items),
    }
    (tmp_path / name).write_text(json.dumps(whole | feed, indent=1), "utf-8")
    return list(read_files([tmp_path / name], Given()))


@pytest.mark.parametrize(
    ("version", "authors"),
    [
        ("1.1", {"authors": [{"name": "Lise Morvan"}, {"name": "Jean Roux"}]}),
        ("1", {"author": {"name": "Lise Morvan et Jean Roux"}}),
    ],
)
def test_a_json_feed_gives_its_items(tmp_path: Path, version: str, authors: dict[str, Any]) -> None:
    for name in ("feed.json", "feed"):
        (item,) = read(tmp_path, ITEM | authors, version=version, name=name, language="fr-FR")
        assert item.document is not None and item.source is not None, item.refused
        told = item.document.article
        assert told.body == "La grève a coûté 12 millions d’euros.\n\nLa CGT dément."
        assert (told.title, told.url, told.guid) == ("Le port & la grève", "https://ports.example/1", "1")
        assert (told.language, told.completeness) == ("fr-fr", "FULL")
        assert told.authors == ("Lise Morvan", "Jean Roux")
        assert told.published_at == datetime.fromisoformat("2024-03-04T17:05:00Z")
        assert (item.source.name, item.source.domain) == ("La Dépêche des ports", "ports.example")


def test_items_without_content_have_their_summary_or_their_title(tmp_path: Path) -> None:
    bare = {name: value for name, value in ITEM.items() if name != "content_html"}
    summary, text, title, nothing = read(
        tmp_path,
        bare,
        bare | {"id": 2, "url": "/2", "content_text": "La CGT dément ce chiffre, et la grève continue."},
        {"id": "3", "title": "Le port"},
        {"id": "4"},
        author={"name": "La rédaction"},
    )
    told = [item.document.article for item in (summary, text, title) if item.document is not None]
    assert [one.completeness for one in told] == ["SUMMARY", "FULL", "HEADLINE"]
    assert [one.url for one in told] == ["https://ports.example/1", "https://ports.example/2", None]
    assert {one.authors for one in told} == {("La rédaction",)}
    assert nothing.refused == "the item '4' has no text"


def test_a_json_feed_without_items_is_refused(tmp_path: Path) -> None:
    (item,) = read(tmp_path)
    assert item.refused == "the feed has no items"
    (item,) = read(tmp_path, "no item", items={"a": 1})
    assert item.refused == "the feed has no items"


def test_cells_of_a_page_are_lines_of_text(tmp_path: Path) -> None:
    paragraphs = "".join(f"<p>{text}</p>" for text in SENTENCES)
    (tmp_path / "page.html").write_text(
        f"<html lang=en><head><title>T</title></head><body><article>{paragraphs}{TABLE}</article></body></html>"
    )
    (item,) = read_files([tmp_path / "page.html"], Given())
    assert item.document is not None
    assert item.document.article.body.endswith("Party\nSeats\n\nThe Greens won\n12\n\nThe Reds lost\n5")


def test_cells_of_a_feed_are_apart(tmp_path: Path) -> None:
    (item,) = read(tmp_path, ITEM | {"content_html": TABLE})
    assert item.document is not None
    assert item.document.article.body == "Party\n\nSeats\n\nThe Greens won\n\n12\n\nThe Reds lost\n\n5"


def test_a_page_that_is_laid_out_by_tables_is_read_as_paragraphs(tmp_path: Path) -> None:
    paragraphs = "".join(f"<p>{text}</p>" for text in SENTENCES * 2)
    (tmp_path / "page.html").write_text(
        "<html lang=en><head><title>T</title></head><body><table><tr><td>Home</td><td>"
        f"<h1>The budget</h1>{paragraphs}{TABLE}</td></tr></table></body></html>"
    )
    (item,) = read_files([tmp_path / "page.html"], Given())
    assert item.document is not None
    body = item.document.article.body
    assert "\n\n".join(SENTENCES) in body and "|" not in body and "The Greens won\n12" in body
