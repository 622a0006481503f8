"""The effects by the names that the contract maps its root fields to."""

from __future__ import annotations

from collections.abc import Mapping

from service.mutation import actors, articles, claims, deletions, retractions, verdicts, versions
from service.mutation.outcome import Effect

EFFECTS: Mapping[str, Effect] = {
    "ingest_article": articles.ingest,
    "update_article": articles.update,
    "delete_article": deletions.delete_article,
    "delete_claim": deletions.delete_claim,
    "delete_review": deletions.delete_review,
    "delete_claim_link": deletions.delete_claim_link,
    "delete_alias": deletions.delete_alias,
    "delete_actor_relation": deletions.delete_actor_relation,
    "delete_source": deletions.delete_source,
    "delete_actor": deletions.delete_actor,
    "dismiss_merge_candidate": deletions.dismiss_merge_candidate,
    "restore": deletions.restore,
    "retract_article": retractions.retract,
    "unretract_article": retractions.unretract,
    "upsert_actor": actors.upsert,
    "merge_actors": actors.merge,
    "split_actor": actors.split,
    "upsert_claim": claims.upsert,
    "link_claims": verdicts.link,
    "review_claim": verdicts.review,
    "restore_version": versions.restore,
}
