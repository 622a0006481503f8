-- Claims keep their identity: one whose words no longer stand in its article is retired, not deleted. It keeps its
-- id, its reviews and its links, and is out of every list, count and search. See docs/writes.md.

alter table claim
  add column retired_at      timestamptz,
  -- The article's version in which a retired claim last stood, and the 32 code points around it there: its prefix and
  -- suffix (W3C TextQuoteSelector). Those of a claim that stands are read from its article.
  add column article_version integer check (article_version > 0),
  add column prefix          text,
  add column suffix          text,
  add column live            boolean not null generated always as (retired_at is null) stored,
  -- Made or corrected by people: no extractor changes it.
  add column by_hand         boolean not null default false,
  -- What an extractor had read where people corrected it, so that its next reading is known for the same claim.
  add column read_quote      text,
  add column read_text       text,
  add constraint claim_retired_tells_where check (
    (retired_at is null) = (article_version is null)
    and (retired_at is null) = (prefix is null)
    and (retired_at is null) = (suffix is null)
  ),
  add constraint claim_read_when_corrected check (
    (read_quote is null) = (read_text is null) and (by_hand or read_quote is null)
  );

-- Until now only the extractor's name told them; what has changed since it was made was corrected, most likely.
update claim c
set by_hand = true,
    read_quote = case when c.version > 1 then c.quote end,
    read_text = case when c.version > 1 then c.text end
from article a
where a.id = c.article_id and c.extractor <> a.extractor;

alter table claim_actor add column live boolean not null default true;

-- A flag within an index keeps the order behind it, and the index still serves the foreign keys; where nothing but
-- lists read one, it holds live claims only.
drop index claim_in_text_order, claim_newest, claim_newest_by_modality, claim_newest_by_claimant,
  claim_newest_by_subject, claim_actor_newest;
create index claim_in_text_order on claim (article_id, live, start_at, id);
create index claim_newest on claim (sort_at desc, id desc) where live;
create index claim_newest_by_modality on claim (modality, sort_at desc, id desc) where live;
create index claim_newest_by_claimant on claim (claimant_id, live, sort_at desc, id desc) where claimant_id is not null;
create index claim_newest_by_subject on claim (subject_id, live, sort_at desc, id desc) where subject_id is not null;
create index claim_actor_newest on claim_actor (actor_id, live, sort_at desc, claim_id desc);
analyze claim, claim_actor;

-- The words of a claim that stands are true; those of a retired one were.
create function claimgraph.check_claim_quotes() returns trigger language plpgsql
  set search_path from current as $$
declare
  wrong record;
begin
  select n.article_id, n.start_at, n.end_at, n.quote into wrong
  from new_rows n join article a on a.id = n.article_id
  where n.live and substring(a.body from n.start_at + 1 for n.end_at - n.start_at) is distinct from n.quote
  limit 1;
  if found then
    raise exception using
      errcode = 'check_violation',
      constraint = 'claim_quote_equals_body',
      message = format('claim [%s, %s) of article %s does not read %L', wrong.start_at, wrong.end_at,
                       wrong.article_id, left(wrong.quote, 80));
  end if;
  return null;
end
$$;
drop trigger claim_quotes_on_insert on claim;
create trigger claim_quotes_on_insert after insert on claim
  referencing new table as new_rows for each statement execute function claimgraph.check_claim_quotes();

create function claimgraph.check_changed_claim_quotes() returns trigger language plpgsql
  set search_path from current as $$
declare
  wrong record;
begin
  select n.article_id, n.start_at, n.end_at, n.quote into wrong
  from new_rows n
  left join old_rows o using (id)
  join article a on a.id = n.article_id
  where n.live
    and (n.article_id, n.start_at, n.end_at, n.quote, n.live)
      is distinct from (o.article_id, o.start_at, o.end_at, o.quote, o.live)
    and substring(a.body from n.start_at + 1 for n.end_at - n.start_at) is distinct from n.quote
  limit 1;
  if found then
    raise exception using
      errcode = 'check_violation',
      constraint = 'claim_quote_equals_body',
      message = format('claim [%s, %s) of article %s does not read %L', wrong.start_at, wrong.end_at,
                       wrong.article_id, left(wrong.quote, 80));
  end if;
  return null;
end
$$;
drop trigger claim_quotes_on_update on claim;
create trigger claim_quotes_on_update after update on claim
  referencing old table as old_rows new table as new_rows
  for each statement execute function claimgraph.check_changed_claim_quotes();

create or replace function claimgraph.check_cue_quotes() returns trigger language plpgsql
  set search_path from current as $$
declare
  wrong record;
begin
  select c.article_id, n.start_at, n.end_at, n.quote into wrong
  from new_rows n join claim c on c.id = n.claim_id join article a on a.id = c.article_id
  where c.live and substring(a.body from n.start_at + 1 for n.end_at - n.start_at) is distinct from n.quote
  limit 1;
  if found then
    raise exception using
      errcode = 'check_violation',
      constraint = 'claim_cue_quote_equals_body',
      message = format('claim_cue [%s, %s) of article %s does not read %L', wrong.start_at, wrong.end_at,
                       wrong.article_id, left(wrong.quote, 80));
  end if;
  return null;
end
$$;

create or replace function claimgraph.check_body_keeps_quotes() returns trigger language plpgsql
  set search_path from current as $$
declare
  wrong record;
begin
  select s.start_at, s.end_at, s.quote into wrong
  from (
    select start_at, end_at, quote from mention where article_id = new.id
    union all
    select start_at, end_at, quote from claim where article_id = new.id and live
    union all
    select cue.start_at, cue.end_at, cue.quote from claim c join claim_cue cue on cue.claim_id = c.id
    where c.article_id = new.id and c.live
  ) s
  -- The body as it is now: this runs at the end, perhaps after further changes.
  join article a on a.id = new.id
  where substring(a.body from s.start_at + 1 for s.end_at - s.start_at) is distinct from s.quote
  limit 1;
  if found then
    raise exception using
      errcode = 'check_violation',
      constraint = 'article_body_keeps_quotes',
      message = format('the new body of article %s no longer reads %L at [%s, %s)', new.id, left(wrong.quote, 80),
                       wrong.start_at, wrong.end_at);
  end if;
  return null;
end
$$;

-- Whoever retires or revives claims, their actors' rows follow, all of a statement at once.
create function claimgraph.follow_retired_claims() returns trigger language plpgsql
  set search_path from current as $$
begin
  update claim_actor r
  set live = n.live
  from new_rows n join old_rows o using (id)
  where n.live <> o.live and r.claim_id = n.id and r.live <> n.live;
  return null;
end
$$;
create trigger claim_actor_follows after update on claim
  referencing old table as old_rows new table as new_rows
  for each statement execute function claimgraph.follow_retired_claims();

-- A claim that stands again is told to subscribers like one that is found.
create trigger claim_tells_of_revival after update of retired_at on claim
  for each row when (old.retired_at is not null and new.retired_at is null)
  execute function claimgraph.tell_of_row('3');

-- The amounts or dates of a claim whose words stand in its article where they say.
create function claimgraph.pieces_that_stand(of_article_id bigint, pieces jsonb) returns jsonb
  language sql stable parallel safe
  return (
    select coalesce(jsonb_agg(p.piece order by p.place), '[]')
    from claimgraph.article a
    cross join lateral jsonb_array_elements(pieces) with ordinality as p (piece, place)
    where a.id = of_article_id
      and substring(a.body from (p.piece ->> 'start')::integer + 1 for length(p.piece ->> 'quote')) = p.piece ->> 'quote'
  );

-- Retired claims are not searched.
create or replace function claimgraph.index_claims() returns trigger language plpgsql
  set search_path from current as $$
begin
  delete from claim_search s using new_rows n where s.claim_id = n.id and not n.live;
  insert into claim_search as s (claim_id, config, sort_at, tsv)
  select
    n.id, c.config, n.sort_at,
    -- Subject and claimant stand in the claim's own row; other actors follow in claim_actor.
    claimgraph.beside(
      setweight(to_tsvector(c.config::regconfig, claimgraph.searchable(n.text)), 'A'),
      setweight(to_tsvector(c.config::regconfig, claimgraph.searchable(n.quote)), 'B')
    ) || claimgraph.claim_actor_lexemes(n.subject_id, n.claimant_id, n.id) || claimgraph.date_lexemes(a.published_at)
  from new_rows n
  join article a on a.id = n.article_id
  cross join lateral (select claimgraph.search_config(a.language) as config) c
  where n.live
  on conflict (claim_id) do update
    set config = excluded.config, sort_at = excluded.sort_at, tsv = excluded.tsv
    where (s.config, s.sort_at, s.tsv) is distinct from (excluded.config, excluded.sort_at, excluded.tsv);
  return null;
end
$$;

-- The actors of an article: those of its retired claims are no longer in it.
create or replace function claimgraph.article_actor_lexemes(article bigint) returns tsvector
  language sql stable parallel safe
as $$
  select claimgraph.actor_lexemes(
    array_agg(x.actor_id order by x.actor_id),
    array_agg(x.weight order by x.actor_id),
    array_agg(x.mentions order by x.actor_id)
  )
  from (
    select
      u.actor_id,
      case when min(u.start_at) < 300 then 'B' else 'C' end as weight,
      max(u.mentions) as mentions
    from (
      select a.actor_id, a.mention_count as mentions,
        (select m.start_at from claimgraph.mention m
         where m.article_id = a.article_id and m.actor_id = a.actor_id order by m.start_at limit 1) as start_at
      from claimgraph.article_actor a
      where a.article_id = article
      union all
      select r.actor_id, 1, null
      from claimgraph.claim c join claimgraph.claim_actor r on r.claim_id = c.id
      where c.article_id = article and c.live
    ) u
    group by u.actor_id
  ) x
$$;

-- Claims that stand are linked to claims that stand. Those of an article alone, or some of them: a reading that keeps
-- a claim makes no link anew that somebody has taken back.
create function claimgraph.link_some_claims(of_article_id bigint, of_claim_ids bigint[]) returns integer
  language sql volatile
as $$
  with mine as (
    select c.id, c.sort_at, r.actor_id
    from claimgraph.claim c join claimgraph.claim_actor r on r.claim_id = c.id
    where c.article_id = of_article_id and c.live and (of_claim_ids is null or c.id = any (of_claim_ids))
  ),
  others as (
    select m.actor_id, o.claim_id
    from (select actor_id, min(sort_at) as sort_at from mine group by actor_id) m
    cross join lateral (
      select x.claim_id
      from claimgraph.claim_actor x
      join claimgraph.claim c on c.id = x.claim_id and c.article_id <> of_article_id
      where x.actor_id = m.actor_id and x.live
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

create or replace function claimgraph.link_claims(of_article_id bigint, of_claim_id bigint default null) returns integer
  language sql volatile
as $$
  select claimgraph.link_some_claims(of_article_id, case when of_claim_id is not null then array[of_claim_id] end)
$$;

-- The same for several new articles at once.
create or replace function claimgraph.link_new_claims(article_ids bigint[]) returns integer
  language sql volatile
as $$
  with mine as (
    select c.article_id, c.id, c.sort_at, r.actor_id
    from claimgraph.claim c join claimgraph.claim_actor r on r.claim_id = c.id
    where c.article_id = any (article_ids) and c.live
  ),
  others as (
    select m.article_id, m.actor_id, o.claim_id
    from (select article_id, actor_id, min(sort_at) as sort_at from mine group by article_id, actor_id) m
    cross join lateral (
      select x.claim_id
      from claimgraph.claim_actor x
      join claimgraph.claim c on c.id = x.claim_id and c.article_id <> m.article_id
        -- Articles of the same batch that come later link themselves.
        and not (c.article_id > m.article_id and c.article_id = any (article_ids))
      where x.actor_id = m.actor_id and x.live
        and x.sort_at between m.sort_at - interval '30 days' and m.sort_at + interval '30 days'
      order by x.sort_at desc, x.claim_id desc
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
    -- Under every rule's threshold, whatever the words say, from here down.
    where a.trigrams >= 0.45 or a.agree
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
    order by from_id, to_id
    on conflict (from_id, to_id, kind) do nothing
    returning 1
  )
  select count(*)::integer from stored
$$;
