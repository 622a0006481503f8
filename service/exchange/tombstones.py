"""Writes down what is about to be deleted, as lines of an export, so that it can be brought back as it was.

Each thing that has an id of its own gets a tombstone; what goes with another thing names it. The lines of links,
reviews and relations are their own tombstones', so that each of them can wait for what it points at.
"""

from __future__ import annotations

from schema.ids import KINDS
from service.exchange import export
from service.store.connect import Connection

_ARTICLE, _ACTOR, _CLAIM = KINDS["Article"], KINDS["Actor"], KINDS["Claim"]

_BURY = """
    insert into tombstone as t (kind, key, said_by, reason, with_kind, with_key, article_id, known_as, body)
    select {kind}, x.id, $2::text, $3::text, {with_kind}, {with_key}, {article}, {known_as}, {body}
    from {table} x
    where {where}
    on conflict (kind, key) do update
      set at = excluded.at, said_by = excluded.said_by, reason = excluded.reason, with_kind = excluded.with_kind,
          with_key = excluded.with_key, article_id = excluded.article_id, known_as = excluded.known_as,
          body = excluded.body
"""


def narrowed(statement: str, condition: str) -> str:
    """A statement of the export, for the rows that meet a condition only."""
    head, _, _ = statement.rpartition(" order by ")
    source = head.rpartition("\n    from ")[2]
    return f"{head} {'and' if ' where ' in source else 'where'} {condition}"


def _line(statement: str, row: str) -> str:
    """The line that the export has for `x`."""
    return f"({narrowed(statement, f'{row}.id = x.id')})::jsonb"


def _bury(
    kind: str,
    table: str,
    where: str,
    *,
    body: str = "null::jsonb",
    gone_with: int | None = None,
    article: str = "null::bigint",
    known_as: str = "'{}'",
) -> str:
    return _BURY.format(
        kind=KINDS[kind],
        table=table,
        where=where,
        body=body,
        with_kind="null::smallint" if gone_with is None else gone_with,
        with_key="null::bigint" if gone_with is None else "$1::bigint",
        article=article,
        known_as=known_as,
    )


def _around_claims(claims: str, root: int) -> tuple[str, ...]:
    """The statements for what points at claims: links and reviews."""
    return (
        _bury(
            "ClaimLink",
            "claim_link",
            f"x.from_id in ({claims}) or x.to_id in ({claims})",
            body=_line(export.LINKS, "l"),
            gone_with=root,
        ),
        _bury(
            "ClaimReview",
            "claim_review",
            f"x.claim_id in ({claims})",
            body=_line(export.REVIEWS, "r"),
            gone_with=root,
            known_as="array(select x.url where x.claim_id is not null and x.url is not null)",
        ),
    )


def _evidence(claims: str) -> str:
    """The relations that claims were the evidence of, and when each had last changed before it lost that."""
    return (
        "(select coalesce(jsonb_agg(jsonb_build_object("
        "'relation', r.id, 'claim', r.claim_id, 'updatedAt', r.updated_at) order by r.id), '[]')"
        f" from actor_relation r where r.claim_id in ({claims}))"
    )


_CLAIMS_HERE = "select c.id from claim c where c.article_id = $1::bigint"
_LINES = "jsonb_build_object('lines', jsonb_build_array({lines})"
_ALIAS = """
    jsonb_build_object(
      'type', 'alias', 'id', x.id, 'actor', x.actor_id, 'name', x.name, 'language', x.language, 'shared', x.shared
    )
"""

STATEMENTS: dict[str, tuple[str, ...]] = {
    "Article": (
        _bury(
            "Article",
            "article",
            "x.id = $1::bigint",
            body=_LINES.format(lines=_line(export.ARTICLES, "a"))
            + f", 'evidence', {_evidence(_CLAIMS_HERE)}, 'translationOf', x.translation_of_id, 'translations',"
            " (select coalesce(jsonb_agg(o.id order by o.id), '[]') from article o where o.translation_of_id = x.id))",
            known_as="array(select u.key from article_url u where u.article_id = x.id and u.names order by u.id)",
        ),
        _bury("Mention", "mention", "x.article_id = $1::bigint", gone_with=_ARTICLE),
        _bury("Claim", "claim", "x.article_id = $1::bigint", gone_with=_ARTICLE, article="x.article_id"),
        *_around_claims(_CLAIMS_HERE, _ARTICLE),
    ),
    "Claim": (
        _bury(
            "Claim",
            "claim",
            "x.id = $1::bigint",
            # The claim as its article's line has it.
            body="(select jsonb_build_object('article', x.article_id, 'evidence', "
            + _evidence("$1::bigint")
            + ", 'claims', jsonb_agg(p.part)) from (select ("
            + narrowed(export.ARTICLES, "a.id = x.article_id")
            + ")::jsonb as line) a cross join lateral"
            " jsonb_array_elements((a.line -> 'claims') || (a.line -> 'retiredClaims')) as p (part)"
            " where p.part ->> 'id' = 'clm_' || x.id)",
            article="x.article_id",
        ),
        *_around_claims("$1::bigint", _CLAIM),
    ),
    "ClaimReview": (
        _bury(
            "ClaimReview",
            "claim_review",
            "x.id = $1::bigint",
            body=_line(export.REVIEWS, "r"),
            known_as="array(select x.url where x.claim_id is not null and x.url is not null)",
        ),
    ),
    "ClaimLink": (_bury("ClaimLink", "claim_link", "x.id = $1::bigint", body=_line(export.LINKS, "l")),),
    "ActorRelation": (
        _bury("ActorRelation", "actor_relation", "x.id = $1::bigint", body=_line(export.RELATIONS, "r")),
    ),
    # By its folded form, so that no text brings it back (service/store/resolve.py).
    "Alias": (_bury("Alias", "actor_alias", "x.id = $1::bigint", body=_ALIAS, known_as="array[x.folded]"),),
    "Source": (
        _bury(
            "Source",
            "source",
            "x.id = $1::bigint",
            body=_LINES.format(lines=_line(export.SOURCES, "s")) + ")",
            known_as="array_remove(array[x.domain], null)",
        ),
    ),
    "Actor": (
        _bury(
            "Actor",
            "actor",
            "x.id = $1::bigint",
            # Merges that were taken back are history of both sides.
            body=_LINES.format(lines=_line(export.ACTORS, "a"))
            + " || coalesce((select jsonb_agg(m.line) from ("
            + narrowed(export.MERGES, "x.id in (m.winner_id, m.loser_id)")
            + ") as m (line)), '[]'))",
            known_as="array_remove(array[x.wikidata_id], null)",
        ),
        _bury("Alias", "actor_alias", "x.actor_id = $1::bigint", gone_with=_ACTOR),
        _bury(
            "ActorRelation",
            "actor_relation",
            "$1::bigint in (x.subject_id, x.object_id)",
            body=_line(export.RELATIONS, "r"),
            gone_with=_ACTOR,
        ),
        _bury(
            "ActorMergeCandidate",
            "actor_merge_candidate",
            "$1::bigint in (x.left_id, x.right_id)",
            body=_line(export.CANDIDATES, "c"),
            gone_with=_ACTOR,
        ),
    ),
    # It stays, marked; the tombstone says who dismissed it and why.
    "ActorMergeCandidate": (_bury("ActorMergeCandidate", "actor_merge_candidate", "x.id = $1::bigint"),),
}
"""By type, what is written down of a thing: $1 its key, $2 who says so, $3 why."""


async def bury(connection: Connection, type_name: str, key: int, *, said_by: str, reason: str | None) -> None:
    """Write the tombstones of a thing and of all that goes with it, in the transaction that deletes them."""
    for statement in STATEMENTS[type_name]:
        await connection.execute(statement, key, said_by, reason)
