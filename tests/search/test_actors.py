"""Search knows actors: other names, other languages, slips, operators, orders, facets."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
import pytest_asyncio

from service.document import SourceDraft
from service.settings import Settings
from service.store.pool import open_store
from service.store.write import store_document
from tests.conftest import create_database
from tests.query.conftest import Ask, asker, engine_over
from tests.store.documents import actor, claim, document

TEXTS = {
    "ecb": ("en", "Rates rise", "The European Central Bank raised its key rate. Christine Lagarde spoke of inflation."),
    "bce": ("fr", "Hausse des taux", "La BCE a relevé son taux directeur. Christine Lagarde a parlé d’inflation."),
    "musk": ("fr", "Musk accuse", "Elon Musk a quitté OpenAI. Selon Elon Musk, OpenAI aurait trahi sa mission."),
    "fire": ("en", "A fire", "A fire destroyed a warehouse. Nobody was hurt, the mayor said. Rates are unknown."),
}
FOUND = """
  totalCount note suggestions
  edges { matchedBy node { __typename ... on Article { title } ... on Actor { name } ... on Claim { text } } }
"""


def _name(node: dict[str, str]) -> str:
    return node.get("title") or node.get("name") or node["text"]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def newsroom(server_url: str, empty_template: str) -> AsyncIterator[Ask]:
    """Four articles of two sources, their actors and a claim."""
    url = await create_database(server_url, empty_template)
    async with open_store(Settings(), url) as store:
        for place, (key, (language, title, body)) in enumerate(TEXTS.items()):
            actors = tuple(
                actor(name, kind, body=body)
                for name, kind in (
                    ("European Central Bank", "ORGANIZATION"),
                    ("BCE", "ORGANIZATION"),
                    ("Christine Lagarde", "PERSON"),
                    ("Elon Musk", "PERSON"),
                    ("OpenAI", "ORGANIZATION"),
                )
                if name in body
            )
            quote = "OpenAI aurait trahi sa mission"
            start = body.find(quote)
            claims = (
                claim(
                    start=start, end=start + len(quote), quote=quote, text=quote, modality="REPORTED",
                    claimant="Elon Musk", subject="OpenAI", objects=(), cues=(),
                ),
            )  # fmt: skip
            async with store.connection() as connection:
                await store_document(
                    connection,
                    document(
                        body=body, title=title, language=language, actors=actors,
                        claims=claims if key == "musk" else (),
                        published_at=datetime(2023, 1 + place, 15, tzinfo=UTC),
                    ),
                    source=SourceDraft(name=f"Le {language}", domain=f"{language}.example"),
                )  # fmt: skip
        yield asker(engine_over(store.fetch_json))


async def look(newsroom: Ask, query: str, arguments: str = "", fields: str = FOUND) -> Any:
    """The search's answer."""
    answer = await newsroom(
        f"query ($query: String!) {{ search(query: $query, first: 50{arguments}) {{ {fields} }} }}", {"query": query}
    )
    assert "errors" not in answer, answer
    return answer["data"]["search"]


async def listed(newsroom: Ask, query: str, arguments: str = ", match: ALL") -> dict[str, str]:
    """What a search finds, and why."""
    result = await look(newsroom, query, arguments)
    return {_name(edge["node"]): edge["matchedBy"] for edge in result["edges"]}


@pytest.mark.parametrize("query", ["ECB", "bce", "Banque centrale européenne", "european central bank"])
async def test_a_name_finds_its_actor_under_every_other_name(newsroom: Ask, query: str) -> None:
    found = await listed(newsroom, f"{query} ")
    assert {"Rates rise", "Hausse des taux", "European Central Bank"} <= found.keys()
    assert "A fire" not in found
    assert "ALIAS" in found.values()


async def test_words_and_a_name_narrow_each_other(newsroom: Ask) -> None:
    assert (await listed(newsroom, "ECB taux "))["Hausse des taux"] == "ALIAS"
    assert "Rates rise" not in await listed(newsroom, "ECB taux ")


async def test_a_word_in_quotes_is_that_word_only(newsroom: Ask) -> None:
    assert set(await listed(newsroom, '"ECB"')) == set()


@pytest.mark.parametrize("query", ["Cristine Lagard ", "Ellon Musc "])
async def test_slips_are_forgiven_where_nothing_is_spelled_so(newsroom: Ask, query: str) -> None:
    result = await look(newsroom, query)
    assert {edge["matchedBy"] for edge in result["edges"]} == {"FUZZY"}
    assert result["suggestions"][0].lower().startswith(("christine lagarde", "elon musk"))
    assert "names much like them" in result["note"]
    assert await listed(newsroom, query) == {}


async def test_where_all_words_find_little_some_words_follow(newsroom: Ask) -> None:
    result = await look(newsroom, "warehouse destroyed volcano ")
    assert _name(result["edges"][0]["node"]) == "A fire"
    assert result["note"].startswith("Nothing holds all the words")
    assert (await look(newsroom, "warehouse destroyed volcano ", ", match: ALL"))["edges"] == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("actor:musk", {"Musk accuse", "OpenAI aurait trahi sa mission"}),
        ('actor:"banque centrale européenne" inflation ', {"Rates rise", "Hausse des taux"}),
        ("claimant:musk", {"Musk accuse", "OpenAI aurait trahi sa mission"}),
        ("openai modality:reported", {"Musk accuse", "OpenAI aurait trahi sa mission"}),
        ("openai modality:asserted", set()),
        ("lagarde lang:en", {"Rates rise"}),
        ("lagarde source:fr.example", {"Hausse des taux"}),
        ('lagarde source:"le fr"', {"Hausse des taux"}),
        ("lagarde after:2023-01", {"Hausse des taux"}),
        ("lagarde before:2023-02", {"Rates rise"}),
        ("inflation -actor:bce ", set()),
        ("rates -actor:bce ", {"A fire"}),
        ("actor:nobodyknows", set()),
        ("actor:lagarde or actor:musk", {"Rates rise", "Hausse des taux", "Musk accuse",
                                         "OpenAI aurait trahi sa mission", "Christine Lagarde"}),
        ("(actor:lagarde or actor:musk) lang:fr", {"Hausse des taux", "Musk accuse", "OpenAI aurait trahi sa mission"}),
        ("lang:en", {"Rates rise", "A fire"}),
        ("-lang:fr inflation ", {"Rates rise"}),
        ("(lang:en or lang:de) rates ", {"Rates rise", "A fire"}),
        ("(lang:en inflation) or (lang:fr mission)", {"Rates rise", "Musk accuse", "OpenAI aurait trahi sa mission"}),
        ("warehouse or source:fr.example",
         {"A fire", "Hausse des taux", "Musk accuse", "OpenAI aurait trahi sa mission"}),
        ("rates NOT (inflation or lagarde) ", {"A fire"}),
        ("modality:reported", {"Musk accuse", "OpenAI aurait trahi sa mission"}),
        ("-modality:reported lang:fr", {"Hausse des taux"}),
        ("claimant:musk modality:asserted", set()),
        ("after:2023-03 or (lagarde before:2023-02)", {"A fire", "Rates rise"}),
        ("after:2023-01 before:2023-03", {"Hausse des taux"}),
        ("-claimant:musk lang:fr", {"Hausse des taux"}),
    ],
)  # fmt: skip
async def test_operators_narrow(newsroom: Ask, query: str, expected: set[str]) -> None:
    found = set(await listed(newsroom, query)) - {"Elon Musk", "OpenAI"}
    assert found == expected


async def test_an_unknown_actor_is_told(newsroom: Ask) -> None:
    result = await look(newsroom, "actor:nobodyknows", fields=f"{FOUND} notes {{ code text start end takenAs }}")
    assert result["note"] == "No actor has the name `nobodyknows` (position 0); it was taken as words."
    assert result["notes"] == [
        {"code": "UNKNOWN_NAME", "text": "nobodyknows", "start": 0, "end": 17, "takenAs": "WORDS"}
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("actor:warehouse", {"A fire"}),
        ('actor:"raised its key rate"', {"Rates rise"}),
        (
            "claimant:warehouse or lang:fr musk",
            {"A fire", "Musk accuse"},
        ),
        ("source:warehouse", {"A fire"}),
        ("-source:warehouse rates ", {"Rates rise"}),
    ],
)
async def test_a_name_that_nobody_has_is_looked_for_as_a_phrase(newsroom: Ask, query: str, expected: set[str]) -> None:
    assert set(await listed(newsroom, query)) == expected
    assert "it was taken as words" in (await look(newsroom, query))["note"]


@pytest.mark.parametrize("query", ["lang:fr or lang:en", "-zebra", "modality:reported", "actor:musk or lang:en"])
async def test_without_words_to_rank_by_the_newest_come_first(newsroom: Ask, query: str) -> None:
    fields = "totalCountRelation edges { matchedBy node { ... on Article { publishedAt } } }"
    result = await look(newsroom, query, ", types: [ARTICLE]", fields)
    dates = [edge["node"]["publishedAt"] for edge in result["edges"]]
    assert dates == sorted(dates, reverse=True)
    assert len(dates) >= 1
    assert result["totalCountRelation"] == "EXACT"
    assert "TEXT" not in {edge["matchedBy"] for edge in result["edges"]}


@pytest.mark.parametrize("order", ["RELEVANCE", "NEWEST"])
async def test_what_operators_list_has_pages(newsroom: Ask, order: str) -> None:
    fields = "pageInfo { endCursor hasNextPage } nodes { ... on Node { id } }"
    whole = (await look(newsroom, "lang:fr or lang:en", f", orderBy: {order}", fields))["nodes"]
    walked: list[Any] = []
    after = ""
    while True:
        arguments = f'query: "lang:fr or lang:en", orderBy: {order}, first: 1{after}'
        page = (await newsroom(f"{{ search({arguments}) {{ {fields} }} }}"))["data"]["search"]
        walked += page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = f', after: "{page["pageInfo"]["endCursor"]}"'
    assert walked == whole
    assert len(walked) == 5


async def test_a_search_never_voids_its_neighbours(newsroom: Ask) -> None:
    hostile = ["rates after:soon", "actor:", "-source:", "((", '"', "a\u0000b", "x" * 1_001, "NOT", "lang:x"]
    fields = " ".join(f's{at}: search(query: "{query}") {{ note }}' for at, query in enumerate(hostile) if query != '"')
    answer = await newsroom(f"{{ {fields} articles {{ totalCount }} }}")
    assert "errors" not in answer
    assert answer["data"]["articles"] == {"totalCount": 4}
    assert "`after:` at position 6 holds `soon`" in answer["data"]["s0"]["note"]


async def test_a_list_of_claims_tells_of_its_query_too(newsroom: Ask) -> None:
    query = '{ claims(search: "openai after:soon") { notes { code text start } } all: claims { notes { code } } }'
    data = (await newsroom(query))["data"]
    assert data["claims"]["notes"] == [{"code": "BAD_VALUE", "text": "after:soon", "start": 7}]
    assert data["all"]["notes"] == []


async def test_filters_of_claims_and_actors_narrow(newsroom: Ask) -> None:
    claims = ', claimFilter: {modality: REPORTED, claimant: "ELON MUSK"}'
    assert set(await listed(newsroom, "openai ", claims)) == {"Musk accuse", "OpenAI aurait trahi sa mission"}
    assert set(await listed(newsroom, "openai ", ", actorFilter: {kind: ORGANIZATION}")) == {"OpenAI"}
    assert await listed(newsroom, "openai ", ", actorFilter: {kind: PERSON}, match: ALL") == {}


@pytest.mark.parametrize("order", ["NEWEST", "OLDEST"])
async def test_orders_by_date_page_from_either_end(newsroom: Ask, order: str) -> None:
    fields = "pageInfo { endCursor startCursor hasNextPage hasPreviousPage } nodes { __typename ... on Node { id } }"
    whole = (await look(newsroom, "lagarde or openai ", f", orderBy: {order}", fields))["nodes"]
    assert len(whole) > 3
    forward: list[Any] = []
    paging = "first: 2"
    while True:
        query = f'{{ search(query: "lagarde or openai ", orderBy: {order}, {paging}) {{ {fields} }} }}'
        page = (await newsroom(query))["data"]["search"]
        forward += page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            break
        paging = f'first: 2, after: "{page["pageInfo"]["endCursor"]}"'
    assert forward == whole
    query = f'{{ search(query: "lagarde or openai ", orderBy: {order}, last: 3) {{ {fields} }} }}'
    assert (await newsroom(query))["data"]["search"]["nodes"] == whole[-3:]


async def test_orders_by_date_are_by_date(newsroom: Ask) -> None:
    fields = "nodes { ... on Article { publishedAt } }"
    for order, backward in (("NEWEST", True), ("OLDEST", False)):
        arguments = f", orderBy: {order}, types: [ARTICLE]"
        nodes = (await look(newsroom, "rates or lagarde or openai ", arguments, fields))["nodes"]
        dates = [node["publishedAt"] for node in nodes]
        assert len(dates) == 4
        assert dates == sorted(dates, reverse=backward)


async def test_age_counts_as_much_as_is_asked(newsroom: Ask) -> None:
    async def first(days: int) -> str:
        result = await look(newsroom, "inflation or warehouse ", f", types: [ARTICLE], halfLifeDays: {days}")
        return _name(result["edges"][0]["node"])

    assert await first(1) == "A fire"
    answer = await newsroom('{ search(query: "x", halfLifeDays: -1) { totalCount } }')
    assert "is -1; give 1 to 1,000,000 days, or 0" in answer["errors"][0]["message"]


async def test_facets_count_the_results_and_name_what_they_stand_for(newsroom: Ask) -> None:
    fields = (
        "totalCount facets { relation type { value count } language { value count id } source { value count id }"
        " actor { value count id } modality { value count } month { value count } }"
    )
    result = await look(newsroom, "openai or lagarde ", ", types: [ARTICLE, CLAIM]", fields)
    facets = result["facets"]
    assert facets["relation"] == "EXACT"
    assert {item["value"]: item["count"] for item in facets["type"]} == {"Article": 3, "Claim": 1}
    assert {item["value"]: item["count"] for item in facets["language"]} == {"fr": 3, "en": 1}
    assert {(item["value"], item["id"] is not None) for item in facets["source"]} == {("Le fr", True), ("Le en", True)}
    actors = {item["value"]: item for item in facets["actor"]}
    assert actors["OpenAI"]["count"] == actors["Elon Musk"]["count"] == 2
    name = await newsroom(f'{{ actor(id: "{actors["OpenAI"]["id"]}") {{ name }} }}')
    assert name["data"]["actor"]["name"] == "OpenAI"
    assert facets["modality"] == [{"value": "REPORTED", "count": 1}]
    assert {item["value"] for item in facets["month"]} == {"2023-01", "2023-02", "2023-03"}


async def test_what_was_found_by_another_name_shows_where_it_is_named(newsroom: Ask) -> None:
    fields = "edges { node { ... on Article { title body } } highlights { field text start ranges { start end } } }"
    for edge in (await look(newsroom, "ECB ", ", types: [ARTICLE]", fields))["edges"]:
        marked = [
            light["text"][span["start"] : span["end"]]
            for light in edge["highlights"]
            for span in light["ranges"]
            if edge["node"]["body"][light["start"] :].startswith(light["text"])
        ]
        assert "BCE" in marked or {"European", "Central", "Bank"} <= set(" ".join(marked).split())


async def test_claims_answer_who_said_what_of_whom(newsroom: Ask) -> None:
    fields = (
        "totalCount totalCountRelation nodes { text claimant { name } subject { name } } facets { modality { value } }"
    )
    query = f'{{ claims(search: "claimant:musk openai", orderBy: RELEVANCE) {{ {fields} }} }}'
    claims = (await newsroom(query))["data"]["claims"]
    assert claims["nodes"] == [
        {"text": "OpenAI aurait trahi sa mission", "claimant": {"name": "Elon Musk"}, "subject": {"name": "OpenAI"}}
    ]
    assert (claims["totalCount"], claims["totalCountRelation"]) == (1, "EXACT")
    assert claims["facets"] == {"modality": [{"value": "REPORTED"}]}
    query = f'{{ claims(filter: {{claimant: "Elon Musk", modality: ASSERTED}}, search: "openai") {{ {fields} }} }}'
    assert (await newsroom(query))["data"]["claims"]["nodes"] == []


async def test_suggestions_while_typing(newsroom: Ask) -> None:
    async def suggested(prefix: str) -> list[str]:
        query = "query ($prefix: String!) { suggest(prefix: $prefix) { kind text id } }"
        return [item["text"] for item in (await newsroom(query, {"prefix": prefix}))["data"]["suggest"]]

    assert (await suggested("chr"))[0] == "Christine Lagarde"
    assert await suggested("LAG") == ["Christine Lagarde"]
    assert await suggested("hausse d") == ["Hausse des taux"]
    assert await suggested("cristine lagar") == ["Christine Lagarde"]
    for nothing in ("", "  ", "%", "\\", "'", "zzzz", "(:*&|!"):
        assert await suggested(nothing) == []


async def test_what_is_merged_and_what_is_renamed_is_found_so(server_url: str, empty_template: str) -> None:
    url = await create_database(server_url, empty_template)
    async with open_store(Settings(), url) as store:
        body = "Twitter changed its name."
        async with store.connection() as connection:
            await store_document(
                connection,
                document(body=body, title="A", language="en", actors=(actor("Twitter", body=body),), published_at=None),
            )
            await connection.execute(
                "insert into actor_alias (actor_id, kind, name) select id, kind, 'Bluebird Corporation' from actor"
            )
        ask = asker(engine_over(store.fetch_json))
        answer = await ask('{ search(query: "bluebird corporation ", match: ALL) { edges { matchedBy } } }')
        assert sorted(edge["matchedBy"] for edge in answer["data"]["search"]["edges"]) == ["ALIAS", "TEXT"]
        async with store.connection() as connection:
            await connection.execute("delete from mention")
            await connection.execute("delete from article_actor")
        answer = await ask('{ search(query: "bluebird corporation ", match: ALL) { edges { matchedBy } } }')
        assert [edge["matchedBy"] for edge in answer["data"]["search"]["edges"]] == ["TEXT"]
