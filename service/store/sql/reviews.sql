-- Reviews as fact-checkers publish them, and the claims of articles that say what they are of. They are matched by
-- triggers, whoever comes first and whoever writes. Documented in docs/links.md.

-- The numbers that a text names, as it writes them.
create or replace function claimgraph.numerals(said text) returns text[]
  language sql immutable strict parallel safe
  return array(select distinct m[1] from regexp_matches(said, '(\d+(?:[.,]\d+)*)', 'g') as m order by m[1]);

-- Whether a text denies something, by its words.
create or replace function claimgraph.negates(said text) returns boolean
  language sql immutable strict parallel safe
  return said ~* '\m(not|never|no|none|cannot|without|ne|pas|jamais|aucune?|sans)\M|n[''’]t\M|\mn[''’]';

-- How alike a claim in a checker's words and one of an article are, null for claims that aren't one: the measures and
-- thresholds are those of claims that repeat each other (sql/links.sql). A verdict on "10 %" is none on "20 %", and
-- that on a claim none on its denial.
create or replace function claimgraph.review_likeness(reviewed text, claimed text, config regconfig) returns real
  language sql immutable strict parallel safe
as $$
  select case when trigrams >= 0.5 and words >= 0.45 then ((trigrams + words) / 2)::real end
  from (select similarity(reviewed, claimed) as trigrams) t
  cross join lateral (
    select claimgraph.word_overlap(to_tsvector(config, reviewed), to_tsvector(config, claimed)) as words
    where t.trigrams >= 0.5
      and claimgraph.numerals(reviewed) = claimgraph.numerals(claimed)
      and claimgraph.negates(reviewed) = claimgraph.negates(claimed)
  ) w
$$;

-- Any two words that follow each other in a text: what shares half of its words has one such pair.
create or replace function claimgraph.pairs_query(config regconfig, said text) returns tsquery
  language sql immutable strict parallel safe
as $$
  select string_agg(format('%L & %L', word, next), ' | ')::tsquery
  from (
    select u.lexeme as word, pg_catalog.lead(u.lexeme) over (order by u.positions[1]) as next
    from unnest(to_tsvector(config, said)) u
    where u.lexeme !~ '\\'
  ) pairs
  where next is not null
$$;

-- Match a review anew with the live claims that are here. At most 5,000 that share a pair of words are compared.
create or replace function claimgraph.match_review(of_review_id bigint) returns void
  language sql volatile
as $$
  delete from claimgraph.claim_review_match m where m.review_id = of_review_id;
  insert into claimgraph.claim_review_match (review_id, claim_id, score)
  select r.id, c.id, l.score
  from claimgraph.claim_review r
  cross join claimgraph.search_config_used u
  cross join lateral (
    select s.claim_id
    from claimgraph.claim_search s
    where s.config = u.config and s.tsv @@ claimgraph.pairs_query(u.config::regconfig, r.claim_reviewed)
    limit 5000
  ) s
  join claimgraph.claim c on c.id = s.claim_id and c.id is distinct from r.claim_id
  cross join lateral (
    select claimgraph.review_likeness(r.claim_reviewed, c.text, u.config::regconfig) as score
  ) l
  where r.id = of_review_id and l.score is not null
  order by c.id
  on conflict do nothing
$$;

create or replace function claimgraph.match_written_review() returns trigger language plpgsql as $$
begin
  perform claimgraph.match_review(new.id);
  return null;
end
$$;
create or replace trigger review_finds_claims after insert or update of claim_reviewed, claim_id on claim_review
  for each row when (new.claim_reviewed is not null) execute function claimgraph.match_written_review();

-- Claims that are new, or say something else now, are compared with the reviews that are here. Where there is none,
-- as with most, that is one look at an empty index.
create or replace function claimgraph.match_written_claims() returns trigger language plpgsql
  set pg_trgm.similarity_threshold = 0.5 as $$
begin
  if exists (select from claimgraph.claim_review r where r.claim_reviewed is not null) then
    insert into claimgraph.claim_review_match (review_id, claim_id, score)
    select r.id, n.id, l.score
    from new_rows n
    join claimgraph.article a on a.id = n.article_id
    join claimgraph.claim_review r on r.claim_reviewed % n.text and r.claim_reviewed is not null
    cross join lateral (
      select claimgraph.review_likeness(
        r.claim_reviewed, n.text, claimgraph.search_config(a.language)::regconfig
      ) as score
    ) l
    where n.live and l.score is not null and r.claim_id is distinct from n.id
    order by r.id, n.id
    on conflict do nothing;
  end if;
  return null;
end
$$;
create or replace trigger claim_finds_reviews after insert on claim
  referencing new table as new_rows for each statement execute function claimgraph.match_written_claims();

create or replace function claimgraph.match_changed_claim() returns trigger language plpgsql
  set pg_trgm.similarity_threshold = 0.5 as $$
begin
  delete from claimgraph.claim_review_match m where m.claim_id = new.id;
  insert into claimgraph.claim_review_match (review_id, claim_id, score)
  select r.id, new.id, l.score
  from claimgraph.article a
  join claimgraph.claim_review r on r.claim_reviewed % new.text and r.claim_reviewed is not null
  cross join lateral (
    select claimgraph.review_likeness(
      r.claim_reviewed, new.text, claimgraph.search_config(a.language)::regconfig
    ) as score
  ) l
  where a.id = new.article_id and l.score is not null and r.claim_id is distinct from new.id
  on conflict do nothing;
  return null;
end
$$;
create or replace trigger claim_finds_reviews_anew after update of text on claim
  for each row when (old.text is distinct from new.text) execute function claimgraph.match_changed_claim();
