-- What is live is shown: claims that stand in their article's text, of articles that were not retracted. What is not
-- stays, and answers by its id, but is out of every list, count and search. See docs/writes.md.

-- Whoever retires or revives claims, their actors' rows follow, all of a statement at once.
create or replace function claimgraph.follow_retired_claims() returns trigger language plpgsql
  set search_path from current as $$
begin
  update claim_actor r
  set live = n.live
  -- Before and after by grouping: a session that saw few rows first would keep on comparing all with all.
  from (
    select b.id, bool_or(b.live) filter (where b.is_new) as live
    from (select id, live, true as is_new from new_rows union all select id, live, false from old_rows) b
    group by b.id
    having bool_or(b.live) <> bool_and(b.live)
  ) n
  where r.claim_id = n.id and r.live <> n.live;
  return null;
end
$$;
create or replace trigger claim_actor_follows after update on claim
  referencing old table as old_rows new table as new_rows
  for each statement execute function claimgraph.follow_retired_claims();

-- Whoever retracts an article, or takes that back, its claims follow.
create or replace function claimgraph.follow_retraction() returns trigger language plpgsql
  set search_path from current as $$
begin
  update claim set retracted = new.retracted_at is not null where article_id = new.id;
  if new.retracted_at is not null then
    delete from article_search where article_id = new.id;
  end if;
  return null;
end
$$;
create or replace trigger article_retraction after update of retracted_at on article
  for each row when ((old.retracted_at is null) <> (new.retracted_at is null))
  execute function claimgraph.follow_retraction();

-- What changes in a retracted article meanwhile stays out, too.
create or replace function claimgraph.leave_retracted_out() returns trigger language plpgsql
  set search_path from current as $$
begin
  if exists (select from article a where a.id = new.article_id and a.retracted_at is not null) then
    return null;
  end if;
  return new;
end
$$;
create or replace trigger article_search_without_retracted before insert on article_search
  for each row execute function claimgraph.leave_retracted_out();

create or replace function claimgraph.retract_new_claims() returns trigger language plpgsql
  set search_path from current as $$
begin
  update claim c set retracted = true
  from new_rows n join article a on a.id = n.article_id and a.retracted_at is not null
  where c.id = n.id and not c.retracted;
  return null;
end
$$;
create or replace trigger claims_of_retracted after insert on claim
  referencing new table as new_rows for each statement execute function claimgraph.retract_new_claims();

-- The amounts or dates of a claim whose words stand in its article where they say.
create or replace function claimgraph.pieces_that_stand(of_article_id bigint, pieces jsonb) returns jsonb
  language sql stable parallel safe
  return (
    select coalesce(jsonb_agg(p.piece order by p.place), '[]')
    from claimgraph.article a
    cross join lateral jsonb_array_elements(pieces) with ordinality as p (piece, place)
    where a.id = of_article_id
      and substring(a.body from (p.piece ->> 'start')::integer + 1 for length(p.piece ->> 'quote')) = p.piece ->> 'quote'
  );
