"""Articles without a date and of days to come: where they stand, and that every way to count them agrees."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio

from service.search import candidates
from service.store.pool import Store
from service.store.write import store_document
from tests.query.conftest import Ask, asker, engine_over
from tests.store.documents import document

DATES = {"May": datetime(2023, 5, 3, tzinfo=UTC), "June": datetime(2023, 6, 4, 12, tzinfo=UTC)}
FAR = {"1001": datetime(1001, 1, 1, tzinfo=UTC), "2999": datetime(2999, 12, 31, 23, 59, 59, tzinfo=UTC)}
UNDATED = "undated"


async def store_one(store: Store, title: str, moment: datetime | None, body: str | None = None) -> None:
    """An article about Sam Altman with one claim, or one of another body."""
    words: dict[str, Any] = {} if body is None else {"body": body, "actors": (), "language": "en"}
    async with store.connection() as connection:
        await store_document(connection, document(title=title, published_at=moment, **words), source=None)


@pytest_asyncio.fixture
async def dated(fresh_store: Store) -> Store:
    """Two articles of 2023, two without a date, one of long ago and one of a time to come, mixed as they came."""
    await store_one(fresh_store, "undated 1", None)
    for title, moment in {**DATES, **FAR}.items():
        await store_one(fresh_store, title, moment)
    await store_one(fresh_store, "undated 2", None)
    return fresh_store


NEWEST_FIRST = ["2999", "June", "May", "1001", "undated 2", "undated 1"]


async def paged(ask: Ask, field: str, arguments: str, selection: str) -> list[Any]:
    """Every node of a list, two by two, forward and then backward, which must be the same."""
    ways = []
    for size, from_, more, place in (
        ("first", "after", "hasNextPage", "endCursor"),
        ("last", "before", "hasPreviousPage", "startCursor"),
    ):
        found: list[Any] = []
        cursor = ""
        while True:
            asked = f"nodes {{ {selection} }} pageInfo {{ {more} {place} }}"
            answer = await ask(f"{{ {field}({arguments} {size}: 2 {cursor}) {{ {asked} }} }}")
            page = answer["data"][field]
            found = found + page["nodes"] if size == "first" else page["nodes"] + found
            if not page["pageInfo"][more]:
                break
            cursor = f'{from_}: "{page["pageInfo"][place]}"'
        ways.append(found)
    assert ways[0] == ways[1]
    return ways[0]


async def test_the_undated_come_last_among_the_newest_and_the_latest_to_come_is_the_first_of_them(dated: Store) -> None:
    ask = asker(engine_over(dated.fetch_json))

    articles = await paged(ask, "articles", "", "title")
    claims = await paged(ask, "claims", "", "article { title }")

    assert [article["title"] for article in articles] == NEWEST_FIRST
    assert [claim["article"]["title"] for claim in claims] == NEWEST_FIRST
    assert [a["title"] for a in await paged(ask, "articles", "orderBy: OLDEST", "title")] == NEWEST_FIRST[::-1]
    found = await paged(ask, "search", 'query: "Altman", types: [ARTICLE], orderBy: NEWEST', "... on Article { title }")
    assert [article["title"] for article in found] == NEWEST_FIRST


async def test_facets_filters_timeline_and_statistics_agree(dated: Store) -> None:
    ask = asker(engine_over(dated.fetch_json))
    answer = await ask(
        """{
          articles(first: 0) { facets { month { value count } } }
          claims(first: 0) { facets { month { value count } } }
          search(query: "Altman", first: 0, types: [ARTICLE]) { facets { month { value count } } }
          claimStats(groupBy: MONTH) { month count }
          actors(filter: { name: "Sam Altman" }) { nodes { timeline { period articles claims } } }
          dated: articles(filter: { or: [
            { publishedAfter: "0900-01-01T00:00:00Z" }, { publishedBefore: "3500-01-01T00:00:00Z" }
          ] }) { totalCount }
          may: claims(filter: {
            publishedAfter: "2023-04-30T23:59:59Z", publishedBefore: "2023-06-01T00:00:00Z"
          }) { totalCount }
        }"""
    )
    data = answer["data"]
    by_month = {"1001-01": 1, "2023-05": 1, "2023-06": 1, "2999-12": 1, UNDATED: 2}

    for field in ("articles", "claims", "search"):
        assert {f["value"]: f["count"] for f in data[field]["facets"]["month"]} == by_month, field
    assert [(s["month"], s["count"]) for s in data["claimStats"]] == list(by_month.items())
    timeline = data["actors"]["nodes"][0]["timeline"]
    assert [(p["period"], p["articles"], p["claims"]) for p in timeline] == [(m, n, n) for m, n in by_month.items()]
    assert data["dated"]["totalCount"] == sum(by_month.values()) - by_month[UNDATED]
    assert data["may"]["totalCount"] == by_month["2023-05"]


async def test_a_date_given_later_and_taken_back_moves_the_article_everywhere(fresh_store: Store) -> None:
    ask = asker(engine_over(fresh_store.fetch_json))
    months = """{
      articles { facets { month { value } } } claims { facets { month { value } } } claimStats(groupBy: MONTH) { month }
    }"""
    url: dict[str, Any] = {"url": "https://example.org/a"}
    async with fresh_store.connection() as connection:
        await store_document(connection, document(**url))
        await store_document(connection, document(**url, published_at=DATES["May"]))

        data = (await ask(months))["data"]

        assert [data[field]["facets"]["month"] for field in ("articles", "claims")] == [[{"value": "2023-05"}]] * 2
        assert data["claimStats"] == [{"month": "2023-05"}]
        assert await connection.fetchval("select bool_and(sort_at = $1) from claim_actor", DATES["May"])


async def test_a_date_to_come_wins_no_search(fresh_store: Store) -> None:
    passing = "Many words stand here about the weather and the sea and the coast, and at the end zorblaxia."
    await store_one(fresh_store, "Zorblaxia found", datetime(2026, 1, 1, tzinfo=UTC), "Zorblaxia was found.")
    for year in (2099, 2999):
        await store_one(fresh_store, f"Weather of {year}", datetime(year, 1, 1, tzinfo=UTC), passing + f" {year}")

    ask = asker(engine_over(fresh_store.fetch_json))
    for half_life in ("", "halfLifeDays: 365"):
        answer = await ask(
            f'{{ search(query: "zorblaxia" {half_life})'
            " { edges { score node { ... on Article { title } } } } }"
        )
        edges = answer["data"]["search"]["edges"]
        assert edges[0]["node"]["title"] == "Zorblaxia found"
        assert edges[1]["score"] == edges[2]["score"], "a date to come is today, however far it lies"


async def test_what_has_no_date_counts_as_a_half_life_old(fresh_store: Store) -> None:
    now = datetime.now(UTC)
    days = {"today": 0, "younger": 100, "older": 700}
    for title, ago in days.items():
        await store_one(fresh_store, title, now - timedelta(days=ago), f"The glacier melts, {title}.")
    await store_one(fresh_store, "undated", None, "The glacier melts, undated.")

    answer = await asker(engine_over(fresh_store.fetch_json))(
        '{ search(query: "glacier", halfLifeDays: 400) { nodes { ... on Article { title } } } }'
    )

    assert [a["title"] for a in answer["data"]["search"]["nodes"]] == ["today", "younger", "undated", "older"]


WAYS = {
    "few": {},
    "many": {"FEW": -1, "SPARSE": 0, "VERY_MANY": 1},
    "many, by the year": {"FEW": -1, "SPARSE": 10**6, "VERY_MANY": 1},
    "very many": {"FEW": -1, "VERY_MANY": 10**9},
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
async def test_searches_by_date_reach_the_undated_whichever_way_they_go(
    fresh_store: Store, monkeypatch: pytest.MonkeyPatch, way: dict[str, int]
) -> None:
    for name, value in way.items():
        monkeypatch.setattr(candidates, name, value)
    # Keys far apart, so that the undated lie in several of their pieces.
    async with fresh_store.connection() as connection:
        for number in range(5):
            await connection.execute(f"select setval('article_id_seq', {1 + number * 9000})")
            await store_one(fresh_store, f"undated {number}", None, f"The glacier melts, {number}.")
        for year in (1001, 1850, 2020, 2999):
            await store_one(fresh_store, str(year), datetime(year, 1, 1, tzinfo=UTC), f"The glacier melts in {year}.")
        await connection.execute("analyze")
    ask = asker(engine_over(fresh_store.fetch_json))
    newest = ["2999", "2020", "1850", "1001", *(f"undated {n}" for n in range(4, -1, -1))]

    for order, expected in (("NEWEST", newest), ("OLDEST", newest[::-1])):
        found = await paged(ask, "search", f'query: "glacier", orderBy: {order},', "... on Article { title }")
        assert [article["title"] for article in found] == expected
