-- Which version a change was made from, so that versions of which nothing is known are told from those in between,
-- and which object a transaction puts back to an earlier version.
alter table history add column made_from integer check (made_from > 0);

drop function claimgraph.action_of(jsonb);
create function claimgraph.action_of(of_kind smallint, of_key bigint, changes jsonb) returns text
  language sql stable
  return case
    when current_setting('claimgraph.restored', true) = of_kind || '/' || of_key then 'RESTORED'
    when changes -> 'mergedInto' ->> 'to' is not null or changes -> 'mergedFrom' -> 'to' <> '[]' then 'MERGED'
    when changes -> 'mergedInto' ->> 'from' is not null or changes -> 'mergedFrom' -> 'from' <> '[]' then 'SPLIT'
    when changes -> 'retiredAt' ->> 'to' is not null then 'RETIRED'
    when changes -> 'retiredAt' ->> 'from' is not null then 'REVIVED'
    else 'CHANGED'
  end;

create or replace function claimgraph.settle_change() returns trigger language plpgsql as $$
declare
  apart    constant integer := 50;  -- Whole objects are kept at so many versions' distance.
  after    jsonb := claimgraph.snapshot(new.kind, new.key);
  made     integer := (after -> 'version')::integer;
  the_last integer := (new.before -> 'version')::integer;
  told     jsonb;
begin
  delete from claimgraph.changing c where (c.xid, c.kind, c.key) = (new.xid, new.kind, new.key);
  if after is null then
    return null;  -- It was deleted.
  end if;
  told := claimgraph.differences(new.before, after, new.said_by like 'extractor:%');
  -- Each version of an article is told, also one in which nothing differs.
  if told = '{}' and not (new.kind = 1 and made is distinct from the_last) then
    return null;
  end if;
  insert into claimgraph.history (kind, key, version, nth, said_by, action, changes, made_from, was)
  select
    new.kind, new.key, made, coalesce(max(h.nth) + 1, 0), new.said_by,
    claimgraph.action_of(new.kind, new.key, told), told, the_last,
    case when made / apart > the_last / apart then new.before end
  from claimgraph.history h
  where (h.kind, h.key, h.version) = (new.kind, new.key, made);
  return null;
end
$$;
