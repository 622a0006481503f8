"""The SQL that takes lines of an export back, by the lines' type; `$1` is an array of such lines as JSON."""

from __future__ import annotations

_ID = 'substr(l."id", 5)::bigint'

# One statement a table; the first returns the ids that were new, and the others see only those lines.
STATEMENTS: dict[str, tuple[str, ...]] = {
    "source": (
        f"""
        insert into source (id, name, domain, country, language, created_at, updated_at, said_by)
        overriding system value
        select {_ID}, l.name, l.domain, l.country, l.language, l."createdAt", l."updatedAt", l."saidBy"
        from json_to_recordset($1::text::json) as l (
          id text, name text, domain text, country text, language text, "createdAt" timestamptz,
          "updatedAt" timestamptz, "saidBy" text
        )
        on conflict (id) do nothing
        returning 'src_' || id
        """,
    ),
    "actor": (
        f"""
        insert into actor (id, kind, name, description, wikidata_id, external_ids, version, created_at, updated_at)
        overriding system value
        select {_ID}, l.kind, l.name, l.description, l."wikidataId", l."externalIds", l.version, l."createdAt",
          l."updatedAt"
        from json_to_recordset($1::text::json) as l (
          id text, kind text, name text, description text, "wikidataId" text, "externalIds" jsonb, version integer,
          "createdAt" timestamptz, "updatedAt" timestamptz
        )
        on conflict (id) do nothing
        returning 'act_' || id
        """,
        f"""
        insert into actor_alias (id, actor_id, kind, name, language, shared) overriding system value
        select coalesce(n.id, nextval(pg_get_serial_sequence('claimgraph.actor_alias', 'id'))), {_ID}, l.kind, n.name,
          n.language, n.shared
        from json_to_recordset($1::text::json) as l (id text, kind text, aliases json)
        cross join lateral rows from (
          json_to_recordset(l.aliases) as (id bigint, name text, language text, shared boolean)
        ) with ordinality as n (id, name, language, shared, place)
        order by {_ID}, n.place
        """,
    ),
    "article": (
        f"""
        insert into article (
          id, url, title, body, language, authors, published_at, ingested_at, updated_at, sort_at, version,
          content_hash, source_id, extractor, extractor_version, notes, completeness, seen, retracted_at, retracted_by,
          retraction_reason
        ) overriding system value
        select
          {_ID}, l.url, l.title, l.body, l.language, l.authors, l."publishedAt", l."ingestedAt", l."updatedAt",
          coalesce(l."publishedAt", '-infinity'), l.version, l."contentHash", substr(l.source, 5)::bigint,
          l.extractor, l."extractorVersion", l.notes, coalesce(l.completeness, 'FULL'), coalesce(l.seen, '{{}}'),
          l."retractedAt", l."retractedBy", l."retractionReason"
        from json_to_recordset($1::text::json) as l (
          id text, url text, title text, body text, language text, authors text[], "publishedAt" timestamptz,
          "ingestedAt" timestamptz, "updatedAt" timestamptz, version integer, "contentHash" text, source text,
          extractor text, "extractorVersion" text, notes text[], completeness text, seen jsonb,
          "retractedAt" timestamptz, "retractedBy" text, "retractionReason" text
        )
        on conflict (id) do nothing
        returning 'art_' || id
        """,
        f"""
        insert into mention (id, article_id, actor_id, start_at, end_at, quote, created_at, updated_at)
        overriding system value
        select substr(m.id, 5)::bigint, {_ID}, substr(m.actor, 5)::bigint, m.start, m."end", m.quote, m."createdAt",
          m."updatedAt"
        from json_to_recordset($1::text::json) as l (id text, mentions json)
        cross join lateral json_to_recordset(l.mentions) as m (
          id text, actor text, start integer, "end" integer, quote text, "createdAt" timestamptz,
          "updatedAt" timestamptz
        )
        """,
        f"""
        insert into article_actor (article_id, actor_id, mention_count, sort_at)
        select m.article_id, m.actor_id, count(*), a.sort_at
        from json_to_recordset($1::text::json) as l (id text)
        join article a on a.id = {_ID}
        join mention m on m.article_id = a.id
        group by m.article_id, m.actor_id, a.sort_at
        """,
        f"""
        update actor a
        set mention_count = a.mention_count + n.mention_count
        from (
          select x.actor_id, sum(x.mention_count) as mention_count
          from json_to_recordset($1::text::json) as l (id text)
          join article_actor x on x.article_id = {_ID}
          group by x.actor_id
        ) n
        where a.id = n.actor_id
        """,
        f"""
        insert into claim (
          id, article_id, sort_at, start_at, end_at, quote, text, modality, polarity, factuality, attribution,
          claimant_id, subject_id, unnamed_source, amounts, dates, extractor, extractor_version, version,
          created_at, updated_at, by_hand, read_quote, read_text, retired_at, article_version, prefix, suffix,
          stance, sentence_start, sentence_end
        ) overriding system value
        select
          substr(c.id, 5)::bigint, a.id, a.sort_at, c.start, c."end", c.quote, c.text, c.modality, c.polarity,
          c.factuality, c.attribution, substr(c.claimant, 5)::bigint, substr(c.subject, 5)::bigint,
          c."unnamedSource", c.amounts, c.dates, c.extractor, c."extractorVersion", c.version, c."createdAt",
          c."updatedAt", coalesce(c."byHand", c.extractor <> a.extractor), c."readQuote", c."readText", c."retiredAt",
          c."articleVersion", c.prefix, c.suffix, coalesce(c.stance, 'SAYS'), c."sentenceStart", c."sentenceEnd"
        from json_to_recordset($1::text::json) as l (id text, claims json, "retiredClaims" json)
        join article a on a.id = {_ID}
        cross join lateral (values (l.claims), (l."retiredClaims")) as p (claims)
        cross join lateral json_to_recordset(p.claims) as c (
          id text, start integer, "end" integer, quote text, text text, modality text, polarity text,
          factuality text, attribution text, claimant text, subject text, "unnamedSource" text, amounts jsonb,
          dates jsonb, extractor text, "extractorVersion" text, version integer, "createdAt" timestamptz,
          "updatedAt" timestamptz, "byHand" boolean, "readQuote" text, "readText" text, "retiredAt" timestamptz,
          "articleVersion" integer, prefix text, suffix text, stance text, "sentenceStart" integer,
          "sentenceEnd" integer
        )
        """,
        """
        insert into claim_actor (claim_id, actor_id, is_subject, is_object, is_claimant, sort_at, live)
        select c.id, substr(r.actor, 5)::bigint, r."isSubject", r."isObject", r."isClaimant", c.sort_at, c.live
        from json_to_recordset($1::text::json) as l (claims json, "retiredClaims" json)
        cross join lateral (values (l.claims), (l."retiredClaims")) as s (claims)
        cross join lateral json_to_recordset(s.claims) as p (id text, actors json)
        join claim c on c.id = substr(p.id, 5)::bigint
        cross join lateral json_to_recordset(p.actors)
          as r (actor text, "isSubject" boolean, "isObject" boolean, "isClaimant" boolean)
        """,
        """
        insert into claim_cue (claim_id, ordinal, kind, start_at, end_at, quote)
        select substr(p.id, 5)::bigint, q.place, q.kind, q.start, q."end", q.quote
        from json_to_recordset($1::text::json) as l (claims json, "retiredClaims" json)
        cross join lateral (values (l.claims), (l."retiredClaims")) as s (claims)
        cross join lateral json_to_recordset(s.claims) as p (id text, cues json)
        cross join lateral rows from (
          json_to_recordset(p.cues) as (kind text, start integer, "end" integer, quote text)
        ) with ordinality as q (kind, start, "end", quote, place)
        """,
    ),
    "translation": (
        """
        update article a set translation_of_id = substr(l.of, 5)::bigint
        from json_to_recordset($1::text::json) as l (article text, of text)
        where a.id = substr(l.article, 5)::bigint and a.translation_of_id is distinct from substr(l.of, 5)::bigint
        returning l.article
        """,
    ),
    "claimLink": (
        """
        insert into claim_link (id, from_id, to_id, kind, score, said_by, created_at, updated_at)
        overriding system value
        select l.id, substr(l."from", 5)::bigint, substr(l.to, 5)::bigint, l.kind, l.score, l."saidBy", l."createdAt",
          l."updatedAt"
        from json_to_recordset($1::text::json) as l (
          id bigint, "from" text, "to" text, kind text, score real, "saidBy" text, "createdAt" timestamptz,
          "updatedAt" timestamptz
        )
        on conflict (id) do nothing
        returning id::text
        """,
    ),
    "claimReview": (
        f"""
        insert into claim_review (
          id, claim_id, reviewer, rating, url, reviewed_at, created_at, version, updated_at, claim_reviewed, claimed_by,
          claimed_at, appearances, rating_value, best_rating, worst_rating, notes
        ) overriding system value
        select
          {_ID}, substr(l.claim, 5)::bigint, l.reviewer, l.rating, l.url, l."reviewedAt", l."createdAt",
          -- Exports of before reviews had versions lack these.
          coalesce(l.version, 1), coalesce(l."updatedAt", l."createdAt"),
          -- Of before they stood by themselves, these.
          l."claimReviewed", l."claimedBy", l."claimedAt", coalesce(l.appearances, '{{}}'), l."ratingValue",
          l."bestRating", l."worstRating", coalesce(l.notes, '{{}}')
        from json_to_recordset($1::text::json) as l (
          id text, claim text, reviewer text, rating text, url text, "reviewedAt" timestamptz, "createdAt" timestamptz,
          version integer, "updatedAt" timestamptz, "claimReviewed" text, "claimedBy" text, "claimedAt" timestamptz,
          appearances text[], "ratingValue" float8, "bestRating" float8, "worstRating" float8, notes text[]
        )
        on conflict (id) do nothing
        returning 'rev_' || id
        """,
    ),
    "actorRelation": (
        f"""
        insert into actor_relation (id, subject_id, predicate, object_id, claim_id, created_at, updated_at)
        overriding system value
        select {_ID}, substr(l.subject, 5)::bigint, l.predicate, substr(l.object, 5)::bigint,
          substr(l.evidence, 5)::bigint, l."createdAt", l."updatedAt"
        from json_to_recordset($1::text::json) as l (
          id text, subject text, predicate text, object text, evidence text, "createdAt" timestamptz,
          "updatedAt" timestamptz
        )
        on conflict (id) do nothing
        returning 'rel_' || id
        """,
    ),
    "actorMerge": (
        """
        insert into actor_merge (id, winner_id, loser_id, said_by, merged_at, undone_at, moved) overriding system value
        select l.id, substr(l.winner, 5)::bigint, substr(l.loser, 5)::bigint, l."saidBy", l."mergedAt", l."undoneAt",
          l.moved
        from json_to_recordset($1::text::json) as l (
          id bigint, winner text, loser text, "saidBy" text, "mergedAt" timestamptz, "undoneAt" timestamptz, moved jsonb
        )
        on conflict (id) do nothing
        returning id::text
        """,
        """
        update actor a set merged_into_id = substr(l."answersAs", 5)::bigint
        from json_to_recordset($1::text::json) as l (loser text, "answersAs" text)
        where a.id = substr(l.loser, 5)::bigint
        """,
        """
        delete from actor_search s
        using json_to_recordset($1::text::json) as l (loser text, "answersAs" text)
        where s.actor_id = substr(l.loser, 5)::bigint and l."answersAs" is not null
        """,
    ),
    "actorMergeCandidate": (
        f"""
        insert into actor_merge_candidate (id, left_id, right_id, score, rule, status, created_at)
        overriding system value
        select {_ID}, substr(l."left", 5)::bigint, substr(l."right", 5)::bigint, l.score, l.rule, l.status,
          l."createdAt"
        from json_to_recordset($1::text::json) as l (
          id text, "left" text, "right" text, score real, rule text, status text, "createdAt" timestamptz
        )
        on conflict (id) do nothing
        returning 'cnd_' || id
        """,
    ),
    # What the thing's own line left where nothing was known of its history gives way.
    "change": (
        """
        insert into history (kind, key, version, nth, at, said_by, action, changes, made_from, was)
        select
          array_position(array['art', 'act', 'clm', 'rev'], left(l.id, 3)),
          substr(split_part(l.id, '/', 1), 5)::bigint,
          split_part(l.id, '/', 2)::integer,
          split_part(l.id, '/', 3)::smallint,
          l.at, l."saidBy", l.action, l.changes, l."madeFrom",
          -- JSON's null is no object.
          nullif(l.was, 'null')
        from json_to_recordset($1::text::json) as l (
          id text, at timestamptz, "saidBy" text, action text, changes jsonb, "madeFrom" integer, was jsonb
        )
        on conflict (kind, key, version, nth) do update
          set (at, said_by, action, changes, made_from, was)
            = (excluded.at, excluded.said_by, excluded.action, excluded.changes, excluded.made_from, excluded.was)
          where history.action = 'IMPORTED'
            and (history.at, history.said_by, history.action) is distinct from
                (excluded.at, excluded.said_by, excluded.action)
        returning (array['art_', 'act_', 'clm_', 'rev_'])[kind] || key || '/' || version || '/' || nth
        """,
    ),
}

_KINDS = "array['art', 'act', 'clm', 'rev', 'lnk', 'rel', 'als', 'src', 'cnd', 'men']"
STATEMENTS["tombstone"] = (
    f"""
    insert into tombstone (kind, key, at, said_by, reason, with_kind, with_key, article_id, known_as, body)
    select
      array_position({_KINDS}, left(l.id, 3)), substr(l.id, 5)::bigint, l.at, l."saidBy", l.reason,
      array_position({_KINDS}, left(l."goneWith", 3)), substr(l."goneWith", 5)::bigint, substr(l.article, 5)::bigint,
      l."knownAs", nullif(l.body, 'null')
    from json_to_recordset($1::text::json) as l (
      id text, at timestamptz, "saidBy" text, reason text, "goneWith" text, article text, "knownAs" text[], body jsonb
    )
    on conflict (kind, key) do nothing
    returning ({_KINDS})[kind] || '_' || key
    """,
    # Nor must the next new thing take the id of one that is gone.
    """
    select setval(s.name, greatest(k.key, coalesce(pg_sequence_last_value(s.name), 1)))
    from (select kind, max(key) as key from tombstone where $1::text is not null group by kind) k
    cross join lateral (
      select pg_get_serial_sequence('claimgraph.' || (array[
        'article', 'actor', 'claim', 'claim_review', 'claim_link', 'actor_relation', 'actor_alias', 'source',
        'actor_merge_candidate', 'mention'
      ])[k.kind], 'id')::regclass as name
    ) s
    """,
)

CLAIM_STATEMENTS = tuple(statement for statement in STATEMENTS["article"] if "claims json" in statement)
"""Those that store an article's claims; of its line they read only `id` and `claims`."""

# After rows came with their own ids, the next new one must not take one of them.
SEQUENCES: dict[str, tuple[str, ...]] = {
    "source": ("source",),
    "actor": ("actor", "actor_alias"),
    "article": ("article", "mention", "claim"),
    "translation": (),
    "claimLink": ("claim_link",),
    "claimReview": ("claim_review",),
    "actorRelation": ("actor_relation",),
    "actorMerge": ("actor_merge",),
    "actorMergeCandidate": ("actor_merge_candidate",),
    "change": (),
    "tombstone": (),
}
