-- Of an article's new columns, history tells those that are for people.
-- An object as it is: every field that a change may change, columns of later migrations too. What is counted or
-- follows from other fields is left out. Null when there is none.
create or replace function claimgraph.snapshot(of_kind smallint, of_key bigint) returns jsonb
  language plpgsql stable set timezone to 'UTC' as $$
begin
  case of_kind
  when 1 then
    return (
      select
        claimgraph.as_fields(
          to_jsonb(a)
          - '{id,sort_at,content_hash,ingested_at,updated_at,source_id,translation_of_id}'::text[]
          - '{guid_key,seen}'::text[]
        ) || jsonb_build_object('source', 'src_' || a.source_id, 'translationOf', 'art_' || a.translation_of_id)
      from claimgraph.article a
      where a.id = of_key
    );
  when 2 then
    return (
      select
        claimgraph.as_fields(
          to_jsonb(a) - '{id,sort_name,mention_count,created_at,updated_at,merged_into_id}'::text[]
        ) || jsonb_build_object(
          'aliases', (
            select coalesce(jsonb_agg(jsonb_build_object('name', l.name, 'language', l.language) order by l.id), '[]')
            from claimgraph.actor_alias l
            where l.actor_id = a.id
          ),
          'mergedInto', 'act_' || a.merged_into_id,
          'mergedFrom', (
            select coalesce(jsonb_agg('act_' || m.id order by m.id), '[]')
            from claimgraph.actor m
            where m.merged_into_id = a.id
          )
        )
      from claimgraph.actor a
      where a.id = of_key
    );
  when 3 then
    return (
      select
        claimgraph.as_fields(
          to_jsonb(c)
          - '{id,article_id,sort_at,start_at,end_at,claimant_id,subject_id,created_at,updated_at}'::text[]
          - '{live,prefix,suffix,by_hand,read_quote,read_text}'::text[]
        ) || jsonb_build_object(
          'start', c.start_at,
          'end', c.end_at,
          'claimant', 'act_' || c.claimant_id,
          'subject', 'act_' || c.subject_id,
          'objects', (
            select coalesce(jsonb_agg('act_' || r.actor_id order by r.actor_id), '[]')
            from claimgraph.claim_actor r
            where r.claim_id = c.id and r.is_object
          ),
          'cues', (
            select coalesce(jsonb_agg(
              jsonb_build_object('kind', q.kind, 'start', q.start_at, 'end', q.end_at, 'quote', q.quote)
              order by q.ordinal
            ), '[]')
            from claimgraph.claim_cue q
            where q.claim_id = c.id
          )
        )
      from claimgraph.claim c
      where c.id = of_key
    );
  else
    return (
      select
        claimgraph.as_fields(to_jsonb(r) - '{id,claim_id,created_at,updated_at}'::text[])
        || jsonb_build_object('claim', 'clm_' || r.claim_id)
      from claimgraph.claim_review r
      where r.id = of_key
    );
  end case;
end
$$;
