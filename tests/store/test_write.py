"""Storing documents: once, twice, changed, and by many at once."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from service.document import UNREAD, Document, Provenance, SourceDraft
from service.errors import BadInput
from service.store.pool import Store
from service.store.reading import ClaimChanges
from service.store.write import StoredArticle, store_document
from tests.store.documents import BODY, about, actor, claim, document, span

URL = "https://example.org/a"
SOURCE = SourceDraft(name="Le Journal", domain="example.org", country="FR", language="fr")


async def put(store: Store, given: Document, source: SourceDraft | None = None) -> StoredArticle:
    async with store.connection() as connection:
        return await store_document(connection, given, source=source)


async def rows(store: Store, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
    async with store.connection() as connection:
        return [tuple(row) for row in await connection.fetch(sql, *parameters)]


async def test_everything_of_a_document_is_stored(fresh_store: Store) -> None:
    stored = await put(fresh_store, document(url=URL, published_at=datetime(2026, 1, 2, tzinfo=UTC)), SOURCE)

    assert stored.status == "created"
    assert await rows(fresh_store, "select name, kind, mention_count from actor order by name") == [
        ("Microsoft", "ORGANIZATION", 1),
        ("OpenAI", "ORGANIZATION", 1),
        ("Sam Altman", "PERSON", 2),
    ]
    assert await rows(fresh_store, "select a.name from claim c join actor a on a.id = c.claimant_id") == [
        ("Microsoft",)
    ]
    assert await rows(
        fresh_store,
        """
        select a.name, r.is_subject, r.is_object, r.is_claimant
        from claim_actor r join actor a on a.id = r.actor_id
        order by 1
        """,
    ) == [
        ("Microsoft", False, False, True),
        ("OpenAI", False, True, False),
        ("Sam Altman", True, False, False),
    ]
    assert await rows(fresh_store, "select kind, quote from claim_cue") == [("MODALITY", "pourrait")]
    assert await rows(fresh_store, "select name, domain, country from source") == [("Le Journal", "example.org", "FR")]


@pytest.mark.parametrize("given", [{"url": URL}, {}])
async def test_the_same_document_again_changes_nothing(fresh_store: Store, given: dict[str, Any]) -> None:
    first = await put(fresh_store, document(**given), SOURCE)
    again = await put(fresh_store, document(**given), SOURCE)
    assert again == StoredArticle(id=first.id, status="unchanged", version=1)
    assert await rows(fresh_store, "select count(*), sum(mention_count) from actor") == [(3, 4)]


async def test_the_same_text_of_another_source_is_another_article(fresh_store: Store) -> None:
    first = await put(fresh_store, document(), SOURCE)
    other = await put(fresh_store, document(), SourceDraft(name="La Gazette"))
    assert other.status == "created" and other.id != first.id


async def test_new_content_under_the_url_is_read_anew(fresh_store: Store) -> None:
    first = await put(fresh_store, document(url=URL))
    body = "Microsoft se tait."
    changed = document(url=URL, body=body, title="Autre", actors=(actor("Microsoft", body=body),), claims=())

    assert await put(fresh_store, changed) == StoredArticle(
        id=first.id, status="updated", version=2, claims=ClaimChanges(retired=1)
    )
    assert await rows(fresh_store, "select body, title, version from article") == [(body, "Autre", 2)]
    assert await rows(fresh_store, "select name, mention_count from actor order by 1") == [
        ("Microsoft", 1),
        ("OpenAI", 0),
        ("Sam Altman", 0),
    ]
    assert await rows(fresh_store, "select live, article_version from claim") == [(False, 1)]


async def test_a_newer_extractor_reads_the_article_again(fresh_store: Store) -> None:
    await put(fresh_store, document(url=URL))
    assert (
        await put(fresh_store, document(url=URL, version="2", claims=(claim(), claim(start=0))))
    ).status == "updated"
    assert await rows(fresh_store, "select count(*), min(extractor_version) from claim") == [(2, "2")]


async def test_a_date_that_comes_later_reaches_every_row(fresh_store: Store) -> None:
    await put(fresh_store, document(url=URL))
    moment = datetime(2020, 5, 1, tzinfo=UTC)
    assert (await put(fresh_store, document(url=URL, published_at=moment))).status == "updated"
    for table in ("article", "article_actor", "claim", "claim_actor", "article_search", "claim_search"):
        assert await rows(fresh_store, f"select distinct sort_at from {table}") == [(moment,)], table
    assert (await put(fresh_store, document(url=URL))).status == "unchanged"
    assert await rows(fresh_store, "select published_at from article") == [(moment,)]


async def test_a_document_without_actors_and_claims_is_stored(fresh_store: Store) -> None:
    assert (await put(fresh_store, document(actors=(), claims=()))).status == "created"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": "a\0b"}, "`article.title` holds a NUL"),
        ({"title": "a\ud800b"}, "`article.title` holds half of a surrogate pair"),
        ({"authors": ("ok", "\udc00")}, "`article.authors[1]` holds half"),
        ({"title": "  "}, "`article.title` is empty"),
        ({"body": " \u200b\n…", "actors": (), "claims": ()}, "`article.body` holds no words"),
        ({"guid": " "}, "`article.guid` is empty"),
        ({"shared_url": True}, "`article.sharedUrl` is true"),
        ({"url": " "}, "`article.url` is no address"),
        ({"language": "not a language"}, "`article.language` is no BCP 47 tag"),
        ({"actors": (actor("…", mentions=()),)}, "`actors[0].name` is '…'"),
        ({"actors": (actor("OpenAI"), actor("OpenAI"))}, "`actors[1].name` is 'OpenAI'"),
        ({"claims": (claim(end=3),)}, "`claims[0].quote` is"),
        ({"claims": (claim(end=9999),)}, "`claims[0]` spans [0, 9999)"),
        ({"claims": (claim(text=""),)}, "`claims[0].text` is empty"),
        ({"claims": (claim(factuality="CT_PLUS"),)}, "`claims[0].factuality` is CT_PLUS"),
        ({"claims": (claim(subject="Nobody"),)}, "`claims[0].subject` is 'Nobody'"),
        ({"claims": (claim(claimant="Nobody"),)}, "`claims[0].claimant` is 'Nobody'"),
        ({"claims": (claim(unnamed_source="x"),)}, "`claims[0].unnamedSource` is given"),
    ],
)
async def test_what_can_not_be_stored_is_refused_by_field(store: Store, change: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as refusal:
        await put(store, document(**change))
    assert str(refusal.value).startswith(field)


async def test_a_body_with_a_nul_is_refused_before_any_sql() -> None:
    connection: Any = None
    with pytest.raises(BadInput, match=r"`article\.body` holds a NUL"):
        await store_document(connection, document(body="a\0b", actors=(), claims=()), source=None)


@pytest.mark.parametrize(
    ("source", "field"),
    [
        (SourceDraft(name=" "), "source.name"),
        (SourceDraft(name="a", domain="https://a.example/"), "source.domain"),
        (SourceDraft(name="a", country="France"), "source.country"),
        (SourceDraft(name="a", language="French language"), "source.language"),
    ],
)
async def test_a_source_that_can_not_be_stored_is_refused_by_field(
    store: Store, source: SourceDraft, field: str
) -> None:
    with pytest.raises(BadInput, match=field):
        await put(store, document(), source)


async def test_many_may_store_the_same_article_at_once(fresh_store: Store) -> None:
    results = await asyncio.gather(*(put(fresh_store, document(url=URL), SOURCE) for _ in range(20)))
    assert sorted(result.status for result in results) == ["created"] + ["unchanged"] * 19
    assert await rows(fresh_store, "select count(*) from source") == [(1,)]


async def test_many_may_bring_the_same_new_actors_in_any_order(fresh_store: Store) -> None:
    names = [f"Firme {letter}" for letter in "ABCDEFGHIJ"]
    kinds = {name: actor(name, "ORGANIZATION", mentions=()) for name in names}
    documents = [
        about(*(kinds[name] for name in (names if turn % 2 else names[::-1])), title=f"Titre {turn}")
        for turn in range(20)
    ]
    results = await asyncio.gather(*(put(fresh_store, given) for given in documents))

    assert {result.status for result in results} == {"created"}
    assert await rows(fresh_store, "select name, mention_count from actor order by 1") == [(name, 20) for name in names]


async def test_updates_and_new_articles_about_the_same_actors_do_not_deadlock(fresh_store: Store) -> None:
    people = [
        actor(f"Personne {letter}", "PERSON" if turn % 2 else "UNKNOWN", letter * 3, mentions=())
        for turn, letter in enumerate("ABCDEFGH")
    ]
    known = [msgspec.structs.replace(draft, kind="PERSON") for draft in people]
    await put(fresh_store, about(*people, title="Base"))
    batch = []
    for turn in range(24):
        chosen = (known if turn % 3 else people)[turn % 4 :]
        given = about(*(chosen if turn % 2 else chosen[::-1]), title=f"Titre {turn}")
        article = msgspec.structs.replace(given.article, url=f"https://example.org/{turn % 6}")
        batch.append(msgspec.structs.replace(given, article=article))
    await asyncio.gather(*(put(fresh_store, given) for given in batch))

    assert await rows(fresh_store, "select count(*) from article") == [(7,)]
    assert await rows(
        fresh_store,
        """
        select count(*) from actor a
        where a.mention_count <> (select count(*) from mention m where m.actor_id = a.id)
        """,
    ) == [(0,)]


async def test_a_mention_told_twice_is_stored_once(fresh_store: Store) -> None:
    twice = (span(BODY, "OpenAI"), span(BODY, "OpenAI"))
    await put(fresh_store, document(actors=(actor("OpenAI", mentions=twice),)))
    assert await rows(fresh_store, "select mention_count from actor") == [(1,)]


@pytest.mark.parametrize("url", [URL, None])
async def test_a_text_that_cannot_be_read_keeps_what_was_found_in_it(fresh_store: Store, url: str | None) -> None:
    unread = Provenance(extractor=UNREAD, version="1", notes=("It took too long.",))
    nothing = msgspec.structs.replace(document(url=url, actors=()), provenance=unread)
    assert (await put(fresh_store, nothing)).status == "created"
    assert (await put(fresh_store, document(url=url))).status == "updated"
    assert (await put(fresh_store, nothing)).status == "unchanged"
    assert (await put(fresh_store, document(url=url))).status == "unchanged"
    assert await rows(fresh_store, "select extractor, notes from article") == [("test", [])]
    assert await rows(fresh_store, "select count(*) from claim where live") == [(1,)]
