"""Bodies as long as may be, with thousands of spans: each span is true, and storing takes no time that adds up."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator

import asyncpg
import pytest
import pytest_asyncio

from schema.limits import BODY_MAX
from service.normalize import normalize
from service.settings import Settings
from service.store.pool import Store, open_store
from service.store.write import store_document

LETTERS = "aé東😀 \n"
SPANS = [(0, 1), (999, 1000), (999, 1001), (1000, 1001), (0, 99_999), (99_998, 100_002), (29_000, 31_000)]


@pytest.fixture(scope="module")
def body() -> str:
    """A long text of characters of one to four bytes."""
    return "".join(random.Random(3).choices(LETTERS, k=250_001))


@pytest_asyncio.fixture(loop_scope="session")
async def usual_store(fresh_database: str) -> AsyncIterator[Store]:
    """A store with the statement timeout that services have unless told otherwise."""
    async with open_store(Settings(), fresh_database) as store:
        yield store


@pytest.mark.parametrize("spans", [1, 1000])
async def test_what_stands_at_a_span_is_read_from_pieces(store: Store, body: str, spans: int) -> None:
    chance = random.Random(5)
    wanted = [*SPANS, (len(body) - 1, len(body)), (0, len(body))]
    for _ in range(200):
        start = chance.randrange(len(body))
        wanted.append((start, min(start + chance.choice((1, 20, 1000, 5000)), len(body))))
    async with store.connection() as connection:
        found = await connection.fetch(
            """
            select claimgraph.words_at(p.pieces, s.start_at, s.end_at) as words
            from (select claimgraph.pieces($1, $2) as pieces) p
            cross join unnest($3::integer[], $4::integer[]) with ordinality as s (start_at, end_at, place)
            order by s.place
            """,
            body,
            spans,
            [start for start, _ in wanted],
            [end for _, end in wanted],
        )
    assert [row["words"] for row in found] == [body[start:end] for start, end in wanted]


async def test_one_wrong_quote_among_many_of_a_long_body_is_refused(fresh_store: Store, body: str) -> None:
    async with fresh_store.connection() as connection:
        article = await connection.fetchval(
            """
            insert into article (title, body, language, content_hash, sort_at, extractor, extractor_version)
            values ('T', $1, 'fr', repeat('0', 64), '-infinity', 'test', '1') returning id
            """,
            body,
        )
        actor = await connection.fetchval("insert into actor (kind, name) values ('GROUP', 'G') returning id")
    starts = list(range(0, len(body) - 5, 500))
    quotes = [body[start : start + 5] for start in starts]
    insert = """
        insert into mention (article_id, actor_id, start_at, end_at, quote)
        select $1, $2, s.start_at, s.start_at + 5, s.quote from unnest($3::integer[], $4::text[]) as s (start_at, quote)
    """
    with pytest.raises(asyncpg.CheckViolationError, match=rf"\[{starts[-1]}, "):
        async with fresh_store.connection() as connection, connection.transaction():
            await connection.execute(insert, article, actor, starts, [*quotes[:-1], "other"])
    async with fresh_store.connection() as connection:
        await connection.execute(insert, article, actor, starts, quotes)
        assert await connection.fetchval("select count(*) from mention") == len(starts)
        with pytest.raises(asyncpg.CheckViolationError, match="no longer reads"):
            await connection.execute("update article set body = substr(body, 2) where id = $1", article)


LONG = {
    "sentences apart by pages of blanks": ("Bob Stone said so." + " " * 1000) * (BODY_MAX // 1018),
    "blanks at the end": "Bob Stone said so." + " " * 100_000,
    "newlines": "Bob Stone said so." + "\n" * (BODY_MAX - 100) + "Ann Roe left the party.",
    "one sentence again and again": "Ann Roe said the firm had grown. " * (BODY_MAX // 33),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", LONG)
async def test_long_texts_are_stored_and_changed_within_the_usual_time(usual_store: Store, kind: str) -> None:
    documents = [
        normalize(text[:BODY_MAX], language="en", title="T", url="https://example.org/a")
        for text in (LONG[kind], "It rained. " + LONG[kind])
    ]
    async with usual_store.connection() as connection:
        stored = [await store_document(connection, document) for document in (*documents, documents[1])]
        kept = await connection.fetchval("select count(*) from claim where article_id = $1", stored[0].id)
    assert [article.status for article in stored] == ["created", "updated", "unchanged"]
    assert len({article.id for article in stored}) == 1 and kept >= len(documents[1].claims) > 0
