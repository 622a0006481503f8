"""What feeds carry beside an item's text, and how they date and sign it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from service.document import ArticleDraft
from service.ingest.bundle import Given, Item
from service.ingest.read import read_files

CAPTION = "La maire, Hélène Bézard, lors de la présentation du budget à la mairie, le 4 mars 2024."
SUMMARY = "Le conseil municipal a adopté le budget lundi."
DESCRIBED = f"<description><![CDATA[{SUMMARY}]]></description>"


def read(tmp_path: Path, inner: str, root: str = 'xmlns:media="http://search.yahoo.com/mrss/"') -> Item:
    (tmp_path / "feed.xml").write_text(
        f'<?xml version="1.0"?><rss version="2.0" {root}><channel><title>Le Journal</title>'
        f"<link>https://journal.example/</link><item><title>Le budget</title><link>/1.html</link>{inner}</item>"
        "</channel></rss>",
        "utf-8",
    )
    (item,) = read_files([tmp_path / "feed.xml"], Given())
    return item


def article(item: Item) -> ArticleDraft:
    assert item.document is not None, item.refused
    return item.document.article


@pytest.mark.parametrize(
    "media",
    [
        f'<media:content url="https://img.example/1.jpg"><media:description type="plain">{CAPTION}</media:description>'
        "<media:credit>PHOTOGRAPHE / AGENCE</media:credit></media:content>",
        f"<media:description><![CDATA[{CAPTION}]]></media:description>",
        f"<media:group><media:content url='x'/><media:title>{CAPTION}</media:title></media:group>",
        f"<media:content><media:text>{CAPTION}</media:text></media:content>",
        f"<media:content><media:description>{CAPTION}</media:description></media:content>" * 2,
    ],
)
def test_a_caption_is_no_body(tmp_path: Path, media: str) -> None:
    for inner in (DESCRIBED + media, media + DESCRIBED):
        item = read(tmp_path, inner)
        told = article(item)
        assert (told.title, told.body, told.completeness) == ("Le budget", SUMMARY, "SUMMARY")
        assert item.document is not None
        assert any("feed's summary" in note for note in item.document.provenance.notes)


def test_a_caption_under_another_prefix_is_no_body(tmp_path: Path) -> None:
    inner = f"{DESCRIBED}<m:content><m:description>{CAPTION}</m:description></m:content>"
    assert article(read(tmp_path, inner, 'xmlns:m="http://search.yahoo.com/mrss"')).body == SUMMARY


def test_an_item_with_a_caption_alone_has_its_headline(tmp_path: Path) -> None:
    told = article(read(tmp_path, f"<media:description>{CAPTION}</media:description>"))
    assert (told.body, told.completeness) == ("Le budget", "HEADLINE")


def test_a_caption_within_the_text_is_left_out(tmp_path: Path) -> None:
    figure = f"<figure><img src='1.jpg'><figcaption>{CAPTION}</figcaption></figure><p>{SUMMARY}</p>"
    assert article(read(tmp_path, f"<description><![CDATA[{figure}]]></description>")).body == SUMMARY


@pytest.mark.parametrize(
    ("date", "meant"),
    [
        ("<pubDate>Mon, 04 Mar 2024 18:05:00 CET</pubDate>", "2024-03-04T17:05:00Z"),
        ("<pubDate>Thu, 04 Jul 2024 18:05:00 BST</pubDate>", "2024-07-04T17:05:00Z"),
        ("<pubDate>Mon, 04 Mar 2024 06:05 PM GMT+0100</pubDate>", "2024-03-04T17:05:00Z"),
        ("<pubDate>1709571900</pubDate>", "2024-03-04T17:05:00Z"),
        ("<pubDate>2024/3/4</pubDate>", "2024-03-04T00:00:00Z"),
        ("<pubDate>4 mars 2024 à 17h05</pubDate>", "2024-03-04T17:05:00Z"),
        ("<pubDate>03/04/2024</pubDate>", None),
        ("<pubDate>Mon, 04 Mar 2024 18:05:00 IST</pubDate>", None),
        ("<pubDate>yesterday</pubDate>", None),
    ],
)
def test_an_item_is_dated_exactly_or_not_at_all(tmp_path: Path, date: str, meant: str | None) -> None:
    item = read(tmp_path, DESCRIBED + date)
    assert article(item).published_at == (None if meant is None else datetime.fromisoformat(meant))
    assert item.document is not None
    assert any("can't be read exactly" in note for note in item.document.provenance.notes) == (meant is None)


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("<author>jane@paper.example (Jane Roe)</author>", ("Jane Roe",)),
        ("<author>Jane Roe &lt;jane@paper.example&gt;</author>", ("Jane Roe",)),
        ("<dc:creator>By Jane Roe and John Doe</dc:creator>", ("Jane Roe", "John Doe")),
        ("<dc:creator>Jane Roe</dc:creator><dc:creator>John Doe</dc:creator>", ("Jane Roe", "John Doe")),
        ("<author>jane@paper.example</author>", ()),
    ],
)
def test_authors_are_names(tmp_path: Path, author: str, names: tuple[str]) -> None:
    root = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
    assert article(read(tmp_path, DESCRIBED + author, root)).authors == names


def test_a_relative_link_is_on_the_feeds_site(tmp_path: Path) -> None:
    assert article(read(tmp_path, DESCRIBED)).url == "https://journal.example/1.html"
