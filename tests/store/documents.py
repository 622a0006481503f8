"""Small documents for tests, their spans found by searching the body."""

from __future__ import annotations

from typing import Any

from service.document import (
    FACTUALITY,
    ActorDraft,
    ArticleDraft,
    ClaimDraft,
    Cue,
    Document,
    Provenance,
    Span,
)

BODY = "Sam Altman pourrait revenir chez OpenAI, selon Microsoft. Altman se tait 🙂."


def span(body: str, words: str, nth: int = 0) -> Span:
    """The nth place where `words` stand."""
    start = -1
    for _ in range(nth + 1):
        start = body.index(words, start + 1)
    return Span(start=start, end=start + len(words), quote=words)


def actor(
    name: str, kind: Any = "ORGANIZATION", *aliases: str, body: str = BODY, mentions: tuple[Span, ...] | None = None
) -> ActorDraft:
    """An actor, mentioned wherever its name stands in `body` if `mentions` doesn't say otherwise."""
    if mentions is None:
        mentions = tuple(span(body, name, nth) for nth in range(body.count(name)))
    return ActorDraft(name=name, kind=kind, aliases=aliases, mentions=mentions)


def claim(**given: Any) -> ClaimDraft:
    """The first sentence's claim."""
    quote = BODY.split(". ")[0]
    fields = {
        "start": 0,
        "end": len(quote),
        "quote": quote,
        "text": quote,
        "modality": "POSSIBLE",
        "polarity": "POSITIVE",
        "claimant": "Microsoft",
        "subject": "Sam Altman",
        "objects": ("OpenAI",),
        "cues": (Cue(kind="MODALITY", start=11, end=19, quote="pourrait"),),
    } | given
    fields.setdefault("factuality", FACTUALITY[fields["modality"], fields["polarity"]])
    return ClaimDraft(**fields)


def document(
    *,
    body: str = BODY,
    title: str = "Titre",
    actors: tuple[ActorDraft, ...] | None = None,
    claims: tuple[ClaimDraft, ...] | None = None,
    version: str = "1",
    **article: Any,
) -> Document:
    """A document about Sam Altman, OpenAI and Microsoft, or what is given."""
    if actors is None:
        altman = (span(BODY, "Sam Altman"), span(BODY, "Altman", 1))
        actors = (
            actor("Sam Altman", "PERSON", "Altman", mentions=altman),
            actor("OpenAI"),
            actor("Microsoft"),
        )
        claims = (claim(),) if claims is None else claims
    return Document(
        article=ArticleDraft(title=title, body=body, **({"language": "fr"} | article)),
        actors=actors,
        claims=claims or (),
        provenance=Provenance(extractor="test", version=version),
    )


def about(*actors: ActorDraft, title: str) -> Document:
    """A document that mentions each of `actors` once, its body made of their names."""
    body = ", ".join(draft.name for draft in actors)
    return document(
        body=body,
        title=title,
        actors=tuple(
            ActorDraft(name=draft.name, kind=draft.kind, aliases=draft.aliases, mentions=(span(body, draft.name),))
            for draft in actors
        ),
    )
