"""Every list is covered by its pages, from either end, each row once, whatever is added in between."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import GraphQLObjectType, get_named_type

from service.store.pool import Store
from tests.query.conftest import Ask, World
from tests.query.content import Content
from tests.query.pages import ORDERS_OF
from tests.query.reference import plain_schema
from tests.query.rows import PREFIXES, TABLES

SIZE = 3
# In its own order, and in two others at once.
NESTED_LISTS = [
    (parent, field, order)
    for (parent, field), (_, orders) in sorted(ORDERS_OF.items())
    for order in ("", f"[{', '.join(list(orders)[-2:])}]")
    if parent != "Query" and (orders or not order)
]
SCHEMA = plain_schema()
ROOT_LISTS = [
    (field, order)
    for (parent, field), (_, orders) in ORDERS_OF.items()
    for order in ["", *orders, f"[{', '.join(list(orders)[-2:])}]"]
    if parent == "Query" and field != "changes"
]


def connection_fields() -> set[tuple[str, str]]:
    """Every field of the contract that is a connection."""
    found = set()
    for parent, named in SCHEMA.type_map.items():
        if isinstance(named, GraphQLObjectType):
            for name, field in named.fields.items():
                if get_named_type(field.type).name.endswith("Connection"):
                    found.add((parent, name))
    return found


def test_every_list_of_the_contract_is_walked() -> None:
    assert connection_fields() == set(ORDERS_OF) | {("Query", "search")}


def query(opening: str, field: str, arguments: str) -> str:
    """One page of a list, with everything that pages can tell."""
    # A change has no id; no other of its object is of the same moment.
    named = "{ id: at }" if field in ("versions", "history") else "{ id }"
    parts = f"edges {{ cursor node {named} }} nodes {named}"
    info = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
    closing = "} }" if opening else ""
    return f"{{ {opening} list: {field}({arguments}) {{ totalCount {parts} {info} }} {closing} }}"


async def walk(ask: Ask, opening: str, field: str, order: str = "", *, forward: bool) -> tuple[list[str], int]:
    """All ids of a list in its own order, page by page, and its count."""
    ids: list[str] = []
    cursor: str | None = None
    size, place = ("first", "after") if forward else ("last", "before")
    for _ in range(200):
        arguments = [f"{size}: {SIZE}"]
        arguments += [f"orderBy: {order}"] if order else []
        arguments += [f'{place}: "{cursor}"'] if cursor else []
        answer = await ask(query(opening, field, ", ".join(arguments)))
        page = answer["data"]["parent"]["list"] if opening else answer["data"]["list"]
        found = [edge["node"]["id"] for edge in page["edges"]]
        info = page["pageInfo"]
        assert [node["id"] for node in page["nodes"]] == found
        assert [info["startCursor"], info["endCursor"]] == ends([edge["cursor"] for edge in page["edges"]])
        assert info["hasPreviousPage" if forward else "hasNextPage"] is (cursor is not None)
        ids = ids + found if forward else found + ids
        cursor = info["endCursor" if forward else "startCursor"]
        if not info["hasNextPage" if forward else "hasPreviousPage"]:
            return ids, page["totalCount"]
    raise AssertionError("the walk does not end")


def ends(cursors: list[str]) -> list[str | None]:
    """The first and last cursor of a page."""
    return [cursors[0], cursors[-1]] if cursors else [None, None]


@pytest.mark.parametrize(("field", "order"), ROOT_LISTS)
async def test_pages_cover_a_root_list_from_either_end(ask: Ask, field: str, order: str) -> None:
    forward, count = await walk(ask, "", field, order, forward=True)
    backward, _ = await walk(ask, "", field, order, forward=False)
    assert forward == backward
    assert len(forward) == len(set(forward)) == count > SIZE


@pytest.mark.parametrize(("parent", "field", "order"), NESTED_LISTS)
async def test_pages_cover_a_nested_list_from_either_end(
    world: World, ask: Ask, parent: str, field: str, order: str
) -> None:
    longest = 0
    for row in world.rows.all(TABLES[parent])[:12]:
        opening = f'parent: node(id: "{PREFIXES[parent]}_{row["id"]}") {{ ... on {parent} {{'
        if parent == "Actor" and row["merged_into_id"] is not None:
            continue
        forward, count = await walk(ask, opening, field, order, forward=True)
        backward, _ = await walk(ask, opening, field, order, forward=False)
        assert forward == backward
        # Two claims may be linked twice, so `related` holds a claim once a link.
        assert len(forward) == count
        assert len(set(forward)) == count or field == "related"
        longest = max(longest, count)
    assert longest > 0


@pytest.mark.parametrize("forward", [True, False])
@pytest.mark.parametrize(("field", "order"), [("articles", "NEWEST"), ("articles", "OLDEST"), ("claims", "NEWEST")])
async def test_what_stood_there_is_neither_skipped_nor_repeated_while_rows_are_added(
    fresh_store: Store, ask_fresh: Ask, field: str, order: str, forward: bool
) -> None:
    async with fresh_store.connection() as connection:
        content = Content(connection, seed=4)
        await content.fill(articles=15, actors=6)

        async def ask_and_add(text: str) -> dict[str, Any]:
            answer: dict[str, Any] = await ask_fresh(text)
            await content.article()
            return answer

        before, _ = await walk(ask_fresh, "", field, order, forward=True)
        walked, _ = await walk(ask_and_add, "", field, order, forward=forward)
    assert len(walked) == len(set(walked))
    assert [each for each in walked if each in set(before)] == before


async def test_the_ends_of_a_page_before_a_cursor_stand_in_list_order(ask: Ask) -> None:
    # Nodes and cursors are aggregated side by side, in orders of their own.
    answer = await ask("{ articles(last: 3) { nodes { id } edges { cursor } pageInfo { startCursor endCursor } } }")
    page = answer["data"]["articles"]
    cursors = [edge["cursor"] for edge in page["edges"]]
    assert [page["pageInfo"]["startCursor"], page["pageInfo"]["endCursor"]] == ends(cursors)


async def test_an_empty_page_still_tells_what_follows(ask: Ask) -> None:
    answer = await ask("{ articles(first: 0) { totalCount nodes { id } pageInfo { hasNextPage endCursor } } }")
    page = answer["data"]["articles"]
    assert page["totalCount"] > 0
    assert page["nodes"] == []
    assert page["pageInfo"] == {"hasNextPage": True, "endCursor": None}


async def test_a_page_between_two_cursors(world: World, ask: Ask) -> None:
    whole = (await ask("{ articles(first: 10) { edges { cursor } nodes { id } } }"))["data"]["articles"]
    after, before = whole["edges"][2]["cursor"], whole["edges"][7]["cursor"]
    ids = [node["id"] for node in whole["nodes"]]
    info = "pageInfo { hasNextPage hasPreviousPage }"
    answer = await ask(f'{{ articles(after: "{after}", before: "{before}") {{ nodes {{ id }} {info} }} }}')
    page = answer["data"]["articles"]
    assert [node["id"] for node in page["nodes"]] == ids[3:7]
    assert page["pageInfo"] == {"hasNextPage": True, "hasPreviousPage": True}
