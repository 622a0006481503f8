"""What the database itself refuses, whoever writes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest
import pytest_asyncio

from service.document import FACTUALITY
from service.store.pool import Store

BODY = "L’équipe 🙂 d’OpenAI attend."


@pytest_asyncio.fixture(loop_scope="session")
async def rows(store: Store) -> AsyncIterator[Any]:
    """A connection with one article (id 1000000) and one actor (id 1000000), undone after the test."""
    async with store.connection() as connection:
        transaction = connection.transaction()
        await transaction.start()
        await connection.execute(
            """
            insert into article (id, title, body, language, content_hash, sort_at, extractor, extractor_version)
            overriding system value
            values (1000000, 'Titre', $1, 'fr', repeat('0', 64), '-infinity', 'test', '1')
            """,
            BODY,
        )
        await connection.execute(
            "insert into actor (id, kind, name) overriding system value values (1000000, 'ORGANIZATION', 'OpenAI')"
        )
        yield connection
        await transaction.rollback()


async def mention(connection: Any, start: int, end: int, quote: str) -> None:
    await connection.execute(
        "insert into mention (article_id, actor_id, start_at, end_at, quote) values (1000000, 1000000, $1, $2, $3)",
        start,
        end,
        quote,
    )


async def claim(connection: Any, **given: Any) -> None:
    columns = {
        "article_id": 1000000,
        "start_at": 0,
        "end_at": 8,
        "quote": BODY[:8],
        "text": "t",
        "modality": "ASSERTED",
        "polarity": "POSITIVE",
        "factuality": "CT_PLUS",
        "attribution": "ARTICLE",
        "extractor": "test",
        "extractor_version": "1",
    } | given
    places = ", ".join(f"${number}" for number in range(1, len(columns) + 1))
    await connection.execute(
        f"insert into claim (sort_at, {', '.join(columns)})"
        f" values ((select sort_at from article where id = 1000000), {places})",
        *columns.values(),
    )


async def test_a_true_quote_is_taken_also_behind_an_emoji(rows: Any) -> None:
    start = BODY.index("OpenAI")
    await mention(rows, start, start + 6, "OpenAI")


@pytest.mark.parametrize(
    ("start", "end", "quote"),
    [
        (0, 6, "OpenAI"),
        (len(BODY) - 3, len(BODY) + 5, BODY[-3:]),
        (len(BODY) + 1, len(BODY) + 4, "abc"),
        (-1, 2, "L’"),
        (3, 3, ""),
        (5, 2, "x"),
    ],
)
async def test_a_false_span_is_refused(rows: Any, start: int, end: int, quote: str) -> None:
    with pytest.raises(asyncpg.CheckViolationError):
        await mention(rows, start, end, quote)


async def test_a_body_can_not_change_under_its_quotes(rows: Any) -> None:
    start = BODY.index("OpenAI")
    await mention(rows, start, start + 6, "OpenAI")
    await rows.execute("update article set body = 'Autre chose' where id = 1000000")
    with pytest.raises(asyncpg.CheckViolationError, match="no longer reads"):
        await rows.execute("set constraints all immediate")


async def test_one_name_and_kind_is_one_actor_unless_shared(rows: Any) -> None:
    insert = "insert into actor_alias (actor_id, kind, name, shared) values ($1, 'ORGANIZATION', $2, $3)"
    await rows.execute(insert, 1000000, "Öpen-AI", False)
    other = await rows.fetchval("insert into actor (kind, name) values ('ORGANIZATION', 'Open AI') returning id")
    await rows.execute(insert, other, "Open AI", True)
    with pytest.raises(asyncpg.UniqueViolationError):
        await rows.execute(insert, other, "open ai", False)


@pytest.mark.parametrize(
    ("column", "value"),
    [("modality", "MAYBE"), ("polarity", "NEUTRAL"), ("factuality", "CT"), ("attribution", "NOBODY"), ("text", "")],
)
async def test_a_claims_words_come_from_their_lists(rows: Any, column: str, value: str) -> None:
    with pytest.raises(asyncpg.CheckViolationError):
        await claim(rows, **{column: value})


@pytest.mark.parametrize(("modality", "polarity"), list(FACTUALITY))
async def test_factuality_follows_the_one_table(rows: Any, modality: Any, polarity: Any) -> None:
    right = FACTUALITY[modality, polarity]
    await claim(rows, modality=modality, polarity=polarity, factuality=right)
    for wrong in set(FACTUALITY.values()) - {right}:
        with pytest.raises(asyncpg.CheckViolationError):
            async with rows.transaction():
                await claim(rows, modality=modality, polarity=polarity, factuality=wrong)


async def test_a_claimant_is_there_exactly_when_an_actor_says_it(rows: Any) -> None:
    with pytest.raises(asyncpg.CheckViolationError):
        await claim(rows, attribution="ACTOR")


async def test_an_actors_kind_comes_from_the_list(rows: Any) -> None:
    with pytest.raises(asyncpg.CheckViolationError):
        await rows.execute("insert into actor (kind, name) values ('ROBOT', 'R2')")


async def test_a_writer_without_our_search_path_is_checked_too(rows: Any) -> None:
    await rows.execute("set local search_path = pg_catalog")
    with pytest.raises(asyncpg.CheckViolationError, match="does not read"):
        await rows.execute(
            "insert into claimgraph.mention (article_id, actor_id, start_at, end_at, quote)"
            " values (1000000, 1000000, 0, 6, 'OpenAI')"
        )
