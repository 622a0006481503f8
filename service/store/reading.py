"""Brings a new reading of an article to its mentions and claims: what still stands keeps its id and what people have
added to it, what no longer stands is retired (claims) or goes (mentions).

The pure part is `service.store.matches`; here its outcome becomes a few set-based statements, whatever the
article's size.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from service.document import Document, Span
from service.store.anchors import Quote, Texts, match_mentions
from service.store.claim_rows import Row, as_read, as_stored, changed_only, stored
from service.store.connect import Connection, the_row
from service.store.matches import Found, Known, Matches, match_claims
from service.store.spans import CLAIM_ACTORS, CLAIM_CUES, as_json, count_mentions, insert_claims

_STANDING = "select body, language, version from article where id = $1"

_KNOWN_MENTIONS = "select id, actor_id, start_at, end_at, created_at from mention where article_id = $1"

_MENTIONS = """
    insert into mention (id, article_id, actor_id, start_at, end_at, quote, created_at) overriding system value
    select
      coalesce(m.id, nextval(pg_get_serial_sequence('claimgraph.mention', 'id'))), $1, m.actor_id, m.start_at, m.end_at,
      m.quote, case when m.id is null then now() else m.created_at end
    from json_to_recordset($2::text::json)
      as m (id bigint, actor_id bigint, start_at integer, end_at integer, quote text, created_at timestamptz)
    order by m.start_at, m.end_at, m.actor_id
"""

_RETIRE = """
    update claim c
    set retired_at = now(), article_version = $4, prefix = r.prefix, suffix = r.suffix, version = c.version + 1,
        updated_at = now()
    from unnest($1::bigint[], $2::text[], $3::text[]) as r (id, prefix, suffix)
    where c.id = r.id
"""

# A claim that only moves keeps its version; the extractor's name and version are those of its last reading.
_READ = """
    update claim c
    set start_at = r.start_at, end_at = r.end_at, quote = r.quote, text = r.text, modality = r.modality,
        polarity = r.polarity, factuality = r.factuality, attribution = r.attribution, claimant_id = r.claimant_id,
        subject_id = r.subject_id, unnamed_source = r.unnamed_source, amounts = r.amounts, dates = r.dates,
        stance = r.stance, sentence_start = r.sentence_start, sentence_end = r.sentence_end,
        extractor = a.extractor, extractor_version = a.extractor_version,
        version = c.version + r.changed::integer,
        updated_at = case when r.changed then now() else c.updated_at end,
        retired_at = null, article_version = null, prefix = null, suffix = null
    from json_to_recordset($2::text::json) as r (
      id bigint, start_at integer, end_at integer, quote text, text text, modality text, polarity text,
      factuality text, attribution text, claimant_id bigint, subject_id bigint, unnamed_source text, amounts jsonb,
      dates jsonb, stance text, sentence_start integer, sentence_end integer, changed boolean
    )
    join article a on a.id = $1
    where c.id = r.id
"""

_MOVE = """
    update claim c
    set start_at = r.start_at, end_at = r.end_at, amounts = r.amounts, dates = r.dates,
        sentence_start = r.sentence_start, sentence_end = r.sentence_end,
        version = c.version + r.changed::integer,
        updated_at = case when r.changed then now() else c.updated_at end,
        retired_at = null, article_version = null, prefix = null, suffix = null
    from json_to_recordset($1::text::json)
      as r (
        id bigint, start_at integer, end_at integer, amounts jsonb, dates jsonb, sentence_start integer,
        sentence_end integer, changed boolean
      )
    where c.id = r.id
"""

_MOVE_CUES = """
    update claim_cue q
    set start_at = r.start_at, end_at = r.end_at
    from json_to_recordset($1::text::json) as r (claim_id bigint, ordinal smallint, start_at integer, end_at integer)
    where q.claim_id = r.claim_id and q.ordinal = r.ordinal
"""

# What people have deleted, and what an extractor had read where they had corrected it before.
_UNWANTED = """
    select p.quote, p.text
    from tombstone t
    cross join lateral jsonb_to_recordset(t.body -> 'claims')
      as c (quote text, text text, "readQuote" text, "readText" text)
    cross join lateral (values (c.quote, c.text), (c."readQuote", c."readText")) as p (quote, text)
    where t.kind = 3 and t.article_id = $1 and t.with_key is null and p.quote is not null
"""

# What a rule said of a claim as it was; callers' links stay.
_FORGET_RULES = """
    delete from claim_link
    where (from_id = any ($1::bigint[]) or to_id = any ($1::bigint[])) and said_by like 'rule:%'
"""

# The words of claims are searched in their article's language.
_SEARCH_ANEW = "update claim set sort_at = sort_at where article_id = $1 and live"


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """An article before it is changed: its text, by which its claims are anchored, and which version that is."""

    body: str
    language: str
    version: int


class ClaimChanges(msgspec.Struct, frozen=True, kw_only=True):
    """What a reading made of an article's claims: how many stand as they did, stand elsewhere, say something else
    now, are new or stand again, and are retired."""

    kept: int = 0
    moved: int = 0
    changed: int = 0
    new: int = 0
    retired: int = 0


async def standing(connection: Connection, article_id: int) -> Standing:
    """The article as it is before a change; its row must be locked."""
    return Standing(**await the_row(connection, _STANDING, article_id))


async def read_anew(
    connection: Connection,
    article_id: int,
    before: Standing,
    document: Document,
    ids: dict[str, int],
) -> tuple[ClaimChanges, list[int]]:
    """Make the mentions and claims those of `document`; `ids` tells each actor's database id by its name there.

    The article has its new text already; its row and its actors' must be locked. Claims that people have deleted are
    not made again. Also returns the ids of the claims that say something new, for links.
    """
    texts = Texts(before.body, document.article.body)
    await _bring_mentions(connection, article_id, texts, document, ids)
    changes, news = await _bring_claims(connection, article_id, before, texts, document, ids)
    if document.article.language.lower() != before.language:
        await connection.execute(_SEARCH_ANEW, article_id)
    return changes, news


async def _bring_mentions(
    connection: Connection, article_id: int, texts: Texts, document: Document, ids: dict[str, int]
) -> None:
    spans: dict[tuple[int, int, int], Span] = {
        (span.start, span.end, ids[actor.name]): span for actor in document.actors for span in actor.mentions
    }
    rows = await connection.fetch(_KNOWN_MENTIONS, article_id)
    known = [(texts.before(row["start_at"], row["end_at"]), row["actor_id"]) for row in rows]
    found = [(texts.after(start, end), actor) for start, end, actor in spans]
    pairs = {new: old for old, new in match_mentions(known, found).items()}
    written: list[dict[str, object]] = []
    same: set[int] = set()
    for place, ((start, end, actor), span) in enumerate(spans.items()):
        row = rows[pairs[place]] if place in pairs else None
        if row is not None and (row["start_at"], row["end_at"], row["actor_id"]) == (start, end, actor):
            same.add(row["id"])
            continue
        kept = {"id": None, "created_at": None} if row is None else {"id": row["id"], "created_at": row["created_at"]}
        written.append({**kept, "actor_id": actor, "start_at": start, "end_at": end, "quote": span.quote})
    # Out and in again: on the way to their new places they would stand in each other's.
    moved = [row["id"] for row in rows if row["id"] not in same]
    await connection.execute("delete from mention where id = any ($1::bigint[])", moved)
    if written:
        await connection.execute(_MENTIONS, article_id, as_json(written))
    await count_mentions(connection, article_id)


async def _bring_claims(
    connection: Connection,
    article_id: int,
    before: Standing,
    texts: Texts,
    document: Document,
    ids: dict[str, int],
) -> tuple[ClaimChanges, list[int]]:
    rows = await stored(connection, article_id)
    known = [_known(row, texts) for row in rows]
    found = [Found(quote=texts.after(claim.start, claim.end), text=claim.text) for claim in document.claims]
    unwanted = {(row["quote"], row["text"]) for row in await connection.fetch(_UNWANTED, article_id)}
    matches = match_claims(known, found, texts, unwanted)
    provenance = (document.provenance.extractor, document.provenance.version)
    read = [as_read(rows[old], document.claims[new], ids, provenance) for old, new in matches.read.items()]
    stay = [as_stored(rows[old], start, texts) for old, start in matches.stays.items()]
    await _retire(connection, [(rows[old], known[old].quote) for old in matches.retired], before.version)
    await _write(connection, _READ, changed_only(read), article_id)
    await _write(connection, _MOVE, changed_only(stay))
    await _write_parts(connection, [*read, *stay])
    made = await insert_claims(connection, article_id, [document.claims[new] for new in matches.new], ids)
    changed = [row.id for row in (*read, *stay) if row.changed]
    await connection.execute(_FORGET_RULES, changed)
    return _counted(matches, read, stay), [*changed, *made]


def _known(row: Row, texts: Texts) -> Known:
    """A stored claim with its anchor: in the old text, or as it was kept when the claim was retired."""
    before = row.stored
    if before["live"]:
        quote = texts.before(before["start_at"], before["end_at"])
    else:
        quote = Quote(start=before["start_at"], exact=before["quote"], prefix=before["prefix"], suffix=before["suffix"])
    return Known(
        quote=quote,
        text=before["text"],
        retired=not before["live"],
        by_hand=before["by_hand"],
        kept=before["valued"],
        read=None if before["read_quote"] is None else (before["read_quote"], before["read_text"]),
    )


async def _retire(connection: Connection, gone: Sequence[tuple[Row, Quote]], version: int) -> None:
    if gone:
        await connection.execute(
            _RETIRE,
            [row.id for row, _ in gone],
            [quote.prefix for _, quote in gone],
            [quote.suffix for _, quote in gone],
            version,
        )


async def _write(connection: Connection, statement: str, rows: Sequence[Row], *article: int) -> None:
    if rows:
        await connection.execute(
            statement, *article, as_json([{**row.columns, "changed": row.changed} for row in rows])
        )


async def _write_parts(connection: Connection, rows: Sequence[Row]) -> None:
    """Cues and actors, of the claims whose are not the same any more; cues that only move do so in place."""
    moved = [cue for row in rows if row.cues is not None and row.same_cues for cue in row.cues]
    if moved:
        await connection.execute(_MOVE_CUES, as_json(moved))
    other = [(row.id, row.cues) for row in rows if row.cues is not None and not row.same_cues]
    for table, statement, parts in (
        ("claim_actor", CLAIM_ACTORS, [(row.id, row.roles) for row in rows if row.roles is not None]),
        ("claim_cue", CLAIM_CUES, other),
    ):
        if parts:
            await connection.execute(
                f"delete from {table} where claim_id = any ($1::bigint[])", [key for key, _ in parts]
            )
        written = [part for _, of_claim in parts for part in of_claim]
        if written:
            await connection.execute(statement, as_json(written))


def _counted(matches: Matches, read: Sequence[Row], stay: Sequence[Row]) -> ClaimChanges:
    standing_rows = [row for row in (*read, *stay) if row.stored["live"]]
    changed = sum(row.changed for row in standing_rows)
    moved = sum(row.moved and not row.changed for row in standing_rows)
    revived = len(read) + len(stay) - len(standing_rows)
    return ClaimChanges(
        kept=len(standing_rows) - changed - moved,
        moved=moved,
        changed=changed,
        new=len(matches.new) + revived,
        retired=len(matches.retired),
    )
