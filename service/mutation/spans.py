"""Where a claim or cue stands, as a caller tells it: by offsets, by its words, or by both."""

from __future__ import annotations

from typing import Literal

import msgspec

from service.document import Cue
from service.mutation.checks import Checks

Offsets = tuple[int, int]
_NOWHERE = (0, 1)


class GivenSpan(msgspec.Struct, frozen=True, kw_only=True):
    """Offsets in code points, and the words there; any of them may be missing."""

    start: int | None = None
    end: int | None = None
    quote: str | None = None

    @property
    def given(self) -> dict[str, int | str | None]:
        """What the caller gave, by the names of its fields."""
        told: dict[str, int | str | None] = {"start": self.start, "end": self.end, "quote": self.quote}
        return {name: value for name, value in told.items() if value is not None}

    @property
    def is_told(self) -> bool:
        """Whether it tells a place by itself."""
        return self.quote is not None or (self.start is not None and self.end is not None)

    def check_told(self, checks: Checks) -> None:
        """Note as a problem that the place is not told at all."""
        if not self.is_told:
            checks.refuse("quote", "Say where it stands: `start` and `end`, or the `quote` where it stands once.")

    def within(self, checks: Checks, body: str, before: Offsets | None) -> Offsets:
        """The offsets in `body`; a missing one stays as it was `before`. Problems go to `checks`."""
        if self.start is None and self.end is None:
            if self.quote is not None:
                return self._found(checks, body)
            return before or _NOWHERE
        start = self.start if self.start is not None else before[0] if before else None
        end = self.end if self.end is not None else before[1] if before else None
        if start is None or end is None:
            missing = "start" if start is None else "end"
            checks.refuse(missing, f"`{missing}` is missing; a span has both ends.")
        elif not 0 <= start < end <= len(body):
            checks.refuse("start", f"[{start}, {end}) is no span of the body's {len(body):,} characters.")
        elif self.quote is not None and body[start:end] != self.quote:
            checks.refuse("quote", f"The body does not read so at [{start}, {end}).")
        else:
            return start, end
        return _NOWHERE

    def _found(self, checks: Checks, body: str) -> Offsets:
        quote = self.quote or ""
        start = body.find(quote)
        if start < 0:
            checks.refuse("quote", "The body does not hold these words.")
        elif body.find(quote, start + 1) >= 0:
            checks.refuse("quote", "The body holds these words more than once; give `start` and `end` too.")
        else:
            return start, start + len(quote)
        return _NOWHERE


class GivenCue(msgspec.Struct, frozen=True, kw_only=True):
    """A cue and its place in the list."""

    place: int
    kind: Literal["MODALITY", "NEGATION", "ATTRIBUTION"]
    span: GivenSpan

    def within(self, checks: Checks, body: str) -> Cue:
        """The cue with its words."""
        start, end = self.span.within(checks.under("cues", str(self.place)), body, None)
        return Cue(kind=self.kind, start=start, end=end, quote=body[start:end])
