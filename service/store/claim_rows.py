"""The claims of an article as rows that a new reading changes: as stored, and as they become."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from service.document import ClaimDraft
from service.store.anchors import Texts
from service.store.connect import Connection
from service.store.spans import claim_row, roles

RETIRED_MAX = 2000
"""Retired claims of an article, the last ones first, that may still come back."""

# What people have to do with: a review, a link that no rule made, a relation that it shows.
_STORED = """
    select
      c.id, c.retired_at is null as live, c.start_at, c.end_at, c.quote, c.text, c.modality, c.polarity,
      c.attribution, c.stance, c.claimant_id, c.subject_id, c.unnamed_source, c.sentence_start, c.sentence_end,
      c.amounts::text as amounts,
      c.dates::text as dates, c.extractor, c.extractor_version, c.by_hand, c.read_quote, c.read_text, c.prefix,
      c.suffix,
      exists (select from claim_review r where r.claim_id = c.id)
        or exists (select from claim_link l where l.from_id = c.id and l.said_by not like 'rule:%')
        or exists (select from claim_link l where l.to_id = c.id and l.said_by not like 'rule:%')
        or exists (select from actor_relation r where r.claim_id = c.id) as valued,
      (
        select coalesce(jsonb_agg(jsonb_build_object(
          'claim_id', r.claim_id, 'actor_id', r.actor_id, 'is_subject', r.is_subject, 'is_object', r.is_object,
          'is_claimant', r.is_claimant
        ) order by r.actor_id), '[]')::text
        from claim_actor r where r.claim_id = c.id
      ) as roles,
      (
        select coalesce(jsonb_agg(jsonb_build_object(
          'claim_id', q.claim_id, 'ordinal', q.ordinal, 'kind', q.kind, 'start_at', q.start_at, 'end_at', q.end_at,
          'quote', q.quote
        ) order by q.ordinal), '[]')::text
        from claim_cue q where q.claim_id = c.id
      ) as cues
    from claim c
    where c.article_id = $1 and (c.retired_at is null or c.id in (
      select g.id from claim g
      where g.article_id = $1 and g.retired_at is not null
      order by g.retired_at desc, g.id desc
      limit $2
    ))
    order by c.id
    for no key update of c
"""

_PLAIN = (
    "quote", "text", "modality", "polarity", "attribution", "stance", "claimant_id", "subject_id", "unnamed_source",
)  # fmt: skip
"""The columns of a claim's reading that are compared as they are."""

_Part = dict[str, Any]


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A stored claim and its columns after a reading. `roles` and `cues` are the rows of its parts, None where they
    stay as they are. `changed` says that it is more than moved; `touched`, that its row is to be written at all."""

    id: int
    stored: Mapping[str, Any]
    columns: Mapping[str, object] = {}
    roles: Sequence[_Part] | None = None
    cues: Sequence[_Part] | None = None
    changed: bool = False
    moved: bool = False
    touched: bool = False

    @property
    def same_cues(self) -> bool:
        """Whether its cues are those that it had, perhaps elsewhere."""
        return _without_places(self.cues) == _without_places(self.stored["cues"])


async def stored(connection: Connection, article_id: int) -> list[Row]:
    """The article's claims, those of the retired ones that may come back among them, locked in one order."""
    rows = await connection.fetch(_STORED, article_id, RETIRED_MAX)
    decoded = {"amounts", "dates", "roles", "cues"}
    return [
        Row(
            id=row["id"],
            stored={name: msgspec.json.decode(value) if name in decoded else value for name, value in row.items()},
        )
        for row in rows
    ]


def changed_only(rows: Sequence[Row]) -> list[Row]:
    """The rows that are to be written."""
    return [row for row in rows if row.touched]


def as_read(row: Row, claim: ClaimDraft, ids: dict[str, int], provenance: tuple[str, str]) -> Row:
    """The claim as an extractor reads it now."""
    before = row.stored
    columns = claim_row(row.id, claim, ids)
    columns |= {name: msgspec.to_builtins(columns[name]) for name in ("amounts", "dates")}
    parts = _role_rows(row.id, claim, ids)
    cues: list[_Part] = [
        {
            "claim_id": row.id,
            "ordinal": ordinal,
            "kind": cue.kind,
            "start_at": cue.start,
            "end_at": cue.end,
            "quote": cue.quote,
        }
        for ordinal, cue in enumerate(claim.cues, start=1)
    ]
    says_else = (
        any(before[name] != columns[name] for name in _PLAIN)
        or parts != before["roles"]
        or _without_places(cues) != _without_places(before["cues"])
        or any(_without_places(columns[name]) != _without_places(before[name]) for name in ("amounts", "dates"))
    )
    return _changed(
        row,
        columns,
        cues,
        changed=says_else or not before["live"],
        restamped=(before["extractor"], before["extractor_version"]) != provenance,
        roles=None if parts == before["roles"] else _by_role(parts),
    )


def as_stored(row: Row, start: int, texts: Texts) -> Row:
    """The claim with its own reading, at `start`; pieces of it that stand nowhere any more are left out."""
    before = row.stored
    by = start - before["start_at"]
    cues = [
        cue | {"start_at": at, "end_at": at + len(cue["quote"])}
        for cue in before["cues"]
        if (at := texts.move(cue["start_at"], cue["quote"], by, start)) is not None
    ]
    columns: dict[str, object] = {"id": row.id, "start_at": start, "end_at": start + len(before["quote"])}
    columns |= _sentence_moved(before["sentence_start"], before["sentence_end"], by, texts)
    fewer = len(cues) < len(before["cues"])
    for name in ("amounts", "dates"):
        columns[name] = pieces = [
            moved for piece in before[name] if (moved := _piece_moved(piece, by, start, texts)) is not None
        ]
        fewer = fewer or len(pieces) < len(before[name])
    return _changed(row, columns, cues, changed=fewer or not before["live"])


def _sentence_moved(start: int | None, end: int | None, by: int, texts: Texts) -> dict[str, object]:
    """The claim's sentence where it stands now; not known any more where its words are others."""
    if start is None or end is None or texts.old[start:end] != texts.new[start + by : end + by]:
        return {"sentence_start": None, "sentence_end": None}
    return {"sentence_start": start + by, "sentence_end": end + by}


def _piece_moved(piece: _Part, by: int, around: int, texts: Texts) -> _Part | None:
    """An amount or a date where its words stand now. One whose words never stood where it says stays as it is told."""
    start, quote = piece.get("start"), piece.get("quote")
    if not isinstance(start, int) or not isinstance(quote, str) or not quote:
        return piece
    at = texts.move(start, quote, by, around)
    if at is not None:
        return piece | {"start": at, "end": at + len(quote)}
    return None if texts.old.startswith(quote, start) else piece


def _changed(
    row: Row,
    columns: dict[str, object],
    cues: Sequence[_Part],
    *,
    changed: bool,
    restamped: bool = False,
    roles: Sequence[_Part] | None = None,
) -> Row:
    before = row.stored
    moved = (columns["start_at"], columns["end_at"]) != (before["start_at"], before["end_at"])
    pieces = any(columns[name] != before[name] for name in ("amounts", "dates", "sentence_start", "sentence_end"))
    return Row(
        id=row.id,
        stored=before,
        columns=columns,
        roles=roles,
        cues=None if list(cues) == before["cues"] else cues,
        changed=changed,
        moved=moved,
        touched=changed or moved or pieces or restamped,
    )


def _role_rows(claim_id: int, claim: ClaimDraft, ids: dict[str, int]) -> list[_Part]:
    """The claim's actors as they are stored, one row each."""
    parts: dict[int, set[str]] = {}
    for role, name in roles(claim):
        parts.setdefault(ids[name], set()).add(role)
    return [
        {
            "claim_id": claim_id,
            "actor_id": actor,
            "is_subject": "SUBJECT" in its,
            "is_object": "OBJECT" in its,
            "is_claimant": "CLAIMANT" in its,
        }
        for actor, its in sorted(parts.items())
    ]


def _by_role(parts: Sequence[_Part]) -> list[_Part]:
    """The same, a row for each role."""
    return [
        {"claim_id": part["claim_id"], "actor_id": part["actor_id"], "role": role}
        for part in parts
        for role in ("SUBJECT", "OBJECT", "CLAIMANT")
        if part[f"is_{role.lower()}"]
    ]


def _without_places(pieces: Any) -> list[_Part]:
    places = ("start", "end", "start_at", "end_at")
    return [{name: value for name, value in piece.items() if name not in places} for piece in pieces]
