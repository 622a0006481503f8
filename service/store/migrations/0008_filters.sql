-- Indexes that filters are served by.

-- Few claims name an amount or a date.
create index claim_with_amounts on claim (sort_at desc, id desc) where live and amounts <> '[]';
create index claim_with_dates on claim (sort_at desc, id desc) where live and dates <> '[]';
-- A source's name by a part of it, an actor by its id elsewhere.
create index source_by_folded_name on source using gin (claimgraph.fold_name(name) gin_trgm_ops);
create index actor_by_external_id on actor using gin (external_ids jsonb_path_ops) where external_ids <> '{}';
