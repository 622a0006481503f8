"""How much of one article is read: what stands beyond is stored as text, noted, and not tried.

News never comes near: the longest reports have 15,000 words. Without bounds, a book, a table of names or a text made
to harm would cost minutes here and in the database.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

import msgspec

from service.document import ActorDraft, ClaimDraft
from service.normalize.names.names import Name
from service.normalize.words.sentences import Sentence
from service.normalize.words.tokens import Tokens

TOKENS_MAX = 30_000
"""Words and marks from the top that are read."""
ACTORS_MAX = 500
"""Actors that are named; the text is read up to the first mention of the next one."""
MENTIONS_MAX = 3_000
"""Mentions that are kept, the first of each actor apart."""
CLAIMS_MAX = 1_500


class Bounds:
    """What was left out of one article, for its notes."""

    def __init__(self) -> None:
        self._read_to: int | None = None
        self._notes: list[str] = []

    def notes(self) -> tuple[str, ...]:
        """A sentence on each bound that was met."""
        first = () if self._read_to is None else (f"Only the first {self._read_to:,} characters were read.",)
        return (*first, *self._notes)

    def cut(self, tokens: Tokens, sentences: list[Sentence], last: int = TOKENS_MAX) -> list[Sentence]:
        """The sentences that end within `last` tokens; the tokens after are dropped from `tokens`."""
        if len(tokens) <= last:
            return sentences
        kept = sentences[: bisect_right(sentences, last, key=lambda sentence: sentence.last)]
        end = kept[-1].last if kept else 0
        self._read_to = tokens.end[end - 1] if end else 0
        tokens.drop(end)
        return kept

    def few_enough(self, names: list[Name], firsts: list[int]) -> list[Name]:
        """The names in front of the first mention of the actor that is one too many; `firsts` are those of all."""
        if len(firsts) <= ACTORS_MAX:
            return names
        self._notes.append(f"More than {ACTORS_MAX:,} actors are named; those behind these were not looked for.")
        return names[: bisect_left(names, sorted(firsts)[ACTORS_MAX], key=lambda name: name.first)]

    def mentions(self, actors: tuple[ActorDraft, ...]) -> tuple[ActorDraft, ...]:
        """The actors with the first `MENTIONS_MAX` of their mentions, and at least one each."""
        starts = sorted(span.start for actor in actors for span in actor.mentions)
        if len(starts) <= MENTIONS_MAX:
            return actors
        self._notes.append(f"Of {len(starts):,} mentions, the first {MENTIONS_MAX:,} were kept.")
        end = starts[MENTIONS_MAX]
        return tuple(
            [
                msgspec.structs.replace(
                    actor, mentions=tuple([span for k, span in enumerate(actor.mentions) if not k or span.start < end])
                )
                for actor in actors
            ]
        )

    def claims(self, claims: list[ClaimDraft]) -> tuple[ClaimDraft, ...]:
        """The first `CLAIMS_MAX` claims."""
        if len(claims) > CLAIMS_MAX:
            self._notes.append(f"Of {len(claims):,} claims, the first {CLAIMS_MAX:,} were kept.")
        return tuple(claims[:CLAIMS_MAX])
