-- Type-ahead: what a text that is being typed may become.

-- Every step ends after a bounded number of rows, however many names begin so.
create or replace function claimgraph.suggest(prefix text, size integer)
  returns table (kind text, text text, node_id text)
  language plpgsql stable
  set pg_trgm.word_similarity_threshold = 0.4
as $$
declare
  typed text := claimgraph.fold_name(prefix);
  pattern text := replace(replace(replace(typed, '\', '\\'), '%', '\%'), '_', '\_') || '%';
  wanted integer := least(greatest(size, 0), 50);
  found_ids bigint[] := '{}';
  row record;
begin
  if typed = '' then
    return;
  end if;
  -- Names that begin so, and names of which any word does; the most mentioned first.
  for row in
    select x.id, x.name
    from (
      select b.actor_id as id from (select l.actor_id from claimgraph.actor_alias l where l.folded like pattern limit 500) b
      union
      select w.actor_id from (
        select s.actor_id from claimgraph.actor_search s
        where length(typed) >= 3
          and s.tsv @@ to_tsquery('claimgraph.cg_simple',
            array_to_string(array(select quote_literal(w) || ':*AB' from regexp_split_to_table(typed, ' ') w), ' & '))
        limit 500
      ) w
    ) i
    join claimgraph.actor x on x.id = i.id and x.merged_into_id is null
    order by x.mention_count desc, x.id
    limit wanted
  loop
    found_ids := found_ids || row.id;
    kind := 'ACTOR'; text := row.name; node_id := 'act_' || row.id;
    return next;
  end loop;
  -- Titles that begin so.
  for row in
    select a.id, a.title from claimgraph.article a
    where a.retracted_at is null and claimgraph.fold_title(a.title) like pattern
    order by claimgraph.fold_title(a.title), a.sort_at desc
    limit greatest(wanted - cardinality(found_ids), 0)
  loop
    kind := 'TITLE'; text := row.title; node_id := 'art_' || row.id;
    found_ids := found_ids || 0::bigint;
    return next;
  end loop;
  -- Slips are only looked for where nothing begins so.
  if cardinality(found_ids) = 0 and length(typed) >= 4 then
    for row in
      select x.id, x.name
      from (
        select l.actor_id, max(word_similarity(typed, l.folded)) as likeness
        from claimgraph.actor_alias l where typed <% l.folded group by l.actor_id
        order by likeness desc limit 50
      ) l
      join claimgraph.actor x on x.id = l.actor_id and x.merged_into_id is null
      order by l.likeness desc, x.mention_count desc, x.id
      limit wanted
    loop
      kind := 'ACTOR'; text := row.name; node_id := 'act_' || row.id;
      return next;
    end loop;
  end if;
end
$$;
