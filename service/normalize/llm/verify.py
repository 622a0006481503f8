"""From a model's answer to what the text bears out: every quote looked up, every name tied to an actor.

Nothing of an answer is believed. Names and quotes are taken from the text at the place where they were
found; labels come from closed lists; a proposition has the article's words and numbers or is replaced.
"""

from __future__ import annotations

import msgspec

from service.document import (
    ARTICLE_VOICE,
    UNNAMED_SOURCE,
    ActorKind,
    Amount,
    Cue,
    DateRef,
    Modality,
    Polarity,
    Stance,
)
from service.normalize.llm.answer import ActorAnswer, ClaimAnswer, Place, Received
from service.normalize.llm.details import located_amounts, located_dates
from service.normalize.llm.drops import Drops
from service.normalize.llm.locate import Locator, Range, same_spelling
from service.normalize.llm.proposition import Vocabulary, plain_sentence
from service.normalize.llm.segments import Segment

_NAME_LENGTH_MAX = 200
_MENTIONS_MAX = 300
_ACTORS_MAX = 300
_CLAIMS_MAX = 600
_PARTS_MAX = 40
"""Most cues, amounts, dates and objects of one claim."""


class FoundActor(msgspec.Struct, frozen=True, kw_only=True):
    """An actor whose names and places are in the text; `called` are all names that the answer has for it."""

    name: str
    kind: ActorKind
    aliases: tuple[str, ...]
    mentions: tuple[Range, ...]
    called: frozenset[str]


class FoundClaim(msgspec.Struct, frozen=True, kw_only=True):
    """A claim whose words are in the text; actors are given by their place among the part's actors."""

    span: Range
    text: str
    modality: Modality
    polarity: Polarity
    stance: Stance
    claimant: int | None
    voice: str
    """`ARTICLE_VOICE` or `UNNAMED_SOURCE` where there is no claimant."""
    unnamed_source: str | None
    subject: int | None
    objects: tuple[int, ...]
    cues: tuple[Cue, ...]
    amounts: tuple[Amount, ...]
    dates: tuple[DateRef, ...]


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """What one answer adds to the article."""

    actors: tuple[FoundActor, ...]
    claims: tuple[FoundClaim, ...]
    drops: Drops


def verify(received: Received, body: str, segments: list[Segment]) -> Part:
    """Keep what the text of `segments` bears out and count the rest. Takes time in proportion to the answer."""
    check = _Check(body, segments)
    check.drops.add("items of the wrong shape", received.misshapen)
    actors = [actor for answer in received.actors[:_ACTORS_MAX] if (actor := check.actor(answer)) is not None]
    check.know(actors)
    claims = [claim for answer in received.claims[:_CLAIMS_MAX] if (claim := check.claim(answer)) is not None]
    return Part(actors=tuple(actors), claims=tuple(claims), drops=check.drops)


class _Check:
    """One answer against the text that it was given for."""

    def __init__(self, body: str, segments: list[Segment]) -> None:
        self.drops = Drops()
        self._body = body
        self._segments = {segment.number: (segment.start, segment.end) for segment in segments}
        self._locator = Locator(body, (segments[0].start, segments[-1].end))
        self._vocabulary = Vocabulary(body[segments[0].start : segments[-1].end])
        self._by_name: dict[str, int] = {}

    def know(self, actors: list[FoundActor]) -> None:
        """The actors that claims may name; a name that two have in common stands for the first."""
        for place, actor in enumerate(actors):
            self._by_name.setdefault(same_spelling(actor.name), place)
        for place, actor in enumerate(actors):
            for name in actor.called:
                self._by_name.setdefault(name, place)

    def actor(self, answer: ActorAnswer) -> FoundActor | None:
        """The actor with what of it is in the text; None when nothing is."""
        places: set[Range] = set()
        for mention in answer.mentions[:_MENTIONS_MAX]:
            found = self._placed(mention, places)
            if found is not None:
                places.add(found)
        called = [name for name in (answer.name, *answer.aliases) if _is_name(name)]
        named = [found for name in called if (found := self._locator.nearest(name, self._locator.shown)) is not None]
        if not places:
            places.update(named[:1])
        names = list(dict.fromkeys(" ".join(self._body[start:end].split()) for start, end in named))
        names = [name for name in names if _is_name(name)]
        if not names:
            self.drops.add("actors without a place in the text")
            return None
        return FoundActor(
            name=names[0],
            kind=answer.kind,
            aliases=tuple(names[1:]),
            mentions=tuple(sorted(places)),
            called=frozenset(same_spelling(name) for name in (*called, *names)),
        )

    def claim(self, answer: ClaimAnswer) -> FoundClaim | None:
        """The claim with what of it is in the text; None when its quote isn't."""
        span = self._placed(answer.place, ())
        if span is None:
            return None
        claimant = self._actor_called(answer.claimant) if answer.attribution == "ACTOR" else None
        voice = ARTICLE_VOICE if answer.attribution == "ARTICLE" else UNNAMED_SOURCE
        source = answer.unnamed_source or answer.claimant
        unnamed = claimant is None and voice == UNNAMED_SOURCE
        objects = (self._actor_called(name) for name in answer.objects[:_PARTS_MAX])
        amounts, doubtful_amounts = located_amounts(answer.amounts[:_PARTS_MAX], self._body, self._locator, span)
        dates, doubtful_dates = located_dates(answer.dates[:_PARTS_MAX], self._body, self._locator, span)
        self.drops.add("amounts and dates that their quote does not bear out", doubtful_amounts + doubtful_dates)
        subject = self._actor_called(answer.subject)
        return FoundClaim(
            span=span,
            text=self._text(answer.text, span),
            modality=answer.modality,
            polarity=answer.polarity,
            stance=answer.stance,
            claimant=claimant,
            voice=voice,
            unnamed_source=self._words(source, span) if unnamed and source else None,
            subject=subject,
            objects=tuple(dict.fromkeys(place for place in objects if place is not None and place != subject)),
            cues=self._cues(answer, span),
            amounts=amounts,
            dates=dates,
        )

    def _placed(self, place: Place, taken: set[Range] | tuple[()]) -> Range | None:
        """Where the words stand. One listed again is its next place in the sentence, or nothing new."""
        near = self._segments.get(place.sentence, self._locator.shown)
        found = self._locator.nearest(place.quote, near)
        if found is None:
            self.drops.add("quotes that are not in the text")
            return None
        if found not in taken:
            return found
        following = self._locator.nearest(place.quote, near, taken)
        return following if following is not None and near[0] <= following[0] < near[1] else found

    def _actor_called(self, name: str | None) -> int | None:
        if not name or not name.strip():
            return None
        found = self._by_name.get(same_spelling(name))
        if found is None:
            self.drops.add("names of no actor in the answer")
        return found

    def _words(self, quote: str, span: Range) -> str | None:
        found = self._locator.nearest(quote, span)
        if found is None:
            self.drops.add("quotes that are not in the text")
            return None
        return " ".join(self._body[slice(*found)].split())

    def _text(self, text: str, span: Range) -> str:
        quote = self._body[slice(*span)]
        sentence = plain_sentence(text)
        if self._vocabulary.bears_out(sentence, quote):
            return sentence
        self.drops.add("propositions in words that the article does not have, put in its own words")
        return plain_sentence(quote)

    def _cues(self, answer: ClaimAnswer, span: Range) -> tuple[Cue, ...]:
        cues: dict[Range, Cue] = {}
        for cue in answer.cues[:_PARTS_MAX]:
            found = self._locator.nearest(cue.quote, span)
            if found is None:
                self.drops.add("quotes that are not in the text")
            else:
                start, end = found
                cues.setdefault(found, Cue(start=start, end=end, quote=self._body[start:end], kind=cue.kind))
        return tuple(cue for _, cue in sorted(cues.items()))


def _is_name(name: str) -> bool:
    return len(name) <= _NAME_LENGTH_MAX and any(character.isalnum() for character in name)
