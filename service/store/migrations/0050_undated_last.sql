-- An article without a date is no newer than any other: it comes last where the newest come first, in a month
-- of its own ("undated"), and is never taken for one of the day it came in. -infinity is below every date, so that
-- one key still orders everything, and among the undated those that came last come first, by their ids.

-- Where a text stands in time, as a number that grows with its place in the order of dates: four weeks, but that all
-- before 1600 are one and all from 2100 on, so that a wrong date doesn't make the way through the others long; and
-- below them the undated, 4,096 keys together, so that a corpus without dates falls into small pieces too.
drop function claimgraph.slots(text, timestamptz) cascade;

create function claimgraph.bucket(moment timestamptz, key bigint) returns integer
  language sql immutable strict parallel safe
  return case
    when moment = '-infinity' then -2000000000 + (key / 4096)::integer
    else least(greatest(floor(extract(epoch from moment) / 2419200)::integer, -4827), 1695)
  end;

create function claimgraph.slots(config text, moment timestamptz, key bigint) returns text[]
  language sql immutable strict parallel safe
  return array[
    claimgraph.slot(config, 4, claimgraph.bucket(moment, key)),
    claimgraph.slot(config, 52, claimgraph.bucket(moment, key) / 13)
  ];

drop function claimgraph.bucket(timestamptz);

-- Undated texts have come in one after the other, the newest key last.
alter table article drop constraint article_sort_at_follows_dates;
update article set sort_at = '-infinity' where published_at is null;
update claim_actor r set sort_at = c.sort_at from claim c where c.id = r.claim_id and r.sort_at <> c.sort_at;
-- Triggers that wait for the end would keep the tables from being altered.
set constraints all immediate;
alter table article add constraint article_sort_at_follows_dates check (sort_at = coalesce(published_at, '-infinity'));

alter table article_search
  add column slots text[] not null generated always as (claimgraph.slots(config, sort_at, article_id)) stored;
alter table claim_search
  add column slots text[] not null generated always as (claimgraph.slots(config, sort_at, claim_id)) stored;
create index article_search_words on article_search using gin (slots, tsv);
create index claim_search_words on claim_search using gin (slots, tsv);
analyze article_search, claim_search;

-- A date to come counts as today's, whatever it is, so that a wrong one wins nothing; a text without a date counts as
-- one that is a half-life old. Days are whole, so that cursors hold from one page to the next.
create function claimgraph.search_today() returns float8
  language sql stable parallel safe
  return date_part('epoch', date_trunc('day', now(), 'UTC')) + 86400;

drop function claimgraph.search_decay(timestamptz, integer);
create function claimgraph.search_decay(moment timestamptz, half_life_days integer, today float8) returns real
  -- STABLE, as date_part is said to be, so that the planner can fold it into the query; `today` stands here once, so
  -- that it may be a subquery, which is run once.
  language sql stable parallel safe
  return case
    when half_life_days > 0 then power(
      2::float8,
      least(
        greatest(
          (least(nullif(date_part('epoch', moment), '-infinity'), today) - 1577836800) / 86400 / half_life_days
            - (moment = '-infinity')::integer,
          -20
        ),
        20
      )
    )::real
    else 1::real
  end;
