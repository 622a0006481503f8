"""An argument that won't do is an error of its field: the other fields of the operation are answered."""

from __future__ import annotations

from typing import Any

import pytest

from tests.query.conftest import Ask

FILTERED = "query ($f: ClaimFilter) { claims(filter: $f) { totalCount } }"
OTHER = "articles(first: 1) { nodes { id } }"


async def answer_of(ask: Ask, query: str, variables: dict[str, Any] | None = None) -> tuple[Any, list[dict[str, Any]]]:
    answer = await ask(query, variables)
    return answer["data"], answer["errors"]


@pytest.mark.parametrize(
    ("field", "key", "says"),
    [
        ('node(id: "zzz") { id }', "node", "'zzz' is not an id of this service"),
        ('one: article(id: "act_1") { title }', "one", "this takes one of type Article"),
        ("article { title }", "article", "takes exactly one of its arguments: `id` or `url`"),
        ('actor(id: "act_1", wikidataId: "Q1") { name }', "actor", "takes exactly one of its arguments"),
    ],
)
async def test_a_field_that_may_be_null_is_null_and_its_siblings_are_answered(
    ask: Ask, field: str, key: str, says: str
) -> None:
    data, (error,) = await answer_of(ask, f"{{ {field} {OTHER} again: {OTHER} }}")
    assert data[key] is None
    assert len(data["articles"]["nodes"]) == len(data["again"]["nodes"]) == 1
    assert list(data) == [key, "articles", "again"]
    assert says in error["message"]
    assert (error["path"], error["extensions"]["code"]) == ([key], "BAD_USER_INPUT")


async def test_values_of_variables_are_told_alike(ask: Ask) -> None:
    query = f"query ($id: ID!) {{ node(id: $id) {{ id }} {OTHER} }}"
    data, (error,) = await answer_of(ask, query, {"id": "art_x"})
    assert (data["node"], error["path"]) == (None, ["node"])
    assert data["articles"]["nodes"]
    well = await ask(query, {"id": data["articles"]["nodes"][0]["id"]})
    assert "errors" not in well


async def test_the_nearest_field_that_may_be_null_is_null(ask: Ask) -> None:
    found = await ask("{ articles(first: 1) { nodes { id source { id } } } }")
    article = found["data"]["articles"]["nodes"][0]["id"]
    query = f'{{ article(id: "{article}") {{ id claims(after: "zz") {{ totalCount }} }} {OTHER} }}'
    data, (error,) = await answer_of(ask, query)
    assert (data["article"], error["path"]) == (None, ["article", "claims"])
    assert data["articles"]["nodes"]
    query = f'{{ article(id: "{article}") {{ id translationOf {{ claims(first: -1) {{ totalCount }} }} }} }}'
    data, (error,) = await answer_of(ask, query)
    assert data == {"article": {"id": article, "translationOf": None}}
    assert error["path"] == ["article", "translationOf", "claims"]


async def test_of_a_list_s_items_the_list_is_named(ask: Ask) -> None:
    query = '{ articles(first: 2) { nodes { id translationOf { claims(after: "zz") { totalCount } } } } }'
    data, (error,) = await answer_of(ask, query)
    assert [node["translationOf"] for node in data["articles"]["nodes"]] == [None, None]
    assert error["path"] == ["articles", "nodes"]


@pytest.mark.parametrize("list_", ['articles(after: "zz")', "articles(first: 101)", "articles(first: 1, last: 1)"])
async def test_where_a_field_has_to_be_there_no_data_is(ask: Ask, list_: str) -> None:
    data, (error,) = await answer_of(ask, f'{{ {list_} {{ totalCount }} actor(id: "act_1") {{ name }} }}')
    assert (data, error["path"]) == (None, ["articles"])


async def test_fields_that_ask_the_same_fail_each_by_itself(ask: Ask) -> None:
    data, errors = await answer_of(ask, '{ a: node(id: "x") { id } b: node(id: "x") { id } ' + OTHER + " }")
    assert (data["a"], data["b"]) == (None, None)
    assert [error["path"] for error in errors] == [["a"], ["b"]]


async def test_what_was_deleted_is_told_beside(ask: Ask) -> None:
    data, errors = await answer_of(ask, '{ a: node(id: "x") { id } b: node(id: "art_999999999") { id } }')
    assert data == {"a": None, "b": None}
    assert [error["path"] for error in errors] == [["a"]]


@pytest.mark.parametrize(
    ("query", "variables", "says"),
    [
        ("{ claims(filter: {modality: [MAYBE]}) { totalCount } }", None, "Its values are ASSERTED, REPORTED, "),
        (
            FILTERED,
            {"f": {"modality": ["MAYBE"]}},
            "Its values are ASSERTED, REPORTED, PROBABLE, POSSIBLE, CONDITIONAL, PREDICTED.",
        ),
        (FILTERED, {"f": {"modalty": []}}, "'modality'?"),
        (
            FILTERED,
            {"f": {"zzz": 1}},
            " Its fields are ",
        ),
    ],
)
async def test_what_there_is_is_said(ask: Ask, query: str, variables: dict[str, Any] | None, says: str) -> None:
    answer = await ask(query, variables)
    assert "data" not in answer
    assert says in answer["errors"][0]["message"]
