"""The effects by the names that the contract maps its root fields to."""

from __future__ import annotations

from collections.abc import Mapping

from service.mutation import actors, articles, claims, verdicts
from service.mutation.outcome import Effect

EFFECTS: Mapping[str, Effect] = {
    "ingest_article": articles.ingest,
    "update_article": articles.update,
    "delete_article": articles.delete,
    "upsert_actor": actors.upsert,
    "merge_actors": actors.merge,
    "split_actor": actors.split,
    "upsert_claim": claims.upsert,
    "link_claims": verdicts.link,
    "review_claim": verdicts.review,
}
