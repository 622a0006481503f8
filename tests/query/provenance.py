"""When things came and changed, and who says so, for the reference executor."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tests.query.rows import Row, Rows, moment_text

KINDS = {"Actor": 2, "ClaimReview": 4}


def found_at(rows: Rows, mention: Row) -> str:
    """When a mention was found: with its article, where nothing else is known."""
    return moment_text(mention["created_at"] or _article(rows, mention)["ingested_at"])


def updated_at(rows: Rows, row: Row) -> str:
    """When a record last changed: when it was made, where nothing else is known."""
    if row["updated_at"] is not None:
        return moment_text(row["updated_at"])
    return found_at(rows, row) if row["__typename"] == "Mention" else moment_text(row["created_at"])


def _article(rows: Rows, row: Row) -> Row:
    article = rows.one("article", row["article_id"])
    assert article is not None
    return article


def _said(extractor: str, version: str = "") -> Row:
    return {"extractor": extractor, "extractor_version": version, "notes": []}


def _maker(rows: Rows, type_name: str, row: Row) -> Row | None:
    for entry in rows.where("history", "key", row["id"]):
        if (entry["kind"], entry["version"], entry["nth"]) == (KINDS[type_name], 1, 0):
            return entry
    return None


def _of_actor(rows: Rows, actor: Row) -> Row:
    made = _maker(rows, "Actor", actor)
    if made is not None and made["action"] == "CREATED":
        return _said(made["said_by"])
    mentions = sorted(rows.where("mention", "actor_id", actor["id"]), key=lambda mention: mention["id"])
    if not mentions:
        return _said("system")
    article = _article(rows, mentions[0])
    return _said(article["extractor"], article["extractor_version"])


def _of_claim(rows: Rows, claim: Row) -> Row:
    return {**claim, "notes": _article(rows, claim)["notes"]}


def _of_review(rows: Rows, review: Row) -> Row:
    made = _maker(rows, "ClaimReview", review)
    return _said("system" if made is None else made["said_by"])


def _of_relation(rows: Rows, relation: Row) -> Row:
    claim = rows.one("claim", relation["claim_id"])
    return _said("system") if claim is None else _said(claim["extractor"], claim["extractor_version"])


PROVENANCE: Mapping[str, Callable[[Rows, Row], Any]] = {
    "Article": lambda _rows, article: article,
    "Actor": _of_actor,
    "Claim": _of_claim,
    "Mention": _article,
    "Source": lambda _rows, source: _said(source["said_by"] or "system"),
    "ClaimLink": lambda _rows, link: _said(link["said_by"]),
    "ClaimReview": _of_review,
    "ActorRelation": _of_relation,
}
