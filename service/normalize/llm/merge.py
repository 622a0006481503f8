"""Puts the parts of a long article together: one cast, each claim once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from service.document import (
    ARTICLE_VOICE,
    FACTUALITY,
    UNNAMED_SOURCE,
    ActorDraft,
    ActorKind,
    ClaimDraft,
    Span,
)
from service.normalize.llm.drops import Drops
from service.normalize.llm.locate import Range, same_spelling
from service.normalize.llm.verify import FoundActor, FoundClaim, Part

_SAME_CLAIM = 0.5
"""Share of their joint length that two claims of neighbouring parts have in common when they are one."""
_RESERVED = (ARTICLE_VOICE, UNNAMED_SOURCE)


class _Member:
    """An actor of the article, gathered from the parts."""

    def __init__(self, actor: FoundActor) -> None:
        self.kind: ActorKind = actor.kind
        self.names: dict[str, None] = {}
        self.called: set[str] = set()
        self.mentions: set[Range] = set()
        self.take(actor)

    def take(self, actor: FoundActor) -> None:
        """Add what another part has of the same actor."""
        if self.kind == "UNKNOWN":
            self.kind = actor.kind
        self.names.update(dict.fromkeys((actor.name, *actor.aliases)))
        self.called |= actor.called
        self.mentions.update(actor.mentions)

    def is_kind(self, kind: ActorKind) -> bool:
        """Whether the kinds don't speak against its being the same."""
        return kind == self.kind or "UNKNOWN" in (kind, self.kind)

    def is_called(self, actor: FoundActor) -> bool:
        """Whether it has a name of `actor`, or a person's name ends with it (Sam Altman, Altman)."""
        if self.called & actor.called:
            return True
        short, long = same_spelling(actor.name), [same_spelling(name) for name in self.names]
        return self.kind == actor.kind == "PERSON" and any(
            name.endswith(" " + short) or short.endswith(" " + name) for name in long
        )


class Merged:
    """The parts of one article, added in text order."""

    def __init__(self, body: str) -> None:
        self.drops = Drops()
        self._body = body
        self._members: list[_Member] = []
        self._claims: list[tuple[FoundClaim, Sequence[int]]] = []

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found."""
        return not self._members and not self._claims

    def add(self, part: Part) -> None:
        """Add the next part; claims that an earlier one has are counted and left out."""
        self.drops.join(part.drops)
        places = [self._place(actor) for actor in part.actors]
        earlier = [claim.span for claim, _ in self._claims]
        seen: set[tuple[Range, str]] = set()
        for claim in part.claims:
            # Within a part two claims may share words; between parts they are one seen twice.
            twice = (claim.span, claim.text) in seen or any(_share(claim.span, span) >= _SAME_CLAIM for span in earlier)
            if twice:
                self.drops.add("claims found twice")
            else:
                self._claims.append((claim, places))
            seen.add((claim.span, claim.text))

    def actors(self) -> tuple[ActorDraft, ...]:
        """The cast in order of first mention."""
        drafts = [
            ActorDraft(
                name=name,
                kind=member.kind,
                aliases=tuple(alias for alias in member.names if alias != name),
                mentions=tuple(
                    Span(start=start, end=end, quote=self._body[start:end])
                    for start, end in _outermost(member.mentions)
                ),
            )
            for member, name in zip(self._members, self._unique_names(), strict=True)
        ]
        return tuple(sorted(drafts, key=lambda actor: (actor.mentions[0].start if actor.mentions else 0, actor.name)))

    def claims(self) -> tuple[ClaimDraft, ...]:
        """The claims in text order."""
        names = list(self._unique_names())
        drafts = [self._draft(claim, [names[place] for place in places]) for claim, places in self._claims]
        return tuple(sorted(drafts, key=lambda claim: (claim.start, claim.end, claim.text)))

    def _place(self, actor: FoundActor) -> int:
        alike = [place for place, member in enumerate(self._members) if member.is_kind(actor.kind)]
        same_name = same_spelling(actor.name)
        for place in alike:
            if same_name in map(same_spelling, self._members[place].names):
                self._members[place].take(actor)
                return place
        called = [place for place in alike if self._members[place].is_called(actor)]
        # Two that it could be (a family name of two people): neither, rather than the wrong one.
        if len(called) == 1:
            self._members[called[0]].take(actor)
            return called[0]
        self._members.append(_Member(actor))
        return len(self._members) - 1

    def _unique_names(self) -> Iterator[str]:
        """A name for each member, no two alike: documents refer to actors by name."""
        taken: set[str] = set(_RESERVED)
        for member in self._members:
            longest_first = sorted(member.names, key=lambda name: (-len(name.split()), -len(name)))
            first = next(iter(member.names))
            free = [name for name in (first, *longest_first) if name not in taken]
            name = free[0] if free else _numbered(first, taken)
            taken.add(name)
            yield name

    def _draft(self, claim: FoundClaim, names: Sequence[str]) -> ClaimDraft:
        start, end = claim.span
        return ClaimDraft(
            start=start,
            end=end,
            quote=self._body[start:end],
            text=claim.text,
            modality=claim.modality,
            polarity=claim.polarity,
            stance=claim.stance,
            factuality=FACTUALITY[claim.modality, claim.polarity],
            claimant=claim.voice if claim.claimant is None else names[claim.claimant],
            subject=None if claim.subject is None else names[claim.subject],
            objects=tuple(dict.fromkeys(names[place] for place in claim.objects)),
            cue=claim.cues[0].quote if claim.cues else None,
            cues=claim.cues,
            unnamed_source=claim.unnamed_source,
            amounts=claim.amounts,
            dates=claim.dates,
        )


def _outermost(mentions: Iterable[Range]) -> Iterator[Range]:
    """The mentions in order, without those inside another one ("Altman" in "Sam Altman")."""
    reach = -1
    for start, end in sorted(mentions, key=lambda mention: (mention[0], -mention[1])):
        if end > reach:
            yield start, end
            reach = end


def _share(one: Range, other: Range) -> float:
    """Intersection over union of two ranges."""
    common = min(one[1], other[1]) - max(one[0], other[0])
    return max(0, common) / (max(one[1], other[1]) - min(one[0], other[0]))


def _numbered(name: str, taken: set[str]) -> str:
    number = 2
    while f"{name} ({number})" in taken:
        number += 1
    return f"{name} ({number})"
