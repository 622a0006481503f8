"""Finds the claims that a page's ClaimReviews are about in the page's text.

The checker's words must stand there, whatever their case, spaces and quotation marks. Mostly they don't, being a
summary; then the review stands by itself, a note tells of it, and no claim is made up for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import cast

import msgspec

from service.admission.made import fitting_notes
from service.document import (
    FACTUALITY,
    UNNAMED_SOURCE,
    ActorDraft,
    ActorKind,
    ClaimDraft,
    Document,
    Polarity,
    SourceDraft,
    Span,
)
from service.ingest.bundle import BundleLine, ReviewDraft
from service.ingest.formats.page import Verdict
from service.normalize import normalize

_SAME = 0.5
"""Intersection over union from which a claim that was read is the one under review."""
_SHORTEST = 12
_SHOWN = 120
_PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": "-", "\u00ad": ""})


def with_verdicts(document: Document, verdicts: Sequence[Verdict], source: SourceDraft | None) -> BundleLine:
    """The document with its verdicts, each on the claim that it is about where the text has its words.

    A claim that the extractor didn't read becomes one of the document: somebody's word (REPORTED), its
    claimant the one whom the markup names where the text names them too.
    """
    actors, claims = list(document.actors), list(document.claims)
    notes = list(document.provenance.notes)
    reviewed: list[tuple[ClaimDraft | None, Verdict]] = []
    folded = _Folded(document.article.body) if verdicts else None
    for verdict in verdicts:
        span = folded.find(verdict.claim) if folded else None
        if span is None:
            note = (
                f"The claim under review {_shown(verdict.claim)} does not stand in the text; its review is by itself."
            )
            notes.append(note)
            reviewed.append((None, verdict))
            continue
        claim = _read_already(span, claims)
        if claim is None:
            claim = _new_claim(span, verdict, document, actors)
            claims.append(claim)
            notes.append(f"The claim {_shown(claim.text)} comes from the markup of the page's ClaimReview.")
        reviewed.append((claim, verdict))
    claims.sort(key=lambda claim: (claim.start, claim.end))
    return BundleLine(
        article=document.article,
        actors=tuple(actors),
        claims=tuple(claims),
        provenance=msgspec.structs.replace(document.provenance, notes=fitting_notes(notes)),
        source=source,
        reviews=tuple(
            review_of(verdict, None if claim is None else claims.index(claim)) for claim, verdict in reviewed
        ),
    )


class _Folded:
    """A body made comparable, with each character's place in the body as it is."""

    def __init__(self, body: str) -> None:
        self._body = body
        pieces: list[str] = []
        self._places: list[int] = []
        for place, character in enumerate(body):
            folded = _fold(character)
            if folded == " " and pieces and pieces[-1] == " ":
                continue
            pieces += folded
            self._places += [place] * len(folded)
        self._text = "".join(pieces)

    def find(self, words: str) -> Span | None:
        """Where the words first stand as whole words; None for fewer than can be told apart."""
        wanted = " ".join("".join(map(_fold, words)).split()).strip("\" '.,;:!?…")
        if len(wanted) < _SHORTEST:
            return None
        for found in re.finditer(re.escape(wanted), self._text):
            before, after = self._text[found.start() - 1 : found.start()], self._text[found.end() : found.end() + 1]
            if not before.isalnum() and not after.isalnum():
                start, end = self._places[found.start()], self._places[found.end() - 1] + 1
                return Span(start=start, end=end, quote=self._body[start:end])
        return None


def _fold(character: str) -> str:
    return " " if character.isspace() else character.casefold().translate(_PLAIN)


def _read_already(span: Span, claims: Sequence[ClaimDraft]) -> ClaimDraft | None:
    best = max(claims, key=lambda claim: _overlap(span, claim), default=None)
    return best if best is not None and _overlap(span, best) >= _SAME else None


def _overlap(span: Span, claim: ClaimDraft) -> float:
    common = min(span.end, claim.end) - max(span.start, claim.start)
    return max(0, common) / (max(span.end, claim.end) - min(span.start, claim.start))


def _new_claim(span: Span, verdict: Verdict, document: Document, actors: list[ActorDraft]) -> ClaimDraft:
    polarity = _polarity(span, document)
    claimant = _claimant(verdict, document.article.body, actors)
    return ClaimDraft(
        start=span.start,
        end=span.end,
        quote=span.quote,
        text=" ".join(verdict.claim.split()),
        modality="REPORTED",
        polarity=polarity,
        factuality=FACTUALITY["REPORTED", polarity],
        claimant=claimant or UNNAMED_SOURCE,
    )


def _polarity(span: Span, document: Document) -> Polarity:
    """As the extractor reads the words by themselves, where it makes one claim of them."""
    alone = normalize(span.quote, language=document.article.language).claims
    return alone[0].polarity if len(alone) == 1 else "POSITIVE"


def _claimant(verdict: Verdict, body: str, actors: list[ActorDraft]) -> str | None:
    """The actor of that name, made if the text names them; None for a name that the text doesn't have."""
    name = verdict.claimed_by
    if not name:
        return None
    for actor in actors:
        if name.casefold() in (form.casefold() for form in (actor.name, *actor.aliases)):
            return actor.name
    mentions = tuple(_named(name, body))
    if mentions and any(map(str.isalnum, name)):
        actors.append(ActorDraft(name=name, kind=cast(ActorKind, verdict.claimed_by_kind), mentions=mentions))
        return name
    return None


def _named(name: str, body: str) -> Iterator[Span]:
    for found in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", body):
        yield Span(start=found.start(), end=found.end(), quote=found[0])


def review_of(verdict: Verdict, claim: int | None = None) -> ReviewDraft:
    """The verdict as a review: of one of a document's claims, or by itself."""
    return ReviewDraft(
        claim=claim,
        reviewer=verdict.reviewer,
        rating=verdict.rating,
        url=verdict.url,
        reviewed_at=verdict.reviewed_at,
        claim_reviewed=verdict.claim,
        claimed_by=verdict.claimed_by,
        claimed_at=verdict.claimed_at,
        appearances=verdict.appearances,
        rating_value=verdict.value,
        best_rating=verdict.best,
        worst_rating=verdict.worst,
        notes=verdict.notes,
    )


def _shown(text: str) -> str:
    text = " ".join(text.split())
    return repr(text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…")
