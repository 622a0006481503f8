"""The peer of `python -m bench reads` that is written the usual way: Strawberry, resolvers and dataloaders.

The part of our schema that the measured pages ask for, under the same names, so that the same documents
run on both. Written as it would be by somebody who knows the craft: one statement for each kind of object
and level however many parents there are, only the columns that are wanted, prepared statements, a pool.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import asyncpg
import strawberry
from litestar import Litestar, Request
from strawberry.dataloader import DataLoader
from strawberry.litestar import BaseContext, make_graphql_controller

from bench.reads.peer_rows import DATABASE, PAGES, POOL, ROWS

Row = asyncpg.Record


class Loaders:
    """The dataloaders of one request; each gathers the keys of a level and asks once."""

    def __init__(self, pool: asyncpg.Pool[Any]) -> None:
        self.pool = pool
        self.sources = self._by_id("source")
        self.actors = self._by_id("actor")
        self.articles = self._by_id("article")
        self.bodies = self._by_id("body")
        self.cues = self._by_parent("cues")
        self.aliases = self._by_parent("aliases")
        self.claim_counts = self._by_id("claim_count")
        self._pages: dict[tuple[str, int], DataLoader[int, list[Row]]] = {}

    def page(self, name: str, size: int) -> DataLoader[int, list[Row]]:
        """The first `size` children of each parent."""
        if (name, size) not in self._pages:

            async def load(keys: list[int]) -> Sequence[list[Row]]:
                return _grouped(keys, await self.pool.fetch(PAGES[name], keys, size))

            self._pages[name, size] = DataLoader(load_fn=load)
        return self._pages[name, size]

    def _by_id(self, name: str) -> DataLoader[int, Row | None]:
        async def load(keys: list[int]) -> Sequence[Row | None]:
            found = {row["id"]: row for row in await self.pool.fetch(ROWS[name], keys)}
            return [found.get(key) for key in keys]

        return DataLoader(load_fn=load)

    def _by_parent(self, name: str) -> DataLoader[int, list[Row]]:
        async def load(keys: list[int]) -> Sequence[list[Row]]:
            return _grouped(keys, await self.pool.fetch(ROWS[name], keys))

        return DataLoader(load_fn=load)


def _grouped(keys: Sequence[int], rows: Sequence[Row]) -> list[list[Row]]:
    children: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        children[row["parent"]].append(row)
    return [children[key] for key in keys]


class Context(BaseContext, kw_only=True):
    """What resolvers share during a request."""

    loaders: Loaders


Info = strawberry.Info[Context, None]


@strawberry.type
class Source:
    id: strawberry.ID
    name: str
    domain: str | None


@strawberry.type
class Cue:
    kind: str
    start: int
    end: int
    quote: str


@strawberry.type
class Alias:
    name: str


@strawberry.type
class PageInfo:
    has_next_page: bool
    end_cursor: str | None


@strawberry.type
class Actor:
    key: strawberry.Private[int]
    id: strawberry.ID
    kind: str
    name: str
    description: str | None
    mention_count: int

    @strawberry.field
    async def aliases(self, info: Info) -> list[Alias]:
        return [Alias(name=row["name"]) for row in await info.context.loaders.aliases.load(self.key)]

    @strawberry.field
    async def articles(self, info: Info, first: int = 20) -> ArticleConnection:
        rows = await info.context.loaders.page("actor_articles", first).load(self.key)
        return ArticleConnection(
            nodes=[article(row) for row in rows], page_info=PageInfo(has_next_page=False, end_cursor=None)
        )

    @strawberry.field
    async def claims(self, info: Info, first: int = 20) -> ClaimConnection:
        rows = await info.context.loaders.page("actor_claims", first).load(self.key)
        return ClaimConnection(parent=self.key, nodes=[claim(row) for row in rows])


@strawberry.type
class Claim:
    key: strawberry.Private[int]
    article_id: strawberry.Private[int]
    claimant_id: strawberry.Private[int | None]
    subject_id: strawberry.Private[int | None]
    id: strawberry.ID
    start: int
    end: int
    quote: str
    text: str
    modality: str
    polarity: str
    factuality: str
    attribution: str

    @strawberry.field
    async def article(self, info: Info) -> Article | None:
        row = await info.context.loaders.articles.load(self.article_id)
        return article(row) if row else None

    @strawberry.field
    async def claimant(self, info: Info) -> Actor | None:
        return await _actor(info, self.claimant_id)

    @strawberry.field
    async def subject(self, info: Info) -> Actor | None:
        return await _actor(info, self.subject_id)

    @strawberry.field
    async def cues(self, info: Info) -> list[Cue]:
        return [
            Cue(kind=row["kind"], start=row["start_at"], end=row["end_at"], quote=row["quote"])
            for row in await info.context.loaders.cues.load(self.key)
        ]


@strawberry.type
class ActorConnection:
    nodes: list[Actor]


@strawberry.type
class ClaimConnection:
    parent: strawberry.Private[int]
    nodes: list[Claim]

    @strawberry.field
    async def total_count(self, info: Info) -> int:
        row = await info.context.loaders.claim_counts.load(self.parent)
        return row["count"] if row else 0


@strawberry.type
class Article:
    key: strawberry.Private[int]
    source_id: strawberry.Private[int | None]
    id: strawberry.ID
    title: str
    language: str
    authors: list[str]
    published_at: datetime | None

    @strawberry.field
    async def body(self, info: Info) -> str:
        row = await info.context.loaders.bodies.load(self.key)
        return row["body"] if row else ""

    @strawberry.field
    async def source(self, info: Info) -> Source | None:
        row = await info.context.loaders.sources.load(self.source_id) if self.source_id else None
        return Source(id=strawberry.ID(f"src_{row['id']}"), name=row["name"], domain=row["domain"]) if row else None

    @strawberry.field
    async def actors(self, info: Info, first: int = 20) -> ActorConnection:
        rows = await info.context.loaders.page("article_actors", first).load(self.key)
        return ActorConnection(nodes=[actor(row) for row in rows])

    @strawberry.field
    async def claims(self, info: Info, first: int = 20) -> ClaimConnection:
        rows = await info.context.loaders.page("article_claims", first).load(self.key)
        return ClaimConnection(parent=self.key, nodes=[claim(row) for row in rows])


@strawberry.type
class ArticleConnection:
    nodes: list[Article]
    page_info: PageInfo


@strawberry.type
class Hit:
    node: Article
    headline: str


def actor(row: Row) -> Actor:
    """An actor of its row."""
    return Actor(
        key=row["id"], id=strawberry.ID(f"act_{row['id']}"), kind=row["kind"], name=row["name"],
        description=row["description"], mention_count=row["mention_count"],
    )  # fmt: skip


def article(row: Row) -> Article:
    """An article of its row."""
    return Article(
        key=row["id"], source_id=row["source_id"], id=strawberry.ID(f"art_{row['id']}"), title=row["title"],
        language=row["language"], authors=row["authors"], published_at=row["published_at"],
    )  # fmt: skip


def claim(row: Row) -> Claim:
    """A claim of its row."""
    return Claim(
        key=row["id"], article_id=row["article_id"], claimant_id=row["claimant_id"], subject_id=row["subject_id"],
        id=strawberry.ID(f"clm_{row['id']}"), start=row["start_at"], end=row["end_at"], quote=row["quote"],
        text=row["text"], modality=row["modality"], polarity=row["polarity"], factuality=row["factuality"],
        attribution=row["attribution"],
    )  # fmt: skip


async def _actor(info: Info, key: int | None) -> Actor | None:
    row = await info.context.loaders.actors.load(key) if key else None
    return actor(row) if row else None


def _key(given: strawberry.ID) -> int:
    return int(given.partition("_")[2])


@strawberry.type
class Query:
    @strawberry.field
    async def article(self, info: Info, id: strawberry.ID) -> Article | None:  # noqa: A002 - the contract\'s name
        row = await info.context.loaders.articles.load(_key(id))
        return article(row) if row else None

    @strawberry.field
    async def actor(self, info: Info, id: strawberry.ID) -> Actor | None:  # noqa: A002 - the contract\'s name
        return await _actor(info, _key(id))

    @strawberry.field
    async def articles(self, info: Info, first: int = 20) -> ArticleConnection:
        rows = await info.context.loaders.pool.fetch(ROWS["newest"], first + 1)
        page = rows[:first]
        end = f"{page[-1]['published_at'].isoformat()},{page[-1]['id']}" if page else None
        return ArticleConnection(
            nodes=[article(row) for row in page], page_info=PageInfo(has_next_page=len(rows) > first, end_cursor=end)
        )

    @strawberry.field
    async def search(self, info: Info, query: str, first: int = 10) -> list[Hit]:
        rows = await info.context.loaders.pool.fetch(ROWS["search"], query, first)
        return [Hit(node=article(row), headline=row["headline"]) for row in rows]


def create_app() -> Litestar:
    """The ASGI application, over the database that the environment names."""

    @asynccontextmanager
    async def with_pool(app: Litestar) -> AsyncIterator[None]:
        size = int(os.environ[POOL])
        options = {"search_path": "claimgraph, public", "jit": "off", "timezone": "UTC"}
        async with asyncpg.create_pool(
            os.environ[DATABASE], min_size=2, max_size=size, server_settings=options
        ) as pool:
            app.state.pool = pool
            yield

    async def get_context(request: Request[Any, Any, Any]) -> Context:
        return Context(loaders=Loaders(request.app.state.pool))

    controller = make_graphql_controller(
        strawberry.Schema(query=Query), path="/graphql", context_getter=get_context, graphql_ide=None
    )
    return Litestar(route_handlers=[controller], lifespan=[with_pool], logging_config=None)
