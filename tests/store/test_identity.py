"""Whose article it is: by address, by guid, by text; what a weaker text may do; and everything twice."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from service.store.identity import KEPT_NOTE
from service.store.pool import Store
from service.store.write import SourceDraft, StoredArticle, store_document
from tests.store.documents import document

URL = "https://news.example/story"
SPELLINGS = (
    URL,
    "http://news.example/story",
    "https://www.news.example/story",
    "https://NEWS.example/story",
    "https://news.example:443/story",
    "https://news.example/story?utm_source=a&utm_medium=b",
    "https://news.example/%73tory",
    "https://news.example/x/../story",
    "https://news.example/story#comments",
)
SOURCE = SourceDraft(name="News", domain="news.example")
SHORT = {"body": "Le conseil a voté.", "actors": (), "completeness": "SUMMARY"}


async def put(store: Store, source: SourceDraft | None = SOURCE, **given: Any) -> StoredArticle:
    async with store.connection() as connection:
        return await store_document(connection, document(**given), source=source)


async def rows(store: Store, sql: str) -> list[tuple[Any, ...]]:
    async with store.connection() as connection:
        return [tuple(row) for row in await connection.fetch(sql)]


async def articles(store: Store) -> list[tuple[Any, ...]]:
    return await rows(store, "select id, url, guid, completeness, body, version from article order by id")


async def test_nine_spellings_of_one_address_are_one_article_that_keeps_them_all(fresh_store: Store) -> None:
    stored = [await put(fresh_store, url=url) for url in SPELLINGS]
    assert {one.id for one in stored} == {1}
    assert [url for (url,) in await rows(fresh_store, "select url from article_url order by id")] == list(SPELLINGS)
    assert await rows(fresh_store, "select url from article") == [(URL,)]
    assert {(await put(fresh_store, url=url)).status for url in SPELLINGS} == {"unchanged"}


async def test_two_writers_of_two_spellings_store_one_article(fresh_store: Store) -> None:
    stored = await asyncio.gather(*(put(fresh_store, url=url) for url in SPELLINGS * 2))
    assert {one.id for one in stored} == {stored[0].id}
    assert [one.status for one in stored].count("created") == 1
    counted = "select count(*), count(distinct key), count(*) filter (where names) from article_url"
    assert await rows(fresh_store, counted) == [(len(SPELLINGS), 1, 1)]


async def test_the_same_text_under_another_address_is_another_article(fresh_store: Store) -> None:
    first, second = await put(fresh_store, url=URL), await put(fresh_store, url=URL + "-2")
    assert (first.status, second.status) == ("created", "created") and first.id != second.id


async def test_an_article_may_become_the_text_of_another(fresh_store: Store) -> None:
    await put(fresh_store, url=URL, title="Un")
    second = await put(fresh_store, url=URL + "-2", title="Deux")
    assert (await put(fresh_store, url=URL + "-2", title="Un")).id == second.id


async def test_a_text_without_address_is_the_one_of_its_source_that_has_it(fresh_store: Store) -> None:
    known = await put(fresh_store, url=URL)
    assert await put(fresh_store) == StoredArticle(id=known.id, status="unchanged", version=1)


async def test_an_address_that_comes_later_is_added(fresh_store: Store) -> None:
    known = await put(fresh_store)
    assert await put(fresh_store, url=URL) == StoredArticle(id=known.id, status="updated", version=2)
    assert (await put(fresh_store, url=URL + "-2")).status == "created"


async def test_items_with_one_address_and_different_guids_are_different_articles(fresh_store: Store) -> None:
    bodies = ("Un.", "Deux.", "Trois.")
    for turn in ("created", "unchanged"):
        for place, body in enumerate(bodies):
            one = await put(fresh_store, url=URL, guid=f"post {place}", shared_url=True, body=body, actors=())
            assert one.status == turn
    assert [(url, body) for _, url, _, _, body, _ in await articles(fresh_store)] == [(URL, body) for body in bodies]
    # The page itself is none of them.
    assert (await put(fresh_store, url=URL)).status == "created"


async def test_a_new_item_does_not_take_the_article_of_another_with_its_address(fresh_store: Store) -> None:
    first = await put(fresh_store, url=URL, guid="1", body="Un.", actors=())
    second = await put(fresh_store, url=URL, guid="2", body="Deux.", actors=())
    assert second.status == "created"
    # By its address the first is found.
    assert (await put(fresh_store, url=URL, body="Un.", actors=())).id == first.id


async def test_a_guid_that_is_the_address_with_a_counter_tells_no_other_article(fresh_store: Store) -> None:
    first = await put(fresh_store, url=URL, guid=URL + "#1")
    assert (await put(fresh_store, url=URL, guid=URL + "#2")).id == first.id


async def test_an_item_whose_address_changed_is_found_by_its_guid_and_keeps_both(fresh_store: Store) -> None:
    first = await put(fresh_store, url=URL, guid="tag:1")
    moved = await put(fresh_store, url=URL + "-corrected", guid="tag:1")
    assert (moved.id, moved.status) == (first.id, "updated")
    for url in (URL, URL + "-corrected"):
        assert (await put(fresh_store, url=url)).id == first.id
    other = await put(fresh_store, SourceDraft(name="Other"), url=URL + "-3", guid="tag:1")
    assert other.status == "created"


async def test_posts_of_a_live_page_are_articles_of_their_own(fresh_store: Store) -> None:
    stored = [await put(fresh_store, url=f"{URL}{part}") for part in ("", "#post-1", "#post-2", "#comments")]
    assert [one.id for one in stored] == [1, 2, 3, 1]


@pytest.mark.parametrize("completeness", ["SUMMARY", "HEADLINE"])
async def test_a_weaker_text_adds_what_is_missing_and_no_more(fresh_store: Store, completeness: str) -> None:
    moment = datetime(2026, 1, 2, tzinfo=UTC)
    page = document(url=URL).article
    short: dict[str, Any] = SHORT | {"completeness": completeness, "url": URL + "?utm_source=rss", "title": "Court"}
    short |= {"guid": "tag:1", "published_at": moment, "authors": ("A. B.",)}
    await put(fresh_store, None, url=URL)

    assert (await put(fresh_store, **short)).status == "updated"
    assert await rows(
        fresh_store, "select title, body, completeness, url, guid, authors, published_at, notes from article"
    ) == [(page.title, page.body, "FULL", URL, "tag:1", ["A. B."], moment, [KEPT_NOTE])]
    assert await rows(fresh_store, "select distinct sort_at from claim_actor") == [(moment,)]
    for _ in range(2):
        assert (await put(fresh_store, None, url=URL)).status == "unchanged"
        assert (await put(fresh_store, **short)).status == "unchanged"
    assert (await put(fresh_store, **(short | {"authors": ("C.",)}))).status == "unchanged"


async def test_a_stronger_text_replaces_and_keeps_replacing(fresh_store: Store) -> None:
    await put(fresh_store, url=URL + "?utm_source=rss", guid="tag:1", **SHORT)
    assert (await put(fresh_store, url=URL)).status == "updated"
    # Who has all of the text knows its address best.
    assert await articles(fresh_store) == [(1, URL, "tag:1", "FULL", document().article.body, 2)]
    assert (await put(fresh_store, url=URL, body="Corrigé.", actors=())).version == 3


async def test_a_page_and_a_feed_that_differ_do_not_take_turns(fresh_store: Store) -> None:
    page: dict[str, Any] = {"url": URL, "authors": ("A",)}
    item: dict[str, Any] = {"url": URL, "guid": "tag:1", "body": "Le texte du flux.", "actors": (), "authors": ("B",)}
    assert (await put(fresh_store, **page)).status == "created"
    assert (await put(fresh_store, **item)).status == "updated"
    assert [(await put(fresh_store, **one)).status for one in (page, item, page, item)] == ["unchanged"] * 4
    # What is new there is taken all the same, also what was there before.
    assert (await put(fresh_store, **page, body="Deux.", actors=())).status == "updated"
    assert (await put(fresh_store, **page)).status == "updated"


async def test_the_same_again_does_not_undo_what_somebody_corrected(fresh_store: Store) -> None:
    await put(fresh_store, url=URL)
    async with fresh_store.connection() as connection:
        await connection.execute("update article set title = 'Corrigé', content_hash = repeat('0', 64)")
    assert (await put(fresh_store, url=URL)).status == "unchanged"


async def test_an_address_of_any_length_is_stored(fresh_store: Store) -> None:
    long = "https://news.example/" + "é" * 900
    assert [(await put(fresh_store, url=long + end)).id for end in ("a", "b", "a")] == [1, 2, 1]


async def test_ways_of_writing_are_kept_up_to_a_bound(fresh_store: Store) -> None:
    stored = [await put(fresh_store, url=f"{URL}?fbclid={number}") for number in range(103)]
    assert {one.id for one in stored} == {1} and [one.status for one in stored[100:]] == ["unchanged"] * 3
    assert await rows(fresh_store, "select count(*) from article_url") == [(100,)]
