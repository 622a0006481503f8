"""`search`: full text over articles, actors and claims, one ranked list, one statement.

Each text was indexed by the stemmer of its own language (`claimgraph.search_config`), so the query is
turned into one tsquery a configuration, and every text is matched with its own language's query only;
negation therefore means what it says in each language. Scores are `ts_rank` with titles and names
before leads before the rest.
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
    row, link = statement.alias(), statement.alias()
    queries = _queries(compiler, given)
    page = SearchPage(
        compiler=compiler,
        source=f"({_hits(compiler, definition, given, queries)}) {row}",
        where=[],
        window=window(statement, RELEVANCE, given, row, link),
        row=row,
        link=link,
        queries=queries,
    )
    return page.sql(definition.type, nodes)


@dataclass(slots=True)
class SearchPage(Page):
    """A page of found things; `queries` is the from-item of the query in each configuration."""

    queries: str = ""

    def note(self) -> str:
        """Why nothing was searched, or null."""
        return f"(select claimgraph.search_note(array_agg(q)) from {self.queries} q)"


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
    """Everything that matches, of every wanted type, with its score."""
    types = {plain(item) for item in given["types"].now} if "types" in given else {item.value for item in SearchType}
    articles = _article_condition(compiler, definition, given)
    kinds: list[str] = []
    if "ARTICLE" in types:
        kinds.append(
            "select 'Article' as kind, s.article_id as id, ts_rank(s.tsv, q.query, 1) as score"
            " from article_search s where q.for_texts and s.config = q.config and s.tsv @@ q.query"
            + articles.format(article="s.article_id")
        )
    if "CLAIM" in types:
        kinds.append(
            "select 'Claim', s.claim_id, ts_rank(s.tsv, q.query, 1)"
            " from claim_search s where q.for_texts and s.config = q.config and s.tsv @@ q.query"
            + articles.format(article="(select c.article_id from claim c where c.id = s.claim_id)")
        )
    if "ACTOR" in types and "filter" not in given:
        kinds.append(
            "select 'Actor', s.actor_id, ts_rank(s.tsv, q.query, 1)"
            " from actor_search s where q.for_names and s.tsv @@ q.query"
        )
    nothing = "select null::text as kind, null::bigint as id, null::real as score where false"
    return (
        "select h.kind, h.id, h.score, q.config, q.query"
        f" from {queries} q cross join lateral ({' union all '.join([nothing, *kinds])}) h"
    )


def _article_condition(compiler: Compiler, definition: GraphQLField, given: Mapping[str, Value]) -> str:
    """What `filter` and `language` ask of the article, as a template over its key `{article}`."""
    conditions: list[str] = []
    if "filter" in given:
        input_type = get_named_type(definition.args["filter"].type)
        if not isinstance(input_type, GraphQLInputObjectType):
            raise TypeError("search takes an input object as its filter")
        conditions.append(filter_sql(compiler.contract, compiler.statement, input_type, given["filter"], "a"))
    if "language" in given:
        parameter = compiler.statement.parameter(bound(given["language"], text), "text")
        conditions.append(f"(a.language = lower({parameter}) or starts_with(a.language, lower({parameter}) || '-'))")
    if not conditions:
        return ""
    # Only the key stands for a template; the conditions are SQL already, and may hold braces.
    escaped = " and ".join(conditions).replace("{", "{{").replace("}", "}}")
    return f" and exists (select from article a where a.id = {{article}} and {escaped})"
