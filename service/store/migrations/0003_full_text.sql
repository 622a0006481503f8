-- Full-text search: one narrow table a kind of thing, so that ranking reads tsvectors and never the
-- wide rows they came from. Triggers keep them true, whoever writes (mutations, COPY, psql).
-- Weights: A title or name, B the lead (first 300 characters), C the rest.
--
-- A search must cost about the same however common its words are (service/query/search.py says how), so
-- each text also has its week as a `bucket`: the GIN index answers "this word, in that week" by itself,
-- and a search can go from the newest week to older ones and stop when it has seen enough.

create function claimgraph.bucket(moment timestamptz) returns integer
  language sql immutable strict parallel safe
  return floor(extract(epoch from moment) / 604800)::integer;

-- The lead: 300 characters, and the rest of the word that stands there.
create function claimgraph.lead(body text) returns text
  language sql immutable strict parallel safe
  return left(body, 300) || substring(substring(body from 301 for 100) from '^\S*');

-- One text from two: a gap between their words' positions, so that no phrase reaches from a title's end
-- into the body. `~` is no word of any parser; it only holds the gap open.
create function claimgraph.beside(one tsvector, other tsvector) returns tsvector
  language sql immutable strict parallel safe
  return ts_delete(one || $$'~':5$$::tsvector || other, '~');

create table article_search (
  article_id bigint primary key references article on delete cascade,
  config     text not null,
  sort_at    timestamptz not null,
  bucket     integer not null generated always as (claimgraph.bucket(sort_at)) stored,
  tsv        tsvector not null
);
create index article_search_tsv on article_search using gin (config, bucket, tsv);
create index article_search_newest on article_search (config, sort_at desc, article_id desc);
-- How common a word is decides how a search goes; the default keeps too few words for that.
alter table article_search alter column tsv set statistics 300;

create table claim_search (
  claim_id bigint primary key references claim on delete cascade,
  config   text not null,
  sort_at  timestamptz not null,
  bucket   integer not null generated always as (claimgraph.bucket(sort_at)) stored,
  tsv      tsvector not null
);
create index claim_search_tsv on claim_search using gin (config, bucket, tsv);
create index claim_search_newest on claim_search (config, sort_at desc, claim_id desc);
-- How common a word is decides how a search goes; the default keeps too few words for that.
alter table claim_search alter column tsv set statistics 300;

create table actor_search (
  actor_id bigint primary key references actor on delete cascade,
  tsv      tsvector not null
);
create index actor_search_tsv on actor_search using gin (tsv);

create function claimgraph.index_articles() returns trigger language plpgsql
  set search_path from current as $$
begin
  insert into article_search as s (article_id, config, sort_at, tsv)
  select
    n.id, c.config, n.sort_at,
    claimgraph.beside(
      setweight(to_tsvector(c.config::regconfig, claimgraph.searchable(n.title)), 'A'),
      setweight(to_tsvector(c.config::regconfig, claimgraph.searchable(claimgraph.lead(n.body))), 'B')
        -- A tsvector holds at most 1 MB; the tail of a huge body is stored but not searched.
        || setweight(to_tsvector(c.config::regconfig, claimgraph.searchable(
             substring(n.body from length(claimgraph.lead(n.body)) + 1 for 200000))), 'C')
    )
  from new_rows n cross join lateral (select claimgraph.search_config(n.language) as config) c
  on conflict (article_id) do update
    set config = excluded.config, sort_at = excluded.sort_at, tsv = excluded.tsv
    where (s.config, s.sort_at, s.tsv) is distinct from (excluded.config, excluded.sort_at, excluded.tsv);
  return null;
end
$$;
create trigger article_search_on_insert after insert on article
  referencing new table as new_rows for each statement execute function claimgraph.index_articles();
create trigger article_search_on_update after update on article
  referencing new table as new_rows for each statement execute function claimgraph.index_articles();

create function claimgraph.index_claims() returns trigger language plpgsql
  set search_path from current as $$
begin
  insert into claim_search as s (claim_id, config, sort_at, tsv)
  select
    n.id, c.config, n.sort_at,
    claimgraph.beside(
      setweight(to_tsvector(c.config::regconfig, claimgraph.searchable(n.text)), 'A'),
      setweight(to_tsvector(c.config::regconfig, claimgraph.searchable(n.quote)), 'B')
    )
  from new_rows n
  join article a on a.id = n.article_id
  cross join lateral (select claimgraph.search_config(a.language) as config) c
  on conflict (claim_id) do update
    set config = excluded.config, sort_at = excluded.sort_at, tsv = excluded.tsv
    where (s.config, s.sort_at, s.tsv) is distinct from (excluded.config, excluded.sort_at, excluded.tsv);
  return null;
end
$$;
create trigger claim_search_on_insert after insert on claim
  referencing new table as new_rows for each statement execute function claimgraph.index_claims();
create trigger claim_search_on_update after update on claim
  referencing new table as new_rows for each statement execute function claimgraph.index_claims();

-- Names are not words of a language, so actors are indexed unstemmed, by every alias they have.
create function claimgraph.index_actors(ids bigint[]) returns void language sql as $$
  insert into actor_search (actor_id, tsv)
  select
    a.id,
    claimgraph.beside(
      claimgraph.beside(
        setweight(to_tsvector('claimgraph.cg_simple', claimgraph.searchable(a.name)), 'A'),
        -- Each alias is a text of its own too; the word between them keeps them apart and is taken out.
        setweight(ts_delete(to_tsvector('claimgraph.cg_simple', claimgraph.searchable(coalesce(
          (select string_agg(l.name, ' xxgapxx xxgapxx ' order by l.id) from actor_alias l where l.actor_id = a.id),
          ''))), 'xxgapxx'), 'B')
      ),
      setweight(to_tsvector('claimgraph.cg_simple', claimgraph.searchable(coalesce(a.description, ''))), 'D')
    )
  from actor a
  where a.id = any (ids)
  on conflict (actor_id) do update set tsv = excluded.tsv where actor_search.tsv is distinct from excluded.tsv
$$;

create function claimgraph.index_new_actors() returns trigger language plpgsql
  set search_path from current as $$
begin
  perform claimgraph.index_actors(array(select n.id from new_rows n));
  return null;
end
$$;
create trigger actor_search_on_insert after insert on actor
  referencing new table as new_rows for each statement execute function claimgraph.index_new_actors();

create function claimgraph.index_renamed_actors() returns trigger language plpgsql
  set search_path from current as $$
begin
  -- mention_count changes at every ingest; only the words that are searched matter here.
  perform claimgraph.index_actors(array(
    select n.id from new_rows n join old_rows o using (id)
    where (n.name, n.description) is distinct from (o.name, o.description)
  ));
  return null;
end
$$;
create trigger actor_search_on_update after update on actor
  referencing old table as old_rows new table as new_rows
  for each statement execute function claimgraph.index_renamed_actors();

create function claimgraph.index_new_aliases() returns trigger language plpgsql
  set search_path from current as $$
begin
  perform claimgraph.index_actors(array(select distinct n.actor_id from new_rows n));
  return null;
end
$$;
create trigger actor_search_on_alias_insert after insert on actor_alias
  referencing new table as new_rows for each statement execute function claimgraph.index_new_aliases();
create function claimgraph.index_changed_aliases() returns trigger language plpgsql
  set search_path from current as $$
begin
  perform claimgraph.index_actors(array(
    select n.actor_id from new_rows n union select o.actor_id from old_rows o
  ));
  return null;
end
$$;
create trigger actor_search_on_alias_update after update on actor_alias
  referencing old table as old_rows new table as new_rows
  for each statement execute function claimgraph.index_changed_aliases();
create function claimgraph.index_lost_aliases() returns trigger language plpgsql
  set search_path from current as $$
begin
  perform claimgraph.index_actors(array(select distinct o.actor_id from old_rows o));
  return null;
end
$$;
create trigger actor_search_on_alias_delete after delete on actor_alias
  referencing old table as old_rows for each statement execute function claimgraph.index_lost_aliases();

-- A match in a text, for a page that wants no HTML from us: the fragment as it stands in the text,
-- where it starts there, and the matched words as offsets into the fragment. Private-use characters
-- mark the words inside Postgres and never leave this function.
create function claimgraph.highlight(config regconfig, value text, query tsquery) returns jsonb
  language sql stable parallel safe
as $$
  with marked as (
    select ts_headline(config, claimgraph.searchable(translate(value, E'\uE000\uE001', '  ')), query,
      E'StartSel=\uE000, StopSel=\uE001, MinWords=12, MaxWords=30, ShortWord=2') as fragment
  ),
  bare as (
    select fragment, translate(fragment, E'\uE000\uE001', '') as words from marked where fragment like E'%\uE000%'
  ),
  placed as (
    select *, strpos(claimgraph.searchable(translate(value, E'\uE000\uE001', '  ')), words) - 1 as start_at from bare
  )
  select jsonb_build_object(
    'start', start_at,
    -- The text's own characters, not the ones that were replaced for the parser.
    'text', substring(value from start_at + 1 for length(words)),
    'ranges', (
      select jsonb_agg(jsonb_build_object('start', r.start_at, 'end', r.end_at) order by r.start_at)
      from (
        -- Piece k of the text cut at the opening marks starts with a matched word; what stands before
        -- it, less the marks, is its offset.
        select
          length(translate(array_to_string(pieces[1:k], ''), E'\uE001', '')) as start_at,
          length(translate(array_to_string(pieces[1:k], ''), E'\uE001', ''))
            + strpos(pieces[k + 1], E'\uE001') - 1 as end_at
        from (select string_to_array(fragment, E'\uE000') as pieces) p, generate_series(1, array_length(pieces, 1) - 1) k
      ) r
    )
  )
  from placed
  where start_at >= 0
$$;
