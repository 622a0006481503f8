-- A retracted article stays, marked, and answers by its id and addresses; it and its claims are out of lists, counts,
-- facets, search and links. See docs/writes.md.

alter table article
  add column retracted_at      timestamptz,
  add column retracted_by      text check (retracted_by <> ''),
  add column retraction_reason text check (retraction_reason <> ''),
  add constraint article_retraction_is_whole check (
    (retracted_at is null) = (retracted_by is null) and (retracted_at is null) = (retraction_reason is null)
  );
create index article_retracted on article (retracted_at desc, id desc) where retracted_at is not null;
-- The feed, and counts of all articles, read the others only.
drop index article_newest;
create index article_newest on article (sort_at desc, id desc) where retracted_at is null;

-- What is live is shown: a claim that stands, of an article that was not retracted.
alter table claim drop column live;
alter table claim
  add column retracted boolean not null default false,
  add column live boolean not null generated always as (retired_at is null and not retracted) stored;
create index claim_in_text_order on claim (article_id, live, start_at, id);
create index claim_newest on claim (sort_at desc, id desc) where live;
create index claim_newest_by_modality on claim (modality, sort_at desc, id desc) where live;
create index claim_newest_by_claimant on claim (claimant_id, live, sort_at desc, id desc) where claimant_id is not null;
create index claim_newest_by_subject on claim (subject_id, live, sort_at desc, id desc) where subject_id is not null;
analyze claim;

create function claimgraph.follow_retraction() returns trigger language plpgsql
  set search_path from current as $$
begin
  update claim set retracted = new.retracted_at is not null where article_id = new.id;
  if new.retracted_at is not null then
    delete from article_search where article_id = new.id;
  end if;
  return null;
end
$$;
create trigger article_retraction after update of retracted_at on article
  for each row when ((old.retracted_at is null) <> (new.retracted_at is null))
  execute function claimgraph.follow_retraction();
create constraint trigger article_search_on_unretraction after update of retracted_at on article
  deferrable initially deferred for each row when (old.retracted_at is not null and new.retracted_at is null)
  execute function claimgraph.index_article();
create trigger article_tells_of_retraction after update of retracted_at on article
  for each row when (old.retracted_at is null and new.retracted_at is not null)
  execute function claimgraph.tell_of_row('1', 'RETRACTED');

-- What changes in a retracted article meanwhile stays out, too.
create function claimgraph.leave_retracted_out() returns trigger language plpgsql
  set search_path from current as $$
begin
  if exists (select from article a where a.id = new.article_id and a.retracted_at is not null) then
    return null;
  end if;
  return new;
end
$$;
create trigger article_search_without_retracted before insert on article_search
  for each row execute function claimgraph.leave_retracted_out();
create function claimgraph.retract_new_claims() returns trigger language plpgsql
  set search_path from current as $$
begin
  update claim c set retracted = true
  from new_rows n join article a on a.id = n.article_id and a.retracted_at is not null
  where c.id = n.id and not c.retracted;
  return null;
end
$$;
create trigger claims_of_retracted after insert on claim
  referencing new table as new_rows for each statement execute function claimgraph.retract_new_claims();

-- Titles of retracted articles are not suggested.
do $$
begin
  execute replace(
    pg_get_functiondef('claimgraph.suggest(text, integer)'::regprocedure),
    'where claimgraph.fold_title(a.title) like pattern',
    'where a.retracted_at is null and claimgraph.fold_title(a.title) like pattern'
  );
end
$$;
