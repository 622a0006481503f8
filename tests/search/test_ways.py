"""However a search gathers its candidates, for rare words or for common ones, it finds the same texts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio

from service.search import candidates as search_hits
from service.settings import Settings
from service.store.pool import Store, open_store
from service.store.write import store_document
from tests.conftest import create_database
from tests.query.conftest import asker, engine_over
from tests.store.documents import document

WAYS: dict[str, dict[str, int]] = {
    "few: all matches": {},
    "many: four weeks at a time": {"FEW": -1, "SPARSE": 0, "VERY_MANY": 1},
    "many: a year at a time": {"FEW": -1, "SPARSE": 10**6, "VERY_MANY": 1},
    "very many: text by text": {"FEW": -1, "VERY_MANY": 10**9},
}
NEWEST = datetime(2026, 11, 1, tzinfo=UTC)
SEARCH = """
query ($query: String!, $orderBy: SearchOrder!, $first: Int, $after: String) {
  search(query: $query, types: [ARTICLE], orderBy: $orderBy, first: $first, after: $after) {
    pageInfo { hasNextPage endCursor } nodes { ... on Article { title } }
  }
}
"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def years(server_url: str, empty_template: str) -> AsyncIterator[Store]:
    """Ninety articles of seven years in two languages; every third is about a glacier, one is older than 1970."""
    url = await create_database(server_url, empty_template)
    async with open_store(Settings(), url) as store, store.connection() as connection:
        for number in range(90):
            about = "The glacier melts. " * (1 + number % 4) if number % 3 == 0 else "Nothing new."
            moment = NEWEST - timedelta(days=29 * number) if number < 87 else datetime(1969, 5, number - 80, tzinfo=UTC)
            text = document(
                body=f"{about} Number {number}.",
                title=f"Text {number}",
                actors=(),
                language="en" if number % 2 else "fr",
                published_at=moment,
            )
            await store_document(connection, text, source=None)
        await connection.execute("analyze")
        yield store


@pytest.fixture(params=WAYS.values(), ids=WAYS.keys())
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The thresholds that make a search go one way."""
    for name, value in request.param.items():
        monkeypatch.setattr(search_hits, name, value)


async def pages(store: Store, order: str, size: int, query: str = "glacier") -> list[str]:
    """The titles on all pages."""
    ask = asker(engine_over(store.fetch_json))
    titles: list[str] = []
    after: str | None = None
    while True:
        answer: dict[str, Any] = await ask(SEARCH, {"query": query, "orderBy": order, "first": size, "after": after})
        found = answer["data"]["search"]
        titles += [node["title"] for node in found["nodes"]]
        if not found["pageInfo"]["hasNextPage"]:
            return titles
        after = found["pageInfo"]["endCursor"]


@pytest.mark.usefixtures("way")
async def test_every_way_finds_the_same_newest_first(years: Store) -> None:
    assert await pages(years, "NEWEST", 7) == [f"Text {n}" for n in range(0, 90, 3)]


@pytest.mark.usefixtures("way")
async def test_every_way_finds_the_same_oldest_first(years: Store) -> None:
    assert await pages(years, "OLDEST", 7) == [f"Text {n}" for n in [87, *range(84, -1, -3)]]


@pytest.mark.usefixtures("way")
async def test_every_way_ranks_the_same(years: Store) -> None:
    found = await pages(years, "RELEVANCE", 7)

    assert sorted(found) == sorted(f"Text {n}" for n in range(0, 90, 3))
    assert found[0] == "Text 3", "the newest of those with four glaciers"


OLD = [89, 88, 87]
BY_OPERATORS = {
    "lang:fr": [*range(0, 87, 2), 88],
    "-glacier lang:fr": [n for n in [*range(0, 87, 2), 88] if n % 3],
    "glacier -lang:fr": [n for n in [*range(1, 87, 2), 89, 87] if n % 3 == 0],
    "(lang:fr glacier) or before:1970": [*range(0, 87, 6), *OLD],
    "before:1970": OLD,
    "-glacier before:1970": [89, 88],
    "glacier -after:1970 ": [87],
    "lang:fr-ca or -lang:fr before:1970": [89, 87],
    "lang:de": [],
    "lang:fr (lang:en or lang:de)": [],
    "(lang:fr or lang:en) (lang:en or lang:de) before:1970": [89, 87],
}


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("query", BY_OPERATORS)
@pytest.mark.parametrize("order", ["NEWEST", "RELEVANCE"])
async def test_every_way_meets_operators(years: Store, query: str, order: str) -> None:
    found = await pages(years, order, 7, query)

    expected = [f"Text {n}" for n in BY_OPERATORS[query]]
    if order == "RELEVANCE" and "glacier" in query.replace("-glacier", ""):
        assert sorted(found) == sorted(expected)
    else:
        assert found == expected
