"""Writes everything as NDJSON: `service.exchange.restore` takes it back to an equal database.

Postgres makes each line; a server-side cursor hands them over a few at a time, so memory stays flat
whatever the database's size. All of it is one snapshot: nothing that arrives meanwhile is half in it.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager

from service.query.changes import NOW
from service.store.pool import Store
from service.store.session import Session

_ROWS_AT_A_TIME = 200
_LINES_BYTES = 256 * 1024
ANSWER_S = 60.0
"""How long the database may take for so many rows."""

SOURCES = """
    select json_build_object(
      'type', 'source', 'id', 'src_' || s.id, 'name', s.name, 'domain', s.domain, 'country', s.country,
      'language', s.language, 'createdAt', s.created_at, 'updatedAt', s.updated_at, 'saidBy', s.said_by
    )
    from source s order by s.id
"""
ACTORS = """
    select json_build_object(
      'type', 'actor', 'id', 'act_' || a.id, 'kind', a.kind, 'name', a.name, 'description', a.description,
      'wikidataId', a.wikidata_id, 'externalIds', a.external_ids, 'version', a.version,
      'createdAt', a.created_at, 'updatedAt', a.updated_at,
      'aliases', (
        select coalesce(
          json_agg(json_build_object(
            'id', l.id, 'name', l.name, 'language', l.language, 'shared', l.shared
          ) order by l.id), '[]'
        )
        from actor_alias l where l.actor_id = a.id
      )
    )
    from actor a order by a.id
"""


def _claims(which: str) -> str:
    """The claims of an article `a` for which a condition holds."""
    return f"""(
        select coalesce(json_agg(json_build_object(
          'id', 'clm_' || c.id, 'start', c.start_at, 'end', c.end_at, 'quote', c.quote, 'text', c.text,
          'modality', c.modality, 'polarity', c.polarity, 'factuality', c.factuality, 'attribution', c.attribution,
          'claimant', 'act_' || c.claimant_id, 'subject', 'act_' || c.subject_id, 'unnamedSource', c.unnamed_source,
          'stance', c.stance, 'sentenceStart', c.sentence_start, 'sentenceEnd', c.sentence_end,
          'amounts', c.amounts, 'dates', c.dates, 'extractor', c.extractor, 'extractorVersion', c.extractor_version,
          'version', c.version, 'createdAt', c.created_at, 'updatedAt', c.updated_at,
          'byHand', c.by_hand, 'readQuote', c.read_quote, 'readText', c.read_text,
          'retiredAt', c.retired_at, 'articleVersion', c.article_version, 'prefix', c.prefix, 'suffix', c.suffix,
          'actors', (
            select coalesce(json_agg(json_build_object(
              'actor', 'act_' || r.actor_id, 'isSubject', r.is_subject, 'isObject', r.is_object,
              'isClaimant', r.is_claimant
            ) order by r.actor_id), '[]')
            from claim_actor r where r.claim_id = c.id
          ),
          'cues', (
            select coalesce(json_agg(json_build_object(
              'kind', q.kind, 'start', q.start_at, 'end', q.end_at, 'quote', q.quote
            ) order by q.ordinal), '[]')
            from claim_cue q where q.claim_id = c.id
          )
        ) order by c.id), '[]')
        from claim c where c.article_id = a.id and {which}
      )"""


# Retired claims stand apart, so that who takes only `claims` takes what lists show.
ARTICLES = f"""
    select json_build_object(
      'type', 'article', 'id', 'art_' || a.id, 'url', a.url, 'title', a.title, 'body', a.body,
      'language', a.language, 'authors', a.authors, 'publishedAt', a.published_at, 'ingestedAt', a.ingested_at,
      'updatedAt', a.updated_at, 'version', a.version, 'contentHash', a.content_hash,
      'source', 'src_' || a.source_id, 'extractor', a.extractor, 'extractorVersion', a.extractor_version,
      'notes', a.notes,
      -- As every other way out has it.
      'provenance', json_build_object('extractor', a.extractor, 'version', a.extractor_version, 'notes', a.notes),
      'retractedAt', a.retracted_at, 'retractedBy', a.retracted_by, 'retractionReason', a.retraction_reason,
      'completeness', a.completeness, 'guid', a.guid, 'seen', a.seen,
      'urls', (
        select coalesce(json_agg(json_build_object('url', u.url, 'names', u.names) order by u.id), '[]')
        from article_url u where u.article_id = a.id
      ),
      'mentions', (
        select coalesce(json_agg(json_build_object(
          'id', 'men_' || m.id, 'actor', 'act_' || m.actor_id, 'start', m.start_at, 'end', m.end_at, 'quote', m.quote,
          'createdAt', m.created_at, 'updatedAt', m.updated_at
        ) order by m.id), '[]')
        from mention m where m.article_id = a.id
      ),
      'claims', {_claims("c.retired_at is null")},
      'retiredClaims', {_claims("c.retired_at is not null")}
    )
    from article a order by a.id
"""
# What points from one line to another comes last, when both ends are there.
TRANSLATIONS = """
    select json_build_object('type', 'translation', 'article', 'art_' || a.id, 'of', 'art_' || a.translation_of_id)
    from article a where a.translation_of_id is not null order by a.id
"""
LINKS = """
    select json_build_object(
      'type', 'claimLink', 'id', l.id, 'from', 'clm_' || l.from_id, 'to', 'clm_' || l.to_id, 'kind', l.kind,
      'score', l.score, 'saidBy', l.said_by, 'createdAt', l.created_at, 'updatedAt', l.updated_at
    )
    from claim_link l order by l.id
"""
REVIEWS = """
    select json_build_object(
      'type', 'claimReview', 'id', 'rev_' || r.id, 'claim', 'clm_' || r.claim_id, 'reviewer', r.reviewer,
      'rating', r.rating, 'url', r.url, 'reviewedAt', r.reviewed_at, 'createdAt', r.created_at,
      'version', r.version, 'updatedAt', r.updated_at, 'claimReviewed', r.claim_reviewed, 'claimedBy', r.claimed_by,
      'claimedAt', r.claimed_at, 'appearances', r.appearances, 'ratingValue', r.rating_value,
      'bestRating', r.best_rating, 'worstRating', r.worst_rating, 'notes', r.notes
    )
    from claim_review r order by r.id
"""
RELATIONS = """
    select json_build_object(
      'type', 'actorRelation', 'id', 'rel_' || r.id, 'subject', 'act_' || r.subject_id, 'predicate', r.predicate,
      'object', 'act_' || r.object_id, 'evidence', 'clm_' || r.claim_id, 'createdAt', r.created_at,
      'updatedAt', r.updated_at
    )
    from actor_relation r order by r.id
"""
MERGES = """
    select json_build_object(
      'type', 'actorMerge', 'id', m.id, 'winner', 'act_' || m.winner_id, 'loser', 'act_' || m.loser_id,
      'answersAs', 'act_' || a.merged_into_id, 'saidBy', m.said_by, 'mergedAt', m.merged_at, 'undoneAt', m.undone_at,
      'moved', m.moved
    )
    from actor_merge m join actor a on a.id = m.loser_id order by m.id
"""
CANDIDATES = """
    select json_build_object(
      'type', 'actorMergeCandidate', 'id', 'cnd_' || c.id, 'left', 'act_' || c.left_id, 'right', 'act_' || c.right_id,
      'score', c.score, 'rule', c.rule, 'status', c.status, 'createdAt', c.created_at
    )
    from actor_merge_candidate c order by c.id
"""
# What an entry tells of may be deleted; its history stays.
CHANGES = """
    select json_build_object(
      'type', 'change',
      'id', (array['art_', 'act_', 'clm_', 'rev_'])[h.kind] || h.key || '/' || h.version || '/' || h.nth,
      'at', h.at, 'saidBy', h.said_by, 'action', h.action, 'changes', h.changes, 'madeFrom', h.made_from, 'was', h.was
    )
    from history h order by h.kind, h.key, h.version, h.nth
"""

_PREFIX = "(array['art_', 'act_', 'clm_', 'rev_', 'lnk_', 'rel_', 'als_', 'src_', 'cnd_', 'men_'])"
TOMBSTONES = f"""
    select json_build_object(
      'type', 'tombstone', 'id', {_PREFIX}[t.kind] || t.key, 'at', t.at, 'saidBy', t.said_by, 'reason', t.reason,
      'goneWith', {_PREFIX}[t.with_kind] || t.with_key, 'article', 'art_' || t.article_id, 'knownAs', t.known_as,
      'body', t.body
    )
    from tombstone t order by t.kind, t.key
"""

STATEMENTS = (
    SOURCES,
    ACTORS,
    ARTICLES,
    TRANSLATIONS,
    LINKS,
    REVIEWS,
    RELATIONS,
    MERGES,
    CANDIDATES,
    CHANGES,
    TOMBSTONES,
)


def _anyhow(_cursor: str) -> None:
    """For who doesn't follow the changes."""


@asynccontextmanager
async def snapshot(store: Store, begin: Callable[[str], None]) -> AsyncIterator[Session]:
    """A connection beside the pool that reads one snapshot, however long that takes; `begin` as `export_lines` says."""
    async with store.own_connection() as connection:
        await connection.execute("begin isolation level repeatable read, read only", timeout=ANSWER_S)
        # Long by nature; the timeout is for requests that wait for an answer.
        await connection.execute(f"set local statement_timeout = '{ANSWER_S:g}s'", timeout=ANSWER_S)
        begin(await connection.fetchval(NOW, timeout=ANSWER_S))
        yield connection


async def export_lines(store: Store, begin: Callable[[str], None] = _anyhow) -> AsyncGenerator[bytes]:
    """Chunks of whole NDJSON lines, in an order in which each line names only what came before.

    All of it is one snapshot, on a connection beside the pool; who takes the chunks slowly holds nobody up.
    `begin` is told the cursor from which `changes` goes on, before the first chunk: no change is lost between the
    two, though one that ended just before the snapshot may be told once more.
    Raises Unavailable when the database goes away or is silent; what was given till then ends at a line's end.
    """
    async with snapshot(store, begin) as connection:
        for statement in STATEMENTS:
            chunk = bytearray()
            async for row in connection.cursor(statement, prefetch=_ROWS_AT_A_TIME, timeout=ANSWER_S):
                chunk += row[0]
                chunk += b"\n"
                if len(chunk) >= _LINES_BYTES:
                    yield bytes(chunk)
                    chunk.clear()
            if chunk:
                yield bytes(chunk)
