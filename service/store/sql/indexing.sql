-- What full-text search reads (article_search, claim_search, actor_search, title_word) is kept true by triggers,
-- whoever writes: mutations, COPY, psql. Weights: A title or name, B the lead (first 300 characters), C the rest.
--
-- Beside its words each text is indexed with the actors that it mentions, as the lexeme `@<actor's id>`, and with its
-- date, both of which no parser makes of any text. A query that names an actor by any alias then also looks for that
-- lexeme, in one lookup, whatever the text calls the actor (service/search/page.py).

-- The lexemes of actors: each with its weight and as many positions as it has mentions, at most ten.
create or replace function claimgraph.actor_lexemes(ids bigint[], weights text[], mentions integer[]) returns tsvector
  language sql immutable parallel safe
  return (
    select coalesce(
      string_agg(
        format('''@%s'':%s', u.id, (select string_agg(p || u.weight, ',') from generate_series(1, least(u.mentions, 10)) p)),
        ' '
      ), ''
    )::tsvector
    from unnest(ids, weights, mentions) u (id, weight, mentions)
  );

-- A text's words without its actors, and with them.
create or replace function claimgraph.without_actors(words tsvector) returns tsvector
  language sql immutable strict parallel safe
  return ts_delete(words, array(select w.lexeme from unnest(words) w where starts_with(w.lexeme, '@')));

-- The actors of an article: those in its lead weigh like the lead. A live claim's actor counts, mentioned or not.
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

-- The actors of a claim: its subject before its claimant before the others.
create or replace function claimgraph.claim_actor_lexemes(subject bigint, claimant bigint, claim bigint) returns tsvector
  language sql stable parallel safe
as $$
  select claimgraph.actor_lexemes(
    array_agg(x.actor_id order by x.actor_id),
    array_agg(x.weight order by x.actor_id),
    array_agg(1 order by x.actor_id)
  )
  from (
    select u.actor_id, min(u.weight) as weight
    from (
      select subject as actor_id, 'A' as weight where subject is not null
      union all
      select claimant, 'B' where claimant is not null
      union all
      select r.actor_id, 'C' from claimgraph.claim_actor r where r.claim_id = claim
    ) u
    group by u.actor_id
  ) x
$$;

-- When a text was published is indexed as `#y2026` and `#m03`; "flood January 2026" is then one lookup.
create or replace function claimgraph.date_lexemes(moment timestamptz) returns tsvector
  language sql immutable parallel safe
  return case
    when moment is null then ''
    else format('''#y%s'':1C ''#m%s'':1C', to_char(moment at time zone 'UTC', 'YYYY'), to_char(moment at time zone 'UTC', 'MM'))
  end::tsvector;

-- The words of a title that may be found by what is nearly one.
create or replace function claimgraph.title_words(title text) returns setof text
  language sql stable strict parallel safe
as $$
  select w.lexeme
  from unnest(to_tsvector('claimgraph.cg_simple', claimgraph.searchable(title))) w
  where length(w.lexeme) >= 4 and w.lexeme !~ '\d'
$$;

-- A session keeps the plan that it made while the table was still empty, when reading all of it was best.
create or replace function claimgraph.note_title_words(config text, title text) returns void
  language plpgsql
  set enable_seqscan = off
  set enable_hashjoin = off
  set enable_mergejoin = off
as $$
begin
  insert into claimgraph.title_word (config, word)
  select note_title_words.config, w.word
  from claimgraph.title_words(title) as w (word)
  where not exists (
    select from claimgraph.title_word t where t.config = note_title_words.config and t.word = w.word
  );
end
$$;

create or replace function claimgraph.index_articles(ids bigint[]) returns void language sql as $$
  insert into article_search as s (article_id, config, sort_at, tsv)
  select
    n.id, c.config, n.sort_at,
    claimgraph.beside(
      setweight(claimgraph.text_words(c.config::regconfig, n.title), 'A'),
      setweight(claimgraph.text_words(c.config::regconfig, claimgraph.lead(n.body)), 'B')
        -- A tsvector holds at most 1 MB; the tail of a huge body is stored but not searched.
        || setweight(claimgraph.text_words(
             c.config::regconfig, substring(n.body from length(claimgraph.lead(n.body)) + 1 for 200000)), 'C')
    ) || claimgraph.article_actor_lexemes(n.id) || claimgraph.date_lexemes(n.published_at)
  from article n cross join lateral (select claimgraph.search_config(n.language) as config) c
  where n.id = any (ids)
  on conflict (article_id) do update
    set config = excluded.config, sort_at = excluded.sort_at, tsv = excluded.tsv
    where (s.config, s.sort_at, s.tsv) is distinct from (excluded.config, excluded.sort_at, excluded.tsv)
$$;

-- An article is indexed once, at the end of the transaction that brings it, as it is then: its actors come after it.
create or replace function claimgraph.index_article() returns trigger language plpgsql
  set search_path from current as $$
begin
  perform claimgraph.index_articles(array[new.id]);
  perform claimgraph.note_title_words(claimgraph.search_config(new.language), new.title);
  return null;
end
$$;
drop trigger if exists article_search_on_insert on article;
create constraint trigger article_search_on_insert after insert on article
  deferrable initially deferred for each row execute function claimgraph.index_article();
drop trigger if exists article_search_on_update on article;
create constraint trigger article_search_on_update after update on article
  deferrable initially deferred for each row
  when ((old.title, old.body, old.language, old.sort_at) is distinct from (new.title, new.body, new.language, new.sort_at))
  execute function claimgraph.index_article();
drop trigger if exists article_search_on_unretraction on article;
create constraint trigger article_search_on_unretraction after update of retracted_at on article
  deferrable initially deferred for each row when (old.retracted_at is not null and new.retracted_at is null)
  execute function claimgraph.index_article();

-- Actors of articles that are indexed already; an article that is new in this transaction has its turn at the end.
create or replace function claimgraph.index_actors_of_articles(ids bigint[]) returns void language sql as $$
  update article_search s
  set tsv = n.tsv
  from (
    select x.article_id, claimgraph.without_actors(x.tsv) || claimgraph.article_actor_lexemes(x.article_id) as tsv
    from article_search x
    where x.article_id = any (ids)
  ) n
  where s.article_id = n.article_id and s.tsv is distinct from n.tsv
$$;

create or replace function claimgraph.index_article_actors() returns trigger language plpgsql
  set search_path from current as $$
begin
  perform claimgraph.index_actors_of_articles(array(select distinct n.article_id from changed_rows n));
  return null;
end
$$;
create or replace trigger article_actor_search_on_insert after insert on article_actor
  referencing new table as changed_rows for each statement execute function claimgraph.index_article_actors();
create or replace trigger article_actor_search_on_update after update on article_actor
  referencing new table as changed_rows for each statement execute function claimgraph.index_article_actors();
create or replace trigger article_actor_search_on_delete after delete on article_actor
  referencing old table as changed_rows for each statement execute function claimgraph.index_article_actors();

-- The configurations that some text uses, so that a search without a language tries these only. One may stand there twice
-- where two transactions brought it at once; they would wait for each other otherwise, each for the other's language.
create or replace function claimgraph.note_configs() returns trigger language plpgsql as $$
begin
  insert into search_config_used (config)
  select distinct n.config from new_rows n
  where not exists (select from search_config_used u where u.config = n.config);
  return null;
end
$$;
create or replace trigger article_search_configs after insert on article_search
  referencing new table as new_rows for each statement execute function claimgraph.note_configs();

create or replace function claimgraph.index_live_claims(ids bigint[]) returns void language sql as $$
  insert into claim_search as s (claim_id, config, sort_at, tsv)
  select
    n.id, c.config, n.sort_at,
    -- Subject and claimant stand in the claim's own row; other actors follow in claim_actor.
    claimgraph.beside(
      setweight(claimgraph.text_words(c.config::regconfig, n.text), 'A'),
      setweight(claimgraph.text_words(c.config::regconfig, n.quote), 'B')
    ) || claimgraph.claim_actor_lexemes(n.subject_id, n.claimant_id, n.id) || claimgraph.date_lexemes(a.published_at)
  from claim n
  join article a on a.id = n.article_id
  cross join lateral (select claimgraph.search_config(a.language) as config) c
  where n.id = any (ids) and n.live
  on conflict (claim_id) do update
    set config = excluded.config, sort_at = excluded.sort_at, tsv = excluded.tsv
    where (s.config, s.sort_at, s.tsv) is distinct from (excluded.config, excluded.sort_at, excluded.tsv)
$$;

-- Claims that are not live are not searched.
create or replace function claimgraph.index_claims() returns trigger language plpgsql
  set search_path from current as $$
begin
  delete from claim_search s using new_rows n where s.claim_id = n.id and not n.live;
  perform claimgraph.index_live_claims(array(select n.id from new_rows n where n.live));
  return null;
end
$$;
create or replace trigger claim_search_on_insert after insert on claim
  referencing new table as new_rows for each statement execute function claimgraph.index_claims();
create or replace trigger claim_search_on_update after update on claim
  referencing new table as new_rows for each statement execute function claimgraph.index_claims();

create or replace function claimgraph.index_claim_actors() returns trigger language plpgsql
  set search_path from current as $$
begin
  update claim_search s
  set tsv = n.tsv
  from (
    select x.claim_id,
      claimgraph.without_actors(x.tsv) || claimgraph.claim_actor_lexemes(c.subject_id, c.claimant_id, c.id) as tsv
    from claim_search x join claim c on c.id = x.claim_id
    where x.claim_id in (select r.claim_id from changed_rows r)
  ) n
  where s.claim_id = n.claim_id and s.tsv is distinct from n.tsv;
  perform claimgraph.index_actors_of_articles(array(
    select distinct c.article_id from changed_rows r join claim c on c.id = r.claim_id
  ));
  return null;
end
$$;
create or replace trigger claim_actor_search_on_insert after insert on claim_actor
  referencing new table as changed_rows for each statement execute function claimgraph.index_claim_actors();
create or replace trigger claim_actor_search_on_update after update on claim_actor
  referencing new table as changed_rows for each statement execute function claimgraph.index_claim_actors();
create or replace trigger claim_actor_search_on_delete after delete on claim_actor
  referencing old table as changed_rows for each statement execute function claimgraph.index_claim_actors();

-- Names are not words of a language, so actors are indexed unstemmed, by every alias they have.
create or replace function claimgraph.index_actors(ids bigint[]) returns void language sql as $$
  insert into actor_search (actor_id, tsv)
  select
    a.id,
    claimgraph.beside(
      claimgraph.beside(
        setweight(claimgraph.text_words('claimgraph.cg_simple', a.name), 'A'),
        -- Each alias is a text of its own too; the word between them keeps them apart and is taken out.
        setweight(ts_delete(claimgraph.text_words('claimgraph.cg_simple', coalesce(
          (select string_agg(l.name, ' xxgapxx xxgapxx ' order by l.id) from actor_alias l where l.actor_id = a.id),
          '')), 'xxgapxx'), 'B')
      ),
      setweight(claimgraph.text_words('claimgraph.cg_simple', coalesce(a.description, '')), 'D')
    )
  from actor a
  where a.id = any (ids)
  on conflict (actor_id) do update set tsv = excluded.tsv where actor_search.tsv is distinct from excluded.tsv
$$;

create or replace function claimgraph.index_new_actors() returns trigger language plpgsql
  set search_path from current as $$
begin
  perform claimgraph.index_actors(array(select n.id from new_rows n));
  return null;
end
$$;
create or replace trigger actor_search_on_insert after insert on actor
  referencing new table as new_rows for each statement execute function claimgraph.index_new_actors();

create or replace function claimgraph.index_renamed_actors() returns trigger language plpgsql
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
create or replace trigger actor_search_on_update after update on actor
  referencing old table as old_rows new table as new_rows
  for each statement execute function claimgraph.index_renamed_actors();

create or replace function claimgraph.index_new_aliases() returns trigger language plpgsql
  set search_path from current as $$
begin
  perform claimgraph.index_actors(array(select distinct n.actor_id from new_rows n));
  return null;
end
$$;
create or replace trigger actor_search_on_alias_insert after insert on actor_alias
  referencing new table as new_rows for each statement execute function claimgraph.index_new_aliases();

create or replace function claimgraph.index_changed_aliases() returns trigger language plpgsql
  set search_path from current as $$
begin
  perform claimgraph.index_actors(array(
    select n.actor_id from new_rows n union select o.actor_id from old_rows o
  ));
  return null;
end
$$;
create or replace trigger actor_search_on_alias_update after update on actor_alias
  referencing old table as old_rows new table as new_rows
  for each statement execute function claimgraph.index_changed_aliases();

create or replace function claimgraph.index_lost_aliases() returns trigger language plpgsql
  set search_path from current as $$
begin
  perform claimgraph.index_actors(array(select distinct o.actor_id from old_rows o));
  return null;
end
$$;
create or replace trigger actor_search_on_alias_delete after delete on actor_alias
  referencing old table as old_rows for each statement execute function claimgraph.index_lost_aliases();

-- What an earlier version of these functions indexed is indexed by this one, once. Whoever changes what is indexed, here
-- or in sql/text.sql, raises the number below.
create or replace function claimgraph.index_anew(current_version integer) returns void language plpgsql
  set search_path from current as $$
begin
  update search_indexed set version = current_version where version < current_version;
  if not found then
    return;
  end if;
  perform claimgraph.index_articles(array(select s.article_id from article_search s));
  perform claimgraph.index_live_claims(array(select s.claim_id from claim_search s));
  perform claimgraph.index_actors(array(select s.actor_id from actor_search s));
end
$$;
select claimgraph.index_anew(3);
