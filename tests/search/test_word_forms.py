"""Words inside words, scripts without spaces, words that are being typed, and the form that was typed before others."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from service.settings import Settings
from service.store.pool import Store, open_store
from service.store.write import store_document
from tests.conftest import create_database
from tests.query.conftest import Ask, asker, engine_over
from tests.store.documents import document

TEXTS = {
    "years": ("en", "The plan of 2021-2023 follows the war of 1990–1995."),
    "flaw": ("en", "The flaw CVE-2024-31497 hits clients."),
    "other flaw": ("en", "The flaw CVE-2023-11111 hits servers."),
    "virus": ("en", "COVID\u201119 vaccines and H5N1 arrived."),
    "ships": ("en", "The 19 ships arrived after the flu."),
    "deputy": ("fr", "Le vice-président de Saint-Étienne, Jean-Luc Marchand, parle."),
    "file": ("en", "The files leaked_report_final.pdf and snake_case.py stood there."),
    "page": ("en", "See https://www.canlii.org/en/case/dunsmuir-42?page=2 or write to press@openai.com."),
    "languages": ("en", "Engineers wrote it in C++, moved to C#, then F#, on .NET."),
    "letter": ("en", "Engineers wrote it in C and in nets."),
    "firms": ("en", "AT&T bought the R&D arm of H&M."),
    "no firm": ("en", "The firm bought the research arm at noon."),
    "railway": ("fr", "La S.N.C.F. supprime des trains."),
    "union": ("fr", "La SNCF et la CGT négocient."),
    "states": ("en", "The U.S. army stays."),
    "us": ("en", "They told us that an army stays."),
    "jobs": ("en", "The plant cut 50,000 jobs."),
    "emplois": ("fr", "L’usine supprime 50\u202f000 postes, et 1 250 000 francs manquent."),
    "stellen": ("de", "Das Werk streicht 50.000 Stellen."),
    "few jobs": ("en", "The plant cut 50 jobs, then 0 more."),
    "rate": ("fr", "Le taux passe à 3,5 %."),
    "version": ("en", "Version 3.5 and Python 3.11.4 came out on 25.10.2021."),
    "gas": ("en", "The plant emits CO₂ by the ton."),
    "jet": ("en", "Ukraine gets F-16 jets and an A380."),
    "other jet": ("en", "Ukraine gets F-35 jets and 380 more."),
    "phone": ("en", "The iPhone15 sells on 5G."),
    "vote": ("fr", "La démo\u00adcratie parle\u00admentaire résiste\u200b, sans fin."),
    "glued": ("fr", "C’est la fin.Suite demain."),
    "shanghai": ("zh", "我家在上海东边。记忆系统需要定期回收。"),
    "beijing": ("zh", "他住在北京西边。"),
    "sales": ("ja", "今月の売上ダッシュボードを更新した。"),
    "bangkok": ("th", "ฉันอยู่ที่กรุงเทพมหานครและชอบอาหารไทย"),
    "seoul": ("ko", "서울에서 회의가 열렸다."),
}
SEARCH = """
query ($query: String!, $match: SearchMatch = ALL) {
  search(query: $query, types: [ARTICLE], match: $match, first: 50) {
    note
    edges { highlights { field start text ranges { start end } } node { ... on Article { title body } } }
  }
}
"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def shelf(server_url: str, empty_template: str) -> AsyncIterator[Ask]:
    """The texts above, and a few about publications."""
    url = await create_database(server_url, empty_template)
    async with open_store(Settings(), url) as store, store.connection() as connection:
        for language, body in SHELF.values():
            text = document(body=body, title="Weekly", actors=(), language=language)
            await store_document(connection, text, source=None)
        yield asker(engine_over(store.fetch_json))


COUSINS = {
    "publication": ("en", "The gazette’s publication came out."),
    "publics": ("en", "Public money: the public asked for a public inquiry, and the public won."),
    "publishing": ("en", "A publication, publications and one more publication of the gazette’s."),
    "public": ("en", "A public of one heard of it."),
    "universe": ("en", "The universe is old."),
    "university": ("en", "The university is old; another university is older."),
    "vaches": ("fr", "Les nationales, la nationale et encore la nationale."),
    "national": ("fr", "Le musée national."),
}
TYPED = {
    "insurer": ("en", "Insurance executives praised artificial intelligence, bureaucracies and understanding."),
    "gouvernement": ("fr", "Le gouvernement annonce la nationalisation, la publicité et des entreprises dansantes."),
    "versicherung": ("de", "Die Versicherungen kündigen Verhandlungen über Möglichkeiten an."),
}


SHELF = TEXTS | COUSINS | TYPED
NAMES = {body: name for name, (_, body) in SHELF.items()}


async def edges(shelf: Ask, query: str, match: str = "ALL") -> list[dict[str, Any]]:
    answer = await shelf(SEARCH, {"query": query, "match": match})
    found: list[dict[str, Any]] = answer["data"]["search"]["edges"]
    return found


async def names(shelf: Ask, query: str, match: str = "ALL") -> list[str]:
    return [NAMES[edge["node"]["body"]] for edge in await edges(shelf, query, match)]


@pytest.mark.parametrize(
    ("queries", "found", "not_found"),
    [
        (["2023", "2021", "2021-2023", "2021–2023 ", "1995"], {"years"}, {"ships"}),
        (["CVE-2024-31497", "cve-2024-31497 ", '"CVE-2024-31497"', "31497", "cve-2024-3"], {"flaw"}, {"other flaw"}),
        (["CVE-2024"], {"flaw"}, {"other flaw"}),
        (["covid-19", "COVID 19", "covid19", '"covid-19"', "covid\u201019 ", "H5N1", "h5n1 "], {"virus"}, {"ships"}),
        (["vice président", "vice-président", "vice president ", "saint etienne", "étienne"], {"deputy"}, set()),
        (["jean-luc", "luc marchand "], {"deputy"}, set()),
        (["report", "report_final.pdf", "leaked", "snake_case", "snake", "case.py "], {"file"}, set()),
        (["canlii", "canlii.org", "www.canlii.org ", "dunsmuir", "openai.com", "press@openai.com"], {"page"}, {"file"}),
        (["https://www.canlii.org/en/case/dunsmuir-42?page=2"], {"page"}, set()),
        (["C++", "c++ ", "C#", "F#", ".NET", '"in C++"'], {"languages"}, {"letter"}),
        (["AT&T", "at&t bought", "R&D", "r&d arm", '"AT&T bought"', "H&M"], {"firms"}, {"no firm"}),
        (["SNCF", "S.N.C.F.", "sncf "], {"railway", "union"}, set()),
        (["U.S.", "US", "u.s. army", "U.S. army"], {"states"}, set()),
        (["U.S.", "US"], {"states"}, {"us"}),
        (["50,000", "50 000", "50.000", "50000", "50\u00a0000 "], {"jobs", "emplois", "stellen"}, {"few jobs"}),
        (["50 "], {"few jobs"}, {"jobs", "emplois"}),
        (["1250000", "1 250 000 ", "1,250,000"], {"emplois"}, set()),
        (['"50,000 jobs"', '"50 000 jobs"'], {"jobs"}, {"few jobs"}),
        (["3,5", "3.5 "], {"rate", "version"}, set()),
        (["3.11", "3.11.4", "25.10.2021", "2021"], {"version"}, set()),
        (["CO2", "CO₂", "co2 "], {"gas"}, set()),
        (["F-16", "F16", "f 16", "F‑16 jets", "A380", "A-380"], {"jet"}, {"other jet"}),
        (["iPhone15", "iphone 15", "iphone-15 ", "5G"], {"phone"}, set()),
        (["démocratie", "democratie ", "parlementaire", "résiste", "démo\u00adcratie"], {"vote"}, set()),
        (["suite", "fin"], {"glued"}, set()),
    ],
)  # fmt: skip
async def test_words_inside_words_are_found_from_any_form(
    shelf: Ask, queries: list[str], found: set[str], not_found: set[str]
) -> None:
    answers = {query: set(await names(shelf, query)) for query in queries}

    assert {query: found - names for query, names in answers.items() if not found <= names} == {}
    assert {query: not_found & names for query, names in answers.items() if not_found & names} == {}


@pytest.mark.parametrize(
    ("queries", "found", "not_found"),
    [
        (["上海", '"上海"', "海", "上海东", "东边", "记"], "shanghai", "beijing"),
        (["北京", "他住在"], "beijing", "shanghai"),
        (["売上", "今月", "ダッシュボード", "更新", "月の売"], "sales", "beijing"),
        (["กรุงเทพ", "อาหารไทย", "ที่กรุงเทพมหานคร"], "bangkok", "sales"),
        (["서울", "서울에서", "회의"], "seoul", "sales"),
    ],
)
async def test_pieces_of_runs_are_found_in_scripts_without_spaces(
    shelf: Ask, queries: list[str], found: str, not_found: str
) -> None:
    for query in queries:
        answer = await names(shelf, query)
        assert found in answer, query
        assert not_found not in answer, query


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("50000", ["50,000", "50\u202f000", "50.000"]),
        ("démocratie", ["démo\u00adcratie"]),
        ("C++", ["C++"]),
        ("at&t", ["AT&T"]),
        ("SNCF", ["S.N.C.F.", "SNCF"]),
        ("31497", ["31497"]),
        ("canlii", ["canlii"]),
        ("iphone15", ["iPhone15"]),
        ("final", ["final"]),
        ("上海东", ["上海东"]),
        ("売上", ["売上"]),
        ("U.S.", ["U.S."]),
        ("A380", ["A380"]),
        ("insura", ["Insurance"]),
    ],
)
async def test_what_was_found_is_marked_in_the_text_s_own_characters(shelf: Ask, query: str, marked: list[str]) -> None:
    found: list[str] = []
    for edge in await edges(shelf, query):
        for piece in edge["highlights"]:
            value = edge["node"][piece["field"]]
            assert value[piece["start"] :].startswith(piece["text"])
            found += [piece["text"][span["start"] : span["end"]] for span in piece["ranges"]]

    assert sorted(found) == sorted(marked)


@pytest.mark.parametrize("name", TYPED)
async def test_a_word_that_is_being_typed_finds_what_it_finds_when_it_is_whole(shelf: Ask, name: str) -> None:
    lost = [
        word[:end]
        for word in re.findall(r"\w{5,}", TYPED[name][1])
        for end in range(4, len(word) + 1)
        if name not in await names(shelf, word[:end])
    ]
    assert lost == []


async def test_a_stop_word_at_the_end_is_no_beginning_beside_other_words(shelf: Ask) -> None:
    assert "insurer" in await names(shelf, "insurance with")
    assert "insurer" in await names(shelf, "unde")
    assert "insurer" in await names(shelf, "under")


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("publication ", ["publishing", "publication", "publics", "public"]),
        ("public ", ["publics", "public", "publishing", "publication"]),
        ("universe", ["universe", "university"]),
        ("university", ["university", "universe"]),
        ("national", ["national", "vaches"]),
    ],
)
async def test_the_form_that_was_typed_comes_before_others_of_its_stem(
    shelf: Ask, query: str, order: list[str]
) -> None:
    assert [name for name in await names(shelf, query) if name in COUSINS] == order


@pytest.mark.parametrize(
    "body",
    [
        "a." * 50_000,
        "x" * 2046 + " said.",
        "é" * 1023 + " " + "y" * 2045 + "s",
        "a" * 5000 + "++ " + "b1" * 4000,
        " ".join(f"a{number}" for number in range(100_000)),
    ],
    ids=["abbreviation", "word", "letters", "code", "codes"],
)
async def test_no_text_is_too_odd_to_be_indexed(fresh_store: Store, body: str) -> None:
    async with fresh_store.connection() as connection:
        await connection.execute(
            "insert into claimgraph.article"
            " (title, body, language, content_hash, extractor, extractor_version, sort_at)"
            " values ('Odd', $1, 'en', encode(sha256('odd'), 'hex'), 't', '1', '-infinity')",
            body,
        )
        assert await connection.fetchval("select count(*) from claimgraph.article_search") == 1
