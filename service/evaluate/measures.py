"""How near an extractor's document is to an annotator's: counts, and the scores made of them."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from service.document import ActorDraft, ClaimDraft, Document, Span, Struct

SAME_CLAIM = 0.5
"""Intersection over union of two spans from which on they are the same claim."""


class Count(Struct, frozen=True):
    """Hits among what the annotator has (`gold`) and what the extractor has (`found`)."""

    hits: int = 0
    gold: int = 0
    found: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(hits=self.hits + other.hits, gold=self.gold + other.gold, found=self.found + other.found)

    @property
    def counted(self) -> bool:
        """Whether there was anything to find or found."""
        return bool(self.gold or self.found)

    @property
    def precision(self) -> float:
        return self.hits / self.found if self.found else float(not self.gold)

    @property
    def recall(self) -> float:
        return self.hits / self.gold if self.gold else float(not self.found)

    @property
    def f1(self) -> float:
        total = self.gold + self.found
        return 2 * self.hits / total if total else 1.0


class Share(Struct, frozen=True):
    """How many of the matched claims agree in one label."""

    right: int = 0
    matched: int = 0

    def __add__(self, other: Share) -> Share:
        return Share(right=self.right + other.right, matched=self.matched + other.matched)

    @property
    def counted(self) -> bool:
        """Whether there were claims to compare."""
        return bool(self.matched)

    @property
    def accuracy(self) -> float:
        return self.right / self.matched if self.matched else 1.0


class Measures(Struct, frozen=True):
    """All counts of one document, or of several added up."""

    mentions: Count = Count()
    actors: Count = Count()
    claims: Count = Count()
    modality: Share = Share()
    polarity: Share = Share()
    claimant: Share = Share()
    subject: Share = Share()

    def __add__(self, other: Measures) -> Measures:
        fields = (field.name for field in msgspec.structs.fields(Measures))
        return Measures(**{name: getattr(self, name) + getattr(other, name) for name in fields})


def _pairs(scores: list[tuple[float, int, int]]) -> list[tuple[int, int]]:
    """One-to-one pairs, best score first, earlier ones first among equals."""
    left: set[int] = set()
    right: set[int] = set()
    chosen: list[tuple[int, int]] = []
    for _, a, b in sorted(scores, key=lambda s: (-s[0], s[1], s[2])):
        if a not in left and b not in right:
            left.add(a)
            right.add(b)
            chosen.append((a, b))
    return chosen


def _overlap(a: Span | ClaimDraft, b: Span | ClaimDraft) -> int:
    return max(0, min(a.end, b.end) - max(a.start, b.start))


def _iou(a: ClaimDraft, b: ClaimDraft) -> float:
    shared = _overlap(a, b)
    union = (a.end - a.start) + (b.end - b.start) - shared
    return shared / union if union else 0.0


def match_mentions(gold: Sequence[Span], found: Sequence[Span]) -> Count:
    """Mentions that overlap, one to one, longest overlap first."""
    scores = [(float(n), a, b) for a, g in enumerate(gold) for b, f in enumerate(found) if (n := _overlap(g, f))]
    return Count(hits=len(_pairs(scores)), gold=len(gold), found=len(found))


def _names(actor: ActorDraft) -> set[str]:
    return {" ".join(name.replace("’", "'").casefold().split()) for name in (actor.name, *actor.aliases)}


def match_actors(gold: Sequence[ActorDraft], found: Sequence[ActorDraft]) -> list[tuple[int, int]]:
    """Pairs of actors that share a name or alias, whatever the case and the apostrophe."""
    scores = []
    for a, g in enumerate(gold):
        for b, f in enumerate(found):
            shared = len(_names(g) & _names(f))
            if shared:
                scores.append((float(shared), a, b))
    return _pairs(scores)


def match_claims(gold: Sequence[ClaimDraft], found: Sequence[ClaimDraft]) -> list[tuple[int, int]]:
    """Pairs of claims whose spans agree by at least `SAME_CLAIM`, best first."""
    scores = [(iou, a, b) for a, g in enumerate(gold) for b, f in enumerate(found) if (iou := _iou(g, f)) >= SAME_CLAIM]
    return _pairs(scores)


def measure(gold: Document, found: Document, *, claims_annotated: bool = True) -> Measures:
    """Compare two documents over the same text; nothing is counted of claims that nobody annotated."""
    actors = match_actors(gold.actors, found.actors)
    named = Measures(
        mentions=match_mentions(
            [m for actor in gold.actors for m in actor.mentions], [m for actor in found.actors for m in actor.mentions]
        ),
        actors=Count(hits=len(actors), gold=len(gold.actors), found=len(found.actors)),
    )
    if not claims_annotated:
        return named
    same = {found.actors[b].name: gold.actors[a].name for a, b in actors}
    claims = [(gold.claims[a], found.claims[b]) for a, b in match_claims(gold.claims, found.claims)]
    matched = len(claims)

    def share(right: int) -> Share:
        return Share(right=right, matched=matched)

    return named + Measures(
        claims=Count(hits=matched, gold=len(gold.claims), found=len(found.claims)),
        modality=share(sum(g.modality == f.modality for g, f in claims)),
        polarity=share(sum(g.polarity == f.polarity for g, f in claims)),
        claimant=share(sum(g.claimant == same.get(f.claimant, f.claimant) for g, f in claims)),
        subject=share(sum(g.subject == (f.subject and same.get(f.subject, f.subject)) for g, f in claims)),
    )
