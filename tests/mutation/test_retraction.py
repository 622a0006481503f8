"""Retracted articles: they stay, marked, and are out of lists, counts, facets and search, as are their claims."""

from __future__ import annotations

from typing import Any

from tests.mutation.conftest import Mutate, Rows, errors
from tests.mutation.test_undo import FIRST, SECOND, ingested

LISTS = """
  query($actor: ID!, $source: ID!) {
    articles { totalCount nodes { id } facets { language { count } } }
    claims { totalCount facets { modality { count } } }
    claimStats(groupBy: [POLARITY]) { count }
    search(query: "billion", types: [ARTICLE, CLAIM]) { totalCount edges { node { ... on Article { id } } } }
    suggest(prefix: "A pledge") { text }
    source(id: $source) { articles { totalCount } }
    actor(id: $actor) {
      articles { totalCount } claims { totalCount } mentions { totalCount } timeline { articles claims }
      coMentioned { nodes { name } }
    }
  }
"""


async def retracted(mutate: Mutate, id_: str, **more: Any) -> dict[str, Any]:
    payload = await mutate(
        "retractArticle",
        "article { id version retraction { by reason at } }",
        caller="Ada",
        id=id_,
        reason="Its figures were made up",
        **more,
    )
    assert payload["userErrors"] == []
    article: dict[str, Any] = payload["article"]
    return article


async def test_a_retracted_article_is_in_no_list_and_comes_back_to_all(
    mutate: Mutate, answer: Mutate, rows: Rows
) -> None:
    first = await ingested(mutate, **FIRST)
    ((actor,),) = await rows("select 'act_' || id from actor where name = 'Acme Corp'")
    before = await answer(LISTS, actor=actor, source="src_1")
    assert before["data"]["articles"]["totalCount"] == 1
    assert before["data"]["claims"]["totalCount"] > 0
    assert before["data"]["search"]["totalCount"] > 0
    article = await retracted(mutate, first["id"])
    assert (article["version"], article["retraction"]["by"], article["retraction"]["reason"]) == (
        2,
        "Ada",
        "Its figures were made up",
    )
    found = await answer(LISTS, actor=actor, source="src_1")
    assert found["data"] == {
        "articles": {"totalCount": 0, "nodes": [], "facets": {"language": []}},
        "claims": {"totalCount": 0, "facets": {"modality": []}},
        "claimStats": [],
        "search": {"totalCount": 0, "edges": []},
        "suggest": [],
        "source": {"articles": {"totalCount": 0}},
        "actor": {
            "articles": {"totalCount": 0},
            "claims": {"totalCount": 0},
            "mentions": {"totalCount": 0},
            "timeline": [],
            "coMentioned": {"nodes": []},
        },
    }
    back = await mutate("unretractArticle", "article { retraction { reason } version }", id=first["id"], version=2)
    assert back["article"] == {"retraction": None, "version": 3}
    assert await answer(LISTS, actor=actor, source="src_1") == before


async def test_it_stays_readable_by_its_names_and_is_listed_when_asked_for(mutate: Mutate, answer: Mutate) -> None:
    first, second = await ingested(mutate, **FIRST), await ingested(mutate, **SECOND)
    claim = first["claims"]["nodes"][0]["id"]
    await retracted(mutate, first["id"])
    found = await answer(
        """query($url: String!, $claim: ID!) {
          article(url: $url) { id title retraction { reason } mentions { totalCount } }
          claim(id: $claim) { id article { id } }
          retracted: articles(filter: {retracted: true}) { nodes { id } }
          others: articles(filter: {retracted: false}) { nodes { id } }
        }""",
        url=FIRST["url"],
        claim=claim,
    )
    assert found["data"]["article"]["retraction"] == {"reason": "Its figures were made up"}
    assert found["data"]["article"]["mentions"]["totalCount"] > 0
    assert found["data"]["claim"] == {"id": claim, "article": {"id": first["id"]}}
    assert found["data"]["retracted"] == {"nodes": [{"id": first["id"]}]}
    assert found["data"]["others"] == {"nodes": [{"id": second["id"]}]}


async def test_what_is_written_into_it_meanwhile_stays_out(mutate: Mutate, answer: Mutate) -> None:
    first = await ingested(mutate, **FIRST)
    await retracted(mutate, first["id"])
    body = f"{FIRST['body']} Acme Corp owns Beta Labs."
    changed = await mutate("updateArticle", "article { version }", id=first["id"], version=2, body=body)
    assert changed["userErrors"] == []
    found = await answer('{ claims { totalCount } search(query: "billion") { totalCount } }')
    assert found["data"] == {"claims": {"totalCount": 0}, "search": {"totalCount": 0}}
    await mutate("unretractArticle", "article { id }", id=first["id"])
    found = await answer("query($id: ID!) { article(id: $id) { claims { nodes { id retiredAt } } } }", id=first["id"])
    claims = found["data"]["article"]["claims"]["nodes"]
    assert {claim["id"] for claim in first["claims"]["nodes"]} < {claim["id"] for claim in claims}
    assert {claim["retiredAt"] for claim in claims} == {None}


async def test_a_retraction_needs_a_reason_and_the_version_if_one_is_given(mutate: Mutate) -> None:
    first = await ingested(mutate, **FIRST)
    blank = await mutate("retractArticle", "article { id }", id=first["id"], reason=" ")
    assert errors(blank) == [("input.reason", "BAD_USER_INPUT")]
    stale = await mutate("retractArticle", "article { version }", id=first["id"], reason="Wrong", version=9)
    assert errors(stale) == [("input.version", "CONFLICT")]
    article = await retracted(mutate, first["id"], version=1)
    again = await retracted(mutate, first["id"])
    assert again == article
    unknown = await mutate("retractArticle", "article { id }", id="art_99", reason="Wrong")
    assert errors(unknown) == [("input.id", "NOT_FOUND")]


async def test_it_stands_in_the_versions_and_is_not_put_back_with_them(mutate: Mutate, answer: Mutate) -> None:
    versions = "query($id: ID!) { article(id: $id) { versions { nodes { version by action changed } } } }"
    back = "notRestored article { version title retraction { reason } }"
    marks = ["retraction"]
    await mutate("ingestArticle", "status", title="First", body="Acme Corp said it would pay.", language="en")
    await mutate("updateArticle", "article { id }", id="art_1", version=1, title="Second")
    await mutate("retractArticle", "article { id }", caller="Ada", id="art_1", reason="A hoax")
    newest = (await answer(versions, id="art_1"))["data"]["article"]["versions"]["nodes"][0]
    assert newest == {"version": 3, "by": "Ada", "action": "CHANGED", "changed": marks}
    first = await mutate("restoreVersion", back, id="art_1", version=3, toVersion=1)
    assert first["article"] == {"version": 4, "title": "First", "retraction": {"reason": "A hoax"}}
    await mutate("unretractArticle", "article { id }", id="art_1")
    third = await mutate("restoreVersion", back, id="art_1", version=5, toVersion=3)
    assert third["article"] == {"version": 6, "title": "Second", "retraction": None}
    assert first["notRestored"] == third["notRestored"] == marks
