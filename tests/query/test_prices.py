"""Prices follow work: what each field costs, beside what Postgres takes to plan and run it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from statistics import median

import pytest
import pytest_asyncio
from graphql import GraphQLField, GraphQLObjectType, get_named_type, is_required_argument

from bench.reads.databases import fill
from schema import SCHEMA
from schema.costs import BUDGET
from service.query.engine import Engine, Request
from service.search import searchable
from service.settings import Settings
from service.store.pool import Store, open_store
from tests.conftest import create_database
from tests.query.conftest import engine_over

pytestmark = pytest.mark.slow

ARTICLES = 2_000
ROUNDS = 5
CORRELATION_MIN = 0.7
UNDERPRICED_MAX = 10
GIVEN = {
    "search": '(query: "the or said", first: 10)',
    "suggest": '(prefix: "mi")',
    "claimStats": "(groupBy: [MODALITY, MONTH])",
    "node": '(id: "art_7")',
    "nodes": '(ids: ["art_7", "act_1", "clm_449"])',
    "article": '(id: "art_7")',
    "actor": '(id: "act_1")',
    "claim": '(id: "clm_449")',
    "source": '(id: "src_1")',
    "articlesByUrl": '(url: ["https://s.example/1"])',
    "actorsByWikidataId": '(wikidataId: ["Q1"])',
    "sourcesByDomain": '(domain: ["s1.example"])',
    "claimReview": '(id: "rev_1")',
}
LISTS = {
    "Article": "articles(first: 20) {{ nodes {{ {0} }} }}",
    "Actor": "actors(first: 20, orderBy: MOST_MENTIONED) {{ nodes {{ {0} }} }}",
    "Claim": "claims(first: 20) {{ nodes {{ {0} }} }}",
    "Source": "sources(first: 20) {{ nodes {{ {0} }} }}",
}
EMPTY = {"claimReview", "claimLink", "actorRelation", "_entities", "_service"}
"""Fields that have nothing to read here, or are a gateway's."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def corpus_url(server_url: str) -> str:
    """A few thousand generated articles."""
    url = await create_database(server_url)
    await fill(url, ARTICLES, lambda _stage: None)
    return url


def selected(named: object) -> Iterator[str]:
    """Selections of a type, for each of which a field is asked: a page, its count, each facet; or one plain value."""
    if not isinstance(named, GraphQLObjectType):
        yield "{ __typename }" if named is not None else ""
        return
    if "nodes" not in named.fields:
        yield f"{{ {next(leaves(named))} }}"
        return
    node = get_named_type(named.fields["nodes"].type)
    for name, field in named.fields.items():
        below = get_named_type(field.type)
        if name == "nodes":
            yield f"{{ nodes {next(selected(node))} }}"
        elif name == "facets" and isinstance(below, GraphQLObjectType):
            for facet, counted in below.fields.items():
                if isinstance(get_named_type(counted.type), GraphQLObjectType):
                    yield f"{{ facets {{ {facet} {{ value count }} }} }}"
        elif name == "totalCount":
            yield "{ totalCount }"


def leaves(named: GraphQLObjectType) -> Iterator[str]:
    """The names of a type's plain values."""
    yield from (name for name, field in named.fields.items() if not isinstance(kind(field), GraphQLObjectType))


def kind(field: GraphQLField) -> object:
    """The object type of a field, or None for a plain value."""
    named = get_named_type(field.type)
    return named if isinstance(named, GraphQLObjectType) or hasattr(named, "types") else None


def documents() -> Iterator[str]:
    """Every field of the root, and every list or object of the types that have a list there."""
    schema = SCHEMA._schema
    assert schema.query_type is not None
    for name, field in schema.query_type.fields.items():
        if name not in EMPTY:
            named = get_named_type(field.type)
            for selection in ["{ __typename }"] if hasattr(named, "types") else selected(named):
                yield f"{{ {name}{GIVEN.get(name, '')} {selection} }}"
    for type_name, around in LISTS.items():
        named = schema.type_map[type_name]
        assert isinstance(named, GraphQLObjectType)
        for name, field in named.fields.items():
            below = get_named_type(field.type)
            if isinstance(below, GraphQLObjectType) and not any(is_required_argument(a) for a in field.args.values()):
                for selection in selected(below):
                    yield "{ " + around.format(f"{name} {selection}") + " }"


async def took_ms(store: Store, sql: str, parameters: list[object]) -> float:
    """Planning and running it, the median of some rounds."""
    times = []
    async with store.connection() as connection:
        for _ in range(ROUNDS):
            found = await connection.fetchval(f"explain (analyze, summary, timing off, format json) {sql}", *parameters)
            told = json.loads(found)[0]
            times.append(told["Planning Time"] + told["Execution Time"])
    return median(times)


def ranks(values: list[float]) -> list[float]:
    """The place of each value among all, equal ones in the middle of theirs."""
    ordered = sorted(values)
    return [ordered.index(value) + (ordered.count(value) - 1) / 2 for value in values]


def spearman(left: list[float], right: list[float]) -> float:
    """The rank correlation of two lists, -1 to 1."""
    a, b = ranks(left), ranks(right)
    middle = (len(a) - 1) / 2
    shared = sum((x - middle) * (y - middle) for x, y in zip(a, b, strict=True))
    return shared / (sum((x - middle) ** 2 for x in a) * sum((y - middle) ** 2 for y in b)) ** 0.5


async def test_prices_follow_times_and_none_is_far_too_low(corpus_url: str) -> None:
    async with open_store(Settings(), corpus_url) as store:
        engine = engine_over(store.fetch_json)
        prices: dict[str, tuple[int, float]] = {}
        for query in documents():
            request = Request(query=query)
            answer = json.loads((await engine.execute(request)).body)
            assert "errors" not in answer, (query, answer["errors"])
            prices[query] = (
                answer["extensions"]["cost"]["requested"],
                await took_ms(store, *engine.compile(request)),
            )
    costs, times = [float(cost) for cost, _ in prices.values()], [ms for _, ms in prices.values()]
    assert len(prices) > 80
    assert spearman(costs, times) >= CORRELATION_MIN
    typical = median(cost / ms for cost, ms in prices.values())
    assert [(query, cost, ms) for query, (cost, ms) in prices.items() if cost / ms < typical / UNDERPRICED_MAX] == []


async def test_a_hundred_searches_with_facets_are_refused_before_they_run() -> None:
    facets = "facets { type { value count } source { value count } month { value count } }"
    fields = " ".join(f's{number}: search(query: "word{number}", first: 5) {{ {facets} }}' for number in range(100))
    ran: list[str] = []

    async def fetch_json(sql: str, _parameters: object) -> bytes:
        ran.append(sql)
        return b"{}"

    engine = Engine(searchable(SCHEMA._schema), fetch_json)
    answer = json.loads((await engine.execute(Request(query=f"{{ {fields} }}"))).body)
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "COST_EXCEEDED"
    assert error["extensions"]["cost"]["requested"] > 3 * BUDGET
    assert not ran
