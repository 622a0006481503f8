"""Whose article it is, as a client sees it: found by any address, copies of one another, whole texts kept."""

from __future__ import annotations

from tests.mutation.conftest import Mutate, errors

URL = "https://wire.example/story"
STORY = {
    "title": "Riverton votes",
    "body": "The council of Riverton approved a budget, Jane Roe said.",
    "language": "en",
}
READ = "status article { id url urls guid completeness body version }"


async def test_the_same_text_under_two_addresses_is_two_articles_that_point_at_each_other(
    mutate: Mutate, answer: Mutate
) -> None:
    first, second = [(await mutate("ingestArticle", READ, **STORY, url=URL + end)) for end in ("/1", "/2")]
    assert (first["status"], second["status"]) == ("CREATED", "CREATED")
    query = "query($url: String) { article(url: $url) { id copies { totalCount nodes { id } } } }"
    for one, other, end in ((first, second, "/1"), (second, first, "/2")):
        found = (await answer(query, url=URL + end))["data"]["article"]
        assert found["id"] == one["article"]["id"]
        assert found["copies"] == {"totalCount": 1, "nodes": [{"id": other["article"]["id"]}]}


async def test_an_article_is_found_by_every_address_however_it_is_written(mutate: Mutate, answer: Mutate) -> None:
    other = "http://www.wire.example:80/%73tory?utm_source=feed"
    await mutate("ingestArticle", READ, **STORY, url=URL)
    again = await mutate("ingestArticle", READ, **STORY, url=other)
    assert (again["article"]["url"], again["article"]["urls"]) == (URL, [URL, other])
    query = "query($u: String) { article(url: $u) { id } articles(filter: {url: $u}) { nodes { id } } }"
    for url in (URL, other, "HTTPS://Wire.example/story?fbclid=1#comments"):
        found = (await answer(query, u=url))["data"]
        assert found == {"article": {"id": "art_1"}, "articles": {"nodes": [{"id": "art_1"}]}}
    assert (await answer(query, u=URL + "/"))["data"] == {"article": None, "articles": {"nodes": []}}


async def test_a_summary_never_replaces_the_whole_text(mutate: Mutate, answer: Mutate) -> None:
    await mutate("ingestArticle", READ, **STORY, url=URL)
    short = {"title": "Vote", "body": "The council has voted.", "url": URL, "guid": "tag:1", "completeness": "SUMMARY"}
    for status in ("UPDATED", "UNCHANGED"):
        payload = await mutate("ingestArticle", READ, **short)
        assert (payload["status"], payload["article"]["body"]) == (status, STORY["body"])
        assert (payload["article"]["completeness"], payload["article"]["guid"]) == ("FULL", "tag:1")
    counted = "{ articles(filter: {completeness: [SUMMARY, HEADLINE]}) { totalCount } }"
    assert (await answer(counted))["data"] == {"articles": {"totalCount": 0}}


async def test_a_text_without_words_wipes_nothing(mutate: Mutate) -> None:
    await mutate("ingestArticle", READ, **STORY, url=URL)
    for body in ("", " ", "\u200b", "— … !"):
        assert errors(await mutate("ingestArticle", READ, body=body, url=URL)) == [("input.body", "BAD_USER_INPUT")]
        payload = await mutate("updateArticle", "article { body }", id="art_1", version=1, body=body)
        assert errors(payload) == [("input.body", "BAD_USER_INPUT")]
    assert (await mutate("ingestArticle", READ, **STORY, url=URL))["status"] == "UNCHANGED"


async def test_an_update_may_set_what_ingest_would_not(mutate: Mutate) -> None:
    await mutate("ingestArticle", READ, **STORY, url=URL)
    await mutate("ingestArticle", READ, **(STORY | {"title": "Other"}), url=URL + "/2")
    select = "article { url urls completeness copies { totalCount } }"
    payload = await mutate("updateArticle", select, id="art_2", version=1, title=STORY["title"], completeness="SUMMARY")
    assert payload["userErrors"] == [] and payload["article"]["copies"] == {"totalCount": 1}
    assert payload["article"]["completeness"] == "SUMMARY"
    taken = await mutate("updateArticle", select, id="art_2", version=2, url="http://wire.example/story")
    assert errors(taken) == [("input.url", "CONFLICT")] and "art_1" in taken["userErrors"][0]["message"]
    moved = await mutate("updateArticle", select, id="art_2", version=2, url=URL + "/3", body="Short.")
    assert moved["article"]["urls"] == [URL + "/3", URL + "/2"] and moved["article"]["completeness"] == "FULL"
    cleared = await mutate("updateArticle", select, id="art_2", version=3, url=None)
    assert (cleared["article"]["url"], cleared["article"]["urls"]) == (None, [URL + "/2"])


async def test_a_deleted_article_is_gone_by_every_address_and_comes_back_with_them(
    mutate: Mutate, answer: Mutate
) -> None:
    await mutate("ingestArticle", READ, **STORY, url=URL)
    await mutate("ingestArticle", READ, **STORY, url=URL + "?utm_source=x")
    await mutate("deleteArticle", "deletedArticleId", id="art_1")
    query = "query($url: String) { article(url: $url) { id urls } }"
    for url in (URL, "http://www.wire.example/story"):
        assert (await answer(query, url=url))["errors"][0]["extensions"]["code"] == "GONE"
    await mutate("restore", "restoredId", id="art_1")
    found = (await answer(query, url="http://www.wire.example/story"))["data"]["article"]
    assert found == {"id": "art_1", "urls": [URL, URL + "?utm_source=x"]}


async def test_history_tells_no_normal_forms(mutate: Mutate, answer: Mutate) -> None:
    await mutate("ingestArticle", READ, **STORY, url=URL)
    await mutate("ingestArticle", READ, body="Voted.", url=URL, guid="tag:1", completeness="SUMMARY")
    found = await answer('{ article(id: "art_1") { versions { nodes { version changed } } } }')
    changed = found["data"]["article"]["versions"]["nodes"][0]["changed"]
    assert set(changed) - {"version"} == {"guid", "notes"}
