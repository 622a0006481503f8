"""Writes what points into an article: mentions, the actors counted, claims with their actors and cues.

Each kind of row is one set-based statement over one JSON parameter, so that an article of any size
takes the same few round trips and the quotes are checked once a statement.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from service.document import ARTICLE_VOICE, UNNAMED_SOURCE, ClaimDraft, Document
from service.store.connect import Connection
from service.store.resolve import next_ids

_MENTIONS = """
    insert into mention (article_id, actor_id, start_at, end_at, quote)
    select distinct on (m.start_at, m.end_at, m.actor_id) $1, m.actor_id, m.start_at, m.end_at, m.quote
    from json_to_recordset($2::text::json) as m (actor_id bigint, start_at integer, end_at integer, quote text)
    order by m.start_at, m.end_at, m.actor_id
"""

_ARTICLE_ACTORS = """
    insert into article_actor (article_id, actor_id, mention_count, sort_at)
    select a.id, m.actor_id, count(*), a.sort_at
    from mention m
    join article a on a.id = m.article_id
    where a.id = $1
    group by a.id, m.actor_id
"""

_COUNT = """
    update actor a
    set mention_count = a.mention_count + s.mention_count
    from article_actor s
    where s.article_id = $1 and a.id = s.actor_id
"""

_UNCOUNT = """
    update actor a
    set mention_count = a.mention_count - s.mention_count
    from article_actor s
    where s.article_id = $1 and a.id = s.actor_id
"""

_CLAIMS = """
    insert into claim
      (id, article_id, sort_at, start_at, end_at, quote, text, modality, polarity, factuality, attribution,
       claimant_id, subject_id, unnamed_source, amounts, dates, stance, sentence_start, sentence_end, extractor,
       extractor_version)
    overriding system value
    select
      c.id, a.id, a.sort_at, c.start_at, c.end_at, c.quote, c.text, c.modality, c.polarity, c.factuality,
      c.attribution, c.claimant_id, c.subject_id, c.unnamed_source, c.amounts, c.dates, c.stance, c.sentence_start,
      c.sentence_end, a.extractor, a.extractor_version
    from json_to_recordset($2::text::json) as c (
      id bigint, start_at integer, end_at integer, quote text, text text, modality text, polarity text,
      factuality text, attribution text, claimant_id bigint, subject_id bigint, unnamed_source text,
      amounts jsonb, dates jsonb, stance text, sentence_start integer, sentence_end integer
    )
    join article a on a.id = $1
"""

CLAIM_ACTORS = """
    insert into claim_actor (claim_id, actor_id, is_subject, is_object, is_claimant, sort_at)
    select
      r.claim_id, r.actor_id, bool_or(r.role = 'SUBJECT'), bool_or(r.role = 'OBJECT'), bool_or(r.role = 'CLAIMANT'),
      c.sort_at
    from json_to_recordset($1::text::json) as r (claim_id bigint, actor_id bigint, role text)
    join claim c on c.id = r.claim_id
    group by r.claim_id, r.actor_id, c.sort_at
"""

CLAIM_CUES = """
    insert into claim_cue (claim_id, ordinal, kind, start_at, end_at, quote)
    select q.claim_id, q.ordinal, q.kind, q.start_at, q.end_at, q.quote
    from json_to_recordset($1::text::json)
      as q (claim_id bigint, ordinal smallint, kind text, start_at integer, end_at integer, quote text)
"""


async def insert_spans(connection: Connection, article_id: int, document: Document, ids: dict[str, int]) -> None:
    """Insert the mentions and claims of `document`; `ids` tells each actor's database id by its name there."""
    mentions = [
        {"actor_id": ids[actor.name], "start_at": span.start, "end_at": span.end, "quote": span.quote}
        for actor in document.actors
        for span in actor.mentions
    ]
    if mentions:
        await connection.execute(_MENTIONS, article_id, as_json(mentions))
        await connection.execute(_ARTICLE_ACTORS, article_id)
        await connection.execute(_COUNT, article_id)
    await insert_claims(connection, article_id, document.claims, ids)


async def count_mentions(connection: Connection, article_id: int) -> None:
    """Count the article's mentions anew, for it and its actors, whose rows must be locked."""
    await connection.execute(_UNCOUNT, article_id)
    await connection.execute("delete from article_actor where article_id = $1", article_id)
    await connection.execute(_ARTICLE_ACTORS, article_id)
    await connection.execute(_COUNT, article_id)


async def forget_spans(connection: Connection, article_id: int) -> None:
    """Remove an article's mentions and claims and take them off the actors' counts."""
    await connection.execute(_UNCOUNT, article_id)
    for table in ("claim", "article_actor", "mention"):
        await connection.execute(f"delete from {table} where article_id = $1", article_id)


async def move_spans(connection: Connection, article_id: int) -> None:
    """Bring the article's date to the rows that the foreign keys don't reach."""
    await connection.execute(
        """
        update claim_actor r
        set sort_at = c.sort_at
        from claim c
        where c.article_id = $1 and r.claim_id = c.id and r.sort_at <> c.sort_at
        """,
        article_id,
    )


async def actors_of(connection: Connection, article_id: int) -> frozenset[int]:
    """The ids of the actors that the article mentions."""
    rows = await connection.fetch("select actor_id from article_actor where article_id = $1", article_id)
    return frozenset(row["actor_id"] for row in rows)


async def insert_claims(
    connection: Connection, article_id: int, claims: Sequence[ClaimDraft], ids: dict[str, int]
) -> list[int]:
    """Insert claims into an article; their ids."""
    if not claims:
        return []
    numbers = await next_ids(connection, "claim", len(claims))
    numbered = list(zip(numbers, claims, strict=True))
    await connection.execute(
        _CLAIMS, article_id, as_json([claim_row(number, claim, ids) for number, claim in numbered])
    )
    parts = [
        {"claim_id": number, "actor_id": ids[name], "role": role}
        for number, claim in numbered
        for role, name in roles(claim)
    ]
    if parts:
        await connection.execute(CLAIM_ACTORS, as_json(parts))
    cues = [
        {
            "claim_id": number,
            "ordinal": ordinal,
            "kind": cue.kind,
            "start_at": cue.start,
            "end_at": cue.end,
            "quote": cue.quote,
        }
        for number, claim in numbered
        for ordinal, cue in enumerate(claim.cues, start=1)
    ]
    if cues:
        await connection.execute(CLAIM_CUES, as_json(cues))
    return numbers


def roles(claim: ClaimDraft) -> list[tuple[str, str]]:
    """Each role in the claim with the name of the actor that has it."""
    named = [("OBJECT", name) for name in claim.objects]
    if claim.subject is not None:
        named.append(("SUBJECT", claim.subject))
    if claim.claimant not in (ARTICLE_VOICE, UNNAMED_SOURCE):
        named += [("CLAIMANT", name) for name in claim.claimants or (claim.claimant,)]
    return named


def claim_row(number: int, claim: ClaimDraft, ids: dict[str, int]) -> dict[str, object]:
    """The claim's columns by name, but for those that it shares with its article."""
    voices = {ARTICLE_VOICE: "ARTICLE", UNNAMED_SOURCE: "UNNAMED"}
    attribution = voices.get(claim.claimant, "ACTOR")
    return {
        "id": number,
        "start_at": claim.start,
        "end_at": claim.end,
        "quote": claim.quote,
        "text": claim.text,
        "modality": claim.modality,
        "polarity": claim.polarity,
        "factuality": claim.factuality,
        "attribution": attribution,
        "claimant_id": ids[claim.claimant] if attribution == "ACTOR" else None,
        "subject_id": None if claim.subject is None else ids[claim.subject],
        "unnamed_source": claim.unnamed_source,
        "amounts": claim.amounts,
        "dates": claim.dates,
        "stance": claim.stance,
        "sentence_start": None if claim.sentence is None else claim.sentence.start,
        "sentence_end": None if claim.sentence is None else claim.sentence.end,
    }


def as_json(rows: Sequence[Mapping[str, object]]) -> str:
    """Rows as the one parameter of a statement."""
    return msgspec.json.encode(rows).decode()
