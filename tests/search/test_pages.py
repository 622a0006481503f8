"""What `search` finds, in which language, and where it says that it matched."""

from __future__ import annotations

from collections.abc import AsyncIterator
from hashlib import sha256
from typing import Any

import pytest
import pytest_asyncio

from service.settings import Settings
from service.store.pool import open_store
from tests.conftest import create_database
from tests.query.conftest import Ask, World, asker, engine_over

FRENCH = (
    "Sam Altman semble 🙂 revenir chez OpenAI. L’entreprise d’Élodie Ünal a refusé de négocier, dit-elle. "
    "Aujourd’hui, « l’État » n’en sait rien : l’ac\u00adcord reste secret."
)
ENGLISH = "Sam Altman may return to OpenAI 👩‍👩‍👧 soon. Negotiations went on for days; the board said <b>nothing</b>."
GERMAN = "Die Verhandlungen über die Straßen der Städte dauern an, sagt der Rat."
BUDGET = "The budget grows. Ministers negotiated the budget for weeks, and the budget passed. " * 12 + "Zebras slept."
LONG = "yx " + " ".join(
    f"{first}{second}" for first in "bcdfghjklmnp" for second in ("ablos", "emris", "ostus", "undis", "ipexs")
)
ARTICLES = {
    "art_1": ("fr", "L’entreprise négocie", FRENCH),
    "art_2": ("en", "Altman returns", ENGLISH),
    "art_3": ("de", "Der Rat", GERMAN),
    "art_4": ("en-gb", "Budget", BUDGET),
    "art_5": ("tlh", "", LONG),
}
ACTORS = {
    "act_1": ("PERSON", "Sam Altman", ("Altman",), "Directeur général d’OpenAI"),
    "act_2": ("ORGANIZATION", "OpenAI", (), None),
    "act_3": ("PERSON", "Élodie Ünal", (), None),
}
SEARCH = """
query (
  $query: String!, $types: [SearchType!], $language: String, $filter: ArticleFilter, $first: Int = 50
  $match: SearchMatch = ALL
) {
  search(query: $query, types: $types, language: $language, filter: $filter, first: $first, match: $match) {
    totalCount note
    edges { score cursor highlights { field text start ranges { start end } } node {
      __typename
      ... on Node { id }
      ... on Article { title body }
      ... on Actor { name aliases { name } description }
      ... on Claim { text quote }
    } }
  }
}
"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def library(server_url: str, empty_template: str) -> AsyncIterator[Ask]:
    """Four articles, three actors and a claim."""
    url = await create_database(server_url, empty_template)
    async with open_store(Settings(), url) as store:
        async with store.connection() as connection:
            await connection.execute("insert into source (name, domain) values ('Times', 'times.example')")
            for language, title, body in ARTICLES.values():
                await connection.execute(
                    "insert into article (title, body, language, published_at, sort_at, content_hash, source_id,"
                    " extractor, extractor_version) select $1, $2, $3, t, t, $4, $5, 'rules', '1'"
                    " from (values ('2023-11-22T10:00:00Z'::timestamptz)) v (t)",
                    title,
                    body,
                    language,
                    sha256(f"{title}\0{body}".encode()).hexdigest(),
                    1 if language.startswith("en") else None,
                )
            for kind, name, aliases, description in ACTORS.values():
                actor_id = await connection.fetchval(
                    "insert into actor (kind, name, description) values ($1, $2, $3) returning id",
                    kind,
                    name,
                    description,
                )
                await connection.executemany(
                    "insert into actor_alias (actor_id, kind, name) values ($1, $2, $3)",
                    [(actor_id, kind, alias) for alias in (name, *aliases)],
                )
            quote = FRENCH.split(". ")[1]
            start = FRENCH.index(quote)
            await connection.execute(
                "insert into claim (article_id, sort_at, start_at, end_at, quote, text, modality, polarity, factuality,"
                " attribution, extractor, extractor_version)"
                " select 1, sort_at, $1, $2, $3, $4, 'ASSERTED', 'POSITIVE', 'CT_PLUS', 'ARTICLE', 'rules', '1'"
                " from article where id = 1",
                start,
                start + len(quote),
                quote,
                "L’entreprise a refusé de négocier",
            )
        yield asker(engine_over(store.fetch_json))


async def found(library: Ask, query: str, **variables: Any) -> Any:
    """The search's answer."""
    answer = await library(SEARCH, {"query": query, **variables})
    assert "errors" not in answer, answer
    return answer["data"]["search"]


async def ids(library: Ask, query: str, **variables: Any) -> set[str]:
    """The ids of what a search finds, each once."""
    result = await found(library, query, **variables)
    listed = [edge["node"]["id"] for edge in result["edges"]]
    assert len(listed) == len(set(listed)) == result["totalCount"]
    return set(listed)


def values(node: dict[str, Any], field: str) -> list[str]:
    """What stands in a field of a found thing; an actor has several names."""
    if field == "name":
        return [alias["name"] for alias in node["aliases"]]
    return [node[field]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("négocier", {"art_1", "clm_1"}),
        ("NEGOCIER", {"art_1", "clm_1"}),
        ("entreprise", {"art_1", "clm_1"}),
        ("l'entreprise", {"art_1", "clm_1"}),
        ("l’entreprise", {"art_1", "clm_1"}),
        ("elodie unal", {"art_1", "clm_1", "act_3"}),
        ("Élodie Ünal", {"art_1", "clm_1", "act_3"}),
        ("negotiation", {"art_2", "art_4"}),
        ("verhandlung straße", {"art_3"}),
        ("zebra", {"art_4"}),
        ("nothing", {"art_2"}),
        ("nobodywrotethis", set()),
    ],
)
async def test_accents_case_and_word_forms_do_not_matter(library: Ask, query: str, expected: set[str]) -> None:
    assert await ids(library, query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("sam alt", {"art_1", "art_2", "act_1"}),
        ("sam alt ", set()),
        ('sam "alt"', set()),
        ("sam -alt", {"art_1", "art_2", "act_1"}),
        ("zebr", {"art_4"}),
        ("z", set()),
        ("l’entrep", {"art_1", "clm_1"}),
        ("éloD", {"art_1", "clm_1", "act_3"}),
    ],
)
async def test_the_last_word_also_matches_as_a_beginning(library: Ask, query: str, expected: set[str]) -> None:
    assert await ids(library, query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('"sam altman"', {"art_1", "art_2", "act_1"}),
        ('"altman may"', {"art_2"}),
        ('"may altman"', set()),
        ("zebras or straßen ", {"art_3", "art_4"}),
        ("zebras OR strass", {"art_3", "art_4"}),
        ("altman -openai ", set()),
        ("altman -entreprise ", {"art_2", "act_1"}),
        ('altman -"may return" ', {"art_1", "act_1"}),
        ("budget zebras ", {"art_4"}),
        ("budget altman ", set()),
    ],
)
async def test_quotes_or_and_minus_mean_what_they_mean_on_the_web(library: Ask, query: str, expected: set[str]) -> None:
    assert await ids(library, query) == expected


@pytest.mark.parametrize("query", ['"altman sam"', '"returns sam"'])
async def test_a_phrase_does_not_reach_from_one_field_into_the_next(library: Ask, query: str) -> None:
    assert await ids(library, query) == set()


async def test_every_word_of_a_long_body_is_found(library: Ask) -> None:
    missed = [word for word in LONG.split() if "art_5" not in await ids(library, f"{word} ")]
    assert missed == []


@pytest.mark.parametrize(
    ("language", "query", "expected"),
    [
        ("fr", "négociations ", {"art_1", "clm_1"}),
        ("en", "negotiate ", {"art_2", "art_4"}),
        ("en-gb", "negotiate ", {"art_4"}),
        ("de", "negotiate ", set()),
        ("fr", "altman ", {"art_1", "act_1"}),
        ("EN", "altman ", {"art_2", "act_1"}),
        ("und", "altman ", {"act_1"}),
    ],
)
async def test_a_language_chooses_texts_and_their_word_forms(
    library: Ask, language: str, query: str, expected: set[str]
) -> None:
    assert await ids(library, query, language=language) == expected


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"language": "en"}, {"art_2"}),
        ({"sourceDomain": "times.example"}, {"art_2"}),
        ({"not": {"sourceDomain": "times.example"}}, {"art_1"}),
        ({"hasClaims": True}, {"art_1"}),
        ({"publishedAfter": "2024-01-01T00:00:00Z"}, set()),
        ({"or": []}, set()),
        ({}, {"art_1", "art_2"}),
    ],
)
async def test_a_filter_narrows_articles_and_leaves_actors_out(
    library: Ask, filters: dict[str, Any], expected: set[str]
) -> None:
    assert await ids(library, "altman", filter=filters) == expected


async def test_types_choose_where_to_look(library: Ask) -> None:
    assert await ids(library, "elodie", types=["ACTOR"]) == {"act_3"}
    assert await ids(library, "elodie", types=["CLAIM", "ARTICLE"]) == {"art_1", "clm_1"}
    assert await ids(library, "elodie", types=[]) == set()


@pytest.mark.parametrize("query", ["", "   ", "-", '""', "...", "😀"])
async def test_an_empty_query_says_so(library: Ask, query: str) -> None:
    result = await found(library, query)
    assert result["edges"] == []
    assert result["totalCount"] == 0
    assert result["note"].startswith("The query is empty; give at least one word.")


async def test_stop_words_alone_are_told(library: Ask) -> None:
    result = await found(library, "the ", language="en")
    assert "holds only words too common to search for" in result["note"]
    assert "Too common to search for (English): the." in result["note"]
    assert (await found(library, "altman"))["note"] is None
    assert (await found(library, "the budget of zebras", language="en"))["note"] == (
        "Too common to search for (English): of, the."
    )


HOSTILE = [
    "'", '"', "''", "a'b", "or", "or or", "- -", "(", "a & b", "a | !b", "a:*", ":*", "\\", "a\\", "<b>", "%", "<->",
    "' or 1=1 --", "x" * 1000, "a " * 499, "e\u0301", "\u202e", "\ue000", "\U0010ffff", "-a", "a -", '"a', "$1", "{v}",
    "&amp;", "a\nb", "http://a.example/b?c=d", "a@b.example", "1e999", "-1.5", "../../etc",
]  # fmt: skip


@pytest.mark.parametrize("query", HOSTILE)
async def test_no_query_fails(library: Ask, query: str) -> None:
    await found(library, query)


@pytest.mark.parametrize(
    ("query", "matched"),
    [
        ("négocier", {"négocie", "négocier"}),
        ("entreprise", {"entreprise", "L’entreprise"}),
        ("elodie", {"Élodie", "d’Élodie"}),
        ("unal", {"Ünal"}),
        ("accord", {"ac\u00adcord"}),
        ("etat", {"État", "l’État"}),
        ("openai", {"OpenAI", "d’OpenAI"}),
        ("altman", {"Altman"}),
        ("nothing", {"nothing"}),
        ("straßen", {"Straßen"}),
        ("zebra", {"Zebras"}),
        ("sam alt", {"Sam", "Altman"}),
    ],
)
async def test_highlights_are_exact_pieces_of_the_text(library: Ask, query: str, matched: set[str]) -> None:
    edges = (await found(library, query))["edges"]
    assert edges
    for edge in edges:
        assert edge["highlights"]
        for light in edge["highlights"]:
            end = light["start"] + len(light["text"])
            pieces = [value[light["start"] : end] for value in values(edge["node"], light["field"])]
            assert light["text"] in pieces
            assert light["ranges"]
            for span in light["ranges"]:
                assert light["text"][span["start"] : span["end"]] in matched


PLAIN_WORDS = ["minister", "budget", "growth", "naive", "elysee", "Москва", "東京", "openai", "claims", "avec"]
MATCHES = """
    with named as (
      select distinct actor_id from actor_alias where folded = claimgraph.fold_name($1)
    ),
    involved as (
      select c.id, c.article_id from claim c
      where exists (
        select from named n
        where n.actor_id in (c.subject_id, c.claimant_id)
          or exists (select from claim_actor r where r.claim_id = c.id and r.actor_id = n.actor_id)
      )
    )
    select 'art_' || s.article_id as id
    from article_search s join article o on o.id = s.article_id and o.retracted_at is null
    where s.tsv @@ plainto_tsquery(('claimgraph.' || s.config)::regconfig, $1)
      or exists (select from article_actor a join named n using (actor_id) where a.article_id = s.article_id)
      or exists (select from claim_actor r join named n using (actor_id) join claim c on c.id = r.claim_id and c.live
                 where c.article_id = s.article_id)
    union all
    select 'clm_' || s.claim_id from claim_search s join claim o on o.id = s.claim_id and o.live
    where s.tsv @@ plainto_tsquery(('claimgraph.' || s.config)::regconfig, $1)
      or exists (select from involved i where i.id = s.claim_id)
    union all
    select 'act_' || s.actor_id from actor_search s join actor o on o.id = s.actor_id and o.merged_into_id is null
    where s.tsv @@ plainto_tsquery('claimgraph.cg_simple', $1)
"""
CONTENTS = """
  ... on Node { id }
  ... on Article { title publishedAt source { name } claims(first: 2) { nodes { text article { id } } } }
  ... on Actor { name aliases { name } articles(first: 1) { totalCount } }
  ... on Claim { quote amounts { value } actors(last: 1) { nodes { name } } }
"""


@pytest.mark.parametrize("word", PLAIN_WORDS)
async def test_a_plain_word_finds_what_it_matches_and_reads_it_as_the_reference_does(
    world: World, ask: Ask, word: str
) -> None:
    async with world.store.connection() as connection:
        matching = {row["id"] for row in await connection.fetch(MATCHES, word)}
    query = f'{{ search(query: "{word} ", match: ALL, first: 100) {{ totalCount nodes {{ __typename {CONTENTS} }} }} }}'
    search = (await ask(query))["data"]["search"]
    listed = [node["id"] for node in search["nodes"]]
    assert search["totalCount"] == len(matching)
    assert set(listed) <= matching
    assert len(set(listed)) == len(listed) == min(100, len(matching))
    expected = world.reference.execute(
        f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ __typename {CONTENTS} }} }}", {"ids": listed}
    )
    assert expected.data is not None
    assert search["nodes"] == expected.data["nodes"]


WAYS = (("first", "after", "hasNextPage", "endCursor"), ("last", "before", "hasPreviousPage", "startCursor"))


@pytest.mark.parametrize("types", ["", "types: [ARTICLE], ", "types: [CLAIM, ACTOR], "])
async def test_pages_of_a_search_cover_it_from_either_end(ask: Ask, types: str) -> None:
    template = 'search(query: "minister or openai ", {types}{paging}) { totalCount nodes { ... on Node { id } }'
    template += " pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }"
    walks: list[list[str]] = []
    count = 0
    for size, place, more, end in WAYS:
        walked: list[str] = []
        paging, going = f"{size}: 7", True
        while going:
            query = template.replace("{types}", types).replace("{paging}", paging)
            page = (await ask(f"{{ {query} }}"))["data"]["search"]
            listed = [node["id"] for node in page["nodes"]]
            walked = walked + listed if size == "first" else listed + walked
            going, count = page["pageInfo"][more], page["totalCount"]
            paging = f'{size}: 7, {place}: "{page["pageInfo"][end]}"'
        walks.append(walked)
    assert walks[0] == walks[1]
    assert len(walks[0]) == len(set(walks[0])) == count > 7
