-- Who writes: told once a transaction by whoever opens it, read by what is written down by triggers.
create function claimgraph.caller() returns text
  language sql stable
  return coalesce(nullif(current_setting('claimgraph.caller', true), ''), 'system');
