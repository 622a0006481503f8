"""Our own search, asked as any client asks it: the GraphQL field, compiled and run by the service's engine."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

import msgspec

from bench.relevance.judged import JudgedSet, Text
from bench.relevance.measures import DEPTH
from schema import SCHEMA
from service.errors import BadInput
from service.exchange.ingest import ingest
from service.query.engine import Engine, Request
from service.search import searchable
from service.store.pool import Store

_QUERY = """
query ($query: String!, $first: Int!) {
  search(query: $query, types: [ARTICLE], first: $first) { nodes { ... on Article { title } } }
}
"""


class Claimgraph:
    """The service over a database in which the judged texts were ingested."""

    name = "claimgraph"
    version = f"claimgraph=={version('claimgraph')}"

    def __init__(self, store: Store, texts: Sequence[Text]) -> None:
        self._engine = Engine(searchable(SCHEMA._schema), store.fetch_json)
        self._names = {text.title: text.name for text in texts}

    async def rank(self, query: str) -> list[str]:
        """The names of the articles on the first page."""
        response = await self._engine.execute(Request(query=_QUERY, variables={"query": query, "first": DEPTH}))
        answer: dict[str, Any] = msgspec.json.decode(response.body)
        if answer.get("errors"):
            raise BadInput(f"The search {query!r} was refused: {answer['errors'][0]['message']}")
        return [self._names[node["title"]] for node in answer["data"]["search"]["nodes"]]


async def claimgraph_with(store: Store, judged: JudgedSet) -> Claimgraph:
    """Store the judged texts as any article is stored, and search them."""
    outcome = await ingest(store, judged.items, lambda _item: None)
    if outcome.refused:
        raise BadInput(f"A judged text was refused: {outcome.refused[0]}")
    async with store.connection() as connection:
        # As autovacuum would; a search's plan depends on how common its words are.
        await connection.execute("analyze")
    return Claimgraph(store, judged.texts)
