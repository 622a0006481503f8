-- Links between claims that say the same or the opposite. Documented in docs/links.md.

-- The words that two claims share, as a share of all their words (Jaccard).
create or replace function claimgraph.word_overlap(one tsvector, other tsvector) returns real
  language sql immutable strict parallel safe
as $$
  select coalesce(count(*) filter (where n = 2)::real / nullif(count(*), 0), 0)::real
  from (
    select word, count(*) as n
    from (select unnest(tsvector_to_array(one)) union all select unnest(tsvector_to_array(other))) as w (word)
    group by word
  ) words
$$;

-- Amounts of one unit that agree (true), differ (false) or can't be compared (null).
create or replace function claimgraph.amounts_agree(one jsonb, other jsonb) returns boolean
  language sql immutable strict parallel safe
as $$
  select case when count(*) > 0 then bool_or((a ->> 'value')::float8 = (b ->> 'value')::float8) end
  from jsonb_array_elements(one) a join jsonb_array_elements(other) b on a ->> 'unit' = b ->> 'unit'
$$;

-- Claims are linked to those of about the same time. An article without a date is of the time when it came in, for
-- this and for nothing else: so what a folder of texts repeats is found, in it and beside dated articles of those days.
create or replace function claimgraph.link_moment(sort_at timestamptz, ingested_at timestamptz) returns timestamptz
  language sql immutable parallel safe
  return case when sort_at = '-infinity' then ingested_at else sort_at end;

-- Whether a claimant holds a thing to be so: who denies or doubts that it is not so affirms it.
create or replace function claimgraph.affirmed(polarity text, stance text) returns boolean
  language sql immutable parallel safe
  return (polarity = 'POSITIVE') = (stance not in ('DENIES', 'DOUBTS'));

-- Link the live claims of articles, or some of them, to earlier-known live ones of others that involve the same actors
-- within 30 days, as if the articles had come one by one in this order, each looking at what was here before it: alike in words they REPEAT each other, CONTRADICT where one affirms what the other denies or
-- numbers differ, and SUPPORT where the words differ more but the numbers agree. A reading that keeps a claim makes no
-- link anew that somebody has taken back: it names the new claims only.
--
-- Bounded for articles of any size: the newest 50 claims of each actor, at most 10,000 pairs an article, and the
-- cheap measure (trigrams) first, so that words are compared only where it leaves hope.
create or replace function claimgraph.link_articles(article_ids bigint[], of_claim_ids bigint[]) returns integer
  language sql volatile
as $$
  with mine as (
    select c.article_id, c.id, claimgraph.link_moment(c.sort_at, a.ingested_at) as moment, r.actor_id
    from claimgraph.claim c
    join claimgraph.article a on a.id = c.article_id
    join claimgraph.claim_actor r on r.claim_id = c.id
    where c.article_id = any (article_ids) and c.live and (of_claim_ids is null or c.id = any (of_claim_ids))
  ),
  others as materialized (
    select m.article_id, m.actor_id, o.claim_id
    from (select article_id, actor_id, min(moment) as moment from mine group by article_id, actor_id) m
    cross join lateral (
      select n.claim_id
      from (
        (
          select x.claim_id, x.sort_at as moment
          from claimgraph.claim_actor x
          join claimgraph.claim c on c.id = x.claim_id and c.article_id <> m.article_id
            -- Articles of the same batch that come later link themselves.
            and not (c.article_id > m.article_id and c.article_id = any (article_ids))
          where x.actor_id = m.actor_id and x.live
            and x.sort_at between m.moment - interval '30 days' and m.moment + interval '30 days'
          order by x.sort_at desc, x.claim_id desc
          limit 50
        )
        union all
        -- Of the undated the latest to come, as far as they came in at that time.
        select u.claim_id, a.ingested_at
        from (
          select x.claim_id, c.article_id
          from claimgraph.claim_actor x
          join claimgraph.claim c on c.id = x.claim_id and c.article_id <> m.article_id
            -- Articles of the same batch that come later link themselves.
            and not (c.article_id > m.article_id and c.article_id = any (article_ids))
          where x.actor_id = m.actor_id and x.live and x.sort_at = '-infinity'
          order by x.claim_id desc
          limit 50
        ) u
        -- Each looked up by its key: there is an index that leads through all articles of those days.
        cross join lateral (select x.ingested_at from claimgraph.article x where x.id = u.article_id offset 0) a
        where a.ingested_at between m.moment - interval '30 days' and m.moment + interval '30 days'
      ) n
      order by n.moment desc, n.claim_id desc
      limit 50
    ) o
  ),
  near as (
    select from_id, to_id
    from (
      select from_id, to_id, row_number() over (partition by article_id order by from_id, to_id) as place
      from (
        select distinct m.article_id, m.id as from_id, o.claim_id as to_id
        from mine m join others o on o.actor_id = m.actor_id and o.article_id = m.article_id
      ) pairs
    ) placed
    where place <= 10000
  ),
  alike as materialized (
    select
      p.from_id, p.to_id, p.opposed, p.trigrams,
      case when p.amounts <> '[]' and p.other_amounts <> '[]' then
        claimgraph.amounts_agree(p.amounts, p.other_amounts)
      end as agree
    from (
      select
        n.from_id, n.to_id, claimgraph.affirmed(c.polarity, c.stance) <> claimgraph.affirmed(o.polarity, o.stance) as opposed,
        c.amounts, o.amounts as other_amounts,
        similarity(c.text, o.text) as trigrams
      from near n
      join claimgraph.claim c on c.id = n.from_id
      join claimgraph.claim o on o.id = n.to_id
      -- Who asks says nothing that could repeat or contradict another's word.
      where 'ASKS' not in (c.stance, o.stance)
      -- Computed once a pair, not once more to be looked at.
      offset 0
    ) p
    where p.trigrams >= 0.15
  ),
  compared as materialized (
    select a.*, claimgraph.word_overlap(cs.tsv, os.tsv) as words
    from alike a
    join claimgraph.claim_search cs on cs.claim_id = a.from_id
    -- By its key: seen with the languages' names, there is an index that leads through all claims of a language.
    cross join lateral (select o.tsv, o.config from claimgraph.claim_search o where o.claim_id = a.to_id offset 0) os
    -- Under every rule's threshold, whatever the words say, is what is neither alike nor of the same amounts.
    where os.config = cs.config and (a.trigrams >= 0.45 or a.agree)
  ),
  judged as (
    select from_id, to_id, (trigrams + words) / 2 as score,
      case
        when trigrams >= 0.45 and words >= 0.4 and opposed then 'CONTRADICTS'
        when trigrams >= 0.45 and words >= 0.4 and agree is false then 'CONTRADICTS'
        when trigrams >= 0.5 and words >= 0.45 then 'REPEATS'
        when (trigrams + words) / 2 >= 0.25 and agree and not opposed then 'SUPPORTS'
      end as kind,
      case
        when trigrams >= 0.45 and words >= 0.4 and opposed then 'rule:polarity'
        when trigrams >= 0.45 and words >= 0.4 and agree is false then 'rule:amounts-differ'
        when trigrams >= 0.5 and words >= 0.45 then 'rule:near-duplicate'
        when (trigrams + words) / 2 >= 0.25 and agree and not opposed then 'rule:amounts-agree'
      end as said_by
    from compared
  ),
  stored as (
    insert into claimgraph.claim_link (from_id, to_id, kind, score, said_by)
    select from_id, to_id, kind, score, said_by from judged
    where kind is not null
      and not exists (
        select from claimgraph.claim_link l where l.from_id = judged.to_id and l.to_id = judged.from_id
      )
    order by from_id, to_id
    on conflict (from_id, to_id, kind) do nothing
    returning 1
  )
  select count(*)::integer from stored
$$;
