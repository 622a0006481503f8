"""The words that carry a claim's hedge, negation or attribution, as tokens."""

from __future__ import annotations

from typing import Literal

CueKind = Literal["MODALITY", "NEGATION", "ATTRIBUTION"]
TokenCue = tuple[int, int, CueKind]
