-- A claim's date follows its article's by cascade. That is no new quote, and the article's body may be a new
-- one already whose claims are about to be replaced: only spans that change are compared with the body. That
-- a new body keeps the quotes of the spans that stay is checked at the transaction's end.
create function claimgraph.check_changed_quotes() returns trigger language plpgsql
  set search_path from current as $$
declare
  wrong record;
begin
  select n.article_id, n.start_at, n.end_at, n.quote into wrong
  from new_rows n
  left join old_rows o using (id)
  join article a on a.id = n.article_id
  where (n.article_id, n.start_at, n.end_at, n.quote) is distinct from (o.article_id, o.start_at, o.end_at, o.quote)
    and substring(a.body from n.start_at + 1 for n.end_at - n.start_at) is distinct from n.quote
  limit 1;
  if found then
    raise exception using
      errcode = 'check_violation',
      constraint = tg_table_name || '_quote_equals_body',
      message = format('%s [%s, %s) of article %s does not read %L', tg_table_name, wrong.start_at, wrong.end_at,
                       wrong.article_id, left(wrong.quote, 80));
  end if;
  return null;
end
$$;
drop trigger mention_quotes_on_update on mention;
create trigger mention_quotes_on_update after update on mention
  referencing old table as old_rows new table as new_rows
  for each statement execute function claimgraph.check_changed_quotes();
drop trigger claim_quotes_on_update on claim;
create trigger claim_quotes_on_update after update on claim
  referencing old table as old_rows new table as new_rows
  for each statement execute function claimgraph.check_changed_quotes();
