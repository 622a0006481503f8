"""The SQL of the peer with dataloaders: rows by their keys, and the first children of each parent."""

from __future__ import annotations

DATABASE = "BENCH_DATABASE_URL"
POOL = "BENCH_POOL_SIZE"
"""The peer's settings, from the environment."""

_ARTICLE = "a.id, a.source_id, a.title, a.language, a.authors, a.published_at"
_CLAIM = (
    "c.id, c.article_id, c.claimant_id, c.subject_id, c.start_at, c.end_at, c.quote, c.text, c.modality, c.polarity,"
    " c.factuality, c.attribution"
)

ROWS = {
    "source": "select id, name, domain from source where id = any ($1)",
    "actor": "select id, kind, name, description, mention_count from actor where id = any ($1)",
    "article": f"select {_ARTICLE} from article a where a.id = any ($1)",
    "body": "select id, body from article where id = any ($1)",
    "cues": (
        "select claim_id as parent, kind, start_at, end_at, quote from claim_cue where claim_id = any ($1)"
        " order by claim_id, ordinal"
    ),
    "aliases": (
        "select l.actor_id as parent, l.name from actor_alias l join actor a on a.id = l.actor_id"
        " where l.actor_id = any ($1) order by l.actor_id, l.name <> a.name, l.id"
    ),
    "claim_count": "select article_id as id, count(*) from claim where article_id = any ($1) group by article_id",
    "newest": f"select {_ARTICLE} from article a order by a.sort_at desc, a.id desc limit $1",
    "search": (
        f"select {_ARTICLE}, claimgraph.article_headline(a, $1) as headline from claimgraph.search_articles($1, $2) a"
    ),
}

PAGES = {
    "article_actors": (
        "select p.id as parent, c.* from unnest($1::bigint[]) p (id) cross join lateral ("
        " select a.id, a.kind, a.name, a.description, a.mention_count"
        " from article_actor l join actor a on a.id = l.actor_id"
        " where l.article_id = p.id order by l.mention_count desc, l.actor_id limit $2) c"
    ),
    "article_claims": (
        "select p.id as parent, c.* from unnest($1::bigint[]) p (id) cross join lateral ("
        f" select {_CLAIM} from claim c where c.article_id = p.id order by c.start_at, c.id limit $2) c"
    ),
    "actor_articles": (
        "select p.id as parent, c.* from unnest($1::bigint[]) p (id) cross join lateral ("
        f" select {_ARTICLE} from article_actor l join article a on a.id = l.article_id"
        " where l.actor_id = p.id order by l.sort_at desc, l.article_id desc limit $2) c"
    ),
    "actor_claims": (
        "select p.id as parent, c.* from unnest($1::bigint[]) p (id) cross join lateral ("
        f" select {_CLAIM} from claim_actor l join claim c on c.id = l.claim_id"
        " where l.actor_id = p.id order by l.sort_at desc, l.claim_id desc limit $2) c"
    ),
}
