"""Articles by mutation: made, the same again, changed, refused, deleted."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from schema import SCHEMA
from service.document import ArticleDraft, Document
from service.mutation.runner import Runner
from service.normalize.extraction import Extraction
from service.normalize.rules import RulesExtractor
from service.query.engine import Engine, Request
from service.search import searchable
from service.store.pool import Store
from tests.mutation.conftest import Mutate, Rows, errors

BODY = "Sam Altman pourrait revenir chez OpenAI, selon Microsoft. Microsoft se tait."
URL = "https://example.org/a"
INGEST = "status article { id title body language url version authors source { name domain } actors { totalCount } }"


async def ingested(mutate: Mutate, **given: Any) -> dict[str, Any]:
    payload = await mutate(
        "ingestArticle", "article { id version }", **({"body": BODY, "url": URL, "language": "fr"} | given)
    )
    assert payload["userErrors"] == []
    article: dict[str, Any] = payload["article"]
    return article


async def test_an_article_is_read_and_stored(mutate: Mutate, rows: Rows) -> None:
    payload = await mutate(
        "ingestArticle",
        INGEST + " clientMutationId",
        body=BODY,
        title="Le retour",
        url=URL,
        language="fr",
        authors=["A. B."],
        source={"name": "Le Journal", "domain": "Example.org", "country": "fr"},
        clientMutationId="once",
    )
    article = payload["article"]
    assert payload["status"] == "CREATED" and payload["userErrors"] == [] and payload["clientMutationId"] == "once"
    assert (article["title"], article["body"], article["language"], article["version"]) == ("Le retour", BODY, "fr", 1)
    assert article["source"] == {"name": "Le Journal", "domain": "example.org"}
    assert article["actors"]["totalCount"] >= 2
    assert await rows("select count(*) > 0 from claim") == [(True,)]


async def test_the_same_article_again_is_unchanged_and_a_new_title_updates_it(mutate: Mutate) -> None:
    first = await ingested(mutate, title="Un")
    again = await mutate("ingestArticle", INGEST, body=BODY, url=URL, language="fr", title="Un")
    changed = await mutate("ingestArticle", INGEST, body=BODY, url=URL, language="fr", title="Deux")
    assert (again["status"], again["article"]["id"]) == ("UNCHANGED", first["id"])
    assert (changed["status"], changed["article"]["id"], changed["article"]["version"]) == ("UPDATED", first["id"], 2)


async def test_a_translation_names_its_original(mutate: Mutate) -> None:
    original = await ingested(mutate)
    selection = "status article { version translationOf { id } }"
    given = {"body": "Sam Altman may return.", "translationOfId": original["id"]}
    payload = await mutate("ingestArticle", selection, **given)
    assert payload["status"] == "CREATED"
    assert payload["article"] == {"version": 1, "translationOf": {"id": original["id"]}}
    assert (await mutate("ingestArticle", selection, **given))["status"] == "UNCHANGED"


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"title": "a\0b"}, ["input.title"]),
        ({"title": " "}, ["input.title"]),
        ({"title": "x" * 1001}, ["input.title"]),
        ({"body": "x" * 1_000_001}, ["input.body"]),
        ({"body": " ", "title": None}, ["input.body"]),
        ({"body": "\u200b … !"}, ["input.body"]),
        ({"guid": " "}, ["input.guid"]),
        ({"url": "ftp://example.org"}, ["input.url"]),
        ({"url": "https://[/"}, ["input.url"]),
        ({"url": "https://example.org/" + "é" * 1000}, ["input.url"]),
        ({"language": "françois"}, ["input.language"]),
        ({"authors": ["A", "\0"]}, ["input.authors.1"]),
        ({"source": {"name": "", "domain": "a/b"}}, ["input.source.domain", "input.source.name"]),
        ({"source": {"name": "A", "country": "FRA"}}, ["input.source.country"]),
        ({"translationOfId": "act_1"}, ["input.translationOfId"]),
        ({"translationOfId": "art_99"}, ["input.translationOfId"]),
        ({"publishedAt": "0001-01-01T00:00:00+14:00"}, ["input.publishedAt"]),
        ({"clientMutationId": "x" * 201}, ["input.clientMutationId"]),
    ],
)  # fmt: skip
async def test_what_the_caller_can_put_right_is_told_by_path(
    mutate: Mutate, rows: Rows, given: dict[str, Any], found: list[str]
) -> None:
    payload = await mutate("ingestArticle", INGEST, **({"body": BODY} | given))
    assert sorted({path for path, _ in errors(payload)}) == sorted(found)
    assert payload["article"] is None and payload["status"] is None
    assert await rows("select count(*) from article") == [(0,)]
    assert await rows("select count(*) from source") == [(0,)]


async def test_one_refused_article_does_not_spoil_the_rest(mutate: Mutate, rows: Rows) -> None:
    payload = await mutate(
        "ingestArticles",
        "results { s: status article { id title } userErrors { path code } __typename }",
        articles=[{"body": BODY, "url": URL}, {"body": "x", "url": "nowhere"}, {"body": BODY, "url": URL}],
    )
    first, second, third = payload["results"]
    assert (first["s"], second["s"], third["s"]) == ("CREATED", None, "UNCHANGED")
    assert second["userErrors"] == [{"path": ["input", "articles", "1", "url"], "code": "BAD_USER_INPUT"}]
    assert first["article"] == third["article"] and second["article"] is None
    assert first["__typename"] == "IngestArticlePayload"
    assert await rows("select count(*) from article") == [(1,)]


@pytest.mark.parametrize("count", [0, 101])
async def test_too_few_or_too_many_articles_are_refused(mutate: Mutate, count: int) -> None:
    payload = await mutate("ingestArticles", "results { status }", articles=[{"body": "x"}] * count)
    assert errors(payload) == [("input.articles", "BAD_USER_INPUT")] and payload["results"] == []


UPDATE = "article { id version title body language url publishedAt authors source { name } }"


async def test_given_fields_change_absent_ones_stay_and_null_clears(mutate: Mutate) -> None:
    article = await ingested(mutate, title="Un", authors=["A"], publishedAt="2026-01-02T00:00:00Z")
    payload = await mutate(
        "updateArticle", UPDATE, id=article["id"], version=1, title="Deux", publishedAt=None, source={"name": "X"}
    )
    assert payload["userErrors"] == []
    assert payload["article"] == {
        "id": article["id"], "version": 2, "title": "Deux", "body": BODY, "language": "fr", "url": URL,
        "publishedAt": None, "authors": ["A"], "source": {"name": "X"},
    }  # fmt: skip
    payload = await mutate("updateArticle", UPDATE, id=article["id"], version=2, authors=None, source=None, url=None)
    assert (payload["article"]["authors"], payload["article"]["source"], payload["article"]["url"]) == ([], None, None)


async def test_an_update_that_changes_nothing_keeps_the_version(mutate: Mutate) -> None:
    article = await ingested(mutate, title="Un")
    payload = await mutate("updateArticle", "article { version }", id=article["id"], version=1, title="Un", body=BODY)
    assert payload["article"]["version"] == 1


async def test_a_new_body_is_read_anew(mutate: Mutate, rows: Rows) -> None:
    article = await ingested(mutate)
    body = "Elon Musk quitte Tesla."
    payload = await mutate(
        "updateArticle", "article { version body actors { nodes { name } } }", id=article["id"], version=1, body=body
    )
    assert payload["article"]["body"] == body and payload["article"]["version"] == 2
    assert "Elon Musk" in {actor["name"] for actor in payload["article"]["actors"]["nodes"]}
    assert await rows("select count(*) from mention where quote = 'OpenAI'") == [(0,)]
    assert await rows("select mention_count from actor where name = 'OpenAI'") == [(0,)]


async def test_a_conflict_tells_the_version_and_what_differs(mutate: Mutate) -> None:
    article = await ingested(mutate, title="Un")
    await mutate("updateArticle", "article { id }", id=article["id"], version=1, title="Deux")
    for more in ({}, {"body": BODY + " Fin."}):
        payload = await mutate(
            "updateArticle", "article { version title }", id=article["id"], version=1, title="Trois", url=URL, **more
        )
        assert errors(payload)[:2] == [("input.version", "CONFLICT"), ("input.title", "CONFLICT")]
        assert "version 2 now, not 1" in payload["userErrors"][0]["message"]
        assert payload["article"] == {"version": 2, "title": "Deux"}


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"title": None}, [("input.title", "BAD_USER_INPUT")]),
        ({"body": None}, [("input.body", "BAD_USER_INPUT")]),
        ({"url": "https://example.org/b"}, [("input.url", "CONFLICT")]),
        ({"body": " "}, [("input.body", "BAD_USER_INPUT")]),
        ({"url": "HTTP://www.example.org:80/%62?utm_source=x"}, [("input.url", "CONFLICT")]),
        ({"id": "art_999"}, [("input.id", "NOT_FOUND")]),
        ({"id": "art_999", "body": "x"}, [("input.id", "NOT_FOUND")]),
        ({"id": "clm_1"}, [("input.id", "BAD_USER_INPUT")]),
        ({"version": 0}, [("input.version", "BAD_USER_INPUT")]),
        ({"translationOfId": "art_1"}, [("input.translationOfId", "BAD_USER_INPUT")]),
        ({"translationOfId": "art_99"}, [("input.translationOfId", "NOT_FOUND")]),
    ],
)
async def test_bad_updates_are_refused(mutate: Mutate, given: dict[str, Any], found: list[tuple[str, str]]) -> None:
    article = await ingested(mutate, title="Un")
    await ingested(mutate, body="Autre.", title="Autre", url="https://example.org/b")
    payload = await mutate("updateArticle", UPDATE, **({"id": article["id"], "version": 1} | given))
    assert errors(payload) == found and payload["article"] is None


async def test_a_deleted_article_takes_its_spans_along_and_leaves_the_actors(mutate: Mutate, rows: Rows) -> None:
    article = await ingested(mutate)
    await ingested(mutate, body="Microsoft se tait.", url="https://example.org/b", title="B")
    conflict = await mutate("deleteArticle", "deletedArticleId article { version }", id=article["id"], version=7)
    assert errors(conflict) == [("input.version", "CONFLICT")] and conflict["article"] == {"version": 1}

    payload = await mutate("deleteArticle", "deletedArticleId article { id }", id=article["id"], version=1)
    assert payload == {"deletedArticleId": article["id"], "article": None, "userErrors": []}
    assert await rows("select count(*) from article") == [(1,)]
    assert await rows("select name, mention_count from actor where name in ('Microsoft', 'OpenAI') order by 1") == [
        ("Microsoft", 1),
        ("OpenAI", 0),
    ]
    assert await rows("select count(*) from claim where article_id = 1") == [(0,)]
    gone = await mutate("deleteArticle", "deletedArticleId", id=article["id"])
    assert errors(gone) == [("input.id", "GONE")]


@pytest.mark.parametrize("field", ["ingestArticle", "updateArticle"])
async def test_a_text_that_an_extractor_fails_on_is_stored_with_a_note(
    fresh_store: Store, answer: Mutate, field: str
) -> None:
    class Breaking(RulesExtractor):
        def extract(self, article: ArticleDraft) -> Document:
            raise IndexError("tuple index out of range")

    first = await answer(
        'mutation { ingestArticle(input: {body: "Ann Roe left.", language: "en"}) { article { id } } }'
    )
    contract = searchable(SCHEMA._schema)
    runner = Runner(contract, fresh_store, extraction=Extraction(Breaking()))
    engine = Engine(contract, fresh_store.fetch_json, mutations=runner)
    known = {"id": first["data"]["ingestArticle"]["article"]["id"], "version": 1} if field == "updateArticle" else {}
    query = f"""mutation($input: {field[0].upper()}{field[1:]}Input!) {{
      {field}(input: $input) {{
        article {{ body claims {{ totalCount }} provenance {{ notes }} }} userErrors {{ message }}
      }}
    }}"""
    variables = {"input": {"body": "Bob Stone sold Acme.", "language": "en", **known}}
    found = msgspec.json.decode((await engine.execute(Request(query=query, variables=variables, caller="tests"))).body)
    payload = found["data"][field]
    assert payload["userErrors"] == []
    assert payload["article"]["body"] == "Bob Stone sold Acme."
    assert payload["article"]["claims"]["totalCount"] == 0
    assert "(IndexError): no actors and claims were found" in payload["article"]["provenance"]["notes"][0]
