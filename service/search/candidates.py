"""The texts and actors that a search looks at: its candidates.

Of common words not every text can be ranked, so candidates are gathered in one of three ways, chosen by
how many texts the planner expects to match. Each ends after two hundred to a thousand candidates, so
that a search costs about the same however common its words are; only the chosen way runs, since the cousins'
conditions are constant within a statement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

FEW = 1000
"""So many estimated matches are all candidates."""
CANDIDATES_MAX = 5000
"""Where an estimate was far too low, the candidates end here."""
WINDOW = 200
"""Of more matches, so many of the newest are candidates."""
SPARSE = 20
"""Words in fewer texts than so many in four weeks are looked up by years."""
VERY_MANY = 10
"""Words in more than one text of so many are found fastest by reading texts, newest first."""
WALKED_MAX = 100_000
"""The most texts that are read so; a filter that nearly nothing meets ends there."""
WEIGHTS = "'{0.05, 0.2, 0.4, 1.0}'"
"""What a word counts in a text's rest, body, lead and title (ts_rank's D, C, B, A)."""

OF_ARTICLE = (
    "((q.asks).of_articles is not true or exists (select from article x where x.id = {article}"
    " and ((q.asks).sources is null or x.source_id = any ((q.asks).sources))"
    " and ((q.asks).languages is null or exists (select from unnest((q.asks).languages) l (tag)"
    " where x.language = l.tag or starts_with(x.language, l.tag || '-')))"
    " and ((q.asks).after is null or x.published_at >= (q.asks).after)"
    " and ((q.asks).before is null or x.published_at < (q.asks).before)))"
)
OF_CLAIM = (
    "((q.asks).of_claims is not true or exists (select from claim x where {claim} and x.live"
    " and ((q.asks).claimants is null or x.claimant_id = any ((q.asks).claimants))"
    " and ((q.asks).modalities is null or x.modality = any ((q.asks).modalities))))"
)
OTHERS = (
    "(q.others is null or (select claimgraph.meets_others("
    "q.others, q.exact, s.tsv, x.id, {claim}, x.language, x.source_id, x.published_at) from {article}))"
)


@dataclass(frozen=True, slots=True)
class Walk:
    """In which direction texts are gone through by date, from where, and how far.

    `start` holds the SQL of the date, kind and key behind which the walk begins, None for its beginning.
    """

    descending: bool = True
    start: tuple[str, str, str] | None = None
    limit: str = str(WINDOW)


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Predicates of the arguments: over an article `a`, a claim `c` and an actor `t`; empty when not asked."""

    article: str = ""
    claim: str = ""
    actor: str = ""
    leaves_actors_out: bool = False


NOTHING_ASKED = Narrowing()


@dataclass(frozen=True, slots=True)
class Texts:
    """One kind of text: its search table, its key there, and how to reach its article."""

    kind: str
    table: str
    key: str
    estimate: str
    conditions: Sequence[str]


def hits_sql(queries: str, kinds: frozenset[str], narrowing: Narrowing, walk: Walk) -> str:
    """The candidates of the wanted kinds: `kind, id, config, sort_at, score`, each once.

    `queries` names rows of `claimgraph.search_query`.
    """
    found: list[str] = []
    if "ARTICLE" in kinds and not narrowing.actor:
        found.append(_texts(_articles(narrowing), queries, walk))
    if "CLAIM" in kinds and not narrowing.actor:
        found.append(_texts(_claims(narrowing), queries, walk))
    if "ACTOR" in kinds and not narrowing.leaves_actors_out:
        found.append(_actors(narrowing))
    nothing = (
        "select null::text as kind, null::bigint as id, null::timestamptz as sort_at, null::real as score where false"
    )
    everything = " union all ".join(f"({kind})" for kind in [nothing, *found])
    return f"select h.kind, h.id, q.config, h.sort_at, h.score from {queries} q cross join lateral ({everything}) h"


def _articles(narrowing: Narrowing) -> Texts:
    key = "s.article_id"
    conditions = [
        OF_ARTICLE.format(article=key),
        OF_CLAIM.format(claim=f"x.article_id = {key}"),
        OTHERS.format(article=f"article x where x.id = {key}", claim="null"),
    ]
    if narrowing.article:
        conditions.append(f"exists (select from article a where a.id = {key} and {narrowing.article})")
    if narrowing.claim:
        conditions.append(f"exists (select from claim c where c.article_id = {key} and c.live and {narrowing.claim})")
    return Texts("Article", "article_search", "article_id", "q.articles", conditions)


def _claims(narrowing: Narrowing) -> Texts:
    key = "s.claim_id"
    article = f"(select o.article_id from claim o where o.id = {key})"
    conditions = [
        OF_ARTICLE.format(article=article),
        OF_CLAIM.format(claim=f"x.id = {key}"),
        OTHERS.format(article=f"claim o join article x on x.id = o.article_id where o.id = {key}", claim=key),
    ]
    if narrowing.article:
        conditions.append(f"exists (select from article a where a.id = {article} and {narrowing.article})")
    if narrowing.claim:
        conditions.append(f"exists (select from claim c where c.id = {key} and {narrowing.claim})")
    return Texts("Claim", "claim_search", "claim_id", "q.claims", conditions)


def _texts(texts: Texts, queries: str, walk: Walk) -> str:
    """Candidates of one kind. Few matches in all languages: all of them, through the words' index entries. Many: four
    weeks by four weeks, or year by year where that would take many lookups, through the entries of word and time,
    until enough are seen. Very many: text by text, since nearly every one matches; and so where the index can't tell
    what matches, because the query has no words, or a text matches for what it lacks."""
    table, key = texts.table, f"s.{texts.key}"
    direction = " desc" if walk.descending else ""
    total = f"(select greatest(c.reltuples, 0) from pg_class c where c.oid = 'claimgraph.{table}'::regclass)"
    beyond = _beyond(texts, walk)
    step = -1 if walk.descending else 1
    # All dates are above what has none.
    spans = ("dated", "undated") if walk.descending else ("undated", "dated")
    ends = ", ".join(
        f"{_first(texts, walk, span)} as {span}_first,"
        f" {_bucket(texts, span, newest=not walk.descending)} as {span}_last"
        for span in spans
    )
    lookups = " + ".join(f"greatest({step} * (w.{span}_last - w.{span}_first) + 1, 0)" for span in spans)
    numbers = " union all ".join(
        f"select generate_series(w.{span}_first / w.buckets, w.{span}_last / w.buckets, {step}) as number"
        for span in spans
    )
    meets = "".join(f" and {condition}" for condition in texts.conditions)
    columns, order = f"{key} as id, s.tsv, s.sort_at", f"s.sort_at{direction}, {key}{direction}"
    # Ranking takes any of few; a walk by date takes them in their order.
    few_order = "" if walk == Walk() else f" order by {order}"
    # The index is asked for the words alone: that a text is of the configuration is seen faster on the text, as long
    # as they are few in every language.
    most = f"(select max({texts.estimate.replace('q.', 'x.')}) from {queries} x)"
    few = (
        f"select {columns} from {table} s where not q.wide and {most} <= {FEW} and s.config || '' = q.config"
        f" and s.tsv @@ q.query{beyond}{meets}{few_order}"
        f" limit {CANDIDATES_MAX if walk == Walk() else walk.limit}"
    )
    many = (
        f"select x.id, x.tsv, x.sort_at from (select w.*, case when {texts.estimate}"
        f" < {SPARSE} * ({lookups})::bigint then 13 else 1 end as buckets from (select {ends}) w) w"
        f" cross join lateral ({numbers}) b"
        f" cross join lateral (select {columns} from {table} s"
        f" where s.slots @> array[claimgraph.slot(q.config, 4 * w.buckets, b.number)]"
        f" and s.tsv @@ q.query{beyond}{meets}"
        f" order by {order} limit {walk.limit}) x"
        f" where not q.wide and {most} > {FEW} and {texts.estimate} <= {total} / {VERY_MANY} limit {walk.limit}"
    )
    # Says nothing new; a walk through the dates that are asked for begins there.
    published = (
        " and s.sort_at >= coalesce((q.asks).after, '-infinity') and s.sort_at < coalesce((q.asks).before, 'infinity')"
    )
    enough = walk.limit
    if walk == Walk():
        enough = f"case when q.wide and {texts.estimate} <= {FEW} then {CANDIDATES_MAX} else {WINDOW} end"
    very_many = (
        f"select s.{texts.key} as id, s.tsv, s.sort_at"
        f" from (select s.* from {table} s where s.config = q.config{beyond}{published}"
        f" order by {order} limit {WALKED_MAX}) s"
        f" where (q.wide or ({most} > {FEW} and {texts.estimate} > {total} / {VERY_MANY}))"
        f" and (numnode(q.query) = 0 or s.tsv @@ q.query){meets} limit {enough}"
    )
    return (
        f"select '{texts.kind}' as kind, s.id, s.sort_at, greatest(r.rank - r.cousins, r.rank / 5) as score"
        f" from (({few}) union all ({many}) union all ({very_many})) s"
        f" cross join lateral (select ts_rank({WEIGHTS}, s.tsv, q.ranked, 16)"
        # A stem and the beginning that it is are one part of the query, where other words are two: of two and of three.
        f" * case when numnode(q.cousins[1]) > 0 and numnode(q.ranked) > 1 then 4.0 / 3 else 1 end as rank,"
        # The form that was typed is in `ranked`, unless it is its own stem. Of several words each is weighed by itself.
        f" case when cardinality(q.terms) = 1 and numnode(q.cousins[1]) > 0"
        f" then ts_rank({WEIGHTS}, s.tsv, q.cousins[1], 16) else 0 end as cousins offset 0) r"
        f" where q.for_texts"
    )


def _beyond(texts: Texts, walk: Walk) -> str:
    """The condition "after the start"."""
    if walk.start is None:
        return ""
    moment, kind, key = walk.start
    before = "<" if walk.descending else ">"
    # The second condition says nothing new; an index on the date alone can use it.
    return (
        f" and (s.sort_at, '{texts.kind}', s.{texts.key}) {before} ({moment}, {kind}, {key})"
        f" and s.sort_at {before}= {moment}"
    )


def _first(texts: Texts, walk: Walk, span: str) -> str:
    """The bucket where a walk through the dated or the undated texts begins; a span that lies before the start is
    left empty."""
    end = _bucket(texts, span, newest=walk.descending)
    if walk.start is None:
        return end
    moment, kind, key = walk.start
    # The undated go by kind and then by key, so another kind's key says nothing of this one's.
    start = f"case when {moment} > '-infinity' or {kind} = '{texts.kind}' then claimgraph.bucket({moment}, {key}) end"
    return f"{'least' if walk.descending else 'greatest'}({end}, {start})"


def _bucket(texts: Texts, span: str, *, newest: bool) -> str:
    """The newest or oldest bucket of the dated or the undated texts, null where there are none."""
    order = " desc" if newest else ""
    return (
        f"(select claimgraph.bucket(s.sort_at, s.{texts.key}) from {texts.table} s where s.config = q.config"
        f" and s.sort_at {'>' if span == 'dated' else '='} '-infinity'"
        f" order by s.sort_at{order}, s.{texts.key}{order} limit 1)"
    )


def _actors(narrowing: Narrowing) -> str:
    """Actors by the words of their names and descriptions, and those that the query names otherwise. They meet no
    condition of articles or claims, so that a search that has one leaves them out; of those that only lack words, the
    last that became known are candidates."""
    meets = (
        f" and exists (select from actor t where t.id = s.actor_id and {narrowing.actor})" if narrowing.actor else ""
    )
    asked = "coalesce(q.exact, q.query)"
    return (
        f"select 'Actor' as kind, s.actor_id as id, o.created_at as sort_at,"
        f" ts_rank({WEIGHTS}, s.tsv, q.ranked, 16) + (s.actor_id = any (q.actors))::integer as score"
        f" from (select s.actor_id, s.tsv from actor_search s"
        f" where claimgraph.is_indexed({asked}) and s.tsv @@ {asked}"
        f" union select s.actor_id, s.tsv from actor_search s where s.actor_id = any (q.actors)"
        f" and q.naming and not s.tsv @@ q.without"
        f" union (select s.actor_id, s.tsv from actor_search s"
        f" where not claimgraph.is_indexed({asked}) and s.tsv @@ {asked}"
        f" order by s.actor_id desc limit {WINDOW})) s"
        f" join actor o on o.id = s.actor_id and o.merged_into_id is null"
        f" where q.for_names{meets} limit {CANDIDATES_MAX}"
    )
