"""Which article a file's text is: feeds that share links, pages with a careless canonical address, cut texts."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.exchange.ingest import ingest
from service.ingest.bundle import BundleLine, Given
from service.ingest.read import read_files
from service.store.pool import Store

TEXT = "The city council of Riverton approved a new budget on Monday, Jane Roe said. " * 4
PAGE = "<html lang='en'><head><title>Vote</title>{head}</head><body><article><p>{text}</p></article></body></html>"
FEED = (
    '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>News</title>'
    "<link>https://news.example/</link>{items}</channel></rss>"
)


def item(body: str, link: str = "https://news.example/live", guid: str | None = None, more: str = "") -> str:
    told = f'<guid isPermaLink="false">{guid}</guid>' if guid else ""
    return f"<item><title>Vote {guid or ''}</title><link>{link}</link>{told}{body}{more}</item>"


def summary(text: str) -> str:
    return f"<description>{text}</description>"


def content(text: str) -> str:
    return f"<content:encoded><![CDATA[<p>{text}</p>]]></content:encoded>"


def read(folder: Path, name: str, text: str) -> list[BundleLine]:
    (folder / name).write_text(text, "utf-8")
    lines = [one.document for one in read_files([folder / name], Given())]
    assert all(isinstance(line, BundleLine) for line in lines), lines
    return [line for line in lines if isinstance(line, BundleLine)]


async def run(store: Store, *files: Path) -> str:
    return (await ingest(store, read_files(files, Given()), lambda _item: None)).summary


async def test_items_that_share_a_link_are_articles_by_their_guid_also_beside_its_page(
    tmp_path: Path, fresh_store: Store
) -> None:
    page, feed = tmp_path / "page.html", tmp_path / "feed.rss"
    page.write_text(PAGE.format(head="<link rel=canonical href='https://news.example/live'>", text=TEXT), "utf-8")
    feed.write_text(FEED.format(items="".join(item(summary(f"Update {n}."), guid=f"p{n}") for n in "123")), "utf-8")
    assert await run(fresh_store, page, feed) == "4 created, 0 updated, 0 unchanged"
    assert await run(fresh_store, page, feed) == "0 created, 0 updated, 4 unchanged"
    assert await run(fresh_store, feed, page) == "0 created, 0 updated, 4 unchanged"


async def test_fragments_tell_the_posts_of_a_live_page_apart(tmp_path: Path, fresh_store: Store) -> None:
    feed = tmp_path / "feed.rss"
    posts = [item(summary(f"Update {n}."), link=f"https://news.example/live#post-{n}") for n in "12"]
    feed.write_text(FEED.format(items="".join(posts)), "utf-8")
    assert await run(fresh_store, feed) == "2 created, 0 updated, 0 unchanged"


@pytest.mark.parametrize("body", [summary("The council has voted."), content(f"{TEXT} Longer.")])
async def test_a_page_and_its_feed_in_any_order_and_again(tmp_path: Path, fresh_store: Store, body: str) -> None:
    page, feed = tmp_path / "page.html", tmp_path / "feed.rss"
    page.write_text(PAGE.format(head="<link rel=canonical href='https://news.example/a'>", text=TEXT), "utf-8")
    feed.write_text(FEED.format(items=item(body, link="http://www.news.example/a?utm_source=rss")), "utf-8")
    assert (await run(fresh_store, page, feed)).startswith("1 created, 1 updated")
    for _ in range(2):
        assert await run(fresh_store, page, feed) == "0 created, 0 updated, 2 unchanged"
    async with fresh_store.connection() as connection:
        assert TEXT.strip()[:200] in await connection.fetchval("select body from article")


@pytest.mark.parametrize(
    ("body", "completeness"),
    [
        (content(TEXT), "FULL"),
        (content(TEXT) + summary("Short."), "FULL"),
        (content("The council has voted [&hellip;]"), "SUMMARY"),
        (content("The council has voted. Read more »"), "SUMMARY"),
        (content("Le conseil a voté. Lire la suite sur le site…"), "SUMMARY"),
        (summary(TEXT), "SUMMARY"),
        ("", "HEADLINE"),
        (summary("…"), "HEADLINE"),
    ],
)
def test_how_much_a_feed_carries_is_known(tmp_path: Path, body: str, completeness: str) -> None:
    (line,) = read(tmp_path, "feed.rss", FEED.format(items=item(body)))
    assert line.article.completeness == completeness
    assert bool(line.provenance.notes) == (completeness != "FULL")


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ("<link rel=canonical href='https://news.example/'>", None),
        (
            "<link rel=canonical href='https://news.example'><meta property=og:url content='https://news.example/a'>",
            "https://news.example/a",
        ),
        (
            "<link rel=canonical href='https://news.example/'><script type='application/ld+json'>{"
            '"@type": "NewsArticle", "headline": "Vote", "url": "https://news.example/", '
            '"mainEntityOfPage": {"@id": "https://news.example/b"}}</script>',
            "https://news.example/b",
        ),
    ],
)
def test_a_canonical_address_that_is_a_home_page_is_not_believed(tmp_path: Path, head: str, url: str | None) -> None:
    (line,) = read(tmp_path, "page.html", PAGE.format(head=head, text=TEXT))
    assert line.article.url == url
    assert any("is a home page" in note for note in line.provenance.notes)


def test_an_address_that_all_pages_name_is_not_believed(tmp_path: Path) -> None:
    head = "<link rel=canonical href='https://news.example/politics'>{more}"
    for name, more in (("a", ""), ("b", "<meta property=og:url content='https://news.example/b'>"), ("c", "")):
        text = PAGE.format(head=head.format(more=more), text=f"{TEXT} {name}").replace("Vote", f"Vote {name}")
        (tmp_path / f"{name}.html").write_text(text, "utf-8")
    files = sorted(tmp_path.iterdir())
    documents = [one.document for one in read_files(files, Given()) if one.document is not None]
    assert [document.article.url for document in documents] == [None, "https://news.example/b", None]
    assert all("every page" in " ".join(document.provenance.notes) for document in documents)
    # One article that was saved several times has one title.
    for file in files:
        file.write_text(file.read_text("utf-8").replace(f"Vote {file.stem}", "Vote"), "utf-8")
    documents = [one.document for one in read_files(files, Given()) if one.document is not None]
    assert {document.article.url for document in documents} == {"https://news.example/politics"}


def test_a_description_stands_in_for_an_article_body(tmp_path: Path) -> None:
    text = '{"@type": "NewsArticle", "headline": "Vote", "description": "The council has voted."}'
    (line,) = read(tmp_path, "a.jsonld", text)
    assert (line.article.body, line.article.completeness) == ("The council has voted.", "SUMMARY")


async def test_a_file_without_words_is_refused(tmp_path: Path, fresh_store: Store) -> None:
    (tmp_path / "a.txt").write_text("— … \u200b !", "utf-8")
    (tmp_path / "b.ndjson").write_text('{"article": {"body": " ", "title": "T"}}\n', "utf-8")
    outcome = await ingest(fresh_store, read_files(sorted(tmp_path.iterdir()), Given()), lambda _item: None)
    assert outcome.summary == "0 created, 0 updated, 0 unchanged, 2 rejected"
    assert all("article.body" in sentence for sentence in outcome.refused)
