-- A fact-checker's review stands by itself, with the claim in the checker's words, whether an article here makes it
-- or not. `claim_id` is the claim that it was put on, by hand or because its very words stand in an article; claims
-- that say the same are matched (claim_review_match, sql/reviews.sql).

alter table claim_review
  alter column claim_id drop not null,
  add column claim_reviewed text check (claim_reviewed <> ''),
  add column claimed_by     text check (claimed_by <> ''),
  add column claimed_at     timestamptz,
  add column appearances    text[] not null default '{}',
  add column rating_value   float8,
  add column best_rating    float8,
  add column worst_rating   float8,
  add column notes          text[] not null default '{}',
  add constraint claim_review_is_of_something check (claim_id is not null or claim_reviewed is not null),
  -- One page may review several claims.
  drop constraint claim_review_url_key;
create unique index claim_review_by_url on claim_review (url) where claim_id is not null;
create unique index claim_review_as_published on claim_review (coalesce(url, reviewer), md5(claim_reviewed))
  where claim_id is null;
-- What a new claim is compared with.
create index claim_review_reviewed on claim_review using gin (claim_reviewed gin_trgm_ops)
  where claim_reviewed is not null;

create table claim_review_match (
  review_id bigint not null references claim_review on delete cascade,
  claim_id  bigint not null references claim on delete cascade,
  score     real not null check (score between 0 and 1),
  primary key (review_id, claim_id)
);
create index claim_review_match_by_claim on claim_review_match (claim_id, review_id);
