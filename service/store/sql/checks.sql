-- Quotes are true: whoever writes, every span of a mention, a live claim or a cue reads in its article's body as it
-- is quoted. A CHECK can't see another table, so one trigger a statement compares the new spans with the bodies they
-- point into; set-based, so that a COPY of a million mentions is one join.
--
-- PostgreSQL counts code points from a text's start, and unpacks it for each count, so that thousands of spans of one
-- long body would take the square of its length. Each body is cut once, and a span is read from the pieces it is in.
--
-- Trigger functions keep the search path under which they are defined, for writers such as psql that have another.

-- A body in pieces of a thousand code points, cut by tens so that none is reached by counting through all before it;
-- whole, where so few spans are read from it that counting costs less.
create or replace function claimgraph.pieces(body text, spans bigint) returns text[]
  language plpgsql immutable strict parallel safe
as $$
declare
  pieces text[];
  size integer;
begin
  if spans < 40 or octet_length(body) < 5000 then
    return array[body];
  end if;
  -- Appending unpacks it.
  pieces := array[body || ''];
  foreach size in array '{100000,10000,1000}'::integer[] loop
    pieces := array(
      select substring(p.piece from s.at for size)
      from unnest(pieces) with ordinality as p (piece, place)
      cross join lateral generate_series(1, length(p.piece), size) as s (at)
      order by p.place, s.at
    );
  end loop;
  return pieces;
end
$$;

-- What stands from one code point, counted from 0, to before another one.
create or replace function claimgraph.words_at(pieces text[], start_at integer, end_at integer) returns text
  language sql stable parallel safe
  return case
    when cardinality(pieces) = 1 then substring(pieces[1] from start_at + 1 for end_at - start_at)
    else substring(
      array_to_string(pieces[start_at / 1000 + 1 : (end_at - 1) / 1000 + 1], '')
      from start_at % 1000 + 1 for end_at - start_at
    )
  end;

create or replace function claimgraph.check_quotes() returns trigger language plpgsql
  set search_path from current as $$
declare
  wrong record;
begin
  with cut as materialized (
    select a.id, claimgraph.pieces(a.body, s.spans) as pieces
    from article a join (select article_id, count(*) as spans from new_rows group by article_id) s on s.article_id = a.id
  )
  select n.article_id, n.start_at, n.end_at, n.quote into wrong
  from new_rows n join cut on cut.id = n.article_id
  where claimgraph.words_at(cut.pieces, n.start_at, n.end_at) is distinct from n.quote
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
create or replace trigger mention_quotes_on_insert after insert on mention
  referencing new table as new_rows for each statement execute function claimgraph.check_quotes();

-- A mention whose actor changes is no new quote, and the article's body may be a new one already whose mentions are
-- about to be replaced: only spans that change are compared with the body. That a new body keeps the quotes of the
-- spans that stay is checked at the transaction's end.
create or replace function claimgraph.check_changed_quotes() returns trigger language plpgsql
  set search_path from current as $$
declare
  wrong record;
begin
  with changed as materialized (
    select n.article_id, n.start_at, n.end_at, n.quote
    from new_rows n left join old_rows o using (id)
    where (n.article_id, n.start_at, n.end_at, n.quote) is distinct from (o.article_id, o.start_at, o.end_at, o.quote)
  ),
  cut as materialized (
    select a.id, claimgraph.pieces(a.body, s.spans) as pieces
    from article a join (select article_id, count(*) as spans from changed group by article_id) s on s.article_id = a.id
  )
  select n.article_id, n.start_at, n.end_at, n.quote into wrong
  from changed n join cut on cut.id = n.article_id
  where claimgraph.words_at(cut.pieces, n.start_at, n.end_at) is distinct from n.quote
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
create or replace trigger mention_quotes_on_update after update on mention
  referencing old table as old_rows new table as new_rows
  for each statement execute function claimgraph.check_changed_quotes();

-- The words of a claim that is live are true; those of a retired one were.
create or replace function claimgraph.check_claim_quotes() returns trigger language plpgsql
  set search_path from current as $$
declare
  wrong record;
begin
  with cut as materialized (
    select a.id, claimgraph.pieces(a.body, s.spans) as pieces
    from article a
    join (select article_id, count(*) as spans from new_rows where live group by article_id) s on s.article_id = a.id
  )
  select n.article_id, n.start_at, n.end_at, n.quote into wrong
  from new_rows n join cut on cut.id = n.article_id
  where n.live and claimgraph.words_at(cut.pieces, n.start_at, n.end_at) is distinct from n.quote
  limit 1;
  if found then
    raise exception using
      errcode = 'check_violation',
      constraint = 'claim_quote_equals_body',
      message = format('claim [%s, %s) of article %s does not read %L', wrong.start_at, wrong.end_at,
                       wrong.article_id, left(wrong.quote, 80));
  end if;
  return null;
end
$$;
create or replace trigger claim_quotes_on_insert after insert on claim
  referencing new table as new_rows for each statement execute function claimgraph.check_claim_quotes();

-- A claim's date follows its article's by cascade, which is no new quote either; one that is live again is.
create or replace function claimgraph.check_changed_claim_quotes() returns trigger language plpgsql
  set search_path from current as $$
declare
  wrong record;
begin
  with changed as materialized (
    select n.article_id, n.start_at, n.end_at, n.quote
    from new_rows n left join old_rows o using (id)
    where n.live
      and (n.article_id, n.start_at, n.end_at, n.quote, n.live)
        is distinct from (o.article_id, o.start_at, o.end_at, o.quote, o.live)
  ),
  cut as materialized (
    select a.id, claimgraph.pieces(a.body, s.spans) as pieces
    from article a join (select article_id, count(*) as spans from changed group by article_id) s on s.article_id = a.id
  )
  select n.article_id, n.start_at, n.end_at, n.quote into wrong
  from changed n join cut on cut.id = n.article_id
  where claimgraph.words_at(cut.pieces, n.start_at, n.end_at) is distinct from n.quote
  limit 1;
  if found then
    raise exception using
      errcode = 'check_violation',
      constraint = 'claim_quote_equals_body',
      message = format('claim [%s, %s) of article %s does not read %L', wrong.start_at, wrong.end_at,
                       wrong.article_id, left(wrong.quote, 80));
  end if;
  return null;
end
$$;
create or replace trigger claim_quotes_on_update after update on claim
  referencing old table as old_rows new table as new_rows
  for each statement execute function claimgraph.check_changed_claim_quotes();

-- Cues are pieces of the article too, reached through their claim.
create or replace function claimgraph.check_cue_quotes() returns trigger language plpgsql
  set search_path from current as $$
declare
  wrong record;
begin
  with cues as materialized (
    select c.article_id, n.start_at, n.end_at, n.quote
    from new_rows n join claim c on c.id = n.claim_id
    where c.live
  ),
  cut as materialized (
    select a.id, claimgraph.pieces(a.body, s.spans) as pieces
    from article a join (select article_id, count(*) as spans from cues group by article_id) s on s.article_id = a.id
  )
  select n.article_id, n.start_at, n.end_at, n.quote into wrong
  from cues n join cut on cut.id = n.article_id
  where claimgraph.words_at(cut.pieces, n.start_at, n.end_at) is distinct from n.quote
  limit 1;
  if found then
    raise exception using
      errcode = 'check_violation',
      constraint = 'claim_cue_quote_equals_body',
      message = format('claim_cue [%s, %s) of article %s does not read %L', wrong.start_at, wrong.end_at,
                       wrong.article_id, left(wrong.quote, 80));
  end if;
  return null;
end
$$;
create or replace trigger claim_cue_quotes_on_insert after insert on claim_cue
  referencing new table as new_rows for each statement execute function claimgraph.check_cue_quotes();
create or replace trigger claim_cue_quotes_on_update after update on claim_cue
  referencing new table as new_rows for each statement execute function claimgraph.check_cue_quotes();

-- A body may change only while every span into it still reads as quoted.
create or replace function claimgraph.check_body_keeps_quotes() returns trigger language plpgsql
  set search_path from current as $$
declare
  wrong record;
begin
  select s.start_at, s.end_at, s.quote into wrong
  -- The body as it is now: this runs at the end, perhaps after further changes.
  from (select claimgraph.pieces(a.body, 40) as pieces from article a where a.id = new.id offset 0) cut
  cross join (
    select start_at, end_at, quote from mention where article_id = new.id
    union all
    select start_at, end_at, quote from claim where article_id = new.id and live
    union all
    select cue.start_at, cue.end_at, cue.quote from claim c join claim_cue cue on cue.claim_id = c.id
    where c.article_id = new.id and c.live
  ) s
  where claimgraph.words_at(cut.pieces, s.start_at, s.end_at) is distinct from s.quote
  limit 1;
  if found then
    raise exception using
      errcode = 'check_violation',
      constraint = 'article_body_keeps_quotes',
      message = format('the new body of article %s no longer reads %L at [%s, %s)', new.id, left(wrong.quote, 80),
                       wrong.start_at, wrong.end_at);
  end if;
  return null;
end
$$;

-- Deferred, so that one transaction may replace the body and the spans in either order.
drop trigger if exists article_body_keeps_quotes on article;
create constraint trigger article_body_keeps_quotes after update of body on article
  deferrable initially deferred for each row when (old.body is distinct from new.body)
  execute function claimgraph.check_body_keeps_quotes();
