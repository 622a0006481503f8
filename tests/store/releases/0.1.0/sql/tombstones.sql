-- What was deleted stays deleted: see service/store/tombstones.py for what is kept of it.

-- Two claims that people say are not linked are not linked by a rule again.
create or replace function claimgraph.keep_unlinked() returns trigger language plpgsql as $$
begin
  if exists (
    select from claimgraph.tombstone t
    where t.kind = 5 and t.with_key is null
      and ((t.body ->> 'from', t.body ->> 'to') = ('clm_' || new.from_id, 'clm_' || new.to_id)
        or (t.body ->> 'from', t.body ->> 'to') = ('clm_' || new.to_id, 'clm_' || new.from_id))
  ) then
    return null;
  end if;
  return new;
end
$$;
create or replace trigger claim_link_stays_deleted before insert on claim_link
  for each row when (new.said_by like 'rule:%') execute function claimgraph.keep_unlinked();
