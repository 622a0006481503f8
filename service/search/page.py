"""`search`: full text over articles, actors and claims, one ranked list, one statement.

Each text was indexed by the stemmer of its own language (`claimgraph.search_config`), so the query is
turned into one tsquery a configuration, and every text is matched with its own language's query only;
negation therefore means what it says in each language. A name in the query also matches whatever else its
actor is called, since texts are indexed with the actors that they mention (`service/store/sql/indexing.sql`).

First all words are wanted. Where that finds little, texts with some of them follow, and names that are
nearly spelled so count too. The best by a rough score (`ts_rank`, titles before leads before the rest) are
ranked finely: each word of the query, and each pair of neighbours, counts as much as it is rare among the
candidates, as in BM25 (Robertson & Zaragoza 2009, 3.3), and older texts count less (`halfLifeDays`), those of
days to come no more than today's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
from graphql import FieldNode, GraphQLField

from schema import costs
from schema.enums import SearchMatch, SearchOrder, SearchType
from schema.mapping import Key, Order, Search
from schema.search import HALF_LIFE_DAYS
from service.query.connections import Page, exists
from service.query.convert import bad_input, bound, text
from service.query.filters import argument_filter
from service.query.paging import Window, key_at, window
from service.query.values import Fetch, Value, plain
from service.search.asked import read_query, readable
from service.search.candidates import FEW, WEIGHTS, Narrowing, Walk, hits_sql

if TYPE_CHECKING:
    from service.query.compiler import Compiler

_TIES = (Key("{t}.kind", "text", descending=True), Key("{t}.id", "bigint", descending=True))
_TIES_UP = (Key("{t}.kind", "text"), Key("{t}.id", "bigint"))
ORDERS = {
    "RELEVANCE": Order(
        "search.relevance",
        (
            Key("{t}.tier", "integer", descending=True),
            Key("{t}.score", "real", descending=True),
            Key("{t}.sort_at", "timestamptz", descending=True),
            *_TIES,
        ),
    ),
    "NEWEST": Order("search.newest", (Key("{t}.sort_at", "timestamptz", descending=True), *_TIES)),
    "OLDEST": Order("search.oldest", (Key("{t}.sort_at", "timestamptz"), *_TIES_UP)),
}
LITTLE = 20
"""With fewer results than this of all words, those of some words follow."""
RANKED_FINELY = 200
"""So many of the best by the rough score are ranked word by word."""
TYPED = 1.0
"""What the form in which a word was typed counts beside its stem: `publication` before `public`."""
SATURATION = 0.05
"""A word's rank at which it counts half of what it can: that it stands there matters more than how often."""


def search_sql(
    compiler: Compiler,
    _mapping: Search,
    definition: GraphQLField,
    given: Mapping[str, Value],
    nodes: list[FieldNode],
) -> str:
    """The root field `search` as one SQL expression."""
    statement = compiler.statement
    row, link = statement.alias(), statement.alias()
    order_by = plain(given["orderBy"].now) if "orderBy" in given else SearchOrder.RELEVANCE.value
    order = ORDERS[order_by]
    found = SearchRows(
        compiler=compiler,
        window=window(statement, order, given, row, link),
        row=row,
        by_date=order_by != SearchOrder.RELEVANCE.value,
        asked=Parameters.of(compiler, given),
        kinds=frozenset(plain(item) for item in given["types"].now)
        if "types" in given
        else frozenset(item.value for item in SearchType),
        narrowing=narrowing_of(compiler, definition, NARROWING, given),
        loosens="match" not in given or plain(given["match"].now) == SearchMatch.BEST.value,
        narrowed=bool({"filter", "claimFilter", "actorFilter", "language"} & given.keys()),
        names=[statement.alias() for _ in range(8)],
    )
    statement.charge(costs.SEARCH * len(found.kinds))
    page = Page(compiler=compiler, rows=found, window=found.window, row=row, link=link)
    body = page.sql(definition.type, nodes)
    return f"(with {found.tables(given)} select {body})"


@dataclass(frozen=True, slots=True)
class Parameters:
    """The bound parameters of a search."""

    asked: str
    query: str
    language: str
    half_life_days: str

    @classmethod
    def of(cls, compiler: Compiler, given: Mapping[str, Value]) -> Parameters:
        """Bind the arguments; any text is a query, so only the others may raise GraphQLError when they are bound."""
        parameter = compiler.statement.parameter
        language: Fetch = bound(given["language"], text) if "language" in given else lambda _variables: None
        half_life = given.get("halfLifeDays")
        days: Fetch = bound(half_life, _days) if half_life is not None else lambda _variables: HALF_LIFE_DAYS
        return cls(
            asked=parameter(bound(given["query"], _asked), "text") + "::jsonb",
            query=parameter(bound(given["query"], _typed), "text"),
            language=parameter(language, "text"),
            half_life_days=parameter(days, "integer"),
        )


def _asked(given: object, _value: Value) -> str:
    return msgspec.json.encode(read_query(str(plain(given)))).decode()


def _typed(given: object, _value: Value) -> str:
    """The query as it was typed, so far as it is read."""
    return readable(str(plain(given)))


def _days(given: object, value: Value) -> int:
    days = int(str(given))
    if not 0 <= days <= 1_000_000:
        raise bad_input(value, f"is {days}; give 1 to 1,000,000 days, or 0 where age doesn't matter")
    return days


@dataclass(frozen=True, slots=True)
class SearchRows:
    """The things that a search finds, as the row source of a page.

    Its tables: the query in each configuration (`queries`, and `looser` for the second try), the candidates
    of either (`strict`, `loose`), all of them (`found`), and as they stand on pages (`ranked`).
    """

    compiler: Compiler
    window: Window
    row: str
    asked: Parameters
    kinds: frozenset[str]
    narrowing: Narrowing
    by_date: bool
    loosens: bool
    narrowed: bool
    """Whether an argument narrows the search, which estimates don't know of."""
    names: Sequence[str]
    claim_link: str | None = None
    """Where the list is one of claims: the alias of what was found, beside the claims' own rows."""

    _NAMES = ("queries", "looser", "strict", "loose", "found", "terms", "fine", "ranked")

    @property
    def count_cost(self) -> int:
        """Of the candidates."""
        return costs.COUNT

    @property
    def facet_cost(self) -> int:
        """Of the candidates, with what each names."""
        return costs.FACET_OF_SEARCH

    @property
    def source(self) -> str:
        """What stands on pages: what was found, or the claims that were."""
        if self.claim_link is None:
            return f"{self.name('ranked')} {self.row}"
        return f"claim {self.row} join {self.name('ranked')} {self.claim_link} on {self.claim_link}.id = {self.row}.id"

    @property
    def where(self) -> Sequence[str]:
        """The tables hold what was found and no more."""
        return ()

    def name(self, table: str) -> str:
        """The alias of one of the page's tables."""
        return self.names[self._NAMES.index(table)]

    def tables(self, given: Mapping[str, Value]) -> str:
        """The common table expressions that the page is read from."""
        asked, name = self.asked, self.name
        tables = {
            "queries": f"select * from claimgraph.search_queries({asked.language}, {asked.asked}, {self._kinds()})",
        }
        if self.by_date:
            tables["ranked"] = self._with_queries(self._hits("queries", self._walk(given)), "queries")
        else:
            tables |= self._by_relevance()
        # Materialized, so that words are looked up and their frequency is estimated once.
        return ", ".join(f"{name(table)} as materialized ({sql})" for table, sql in tables.items())

    def _by_relevance(self) -> dict[str, str]:
        name, asked = self.name, self.asked
        little = f"(select count(*) from {name('strict')}) < {LITTLE}" if self.loosens else "false"
        decay = f"claimgraph.search_decay(f.sort_at, {asked.half_life_days}, (select claimgraph.search_today()))"
        queries = f"(select 1 as stage, x.* from {name('queries')} x union all select 2, x.* from {name('looser')} x)"
        words = f"(select max(cardinality(q.terms)) from {queries} q)"
        return {
            "strict": self._hits("queries", Walk()),
            "looser": (
                f"select * from claimgraph.looser_queries({asked.language}, {asked.asked}, {self._kinds()})"
                f" where {little}"
            ),
            "loose": (
                f"select h.* from ({self._hits('looser', Walk())}) h where not exists"
                f" (select from {name('strict')} s where (s.kind, s.id) = (h.kind, h.id))"
            ),
            "found": (
                "select f.*, row_number() over (order by f.score desc, f.sort_at desc, f.kind desc, f.id desc) as place"
                f" from (select f.stage, f.kind, f.id, f.config, f.sort_at, (f.score * {decay})::real as score"
                f" from (select 1 as stage, s.* from {name('strict')} s"
                f" union all select 2, s.* from {name('loose')} s) f) f"
            ),
            "terms": (
                "select f.kind, f.id, f.sort_at, t.place, t.weight"
                f" * (r.rank / ({SATURATION} + r.rank) + {TYPED} * r.typed / ({SATURATION} + r.typed)) as score"
                f" from {name('found')} f join {queries} q on q.stage = f.stage and q.config = f.config"
                # Joined to nothing, a text is unpacked once, and not again for each of the query's words.
                " cross join lateral (select s.tsv || ''::tsvector as tsv from ("
                "select s.tsv from article_search s where f.kind = 'Article' and s.article_id = f.id"
                " union all select s.tsv from claim_search s where f.kind = 'Claim' and s.claim_id = f.id"
                " union all select s.tsv from actor_search s where f.kind = 'Actor' and s.actor_id = f.id"
                ") s offset 0) x"
                " cross join lateral unnest(q.terms, q.weights, q.typed, q.cousins)"
                " with ordinality t (term, weight, typed, cousins, place)"
                f" cross join lateral (select ts_rank({WEIGHTS}, x.tsv, t.term, 1) as rank,"
                f" greatest(ts_rank({WEIGHTS}, x.tsv, t.typed, 1) - ts_rank({WEIGHTS}, x.tsv, t.cousins, 1), 0)"
                " as typed offset 0) r"
                f" where f.place <= {RANKED_FINELY} and {words} > 1"
            ),
            "fine": (
                f"select t.kind, t.id, sum(t.score * i.rarity) as score from {name('terms')} t"
                " join (select t.place, ln(1 + (n.texts - t.texts + 0.5) / (t.texts + 0.5)) as rarity"
                f" from (select t.place, count(*) filter (where t.score > 0) as texts from {name('terms')} t"
                " group by t.place) t"
                f" cross join (select count(*) as texts from {name('found')} f where f.place <= {RANKED_FINELY}) n) i"
                " using (place) group by t.kind, t.id"
            ),
            "ranked": (
                "select f.kind, f.id, f.config, f.sort_at, q.query, q.literal, q.ranked, q.starts, q.actors, q.fuzzy,"
                " q.operated, (w.score is not null)::integer as tier,"
                f" case when w.score is null then f.score else (w.score * {decay})::real end as score"
                f" from {name('found')} f join {queries} q on q.stage = f.stage and q.config = f.config"
                f" left join {name('fine')} w on (w.kind, w.id) = (f.kind, f.id)"
            ),
        }

    def total_count(self) -> str:
        """Counted where all matches are candidates; else estimated, or what is sure under a filter."""
        counted = (
            f"(select count(*) from ({self._hits('queries', Walk())}) h)"
            if self.by_date
            else (f"(select count(*) from {self.name('found')})")
        )
        estimated = f"(select sum(q.articles + q.claims)::bigint from {self.name('queries')} q)"
        return (
            f"(case when {self._counts_all()} or {self._is_narrowed()} then {counted}"
            f" else greatest({counted}, {estimated}) end)"
        )

    def total_count_relation(self) -> str:
        """EXACT, or what else `total_count` is."""
        return (
            f"(case when {self._counts_all()} then 'EXACT' when {self._is_narrowed()} then 'AT_LEAST'"
            " else 'ESTIMATE' end)"
        )

    def note(self) -> str:
        """What the notes say, as one text, or null."""
        return f"claimgraph.search_note({self.notes()})"

    def notes(self) -> str:
        """What was not searched for as it stands, and why little was found."""
        strict, loose = (
            ("0", "0")
            if self.by_date
            else (f"(select count(*) from {self.name(table)})" for table in ("strict", "loose"))
        )
        return (
            "(select claimgraph.search_notes(array_agg(q::claimgraph.search_query),"
            f" {self.asked.asked}, {strict}, {loose}) from {self.name('queries')} q)"
        )

    def suggestions(self) -> str:
        """Better spelled queries, where this one finds little."""
        found = self.name("ranked" if self.by_date else "strict")
        return (
            "(select coalesce(json_agg(s.query), '[]'::json)"
            f" from claimgraph.search_suggestions({self.asked.asked}, {self.asked.query}) as s (query)"
            f" where (select count(*) from {found}) < {LITTLE})"
        )

    def counted(self) -> str:
        """What facets count: the candidates, on whatever page they stand."""
        found = f"({self._hits('queries', Walk())})" if self.by_date else self.name("found")
        if self.claim_link is None:
            return f"{found} {self.row}"
        return f"claim {self.row} join {found} h on h.id = {self.row}.id"

    def _counts_all(self) -> str:
        tables = ["queries"] if self.by_date else ["queries", "looser"]
        return " and ".join(
            f"not exists (select from {self.name(table)} q where greatest(q.articles, q.claims) > {FEW})"
            for table in tables
        )

    def _is_narrowed(self) -> str:
        if self.narrowed:
            return "true"
        return f"exists (select from {self.name('queries')} q where (q.asks).place is not null or q.others is not null)"

    def _kinds(self) -> str:
        kinds = ", ".join(f"'{kind}'" for kind in sorted(self.kinds))
        return f"array[{kinds}]::text[]"

    def _hits(self, queries: str, walk: Walk) -> str:
        return hits_sql(self.name(queries), self.kinds, self.narrowing, walk)

    def _with_queries(self, hits: str, queries: str) -> str:
        return (
            "select h.*, 0 as tier, q.query, q.literal, q.ranked, q.starts, q.actors, q.fuzzy, q.operated"
            f" from ({hits}) h join {self.name(queries)} q using (config)"
        )

    def _walk(self, given: Mapping[str, Value]) -> Walk:
        """From the cursor on, a page and one more: pages are as cheap at the end as at the start."""
        order, forward = self.window.order, not self.window.backward
        descending = order.keys[0].descending == forward
        cursor = given.get("after" if forward else "before")
        if cursor is None:
            return Walk(descending, None, self.window.one_more)
        keys = [
            self.compiler.statement.parameter(key_at(cursor, order, at), part.type)
            for at, part in enumerate(order.keys)
        ]
        return Walk(descending, self._walk_start(*keys), self.window.one_more)

    def _walk_start(self, moment: str, *rest: str) -> tuple[str, str, str]:
        """The date, kind and key that a cursor holds; cursors of lists of claims hold no kind."""
        kind, key = rest if self.claim_link is None else ("'Claim'::text", rest[-1])
        return moment, kind, key

    def has_any(self, bound: str | None) -> str:
        """Beyond a cursor of a walk by date stands at least the item that gave it."""
        if self.by_date:
            return "false" if bound is None else "true"
        return exists(self.source, self.where, bound)


NARROWING = {"filter": "filter", "claimFilter": "claimFilter", "actorFilter": "actorFilter"}


def narrowing_of(
    compiler: Compiler, definition: GraphQLField, arguments: Mapping[str, str], given: Mapping[str, Value]
) -> Narrowing:
    """What the arguments ask: of articles by `filter`, of claims by `claimFilter`, of actors by `actorFilter`,
    each under the name that `arguments` has for it; of texts by `language`."""

    def predicate(argument: str, row: str) -> str:
        name = arguments.get(argument, "")
        if name not in given:
            return ""
        return argument_filter(compiler.contract, compiler.statement, definition, name, given[name], row)

    article = predicate("filter", "a")
    claim = predicate("claimFilter", "c")
    leaves_actors_out = bool(article or claim)
    if "language" in given:
        parameter = compiler.statement.parameter(bound(given["language"], text), "text")
        language = f"(a.language = lower({parameter}) or starts_with(a.language, lower({parameter}) || '-'))"
        article = f"{article} and {language}" if article else language
    return Narrowing(
        article=article,
        claim=claim,
        actor=predicate("actorFilter", "t"),
        leaves_actors_out=leaves_actors_out,
    )
