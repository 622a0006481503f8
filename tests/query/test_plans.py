"""Plans are kept for the shape of a request, and no value of a request is part of the SQL."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from schema import SCHEMA
from service.query.document import DOCUMENTS_KEPT, PLANS_KEPT, Recent
from service.query.engine import Engine, Request
from service.query.gone import GONE
from service.search import searchable
from tests.query.conftest import Recorder, World, engine_over
from tests.query.generate import Generator, Pools

ARTICLES = """
query ($filter: ArticleFilter, $first: Int, $more: Boolean! = false, $orderBy: ArticleOrder! = NEWEST) {
  articles(filter: $filter, first: $first, orderBy: $orderBy) { totalCount nodes { id url @include(if: $more) } }
}
"""


async def asked(engine: Engine, query: str, **variables: Any) -> Any:
    """The data of an answer."""
    response = await engine.execute(Request(query=query, variables=variables))
    return json.loads(response.body)["data"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"first": 1}, {"first": 3}),
        ({"filter": {"language": "fr"}}, {"filter": {"language": "en"}}),
        ({"filter": {"or": [{"sourceId": "src_1"}]}}, {"filter": {"or": [{"sourceId": "src_2"}]}}),
        (
            {"filter": {"publishedAfter": "2023-11-22T10:00:00Z"}},
            {"filter": {"publishedAfter": "1969-01-01T00:00:00Z"}},
        ),
    ],
)
async def test_other_values_of_one_shape_run_the_same_sql(
    recorder: Recorder, one: dict[str, Any], other: dict[str, Any]
) -> None:
    engine = engine_over(recorder.fetch_json)
    for variables in (one, other):
        await asked(engine, ARTICLES, **variables)
    (first_sql, first_bound), (second_sql, second_bound) = recorder.sent
    # The very same text object: it was compiled once.
    assert first_sql is second_sql
    assert first_bound != second_bound


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"filter": {"language": "fr"}}, {"filter": None}),
        ({"filter": {"hasClaims": True}}, {"filter": {"hasClaims": False}}),
        ({"filter": {"or": []}}, {"filter": {"or": [{}]}}),
        ({"filter": {"and": [{"language": "fr"}]}}, {"filter": {"and": [{"language": "fr"}, {"language": "en"}]}}),
        ({"more": True}, {"more": False}),
        ({"orderBy": "NEWEST"}, {"orderBy": "OLDEST"}),
    ],
)
async def test_another_shape_is_compiled_anew(
    world: World, recorder: Recorder, one: dict[str, Any], other: dict[str, Any]
) -> None:
    engine = engine_over(recorder.fetch_json)
    # There and back, so that a kept plan of the wrong shape would be seen.
    for variables in (one, other, one):
        expected = world.reference.execute(ARTICLES, variables).data
        assert await asked(engine, ARTICLES, **variables) == expected
    (first_sql, _), (second_sql, _), (third_sql, _) = recorder.sent
    assert first_sql is third_sql
    assert first_sql != second_sql


@pytest.mark.parametrize("value", ["x'); drop table article; --", "$1", "{v}", "%s", "\\", '"', "O'Neill", "zqzq"])
async def test_texts_of_a_request_are_never_part_of_the_sql(recorder: Recorder, value: str) -> None:
    engine = engine_over(recorder.fetch_json)
    literal = json.dumps(value)
    query = f"""{{
      article(url: {literal}) {{ id }}
      articles(filter: {{ language: {literal}, not: {{ sourceDomain: {literal} }} }}) {{ totalCount }}
      actors(filter: {{ or: [{{ name: {literal} }}, {{ wikidataId: {literal} }}] }}) {{ totalCount }}
      source(domain: {literal}) {{ id }}
      search(query: {literal}, language: {literal}) {{ totalCount note }}
    }}"""
    harmless = query.replace(literal, '"harmless"')
    await asked(engine, query)
    await asked(engine, harmless)
    # Where nothing has such a name, the second statement looks whether it is gone.
    assert {later for later, _ in recorder.sent[1::2]} == {GONE}
    (sql, bound), (harmless_sql, _) = recorder.sent[::2]
    assert sql == harmless_sql
    assert value in bound


async def test_ids_sizes_dates_and_cursors_are_never_part_of_the_sql(recorder: Recorder) -> None:
    engine = engine_over(recorder.fetch_json)
    page = await asked(engine, "{ claims(first: 1) { pageInfo { endCursor } } }")
    cursor = page["claims"]["pageInfo"]["endCursor"]
    await asked(
        engine,
        f"""{{
          node(id: "art_31337") {{ id }}
          nodes(ids: ["act_31337"]) {{ id }}
          claims(first: 73, after: "{cursor}", filter: {{ subjectId: "act_31337", modality: [ASSERTED] }}) {{
            nodes {{ id }}
          }}
          articles(filter: {{ publishedAfter: "1913-03-07T00:00:00Z" }}) {{ totalCount }}
        }}""",
    )
    sql, _ = recorder.sent[-1]
    assert not any(value in sql for value in ("31337", "73", "ASSERTED", "1913", cursor))


async def test_no_generated_value_is_part_of_the_sql(world: World) -> None:
    engine = engine_over(world.store.fetch_json)
    generator = Generator(world.reference.schema, Pools(world.rows), seed=31)
    needles = ("Élodie", "😀", "Altman", "s.example", ".example", "999999", "2023-11", "zh-hant")
    for _ in range(60):
        operation = generator.operation()
        sql, _ = engine.compile(Request(query=operation.text, variables=operation.variables))
        assert not [needle for needle in needles if needle in sql]


@pytest.mark.parametrize(
    "counted",
    [
        "claim t where t.live",
        "claim t where t.live and t.claimant_id = 1",
        "claim t where t.live and t.subject_id = 1",
        "claim t where t.live and t.article_id = 1",
        "claim_actor l where l.live and l.actor_id = 1",
    ],
)
async def test_claims_that_are_not_retired_are_counted_by_an_index_alone(world: World, counted: str) -> None:
    async with world.store.connection() as connection, connection.transaction():
        # A table of a few rows is read whole otherwise.
        await connection.execute("set local enable_seqscan = off")
        await connection.execute("set local enable_bitmapscan = off")
        plan = await connection.fetch(f"explain select count(*) from {counted}")
    assert any("Index Only Scan" in row[0] for row in plan), plan


# Tables of a few rows are read whole, whatever their indexes.
MANY = """
    set local session_replication_role = replica;
    set local enable_seqscan = off;
    insert into source (name, domain) select md5(n::text), n || '.many.example' from generate_series(1, 2000) n;
    insert into actor (kind, name, external_ids)
    select 'PERSON', md5(n::text), case when n % 100 = 0 then '{"lei": "C3"}' else '{}' end::jsonb
    from generate_series(1, 5000) n;
    insert into actor_alias (actor_id, kind, name, shared)
    select id, kind, name, true from actor order by id desc limit 5000;
    analyze source, actor, actor_alias;
"""


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ('articles(filter: {title: {startsWith: "mini"}}) { totalCount }', "article_by_title"),
        ('articles(filter: {url: ["https://s.example/1"]}) { totalCount }', "article_url_by_key"),
        ('articles(filter: {publishedAt: {lt: "2000-01-01"}}, first: 3) { nodes { id } }', "article_newest"),
        ('actors(filter: {names: {startsWith: "sam"}}) { totalCount }', "actor_alias_by_beginning"),
        ('actors(filter: {names: {contains: "altman"}}) { totalCount }', "actor_alias_fuzzy"),
        ('actors(filter: {externalId: "lei:A1"}) { totalCount }', "actor_by_external_id"),
        ('sources(filter: {name: {contains: "monde"}}) { totalCount }', "source_by_folded_name"),
        ("claims(filter: {amounts: {some: {value: {gt: 5}}}}, first: 3) { nodes { id } }", "claim_with_amounts"),
        ('claims(filter: {dates: {some: {in: "2023"}}}, first: 3) { nodes { id } }', "claim_with_dates"),
        ('claims(filter: {publishedBefore: "2000-01-01"}, first: 3) { nodes { id } }', "claim_newest"),
        ('claims(filter: {subject: "Sam Altman"}) { totalCount }', "claim_newest_by_subject"),
        ('articlesByUrl(url: ["https://s.example/1"]) { id }', "article_url_by_key"),
    ],
)  # fmt: skip
async def test_filters_are_served_by_indexes(world: World, query: str, index: str) -> None:
    sql, parameters = world.engine.compile(Request(query=f"{{ {query} }}"))
    async with world.store.connection() as connection:
        transaction = connection.transaction()
        await transaction.start()
        try:
            await connection.execute(MANY)
            plan = "\n".join(row[0] for row in await connection.fetch(f"explain {sql}", *parameters))
        finally:
            await transaction.rollback()
    assert re.search(rf"using {index}\b|on {index}\b", plan), plan


async def test_a_list_of_one_is_compared_as_one_value(world: World) -> None:
    """An index gives rows in its order for one value only."""
    query = "query ($ids: [ID!]) { articles(filter: {sourceId: $ids}) { totalCount } }"
    one, _ = world.engine.compile(Request(query=query, variables={"ids": ["src_1"]}))
    other, _ = world.engine.compile(Request(query=query, variables={"ids": ["src_2"]}))
    several, _ = world.engine.compile(Request(query=query, variables={"ids": ["src_1", "src_2"]}))
    more, _ = world.engine.compile(Request(query=query, variables={"ids": ["src_1", "src_2", "src_3"]}))
    assert "source_id = $1::bigint" in one
    assert "source_id = any ($1::text[]::bigint[])" in several
    assert one is other
    assert several is more


async def test_values_are_checked_again_by_a_kept_plan(recorder: Recorder) -> None:
    engine = engine_over(recorder.fetch_json)
    await asked(engine, ARTICLES, first=1)
    response = await engine.execute(Request(query=ARTICLES, variables={"first": 101}))
    assert json.loads(response.body)["errors"][0]["extensions"]["argument"] == "first"
    assert len(recorder.sent) == 1


async def test_values_that_no_part_needs_are_checked_too(recorder: Recorder) -> None:
    engine = engine_over(recorder.fetch_json)
    response = await engine.execute(Request(query='{ articles(after: "x") { totalCount } }'))
    assert json.loads(response.body)["errors"][0]["extensions"]["argument"] == "after"


def test_the_entries_used_last_are_kept() -> None:
    kept: Recent[int, str] = Recent(2)
    for number in (1, 2):
        kept.put(number, str(number))
    kept.get(1)
    kept.put(3, "3")
    assert (kept.get(1), kept.get(2), kept.get(3)) == ("1", None, "3")


def test_documents_and_plans_are_bounded() -> None:
    engine = Engine(searchable(SCHEMA._schema), _never)
    for number in range(DOCUMENTS_KEPT + 10):
        engine.compile(Request(query=f"{{ a{number}: __typename }}"))
    query = "query ($f: ActorFilter) { actors(filter: $f) { totalCount } }"
    for number in range(PLANS_KEPT + 10):
        engine.compile(Request(query=query, variables={"f": {"and": [{}] * number}}))
    assert len(engine._documents._kept) == DOCUMENTS_KEPT
    assert len(engine._documents.read(query).plans) == PLANS_KEPT


async def _never(_sql: str, _parameters: object) -> bytes:
    raise AssertionError("nothing is run")
