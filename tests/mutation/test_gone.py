"""Ids of deleted things: they say that they are gone, when, by whom and why, and nothing else is disturbed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.mutation.conftest import Mutate
from tests.mutation.test_undo import FIRST, SECOND, a_story, ingested


def gone(found: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The answer's errors: path, code, id, who and why."""
    return [
        (error["path"], *(error["extensions"][name] for name in ("code", "id", "deletedBy", "reason")))
        for error in found.get("errors", [])
    ]


@pytest.mark.parametrize(
    ("field", "named"),
    [
        ("article", 'id: "art_1"'),
        ("article", f'url: "{FIRST["url"]}"'),
        ("node", 'id: "art_1"'),
    ],
)
async def test_a_deleted_article_is_null_with_an_error(mutate: Mutate, answer: Mutate, field: str, named: str) -> None:
    await ingested(mutate, **FIRST)
    await mutate("deleteArticle", "deletedArticleId", caller="Ada", id="art_1", reason="A hoax")
    found = await answer(f"{{ gone: {field}({named}) {{ id }} articles {{ totalCount }} }}")
    assert found["data"] == {"gone": None, "articles": {"totalCount": 0}}
    assert gone(found) == [(["gone"], "GONE", "art_1", "Ada", "A hoax")]
    assert "was deleted on" in found["errors"][0]["message"]
    assert found["errors"][0]["locations"]
    assert found["errors"][0]["extensions"]["deletedAt"].startswith("20")
    assert "cost" in found["extensions"]


async def test_each_thing_that_went_along_is_gone_too(mutate: Mutate, answer: Mutate) -> None:
    story = await a_story(mutate, answer)
    mention = (await answer('{ article(id: "art_1") { mentions { nodes { id } } } }'))["data"]["article"]["mentions"]
    await mutate("deleteArticle", "deletedArticleId", id="art_1")
    ids = [story["claim"], story["other"], "clm_99", story["review"], story["link"], mention["nodes"][0]["id"]]
    found = await answer("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=ids)
    assert found["data"]["nodes"] == [None, {"id": story["other"]}, None, None, None, None]
    assert [(path, id_) for path, _, id_, _, _ in gone(found)] == [
        (["nodes", place], ids[place]) for place in (0, 3, 4, 5)
    ]
    found = await answer("query($id: ID!) { claim(id: $id) { id } }", id=story["claim"])
    assert gone(found) == [(["claim"], "GONE", story["claim"], "tests", None)]


async def test_an_address_that_was_taken_again_answers_with_what_has_it_now(mutate: Mutate, answer: Mutate) -> None:
    first = await ingested(mutate, **FIRST)
    await mutate("deleteArticle", "deletedArticleId", id=first["id"])
    again = await ingested(mutate, **FIRST)
    found = await answer("query($url: String) { article(url: $url) { id } }", url=FIRST["url"])
    assert found["data"] == {"article": {"id": again["id"]}}
    assert "errors" not in found


async def test_what_never_was_and_what_is_back_is_no_error(mutate: Mutate, answer: Mutate) -> None:
    first = await ingested(mutate, **SECOND)
    await mutate("deleteArticle", "deletedArticleId", id=first["id"])
    await mutate("restore", "restoredId", id=first["id"])
    found = await answer(
        '{ a: article(id: "art_1") { id } b: article(id: "art_9") { id } c: node(id: "rel_9") { id } }'
    )
    assert found["data"] == {"a": {"id": "art_1"}, "b": None, "c": None}
    assert "errors" not in found


async def test_gone_stands_beside_introspection(mutate: Mutate, answer: Mutate) -> None:
    first = await ingested(mutate, **FIRST)
    await mutate("deleteArticle", "deletedArticleId", id=first["id"])
    found = await answer('{ __type(name: "Claim") { name } article(id: "art_1") { id } }')
    assert found["data"] == {"__type": {"name": "Claim"}, "article": None}
    assert gone(found) == [(["article"], "GONE", "art_1", "tests", None)]


async def test_gateways_learn_of_it_as_well(mutate: Mutate, answer: Mutate) -> None:
    first = await ingested(mutate, **FIRST)
    await mutate("deleteArticle", "deletedArticleId", id=first["id"])
    found = await answer(
        "query($all: [_Any!]!) { _entities(representations: $all) { ... on Article { id } } }",
        all=[{"__typename": "Article", "id": "art_1"}],
    )
    assert gone(found) == [(["_entities", 0], "GONE", "art_1", "tests", None)]


async def test_sources_and_actors_are_known_by_their_other_names(mutate: Mutate, answer: Mutate) -> None:
    first = await ingested(mutate, **FIRST)
    await mutate("deleteArticle", "deletedArticleId", id=first["id"])
    await mutate("deleteSource", "deletedSourceId", id="src_1")
    await mutate("upsertActor", "created", name="Zed", kind="PERSON", wikidataId="Q42")
    ((actor,),) = [(await answer('{ actor(wikidataId: "Q42") { id } }'))["data"]["actor"].values()]
    await mutate("deleteActor", "deletedActorId", id=actor)
    found = await answer('{ source(domain: "paper.example") { id } actor(wikidataId: "Q42") { id } }')
    assert found["data"] == {"source": None, "actor": None}
    assert [(path, id_) for path, _, id_, _, _ in gone(found)] == [(["source"], "src_1"), (["actor"], actor)]
