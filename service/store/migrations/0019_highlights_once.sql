-- Highlights read each text once. Steps of a query that are named once are folded into the next and run
-- again at each mention, which made the parser read a body a dozen times; nine tenths of a search went there.

create or replace function claimgraph.highlight_piece(config regconfig, value text, query tsquery) returns jsonb
  language sql stable parallel safe
as $$
  with readable as materialized (
    select claimgraph.searchable(translate(value, E'\uE000\uE001', '  ')) as text
  ),
  -- Materialized, because a step that is folded into the next is run again at each mention, and this one
  -- reads the whole text.
  marked as materialized (
    select r.text, ts_headline(config, r.text, query,
      E'StartSel=\uE000, StopSel=\uE001, MinWords=12, MaxWords=30, ShortWord=2') as fragment
    from readable r
  ),
  bare as materialized (
    select m.text, m.fragment, translate(m.fragment, E'\uE000\uE001', '') as words
    from marked m where m.fragment like E'%\uE000%'
  ),
  placed as materialized (
    select b.fragment, b.words, strpos(b.text, b.words) - 1 as start_at from bare b
  )
  select jsonb_build_object(
    'start', start_at,
    -- The text's own characters, not the ones that were replaced for the parser.
    'text', substring(value from start_at + 1 for length(words)),
    'ranges', (
      select jsonb_agg(jsonb_build_object('start', r.start_at, 'end', r.end_at) order by r.start_at)
      from (
        -- Piece k of the text cut at the opening marks starts with a matched word; what stands before
        -- it, less the marks, is its offset.
        select
          length(translate(array_to_string(pieces[1:k], ''), E'\uE001', '')) as start_at,
          length(translate(array_to_string(pieces[1:k], ''), E'\uE001', ''))
            + strpos(pieces[k + 1], E'\uE001') - 1 as end_at
        from (select string_to_array(fragment, E'\uE000') as pieces) p, generate_series(1, array_length(pieces, 1) - 1) k
      ) r
    )
  )
  from placed
  where start_at >= 0
$$;

create or replace function claimgraph.highlights(kind text, id bigint, config text, query tsquery, actors bigint[])
  returns table (field text, text text, start integer, ranges jsonb)
  language sql stable parallel safe
as $$
  with texts as (
    select 1 as place, 'title' as field, a.title as value from claimgraph.article a
    where highlights.kind = 'Article' and a.id = highlights.id
    union all
    select 2, 'body', a.body from claimgraph.article a where highlights.kind = 'Article' and a.id = highlights.id
    union all
    select 1, 'text', c.text from claimgraph.claim c where highlights.kind = 'Claim' and c.id = highlights.id
    union all
    select 2, 'quote', c.quote from claimgraph.claim c where highlights.kind = 'Claim' and c.id = highlights.id
    union all
    select row_number() over (order by l.name <> a.name, l.id)::integer, 'name', l.name
    from claimgraph.actor_alias l join claimgraph.actor a on a.id = l.actor_id
    where highlights.kind = 'Actor' and l.actor_id = highlights.id
    union all
    select 1000000, 'description', a.description from claimgraph.actor a
    where highlights.kind = 'Actor' and a.id = highlights.id and a.description is not null
  ),
  by_words as (
    select t.place, t.field, h.found
    from texts t
    cross join lateral (
      -- Apart from the condition below, or each text would be read twice.
      select claimgraph.highlight(('claimgraph.' || config)::regconfig, t.value, query) as found offset 0
    ) h
    where h.found is not null
  ),
  by_actor as (
    select 3, 'body', jsonb_build_object(
      'start', p.start_at,
      'text', substring(a.body from p.start_at + 1 for p.end_at - p.start_at),
      'ranges', jsonb_build_array(jsonb_build_object('start', m.start_at - p.start_at, 'end', m.end_at - p.start_at))
    )
    from (
      select m.article_id, m.start_at, m.end_at from claimgraph.mention m
      where highlights.kind = 'Article' and m.article_id = highlights.id and m.actor_id = any (actors)
      order by m.start_at limit 1
    ) m
    join claimgraph.article a on a.id = m.article_id
    -- A hundred characters to either side, from the start of a word to the end of one.
    cross join lateral (
      select
        case when m.start_at <= 100 then 0
          else m.start_at - length(coalesce(substring(substring(a.body from m.start_at - 99 for 100) from '\s(.*)$'), ''))
        end as start_at,
        m.end_at + length(case
          when length(a.body) <= m.end_at + 100 then substring(a.body from m.end_at + 1)
          else coalesce(substring(substring(a.body from m.end_at + 1 for 100) from '^(.*)\s'), '')
        end) as end_at
    ) p
    where not exists (select from by_words w where w.field = 'body')
  )
  select t.field, t.found ->> 'text', (t.found ->> 'start')::integer, t.found -> 'ranges'
  from (select * from by_words union all select * from by_actor) t (place, field, found)
  order by t.place
$$;
