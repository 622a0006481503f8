-- One record for each actor: merges that can be undone, candidates where nobody can be sure, and links
-- between claims that say the same or the opposite.

-- A merged actor stays as a signpost, so that its id keeps answering; it always points at the end of
-- the chain.
alter table actor add column merged_into_id bigint references actor;
alter table actor add constraint actor_is_not_merged_into_itself check (merged_into_id <> id);
create index actor_merged_into on actor (merged_into_id) where merged_into_id is not null;
drop index actor_by_name;
create index actor_by_name on actor (sort_name, id) where merged_into_id is null;
drop index actor_most_mentioned;
create index actor_most_mentioned on actor (mention_count desc, id desc) where merged_into_id is null;
drop index actor_by_kind;
create index actor_by_kind on actor (kind, sort_name, id) where merged_into_id is null;

-- The actor that answers for an id.
create function claimgraph.living_actor(id bigint) returns bigint
  language sql stable strict parallel safe
  return (select coalesce(a.merged_into_id, a.id) from claimgraph.actor a where a.id = living_actor.id);

create table actor_merge (
  id        bigint generated always as identity primary key,
  winner_id bigint not null references actor,
  loser_id  bigint not null references actor,
  said_by   text not null check (said_by <> ''),
  merged_at timestamptz not null default now(),
  undone_at timestamptz,
  -- What moved, as it was: enough to put it back.
  moved     jsonb not null,
  check (winner_id <> loser_id)
);
create index actor_merge_by_winner on actor_merge (winner_id, id);
create unique index actor_merge_once on actor_merge (loser_id) where undone_at is null;

create table actor_merge_candidate (
  id         bigint generated always as identity primary key,
  left_id    bigint not null references actor on delete cascade,
  right_id   bigint not null references actor on delete cascade,
  score      real not null check (score between 0 and 1),
  rule       text not null check (rule in ('SAME_NAME', 'ACRONYM', 'PART_OF_NAME', 'SIMILAR_NAME')),
  status     text not null default 'OPEN' check (status in ('OPEN', 'MERGED', 'DISMISSED')),
  created_at timestamptz not null default now(),
  check (left_id < right_id),
  unique (left_id, right_id)
);
create index actor_merge_candidate_best on actor_merge_candidate (score desc, id desc) where status = 'OPEN';
create index actor_merge_candidate_by_right on actor_merge_candidate (right_id);

-- "banque centrale europeenne" is "bce": the first letters of the words that carry meaning, if several.
create function claimgraph.initials(folded text) returns text
  language sql immutable strict parallel safe
as $$
  select case when count(*) > 1 then string_agg(left(word, 1), '' order by place) end
  from regexp_split_to_table(folded, ' ') with ordinality as w (word, place)
  where word not in ('', 'a', 'and', 'at', 'd', 'da', 'de', 'del', 'der', 'des', 'di', 'du', 'en', 'et', 'for', 'in',
                     'l', 'la', 'le', 'les', 'of', 'on', 'pour', 'sur', 'the', 'und', 'y')
$$;
alter table actor_alias add column initials text
  generated always as (claimgraph.initials(claimgraph.fold_name(name))) stored;
create index actor_alias_by_initials on actor_alias (initials) where initials is not null;

-- How much company two actors share: actors that stand beside both, as a share of the smaller circle.
-- The newest 50 articles of each tell enough.
create function claimgraph.shared_company(one bigint, other bigint) returns real
  language sql stable strict parallel safe
as $$
  with company as (
    select side, c.actor_id
    from (values (1, one), (2, other)) as v (side, actor_id)
    cross join lateral (
      select article_id from claimgraph.article_actor x where x.actor_id = v.actor_id order by x.sort_at desc limit 50
    ) a
    join claimgraph.article_actor c on c.article_id = a.article_id and c.actor_id not in (one, other)
    group by side, c.actor_id
  )
  select coalesce(
    count(*) filter (where sides = 2)::real
      / nullif(least(sum(left_side), sum(right_side)), 0),
    0
  )::real
  from (
    select count(*) as sides, count(*) filter (where side = 1) as left_side, count(*) filter (where side = 2) as right_side
    from company group by actor_id
  ) s
$$;

-- Who might be who. A rule gives the name's part of the score and shared company the rest; nothing is
-- merged here. Persons, places and organisations are not compared across kinds, except with UNKNOWN.
-- Each name is compared with the few nearest others of each rule, so that the work grows with the new
-- names and not with their square.
create function claimgraph.find_merge_candidates(ids bigint[]) returns integer
  language sql volatile
  set pg_trgm.similarity_threshold = 0.6
as $$
  with new_alias as (
    select l.actor_id, l.kind, l.folded, l.initials
    from claimgraph.actor_alias l join claimgraph.actor a on a.id = l.actor_id and a.merged_into_id is null
    where l.actor_id = any (ids) and length(l.folded) > 1
  ),
  pair as (
    select n.actor_id as one, near.actor_id as other, near.named, near.rule
    from new_alias n
    cross join lateral (
      (
        select o.actor_id, 0.7::real as named, 'SAME_NAME' as rule
        from claimgraph.actor_alias o
        where o.folded = n.folded and o.actor_id <> n.actor_id and (o.kind = n.kind or 'UNKNOWN' in (n.kind, o.kind))
        order by o.actor_id
        limit 5
      )
      union all
      (
        select o.actor_id, 0.5, 'ACRONYM'
        from claimgraph.actor_alias o
        where o.initials = n.folded and o.actor_id <> n.actor_id
          and length(n.folded) between 2 and 8 and 'PERSON' not in (n.kind, o.kind)
        order by o.actor_id
        limit 5
      )
      union all
      (
        select o.actor_id, 0.5, 'ACRONYM'
        from claimgraph.actor_alias o
        where o.folded = n.initials and o.actor_id <> n.actor_id
          and length(n.initials) between 2 and 8 and 'PERSON' not in (n.kind, o.kind)
        order by o.actor_id
        limit 5
      )
      union all
      -- "Altman", known as "Sam Altman" elsewhere.
      (
        select o.actor_id, 0.4, 'PART_OF_NAME'
        from claimgraph.actor_alias o
        where o.folded like '% ' || n.folded and o.actor_id <> n.actor_id and o.kind = n.kind
          and n.kind = 'PERSON' and n.folded !~ ' ' and length(n.folded) > 2
        limit 5
      )
      union all
      (
        select o.actor_id, 0.4, 'PART_OF_NAME'
        from claimgraph.actor_alias o
        where o.folded = substring(n.folded from '[^ ]+$') and o.actor_id <> n.actor_id and o.kind = n.kind
          and n.kind = 'PERSON' and n.folded ~ ' '
        order by o.actor_id
        limit 5
      )
      union all
      (
        select o.actor_id, (0.8 * similarity(n.folded, o.folded))::real, 'SIMILAR_NAME'
        from (
          -- Some of the alike are enough: a thousand near-equal names are no thousand questions.
          select x.actor_id, x.folded from claimgraph.actor_alias x
          where x.folded % n.folded and x.folded <> n.folded and x.actor_id <> n.actor_id
            and (x.kind = n.kind or 'UNKNOWN' in (n.kind, x.kind)) and length(n.folded) > 4
          limit 20
        ) o
        order by similarity(n.folded, o.folded) desc, o.actor_id
        limit 5
      )
    ) near
  ),
  best as (
    select distinct on (left_id, right_id) left_id, right_id, named, rule
    from (
      select least(p.one, p.other) as left_id, greatest(p.one, p.other) as right_id, p.named, p.rule
      from pair p join claimgraph.actor a on a.id = p.other and a.merged_into_id is null
    ) p
    order by left_id, right_id, named desc, rule
  ),
  stored as (
    insert into claimgraph.actor_merge_candidate as c (left_id, right_id, score, rule)
    select left_id, right_id, least(1, named + 0.3 * claimgraph.shared_company(left_id, right_id)), rule
    from best
    order by left_id, right_id
    on conflict (left_id, right_id) do update set score = excluded.score, rule = excluded.rule
      where c.status = 'OPEN' and (c.score, c.rule) is distinct from (excluded.score, excluded.rule)
    returning 1
  )
  select count(*)::integer from stored
$$;

-- Links between claims. The words that two claims share, as a share of all their words (Jaccard).
create function claimgraph.word_overlap(one tsvector, other tsvector) returns real
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
create function claimgraph.amounts_agree(one jsonb, other jsonb) returns boolean
  language sql immutable strict parallel safe
as $$
  select case when count(*) > 0 then bool_or((a ->> 'value')::float8 = (b ->> 'value')::float8) end
  from jsonb_array_elements(one) a join jsonb_array_elements(other) b on a ->> 'unit' = b ->> 'unit'
$$;

-- Link the claims of one article to earlier-known claims of others that involve the same actors within
-- 30 days: alike in words they REPEAT each other, CONTRADICT where polarity or numbers differ, and
-- SUPPORT where the words differ more but the numbers agree. Documented in docs/links.md.
--
-- Bounded for articles of any size: the newest 50 claims of each actor, at most 10,000 pairs, and the
-- cheap measure (trigrams) first, so that words are compared only where it leaves hope.
create function claimgraph.link_claims(of_article_id bigint, of_claim_id bigint default null) returns integer
  language sql volatile
as $$
  with mine as (
    select c.id, c.sort_at, r.actor_id
    from claimgraph.claim c join claimgraph.claim_actor r on r.claim_id = c.id
    where c.article_id = of_article_id and (of_claim_id is null or c.id = of_claim_id)
  ),
  others as (
    select m.actor_id, o.claim_id
    from (select actor_id, min(sort_at) as sort_at from mine group by actor_id) m
    cross join lateral (
      select x.claim_id
      from claimgraph.claim_actor x
      join claimgraph.claim c on c.id = x.claim_id and c.article_id <> of_article_id
      where x.actor_id = m.actor_id
        and x.sort_at between m.sort_at - interval '30 days' and m.sort_at + interval '30 days'
      order by x.sort_at desc, x.claim_id desc
      limit 50
    ) o
  ),
  near as (
    select distinct m.id as from_id, o.claim_id as to_id
    from mine m join others o on o.actor_id = m.actor_id
    order by from_id, to_id
    limit 10000
  ),
  alike as materialized (
    select
      n.from_id, n.to_id, c.polarity <> o.polarity as opposed,
      claimgraph.amounts_agree(c.amounts, o.amounts) as agree,
      similarity(c.text, o.text) as trigrams
    from near n
    join claimgraph.claim c on c.id = n.from_id
    join claimgraph.claim o on o.id = n.to_id
    where similarity(c.text, o.text) >= 0.15
  ),
  compared as (
    select a.*, claimgraph.word_overlap(cs.tsv, os.tsv) as words
    from alike a
    join claimgraph.claim_search cs on cs.claim_id = a.from_id
    join claimgraph.claim_search os on os.claim_id = a.to_id and os.config = cs.config
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
