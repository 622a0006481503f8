"""Postgres' own full text and nothing else: `ts_rank` of what `websearch_to_tsquery` finds."""

from __future__ import annotations

from collections.abc import Sequence

from bench.relevance.judged import Text
from bench.relevance.measures import DEPTH
from bench.relevance.peer import newest_first
from service.store.pool import Store

_TABLE = """
create unlogged table plain_text (name text, config text, place integer, tsv tsvector)
"""
_FILL = """
insert into plain_text (name, config, place, tsv)
select t.name, t.config, t.place,
  setweight(to_tsvector(('claimgraph.' || t.config)::regconfig, claimgraph.searchable(t.title)), 'A')
    || to_tsvector(('claimgraph.' || t.config)::regconfig, claimgraph.searchable(t.body))
from (select $1::text as name, claimgraph.search_config($2) as config, $3::integer as place, $4::text as title,
             $5::text as body) t
"""
_RANK = """
with query as (
  select c.config, websearch_to_tsquery(('claimgraph.' || c.config)::regconfig, claimgraph.searchable($1)) as parsed
  from (select distinct config from plain_text) c
),
asked as (
  -- Any of the words: every "and" of the parsed query becomes an "or"; phrases stay.
  select q.config, case when $2 then replace(q.parsed::text, '&', '|')::tsquery else q.parsed end as words
  from query q
)
select t.name
from plain_text t
join asked a on a.config = t.config and t.tsv @@ a.words
order by ts_rank(t.tsv, a.words) desc, t.place
limit $3
"""


class PlainPostgres:
    """The same text search configurations as ours over title (weight A) and body (D), ranked by `ts_rank`."""

    def __init__(self, store: Store, server_version: str, *, any_word: bool) -> None:
        self._store, self._any_word = store, any_word
        self.version = f"postgresql=={server_version}"

    @property
    def name(self) -> str:
        """What the report calls it."""
        return "ts_rank, any word" if self._any_word else "ts_rank"

    async def rank(self, query: str) -> list[str]:
        """The names of the articles found, best first, ten at most."""
        async with self._store.connection() as connection:
            return [row["name"] for row in await connection.fetch(_RANK, query, self._any_word, DEPTH)]


async def plain_postgres(store: Store, texts: Sequence[Text]) -> tuple[PlainPostgres, PlainPostgres]:
    """Both ways to ask, all words and any word, over one table of the texts in the store's database."""
    async with store.connection() as connection:
        await connection.execute(_TABLE)
        await connection.executemany(
            _FILL,
            [(t.name, t.language, place, t.title, t.body) for place, t in enumerate(newest_first(texts))],
        )
        # "18.6 (Debian 18.6-1)": the number alone.
        server = (await connection.fetchval("show server_version")).split()[0]
    return PlainPostgres(store, server, any_word=False), PlainPostgres(store, server, any_word=True)
