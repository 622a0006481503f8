"""What is too long for a name, a unit or a proposition, such as a word of a million letters, is left out and noted."""

from __future__ import annotations

import msgspec

from schema.limits import DOCUMENT_ALIASES_MAX, DOCUMENT_NAME_MAX, DOCUMENT_PROSE_MAX, NAME_MAX
from service.document import ActorDraft, ClaimDraft, Document


def within_limits(document: Document) -> Document:
    """The document without names and propositions beyond what may be stored, and without
    claims that need an actor left out; the same where all are within."""
    actors = tuple(_shortened(actor) for actor in document.actors if len(actor.name) <= DOCUMENT_NAME_MAX)
    away = {actor.name for actor in document.actors if len(actor.name) > DOCUMENT_NAME_MAX}
    kept = tuple(
        claim
        for claim in document.claims
        if len(claim.text) <= DOCUMENT_PROSE_MAX
        and len(claim.unnamed_source or "") <= DOCUMENT_PROSE_MAX
        and away.isdisjoint((claim.claimant, *claim.claimants, claim.subject, *claim.objects))
    )
    claims = tuple(_without_long_units(claim) for claim in kept)
    left_out = [
        f"{what}: {before - after}"
        for before, after, what in (
            (len(document.actors), len(actors), "actors"),
            (len(document.claims), len(claims), "claims"),
            (_aliases(document.actors, away), _aliases(actors, away), "aliases"),
            (_amounts(kept), _amounts(claims), "amounts"),
        )
        if before > after
    ]
    if not left_out:
        return document
    note = f"Too long or too many to be kept: {', '.join(left_out)}."
    provenance = msgspec.structs.replace(document.provenance, notes=(*document.provenance.notes, note))
    return msgspec.structs.replace(document, actors=actors, claims=claims, provenance=provenance)


def _shortened(actor: ActorDraft) -> ActorDraft:
    aliases = tuple(alias for alias in actor.aliases if len(alias) <= DOCUMENT_NAME_MAX)[:DOCUMENT_ALIASES_MAX]
    return actor if len(aliases) == len(actor.aliases) else msgspec.structs.replace(actor, aliases=aliases)


def _without_long_units(claim: ClaimDraft) -> ClaimDraft:
    """The claim without amounts whose unit is no word of a language."""
    amounts = tuple(amount for amount in claim.amounts if len(amount.unit) <= NAME_MAX)
    return claim if len(amounts) == len(claim.amounts) else msgspec.structs.replace(claim, amounts=amounts)


def _aliases(actors: tuple[ActorDraft, ...], away: set[str]) -> int:
    return sum(len(actor.aliases) for actor in actors if actor.name not in away)


def _amounts(claims: tuple[ClaimDraft, ...]) -> int:
    return sum(len(claim.amounts) for claim in claims)
