-- When a record last changed, where its writers don't say so themselves: whoever writes, this notes it.

create or replace function claimgraph.note_change_time() returns trigger language plpgsql as $$
begin
  new.updated_at := now();
  return new;
end
$$;
create or replace trigger mention_changes_now before update on mention
  for each row when (old.* is distinct from new.* and old.updated_at is not distinct from new.updated_at)
  execute function claimgraph.note_change_time();
create or replace trigger source_changes_now before update on source
  for each row when (old.* is distinct from new.* and old.updated_at is not distinct from new.updated_at)
  execute function claimgraph.note_change_time();
create or replace trigger claim_link_changes_now before update on claim_link
  for each row when (old.* is distinct from new.* and old.updated_at is not distinct from new.updated_at)
  execute function claimgraph.note_change_time();
create or replace trigger actor_relation_changes_now before update on actor_relation
  for each row when (old.* is distinct from new.* and old.updated_at is not distinct from new.updated_at)
  execute function claimgraph.note_change_time();
