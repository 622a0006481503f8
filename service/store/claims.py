"""Makes and changes single claims, their links and reviews, in a transaction that the caller has opened.

Whoever changes an article's claims locks the article's row first, then the actors, so that the body and
the claims hold still.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from service.document import FACTUALITY, Cue, Modality, Polarity, Stance
from service.store.connect import Connection
from service.store.resolve import next_ids

_BY_CALLER = "1"
"""`extractor_version` of claims that a caller made: the version of this module's way to write them."""

_CLAIM = """
    select
      c.id, c.version, c.article_id, c.start_at, c.end_at, c.quote, c.text, c.modality, c.polarity, c.attribution,
      c.stance, c.claimant_id, c.unnamed_source, c.subject_id, c.retired_at is not null as retired,
      array(
        select r.actor_id from claim_actor r where r.claim_id = c.id and r.is_object order by r.actor_id
      ) as object_ids,
      (
        select coalesce(jsonb_agg(
          jsonb_build_object('kind', q.kind, 'start', q.start_at, 'end', q.end_at, 'quote', q.quote) order by q.ordinal
        ), '[]')::text
        from claim_cue q where q.claim_id = c.id
      ) as cues
    from claim c
    where c.id = $1
"""

# The sentence of a claim that a caller makes is that of a claim whose sentence holds its words.
_SENTENCE = """
      select s.sentence_start, s.sentence_end
      from claim s
      where s.article_id = $2 and s.retired_at is null and s.sentence_start <= $3 and s.sentence_end >= $4
      order by s.id
      limit 1
"""

_INSERT = f"""
    insert into claim
      (id, article_id, sort_at, start_at, end_at, quote, text, modality, polarity, factuality, attribution,
       claimant_id, unnamed_source, subject_id, extractor, extractor_version, stance, by_hand, sentence_start,
       sentence_end)
    overriding system value
    select $1, a.id, a.sort_at, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, true,
      s.sentence_start, s.sentence_end
    from article a
    left join lateral ({_SENTENCE}) s on true
    where a.id = $2
"""

_UPDATE = f"""
    update claim
    set start_at = $3, end_at = $4, quote = $5, text = $6, modality = $7, polarity = $8, factuality = $9,
        attribution = $10, claimant_id = $11, unnamed_source = $12, subject_id = $13, extractor = $14,
        extractor_version = $15, stance = $16, version = version + 1, updated_at = now(),
        -- What the extractor had read, for as long as this claim stands for it.
        read_quote = case when by_hand then read_quote else quote end,
        read_text = case when by_hand then read_text else text end,
        -- Of a retired claim that stands again, what it named elsewhere is left out.
        amounts = case when retired_at is null then amounts else claimgraph.pieces_that_stand(article_id, amounts) end,
        dates = case when retired_at is null then dates else claimgraph.pieces_that_stand(article_id, dates) end,
        by_hand = true, retired_at = null, article_version = null, prefix = null, suffix = null,
        (sentence_start, sentence_end) = ({_SENTENCE})
    where id = $1 and article_id = $2
"""

_ACTORS = """
    insert into claim_actor (claim_id, actor_id, is_subject, is_object, is_claimant, sort_at)
    select c.id, r.actor_id, bool_or(r.role = 'SUBJECT'), bool_or(r.role = 'OBJECT'), bool_or(r.role = 'CLAIMANT'),
      c.sort_at
    from claim c cross join unnest($2::bigint[], $3::text[]) as r (actor_id, role)
    where c.id = $1
    group by c.id, r.actor_id
"""

_CUES = """
    insert into claim_cue (claim_id, ordinal, kind, start_at, end_at, quote)
    select $1, q.ordinal, q.kind, q.start_at, q.end_at, q.quote
    from unnest($2::text[], $3::integer[], $4::integer[], $5::text[]) with ordinality
      as q (kind, start_at, end_at, quote, ordinal)
"""

# What a rule said of the claim as it was; callers' links stay.
_FORGET_RULES = "delete from claim_link where $1 in (from_id, to_id) and said_by like 'rule:%'"

_LINK = """
    insert into claim_link as l (from_id, to_id, kind, score, said_by)
    values ($1, $2, $3, $4, $5)
    on conflict (from_id, to_id, kind) do update set score = excluded.score, said_by = excluded.said_by
      where (l.score, l.said_by) is distinct from (excluded.score, excluded.said_by)
"""

_REVIEW = """
    insert into claim_review (claim_id, reviewer, rating, url, reviewed_at)
    values ($1, $2, $3, $4, $5)
    returning id
"""

_UPDATE_REVIEW = """
    update claim_review
    set reviewer = $2, rating = $3, reviewed_at = coalesce($4, reviewed_at), version = version + 1, updated_at = now()
    where id = $1
      -- The same again is no change.
      and (reviewer, rating, reviewed_at) is distinct from ($2, $3, coalesce($4, reviewed_at))
"""


class StoredClaim(msgspec.Struct, frozen=True, kw_only=True):
    """A claim as a caller may change it. `id` and `version` are 0 for one that is not stored yet. A retired one
    stands again when it is written, so it must be told where."""

    id: int = 0
    version: int = 0
    article_id: int
    start_at: int
    end_at: int
    quote: str
    text: str
    modality: Modality
    polarity: Polarity
    attribution: str = "ARTICLE"
    stance: Stance = "SAYS"
    claimant_id: int | None = None
    unnamed_source: str | None = None
    subject_id: int | None = None
    object_ids: tuple[int, ...] = ()
    cues: tuple[Cue, ...] = ()
    retired: bool = False

    @property
    def roles(self) -> list[tuple[int, str]]:
        """Every actor of the claim with each of its roles."""
        found = [(actor_id, "OBJECT") for actor_id in self.object_ids]
        found += [(self.subject_id, "SUBJECT")] if self.subject_id is not None else []
        return found + ([(self.claimant_id, "CLAIMANT")] if self.claimant_id is not None else [])


class StoredVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """What a review says, and the version that this is."""

    id: int
    version: int
    reviewer: str
    rating: str
    url: str | None
    reviewed_at: datetime | None


class StoredReview(msgspec.Struct, frozen=True, kw_only=True):
    """A review that is known by its url."""

    id: int
    claim_id: int


async def lock_body(connection: Connection, article_id: int) -> str | None:
    """The article's body, its row locked; None when there is no such article."""
    body: str | None = await connection.fetchval("select body from article where id = $1 for no key update", article_id)
    return body


async def article_of(connection: Connection, claim_id: int) -> int | None:
    """The article that carries the claim; None when there is no such claim."""
    found: int | None = await connection.fetchval("select article_id from claim where id = $1", claim_id)
    return found


async def read_claim(connection: Connection, claim_id: int) -> StoredClaim | None:
    """The claim with its actors and cues."""
    row = await connection.fetchrow(_CLAIM, claim_id)
    if row is None:
        return None
    fields = dict(row) | {
        "object_ids": tuple(row["object_ids"]),
        "cues": msgspec.json.decode(row["cues"], type=tuple[Cue, ...]),
    }
    return StoredClaim(**fields)


async def same_claim(connection: Connection, claim: StoredClaim) -> int | None:
    """The claim that says the same words of the same span of the article."""
    found: int | None = await connection.fetchval(
        "select id from claim where article_id = $1 and retired_at is null and start_at = $2 and end_at = $3"
        " and text = $4 order by id limit 1",
        claim.article_id,
        claim.start_at,
        claim.end_at,
        claim.text,
    )
    return found


async def living_actors(connection: Connection, ids: list[int]) -> dict[int, int]:
    """The actors that answer for ids; missing ones are left out."""
    rows = await connection.fetch(
        "select id, coalesce(merged_into_id, id) as living from actor where id = any ($1::bigint[])", ids
    )
    return {row["id"]: row["living"] for row in rows}


async def write_claim(connection: Connection, claim: StoredClaim, *, extractor: str) -> int:
    """Store a claim, new when its id is 0, under its next version; its id.

    The article's row and the actors' must be locked. The links that rules had made are made anew.
    """
    new = claim.id == 0
    claim_id = (await next_ids(connection, "claim", 1))[0] if new else claim.id
    await connection.execute(
        _INSERT if new else _UPDATE,
        claim_id,
        claim.article_id,
        claim.start_at,
        claim.end_at,
        claim.quote,
        claim.text,
        claim.modality,
        claim.polarity,
        FACTUALITY[claim.modality, claim.polarity],
        claim.attribution,
        claim.claimant_id,
        claim.unnamed_source,
        claim.subject_id,
        extractor,
        _BY_CALLER,
        claim.stance,
    )
    await connection.execute("delete from claim_actor where claim_id = $1", claim_id)
    await connection.execute("delete from claim_cue where claim_id = $1", claim_id)
    if claim.roles:
        ids, roles = zip(*claim.roles, strict=True)
        await connection.execute(_ACTORS, claim_id, list(ids), list(roles))
    if claim.cues:
        await connection.execute(
            _CUES,
            claim_id,
            [cue.kind for cue in claim.cues],
            [cue.start for cue in claim.cues],
            [cue.end for cue in claim.cues],
            [cue.quote for cue in claim.cues],
        )
    await connection.execute(_FORGET_RULES, claim_id)
    await connection.execute(
        "select claimgraph.link_articles(array[$1::bigint], array[$2::bigint])", claim.article_id, claim_id
    )
    return claim_id


async def lock_claims(connection: Connection, ids: list[int]) -> set[int]:
    """Lock claims in one order; the ids of those that are there."""
    rows = await connection.fetch(
        "select id from claim where id = any ($1::bigint[]) order by id for no key update", sorted(set(ids))
    )
    return {row["id"] for row in rows}


async def link_claims(
    connection: Connection, from_id: int, to_id: int, *, kind: str, score: float, said_by: str
) -> None:
    """Write a link down, in the place of one of its kind between the two; both claims must be locked."""
    await connection.execute(
        "delete from claim_link where from_id = $2 and to_id = $1 and kind = $3", from_id, to_id, kind
    )
    await connection.execute(_LINK, from_id, to_id, kind, score, said_by)


async def review_of_url(connection: Connection, url: str) -> StoredReview | None:
    """The review of a claim that has this address; reviews in the checkers' words may share theirs."""
    row = await connection.fetchrow(
        "select id, claim_id from claim_review where url = $1 and claim_id is not null", url
    )
    return None if row is None else StoredReview(**row)


async def same_review(
    connection: Connection, claim_id: int, *, reviewer: str, rating: str, reviewed_at: datetime | None
) -> int | None:
    """The review of the claim that has no address and says the same."""
    found: int | None = await connection.fetchval(
        "select id from claim_review where claim_id = $1 and reviewer = $2 and rating = $3 and url is null"
        " and reviewed_at is not distinct from $4 order by id limit 1",
        claim_id,
        reviewer,
        rating,
        reviewed_at,
    )
    return found


async def make_review(
    connection: Connection, claim_id: int, *, reviewer: str, rating: str, url: str | None, reviewed_at: datetime | None
) -> int:
    """A new review; its id. The claim must be locked."""
    review_id: int = await connection.fetchval(_REVIEW, claim_id, reviewer, rating, url, reviewed_at)
    return review_id


async def change_review(
    connection: Connection, review_id: int, *, reviewer: str, rating: str, reviewed_at: datetime | None
) -> None:
    """What a known review says now; without a date it keeps the one that it has."""
    await connection.execute(_UPDATE_REVIEW, review_id, reviewer, rating, reviewed_at)


async def write_review(connection: Connection, after: StoredVerdict) -> bool:
    """Store all that a review says under its next version; False when it is not at the version told any more."""
    row = await connection.fetchrow(
        "update claim_review set reviewer = $3, rating = $4, url = $5, reviewed_at = $6, version = version + 1,"
        " updated_at = now() where id = $1 and version = $2 returning id",
        after.id,
        after.version,
        after.reviewer,
        after.rating,
        after.url,
        after.reviewed_at,
    )
    return row is not None
