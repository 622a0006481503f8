"""`search`: full text over articles, actors and claims, one ranked list, one statement.

Each text was indexed by the stemmer of its own language (`claimgraph.search_config`), so the query is
turned into one tsquery a configuration, and every text is matched with its own language's query only;
negation therefore means what it says in each language. Scores are `ts_rank` with titles and names
before leads before the rest. Of very common words the newest thousand texts are ranked: see `_texts`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graphql import FieldNode, GraphQLField, GraphQLInputObjectType, get_named_type

from schema.enums import SearchType
from schema.mapping import Key, Order
from service.query.connections import Page
from service.query.convert import bound, text
from service.query.filters import filter_sql
from service.query.paging import window
from service.query.values import Fetch, Value, plain

if TYPE_CHECKING:
    from service.query.compiler import Compiler

RELEVANCE = Order(
    "search.relevance",
    (
        Key("{t}.score", "real", descending=True),
        Key("{t}.kind", "text", descending=True),
        Key("{t}.id", "bigint", descending=True),
    ),
)
SEARCH_COST = 100
"""What a search adds to an operation's cost, in objects."""
FEW = 1000
"""So many estimated matches are all ranked."""
RANKED_MAX = 5000
"""Where an estimate was far too low, ranking stops here."""
CANDIDATES = 1000
"""The window: of more matches, so many of the newest are ranked."""
VERY_MANY = 20
"""Words in more than one text of so many are found fastest by reading texts, newest first."""
WALKED_MAX = 100_000
"""The most texts that are read so; a filter that nearly nothing meets ends there."""
LAST_WORD_MIN = 2
"""The fewest letters that a last word must have to match as a beginning."""

_LAST_WORD = re.compile(rf"(?:^|[\s'’(])(\w{{{LAST_WORD_MIN},}})$")
_ENDS_WITH_OR = re.compile(r"(?:^|\s)or\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class WebQuery:
    """A query split for prefix matching: `last_word` is None where nothing may match as a beginning."""

    whole: str
    head: str
    last_word: str | None
    either: bool


def web_query(query: str) -> WebQuery:
    """Split off the last word, unless it is quoted, negated, "or", or followed by a space."""
    found = _LAST_WORD.search(query)
    in_quotes = query.count('"') % 2 == 1
    if found is None or in_quotes or found.group(1).lower() == "or":
        return WebQuery(query, query, None, either=False)
    head = query[: found.start(1)]
    either = _ENDS_WITH_OR.search(head) is not None
    return WebQuery(query, _ENDS_WITH_OR.sub("", head) if either else head, found.group(1), either)


def search_sql(compiler: Compiler, definition: GraphQLField, given: Mapping[str, Value], nodes: list[FieldNode]) -> str:
    """The root field `search` as one SQL expression."""
    statement = compiler.statement
    statement.charge(SEARCH_COST)
    row, link, queries = statement.alias(), statement.alias(), statement.alias()
    page = SearchPage(
        compiler=compiler,
        source=f"({_hits(compiler, definition, given, queries)}) {row}",
        where=[],
        window=window(statement, RELEVANCE, given, row, link),
        row=row,
        link=link,
        queries=queries,
        narrowed="filter" in given or "language" in given,
    )
    # Materialized, so that words are looked up and their frequency is estimated once.
    return (
        f"(with {queries} as materialized (select * from {_queries(compiler, given)})"
        f" select {page.sql(definition.type, nodes)})"
    )


@dataclass(slots=True)
class SearchPage(Page):
    """A page of found things; `queries` names the query in each configuration."""

    queries: str = ""
    narrowed: bool = False
    """Whether a filter or language narrows the search, which estimates don't know of."""

    def total_count(self) -> str:
        """Counted where all matches are candidates; else estimated, or what is sure under a filter."""
        counted = f"(select count(*) from {self.source})"
        if self.narrowed:
            return counted
        estimated = f"(select sum(q.articles + q.claims)::bigint from {self.queries} q)"
        return f"(case when {self._counts_all()} then {counted} else greatest({counted}, {estimated}) end)"

    def total_count_relation(self) -> str:
        """EXACT, or what else `total_count` is."""
        otherwise = "AT_LEAST" if self.narrowed else "ESTIMATE"
        return f"(case when {self._counts_all()} then 'EXACT' else '{otherwise}' end)"

    def _counts_all(self) -> str:
        return f"not exists (select from {self.queries} q where greatest(q.articles, q.claims) > {FEW})"

    def note(self) -> str:
        """Why nothing was searched, or null."""
        return f"(select claimgraph.search_note(array_agg(q::claimgraph.config_query)) from {self.queries} q)"


def _queries(compiler: Compiler, given: Mapping[str, Value]) -> str:
    query = bound(given["query"], text)
    language: Fetch = bound(given["language"], text) if "language" in given else lambda _variables: None

    def piece(name: str) -> Fetch:
        def fetch(variables: Mapping[str, Any]) -> object:
            return getattr(web_query(query(variables)), name)

        return fetch

    parameter = compiler.statement.parameter
    return (
        f"claimgraph.web_queries({parameter(language, 'text')}, {parameter(piece('whole'), 'text')},"
        f" {parameter(piece('head'), 'text')}, {parameter(piece('last_word'), 'text')},"
        f" {parameter(piece('either'), 'boolean')})"
    )


def _hits(compiler: Compiler, definition: GraphQLField, given: Mapping[str, Value], queries: str) -> str:
    """The candidates of every wanted type, with their scores."""
    types = {plain(item) for item in given["types"].now} if "types" in given else {item.value for item in SearchType}
    articles = _article_condition(compiler, definition, given)
    kinds: list[str] = []
    if "ARTICLE" in types:
        kinds.append(_texts("Article", "article_search", "article_id", "q.articles", articles.format("s.article_id")))
    if "CLAIM" in types:
        of_claim = articles.format("(select c.article_id from claim c where c.id = s.claim_id)")
        kinds.append(_texts("Claim", "claim_search", "claim_id", "q.claims", of_claim))
    if "ACTOR" in types and "filter" not in given:
        kinds.append(
            "select 'Actor' as kind, s.actor_id as id, ts_rank(s.tsv, q.query, 1) as score"
            f" from actor_search s where q.for_names and s.tsv @@ q.query limit {RANKED_MAX}"
        )
    nothing = "select null::text as kind, null::bigint as id, null::real as score where false"
    everything = " union all ".join(f"({kind})" for kind in [nothing, *kinds])
    return f"select h.kind, h.id, h.score, q.config, q.query from {queries} q cross join lateral ({everything}) h"


def _texts(kind: str, table: str, key: str, matches: str, condition: str) -> str:
    """The candidates among texts of one kind, gathered in one of three ways by how many may match.

    Few: all of them, through the word's index entries. Many: newest week first, through the entries of
    word and week, until enough are seen. Very many: newest text first, reading texts as they come,
    since nearly every one matches. Each way ends after about a thousand candidates, so the cost hardly
    depends on how common the words are; only the chosen way runs, the others' conditions are constant.
    """
    wanted = f"s.config = q.config and s.tsv @@ q.query{condition}"
    total = f"(select greatest(c.reltuples, 0) from pg_class c where c.oid = 'claimgraph.{table}'::regclass)"
    newest = f"(select s.bucket from {table} s where s.config = q.config order by s.sort_at desc limit 1)"
    oldest = f"(select s.bucket from {table} s where s.config = q.config order by s.sort_at limit 1)"
    columns, order = f"s.{key} as id, s.tsv", f"s.sort_at desc, s.{key} desc"
    few = f"select {columns} from {table} s where {matches} <= {FEW} and {wanted} limit {RANKED_MAX}"
    many = (
        f"select x.id, x.tsv from generate_series({newest}, {oldest}, -1) as week (bucket)"
        f" cross join lateral (select {columns} from {table} s where s.bucket = week.bucket and {wanted}"
        f" order by {order} limit {CANDIDATES}) x"
        f" where {matches} > {FEW} and {matches} <= {total} / {VERY_MANY} limit {CANDIDATES}"
    )
    very_many = (
        f"select s.id, s.tsv from (select {columns}, s.config from {table} s where s.config = q.config"
        f" order by {order} limit {WALKED_MAX}) s"
        f" where {matches} > {FEW} and {matches} > {total} / {VERY_MANY} and s.tsv @@ q.query"
        f"{condition.replace(f's.{key}', 's.id')} limit {CANDIDATES}"
    )
    return (
        f"select '{kind}' as kind, s.id, ts_rank(s.tsv, q.query, 1) as score"
        f" from (({few}) union all ({many}) union all ({very_many})) s where q.for_texts"
    )


def _article_condition(compiler: Compiler, definition: GraphQLField, given: Mapping[str, Value]) -> _Template:
    """What `filter` and `language` ask of the article."""
    conditions: list[str] = []
    if "filter" in given:
        input_type = get_named_type(definition.args["filter"].type)
        if not isinstance(input_type, GraphQLInputObjectType):
            raise TypeError("search takes an input object as its filter")
        conditions.append(filter_sql(compiler.contract, compiler.statement, input_type, given["filter"], "a"))
    if "language" in given:
        parameter = compiler.statement.parameter(bound(given["language"], text), "text")
        conditions.append(f"(a.language = lower({parameter}) or starts_with(a.language, lower({parameter}) || '-'))")
    return _Template(" and ".join(conditions))


@dataclass(frozen=True, slots=True)
class _Template:
    """A condition on an article `a`, to be asked of whichever row leads to it."""

    condition: str

    def format(self, key: str) -> str:
        """The condition for the article with this key; empty when there is none."""
        return f" and exists (select from article a where a.id = {key} and {self.condition})" if self.condition else ""
