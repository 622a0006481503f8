"""Filters as their users write them: through relations, by ranges and lists, by names, and where they end."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from schema import costs
from schema.limits import FILTER_DEPTH_MAX, FILTER_RELATIONS_MAX
from service.document import ARTICLE_VOICE, Amount, DateRef, SourceDraft
from service.query.engine import Request
from service.settings import Settings
from service.store.pool import Store, open_store
from service.store.write import store_document
from tests.conftest import create_database
from tests.query.conftest import Ask, World, asker, engine_over
from tests.store.documents import actor, claim, document

MANUAL = (Path(__file__).parents[2] / "docs" / "filters.md").read_text("utf-8")
MUSK, ALTMAN, OPENAI = "Elon Musk", "Sam Altman", "OpenAI"
TEXTS: dict[str, tuple[str, str, str, dict[str, Any] | None]] = {
    "accuse": (
        "fr",
        "monde.example",
        "Elon Musk accuse OpenAI de trahison.",
        {"claimant": MUSK, "subject": OPENAI, "modality": "REPORTED"},
    ),
    "raise": (
        "en",
        "times.example",
        "Sam Altman and Elon Musk met. OpenAI may raise 50 billion dollars in November 2023.",
        {"claimant": ARTICLE_VOICE, "subject": OPENAI, "modality": "POSSIBLE"},
    ),
    "leave": (
        "en",
        "times.example",
        "Sam Altman said OpenAI is fine.",
        {"claimant": ALTMAN, "subject": OPENAI, "modality": "REPORTED"},
    ),
    "fire": ("en", "post.example", "A fire destroyed a warehouse.", None),
}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def newsroom(server_url: str, empty_template: str) -> AsyncIterator[Ask]:
    """Four articles of three sources, three actors and three claims."""
    url = await create_database(server_url, empty_template)
    async with open_store(Settings(), url) as store:
        for place, (title, (language, domain, body, said)) in enumerate(TEXTS.items()):
            source = SourceDraft(name=domain.split(".")[0].title(), domain=domain)
            async with store.connection() as connection:
                await store_document(connection, _document(place, title, language, domain, body, said), source=source)
        async with store.connection() as connection:
            await connection.execute(
                "insert into claim_review (claim_id, reviewer, rating, reviewed_at)"
                " select c.id, 'AFP Factuel', 'False', '2024-02-01' from claim c"
                " join article a on a.id = c.article_id where a.title = 'accuse'"
            )
            await connection.execute(
                "insert into claim_link (from_id, to_id, kind, score, said_by) select c.id, d.id, 'CONTRADICTS', 0.75,"
                " 'desk' from claim c, claim d where c.modality = 'POSSIBLE' and d.claimant_id is not null"
                " and d.quote like 'Elon%'"
            )
        yield asker(engine_over(store.fetch_json))


def _document(place: int, title: str, language: str, domain: str, body: str, said: dict[str, Any] | None) -> Any:
    names = [(name, "ORGANIZATION" if name == OPENAI else "PERSON") for name in (MUSK, ALTMAN, OPENAI) if name in body]
    claims = ()
    if said is not None:
        at = body.find("50 billion")
        pieces: dict[str, Any] = {}
        if at >= 0:
            amount = Amount(start=at, end=at + 10, quote=body[at : at + 10], value=5e10, unit="USD")
            day = body.find("November 2023")
            date = DateRef(start=day, end=day + 13, quote=body[day : day + 13], date="2023-11")
            pieces = {"amounts": (amount,), "dates": (date,)}
        claims = (claim(start=0, end=len(body), quote=body, text=body, objects=(), cues=(), **said, **pieces),)
    return document(
        body=body,
        title=title,
        language=language,
        url=f"https://{domain}/{place}",
        published_at=None if title == "fire" else datetime(2023, 11, 20 + place, tzinfo=UTC),
        actors=tuple(actor(name, kind, body=body) for name, kind in names),
        claims=claims,
    )


async def titles(ask: Ask, given: str, **variables: Any) -> list[str]:
    """The titles of the articles that pass a filter, oldest first."""
    answer = await ask(f"query Q {{ articles(filter: {given}, orderBy: OLDEST) {{ nodes {{ title }} }} }}", variables)
    return [node["title"] for node in answer["data"]["articles"]["nodes"]]


async def claims_in(ask: Ask, given: str) -> list[str]:
    """The titles of the articles whose claims pass a filter, oldest first."""
    answer = await ask(f"{{ claims(filter: {given}, orderBy: OLDEST) {{ nodes {{ article {{ title }} }} }} }}")
    assert "errors" not in answer, answer
    return [node["article"]["title"] for node in answer["data"]["claims"]["nodes"]]


async def ids_of(ask: Ask) -> dict[str, str]:
    """The actors' ids by name."""
    answer = await ask("{ actors { nodes { id name } } }")
    return {node["name"]: node["id"] for node in answer["data"]["actors"]["nodes"]}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ('{claims: {some: {claimant: "Musk", modality: [REPORTED]}}}', ["accuse"]),
        ("{claims: {none: {modality: REPORTED}}}", ["fire", "raise"]),
        # All of none.
        ("{claims: {every: {modality: REPORTED}}}", ["fire", "accuse", "leave"]),
        ("{claims: {some: {}, every: {modality: REPORTED}}}", ["accuse", "leave"]),
        ('{claims: {some: {actors: {role: SUBJECT, some: {name: "openai"}}}}}', ["accuse", "raise", "leave"]),
        ("{claims: {some: {actors: {role: CLAIMANT}}}}", ["accuse", "leave"]),
        ("{source: {domain: [\"times.example\", \"POST.example\"]}}", ["fire", "raise", "leave"]),
        ('{source: {name: {startsWith: "ti"}}}', ["raise", "leave"]),
        ('{actors: {some: {called: "altman"}}}', ["raise", "leave"]),
        ('{not: {actors: {some: {called: "altman"}}}}', ["fire", "accuse"]),
        ('{language: ["fr", "de"]}', ["accuse"]),
        ('{title: {startsWith: "Le"}}', ["leave"]),
        ("{publishedAt: {isNull: true}}", ["fire"]),
        ('{publishedAt: {gt: "2023-11-20", lte: "2023-11-22"}}', ["raise", "leave"]),
        ('{publishedAt: {gte: "2023-11-20", lt: "2023-11-22"}}', ["accuse", "raise"]),
        ('{not: {publishedAt: {lt: "2023-11-22"}}}', ["fire", "leave"]),
        ('{url: ["https://times.example/1", "http://www.times.example/2#x", "http://no.example"]}', ["raise", "leave"]),
    ],
)  # fmt: skip
async def test_articles_by_what_belongs_to_them(newsroom: Ask, given: str, expected: list[str]) -> None:
    assert await titles(newsroom, given) == expected


async def test_articles_by_all_any_and_none_of_some_actors(newsroom: Ask) -> None:
    ids = await ids_of(newsroom)
    musk, altman = ids[MUSK], ids[ALTMAN]
    assert await titles(newsroom, f'{{actors: {{all: ["{musk}", "{altman}"]}}}}') == ["raise"]
    assert await titles(newsroom, f'{{actors: {{any: ["{musk}", "{altman}"]}}}}') == ["accuse", "raise", "leave"]
    assert await titles(newsroom, f'{{actors: {{all: "{altman}", none: ["{musk}"]}}}}') == ["leave"]
    assert await titles(newsroom, f'{{actors: {{all: ["{musk}", "act_999999"]}}}}') == []
    assert await titles(newsroom, "{actors: {all: [], none: []}}") == ["fire", "accuse", "raise", "leave"]
    assert await titles(newsroom, "{actors: {any: []}}") == []


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ('{article: {sourceDomain: "times.example", language: "en"}}', ["raise", "leave"]),
        ('{sourceDomain: ["times.example", "none.example"]}', ["raise", "leave"]),
        ('{language: "fr"}', ["accuse"]),
        ("{amounts: {some: {value: {gte: 5e10}, unit: [\"USD\", \"EUR\"]}}}", ["raise"]),
        ("{amounts: {some: {value: {gt: 5e10}}}}", []),
        ('{dates: {some: {in: "2023"}}}', ["raise"]),
        ('{dates: {some: {gte: "2023-11-01", lt: "2023-12"}}}', ["raise"]),
        ('{dates: {some: {gt: "2023-11"}}}', []),
        ('{reviews: {some: {reviewer: {contains: "factuel"}, reviewedAt: {gte: "2024-01-01"}}}}', ["accuse"]),
        ("{links: {some: {kind: [CONTRADICTS], score: {gte: 0.5}}}}", ["accuse", "raise"]),
        ('{links: {some: {claim: {claimant: "musk"}}}}', ["raise"]),
        ("{attribution: [ACTOR, UNNAMED]}", ["accuse", "leave"]),
        ("{polarity: POSITIVE, hasSubject: true}", ["accuse", "raise", "leave"]),
    ],
)  # fmt: skip
async def test_claims_by_what_belongs_to_them(newsroom: Ask, given: str, expected: list[str]) -> None:
    assert await claims_in(newsroom, given) == expected


async def test_actors_by_their_articles_and_claims(newsroom: Ask) -> None:
    async def names(given: str) -> list[str]:
        answer = await newsroom(f"{{ actors(filter: {given}) {{ nodes {{ name }} }} }}")
        return [node["name"] for node in answer["data"]["actors"]["nodes"]]

    assert await names('{articles: {some: {language: "fr"}}}') == [MUSK, OPENAI]
    assert await names('{articles: {every: {language: "en"}}}') == [ALTMAN]
    assert await names("{claims: {role: CLAIMANT, some: {modality: REPORTED}}}") == [MUSK, ALTMAN]
    assert await names('{names: {startsWith: "sam a"}}') == [ALTMAN]
    assert await names("{mentionCount: {gte: 3}}") == [OPENAI]
    assert await names("{hasWikidataId: true}") == []


@pytest.mark.parametrize("name", ["Musk", "musk", "Elon Musk", "Elon Muskk"])
async def test_a_name_means_the_same_in_filters_and_searches(newsroom: Ask, name: str) -> None:
    assert await claims_in(newsroom, f'{{claimant: "{name}"}}') == ["accuse"]
    query = f"""{{ claims(search: "claimant:\\"{name}\\"") {{ nodes {{ article {{ title }} }} }} }}"""
    (found,) = (await newsroom(query))["data"]["claims"]["nodes"]
    assert found["article"]["title"] == "accuse"


@pytest.mark.parametrize("text", ["%", "_", "\\\\", "...", " - "])
async def test_punctuation_is_in_no_name(newsroom: Ask, text: str) -> None:
    query = f'{{ actors(filter: {{name: "{text}"}}) {{ totalCount }} s: sources {{ totalCount }} }}'
    assert (await newsroom(query))["data"]["actors"]["totalCount"] == 0
    query = f'{{ actors(filter: {{names: {{startsWith: "{text}"}}}}) {{ totalCount }} }}'
    assert (await newsroom(query))["data"]["actors"]["totalCount"] == 0


async def test_a_variable_of_one_value_stands_for_a_list_of_one(newsroom: Ask) -> None:
    """Documents from when these arguments took one value keep running."""
    query = """
      query ($id: ID, $polarity: Polarity!, $who: String = "Musk") {
        claims(filter: {claimantId: $id, polarity: $polarity, claimant: $who}) { totalCount }
      }
    """
    musk = (await ids_of(newsroom))[MUSK]
    for variables, count in (
        ({"id": musk, "polarity": "POSITIVE"}, 1),
        ({"id": None, "polarity": "POSITIVE"}, 1),
        ({"polarity": "NEGATIVE"}, 0),
        ({"id": musk, "polarity": "POSITIVE", "who": "Altman"}, 0),
    ):
        assert await newsroom(query, variables) == {"data": {"claims": {"totalCount": count}}}
    answer = await newsroom("query ($id: Int) { claims(filter: {claimantId: $id}) { totalCount } }", {"id": 1})
    assert "Variable '$id' of type 'Int' used in position expecting type '[ID!]'" in answer["errors"][0]["message"]


@pytest.mark.parametrize(
    ("given", "argument", "problem"),
    [
        ('{sourceId: ["src_1", "art_1"]}', "filter.sourceId[1]", "is an id of type Article"),
        ('{sourceId: "art_1"}', "filter.sourceId", "is an id of type Article"),
        ('{claims: {some: {dates: {some: {gte: "yesterday"}}}}}', "filter.claims.some.dates.some.gte", "is no year"),
        ('{actors: {all: ["src_1"]}}', "filter.actors.all[0]", "is an id of type Source"),
    ],
)
async def test_a_value_that_will_not_do_is_named_by_its_place(
    newsroom: Ask, given: str, argument: str, problem: str
) -> None:
    (error,) = (await newsroom(f"{{ articles(filter: {given}) {{ totalCount }} }}"))["errors"]
    assert error["extensions"] | {"requestId": ""} == {"code": "BAD_USER_INPUT", "argument": argument, "requestId": ""}
    assert problem in error["message"]


async def test_filters_end_at_a_depth_and_a_number_of_relations(newsroom: Ask) -> None:
    deep = "{title: {}}"
    for _ in range(FILTER_DEPTH_MAX + 1):
        deep = f"{{claims: {{some: {{article: {deep}}}}}}}"
    (error,) = (await newsroom(f"{{ articles(filter: {deep}) {{ totalCount }} }}"))["errors"]
    assert f"at most {FILTER_DEPTH_MAX} are followed" in error["message"]
    wide = ", ".join("{claims: {some: {}}}" for _ in range(FILTER_RELATIONS_MAX + 1))
    (error,) = (await newsroom(f"{{ articles(filter: {{or: [{wide}]}}) {{ totalCount }} }}"))["errors"]
    assert f"holds at most {FILTER_RELATIONS_MAX}" in error["message"]


async def test_a_relation_has_its_price_wherever_it_stands(world: World) -> None:
    async def price(query: str) -> int:
        answer = json.loads((await world.engine.execute(Request(query=query))).body)
        cost: int = answer["extensions"]["cost"]["requested"]
        return cost

    related = "claims: {some: {modality: REPORTED}}"
    plain = await price('{ articles(filter: {language: "fr"}) { totalCount } }')
    assert await price(f'{{ articles(filter: {{language: "fr", {related}}}) {{ totalCount }} }}') == (
        plain + costs.RELATION + 2 * costs.TABLE
    )
    assert await price(f'{{ search(query: "x", filter: {{{related}}}) {{ totalCount }} }}') >= costs.RELATION


async def test_several_orders_each_order_what_is_left_equal(newsroom: Ask) -> None:
    async def ordered(orders: str, after: str | None = None) -> Any:
        query = f"""query ($after: String) {{ articles(orderBy: {orders}, first: 3, after: $after) {{
          nodes {{ title }} pageInfo {{ endCursor hasNextPage }} }} }}"""
        return (await newsroom(query, {"after": after}))["data"]["articles"]

    first = await ordered("[MOST_CLAIMS, OLDEST]")
    assert [node["title"] for node in first["nodes"]] == ["accuse", "raise", "leave"]
    rest = await ordered("[MOST_CLAIMS, OLDEST]", first["pageInfo"]["endCursor"])
    assert [node["title"] for node in rest["nodes"]] == ["fire"]
    by_mentions = await ordered("[MOST_MENTIONS, NEWEST]")
    assert [node["title"] for node in by_mentions["nodes"]] == ["raise", "leave", "accuse"]
    answer = await newsroom("{ articles(orderBy: [NEWEST, NEWEST]) { totalCount } }")
    assert "names an order twice" in answer["errors"][0]["message"]
    answer = await newsroom('{ claims(search: "openai", orderBy: [MOST_LINKS]) { totalCount } }')
    assert "with `search`, give one of NEWEST, OLDEST, RELEVANCE" in answer["errors"][0]["message"]


async def test_a_variable_of_one_order_is_a_list_of_one(newsroom: Ask) -> None:
    query = "query ($o: ArticleOrder! = NEWEST) { articles(orderBy: $o, first: 1) { nodes { title } } }"
    assert (await newsroom(query))["data"]["articles"]["nodes"] == [{"title": "leave"}]
    assert (await newsroom(query, {"o": "OLDEST"}))["data"]["articles"]["nodes"] == [{"title": "fire"}]


async def test_lists_below_objects_are_filtered_and_ordered(newsroom: Ask) -> None:
    query = f"""{{
      actors(filter: {{called: "openai"}}) {{ nodes {{
        articles(filter: {{claims: {{some: {{modality: REPORTED}}}}}}, orderBy: OLDEST) {{ totalCount nodes {{
          title
          actors(filter: {{kind: PERSON}}, orderBy: [MOST_ARTICLES, NAME]) {{ nodes {{ name }} }}
          claims(orderBy: [MOST_REVIEWS]) {{ nodes {{
            related(filter: {{claimant: "{MUSK}"}}, orderBy: NEWEST) {{ totalCount }}
            reviews(filter: {{rating: ["False"]}}) {{ totalCount }}
          }} }}
        }} }}
        coMentioned(filter: {{name: "sam"}}, orderBy: NAME) {{ nodes {{ name }} }}
      }} }}
    }}"""
    (openai,) = (await newsroom(query))["data"]["actors"]["nodes"]
    assert openai["coMentioned"]["nodes"] == [{"name": ALTMAN}]
    accuse, leave = openai["articles"]["nodes"]
    assert (openai["articles"]["totalCount"], accuse["title"], leave["title"]) == (2, "accuse", "leave")
    assert accuse["actors"]["nodes"] == [{"name": MUSK}]
    assert accuse["claims"]["nodes"] == [{"related": {"totalCount": 0}, "reviews": {"totalCount": 1}}]


FOUND = [
    ["raise", "leave"],
    ["raise", "accuse"],
    ["leave", "raise"],
    ["accuse"],
    ["leave"],
    [MUSK, ALTMAN],
    ["raise"],
    [MUSK],
    ["accuse", "raise", "leave"],
    ["leave", None],
]
"""What the examples of docs/filters.md find: titles, names, or the titles of claims' articles."""


async def test_each_example_of_the_manual_finds_something(newsroom: Ask) -> None:
    examples = re.findall(r"```graphql\n(.*?)```", MANUAL, re.DOTALL)
    ids = await ids_of(newsroom)
    bodies = {body: title for title, (_, _, body, _) in TEXTS.items()}
    found = []
    for example in examples:
        variables = {"musk": ids[MUSK], "altman": ids[ALTMAN]} if "$musk" in example else {}
        answer = await newsroom(example, variables)
        assert "errors" not in answer, (example, answer)
        (listed,) = answer["data"].values()
        nodes = listed if isinstance(listed, list) else listed["nodes"]
        found.append([node and shown(node, bodies) for node in nodes])
    assert [set(each) for each in found] == [set(each) for each in FOUND]
    # Where the example says the order.
    assert found[8] == FOUND[8]


def shown(node: dict[str, Any], bodies: dict[str, str]) -> str:
    """What tells a node: its title or name, its claimant's name, or the title of the article whose body it claims."""
    if "claimant" in node:
        name: str = node["claimant"]["name"]
        return name
    return node.get("title") or node.get("name") or bodies[node["text"]]


def test_the_manual_tells_the_limits() -> None:
    limits = f"at most {FILTER_DEPTH_MAX} relations from one to the next and {FILTER_RELATIONS_MAX} in all"
    assert limits in MANUAL.replace("\n", " ")
    assert f"each at a cost of {costs.RELATION}" in MANUAL


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Musk", ["Musk", "Elon Musk", "Maye Musk"]),
        ("elon musk", ["Elon Musk"]),
        # As a name of its own it is better known than as a family name.
        ("Ford", ["Ford"]),
        ("Harrison", ["Harrison Ford"]),
        ("Foundation", ["Ford Foundation"]),
        ("Elon Mask", ["Elon Musk"]),
        ("Nobody At All", []),
        ("...", []),
    ],
)
async def test_whom_a_name_means(fresh_store: Store, name: str, meant: list[str]) -> None:
    async with fresh_store.connection() as connection:
        for actor_name, kind, mentions in (
            ("Musk", "PERSON", 5),
            ("Elon Musk", "PERSON", 90),
            ("Maye Musk", "PERSON", 5),
            ("Kimbal Musk", "PERSON", 1),
            ("Ford", "ORGANIZATION", 80),
            ("Harrison Ford", "PERSON", 3),
            ("Ford Foundation", "ORGANIZATION", 99),
        ):
            await connection.execute(
                "with made as (insert into actor (kind, name, mention_count) values ($1, $2, $3) returning id)"
                " insert into actor_alias (actor_id, kind, name) select id, $1, $2 from made",
                kind,
                actor_name,
                mentions,
            )
        found = await connection.fetch(
            "select a.name from unnest(claimgraph.actors_meant($1)) with ordinality m (id, place)"
            " join actor a on a.id = m.id order by m.place",
            name,
        )
    assert [row["name"] for row in found] == meant
