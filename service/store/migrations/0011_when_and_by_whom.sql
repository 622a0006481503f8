-- When everything came and last changed, and who says so, for copies elsewhere that follow: what no column told yet.
-- What was there before is told by its article or by when it was made, where these are null: no table is rewritten.

alter table mention add column created_at timestamptz, add column updated_at timestamptz;
alter table mention alter column created_at set default now(), alter column updated_at set default now();

alter table source add column updated_at timestamptz, add column said_by text check (said_by <> '');
alter table source alter column updated_at set default now();
alter table source alter column said_by
  set default coalesce(nullif(current_setting('claimgraph.caller', true), ''), 'system');

alter table claim_link add column updated_at timestamptz;
alter table claim_link alter column updated_at set default now();

alter table actor_relation add column updated_at timestamptz;
alter table actor_relation alter column updated_at set default now();

-- What changed since, newest first.
create index article_recently_updated on article (updated_at desc, id desc);
create index actor_recently_updated on actor (updated_at desc, id desc) where merged_into_id is null;
create index claim_recently_updated on claim (updated_at desc, id desc) where live;
